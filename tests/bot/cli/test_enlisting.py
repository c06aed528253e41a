"""A command that goes on by itself until everybody is in, where no service lives."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, select, update

from bot.cli.enlisting import complete
from bot.cli.session import Session
from bot.config import Settings
from db.store import Store
from db.tables import campaigns, deliveries
from db.values import CampaignId
from tests.databases import Database
from tests.handlers.test_amendments import BOUNDS, recall, sent
from tests.pushes import KEYS
from tests.talk import library


def recalled_in_part(conn: Connection) -> CampaignId:
    """A recall whose start made no row yet: all of them are left to slices."""
    made = recall(conn, sent(conn))
    conn.execute(delete(deliveries).where(deliveries.c.campaign_id == made))
    top = conn.scalar(select(func.max(deliveries.c.id)))
    conn.execute(update(campaigns).where(campaigns.c.id == made).values(enlist_to=top))
    return made


def test_a_recall_is_completed_over_the_channels_that_can_take_back(database: Database) -> None:
    async def story(store: Store) -> list[str]:
        made = await store.write(recalled_in_part)
        opened = Session(Settings(), store, KEYS, library())
        await complete(opened, made, BOUNDS.changes)
        mine = select(deliveries.c.state).where(deliveries.c.campaign_id == made)
        return await store.read(lambda conn: list(conn.scalars(mine)))

    assert database.run(story) == ["queued"] * 3
