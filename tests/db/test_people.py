"""People and their contacts, on both databases."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, select

from db import answers, audit, people, personal_data, suppressed, topics
from db.store import Store
from db.tables import audit as audit_table
from db.tables import contacts
from db.tables import people as people_table
from db.values import ContactId, PersonId
from tests.databases import Database
from tests.pushes import KEYS, NOW, campaign, later


def meet(conn: Connection, external: str = "101") -> tuple[PersonId, ContactId, bool]:
    person, contact, new = people.meet(
        conn, "telegram", external, name="Lan", origin="self", now=NOW
    )
    return person.id, ContactId(contact.id), new


def test_who_speaks_twice_is_one_person(database: Database) -> None:
    first, second = database.write(lambda conn: (meet(conn), meet(conn)))
    assert first[:2] == second[:2]
    assert (first[2], second[2]) == (True, False)


def test_first_words_that_come_at_once_make_one_person(database: Database) -> None:
    async def story(store: Store) -> int:
        met = await asyncio.gather(*(store.write(meet) for _ in range(8)))
        assert len({pair[:2] for pair in met}) == 1
        return await store.read(lambda conn: len(conn.execute(select(people_table)).all()))

    assert database.run(story) == 1


def test_who_writes_again_is_reachable_again(database: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        person, contact, _ = meet(conn)
        reachable = [people.reachable_contact(conn, person) is not None]
        people.mark_unreachable(conn, contact, "blocked")
        reachable.append(people.reachable_contact(conn, person) is not None)
        meet(conn)
        return [*reachable, people.reachable_contact(conn, person) is not None]

    assert database.write(story) == [True, False, True]


def test_the_contact_last_seen_comes_first_and_the_never_seen_last(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        person, _, _ = meet(conn)
        for name, at in (("old", later(-9)), ("new", later(9))):
            people.add_contact(conn, person, "zalo", name, ground="x", now=at)
        unseen = dict(person_id=person, channel="email", external="never", ground="x")
        conn.execute(contacts.insert().values(**unseen))
        return [contact.external for contact in people.contacts_of(conn, person)]

    assert database.write(story) == ["new", "101", "old", "never"]


def test_a_role_given_twice_is_held_once(database: Database) -> None:
    def story(conn: Connection) -> int:
        person, _, _ = meet(conn)
        for _ in range(2):
            people.give_role(
                conn, person, "official", office="ubnd-tho-phu", unit="tho-phu", now=NOW
            )
        assert people.people_in_office(conn, "ubnd-tho-phu", ("official",), NOW) == [person]
        assert people.people_in_office(conn, "ubnd-tho-phu", ("head",), NOW) == []
        return len(people.roles_of(conn, person, later(1)))

    assert database.write(story) == 1


def test_a_role_does_not_hold_before_it_was_given(database: Database) -> None:
    def story(conn: Connection) -> int:
        person, _, _ = meet(conn)
        people.give_role(conn, person, "head", office="tinh", unit=None, now=NOW)
        return len(people.roles_of(conn, person, later(-1)))

    assert database.write(story) == 0


def test_topics_are_replaced(database: Database) -> None:
    def story(conn: Connection) -> set[str]:
        person, _, _ = meet(conn)
        topics.follow(conn, person, {"a", "b"})
        topics.follow(conn, person, {"b", "c"})
        return topics.followed(conn, person)

    assert database.write(story) == {"b", "c"}


def test_a_stopped_topic_is_not_followed_until_they_choose_it(database: Database) -> None:
    def story(conn: Connection) -> None:
        person, _, _ = meet(conn)
        topics.follow(conn, person, {"a", "b"})
        topics.stop(conn, person, "a", NOW)
        topics.stop(conn, person, "a", later(1))
        assert (topics.followed(conn, person), topics.stopped(conn, person)) == ({"b"}, {"a"})
        topics.follow(conn, person, {"c"})
        assert (topics.followed(conn, person), topics.stopped(conn, person)) == ({"c"}, {"a"})
        topics.follow(conn, person, {"a"})
        assert (topics.followed(conn, person), topics.stopped(conn, person)) == ({"a"}, set())

    database.write(story)


def test_an_export_holds_what_we_keep(database: Database) -> None:
    def story(conn: Connection) -> dict[str, object]:
        person, _, _ = meet(conn)
        topics.follow(conn, person, {"suc-khoe"})
        topics.stop(conn, person, "vay-von", NOW)
        answers.give(conn, campaign(conn, title="Họp thôn"), person, "yes", NOW)
        return dict(personal_data.export(conn, person, NOW))

    told = database.write(story)
    assert told["topics"] == ["suc-khoe"]
    assert told["stopped_topics"] == ["vay-von"]
    (answer,) = told["answers"]  # type: ignore[misc]  # a list, as it is exported
    assert (answer["title"], answer["answer"]) == ("Họp thôn", "yes")
    (contact,) = told["contacts"]  # type: ignore[misc]  # a list, as it is exported
    assert (contact["channel"], contact["id"], contact["ground"]) == ("telegram", "101", "wrote")
    assert contact["seen_at"] == NOW.isoformat()
    assert told["sent"] == {}


def test_erasing_leaves_only_a_keyed_hash(database: Database) -> None:
    def story(conn: Connection) -> bool:
        person, _, _ = meet(conn)
        people.erase(conn, person)
        for _ in range(2):
            suppressed.suppress(conn, KEYS, "telegram", "101", NOW)
        assert people.find_by_external(conn, "telegram", "101") is None
        assert not suppressed.is_suppressed(conn, KEYS, "telegram", "102")
        return suppressed.is_suppressed(conn, KEYS, "telegram", "101")

    assert database.write(story)


def test_who_comes_back_is_no_longer_suppressed(database: Database) -> None:
    def story(conn: Connection) -> bool:
        suppressed.suppress(conn, KEYS, "telegram", "101", NOW)
        suppressed.welcome_back(conn, KEYS, "telegram", "101")
        return suppressed.is_suppressed(conn, KEYS, "telegram", "101")

    assert not database.write(story)


def test_an_audit_line_says_who_what_and_how_many(database: Database) -> None:
    def story(conn: Connection) -> tuple[object, ...]:
        audit.record(conn, "people.import", "people", by=None, now=NOW, detail={"added": 3})
        row = conn.execute(select(audit_table)).one()
        return row.at, row.person_id, row.action, row.detail

    assert database.write(story) == (NOW, None, "people.import", {"added": 3})
