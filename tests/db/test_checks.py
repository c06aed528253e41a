"""Kept checks on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from content.channel import Contact
from db import checks, people, received
from db.checks import Check
from db.cipher import Keys
from db.tables import checks as table
from db.values import ContactId, PersonId
from tests.databases import Database
from tests.pushes import KEYS, NOW, later, resident

SEEN = [["vay-hssv", 0, "eligible", None, 4_000_000, 6.24]]


def owner(conn: Connection, contact: Contact) -> PersonId:
    found = people.find_contact(conn, ContactId(contact.id))
    assert found
    return found[1]


def kept(conn: Connection, name: str = "lan", **values: Any) -> Check:
    """A check of somebody new; tell_at and ask_on are consents of their own."""
    fresh = Check(
        person=owner(conn, resident(conn, name)),
        door="loans",
        day=NOW.date(),
        kept_at=NOW,
        answers=(("household_status", "poor"), ("purposes", ["study"]), ("residence", None)),
        seen=SEEN,
        expires_at=NOW + timedelta(days=365),
    )
    number = checks.keep(conn, KEYS, fresh)
    if values:
        checks.change(conn, number, **values)
    values.pop("looked_at", None)
    return replace(fresh, id=number, **values)


def test_a_check_comes_back_as_it_was_kept_and_lies_encrypted(database: Database) -> None:
    def story(conn: Connection) -> None:
        one = kept(conn)
        assert checks.own(conn, KEYS, one.person, one.id, NOW) == one
        assert checks.of_person(conn, KEYS, one.person, NOW) == [one]
        row = conn.execute(select(table)).one()
        assert b"poor" not in bytes(row.answers) + bytes(row.outcome)

    database.write(story)


def test_with_another_key_a_check_is_as_if_nothing_of_it_were_kept(database: Database) -> None:
    def story(conn: Connection) -> Check | None:
        one = kept(conn)
        return checks.own(conn, Keys(b"another" * 5), one.person, one.id, NOW)

    found = database.write(story)
    assert found
    assert (found.answers, found.seen) == (None, None)


def test_a_code_opens_the_check_until_another_takes_its_place_or_its_time_is_over(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        one = kept(conn)
        checks.print_code(conn, KEYS, one.id, "first")
        checks.print_code(conn, KEYS, one.id, "second")
        assert checks.by_code(conn, KEYS, "first", NOW) is None
        found = checks.by_code(conn, KEYS, "second", NOW)
        assert found == replace(one, has_code=True)
        assert checks.by_code(conn, KEYS, "second", NOW + timedelta(days=366)) is None
        checks.print_code(conn, KEYS, one.id, None)
        assert checks.by_code(conn, KEYS, "second", NOW) is None

    database.write(story)


def test_without_answers_there_is_nothing_to_tell_of(database: Database) -> None:
    def story(conn: Connection) -> None:
        one = kept(conn, tell_at=NOW)
        checks.keep_answers(conn, KEYS, one.id, None, with_sensitive=False)
        found = checks.own(conn, KEYS, one.person, one.id, NOW)
        assert found
        assert (found.answers, found.tell_at, found.seen) == (None, None, SEEN)

    database.write(story)


def test_only_who_agreed_is_looked_at_the_longest_waiting_first(database: Database) -> None:
    def story(conn: Connection) -> None:
        kept(conn, "silent")
        old = kept(conn, "old", tell_at=NOW, looked_at=later(-200))
        never = kept(conn, "never", tell_at=NOW)
        kept(conn, "fresh", tell_at=NOW, looked_at=later(-10))
        kept(conn, "over", tell_at=NOW, expires_at=NOW)
        found = checks.to_look_at(conn, KEYS, later(-100), NOW, 10)
        assert [one.id for one, _ in found] == [never.id, old.id]
        assert [reader.language for _, reader in found] == ["vi", "vi"]
        assert len(checks.to_look_at(conn, KEYS, later(-100), NOW, 1)) == 1

    database.write(story)


def test_who_agreed_is_asked_on_the_day_and_once(database: Database) -> None:
    def story(conn: Connection) -> None:
        day = NOW.date()
        kept(conn, "silent")
        due = kept(conn, "due", ask_on=day)
        kept(conn, "later", ask_on=day + timedelta(days=1))
        kept(conn, "asked", ask_on=day, asked_at=NOW)
        assert [one.id for one, _ in checks.to_ask(conn, KEYS, day, NOW, 10)] == [due.id]

    database.write(story)


def test_the_last_answer_of_a_programme_counts(database: Database) -> None:
    def story(conn: Connection) -> None:
        one, two = kept(conn, "one"), kept(conn, "two")
        received.answer(conn, one.id, "vay-hssv", "not_yet", NOW)
        received.answer(conn, one.id, "vay-hssv", "yes", NOW)
        received.answer(conn, two.id, "vay-hssv", "yes", NOW)
        received.answer(conn, two.id, "hoc-phi", "refused", NOW)
        assert received.counts(conn) == {"hoc-phi": {"refused": 1}, "vay-hssv": {"yes": 2}}
        assert received.of_check(conn, two.id) == {"hoc-phi": "refused", "vay-hssv": "yes"}
        assert checks.drop(conn, two.person, two.id)
        assert not checks.drop(conn, two.person, one.id)
        assert received.counts(conn) == {"vay-hssv": {"yes": 1}}

    database.write(story)


def test_figures_are_of_people_and_of_their_units(database: Database) -> None:
    def story(conn: Connection) -> None:
        one, two = kept(conn, "one"), kept(conn, "two")
        people.change(conn, one.person, unit="tho-phu")
        again = checks.keep(conn, KEYS, replace(one, id=0))
        for number in (one.id, again, two.id):
            received.answer(conn, number, "vay-hssv", "yes", NOW)
        assert received.counts(conn) == {"vay-hssv": {"yes": 2}}
        assert received.counts(conn, ["tho-phu"]) == {"vay-hssv": {"yes": 1}}
        assert received.counts(conn, []) == {}

    database.write(story)
