"""People of a demonstration: whether there is anybody else, and the end of what they may do."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from db.tables import people, roles, sessions
from db.values import PersonId

ORIGIN = "demo"


def alone(conn: Connection) -> bool:
    """Whether the database holds nobody but demo people."""
    return not conn.scalar(select(exists().where(people.c.origin != ORIGIN)))


def named(conn: Connection, name: str) -> PersonId | None:
    """The demo person of a name."""
    mine = (people.c.origin == ORIGIN) & (people.c.name == name)
    found = conn.scalar(select(people.c.id).where(mine).order_by(people.c.id).limit(1))
    return None if found is None else PersonId(found)


def end(conn: Connection, now: datetime) -> int:
    """End every demo session and every role of a demo person; how many of both there were."""
    demo = select(people.c.id).where(people.c.origin == ORIGIN)
    begun = update(sessions).where(sessions.c.demo, sessions.c.ended_at.is_(None))
    held = update(roles).where(roles.c.person_id.in_(demo), roles.c.until.is_(None))
    ended = conn.execute(begun.values(ended_at=now)).rowcount
    return ended + conn.execute(held.values(until=now)).rowcount
