"""How far a campaign is on each channel: what waits, and what went lately.

Cheap however many rows there are: what waits is counted in the index of due rows, what went lately
is looked for only among the rows just before the first that waits, since rows go out in order.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, and_, func, literal_column, select

from content.channel import CHANNELS
from content.delivery import State, Urgency
from content.progress import Lane
from db.tables import deliveries
from db.values import CampaignId

QUEUED = deliveries.c.state == literal_column("'queued'")
"""Literal, so that the partial index serves it."""
WENT: tuple[State, ...] = ("sent", "undeliverable", "failed", "unconfirmed")
"""What a row becomes when a channel was asked to take it."""
BEFORE = 6_000
"""Rows looked at before the first that waits."""


def lanes(conn: Connection, campaign: CampaignId, since: datetime, until: datetime) -> list[Lane]:
    """The channels on which something of a campaign waits, and how fast each went in a span."""
    found = []
    for channel in CHANNELS:
        for urgency in Urgency:
            due = and_(
                QUEUED,
                deliveries.c.channel == channel,
                deliveries.c.urgency == int(urgency),
                deliveries.c.campaign_id == campaign,
            )
            if left := conn.scalar(select(func.count()).select_from(deliveries).where(due)):
                order = (deliveries.c.not_before, deliveries.c.id)
                first = conn.scalar(select(deliveries.c.id).where(due).order_by(*order).limit(1))
                ended, seconds = went(conn, campaign, channel, first or 0, (since, until))
                found.append(Lane(channel, left, ended, seconds))
    return found


def went(
    conn: Connection,
    campaign: CampaignId,
    channel: str,
    first: int,
    span: tuple[datetime, datetime],
) -> tuple[int, float]:
    """How many rows of a channel ended within a span, and in how many seconds. Where all those
    looked at did, there were more before them: then they tell a shorter span."""
    since, until = span
    near = select(deliveries.c.finished_at).where(
        deliveries.c.id.between(first - BEFORE, first - 1),
        deliveries.c.campaign_id == campaign,
        deliveries.c.channel == channel,
        deliveries.c.state.in_(WENT),
    )
    ends = [at for at in conn.scalars(near) if at is not None]
    late = [at for at in ends if since <= at <= until]
    if len(late) == len(ends) > 1:
        return len(late) - 1, (until - min(late)).total_seconds()
    return len(late), (until - since).total_seconds()
