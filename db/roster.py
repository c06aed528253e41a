"""People as a table: a row for each contact, some thousands at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select, true

from db.people import ONLY_ANSWERS
from db.tables import contacts, people, roles, topics

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Listed:
    """A contact with the person behind it. ``roles`` are (role, office, unit) held now."""

    id: int
    channel: str
    external: str
    ground: str
    unreachable: str
    name: str
    language: str
    unit: str | None
    opted_out_at: datetime | None
    joined_at: datetime
    followed: frozenset[str]
    stopped: frozenset[str]
    roles: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many people live somewhere, reached over a channel; ``out`` of them opted out."""

    unit: str | None
    channel: str
    people: int
    out: int


def after(
    conn: Connection, contact: int, units: Collection[str] | None, now: datetime
) -> list[Listed]:
    """The contacts behind one, of the people of some units (None: of all), in their order."""
    columns = [contacts.c[name] for name in ("id", "channel", "external", "ground", "unreachable")]
    theirs = [people.c[name] for name in ("name", "language", "unit", "joined_at")]
    # A line is one contact: who stopped it alone is out there, as who stopped them all.
    out = func.coalesce(people.c.opted_out_at, contacts.c.opted_out_at).label("opted_out_at")
    wanted = joined(units, *columns, contacts.c.person_id, *theirs, out)
    page = wanted.where(contacts.c.id > contact).order_by(contacts.c.id).limit(PAGE)
    found = conn.execute(page).all()
    ids = {row.person_id for row in found}
    chosen = by_person(conn, select(topics).where(topics.c.person_id.in_(ids)))
    until = and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
    held = select(roles).where(roles.c.person_id.in_(ids), until).order_by(roles.c.id)
    acting = by_person(conn, held)
    return [listed(row, chosen[row.person_id], acting[row.person_id]) for row in found]


def joined(units: Collection[str] | None, *columns: Any) -> Select[Any]:
    """Contacts with their people: those that can be reached somewhere, none of a demonstration."""
    return (
        select(*columns)
        .select_from(contacts.join(people, people.c.id == contacts.c.person_id))
        .where(people.c.origin != "demo", contacts.c.channel.not_in(ONLY_ANSWERS), lives(units))
    )


def lives(units: Collection[str] | None) -> ColumnElement[bool]:
    """Who lives in one of some units."""
    return true() if units is None else func.coalesce(people.c.unit, "").in_(units)


def by_person(conn: Connection, wanted: Select[Any]) -> defaultdict[int, list[Any]]:
    """Rows by whose they are."""
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in conn.execute(wanted):
        found[row.person_id].append(row)
    return found


def listed(row: Any, chosen: Iterable[Any], acting: Iterable[Any]) -> Listed:
    """A row as a value."""
    chosen = list(chosen)
    return Listed(
        id=row.id,
        channel=row.channel,
        external=row.external,
        ground=row.ground,
        unreachable=row.unreachable,
        name=row.name,
        language=row.language,
        unit=row.unit,
        opted_out_at=row.opted_out_at,
        joined_at=row.joined_at,
        followed=frozenset(one.topic for one in chosen if one.stopped_at is None),
        stopped=frozenset(one.topic for one in chosen if one.stopped_at is not None),
        roles=tuple((one.role, one.office, one.unit) for one in acting),
    )


def counts(conn: Connection, units: Collection[str] | None) -> list[Count]:
    """How many people of each unit are on each channel."""
    each = func.count(people.c.id.distinct())
    out = func.count(people.c.id.distinct()).filter(people.c.opted_out_at.is_not(None))
    wanted = joined(units, people.c.unit, contacts.c.channel, each, out)
    grouped = wanted.group_by(people.c.unit, contacts.c.channel)
    return [Count(*row) for row in conn.execute(grouped)]
