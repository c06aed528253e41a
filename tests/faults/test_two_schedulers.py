"""Two schedulers were started by mistake: whatever is due is done once all the same."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from content.campaigns import Draft, fingerprint
from db import campaigns
from db.opening import open_store
from db.store import Store
from db.tables import audit, deliveries
from db.tables import campaigns as table
from scheduler import campaigns as ticking
from scheduler import duties
from tests.crowd import PROVINCE, One, settle
from tests.databases import Database
from tests.pushes import NOW
from tests.scheduler.test_duties import official
from tests.talk import library

DAYS = 12
CROWD = 40


def prepare(conn: Connection) -> None:
    """Officials with duties, and approved campaigns whose hours come one after the other."""
    settle(conn, [One(f"Người {n}") for n in range(CROWD)])
    for name in ("Sáu", "Bảy"):
        official(conn, name)
    for day in range(DAYS):
        draft = Draft(f"Tin {day}", "Chào bà con!", (), "all", NOW + timedelta(days=day))
        number = campaigns.create(conn, draft, unit=PROVINCE, author=None, now=NOW)
        ready = dict(state="approved", approved_hash=fingerprint(draft, PROVINCE))
        conn.execute(update(table).where(table.c.id == number).values(**ready))


def tick(conn: Connection, now: datetime) -> Mapping[str, int]:
    """What a scheduler does, whatever the time is."""
    return {**ticking.tick(conn, library(), now), **duties.tick(conn, library(), now)}


def starts(conn: Connection) -> int:
    """How often a campaign was started."""
    begun = select(func.count()).where(audit.c.action == "campaign-start")
    return int(conn.scalar(begun) or 0)


def queued(conn: Connection) -> Counter[tuple[int, int]]:
    """How many messages of each campaign each person gets."""
    whom = select(deliveries.c.campaign_id, deliveries.c.contact_id)
    found = conn.execute(whom.where(deliveries.c.campaign_id.is_not(None)))
    return Counter((campaign, contact) for campaign, contact in found)


def pinged(conn: Connection) -> list[tuple[int, str]]:
    """Who is told which words about their duties."""
    mine = select(deliveries.c.contact_id, deliveries.c.screen)
    found = conn.execute(mine.where(deliveries.c.kind.in_(("ping", "escalation", "digest"))))
    return sorted((contact, screen) for contact, screen in found)


async def run(database: Database, schedulers: int) -> Store:
    """Days pass for so many schedulers at once."""
    stores = [await open_store(database.url) for _ in range(schedulers)]
    await stores[0].write(prepare)
    for day in range(DAYS):
        now = NOW + timedelta(days=day)
        await asyncio.gather(*(store.write(tick, now) for store in stores for _ in range(2)))
    for store in stores[1:]:
        await store.close()
    return stores[0]


def test_two_schedulers_start_tell_and_remind_once(database: Database) -> None:
    async def story() -> None:
        store = await run(database, 2)
        try:
            messages = await store.read(queued)
            pings = await store.read(pinged)
            assert await store.read(starts) == DAYS
            assert set(messages.values()) == {1}
            assert len(messages) >= DAYS * CROWD
            assert len(pings) == len(set(pings)) > 0
        finally:
            await store.close()

    asyncio.run(story())
