"""Waiting until everybody was added to a campaign that a command has started."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from bot import clock
from bot.cli.session import Session
from content.campaigns import Act
from db import campaigns, processes
from db.store import Connection
from db.values import CampaignId
from scheduler import enlisting
from scheduler.recovery import DEAD_AFTER

PAUSE = 0.5
"""Seconds between looks at how far a service is."""


async def complete(
    opened: Session, campaign: CampaignId, changes: Mapping[Act, Collection[str]]
) -> None:
    """Until nobody is left to be added. A service that lives does it; else this command does it
    itself. Two at once would take SQLite's one writer from each other, and from whoever waits for
    an answer. ``changes``: the channels that can correct, or recall, what they sent."""
    per_week = opened.settings.campaigns.per_week
    while await opened.store.read(people_left, campaign):
        now = clock.now()
        if await opened.store.read(processes.alive, now - DEAD_AFTER):
            await asyncio.sleep(PAUSE)
        else:
            await enlisting.tick(opened.store, opened.library, now, per_week, changes)


def people_left(conn: Connection, campaign: CampaignId) -> int:
    """Up to which number people are still to be added; 0 where none are, or nothing is added now
    because it was paused."""
    found = campaigns.get(conn, campaign)
    return (found.enlist_to or 0) if found and found.state == "running" else 0
