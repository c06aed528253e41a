"""The front page's three doors, clicked through in a real browser with scripts, phone and desk."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import ConsoleMessage, Page, expect

from tests.conftest import OpenBrowser
from tests.journeys.deployments import Deploy
from tests.journeys.service import PATIENCE, Deployment

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("doors")]

SIZES = [(360, 740), (1280, 860)]
expect.set_options(timeout=PATIENCE * 1000)
Story = Callable[[Page], Awaitable[None]]


@pytest.fixture(scope="module")
def service(deploy: Deploy) -> Iterator[Deployment]:
    """No token and nobody but who comes in by the doors: they stand open."""
    here = deploy().start()
    yield here
    here.stop()


@pytest.fixture(params=SIZES, ids=["phone", "desk"])
def stage(
    request: pytest.FixtureRequest, browser: OpenBrowser, service: Deployment, tmp_path: Path
) -> Callable[[Story], None]:
    """Lives a story in a fresh browser of a size; nothing may go wrong on its console."""
    width, height = request.param

    def live(story: Story) -> None:
        asyncio.run(within(story))

    async def within(story: Story) -> None:
        async with browser() as opened, looking(opened, width, height) as page:
            page.set_default_timeout(PATIENCE * 1000)
            await page.goto(service.base)
            await story(page)

    @asynccontextmanager
    async def looking(opened: object, width: int, height: int) -> AsyncIterator[Page]:
        troubles: list[str] = []
        page: Page = await opened.new_page(  # type: ignore[attr-defined]  # a playwright Browser
            viewport={"width": width, "height": height},
            locale="vi-VN",
            reduced_motion="reduce",
        )
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: note_error(said, troubles))
        shots = 0
        shot = page.screenshot

        async def numbered(name: str) -> None:
            nonlocal shots
            shots += 1
            await shot(path=tmp_path / f"{shots:02}-{name}-{width}.png", full_page=False)
            overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert await page.evaluate(overflow) <= 0, f"{name} is wider than the screen"

        page.shoot = numbered  # type: ignore[attr-defined]  # a camera that also measures
        yield page
        assert troubles == []

    return live


def note_error(said: ConsoleMessage, troubles: list[str]) -> None:
    """Keep what the browser's console calls an error."""
    if said.type == "error":
        troubles.append(said.text)


async def shoot(page: Page, name: str) -> None:
    """Keep a picture, and see that nothing sticks out at the side."""
    await page.shoot(name)  # type: ignore[attr-defined]  # set by ``stage``


def test_a_resident_asks_and_checks(stage: Callable[[Story], None]) -> None:
    async def story(page: Page) -> None:
        await shoot(page, "front")
        await page.get_by_role("link", name="Vào hỏi").click()
        await expect(page.get_by_text("máy trả lời tự động").first).to_be_visible()
        await shoot(page, "chat")

        await page.get_by_label("Gõ câu hỏi").fill("ho ngheo vay duoc bao nhieu")
        await page.keyboard.press("Enter")
        await expect(page.locator("article").last).to_contain_text("100 triệu đồng")
        await shoot(page, "answer")

        await page.get_by_label("Gõ câu hỏi").fill("kiem tra vay von")
        await page.keyboard.press("Enter")
        await expect(page.locator("article.numbered .option").first).to_be_visible()
        await shoot(page, "question")
        for _ in range(20):
            option = page.locator("article.numbered button.option").first
            if not await option.count():
                break
            before = await page.locator("article.numbered").get_attribute("data-id")
            await option.click()
            fresh = page.locator(f"article.numbered:not([data-id='{before}'])")
            await expect(fresh).to_be_visible()
        await expect(page.locator("article.numbered")).to_contain_text("quyết định")
        await shoot(page, "verdict")

        await page.reload()
        await expect(page.locator("article.numbered")).to_contain_text("quyết định")

    stage(story)


def test_an_official_sees_the_work_and_takes_it(stage: Callable[[Story], None]) -> None:
    async def story(page: Page) -> None:
        await page.get_by_role("button", name="Xem việc của tôi").click()
        await expect(page).to_have_url(re.compile("/chat"))
        await expect(page.locator("article.numbered")).to_be_visible()
        await shoot(page, "tasks")

    stage(story)


def test_staff_write_a_campaign_see_it_and_ask_for_approval(stage: Callable[[Story], None]) -> None:
    async def story(page: Page) -> None:
        await page.get_by_role("button", name="Mở bàn làm việc").click()
        await expect(page).to_have_url(re.compile("/console$"))
        await shoot(page, "today")

        await page.goto(page.url + "/campaigns/new")
        await page.get_by_label("Tiêu đề").or_(page.locator("[name=title]")).first.fill("Họp thôn")
        await page.locator("[name=text]").fill("Chào {name|bà con}, mời bà con tới **họp thôn**.")
        await expect(page.locator("#beside")).to_contain_text("họp thôn")
        await shoot(page, "compose")

        await page.get_by_role("button", name="Lưu").first.click()
        await expect(page).to_have_url(re.compile(r"/console/campaigns/\d+/edit"))
        await expect(page.locator("[name=title]")).to_have_value("Họp thôn")
        await page.goto(re.sub(r"/edit.*", "", page.url))
        await expect(page.locator("#state-chip")).to_contain_text("Bản nháp")
        await shoot(page, "campaign")

        await page.goto(re.sub(r"/campaigns/.*", "/campaigns", page.url))
        await expect(page.get_by_text("Họp thôn").first).to_be_visible()
        await shoot(page, "campaigns")

    stage(story)
