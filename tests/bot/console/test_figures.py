"""Figures of campaigns in the console: how far, how fast, what came of it, who was not reached."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from content.campaign_check import Rules
from content.campaigns import Draft
from content.progress import Tempo
from db.store import Connection
from db.tables import deliveries
from db.values import CampaignId
from handlers import campaigns
from handlers.campaigns import Order
from tests.bot.console.conftest import NOW, library

FREE = Rules(opens=lambda _: True)
PROVINCE = "thanh-hoa"


def started(conn: Connection, **draft: Any) -> CampaignId:
    """A campaign on its way to everybody."""
    known = dict(title="Lấy thẻ BHYT", text="Chào bà con!", audience="all") | draft
    order = Order(None, PROVINCE, NOW)
    number = campaigns.compose(conn, library(), Draft(**known), order)
    campaigns.start(conn, library(), number, FREE, order)
    return number


def send(
    conn: Connection, count: int, state: str = "sent", seconds: float = 1, **more: Any
) -> None:
    """The first rows that wait come to an end, one every so many seconds from NOW on."""
    waiting = select(deliveries.c.id).where(deliveries.c.state == "queued").order_by("id")
    for n, row in enumerate(conn.scalars(waiting.limit(count)).all(), 1):
        ended = dict(state=state, finished_at=NOW + timedelta(seconds=n)) | more
        conn.execute(update(deliveries).where(deliveries.c.id == row).values(**ended))


def test_the_page_tells_when_it_will_be_through_and_says_so_when_nobody_knows(play: Any) -> None:
    async def story(stage: Any) -> dict[str, str]:
        for n in range(40):
            await stage.resident(f"Người {n}")
        await stage.store.write(started)
        reader = await stage.browser("viewer")
        told = {"still": (await reader.get("/console/campaigns/1/progress")).text}
        await stage.store.write(send, 20)
        stage.clock[0] += timedelta(seconds=20)
        told["moving"] = (await reader.get("/console/campaigns/1/progress")).text
        stage.clock[0] += timedelta(minutes=10)
        told["stuck"] = (await reader.get("/console/campaigns/1/progress")).text
        return told

    told = play(story, rules=FREE, tempo=Tempo(None, {"web": 500}))

    assert "Chưa biết lúc nào xong" in told["still"]
    assert "Xong khoảng 10:00 24/11/2026" in told["moving"]
    assert "Nhịp gửi 1 tin" in told["moving"]
    assert "Chưa biết lúc nào xong" in told["stuck"]
