"""What the auditor finds amiss now: a row a kind, from when it was first found until it is over."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from content.findings import Kind
from db.tables import findings, processes


def keep(conn: Connection, kind: Kind, now: datetime) -> bool:
    """It is found now; True when it was not known yet. (Of two schedulers that find it in one
    moment, the second is run again by the store.)"""
    here = findings.c.kind == kind
    if conn.execute(update(findings).where(here).values(seen_at=now)).rowcount:
        return False
    conn.execute(insert(findings).values(kind=kind, since=now, seen_at=now))
    return True


def standing(conn: Connection) -> dict[Kind, datetime]:
    """What is amiss, and since when."""
    rows = conn.execute(select(findings).order_by(findings.c.kind))
    return {cast("Kind", row.kind): row.since for row in rows}


def state(conn: Connection) -> tuple[datetime | None, dict[Kind, datetime]]:
    """When an auditor last looked (None: never), and what stands."""
    return conn.scalar(select(func.max(processes.c.audited_at))), standing(conn)


def end(conn: Connection, unseen_since: datetime, now: datetime) -> dict[Kind, datetime]:
    """Take away what nobody has found for a while, or finds in the future only (the clock was set
    back); what that was, and since when."""
    gone = or_(findings.c.seen_at < unseen_since, findings.c.seen_at > now)
    over: Any = delete(findings).where(gone).returning(findings.c.kind, findings.c.since)
    return {cast("Kind", row.kind): row.since for row in conn.execute(over)}
