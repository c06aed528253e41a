"""Inviting from the console: whom somebody may invite, into which offices, as what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from content.places import Office
from db.invitations import Offer
from db.store import Connection
from handlers.invitations import ROLES, invite, payload
from handlers.scene import House
from handlers.staff import WHOLE_PROVINCE, Actor

BELOW_HEAD = ("official", "village-head", "group-leader")
MOST_USES = 500
MOST_DAYS = 365


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for: an office, a role, for so many people, for so many days."""

    office: str
    role: str
    uses: int
    days: int


@dataclass(frozen=True, slots=True)
class Made:
    """A new invitation: the code as people see it, and the link's payload."""

    code: str
    payload: str


def offices_for(house: House, by: Actor, now: datetime) -> tuple[Office, ...]:
    """The offices somebody may invite into: the head their own, others all within their unit."""
    places = house.library().places
    today = now.date()
    if not by.may(WHOLE_PROVINCE):
        return tuple(places.offices[slug] for slug in by.heads if slug in places.offices)
    within = places.descendants(by.within(WHOLE_PROVINCE), today)
    return tuple(
        office
        for office in places.offices.values()
        if office.unit in within and office.in_force(today)
    )


def roles_for(by: Actor) -> tuple[str, ...]:
    """The roles somebody may hand out: nobody makes others their equals but the province."""
    return ROLES if by.may(WHOLE_PROVINCE) else BELOW_HEAD


def problems(house: House, by: Actor, wish: Wish, now: datetime) -> dict[str, str]:
    """What is wrong with a wish, by field: keys of ``console.invite.problem.*``."""
    found: dict[str, str] = {}
    if wish.office not in {office.slug for office in offices_for(house, by, now)}:
        found["office"] = "office"
    if wish.role not in roles_for(by):
        found["role"] = "role"
    if not 1 <= wish.uses <= MOST_USES:
        found["uses"] = "uses"
    if not 1 <= wish.days <= MOST_DAYS:
        found["days"] = "days"
    return found


def make(conn: Connection, house: House, by: Actor, wish: Wish, now: datetime) -> Made:
    """A new invitation; raises PermissionError for what ``problems`` names."""
    if problems(house, by, wish, now):
        raise PermissionError("no such invitation for this person")
    offer = Offer(wish.office, wish.role, wish.uses, now + timedelta(days=wish.days))
    code = invite(conn, house.keys, offer, by=by.person, now=now)
    return Made(code, payload(code))
