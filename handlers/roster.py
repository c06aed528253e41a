"""The people we may write to as a table to take away, which an import takes back unchanged.

It holds names: who may take it is in the console's table of routes, and every time is audited.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from content.library.library import Library
from content.wording import local
from db import audit, roster
from db.roster import Listed
from db.store import Connection
from handlers.campaign_orders import Order, units_of
from handlers.people import COLUMNS, ROLES, STATE, Ground, Known, known_to

Row = tuple[str, ...]
ROLES_OF_VILLAGES = frozenset({"resident", "village-head", "group-leader"})


@dataclass(frozen=True, slots=True)
class Line:
    """A unit of the page of people: how many are reached over each channel, and are out."""

    unit: str
    by_channel: dict[str, int]
    out: int


def head(conn: Connection, order: Order) -> Row:
    """The first line; that somebody took the table is kept."""
    audit.record(conn, "people.export", order.unit, by=order.by, now=order.now)
    return (*COLUMNS, *STATE)


def rows(conn: Connection, library: Library, order: Order, after: int) -> tuple[list[Row], int]:
    """The lines behind a contact, and after which one the next ones come (0: there are none)."""
    known = known_to(library, local(order.now).date())
    found = roster.after(conn, after, within(library, order), order.now)
    return [row_of(one, known) for one in found], found[-1].id if found else 0


def within(library: Library, order: Order) -> Collection[str] | None:
    """The units whose people who asks may see; None for all, people without a unit too."""
    units = library.places.units
    is_whole = order.unit in units and units[order.unit].kind == "province"
    return None if is_whole else units_of(library, order)


def row_of(one: Listed, known: Known) -> Row:
    """A contact as a line. Only what an import knows stands in its columns: the rest would be
    rejected, or would change somebody."""
    unit = one.unit if one.unit in known.units else ""
    here = [r for r, _, at in one.roles if r in ROLES - {"resident"} and at == one.unit]
    return (
        one.channel,
        one.external,
        one.name,
        one.language,
        unit or "",
        "|".join(sorted(one.followed & known.topics)),
        here[0] if here else "",
        f"{local(one.opted_out_at):%Y-%m-%d}" if one.opted_out_at else "",
        "|".join(sorted(one.stopped)),
        one.unreachable,
        one.ground,
        f"{local(one.joined_at):%Y-%m-%d}",
        "|".join(f"{role}:{office or at or ''}" for role, office, at in one.roles),
    )


def lines(conn: Connection, library: Library, order: Order) -> list[Line]:
    """How many people live where, the most first."""
    found: dict[str, Line] = {}
    for one in roster.counts(conn, within(library, order)):
        line = found.setdefault(one.unit or "", Line(one.unit or "", {}, 0))
        line.by_channel[one.channel] = one.people
        found[line.unit] = Line(line.unit, line.by_channel, line.out + one.out)
    return sorted(found.values(), key=lambda line: -sum(line.by_channel.values()))


def may_name(library: Library, order: Order) -> Known:
    """What a list may name that comes in at the console: the units of who brings it, and no role
    of an office, for which there are invitations."""
    known = known_to(library, local(order.now).date())
    units = within(library, order)
    return replace(
        known,
        units=known.units if units is None else known.units & frozenset(units),
        roles=ROLES_OF_VILLAGES,
        offices={},
    )


def ground_of(library: Library, order: Order, basis: str) -> Ground:
    """By which right a list comes in at the console."""
    units = within(library, order)
    ground = " ".join(basis.split())[:200]
    return Ground(ground) if units is None else Ground(ground, order.unit, frozenset(units))
