"""What erasure leaves: a keyed hash of the contact, looked at by imports and before sending."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from db.cipher import Keys
from db.tables import suppressed


def suppress(conn: Connection, keys: Keys, channel: str, external: str, now: datetime) -> None:
    """Never write to this contact again unless they write first."""
    mark = keys.fingerprint(f"{channel}:{external}")
    if not is_suppressed(conn, keys, channel, external):
        conn.execute(insert(suppressed).values(contact_hash=mark, at=now))


def is_suppressed(conn: Connection, keys: Keys, channel: str, external: str) -> bool:
    """True for a contact that was erased and has not come back."""
    mark = keys.fingerprint(f"{channel}:{external}")
    found = conn.scalar(select(suppressed.c.at).where(suppressed.c.contact_hash == mark))
    return found is not None


def welcome_back(conn: Connection, keys: Keys, channel: str, external: str) -> None:
    """They wrote again of their own will: the mark goes."""
    mark = keys.fingerprint(f"{channel}:{external}")
    conn.execute(delete(suppressed).where(suppressed.c.contact_hash == mark))
