"""Kept checks as time passes, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from content import checks as rules
from content.given import Answers
from content.library.library import Library
from content.screen import from_json, plain_text
from db import checks, claims, joining, people
from db.checks import Check
from db.cipher import Keys
from db.claims import Ask
from db.store import Store
from db.tables import checks as table
from db.tables import contacts, deliveries
from db.values import ContactId, PersonId
from scheduler import checks as ticking
from tests.content.test_checks import POOR
from tests.databases import Database
from tests.pushes import KEYS, NOW, resident
from tests.talk import library

BEFORE_THE_CUT = date(2025, 11, 30)
"""The day before the interest of poor households went down."""
SAME = NOW.date()
LIBRARY = library()


def kept(conn: Connection, name: str = "lan", day: date = BEFORE_THE_CUT, **values: Any) -> Check:
    """A check of somebody new who wants to be told."""
    found = people.find_contact(conn, ContactId(resident(conn, name).id))
    assert found
    answers: Answers = values.pop("answers", POOR)
    outcome = rules.to_json(rules.outcome(LIBRARY.form(), answers, day)) if answers else []
    fresh = Check(
        person=found[1],
        door="loans",
        day=day,
        kept_at=NOW,
        answers=answers,
        seen=outcome,
        found=outcome,
        expires_at=NOW + timedelta(days=365),
    )
    number = checks.keep(conn, KEYS, fresh)
    checks.change(conn, number, **{"tell_at": NOW} | values)
    return replace(fresh, id=number)


def tick(conn: Connection, now: datetime = NOW, known: Library = LIBRARY) -> Mapping[str, int]:
    return {name: n for name, n in ticking.tick(conn, KEYS, known, now).items() if n}


def queued(conn: Connection) -> list[tuple[str, str]]:
    rows = select(deliveries.c.key, deliveries.c.state).order_by(deliveries.c.id)
    return [(row.key, row.state) for row in conn.execute(rows)]


def test_a_change_is_told_once_and_the_same_tick_again_tells_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        one = kept(conn)
        assert tick(conn) == {"changed": 1}
        assert tick(conn) == {}
        assert tick(conn, NOW + timedelta(days=1)) == {"looked": 1}
        assert queued(conn) == [(f"check:{one.id}:2026-11-24", "queued")]
        after = checks.own(conn, KEYS, one.person, one.id, NOW)
        assert after
        assert after.before == one.found
        told = rules.changes(rules.from_json(after.before), rules.from_json(after.found))
        assert "vay-ho-ngheo" in {change.now.slug for change in told}

    database.write(story)


def test_the_message_says_nothing_of_what_it_is_about(database: Database) -> None:
    def story(conn: Connection) -> str:
        kept(conn)
        tick(conn)
        return plain_text(from_json(conn.scalar(select(deliveries.c.screen)) or ""))

    told = database.write(story)
    assert told == "Có thay đổi\n\nCó thay đổi về điều bà con đã xem."


def test_nothing_is_told_where_nothing_changed_or_nobody_asked_for_it(database: Database) -> None:
    def story(conn: Connection) -> None:
        kept(conn, "same", SAME)
        kept(conn, "silent", tell_at=None)
        kept(conn, "over", expires_at=NOW)
        kept(conn, "none", answers=())
        assert set(tick(conn)) == {"looked"}
        assert queued(conn) == []

    database.write(story)


def test_a_check_that_cannot_be_judged_stops_no_other(database: Database) -> None:
    def story(conn: Connection) -> None:
        broken = kept(conn, "broken")
        nonsense = KEYS.encrypt([[1], [2], [3]])
        conn.execute(update(table).where(table.c.id == broken.id).values(outcome=nonsense))
        other = kept(conn, "other-key")
        theirs = Keys(b"o" * 32).encrypt([["a", "b"]])
        conn.execute(update(table).where(table.c.id == other.id).values(answers=theirs))
        good = kept(conn, "good")
        assert tick(conn)["changed"] >= 1
        assert f"check:{good.id}:2026-11-24" in dict(queued(conn))
        assert tick(conn) == {}

    database.write(story)


def test_who_cannot_be_reached_is_told_when_they_can(database: Database) -> None:
    def story(conn: Connection) -> None:
        one = kept(conn)
        people.change(conn, one.person, opted_out_at=NOW)
        assert tick(conn) == {"looked": 1}
        people.change(conn, one.person, opted_out_at=None)
        assert tick(conn, NOW + timedelta(days=1)) == {"changed": 1}

    database.write(story)


@pytest.mark.parametrize("stops", [True, False])
def test_a_stop_between_queueing_and_sending_is_heard(database: Database, stops: bool) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        one = kept(conn)
        tick(conn)
        if stops:
            people.change(conn, one.person, opted_out_at=NOW)
        claims.claim(conn, Ask("fake", "p", 10, 0.0, NOW), KEYS)
        return queued(conn)

    states = [state for _, state in database.write(story)]
    assert states == (["cancelled"] if stops else ["sending"])


def test_of_two_made_one_each_check_is_told_to_the_one(database: Database) -> None:
    def story(conn: Connection) -> set[int]:
        one, other = kept(conn, "1"), kept(conn, "2")
        joining.merge(conn, one.person, other.person, NOW)
        assert tick(conn) == {"changed": 2}
        told = select(contacts.c.person_id).join(
            deliveries, deliveries.c.contact_id == contacts.c.id
        )
        assert checks.own(conn, KEYS, one.person, other.id, NOW)
        return set(conn.scalars(told))

    assert len(database.write(story)) == 1


def test_of_who_was_erased_nothing_is_looked_at(database: Database) -> None:
    def story(conn: Connection) -> Mapping[str, int]:
        people.erase(conn, PersonId(kept(conn).person))
        return tick(conn)

    assert database.write(story) == {}


def test_a_crash_in_the_tick_leaves_all_to_the_next(database: Database) -> None:
    async def story(store: Store) -> Mapping[str, int]:
        await store.write(kept)

        def crash(conn: Connection) -> None:
            tick(conn)
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await store.write(crash)
        assert await store.read(queued) == []
        return await store.write(tick)

    assert database.run(story) == {"changed": 1}


def test_what_was_kept_before_outcomes_were_is_judged_as_of_its_day(database: Database) -> None:
    """Rows that migration 0005 made of kept answers."""

    def story(conn: Connection) -> Mapping[str, int]:
        one = kept(conn)
        conn.execute(update(table).where(table.c.id == one.id).values(outcome=None))
        return tick(conn)

    assert database.write(story) == {"changed": 1}


def test_who_may_have_grown_past_an_age_is_asked_to_look_again_once(database: Database) -> None:
    """`vay-viec-lam` is for people from 15."""
    half, year = NOW + timedelta(days=183), NOW + timedelta(days=366)

    def story(conn: Connection) -> None:
        one = kept(conn, "lan", SAME, answers=(("age", 14),), expires_at=None)
        assert tick(conn, half - timedelta(days=1)) == {"looked": 1}
        assert tick(conn, half) == {"changed": 1}
        assert state(conn, one) == "differs"
        assert tick(conn, half + timedelta(days=1)) == {"looked": 1}
        assert tick(conn, year) == {"changed": 1}
        assert state(conn, one) == "unknown"

    def state(conn: Connection, one: Check) -> str:
        now = checks.own(conn, KEYS, one.person, one.id, NOW)
        assert now
        (found,) = [f for f in rules.from_json(now.found) if f.slug == "vay-viec-lam"]
        return found.state

    database.write(story)


def test_who_agreed_is_asked_once_on_the_day_and_never_before(database: Database) -> None:
    def story(conn: Connection) -> None:
        day = SAME + timedelta(days=30)
        one = kept(conn, "lan", SAME, ask_on=day, tell_at=None)
        assert tick(conn, NOW + timedelta(days=29)) == {}
        assert tick(conn, NOW + timedelta(days=30)) == {"asked": 1}
        assert tick(conn, NOW + timedelta(days=30)) == {}
        assert tick(conn, NOW + timedelta(days=31)) == {}
        assert queued(conn) == [(f"asked:{one.id}", "queued")]

    database.write(story)


def test_who_stopped_all_messages_is_asked_another_day(database: Database) -> None:
    def story(conn: Connection) -> None:
        one = kept(conn, "lan", SAME, ask_on=SAME, tell_at=None)
        people.change(conn, one.person, opted_out_at=NOW)
        assert tick(conn) == {}
        people.change(conn, one.person, opted_out_at=None)
        assert tick(conn) == {}
        assert tick(conn, NOW + timedelta(days=1)) == {"asked": 1}

    database.write(story)
