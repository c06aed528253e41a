"""The chat in a real browser, on a narrow phone and on a desk, light and dark."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from content.channel import Delivered
from content.sealing import seal_screen
from tests.bot.channels.web.world import KEYS, NOW, PING, World, chat_world
from tests.conftest import OpenBrowser
from tests.databases import Database

pytestmark = pytest.mark.browser

SIZES = [(360, 766), (1280, 800)]
HEAVIEST = 100_000
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
WEIGH = """() => Object.fromEntries(
    ["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
        .map((part) => [part.name, part.decodedBodySize]))"""
Story = Callable[[World, Page], Awaitable[None]]


@asynccontextmanager
async def opened(
    database: Database, browser: OpenBrowser, **how: Any
) -> AsyncIterator[tuple[World, Page]]:
    """A page of a fresh visitor; an error in its console fails the test."""
    async with chat_world(database.url) as world, browser() as running:
        context = await running.new_context(**how)
        page = await context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
        page.set_default_timeout(8_000)
        yield world, page
        assert faults == []
        await context.close()


def see(database: Database, browser: OpenBrowser, story: Story, **how: Any) -> None:
    """Live a story in a browser."""

    async def go() -> None:
        async with opened(database, browser, **how) as (world, page):
            await story(world, page)

    asyncio.run(go())


async def say(page: Page, text: str) -> None:
    """Type and press Enter."""
    await page.fill("#text", text)
    await page.press("#text", "Enter")


async def must_be_accessible(page: Page) -> None:
    """axe-core finds nothing of WCAG 2.0–2.2 A and AA."""
    results = await Axe().run(page, options=RULES)
    found = [
        (v["id"], [n["html"][:120] for n in v["nodes"]]) for v in results.response["violations"]
    ]
    assert found == []


async def must_fit(page: Page) -> None:
    """Nothing scrolls sideways."""
    wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_enter_sends_taps_work_and_a_reload_keeps_all(
    sqlite_database: Database, browser: OpenBrowser, width: int, height: int
) -> None:
    async def story(world: World, page: Page) -> None:
        loads = []
        page.on("load", lambda _: loads.append(1))
        await page.goto(f"{world.base}/chat")
        await say(page, "check")
        await expect(page.get_by_role("heading", name="Theo giấy của xã")).to_be_visible()
        await expect(page.locator("#text")).to_have_value("")
        await expect(page.locator("#text")).to_be_focused()
        await expect(page.locator("#text")).to_have_attribute(
            "placeholder", "Bấm hoặc gõ 1, 2, 3, 4"
        )
        await page.get_by_role("button", name="Để sau").click()
        await expect(page.get_by_text("Đã bấm do/check/later")).to_be_visible()
        assert len(loads) == 1  # the page was never reloaded
        await page.reload()
        await expect(page.get_by_text("Đã bấm do/check/later")).to_be_visible()
        await must_fit(page)

    see(sqlite_database, browser, story, viewport={"width": width, "height": height})


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_without_script_the_same_forms_work(
    sqlite_database: Database, browser: OpenBrowser, width: int, height: int
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await say(page, "check")
        await page.get_by_role("button", name="Để sau").click()
        await expect(page.get_by_text("Đã bấm do/check/later")).to_be_visible()
        await expect(page.locator("#latest")).to_be_in_viewport()
        await must_fit(page)

    size = {"width": width, "height": height}
    see(sqlite_database, browser, story, viewport=size, java_script_enabled=False)


@pytest.mark.parametrize("script", [True, False])
def test_an_answered_question_gives_way_to_the_next(
    sqlite_database: Database, browser: OpenBrowser, *, script: bool
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await say(page, "check")
        await page.get_by_role("button", name="Hộ cận nghèo").click()
        await expect(page.get_by_role("heading", name="Nhà mình đã vào tổ chưa?")).to_be_visible()
        await expect(page.get_by_role("heading", name="Theo giấy của xã")).to_have_count(0)
        await page.get_by_text("Đã trả lời 5 câu").click()
        await expect(page.get_by_role("button", name="Sửa")).to_have_count(5)
        await must_fit(page)

    size = {"width": 360, "height": 766}
    see(sqlite_database, browser, story, viewport=size, java_script_enabled=script)


def test_a_push_appears_while_one_looks_and_counts_as_seen(
    sqlite_database: Database, browser: OpenBrowser
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await say(page, "vay")
        await expect(page.get_by_role("heading", name="Vay vốn hộ nghèo")).to_be_visible()
        contact = await world.contact()
        async with page.expect_request("**/chat/seen"):
            own = seal_screen(PING, contact.holder, KEYS.seal)  # as whatever is pushed is
            await world.channel.send(world.channel.prepare(own), contact, {"delivery": "7"}, NOW)
        await expect(page.get_by_role("heading", name=PING.title)).to_have_count(1)
        pushed = page.locator(".pushed [name=on]")
        await page.get_by_role("button", name="Đã nhận").click()
        await expect(page.get_by_text("Đã bấm do/duty/ack/812")).to_be_visible()
        assert world.talk.turns[-1].seen_on == await pushed.get_attribute("value")

    see(sqlite_database, browser, story, viewport={"width": 360, "height": 766})


def test_a_push_that_is_corrected_or_recalled_changes_where_it_stands(
    sqlite_database: Database, browser: OpenBrowser
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await say(page, "vay")
        contact, prepared = await world.contact(), world.channel.prepare(PING)
        sent = await world.channel.send(prepared, contact, {"delivery": "7"}, NOW)
        await world.channel.send(prepared, contact, {"delivery": "8"}, NOW)
        await expect(page.get_by_role("heading", name=PING.title)).to_have_count(2)
        assert isinstance(sent, Delivered)
        await page.fill("#text", "đang gõ dở")
        right = world.channel.prepare(replace(PING, title="Hạn mới"))
        await world.channel.amend(right, contact, {}, sent.message, NOW)
        first = page.locator(".pushed").first
        await expect(first.get_by_role("heading", name="Hạn mới")).to_be_visible()
        await expect(first.get_by_text("đã sửa")).to_be_visible()
        await world.channel.withdraw(contact, sent.message, NOW)
        await expect(first.get_by_text("Tin này đã được thu hồi.")).to_be_visible()
        await expect(page.get_by_role("heading", name=PING.title)).to_have_count(1)
        await expect(page.locator("#text")).to_have_value("đang gõ dở")

    see(sqlite_database, browser, story, viewport={"width": 360, "height": 766})


def test_words_are_not_lost_when_the_service_is_away(
    sqlite_database: Database, browser: OpenBrowser
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await page.route("**/chat/say", lambda route: route.fulfill(status=503, body=""))
        await say(page, "hoi gi do")
        await expect(page.locator("#text")).to_have_value("hoi gi do")
        await page.unroute("**/chat/say")
        await page.press("#text", "Enter")
        await expect(page.get_by_text("Bà con nói: hoi gi do")).to_be_visible()

    async def go() -> None:
        async with chat_world(sqlite_database.url) as world, browser() as running:
            page = await running.new_page()
            await story(world, page)

    asyncio.run(go())


def test_erasure_empties_the_page_and_one_may_begin_anew(
    sqlite_database: Database, browser: OpenBrowser
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await say(page, "chuyen rieng")
        await expect(page.get_by_text("Bà con nói: chuyen rieng")).to_be_visible()
        await page.evaluate("document.querySelector('[name=data][value=home]').value = 'do/erase'")
        await page.get_by_label("Trình đơn").click()
        await page.get_by_role("button", name="Trang đầu").first.click()
        await expect(page.get_by_text("Đã xóa hết.")).to_be_visible()
        await expect(page.get_by_text("chuyen rieng")).to_have_count(0)
        await say(page, "lai tu dau")
        await expect(page.get_by_text("Bà con nói: lai tu dau")).to_be_visible()

    see(sqlite_database, browser, story, viewport={"width": 360, "height": 766})


def test_a_screen_reader_hears_new_answers_and_finds_its_way(
    sqlite_database: Database, browser: OpenBrowser
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        log = page.get_by_role("log", name="Cuộc trò chuyện")
        await expect(log).to_have_attribute("aria-live", "polite")
        await expect(page.get_by_role("textbox", name="Gõ câu hỏi")).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Tới ô gõ")).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator("#text")).to_be_focused()
        await page.get_by_role("button", name="Hỏi cán bộ xã").click()
        await expect(log.get_by_text("Đã bấm contact")).to_be_visible()
        await expect(page.locator("article.numbered")).to_be_focused()

    see(sqlite_database, browser, story, viewport={"width": 360, "height": 766})


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [
        (360, 766, "light"),
        (1280, 800, "dark"),
        pytest.param(360, 766, "dark", marks=pytest.mark.long),
        pytest.param(1280, 800, "light", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    sqlite_database: Database, browser: OpenBrowser, scheme: str, width: int, height: int
) -> None:
    async def story(world: World, page: Page) -> None:
        for path in ("/", "/about", "/privacy", "/chat"):
            await page.goto(world.base + path)
            await must_be_accessible(page)
            await must_fit(page)
        for text, title in (
            ("vay", "Vay vốn hộ nghèo"),
            ("check", "Theo giấy của xã"),
            ("ket qua", "Kết quả của nhà mình"),
        ):
            await say(page, text)
            await expect(page.get_by_role("heading", name=title).last).to_be_visible()
        await world.channel.send(
            world.channel.prepare(PING), await world.contact(), {"delivery": "8"}, NOW
        )
        await expect(page.get_by_role("heading", name=PING.title)).to_have_count(1)
        await page.wait_for_timeout(200)  # the fade is over
        await must_be_accessible(page)
        await page.get_by_label("Trình đơn").click()
        await must_be_accessible(page)
        await must_fit(page)

    size = {"width": width, "height": height}
    see(sqlite_database, browser, story, viewport=size, color_scheme=scheme)


def test_the_switch_of_light_and_dark_holds(
    sqlite_database: Database, browser: OpenBrowser
) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await page.get_by_label("Trình đơn").click()
        await page.get_by_role("button", name="Giao diện tối").click()
        await expect(page).to_have_url(f"{world.base}/chat")
        ground = "getComputedStyle(document.body).backgroundColor"
        assert await page.evaluate(ground) == "rgb(19, 21, 26)"
        await page.goto(world.base)
        assert await page.evaluate(ground) == "rgb(19, 21, 26)"
        await page.get_by_role("button", name="Giao diện sáng").click()
        assert await page.evaluate(ground) == "rgb(246, 245, 241)"

    see(sqlite_database, browser, story, viewport={"width": 1280, "height": 800})


def test_the_page_is_light_for_a_slow_line(sqlite_database: Database, browser: OpenBrowser) -> None:
    async def story(world: World, page: Page) -> None:
        await page.goto(f"{world.base}/chat")
        await page.wait_for_timeout(300)
        weights: dict[str, int] = await page.evaluate(WEIGH)
        assert {name.split("?")[0].rpartition("/")[2] for name in weights} >= {
            "chat",
            "chat.js",
            "icons.svg",
            "style.css",
        }
        assert sum(weights.values()) <= HEAVIEST  # unpacked; on the line it is a quarter

    see(sqlite_database, browser, story, viewport={"width": 360, "height": 766})
