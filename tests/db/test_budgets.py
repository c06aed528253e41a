"""Budgets on both databases."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import Connection

from db import budgets
from db.budgets import Budget
from db.store import Store
from tests.databases import Database
from tests.pushes import NOW, later


def halved(budget: Budget | None) -> Budget:
    """Half of what was."""
    return Budget((budget.share if budget else 1.0) / 2, later(60), NOW)


def test_a_budget_is_kept_by_its_holder_and_changed_by_what_was(database: Database) -> None:
    def story(conn: Connection) -> list[Budget | None]:
        nobody = budgets.find(conn, "telegram:1")
        budgets.change(conn, "telegram:1", halved)
        changed = budgets.change(conn, "telegram:1", halved)
        assert budgets.find(conn, "telegram:2") is None
        return [nobody, changed, budgets.find(conn, "telegram:1")]

    quarter = Budget(0.25, later(60), NOW)
    assert database.write(story) == [None, quarter, quarter]


def test_of_two_that_change_one_at_once_none_is_lost(database: Database) -> None:
    async def story(store: Store) -> Budget | None:
        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(store.write(budgets.change, "telegram:1", halved))
        return await store.read(budgets.find, "telegram:1")

    assert database.run(story) == Budget(1 / 16, later(60), NOW)


def test_a_clock_set_back_moves_a_block_with_it(database: Database) -> None:
    def story(conn: Connection) -> dict[str, Budget]:
        budgets.change(conn, "telegram:1", halved)
        budgets.change(conn, "telegram:2", lambda _: Budget(0.7, None, NOW))
        budgets.bring_forward(conn, timedelta(hours=1))
        return budgets.listing(conn)

    assert database.write(story) == {
        "telegram:1": Budget(0.5, later(60 - 3600), later(-3600)),
        "telegram:2": Budget(0.7, None, later(-3600)),
    }
