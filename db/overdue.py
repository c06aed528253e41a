"""The auditor's questions: what should have happened by now and did not. Each is a few probes of
an index, however many rows there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from content.delivery import OPEN
from db.campaigns import rows_left
from db.outbox import SENDING
from db.sources import QUEUED, Source, sources
from db.tables import campaigns, deliveries, inbox, processes

HEADS = 20
"""Of each source so many of its first due rows are watched."""
PUT_OFF = timedelta(minutes=1)
"""A row told to wait for longer than this does not count as waiting in line."""
ASKED = timedelta(hours=1)
"""A lost answer is no news after so long: the person has asked again or gone."""


@dataclass(frozen=True, slots=True)
class Movement:
    """How a channel's queue moves. ``heads``: the rows that should go now, of every source the
    first. Of those that were watched: whether one has ``ended``, and whether one still ``waits``
    and nothing that we know keeps it."""

    heads: frozenset[int]
    ended: bool
    waits: bool


def movement(
    conn: Connection,
    channel: str,
    watched: Collection[int],
    urgencies: Collection[int],
    now: datetime,
) -> Movement:
    """The rows of some urgencies on one channel."""
    found = [s for s in sources(conn, channel, now) if s.urgency in urgencies]
    heads = frozenset(row for source in found for row in first(conn, channel, source, now))
    rows = conn.execute(
        select(
            deliveries.c.state.in_(OPEN).label("is_open"),
            deliveries.c.urgency.in_(urgencies).label("may_go"),
            (deliveries.c.not_before <= now + PUT_OFF).label("in_line"),
            or_(deliveries.c.campaign_id.is_(None), campaigns.c.state == "running").label("runs"),
        )
        .outerjoin(campaigns, campaigns.c.id == deliveries.c.campaign_id)
        .where(deliveries.c.id.in_(watched))
    ).all()
    waits = any(row.is_open and row.may_go and row.in_line and row.runs for row in rows)
    return Movement(heads, len(rows) < len(watched) or not all(r.is_open for r in rows), waits)


def first(conn: Connection, channel: str, source: Source, now: datetime) -> list[int]:
    """The rows of a source that are next, as claims take them."""
    one = deliveries.c.campaign_id
    due = and_(
        QUEUED,
        deliveries.c.channel == channel,
        deliveries.c.urgency == source.urgency,
        one.is_(None) if source.campaign is None else one == source.campaign,
        deliveries.c.not_before <= now,
    )
    wanted = select(deliveries.c.id).where(due).limit(HEADS)
    return list(conn.scalars(wanted.order_by(deliveries.c.not_before, deliveries.c.id)))


def orphaned(conn: Connection, beaten_since: datetime) -> int | None:
    """A delivery that is *sending* under a process whose heart has not beaten since then."""
    alive = select(processes.c.id).where(processes.c.beat_at >= beaten_since)
    lost = and_(SENDING, deliveries.c.process_id.not_in(alive))
    return conn.scalar(select(deliveries.c.id).where(lost).limit(1))


def unstarted(conn: Connection, before: datetime) -> int | None:
    """An approved campaign whose hour passed before a moment."""
    hour = func.coalesce(campaigns.c.next_at, campaigns.c.at)
    return any_campaign(conn, and_(campaigns.c.state == "approved", hour <= before))


def unfinished(conn: Connection) -> int | None:
    """A running campaign that has everybody it is for, and no row that may still go out."""
    complete = and_(campaigns.c.state == "running", campaigns.c.enlist_to.is_(None))
    return any_campaign(conn, and_(complete, ~rows_left(OPEN)))


def any_campaign(conn: Connection, which: ColumnElement[bool]) -> int | None:
    """The oldest of some campaigns."""
    return conn.scalar(select(campaigns.c.id).where(which).order_by(campaigns.c.id).limit(1))


def unread(conn: Connection, before: datetime) -> int | None:
    """An update that came before a moment and that nobody has handled. (One without a body is no
    channel's: it marks something done once.)"""
    new = and_(inbox.c.state == "new", inbox.c.body != "")
    oldest = conn.execute(select(inbox).where(new).order_by(inbox.c.id).limit(1)).first()
    return oldest.id if oldest and oldest.received_at < before else None


def unanswered(conn: Connection, before: datetime) -> int | None:
    """A turn from before a moment whose answer never went out."""
    lost = and_(inbox.c.state == "handled", inbox.c.received_at < before)
    recent = inbox.c.received_at > before - ASKED
    return conn.scalar(select(inbox.c.id).where(lost, recent).order_by(inbox.c.id).limit(1))
