"""Who gets a campaign, fixed at its start: a slice of people at a time.

A million people in one statement would hold SQLite's one writer for ten seconds, and whoever waits
for an answer would wait as long. So the transaction that starts a campaign enlists the first
people and keeps up to which id the others are still to be looked at (``campaigns.enlist_to``); each
further transaction takes the next slice. From the highest id down: who joins after the start has
a higher one and is never added. Everybody is looked at once, and their key is unique.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, func, select, update

from content.campaigns import Campaign
from content.library.library import Library
from db import audience
from db.aims import Aim
from db.campaigns import as_campaign
from db.tables import campaigns, people
from db.values import CampaignId

FIRST = 20_000
"""People looked at in the transaction of the start: up to here the audience is fixed at once."""
SLICE = 5_000
"""People looked at in one further transaction: some hundredths of a second."""


def begin(
    conn: Connection, library: Library, campaign: Campaign, now: datetime, per_week: int
) -> int:
    """Enlist the first people, in the transaction that starts a campaign; how many get it so far.
    ``per_week`` as in Aim, for what is not urgent. Raises AudienceError."""
    top = conn.execute(select(func.max(people.c.id))).scalar() or 0
    return add(conn, campaign, aim_of(library, campaign, now, per_week), top, FIRST)


def unfinished(conn: Connection) -> Campaign | None:
    """A running campaign to which people are still to be added, held for who asks."""
    left = campaigns.c.enlist_to.is_not(None)
    wanted = select(campaigns).where(campaigns.c.state == "running", left)
    mine = wanted.order_by(campaigns.c.id).limit(1).with_for_update(key_share=True)
    row = conn.execute(mine).first()
    return as_campaign(row) if row else None


def go_on(conn: Connection, library: Library, campaign: Campaign, per_week: int) -> int:
    """Enlist the next slice of what ``unfinished`` found; how many more get it. Raises
    AudienceError."""
    if campaign.enlist_to is None or campaign.started_at is None:
        return 0
    aim = aim_of(library, campaign, campaign.started_at, per_week)
    return add(conn, campaign, aim, campaign.enlist_to, SLICE)


def aim_of(library: Library, campaign: Campaign, now: datetime, per_week: int) -> Aim:
    """Whom a campaign is for, as of its start."""
    draft, most = campaign.draft, 0 if campaign.draft.urgent else per_week
    return Aim.of(library, draft, campaign.unit, now, per_week=most)


def add(conn: Connection, campaign: Campaign, aim: Aim, top: int, most: int) -> int:
    """Enlist from a slice of people, and keep how far it went."""
    number, low = CampaignId(campaign.id), max(top - most, 0)
    some = replace(aim, ids=range(low + 1, top + 1))
    draft, until = campaign.draft, campaign.draft.not_later_than
    added = audience.enqueue(
        conn, number, some, draft.variants, expires_at=until, urgent=draft.urgent
    )
    to = update(campaigns).where(campaigns.c.id == number).values(enlist_to=low or None)
    conn.execute(to)
    return added
