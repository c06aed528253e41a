"""Messages of a month counted, and which audience a plan carries, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, update

from content.audience import All
from content.channel import Shortfall
from db import audience, quotas, usage
from db.aims import Aim
from db.tables import contacts
from tests.crowd import NOW, PROVINCE, Line, One, settle
from tests.databases import Database
from tests.pushes import broadcast
from tests.talk import library

ZALO = (Line("zalo"),)
PLANS = {"zalo": 3}


def aim() -> Aim:
    return Aim(All(), library().places, PROVINCE, NOW)


def test_a_month_ends_at_midnight_in_hanoi(database: Database) -> None:
    def story(conn: Connection) -> None:
        last = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)  # 23:59 there
        assert usage.add(conn, "zalo", 2, last) == 2
        assert usage.add(conn, "zalo", 3, last) == 5
        assert usage.add(conn, "zalo", 1, last + timedelta(minutes=1)) == 1
        assert usage.add(conn, "email", 1, last) == 1
        assert usage.sent(conn, "zalo", last) == 5
        assert usage.next_month(last) == last + timedelta(minutes=1)

    database.write(story)


@pytest.mark.parametrize("day", [1, 15, 28, 31])
def test_the_next_month_begins_on_its_first_day(day: int) -> None:
    for month in (1, 3, 12):
        found = usage.next_month(datetime(2026, month, day, 12, tzinfo=UTC))
        assert (found.day, found.hour, found.month) == (1, 0, month % 12 + 1)


def test_groups_and_people_are_counted(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan", lines=ZALO), One("Mai", lines=ZALO), One("Tâm")))
        conn.execute(update(contacts).where(contacts.c.id == 1).values(unreachable="blocked"))
        for chat in ("a", "a", "b"):
            usage.add(conn, usage.group_of("zalo", chat), 1, NOW)
        assert usage.groups(conn, "zalo", NOW) == 2
        assert usage.people(conn, "zalo") == 1

    database.write(story)


def test_what_was_sent_and_what_waits_leaves_less(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan An", lines=ZALO), One("Mai", lines=ZALO), One("Tâm")))
        assert quotas.shortfalls(conn, aim(), PLANS) == []
        usage.add(conn, "zalo", 2, NOW)
        assert quotas.shortfalls(conn, aim(), PLANS) == [Shortfall("zalo", 2, 1, 3)]
        assert [one.name for one in audience.beyond(conn, aim(), "zalo", 1)] == ["Mai"]
        assert quotas.shortfalls(conn, aim(), PLANS, NOW + timedelta(days=30)) == []
        assert quotas.shortfalls(conn, aim(), {}) == []
        (twice,) = quotas.shortfalls(conn, aim(), PLANS, NOW + timedelta(days=30), each=2)
        assert (twice.wanted, twice.left, twice.carried, twice.beyond) == (4, 3, 1, 1)

    database.write(story)


def test_pushes_that_wait_count_up_to_the_limit(database: Database) -> None:
    def story(conn: Connection) -> None:
        broadcast(conn, 3)
        assert quotas.waiting(conn, "fake", 10) == 3
        assert quotas.waiting(conn, "fake", 2) == 2
        assert quotas.waiting(conn, "zalo", 10) == 0
        (room,) = quotas.rooms(conn, {"fake": 10}, NOW)
        assert (room.left, room.is_scarce) == (7, False)
        usage.add(conn, "fake", 8, NOW)
        (room,) = quotas.rooms(conn, {"fake": 10}, NOW)
        assert (room.left, room.is_scarce) == (0, True)

    database.write(story)
