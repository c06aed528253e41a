"""The web conversation, kept over reloads and restarts: what they said, what we showed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from db.tables import messages
from db.values import ContactId, DeliveryId


@dataclass(frozen=True, slots=True)
class Message:
    """``said`` is their words; ``screen`` is the JSON of a screen of ours; one of them is None."""

    id: int
    said: str | None
    screen: str | None
    at: datetime
    pushed: bool


def add(
    conn: Connection,
    contact: ContactId,
    *,
    now: datetime,
    said: str | None = None,
    screen: str | None = None,
    delivery: DeliveryId | None = None,
) -> int:
    """Keep one bubble; its id."""
    values = dict(contact_id=contact, said=said, screen=screen, at=now, delivery_id=delivery)
    return conn.execute(insert(messages).values(**values).returning(messages.c.id)).scalar_one()


def latest(
    conn: Connection, contact: ContactId, *, limit: int = 40, after: int = 0
) -> list[Message]:
    """The newest bubbles with an id above ``after``, oldest first."""
    found = conn.execute(
        select(messages)
        .where(messages.c.contact_id == contact, messages.c.id > after)
        .order_by(messages.c.id.desc())
        .limit(limit)
    ).all()
    return [
        Message(r.id, r.said, r.screen, r.at, r.delivery_id is not None) for r in reversed(found)
    ]


def mark_seen(conn: Connection, contact: ContactId, up_to: int, now: datetime) -> None:
    """The page showed everything up to this bubble."""
    unseen = (messages.c.contact_id == contact) & (messages.c.id <= up_to)
    conn.execute(
        update(messages).where(unseen, messages.c.seen_at.is_(None)).values(seen_at=now)
    )
