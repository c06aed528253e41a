"""From what a person does on Zalo to what they see there: the real conversation, real HTTP."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web
from sqlalchemy import func, select

from bot.channels.receiving import TokenRefused
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import ZaloBot
from bot.channels.zalo.receiver import ZaloReceiver
from content.blocks import Paragraph, plain
from content.fold import fold
from content.screen import Button, Screen
from content.sealing import seal_screen
from db import inbox, people, usage
from db.cipher import Keys
from db.opening import open_store
from db.store import Connection, Store
from db.tables import metadata
from handlers.conversation import Conversation
from handlers.scene import House, Operator
from tests.bot.channels.zalo.wire import NOW, zalo
from tests.standins.zalo import ZaloApi, ZaloPerson
from tests.talk import library

KEYS = Keys(b"z" * 32)
SECRET = "mot-bi-mat-dai"
PATIENCE = 20.0
"""Seconds until a wait has failed: machines that test are slow, and good ones wait for nothing."""


@dataclass
class Stage:
    api: ZaloApi
    bot: ZaloBot
    store: Store
    receiver: ZaloReceiver
    stop: asyncio.Event


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    store = await open_store(f"sqlite:///{folder / 'zalo.db'}")
    house = House(library, KEYS, Operator(), "")
    async with zalo(local_hooks=True) as (api, bot):
        conversation = Conversation(store, house, lambda: NOW)
        receiver = ZaloReceiver(bot, store, conversation, lambda: NOW)
        yield Stage(api, bot, store, receiver, asyncio.Event())
    await store.close()


@asynccontextmanager
async def polling(folder: Path) -> AsyncIterator[Stage]:
    async with stage(folder) as on, asyncio.TaskGroup() as group:
        group.create_task(on.receiver.poll(on.stop))
        yield on
        on.stop.set()


@asynccontextmanager
async def called_back(folder: Path) -> AsyncIterator[Stage]:
    async with stage(folder) as on:
        app = web.Application()
        app.router.add_post("/hook", on.receiver.webhook(SECRET))
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        async with asyncio.TaskGroup() as group:
            group.create_task(on.receiver.serve(on.stop, url=url, secret=SECRET))
            await until(lambda: bool(on.api.url))
            yield on
            on.stop.set()
        await runner.cleanup()


async def until(come: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not come():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


async def asks(on: Stage, person: ZaloPerson, text: str) -> str:
    """They write; all that is answered, folded."""
    before = len(person.messages)
    assert await on.api.write(person, text) in (0, 200)
    await until(lambda: len(person.messages) > before)
    await worked_off(on)
    assert person.last.endswith("gõ câu hỏi.")
    return fold("\n".join(person.messages[before:]))


def told(folder: Path, story: Callable[[Stage], Awaitable[None]], opened=polling) -> None:
    async def go() -> None:
        async with opened(folder) as on:
            await story(on)

    asyncio.run(go())


@pytest.mark.parametrize("opened", [polling, called_back])
def test_a_question_is_answered_and_a_number_is_a_tap(tmp_path: Path, opened) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        answer = await asks(on, an, "ho ngheo duoc vay bao nhieu")
        assert "100 trieu dong" in answer
        assert "1. " in answer
        assert "may tra loi tu dong" in fold("\n".join(an.messages))
        number = next(
            line.split(".")[0]
            for message in an.messages
            for line in message.splitlines()
            if "Nhà tôi có vay được không" in line
        )
        assert "cau 1" in await asks(on, an, number)

    told(tmp_path, story, opened)


def test_protected_people_are_told_what_they_can_do(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        await on.api.bring(on.api.event(an, "message.unsupported.received"))
        await until(lambda: bool(an.messages) and an.last.endswith("gõ câu hỏi."))
        assert "khong doc duoc tin nay" in fold(an.last)

    told(tmp_path, story)


def test_the_number_of_a_button_that_changes_something_works_below_a_push(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        await asks(on, an, "menu")
        contact = await on.store.read(people.find_by_external, "zalo", an.id)
        assert contact
        rows = ((Button("Xem vay vốn", "topics"),), (Button("Dừng nhận tin", "do/stop"),))
        push = Screen("duty/7", blocks=(Paragraph(plain("Việc đến hạn")),), rows=rows)
        own = seal_screen(push, contact.holder, KEYS.seal)  # as whatever is pushed is sealed
        channel = ZaloChannel(on.bot, on.store)
        await channel.send(channel.prepare(own), contact, {}, NOW)

        assert "da dung" in await asks(on, an, "2")

    told(tmp_path, story)


def test_a_post_that_comes_twice_is_answered_once(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        event = on.api.event(an, "message.text.received", text="menu")
        assert [await on.api.bring(event) for _ in range(3)] == [200, 200, 200]
        await asks(on, an, "vay von")
        menus = [m for m in an.messages if "gõ số để chọn" in m]
        assert len(menus) == 2

    told(tmp_path, story, called_back)


def test_posts_without_our_secret_are_refused_and_rubbish_harms_nobody(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        event = on.api.event(an, "message.text.received", text="menu")
        assert await on.api.bring(event, secret="doan-mo-thoi") == 401
        assert await on.api.bring({"ok": True, "result": {"event_name": 7}}) == 200
        await asks(on, an, "vay von")
        broken = await on.store.read(inbox.waiting, "zalo", state="broken", after=0, limit=10)
        assert broken == []

    told(tmp_path, story, called_back)


def test_a_refused_token_ends_it_with_one_clear_sentence(tmp_path: Path) -> None:
    async def go() -> None:
        async with stage(tmp_path) as on:
            wrong = ZaloBot("1:wrong", on.api.base)
            receiver = ZaloReceiver(wrong, on.store, on.receiver, lambda: NOW)  # type: ignore[arg-type]
            with pytest.raises(TokenRefused, match="CHUNGTAY_ZALO__TOKEN"):
                await receiver.poll(on.stop)
            await wrong.close()

    asyncio.run(go())


def test_a_reply_waits_out_a_bad_moment(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        on.api.fail("refuse", (500, "Internal error"))
        on.api.fail("page")
        assert "vay" in await asks(on, an, "vay von")

    told(tmp_path, story)


async def worked_off(on: Stage) -> None:
    """Everything that came in is handled, and its reply is out."""
    for _ in range(int(PATIENCE * 50)):
        waits = [
            await on.store.read(inbox.waiting, "zalo", state=state, after=0, limit=9)
            for state in ("new", "handled")
        ]
        if waits == [[], []]:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("something waits yet")


def rows(conn: Connection) -> dict[str, int]:
    """How many rows each table holds, but for what came in and what was counted."""
    kept = [one for one in metadata.sorted_tables if one.name not in ("inbox", "usage")]
    return {one.name: conn.scalar(select(func.count()).select_from(one)) or 0 for one in kept}


@pytest.mark.parametrize("opened", [polling, called_back])
def test_a_group_is_answered_aloud_and_nothing_is_kept_of_who_asked(tmp_path: Path, opened) -> None:
    async def story(on: Stage) -> None:
        an, village = on.api.person("An"), on.api.group()
        before = await on.store.read(rows)

        await on.api.mention(an, village, "hộ nghèo được vay bao nhiêu")
        await until(lambda: len(village.messages) == 1)
        await on.api.mention(an, village, "mấy giờ tàu chạy")
        await until(lambda: len(village.messages) == 2)

        first, second = (fold(one) for one in village.messages)
        assert "100 trieu dong" in first
        assert "nhan rieng" in first
        assert "1. " not in first
        assert second == "cau nay xin ba con nhan rieng cho toi. toi se tra loi ky hon."
        assert an.messages == []
        assert await on.store.read(rows) == before
        assert await on.store.read(usage.groups, "zalo", NOW) == 1
        assert await on.store.read(inbox.waiting, "zalo", state="new", after=0, limit=9) == []

    told(tmp_path, story, opened)


def test_a_group_that_asks_without_end_is_answered_ten_times(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an, village = on.api.person("An"), on.api.group()
        for _ in range(14):
            await on.api.mention(an, village, "vay von")
        await asks(on, an, "vay von")  # whoever writes privately is not touched by it
        await until(lambda: len(village.messages) == 10)
        await worked_off(on)
        assert len(village.messages) == 10

    told(tmp_path, story, called_back)


def test_each_message_of_a_reply_counts(tmp_path: Path) -> None:
    async def story(on: Stage) -> None:
        an = on.api.person("An")
        await asks(on, an, "vay von")
        await worked_off(on)
        assert await on.store.read(usage.sent, "zalo", NOW) == len(an.messages) == 2
        await asks(on, an, "menu")  # from now on one message, for a plan counts them
        await worked_off(on)
        assert await on.store.read(usage.sent, "zalo", NOW) == len(an.messages) == 3

    told(tmp_path, story, called_back)
