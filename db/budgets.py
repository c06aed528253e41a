"""How fast an account at a channel may be used: one row for every process and across restarts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, insert, select, update

from db.tables import budgets


@dataclass(frozen=True, slots=True)
class Budget:
    """``share`` of the configured rate (0 to 1) as it was at ``changed_at``; nothing begins before
    ``blocked_until``. What it means later is told by scheduler/budgets.py."""

    share: float
    blocked_until: datetime | None
    changed_at: datetime


def find(conn: Connection, holder: str) -> Budget | None:
    """The budget of an account, ``<channel>:<account>``; None while nobody was ever slowed down."""
    row = conn.execute(select(budgets).where(budgets.c.holder == holder)).first()
    return as_budget(row) if row else None


def change(conn: Connection, holder: str, new: Callable[[Budget | None], Budget]) -> Budget:
    """Replace a budget by what a pure function makes of it; of two processes one waits."""
    here = budgets.c.holder == holder
    row = conn.execute(select(budgets).where(here).with_for_update()).first()
    budget = new(as_budget(row) if row else None)
    values = dict(
        share=budget.share, blocked_until=budget.blocked_until, changed_at=budget.changed_at
    )
    if row:
        conn.execute(update(budgets).where(here).values(values))
    else:  # two first ones: the second loses the race and is run again by the store
        conn.execute(insert(budgets).values(holder=holder, **values))
    return budget


def listing(conn: Connection) -> dict[str, Budget]:
    """Every budget by its holder."""
    return {row.holder: as_budget(row) for row in conn.execute(select(budgets))}


def bring_forward(conn: Connection, by: timedelta) -> None:
    """After the clock was set back: a block lasts as long as it would have."""
    for holder, old in listing(conn).items():
        until = old.blocked_until - by if old.blocked_until else None
        moved = dict(blocked_until=until, changed_at=old.changed_at - by)
        conn.execute(update(budgets).where(budgets.c.holder == holder).values(moved))


def as_budget(row: Row[tuple[object, ...]]) -> Budget:
    """A row as a value."""
    return Budget(row.share, row.blocked_until, row.changed_at)
