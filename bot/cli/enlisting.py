"""Waiting until everybody was added to a campaign that a command has started."""

from __future__ import annotations

import asyncio

from bot import clock
from bot.cli.session import Session
from db import campaigns
from db.store import Connection
from db.values import CampaignId
from scheduler import enlisting

PATIENCE = 2.0
"""Seconds between looks at whether a service is at it: its tick comes every second."""


async def complete(opened: Session, campaign: CampaignId) -> None:
    """Until nobody is left to be added. A running service does it; where none is at it this command
    does it itself, for two at once would only wait for each other's transactions."""
    before, left = None, await opened.store.read(people_left, campaign)
    while left and left != before:
        await asyncio.sleep(PATIENCE)
        before, left = left, await opened.store.read(people_left, campaign)
    per_week = opened.settings.campaigns.per_week
    while left:
        await enlisting.tick(opened.store, opened.library, clock.now(), per_week)
        left = await opened.store.read(people_left, campaign)


def people_left(conn: Connection, campaign: CampaignId) -> int:
    """Up to which number people are still to be added; 0 where none are, or nothing is added now
    because it was paused."""
    found = campaigns.get(conn, campaign)
    return (found.enlist_to or 0) if found and found.state == "running" else 0
