"""The days of a loan as a calendar file, over HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar

from bot.pages import reminders
from content.reminders import Reminder
from db import reminders as store
from db.cipher import Keys
from db.store import Connection, Store
from handlers.scene import House, Operator
from tests.crowd import One, settle
from tests.databases import *  # noqa: F403  (fixtures)
from tests.talk import library

KEYS = Keys(b"k" * 32)
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
CODE = "abcdefghijklmnopqrstuvwx27"


def kept(conn: Connection) -> None:
    """Somebody is reminded of a loan, and has its calendar's code."""
    (person,) = settle(conn, (One("Lan"),)).values()
    loan = Reminder("vay-ho-ngheo", date(2025, 9, 15), 60)
    store.keep(conn, KEYS, person, loan, date(2026, 12, 15), NOW)
    store.give_code(conn, KEYS, person, store.of_person(conn, KEYS, person)[0].id, CODE)


def answers(database: Any, *paths: str) -> list[tuple[int, Any, bytes]]:
    """What each path gives."""

    async def story(given: Store) -> list[tuple[int, Any, bytes]]:
        await given.write(kept)
        app = web.Application()
        house = House(library, KEYS, Operator())
        app.add_routes(reminders.routes(reminders.Days(given, house, lambda: NOW)))
        async with TestClient(TestServer(app)) as client:
            found = []
            for path in paths:
                answer = await client.get(path)
                found.append((answer.status, answer.headers, await answer.read()))
            return found

    return database.run(story)  # type: ignore[no-any-return]  # the fixture is untyped


def test_the_calendar_has_every_day_to_come_with_an_alarm_and_says_nothing(
    sqlite_database: Any,
) -> None:
    ((status, headers, body),) = answers(sqlite_database, f"/repayments/{CODE}.ics")

    assert status == 200
    assert headers["Content-Type"].startswith("text/calendar")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    events = Calendar.from_ical(body).walk("VEVENT")
    assert [events[0].decoded("dtstart"), events[-1].decoded("dtstart")] == [
        date(2026, 12, 15),
        date(2030, 9, 15),
    ]
    assert len(events) == 46
    assert len({str(event["uid"]) for event in events}) == 46
    alarm = events[0].walk("VALARM")[0]
    assert alarm.decoded("trigger").total_seconds() == -(3 * 24 - 7) * 3600
    told = body.decode().lower()
    assert [word for word in ("vay", "nợ", "nghèo", "đồng") if word in told] == []


def test_a_code_that_opens_nothing_is_not_found(sqlite_database: Any) -> None:
    found = answers(
        sqlite_database, f"/repayments/{'a' * 26}.ics", "/repayments/1.ics", f"/repayments/{CODE}"
    )

    assert [status for status, _, _ in found] == [404, 404, 404]
