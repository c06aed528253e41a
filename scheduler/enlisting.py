"""Adding the rest of the people to campaigns that have started: a slice a transaction, so that
replies come in between."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from content.audience import AudienceError
from content.campaigns import Act
from content.library.library import Library
from db import amendments, audit, campaigns, enlisting
from db.store import Connection, Store
from db.values import CampaignId

AT_A_STRETCH = 0.8
"""Seconds of one tick: the next is a second later."""


async def tick(
    store: Store,
    library: Library,
    now: datetime,
    per_week: int = 0,
    changes: Mapping[Act, Collection[str]] = MappingProxyType({}),
) -> Mapping[str, int]:
    """Go on for a while, or until everybody was looked at; how many people were added."""
    loop = asyncio.get_running_loop()
    until, added = loop.time() + AT_A_STRETCH, 0
    while loop.time() < until:
        more = await store.write(enlist, library, now, per_week, changes)
        if more is None:
            break
        added += more
    return {"enlisted": added}


def enlist(
    conn: Connection,
    library: Library,
    now: datetime,
    per_week: int,
    changes: Mapping[Act, Collection[str]] = MappingProxyType({}),
) -> int | None:
    """One slice of one campaign, or of one that changes what another sent (over the channels that
    can, ``changes``); None where nobody is to be added any more. An audience that can
    no longer be read is for a person to decide."""
    campaign = enlisting.unfinished(conn)
    if campaign is None:
        return None
    if campaign.act != "send":
        return amendments.go_on(conn, campaign, changes.get(campaign.act, ()))
    if campaign.unit in library.places.units:
        try:
            return enlisting.go_on(conn, library, campaign, per_week)
        except AudienceError:
            pass
    number = CampaignId(campaign.id)
    campaigns.move(conn, number, "hold", held_reason="audience")
    audit.record(conn, "campaign-hold", f"campaign:{number}", by=None, now=now)
    return 0
