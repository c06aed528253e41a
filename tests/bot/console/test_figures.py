"""Figures of campaigns in the console: how far, how fast, what came of it, who was not reached."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select, update

from content.campaign_check import Rules
from content.campaigns import Draft
from content.progress import Tempo
from content.quiet import QuietHours
from db.store import Connection
from db.tables import deliveries
from db.values import CampaignId
from handlers import campaigns
from handlers.campaigns import Order
from tests.bot.console.conftest import NOW, library

FREE = Rules(opens=lambda _: True)
PROVINCE = "thanh-hoa"


def sheet_of(body: bytes) -> list[tuple[Any, ...]]:
    """The rows of a workbook."""
    return [*load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True)]


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


def test_in_quiet_hours_the_page_says_when_it_goes_on(play: Any) -> None:
    async def story(stage: Any) -> str:
        await stage.resident("Lan")
        await stage.store.write(started)
        reader = await stage.browser("viewer")
        return str((await reader.get("/console/campaigns/1/progress")).text)

    told = play(story, rules=FREE, tempo=Tempo(QuietHours.parse("09:00-11:00")))

    assert "Đang giờ yên: 11:00 24/11/2026 gửi tiếp." in told
    assert "Chưa biết lúc nào xong" not in told


def test_figures_of_a_campaign_and_of_the_weeks_are_told_shown_and_taken_away(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        for n in range(12):
            await stage.resident(f"Người {n}")
        reader = await stage.browser("viewer")
        told = {"none": (await reader.get("/console/figures")).text}
        await stage.store.write(started)
        told["still"] = (await reader.get("/console/campaigns/1/figures")).text
        await stage.store.write(send, 7, tapped_at=NOW)
        await stage.store.write(send, 2, stopped_at=NOW)
        await stage.store.write(send, 3, "undeliverable", reason="bot was blocked by the user")
        for name in ("/console/figures", "/console/campaigns/1/figures"):
            told[name] = (await reader.get(name)).text
            told[name + "/export"] = await reader.get(name + "/export")
            told[name + "/xlsx"] = await reader.get(name + "/export?as=xlsx")
            told[name + "/chart.svg"] = await reader.get(name + "/chart.svg?theme=dark")
        return told

    told = play(story, rules=FREE)

    assert "12 tuần qua chưa gửi tin nào" in told["none"]
    assert "Chưa có gì để đếm" in told["still"]
    for name in ("/console/figures", "/console/campaigns/1/figures"):
        row = re.findall(r'data-label="([^"]+)">([^<]+)<', told[name])
        assert ("Đã gửi", "9") in row
        assert ("Đã bấm", "7") in row
        assert ("Chưa tới được", "3") in row
        assert ("Tắt tin", "dưới 5") in row
        assert ("Tắt tin", "2") not in row
        assert ";9;" in told[name + "/export"].text.replace(",", ";")
        assert f'href="{name}/export?as=xlsx"' in told[name]
        head, *rows = sheet_of(told[name + "/xlsx"].body)
        assert head[1:3] == ("Đã gửi", "Đã xem")
        assert (9, 0, 3, 7, 0, "dưới 5") in [row[1:] for row in rows]
        picture = told[name + "/chart.svg"]
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert picture.text.startswith("<?xml")
    assert "Bà con đã chặn bot" in told["/console/campaigns/1/figures"]
    assert "Đã gửi 9" in told["/console/campaigns/1/figures"]  # the picture in words


def test_figures_of_another_commune_are_nobodys_business(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        await stage.resident("Lan")
        await stage.store.write(started)
        reader = await stage.browser("viewer", "ubnd-tho-phu")
        paths = ("figures", "figures/chart.svg", "figures/export")
        answers = [await reader.get(f"/console/campaigns/1/{path}") for path in paths]
        return [one.status for one in answers] + [(await reader.get("/console/figures")).text]

    *statuses, weeks = play(story, rules=FREE)

    assert statuses == [404, 404, 404]
    assert "chưa gửi tin nào" in weeks


def test_who_was_not_reached_is_listed_for_officials_of_the_place_alone(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        for n in range(3):
            await stage.resident(f"Người {n}")
        await stage.store.write(started)
        await stage.store.write(send, 3, "undeliverable", reason="bot was blocked by the user")
        page = "/console/campaigns/1/unreached"
        official = await stage.browser("official", "ubnd-tho-phu", "Hòa")
        reader = await stage.browser("viewer", name="Tâm")
        other = await stage.browser("official", "ubnd-an-nong", "Sơn")
        return {
            "way": (await official.get("/console")).text
            + (await official.get("/console/unreached")).text,
            "official": (await official.get(page)).text,
            "named": (await official.get(page + "?place=tho-phu")).text,
            "sheet": (await official.get(page + "/export?place=tho-phu")).text,
            "reader": (await reader.get(page + "?place=tho-phu")).text,
            "reader sheet": (await reader.get(page + "/export?place=tho-phu")).text,
            "other": (await other.get(page + "?place=tho-phu")).text,
            "garbage": (await official.get(page + "?place=%00%27--")).status,
            "none": (await official.get("/console/campaigns/9/unreached")).status,
        }

    told = play(story, rules=FREE)

    assert "/console/unreached" in told["way"]
    assert "/console/campaigns/1/unreached" in told["way"]
    assert "xã Thọ Phú" in told["official"]
    assert "Người 1" not in told["official"]
    assert "Người 1" in told["named"]
    assert "Cần gặp ở Xã Thọ Phú" in told["named"]
    assert "Người 2" in told["sheet"]
    for who in ("reader", "reader sheet", "other"):
        assert "Người" not in told[who].replace("Người viewer", "")
    assert "dưới 5" in told["reader"]
    assert (told["garbage"], told["none"]) == (200, 404)
