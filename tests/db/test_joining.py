"""Two people made one, and apart again, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, func, insert, select, update

from content.channel import Contact
from db import joining, people
from db.tables import campaign_answers, campaigns, contacts, deliveries, roles, topics
from db.tables import people as table
from db.values import ContactId, PersonId
from tests.databases import Database
from tests.pushes import KEYS, NOW, broadcast, campaign, later, resident


def owner(conn: Connection, contact: Contact) -> PersonId:
    found = people.find_contact(conn, ContactId(contact.id))
    assert found
    return found[1]


def test_everything_of_both_is_in_one_hand(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = campaign(conn)
        one, other = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        people.give_role(conn, other, "head", office="ubnd-tho-phu", unit="tho-phu", now=NOW)
        people.change(conn, other, unit="tho-phu")
        for person, topic in ((one, "y-te"), (other, "y-te"), (other, "vay-von")):
            conn.execute(insert(topics).values(person_id=person, topic=topic))
        for person, answer in ((one, "yes"), (other, "no")):
            row = dict(campaign_id=number, person_id=person, answer=answer, at=NOW)
            conn.execute(insert(campaign_answers).values(**row))

        joining.merge(conn, one, other, NOW)

        assert [c.external for c in people.contacts_of(conn, one)] == ["1", "2"]
        assert set(conn.scalars(select(roles.c.person_id))) == {one}
        assert sorted(conn.scalars(select(topics.c.topic))) == ["vay-von", "y-te"]
        assert list(conn.scalars(select(campaign_answers.c.answer))) == ["yes"]
        assert people.get(conn, one).unit == "tho-phu"
        assert list(conn.scalars(select(table.c.id))) == [one]

    database.write(story)


@pytest.mark.parametrize(
    ("one_stops", "other_stops", "whole", "channels"),
    [
        (True, False, False, [True, False]),
        (False, True, False, [False, True]),
        (True, True, True, [False, False]),
        (False, False, False, [False, False]),
    ],
)
def test_no_refusal_is_lost(
    database: Database, one_stops: bool, other_stops: bool, whole: bool, channels: list[bool]
) -> None:
    def story(conn: Connection) -> None:
        one, other = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        for person, stops in ((one, one_stops), (other, other_stops)):
            people.change(conn, person, opted_out_at=NOW if stops else None)

        joining.merge(conn, one, other, NOW)

        assert (people.get(conn, one).opted_out_at is not None) == whole
        stopped = [r.opted_out_at is not None for r in people.reachability(conn, one)]
        assert stopped == channels

    database.write(story)


def test_a_campaign_that_waits_for_both_is_told_once(database: Database) -> None:
    def story(conn: Connection) -> None:
        broadcast(conn, 2)
        one, other = conn.scalars(select(contacts.c.person_id).order_by(contacts.c.id))

        joining.merge(conn, PersonId(one), PersonId(other), NOW)

        states = list(conn.scalars(select(deliveries.c.state).order_by(deliveries.c.id)))
        assert states == ["queued", "cancelled"]

    database.write(story)


def test_a_campaign_that_still_looks_for_its_people_finds_the_joined_one_once(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 2)
        one, other = conn.scalars(select(contacts.c.person_id).order_by(contacts.c.id))
        first = select(func.min(deliveries.c.id)).scalar_subquery()
        conn.execute(delete(deliveries).where(deliveries.c.id == first))
        conn.execute(update(deliveries).values(key=f"campaign:{number}:{other}"))
        looking = update(campaigns).where(campaigns.c.id == number)
        conn.execute(looking.values(enlist_to=one))  # the lower numbers come last

        joining.merge(conn, PersonId(one), PersonId(other), NOW)

        assert list(conn.scalars(select(deliveries.c.key))) == [f"campaign:{number}:{one}"]

    database.write(story)


def test_a_role_that_both_held_is_held_once_and_what_one_gave_up_takes_nothing(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        one, other = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        office = dict(office="pkt-tho-phu", unit="tho-phu", now=NOW)
        for person, role in (
            (one, "official"),
            (other, "official"),
            (one, "head"),
            (other, "head"),
        ):
            people.give_role(conn, person, role, **office)
        given_up = update(roles).where(roles.c.person_id == one, roles.c.role == "head")
        conn.execute(given_up.values(until=NOW))

        joining.merge(conn, one, other, NOW)

        held = people.roles_of(conn, one, later(1))
        assert sorted(role.role for role in held) == ["head", "official"]

    database.write(story)


def test_a_code_works_once_on_time_and_only_the_latest(database: Database) -> None:
    def story(conn: Connection) -> None:
        contact = ContactId(resident(conn, "1").id)
        until = later(900)
        joining.offer(conn, KEYS, "111111", contact, now=NOW, until=until)
        joining.offer(conn, KEYS, "222222", contact, now=NOW, until=until)

        assert joining.taken(conn, KEYS, "111111", NOW) is None
        assert joining.taken(conn, KEYS, "222222", until) is None
        assert joining.taken(conn, KEYS, "222222", NOW + timedelta(minutes=14)) == contact
        assert joining.taken(conn, KEYS, "222222", NOW + timedelta(minutes=14)) is None

    database.write(story)


def test_a_contact_apart_again_has_no_role(database: Database) -> None:
    def story(conn: Connection) -> None:
        mine, theirs = resident(conn, "1"), resident(conn, "2")
        one, other = owner(conn, mine), owner(conn, theirs)
        people.give_role(conn, one, "head", office="ubnd-tho-phu", unit="tho-phu", now=NOW)
        joining.merge(conn, one, other, NOW)

        alone = joining.split(conn, ContactId(theirs.id), NOW)

        assert owner(conn, theirs) == alone != one
        assert people.roles_of(conn, alone, NOW) == ()
        assert [c.external for c in people.contacts_of(conn, one)] == ["1"]

    database.write(story)
