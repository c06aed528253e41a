"""Which contact a push goes to, and where it goes when that one fails, on both databases."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import Connection, select, update

from content.channel import Postponed, Refused
from content.delivery import fate
from db import claims, outbox, people
from db.outbox import Settled
from db.tables import contacts, deliveries
from db.values import ContactId, PersonId
from tests.databases import Database
from tests.pushes import KEYS, NOW, campaign, for_campaign, later, resident, take

GONE = fate("campaign", 0, Refused("Forbidden: bot was blocked", for_good=True), NOW, 0.5)


def two_channels(conn: Connection, second: str = "other") -> PersonId:
    """A person on *fake* and on another channel, with a campaign's push on the first."""
    number = campaign(conn)
    contact = resident(conn, "1")
    found = people.find_contact(conn, ContactId(contact.id))
    assert found
    people.add_contact(conn, found[1], second, "2", ground="wrote", now=NOW)
    outbox.queue(conn, [for_campaign(contact, number)])
    return found[1]


def standing(conn: Connection) -> list[tuple[str, str]]:
    found = conn.execute(select(deliveries.c.channel, deliveries.c.state))
    return [(row[0], row[1]) for row in found]


def refused(conn: Connection) -> None:
    """The push is claimed and refused for good."""
    (row,) = take(conn, 10).rows
    one = Settled(row.id, ContactId(row.contact.id), GONE)
    outbox.settle(conn, [one], process="p1", now=NOW)


def test_what_one_channel_refuses_goes_to_the_next_once(database: Database) -> None:
    def story(conn: Connection) -> None:
        two_channels(conn)
        refused(conn)
        assert standing(conn) == [("other", "queued")]
        conn.execute(update(contacts).values(unreachable="gone"))
        ask = claims.Ask("other", "p1", 10, 0, later(5))
        assert claims.claim(conn, ask, KEYS).rows == ()
        assert standing(conn) == [("other", "undeliverable")]

    database.write(story)


FULL = fate("ping", 0, Postponed(later(3600), "quota", elsewhere=True), NOW, 0.5)


@pytest.mark.parametrize(
    ("channel", "became"), [("other", ("other", NOW)), ("fake", ("fake", later(3600)))]
)
def test_what_waits_for_a_full_plan_goes_another_way_where_there_is_one(
    database: Database, channel: str, became: tuple[str, datetime]
) -> None:
    def story(conn: Connection) -> None:
        two_channels(conn, channel)
        (row,) = take(conn, 10).rows
        one = Settled(row.id, ContactId(row.contact.id), FULL)
        outbox.settle(conn, [one], process="p1", now=NOW)
        assert standing(conn) == [(became[0], "queued")]
        assert conn.scalar(select(deliveries.c.not_before)) == became[1]
        assert set(conn.scalars(select(contacts.c.unreachable))) == {""}

    database.write(story)


def test_a_contact_known_to_fail_is_passed_over_when_claimed(database: Database) -> None:
    def story(conn: Connection) -> None:
        two_channels(conn)
        here = contacts.c.channel == "fake"
        conn.execute(update(contacts).where(here).values(unreachable="blocked"))
        assert take(conn, 10).rows == ()
        assert standing(conn) == [("other", "queued")]

    database.write(story)


def test_nobody_is_told_where_they_stopped(database: Database) -> None:
    def story(conn: Connection) -> None:
        person = two_channels(conn)
        (_, second) = people.reachability(conn, person)
        people.refuse(conn, ContactId(second.contact.id), NOW)
        refused(conn)
        assert standing(conn) == [("fake", "undeliverable")]

    database.write(story)


@pytest.mark.parametrize(
    ("stops_all", "also_other", "became"),
    [
        (False, False, ("other", "queued")),
        (False, True, ("fake", "cancelled")),
        (True, False, ("fake", "cancelled")),
    ],
)
def test_a_queued_push_goes_elsewhere_when_its_channel_alone_is_stopped(
    database: Database, stops_all: bool, also_other: bool, became: tuple[str, str]
) -> None:
    def story(conn: Connection) -> None:
        person = two_channels(conn)
        (first, second) = people.reachability(conn, person)
        people.refuse(conn, ContactId(first.contact.id), NOW)
        if also_other:
            people.refuse(conn, ContactId(second.contact.id), NOW)
        people.change(conn, person, opted_out_at=NOW if stops_all else None)
        assert take(conn, 10).rows == ()
        assert standing(conn) == [became]

    database.write(story)


def test_a_change_of_a_message_has_no_other_place(database: Database) -> None:
    def story(conn: Connection) -> None:
        two_channels(conn)
        conn.execute(update(deliveries).values(target="m1", kind="amendment"))
        refused(conn)
        assert standing(conn) == [("fake", "undeliverable")]

    database.write(story)


def test_the_preferred_channel_comes_first_and_the_last_seen_else(database: Database) -> None:
    def story(conn: Connection) -> None:
        person = two_channels(conn)
        conn.execute(
            update(contacts).where(contacts.c.channel == "other").values(seen_at=later(60))
        )
        assert people.reachable_contact(conn, person).channel == "other"  # type: ignore[union-attr]
        people.change(conn, person, channel="fake")
        assert people.reachable_contact(conn, person).channel == "fake"  # type: ignore[union-attr]

    database.write(story)
