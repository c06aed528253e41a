"""Finding staff whom the operator named."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, or_, select

from db.tables import people, roles
from db.values import PersonId


def named(conn: Connection, name: str, office: str | None, now: datetime) -> PersonId | None:
    """Who was entered by the operator under a name for an office (None: for no office).

    The office tells apart two people of one name; without one the name alone must do.
    """
    held = and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
    found = conn.scalar(
        select(people.c.id)
        .join(roles, roles.c.person_id == people.c.id)
        .where(people.c.origin == "operator", people.c.name == name, held)
        .where(roles.c.office.is_(None) if office is None else roles.c.office == office)
        .order_by(people.c.id)
        .limit(1)
    )
    return None if found is None else PersonId(found)


def holding(conn: Connection, role: str, now: datetime) -> list[PersonId]:
    """Everybody who holds a role now, in whatever office."""
    held = and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
    found = conn.scalars(select(roles.c.person_id).where(roles.c.role == role, held).distinct())
    return [PersonId(person) for person in found]
