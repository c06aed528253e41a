"""A crowd for tests of audiences: people described in a line, kept in the database, and judged in
plain Python, so that the SELECT has something to agree with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert

from content.audience import All, Both, Either, Is, Not, Tree
from content.library.library import Library
from content.wording import local
from db.tables import campaign_answers, contacts, people, roles, topics
from db.values import PersonId

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
PROVINCE = "thanh-hoa"


@dataclass(frozen=True)
class Line:
    """One contact: channel, why we may write, why we cannot, days since last seen."""

    channel: str = "telegram"
    ground: str = "wrote"
    unreachable: str = ""
    days: float | None = 0

    @property
    def rank(self) -> int:
        gone = self.channel == "web" and (self.days is None or self.days > 30)
        return 2 if self.unreachable or gone else 0 if self.ground else 1


@dataclass(frozen=True)
class One:
    """Somebody. ``roles`` are (role, office, unit), ``answers`` (campaign, answer): the campaign
    is there already."""

    name: str
    unit: str | None = "tho-phu"
    lines: tuple[Line, ...] = (Line(),)
    roles: tuple[tuple[str, str | None, str | None], ...] = ()
    topics: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    language: str = "vi"
    origin: str = "self"
    opted_out: bool = False
    old_roles: tuple[str, ...] = field(default=())
    answers: tuple[tuple[int, str], ...] = ()

    @property
    def line(self) -> Line | None:
        """The contact that counts."""
        order = sorted(
            self.lines, key=lambda one: (one.rank, 1e9 if one.days is None else one.days)
        )
        return order[0] if order else None

    @property
    def fate(self) -> str:
        if self.opted_out:
            return "opted_out"
        rank = self.line.rank if self.line else 2
        return ("reachable", "no_ground", "unreachable")[rank]


def belongs(one: One, unit: str, library: Library) -> bool:
    """Whether somebody lives or works in a unit."""
    if unit == PROVINCE:
        return True
    inside = library.places.descendants(unit, local(NOW).date())
    return one.unit in inside or any(place in inside for _, _, place in one.roles)


def holds(tree: Tree, one: One, library: Library) -> bool:
    """Whether a tree holds of somebody, in plain Python."""
    match tree:
        case All():
            return True
        case Not(part):
            return not holds(part, one, library)
        case Both(parts):
            return all(holds(part, one, library) for part in parts)
        case Either(parts):
            return any(holds(part, one, library) for part in parts)
        case Is("role", "resident"):
            return all(role == "resident" for role, _, _ in one.roles)
        case Is("role", value):
            return any(role == value for role, _, _ in one.roles)
        case Is("office", value):
            return any(office == value for _, office, _ in one.roles)
        case Is("unit", value):
            return belongs(one, value, library)
        case Is("topic", value):
            return value in one.topics or not one.topics and value not in one.stopped
        case Is("channel", value):
            return one.line is not None and one.line.channel == value
        case Is("answered", value):
            asked, _, said = value.partition("=")
            return any(n == int(asked) and said in ("", answer) for n, answer in one.answers)
        case Is("unreachable"):
            return one.line is None or one.line.rank == 2
        case Is("language", value):
            return one.language == value
    raise AssertionError(tree)


def settle(conn: Connection, crowd: tuple[One, ...]) -> dict[str, PersonId]:
    """Keep a crowd; ids by name."""
    return {one.name: keep(conn, one) for one in crowd}


def keep(conn: Connection, one: One) -> PersonId:
    """Keep one person with everything that hangs on them."""
    row: dict[str, Any] = dict(
        name=one.name, language=one.language, unit=one.unit, origin=one.origin, joined_at=NOW
    )
    row["opted_out_at"] = NOW if one.opted_out else None
    made = conn.execute(insert(people).values(**row).returning(people.c.id))
    person = PersonId(made.scalar_one())
    for n, line in enumerate(one.lines):
        seen = None if line.days is None else NOW - timedelta(days=line.days, seconds=n)
        values = dict(person_id=person, channel=line.channel, external=f"{person}-{n}")
        values |= dict(ground=line.ground, unreachable=line.unreachable, seen_at=seen)
        conn.execute(insert(contacts).values(**values))
    since = NOW - timedelta(days=9)
    for role, office, unit in one.roles:
        held = dict(person_id=person, role=role, office=office, unit=unit, since=since)
        conn.execute(insert(roles).values(**held))
    for role in one.old_roles:
        until = NOW - timedelta(days=1)
        gone = dict(person_id=person, role=role, office="pkt-tho-phu", unit="tan-ninh")
        gone |= dict(since=since, until=until)
        conn.execute(insert(roles).values(**gone))
    for number, answer in one.answers:
        given = dict(campaign_id=number, person_id=person, answer=answer, at=NOW)
        conn.execute(insert(campaign_answers).values(**given))
    for topic in one.topics:
        conn.execute(insert(topics).values(person_id=person, topic=topic))
    for topic in one.stopped:
        conn.execute(insert(topics).values(person_id=person, topic=topic, stopped_at=NOW))
    return person


def residents(conn: Connection, count: int, unit: str = "tho-phu") -> None:
    """So many reachable residents, quickly."""
    conn.execute(
        insert(people),
        [dict(name=f"Người {n}", unit=unit, origin="self", joined_at=NOW) for n in range(count)],
    )
    ids = list(conn.scalars(people.select().with_only_columns(people.c.id)))
    conn.execute(
        insert(contacts),
        [
            dict(person_id=one, channel="telegram", external=str(one), ground="wrote", seen_at=NOW)
            for one in ids
        ],
    )
