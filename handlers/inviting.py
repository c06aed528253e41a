"""Inviting from the console: whom somebody may invite, into which offices, as what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.places import Office
from db.cipher import Keys
from db.invitations import Offer
from db.store import Connection
from db.values import PersonId
from handlers.invitation_sheets import MOST_DAYS, MOST_USES, Bad, May, Wanted
from handlers.invitations import ROLES, invite, payload
from handlers.scene import House
from handlers.staff import WHOLE_PROVINCE, Actor

BELOW_HEAD = ("official", "village-head", "group-leader")


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


@dataclass(frozen=True, slots=True)
class Strip:
    """What one line of a list came to: a code and a link's payload, or why there are none."""

    line: Wanted | Bad
    made: Made | None = None


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


def may_name(house: House, by: Actor, now: datetime) -> May:
    """What a list of somebody may name."""
    return May([office.slug for office in offices_for(house, by, now)], roles_for(by))


def make_all(
    conn: Connection,
    keys: Keys,
    lines: Sequence[Wanted | Bad],
    *,
    by: PersonId | None,
    now: datetime,
) -> list[Strip]:
    """An invitation for every good line, all in one transaction, in the list's order. Who may name
    what was looked at when the list was read."""
    return [
        Strip(line) if isinstance(line, Bad) else Strip(line, made(conn, keys, line, by, now))
        for line in lines
    ]


def made(conn: Connection, keys: Keys, line: Wanted, by: PersonId | None, now: datetime) -> Made:
    """The invitation of one line."""
    offer = Offer(line.office, line.role, line.uses, now + timedelta(days=line.days))
    code = invite(conn, keys, offer, by=by, now=now)
    return Made(code, payload(code))
