"""Sending again: only on a person's order, and only rows that a campaign has already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, update

from content.delivery import Again
from db.tables import deliveries
from db.values import CampaignId

STOPPED = "campaign cancel"
"""Why a row was cancelled that only its campaign ended, not its reader."""
state = deliveries.c.state
CHOSEN: Mapping[Again, ColumnElement[bool]] = {
    "rest": or_(
        state.in_(("failed", "expired")),
        and_(state == "cancelled", deliveries.c.reason == STOPPED),
    ),
    "unconfirmed": state == "unconfirmed",
}
"""Who asked for no more, was forgotten or cannot be reached is in neither."""


def counts(conn: Connection, campaign: CampaignId) -> dict[Again, int]:
    """How many would be sent to again."""
    mine = select(func.count()).where(deliveries.c.campaign_id == campaign)
    return {to: conn.scalar(mine.where(rows)) or 0 for to, rows in CHOSEN.items()}


def queue(conn: Connection, campaign: CampaignId, to: Again, now: datetime) -> int:
    """Queue them as if for the first time; whether each may go is looked at when it goes."""
    these = update(deliveries).where(deliveries.c.campaign_id == campaign, CHOSEN[to])
    again = dict(state="queued", attempts=0, not_before=now, finished_at=None, reason="")
    return conn.execute(these.values(**again)).rowcount
