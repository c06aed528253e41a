"""What the clockwork did: a row a tick that changed something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from db.tables import journal


@dataclass(frozen=True, slots=True)
class Entry:
    """One tick: when, how long it took, what it counted."""

    at: datetime
    tick: str
    took_ms: int
    counts: Mapping[str, int]


def keep(conn: Connection, entry: Entry) -> None:
    """Write one tick down."""
    row = dict(at=entry.at, tick=entry.tick, took_ms=entry.took_ms, counts=dict(entry.counts))
    conn.execute(insert(journal).values(**row))


def latest(conn: Connection, *, limit: int = 50, tick: str | None = None) -> list[Entry]:
    """The newest ticks, newest first; of one name when given."""
    chosen = select(journal).order_by(journal.c.at.desc(), journal.c.id.desc()).limit(limit)
    if tick is not None:
        chosen = chosen.where(journal.c.tick == tick)
    return [Entry(r.at, r.tick, r.took_ms, r.counts) for r in conn.execute(chosen)]


def prune(conn: Connection, before: datetime) -> int:
    """Forget ticks before a moment; how many."""
    return conn.execute(delete(journal).where(journal.c.at < before)).rowcount
