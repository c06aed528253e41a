"""Incoming updates are kept once and handled once, on both databases."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import Connection, select

from db import inbox
from db.store import Store
from db.tables import inbox as inbox_table
from tests.databases import Database
from tests.pushes import NOW, resident


def test_an_update_that_comes_twice_is_kept_once(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        return [
            inbox.receive(conn, "telegram", [(1, "a"), (2, "b")], NOW),
            inbox.receive(conn, "telegram", [(2, "b"), (3, "c")], NOW),
            inbox.receive(conn, "zalo", [(1, "a")], NOW),
            inbox.receive(conn, "telegram", [], NOW),
        ]

    assert database.write(story) == [2, 1, 1, 0]


def test_updates_wait_in_order_and_are_paged(database: Database) -> None:
    def story(conn: Connection) -> list[list[int]]:
        inbox.receive(conn, "telegram", [(n, "x") for n in (5, 6, 7)], NOW)
        first = inbox.waiting(conn, "telegram", state="new", after=0, limit=2)
        rest = inbox.waiting(conn, "telegram", state="new", after=first[-1].id, limit=2)
        return [[one.update_id for one in page] for page in (first, rest)]

    assert database.write(story) == [[5, 6], [7]]


def test_of_many_who_handle_one_update_one_does(database: Database) -> None:
    async def story(store: Store) -> list[bool]:
        await store.write(inbox.receive, "telegram", [(1, "x")], NOW)
        return await asyncio.gather(*(store.write(inbox.mark_handled, 1, None) for _ in range(6)))

    assert sorted(database.run(story)) == [False] * 5 + [True]


def test_a_handled_update_has_no_body_and_waits_for_its_reply(database: Database) -> None:
    def story(conn: Connection) -> tuple[object, ...]:
        inbox.receive(conn, "telegram", [(1, "secret words")], NOW)
        inbox.mark_handled(conn, 1, None)
        (one,) = inbox.waiting(conn, "telegram", state="handled", after=0, limit=9)
        inbox.mark(conn, 1, "replied")
        return one.body, inbox.waiting(conn, "telegram", state="handled", after=0, limit=9)

    assert database.write(story) == (None, [])


def test_a_change_that_fails_leaves_its_update_to_be_handled(database: Database) -> None:
    database.write(inbox.receive, "telegram", [(1, "x")], NOW)

    def fails(conn: Connection) -> None:
        resident(conn, "lan")
        assert inbox.mark_handled(conn, 1, None)
        raise RuntimeError("crash before the commit")

    with pytest.raises(RuntimeError):
        database.write(fails)
    assert database.read(lambda conn: conn.scalar(select(inbox_table.c.state))) == "new"
