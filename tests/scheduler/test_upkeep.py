"""Housekeeping on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select

from db import conversations, inbox, journal
from db.conversations import Standing
from db.journal import Entry
from db.store import Store
from db.tables import inbox as inbox_table
from db.tables import sign_ins
from db.values import ContactId
from scheduler.upkeep import Upkeep
from tests.databases import Database
from tests.pushes import KEYS, NOW, resident


def answered(conn: Connection, name: str, at: datetime) -> ContactId:
    """Somebody in the middle of a form."""
    contact = ContactId(resident(conn, name).id)
    standing = Standing(screen="check/loans", form="loans", answers=(("a", 1),), answered_at=at)
    conversations.keep(conn, contact, standing, KEYS)
    return contact


def test_answers_left_idle_for_a_day_are_erased_and_others_stay(database: Database) -> None:
    async def story(store: Store) -> Any:
        day = timedelta(hours=24)
        old = await store.write(answered, "old", NOW - day - timedelta(seconds=1))
        new = await store.write(answered, "new", NOW - day + timedelta(seconds=1))
        counts = await Upkeep(store).forget(NOW)
        left = [await store.read(conversations.standing, c, KEYS) for c in (old, new)]
        return counts, [(s.form, s.answers) for s in left], left[0].screen

    counts, left, screen = database.run(story)
    assert counts == {"answers": 1, "helped": 0}
    assert left == [("", ()), ("loans", (("a", 1),))]
    assert screen == ""  # its buttons told of the answers


def test_what_has_served_its_time_is_forgotten(database: Database) -> None:
    month = timedelta(days=31)

    def fill(conn: Connection) -> None:
        lan = resident(conn, "lan")
        person = conn.scalar(select(func.min(inbox_table.c.id))) or 1
        for at, token in ((NOW - month, "old"), (NOW, "new")):
            row = dict(token_hash=token, person_id=person, expires_at=at)
            conn.execute(insert(sign_ins).values(**row))
        inbox.receive(conn, "fake", [(1, "{}"), (2, "{}"), (3, "{}")], NOW - month)
        inbox.receive(conn, "fake", [(4, "{}")], NOW)
        for row in (1, 2, 4):
            inbox.mark_handled(conn, row, ContactId(lan.id))
        for row in (1, 4):
            inbox.mark(conn, row, "replied")
        journal.keep(conn, Entry(NOW - 4 * month, "duties", 5, {"pings": 1}))
        journal.keep(conn, Entry(NOW, "duties", 5, {"pings": 2}))

    async def story(store: Store) -> Any:
        await store.write(fill)
        counts = await Upkeep(store).prune(NOW)
        left = await store.read(lambda c: list(c.scalars(select(inbox_table.c.update_id))))
        return counts, sorted(left), await store.read(journal.latest)

    counts, left, kept = database.run(story)
    told = {name: count for name, count in counts.items() if count}
    assert told == {"sign_ins": 1, "inbox": 1, "journal": 1}
    assert left == [2, 3, 4]  # an update not answered is never forgotten
    assert [entry.counts for entry in kept] == [{"pings": 2}]


def test_what_was_answered_for_somebody_else_goes_after_an_hour_and_ones_own_stays(
    database: Database,
) -> None:
    async def story(store: Store) -> tuple[Standing, Standing]:
        def begin(conn: Connection) -> ContactId:
            contact = ContactId(resident(conn, "1").id)
            own = Standing(form="check", answers=(("has_job", True),), answered_at=NOW)
            helping = replace(own, helped=(("has_job", False),), helped_at=NOW)
            conversations.keep(conn, contact, helping, KEYS)
            return contact

        contact = await store.write(begin)
        before = await store.read(conversations.standing, contact, KEYS)
        await Upkeep(store).forget(NOW + timedelta(minutes=61))
        return before, await store.read(conversations.standing, contact, KEYS)

    before, after = database.run(story)
    assert before.helped == (("has_job", False),)
    assert (after.helped, after.helped_at) == (None, None)
    assert (after.form, after.answers) == ("check", (("has_job", True),))
