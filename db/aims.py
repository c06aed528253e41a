"""An audience ready to be looked up: its tree, its day, its unit, and who has had enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from sqlalchemy import ColumnElement, Table, and_, false, func, literal, or_, select, true

from content.audience import Tree, parse
from content.audience_terms import known
from content.campaigns import Draft
from content.delivery import State as Fate
from content.kits import narrowed
from content.library.library import Library
from content.places import Places
from content.wording import local
from db.tables import campaigns, contacts, deliveries, people, roles

WEEK = timedelta(days=7)
REACHED: tuple[Fate, ...] = ("queued", "sending", "sent", "unconfirmed")
"""States of a delivery that count as one more message to a person."""


@dataclass(frozen=True, slots=True)
class Aim:
    """An audience at a moment: the tree, within which unit, as the units stand on that day.
    ``per_week``: whoever was told so many campaigns in the last seven days gets no more (0: no
    limit). ``topic``: what it is about, or "". ``ids``: of which
    people's numbers alone (None: of all)."""

    tree: Tree
    places: Places
    unit: str
    now: datetime
    per_week: int = 0
    topic: str = ""
    ids: range | None = None

    @classmethod
    def of(
        cls, library: Library, draft: Draft, unit: str, now: datetime, *, per_week: int = 0
    ) -> Self:
        """Whom a draft is for; raises AudienceError."""
        tree = parse(draft.audience, known(library))
        tree = narrowed(tree) if draft.kit else tree
        return cls(tree, library.places, unit, now, per_week, draft.topic)

    def within(self, unit: str) -> ColumnElement[bool]:
        """People who belong to a unit, its parts, or what those were made from."""
        if self.places.unit(unit).kind == "province":
            return true()
        slugs = sorted(self.places.descendants(unit, local(self.now).date()))
        works = has(roles, roles.c.unit.in_(slugs), held(self.now))
        return or_(func.coalesce(people.c.unit, "").in_(slugs), works)


def has(table: Table, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a person has such rows of a table that holds some of theirs. Asked person by person,
    by the table's index of them: the same for a slice of people costs a slice of the time."""
    theirs = select(literal(1)).where(table.c.person_id == people.c.id, *conditions)
    return theirs.correlate(people).exists()


def numbered(id_: ColumnElement[int], ids: range | None) -> ColumnElement[bool]:
    """Numbers of a range; all of them where there is none."""
    return true() if ids is None else and_(id_ >= ids.start, id_ < ids.stop)


def had_enough(aim: Aim) -> ColumnElement[bool]:
    """Whether as many campaigns as one week allows have reached a person in the last seven days, or
    are on their way; urgent ones apart."""
    if not aim.per_week:
        return false()
    recent = select(campaigns.c.id).where(
        campaigns.c.started_at > aim.now - WEEK,
        campaigns.c.urgent.is_(false()),
        campaigns.c.act == "send",
    )
    line, earlier = contacts.alias("told"), deliveries.alias("earlier")
    # No index serves a sum: the rows of one person are looked up, not those of a whole campaign.
    of = earlier.c.campaign_id + 0
    times = (
        select(func.count())
        .select_from(line.join(earlier, earlier.c.contact_id == line.c.id))
        .where(line.c.person_id == people.c.id, of.in_(recent), earlier.c.state.in_(REACHED))
        .correlate(people)
        .scalar_subquery()
    )
    return times >= aim.per_week


def held(now: datetime) -> ColumnElement[bool]:
    """Roles in force at a moment."""
    return and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
