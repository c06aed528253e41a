"""Rows that have served: sign-ins, sessions, emptied updates and what people wrote to campaigns,
forgotten after their time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_

from content.replies import KEPT_FOR
from db.tables import campaign_replies, inbox, sessions, sign_ins

SIGN_INS_KEPT = timedelta(days=1)
"""After they ran out: long enough to tell who asks why a link no longer works."""
SESSIONS_KEPT = timedelta(days=30)
UPDATES_KEPT = timedelta(days=30)
"""Longer than any channel repeats an update (Telegram: 24 hours)."""


def prune(conn: Connection, now: datetime) -> dict[str, int]:
    """Forget what is past its time; how many of each."""
    old: tuple[tuple[Table, ColumnElement[bool]], ...] = (
        (sign_ins, sign_ins.c.expires_at < now - SIGN_INS_KEPT),
        (
            sessions,
            or_(
                sessions.c.expires_at < now - SESSIONS_KEPT,
                sessions.c.ended_at < now - SESSIONS_KEPT,
            ),
        ),
        (
            inbox,
            inbox.c.state.in_(("replied", "broken")) & (inbox.c.received_at < now - UPDATES_KEPT),
        ),
        (campaign_replies, campaign_replies.c.at < now - KEPT_FOR),
    )
    return {table.name: removed(conn, table, past) for table, past in old}


def removed(conn: Connection, table: Table, past: Any) -> int:
    """Delete the rows past their time; how many."""
    return conn.execute(delete(table).where(past)).rowcount
