"""Who changed what, when. Keys and counts only: never an answer's value, never a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from db.tables import audit
from db.values import PersonId


def record(
    conn: Connection,
    action: str,
    subject: str,
    *,
    by: PersonId | None,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Write one line, in the same transaction as the change. ``by`` None is the operator."""
    conn.execute(
        insert(audit).values(
            at=now, person_id=by, action=action, subject=subject, detail=dict(detail or {})
        )
    )
