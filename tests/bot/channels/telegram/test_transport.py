"""What is known of a failure: never sent, not done, or nobody knows."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.channels.telegram.client import TelegramBot, make_bot
from bot.channels.telegram.transport import AnswerLost, AskedToWait, NeverSent, NotDone
from tests.bot.channels.telegram.wire import quick_bot, telegram
from tests.files import png
from tests.standins.telegram import TOKEN, BotApi, Person

Journey = Callable[[BotApi, TelegramBot, Person], Coroutine[Any, Any, None]]


def walk(journey: Journey) -> None:
    async def run() -> None:
        async with telegram() as (api, bot):
            await journey(api, bot, api.person("An"))

    asyncio.run(run())


def test_a_message_arrives_with_its_accents() -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        message = await bot.send_message(an.id, "Chào bà con 🙏 & < > =")
        assert message.message_id == an.last.id
        assert an.last.text == "Chào bà con 🙏 & < > ="

    walk(journey)


def test_it_opens_when_first_used_and_stays_closed_once_shut_down() -> None:
    async def run() -> None:
        async with BotApi() as api:
            an = api.person("An")
            bot = make_bot(TOKEN, api.base + "/")
            await bot.send_message(an.id, "chào")
            await bot.shutdown()
            with pytest.raises(NeverSent):
                await bot.send_message(an.id, "nữa")
            assert [m.text for m in an.sees()] == ["chào"]

    asyncio.run(run())


def test_a_file_goes_as_multipart() -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        picture = InputFile(png(), filename="anh.png")
        await bot.send_photo(an.id, picture, caption="Ảnh")
        assert (an.last.media, an.last.text) == ("photo", "Ảnh")

    walk(journey)


@pytest.mark.parametrize("kind", ["hang", "reset", "close", "html"])
@pytest.mark.parametrize("effect", [True, False])
def test_a_lost_answer_is_told_as_lost(kind: Any, effect: bool) -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        api.fail(kind, code=502, seconds=1, effect=effect)
        with pytest.raises(AnswerLost):
            await bot.send_message(an.id, "chào")
        assert len(an.sees()) == effect
        assert len(api.made("sendMessage")) == 1

    walk(journey)


def test_an_html_page_with_status_200_is_no_answer() -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        api.fail("html", code=200)
        with pytest.raises(AnswerLost):
            await bot.send_message(an.id, "chào")

    walk(journey)


def test_the_bot_apis_own_5xx_is_told_as_not_done() -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        api.fail("json", code=502, description="Bad Gateway")
        with pytest.raises(NotDone):
            await bot.send_message(an.id, "chào")

    walk(journey)


def test_a_429_says_how_long_to_wait() -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        api.flood(37)
        with pytest.raises(AskedToWait) as told:
            await bot.send_message(an.id, "chào")
        assert told.value.seconds == 37

    walk(journey)


@pytest.mark.parametrize(
    ("code", "kind"), [(400, BadRequest), (401, InvalidToken), (403, Forbidden)]
)
def test_plain_refusals_stay_python_telegram_bots(code: int, kind: type[Exception]) -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        api.fail("json", code=code, description="no")
        with pytest.raises(kind):
            await bot.send_message(an.id, "chào")

    walk(journey)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("base", ["refused", "dns", "tls"])
def test_what_never_left_us_is_told_so(base: str) -> None:
    async def run() -> None:
        async with BotApi() as api:
            bases = {
                "refused": f"http://127.0.0.1:{free_port()}",
                "dns": "http://no-such-host.invalid",
                "tls": api.base.replace("http:", "https:"),
            }
            async with quick_bot(bases[base], TOKEN) as bot:
                with pytest.raises(NeverSent) as told:
                    await bot.send_message(1, "chào")
                assert TOKEN not in str(told.value)
                assert told.value.__cause__ is None
            assert api.calls == []

    asyncio.run(run())


def test_waiting_for_a_free_connection_in_vain_is_never_sent() -> None:
    async def journey(api: BotApi, bot: TelegramBot, an: Person) -> None:
        api.fail("hang", times=32, seconds=3)

        async def hold() -> None:
            with suppress(AnswerLost):
                await bot.send_message(an.id, "giữ", read_timeout=2.5, write_timeout=5)

        async with asyncio.TaskGroup() as group:
            for _ in range(32):
                group.create_task(hold())
            await asyncio.sleep(0.3)
            with pytest.raises(NeverSent):
                await bot.send_message(an.id, "chào")
        assert len(api.made("sendMessage")) == 32

    walk(journey)
