"""The pages of corrections, recalls and sending again in a real browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlalchemy import update

from db.tables import campaigns
from tests.bot.console.conftest import NOW
from tests.bot.console.test_browser import SIZES, fill, must_be_fine, screen
from tests.bot.console.test_browser import see as see

pytestmark = pytest.mark.browser
HERE = "/console/campaigns/1"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_each_page_is_accessible_fits_and_leads_on(
    see: Any, tmp_path: Path, width: int, height: int
) -> None:
    async def look(page: Page, name: str) -> None:
        await page.screenshot(path=tmp_path / f"{name}-{width}.png", full_page=True)
        await must_be_fine(page)

    async def story(stage: Any, page: Page) -> None:
        await fill(stage)

        def end(conn: Any) -> None:
            done = update(campaigns).where(campaigns.c.id == 1)
            conn.execute(done.values(state="finished", finished_at=NOW))

        await stage.store.write(end)
        await page.goto(stage.url(HERE))
        await look(page, "finished")
        await page.get_by_role("link", name="chưa rõ…").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Gửi lại cho 2 người?")
        await look(page, "resend")
        await page.get_by_role("link", name="Không gửi").click()
        await page.get_by_role("link", name="Sửa tin đã gửi…").click()
        await look(page, "reword")
        await page.get_by_label("Nội dung").fill("Chào {name|bà con}! Hạn là **15 tháng 12**.")
        await page.get_by_role("button", name="Lưu bản sửa").click()
        await expect(page.get_by_role("status").first).to_contain_text("Đã lưu bản nháp.")
        await look(page, "correction")
        await page.get_by_role("link", name="Xem tin số 1").click()
        await expect(page.get_by_role("heading", name="Sửa và thu hồi")).to_be_visible()
        await page.get_by_role("link", name="Thu hồi…").click()
        await look(page, "recall")
        await page.get_by_role("button", name="Thu hồi", exact=True).click()
        await expect(page.get_by_role("status").first).to_contain_text("Đang thu hồi.")
        await look(page, "recalled")

    see(story, role="admin", name="Người quản trị", **screen(width, height))
