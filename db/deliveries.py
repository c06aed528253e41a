"""What became of the rows of a campaign: counted, listed, and the few orders that end them.
db/outbox.py queues and settles; db/claims.py claims; db/resends.py sends again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, func, select, update

from content.channel import Contact
from content.delivery import OPEN, STATES, State
from db.tables import contacts, deliveries, people
from db.values import CampaignId, DeliveryId

MISSED: tuple[State, ...] = tuple(one for one in STATES if one not in ("sent", *OPEN))
"""How a row ends that told nobody anything, or of which nobody knows. Named one by one, so that an
index finds them."""
PAGE = 50
"""Rows of one page of per-person states."""
EXPORTED = 2_000
"""Rows of one part of an export."""
SLICE = 10_000
"""Rows ended in one transaction, so that replies do not wait behind them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row for people to read: whom it was for, and why it stands where it stands."""

    id: DeliveryId
    name: str
    unit: str | None
    contact: Contact
    reason: str


@dataclass(frozen=True, slots=True)
class Told:
    """One person of a campaign and what became of their message."""

    id: DeliveryId
    unit: str | None
    channel: str
    state: State
    reason: str
    at: datetime | None


def cancel(
    conn: Connection, campaign: CampaignId, *, reason: str, now: datetime, limit: int = 10_000
) -> int:
    """Cancel queued rows of a campaign, at most ``limit`` in one go so that replies do not wait.

    The campaign's own state already stops them at once; this only tells each row.
    """
    some = (
        select(deliveries.c.id)
        .where(deliveries.c.campaign_id == campaign, deliveries.c.state == "queued")
        .limit(limit)
    )
    ended = update(deliveries).where(deliveries.c.id.in_(some), deliveries.c.state == "queued")
    return conn.execute(
        ended.values(state="cancelled", reason=reason[:200], finished_at=now)
    ).rowcount


def expire_rows(conn: Connection, campaign: CampaignId, now: datetime) -> int:
    """End what waits because its hour is over, at most SLICE rows in one go."""
    some = (
        select(deliveries.c.id)
        .where(deliveries.c.campaign_id == campaign, deliveries.c.state == "queued")
        .limit(SLICE)
    )
    ended = update(deliveries).where(deliveries.c.id.in_(some), deliveries.c.state == "queued")
    values = dict(state="expired", reason="expired", finished_at=now)
    return conn.execute(ended.values(**values)).rowcount


def counts(conn: Connection, campaign: CampaignId) -> dict[State, int]:
    """How many rows of a campaign stand in each state; every state is named."""
    found = conn.execute(
        select(deliveries.c.state, func.count())
        .where(deliveries.c.campaign_id == campaign)
        .group_by(deliveries.c.state)
    )
    by_state = {row[0]: row[1] for row in found}
    return {state: by_state.get(state, 0) for state in STATES}


def is_open(conn: Connection, campaign: CampaignId) -> bool:
    """Whether a row of the campaign may still go out."""
    ahead = select(deliveries.c.id).where(
        deliveries.c.campaign_id == campaign, deliveries.c.state.in_(OPEN)
    )
    return conn.execute(ahead.limit(1)).first() is not None


def listing(
    conn: Connection, campaign: CampaignId, state: State, *, after: int = 0, limit: int = 200
) -> list[Listed]:
    """The people of one state, a page at a time."""
    found = conn.execute(
        select(
            deliveries.c.id,
            deliveries.c.reason,
            contacts.c.id.label("contact_id"),
            contacts.c.channel,
            contacts.c.external,
            people.c.name,
            people.c.unit,
        )
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(
            deliveries.c.campaign_id == campaign,
            deliveries.c.state == state,
            deliveries.c.id > after,
        )
        .order_by(deliveries.c.id)
        .limit(limit)
    )
    return [
        Listed(r.id, r.name, r.unit, Contact(r.contact_id, r.channel, r.external), r.reason)
        for r in found
    ]


def reasons(conn: Connection, campaign: CampaignId) -> list[tuple[State, str, int]]:
    """Why people were not reached: state, reason and how many, most frequent first."""
    many = func.count()
    counted = (
        select(deliveries.c.state, deliveries.c.reason, many)
        .where(deliveries.c.campaign_id == campaign, deliveries.c.reason != "")
        .where(deliveries.c.state.in_(MISSED))
        .group_by(deliveries.c.state, deliveries.c.reason)
        .order_by(many.desc(), deliveries.c.reason)
    )
    return [(row[0], row[1], row[2]) for row in conn.execute(counted)]


def told(
    conn: Connection, campaign: CampaignId, *, state: State | None = None, page: int = 1
) -> list[Told]:
    """A page of the people of a campaign, in order of their rows; pages count from 1."""
    which = deliveries.c.campaign_id == campaign
    if state:
        which = and_(which, deliveries.c.state == state)
    wanted = (
        select(deliveries, people.c.unit)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(which)
        .order_by(deliveries.c.id)
        .offset((max(page, 1) - 1) * PAGE)
        .limit(PAGE)
    )
    return [as_told(row) for row in conn.execute(wanted)]


def told_after(conn: Connection, campaign: CampaignId, after: int) -> list[Told]:
    """The people of a campaign whose rows come behind one, as many as fit in memory easily."""
    wanted = (
        select(deliveries, people.c.unit)
        .join(contacts, contacts.c.id == deliveries.c.contact_id)
        .join(people, people.c.id == contacts.c.person_id)
        .where(deliveries.c.campaign_id == campaign, deliveries.c.id > after)
        .order_by(deliveries.c.id)
        .limit(EXPORTED)
    )
    return [as_told(row) for row in conn.execute(wanted)]


def as_told(r: Row[Any]) -> Told:
    """A row as a value."""
    return Told(DeliveryId(r.id), r.unit, r.channel, r.state, r.reason, r.finished_at)


def ends(
    conn: Connection, campaign: CampaignId, states: Collection[State], since: datetime, most: int
) -> list[datetime]:
    """When the last deliveries that came to some end did so, at most so many of each state and
    none before ``since``. The last by number, which an index knows; those are the last in time but
    for the few that were tried again."""
    found: list[datetime] = []
    for state in states:
        last = (
            select(deliveries.c.finished_at)
            .where(deliveries.c.campaign_id == campaign, deliveries.c.state == state)
            .order_by(deliveries.c.id.desc())
            .limit(most)
        )
        found += [at for at in conn.scalars(last) if at is not None and at >= since]
    return found
