"""The web conversation, kept over reloads and restarts: what they said, what we showed.

Bodies are encrypted: what a resident asks and is told is theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from db.cipher import Keys
from db.tables import messages
from db.values import ContactId, DeliveryId

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Message:
    """A bubble: ``said`` are their words, ``screen`` the JSON of a screen of ours; one is empty.
    ``changed_at``: when another screen was put in its place."""

    id: int
    said: str
    screen: str
    at: datetime
    pushed: bool
    changed_at: datetime | None = None


def say(conn: Connection, keys: Keys, contact: ContactId, text: str, now: datetime) -> int:
    """Keep their words as a bubble; its id."""
    return _add(conn, contact_id=contact, body=keys.encrypt([text, ""]), at=now, private=False)


def show(
    conn: Connection,
    keys: Keys,
    contact: ContactId,
    screen: str,
    now: datetime,
    delivery: DeliveryId | None = None,
) -> int:
    """Keep a screen of ours as a bubble; ``delivery`` when we began, and then once only. Its id."""
    if delivery and (stored := conn.scalar(of_delivery(delivery))):
        return stored
    body = keys.encrypt(["", screen])
    return _add(
        conn, contact_id=contact, body=body, at=now, delivery_id=delivery or None, private=False
    )


def show_private(
    conn: Connection, keys: Keys, contact: ContactId, screen: str, now: datetime
) -> int:
    """Keep a screen that holds answers of a form, until ``forget_private``. Its id."""
    return _add(conn, contact_id=contact, body=keys.encrypt(["", screen]), at=now, private=True)


def change(
    conn: Connection, keys: Keys, contact: ContactId, bubble: int, screen: str, now: datetime
) -> bool:
    """Put another screen in place of one of ours; False when that is not there any more."""
    ours = (messages.c.id == bubble) & (messages.c.contact_id == contact)
    body = keys.encrypt(["", screen, now.isoformat()])
    return conn.execute(update(messages).where(ours).values(body=body)).rowcount == 1


def forget_private(conn: Connection, contact: ContactId) -> None:
    """The answers are erased: so are the screens that show them."""
    gone = (messages.c.contact_id == contact) & messages.c.private
    conn.execute(delete(messages).where(gone))


def of_delivery(delivery: DeliveryId) -> Select[tuple[int]]:
    """The bubble of a delivery."""
    return select(messages.c.id).where(messages.c.delivery_id == delivery)


def _add(conn: Connection, **values: Any) -> int:
    made = conn.execute(insert(messages).values(**values).returning(messages.c.id))
    return int(made.scalar_one())


def latest(
    conn: Connection,
    keys: Keys,
    contact: ContactId,
    *,
    limit: int = 40,
    after: int = 0,
    before: int | None = None,
) -> list[Message]:
    """The newest bubbles with ``after`` < id (< ``before``), oldest first."""
    wanted = (messages.c.contact_id == contact) & (messages.c.id > after)
    if before is not None:
        wanted &= messages.c.id < before
    found = conn.execute(
        select(messages).where(wanted).order_by(messages.c.id.desc()).limit(limit)
    ).all()
    return [as_message(row, keys) for row in reversed(found)]


def newest_ids(conn: Connection, contacts: Sequence[ContactId]) -> dict[ContactId, int]:
    """The id of the last bubble of each who has one: cheap enough to ask each second."""
    newest: dict[ContactId, int] = {}
    for start in range(0, len(contacts), CHUNK):
        found = conn.execute(
            select(messages.c.contact_id, func.max(messages.c.id))
            .where(messages.c.contact_id.in_(contacts[start : start + CHUNK]))
            .group_by(messages.c.contact_id)
        )
        newest |= {ContactId(row[0]): row[1] for row in found}
    return newest


def mark_seen(conn: Connection, contact: ContactId, up_to: int, now: datetime) -> None:
    """The page showed everything up to this bubble."""
    unseen = (messages.c.contact_id == contact) & (messages.c.id <= up_to)
    conn.execute(update(messages).where(unseen, messages.c.seen_at.is_(None)).values(seen_at=now))


def as_message(row: Row[Any], keys: Keys) -> Message:
    """A row read back; empty when the key has changed since."""
    said, screen, *changed = keys.decrypt(row.body) or ("", "")
    at = datetime.fromisoformat(changed[0]) if changed else None
    return Message(row.id, said, screen, row.at, row.delivery_id is not None, at)
