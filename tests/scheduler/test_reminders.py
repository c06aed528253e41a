"""Reminders of a loan's days as time passes, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from content.reminders import Reminder
from content.screen import from_json
from db import people as people_store
from db import reminders as store
from db.cipher import Keys
from db.tables import contacts, deliveries, repayments
from db.values import PersonId
from scheduler import reminders
from tests.crowd import Line, One, settle
from tests.databases import Database

KEYS = Keys(b"k" * 32)
DUE = date(2026, 12, 15)
LOAN = Reminder("vay-ho-ngheo", date(2025, 9, 15), 60)


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in Hà Nội."""
    return datetime(day.year, day.month, day.day, hour - 7, tzinfo=UTC)


def begin(conn: Connection, *some: One, due: date = DUE, loan: Reminder = LOAN) -> list[PersonId]:
    """People who are reminded of a loan."""
    settled = list(settle(conn, some or (One("Lan"),)).values())
    for person in settled:
        assert store.keep(conn, KEYS, person, loan, due, at(date(2026, 11, 24)))
    return settled


def tick(conn: Connection, day: date, hour: int = 9, keys: Keys = KEYS) -> dict[str, int]:
    return dict(reminders.tick(conn, keys, 3, at(day, hour)))


def told(conn: Connection) -> list[tuple[str, str]]:
    rows = conn.execute(select(deliveries.c.key, deliveries.c.state).order_by(deliveries.c.id))
    return [(row[0], row[1]) for row in rows]


def next_due(conn: Connection) -> Any:
    return conn.scalar(select(repayments.c.next_due))


def test_one_is_told_three_days_before_and_on_the_day_each_once(database: Database) -> None:
    def story(conn: Connection) -> None:
        begin(conn)
        number = conn.scalar(select(repayments.c.id))
        assert tick(conn, DUE - timedelta(days=4)) == {}
        assert tick(conn, DUE - timedelta(days=3)) == {"before": 1}
        assert tick(conn, DUE - timedelta(days=3)) == {}
        assert tick(conn, DUE - timedelta(days=1)) == {}
        assert tick(conn, DUE) == {"today": 1}
        assert tick(conn, DUE) == {}
        assert told(conn) == [
            (f"repay:{number}:2026-12-15:before", "queued"),
            (f"repay:{number}:2026-12-15", "queued"),
        ]
        assert next_due(conn) == date(2027, 1, 15)
        assert tick(conn, date(2027, 1, 12)) == {"before": 1}

    database.write(story)


def test_nobody_is_told_outside_office_hours(database: Database) -> None:
    def story(conn: Connection) -> None:
        begin(conn)
        assert tick(conn, DUE, 7) == {}
        assert tick(conn, DUE, 17) == {}
        assert next_due(conn) == DUE
        assert tick(conn, DUE, 16) == {"today": 1}

    database.write(story)


def test_a_day_missed_while_the_service_was_down_is_told_no_more(database: Database) -> None:
    def story(conn: Connection) -> None:
        begin(conn)
        assert tick(conn, DUE + timedelta(days=40)) == {}
        assert told(conn) == []
        assert next_due(conn) == date(2027, 2, 15)

    database.write(story)


def test_after_the_last_day_there_is_silence(database: Database) -> None:
    def story(conn: Connection) -> None:
        last = date(2030, 9, 15)
        begin(conn, due=last)
        assert tick(conn, last) == {"today": 1}
        assert next_due(conn) is None
        assert tick(conn, last + timedelta(days=31)) == {}

    database.write(story)


def test_who_stopped_hears_nothing_and_what_waits_is_cancelled(database: Database) -> None:
    def story(conn: Connection) -> None:
        (lan,) = begin(conn)
        number = conn.scalar(select(repayments.c.id))
        tick(conn, DUE - timedelta(days=3))
        assert store.stop(conn, lan, number, at(DUE))
        assert not store.stop(conn, lan, number, at(DUE))
        assert [state for _, state in told(conn)] == ["cancelled"]
        assert tick(conn, DUE) == {}
        assert store.of_person(conn, KEYS, lan) == []

    database.write(story)


def test_who_cannot_be_told_holds_nobody_up_and_their_days_go_by(database: Database) -> None:
    def story(conn: Connection) -> None:
        begin(conn, One("Lan", lines=(Line(unreachable="blocked"),)), One("Hòa"))
        assert tick(conn, DUE - timedelta(days=3)) == {"before": 1}
        assert tick(conn, DUE) == {"today": 1}
        assert set(conn.scalars(select(repayments.c.next_due))) == {date(2027, 1, 15)}

    database.write(story)


def test_it_goes_where_its_person_can_be_reached_now_and_says_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        begin(conn, One("Lan", lines=(Line("telegram"), Line("zalo", days=5))))
        gone = update(contacts).where(contacts.c.channel == "telegram")
        conn.execute(gone.values(unreachable="blocked"))
        tick(conn, DUE)
        row = conn.execute(select(deliveries)).one()
        assert (row.channel, row.kind) == ("zalo", "notice")
        assert row.expires_at == datetime(2026, 12, 15, 17, tzinfo=UTC)
        screen = from_json(row.screen)
        assert [button.to.split("/")[0] for button in screen.buttons] == ["repayments", "do"]
        assert "vay" not in row.screen.lower()

    database.write(story)


def test_a_row_whose_key_is_lost_stops_nobody_else(database: Database) -> None:
    def story(conn: Connection) -> None:
        begin(conn, One("Lan"), One("Hòa"))
        first = conn.scalar(select(repayments.c.id).order_by(repayments.c.id))
        strange = Keys(b"x" * 32).encrypt({"since": "2025-01-01"})
        conn.execute(update(repayments).where(repayments.c.id == first).values(body=strange))
        assert tick(conn, DUE) == {"today": 2}
        dues = list(conn.scalars(select(repayments.c.next_due).order_by(repayments.c.id)))
        assert dues == [None, date(2027, 1, 15)]

    database.write(story)


def test_the_same_loan_is_kept_once_and_goes_with_its_person(database: Database) -> None:
    def story(conn: Connection) -> None:
        (lan,) = begin(conn)
        assert not store.keep(conn, KEYS, lan, LOAN, DUE, at(DUE))
        other = Reminder("vay-ho-ngheo", date(2025, 9, 16), 60)
        assert store.keep(conn, KEYS, lan, other, DUE, at(DUE))
        assert store.count(conn, lan) == 2
        assert [one.reminder for one in store.of_person(conn, KEYS, lan)] == [LOAN, other]
        assert b"vay-ho-ngheo" not in conn.scalars(select(repayments.c.body)).first()
        people_store.erase(conn, lan)
        assert conn.scalar(select(repayments.c.id)) is None

    database.write(story)


def test_a_code_opens_one_calendar_until_another_is_made_or_it_is_stopped(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        lan, hoa = begin(conn, One("Lan"), One("Hòa"))
        mine = store.of_person(conn, KEYS, lan)[0].id
        assert not store.give_code(conn, KEYS, hoa, mine, "a" * 26)
        assert store.give_code(conn, KEYS, lan, mine, "b" * 26)
        assert store.by_code(conn, KEYS, "a" * 26) is None
        found = store.by_code(conn, KEYS, "b" * 26)
        assert found and found.reminder == LOAN
        store.give_code(conn, KEYS, lan, mine, "c" * 26)
        assert store.by_code(conn, KEYS, "b" * 26) is None
        store.stop(conn, lan, mine, at(DUE))
        assert store.by_code(conn, KEYS, "c" * 26) is None

    database.write(story)
