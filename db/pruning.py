"""Rows that have served: sign-ins, sessions, emptied updates, what people wrote to campaigns, kept
checks, closed requests and stopped reminders, forgotten after their time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_

from content.replies import KEPT_FOR
from db.tables import campaign_replies, checks, inbox, repayments, requests, sessions, sign_ins

SIGN_INS_KEPT = timedelta(days=1)
"""After they ran out: long enough to tell who asks why a link no longer works."""
SESSIONS_KEPT = timedelta(days=30)
UPDATES_KEPT = timedelta(days=30)
"""Longer than any channel repeats an update (Telegram: 24 hours)."""
REQUESTS_KEPT = timedelta(days=30)
"""After a request for help ended, or reminders were stopped: long enough to ask about it."""


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
        (checks, checks.c.expires_at < now),
        (requests, requests.c.done_at < now - REQUESTS_KEPT),
        (repayments, repayments.c.stopped_at < now - REQUESTS_KEPT),
    )
    return {table.name: removed(conn, table, past) for table, past in old}


def removed(conn: Connection, table: Table, past: Any) -> int:
    """Delete the rows past their time; how many."""
    return conn.execute(delete(table).where(past)).rowcount
