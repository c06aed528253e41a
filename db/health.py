"""Figures by which one sees whether a deployment is well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text

from db.tables import deliveries, processes
from db.tables import inbox as updates

LONG = timedelta(hours=1)
A_WHILE = timedelta(minutes=5)
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Outbox:
    """Pushes: waiting, waiting for over an hour past their time, and ended badly in a week."""

    queued: int
    overdue: int
    failed: int
    unconfirmed: int


def last_beat(conn: Connection) -> datetime | None:
    """When a running service was last heard."""
    newest = select(processes.c.beat_at).order_by(processes.c.beat_at.desc()).limit(1)
    return conn.scalars(newest).first()


def outbox(conn: Connection, now: datetime) -> Outbox:
    """How the pushes stand."""
    waiting = select(func.count()).where(deliveries.c.state == "queued")
    late = waiting.where(deliveries.c.not_before < now - LONG)
    ended = (
        select(func.count())
        .where(deliveries.c.finished_at > now - RECENT)
        .where(deliveries.c.kind == "campaign")
    )
    return Outbox(
        conn.scalar(waiting) or 0,
        conn.scalar(late) or 0,
        conn.scalar(ended.where(deliveries.c.state == "failed")) or 0,
        conn.scalar(ended.where(deliveries.c.state == "unconfirmed")) or 0,
    )


def inbox(conn: Connection, now: datetime) -> tuple[int, int]:
    """Updates nobody could read in a week, and those that wait for over five minutes."""
    counted = select(func.count()).select_from(updates)
    broken = counted.where(updates.c.state == "broken", updates.c.received_at > now - RECENT)
    waiting = counted.where(updates.c.state == "new", updates.c.received_at < now - A_WHILE)
    return conn.scalar(broken) or 0, conn.scalar(waiting) or 0


def integrity(conn: Connection) -> str:
    """``ok``, or what SQLite finds wrong with its file; PostgreSQL looks after itself."""
    if conn.dialect.name != "sqlite":
        return "ok"
    return str(conn.scalar(text("PRAGMA integrity_check")))
