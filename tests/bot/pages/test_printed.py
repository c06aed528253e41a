"""The page of a printed sheet over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.pages import printed as pages
from bot.pages.security import protect
from db.opening import open_store
from tests.databases import *  # noqa: F403  (fixtures)
from tests.handlers.test_checks import act, row
from tests.handlers.test_saved import printed
from tests.talk import Talk, World, library, world_of

Story = Callable[[ClientSession], Awaitable[None]]


@pytest.fixture
def world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """An empty database, the real library, a fixed clock."""
    made = world_of(sqlite_template, tmp_path)
    yield made
    made.made.dispose()


def look(world: World, story: Story) -> None:
    """Serve the page over a world's database, and live a story."""

    async def go() -> None:
        store = await open_store(str(world.made.url))
        app = web.Application()
        app.add_routes(pages.routes(pages.Printed(store, world.house, lambda: world.now)))
        app.on_response_prepare.append(protect)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with ClientSession(base) as session:
                await story(session)
        finally:
            await runner.cleanup()
            await store.close()

    asyncio.run(go())


def sheet(world: World) -> tuple[Talk, str]:
    """A sheet, and its path."""
    lan, code = printed(world)
    return lan, f"/saved/{code}"


def test_a_sheet_has_what_one_needs_and_neither_name_nor_answer(world: World) -> None:
    _, path = sheet(world)
    world.house = replace(world.house, public_url="https://chungtay.example")

    async def story(session: ClientSession) -> None:
        answer = await session.get(path)
        text = await answer.text()
        assert answer.status == 200
        assert "Vay vốn hộ nghèo" in text
        assert "Nhiều nhất 100\u00a0triệu\u00a0đồng" in text
        guide = library().programmes["vay-ho-ngheo"].guide_on(world.now.date())
        assert guide.papers
        assert all(
            f'class="box" aria-hidden="true"></span><span>{one}<' in text for one in guide.papers
        )
        assert text.count('class="segno"') == 1
        assert "quyết định" in text
        assert "Lan" not in text
        assert "Thường trú" not in text

    look(world, story)


def test_nothing_on_the_way_keeps_a_sheet_or_passes_its_address_on(world: World) -> None:
    _, path = sheet(world)

    async def story(session: ClientSession) -> None:
        answer = await session.get(path)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in answer.headers

    look(world, story)


@pytest.mark.parametrize("way", ["void", "over", "erased", "never"])
def test_a_sheet_that_is_over_is_a_kind_page(world: World, way: str) -> None:
    lan, path = sheet(world)
    match way:
        case "void":
            lan.presses("Hủy giấy đã in")
        case "over":
            world.now += timedelta(days=366)
        case "erased":
            act(lan, f"do/checks/drop/{row(world).id}")
        case _:
            path = "/saved/" + "a" * 26

    async def story(session: ClientSession) -> None:
        answer = await session.get(path)
        assert answer.status == 410
        assert "không còn dùng được" in await answer.text()
        assert answer.headers["Referrer-Policy"] == "no-referrer"

    look(world, story)


@pytest.mark.parametrize("code", ["x", "A" * 26, "a" * 25, "a" * 27, "1" * 26, "%00", "..%2f"])
def test_what_is_no_code_is_no_page(world: World, code: str) -> None:
    async def story(session: ClientSession) -> None:
        assert (await session.get(f"/saved/{code}")).status == 404

    look(world, story)


def test_the_chat_of_the_web_leads_to_the_sheet_as_to_a_page(world: World) -> None:
    from bot.pages.layout import target_of

    assert target_of("saved/" + "a" * 26) == ("link", "/saved/" + "a" * 26)
    assert target_of("saved") == ("tap", "saved")
