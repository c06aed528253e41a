"""Incoming updates, each handled effectively once.

A raw update is stored before its channel is told that we have it; ``update_id`` is unique. It is
marked handled in the same transaction as the change it makes, its body emptied then. A row that is
handled but not replied (a crash between commit and reply) is answered by drawing the person's
present screen again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from db.tables import inbox
from db.values import ContactId


@dataclass(frozen=True, slots=True)
class Incoming:
    """A stored update: ``body`` is the channel's own JSON, None once handled."""

    id: int
    update_id: int
    body: str | None
    contact: ContactId | None


def receive(conn: Connection, channel: str, updates: list[tuple[int, str]], now: datetime) -> int:
    """Store raw updates (update_id, body); doubles are left out. How many were new."""
    if not updates:
        return 0
    rows = [
        {"channel": channel, "update_id": number, "body": body, "state": "new", "received_at": now}
        for number, body in updates
    ]
    if conn.dialect.name == "sqlite":
        once = sqlite.insert(inbox).values(rows).on_conflict_do_nothing()
        return conn.execute(once).rowcount
    return conn.execute(postgresql.insert(inbox).values(rows).on_conflict_do_nothing()).rowcount


def take(conn: Connection, channel: str, number: int, now: datetime) -> int | None:
    """The row of something that may be done once, made where there is none; None when it was
    handled before."""
    receive(conn, channel, [(number, "")], now)
    mine = (inbox.c.channel == channel) & (inbox.c.update_id == number)
    return conn.scalar(select(inbox.c.id).where(mine, inbox.c.state == "new"))


def waiting(
    conn: Connection, channel: str, *, state: str, after: int, limit: int
) -> list[Incoming]:
    """Updates in a state, oldest first: ``new`` to handle, ``handled`` without a reply."""
    found = conn.execute(
        select(inbox)
        .where(inbox.c.channel == channel, inbox.c.state == state, inbox.c.id > after)
        .order_by(inbox.c.id)
        .limit(limit)
    )
    return [Incoming(r.id, r.update_id, r.body, r.contact_id) for r in found]


def mark_handled(conn: Connection, row: int, contact: ContactId | None) -> bool:
    """Within the transaction of its change: True if it was ours to handle, False if done before."""
    mine = (inbox.c.id == row) & (inbox.c.state == "new")
    done = update(inbox).where(mine).values(state="handled", body=None, contact_id=contact)
    return conn.execute(done).rowcount == 1


def unanswered(conn: Connection, row: int) -> ContactId | None:
    """Whose update this is, where it is handled and no reply went out."""
    mine = (inbox.c.id == row) & (inbox.c.state == "handled")
    found = conn.scalar(select(inbox.c.contact_id).where(mine))
    return None if found is None else ContactId(found)


def mark(conn: Connection, row: int, state: str) -> None:
    """``replied`` once the reply went out; ``broken`` for an update nobody can read."""
    conn.execute(update(inbox).where(inbox.c.id == row).values(state=state, body=None))
