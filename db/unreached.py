"""Whom a campaign has not reached: those whose message did not arrive, and those of its audience
who could not be written to at all. Counted by unit, and by name for a visit."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Subquery,
    case,
    false,
    func,
    literal,
    select,
    true,
    union_all,
)

from content.campaigns import Campaign
from content.delivery import State
from db.aims import Aim
from db.audience import chosen, standing
from db.tables import contacts, deliveries, people
from db.values import PersonId

MISSED: tuple[State, ...] = ("undeliverable", "failed", "expired", "unconfirmed")
WHY = {"unreachable": "no way", "no_ground": "no ground to write"}
"""Where somebody stands who was never written to, as a reason of a delivery is called."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How many people of a unit were not reached for one reason."""

    unit: str | None
    why: str
    count: int


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody to be visited."""

    person: PersonId
    name: str
    unit: str | None
    why: str


def gaps(
    conn: Connection, campaign: Campaign, aim: Aim, units: Collection[str] | None
) -> list[Gap]:
    """Who was not reached, by unit and reason; within some units, or anywhere (None)."""
    found = absent(campaign, aim, units)
    many = func.count()
    counted = select(found.c.unit, found.c.why, many).group_by(found.c.unit, found.c.why)
    order = (many.desc(), found.c.unit, found.c.why)
    return [Gap(*row) for row in conn.execute(counted.order_by(*order))]


def names(
    conn: Connection, campaign: Campaign, aim: Aim, units: Collection[str] | None, limit: int
) -> list[Absent]:
    """Who was not reached, by name. Those who turned messages off are left in peace."""
    found = absent(campaign, aim, units)
    wanted = select(found.c.id, found.c.name, found.c.unit, found.c.why)
    wanted = wanted.where(found.c.quiet.is_(False)).order_by(found.c.name, found.c.id)
    return [Absent(*row) for row in conn.execute(wanted.limit(limit))]


def absent(campaign: Campaign, aim: Aim, units: Collection[str] | None) -> Subquery:
    """Everybody a campaign has not reached: number, name, unit, reason, and whether they want no
    messages."""
    here = true() if units is None else people.c.unit.in_(sorted(units))
    return union_all(written_to(campaign, here), never_written_to(campaign, aim, here)).subquery()


def written_to(campaign: Campaign, here: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Whose message did not arrive."""
    why = case((deliveries.c.reason == "", deliveries.c.state), else_=deliveries.c.reason)
    return (
        select(*of_person(), why.label("why"), people.c.opted_out_at.is_not(None).label("quiet"))
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .select_from(deliveries)
        .where(deliveries.c.campaign_id == campaign.id, deliveries.c.state.in_(MISSED), here)
    )


def never_written_to(
    campaign: Campaign, aim: Aim, here: ColumnElement[bool]
) -> Select[tuple[object, ...]]:
    """Who belongs to the audience, was known when it began, and has no way to be written to."""
    key = literal(f"campaign:{campaign.id}:").concat(people.c.id)
    row = select(deliveries.c.id).where(deliveries.c.key == key).correlate(people).exists()
    stands = standing(aim)
    why = case(WHY, value=stands).label("why")
    return chosen(aim, *of_person(), why, false().label("quiet")).where(
        here, people.c.joined_at <= campaign.started_at, ~row, stands.in_(list(WHY))
    )


def of_person() -> tuple[ColumnElement[object], ...]:
    """What is told of a person."""
    return people.c.id, people.c.name, people.c.unit
