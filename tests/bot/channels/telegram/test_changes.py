"""Corrections and recalls on Telegram: done as ordered, or the receipt says why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramChannel
from content.channel import Delivered, Impossible, Postponed, Receipt, Refused, Unconfirmed
from tests.bot.channels.telegram.wire import NOW, contact_of, screen_of, telegram
from tests.standins.telegram import BotApi, Person
from tests.standins.telegram_files import File
from tests.standins.telegram_people import Message

Journey = Callable[[BotApi, TelegramChannel, Person], Coroutine[Any, Any, None]]
LONG = ("a" * 4000, "b" * 4000)
OLD = 49 * 3600


def walk(journey: Journey) -> None:
    async def run() -> None:
        async with telegram() as (api, bot):
            await journey(api, TelegramChannel(bot), api.person("An"))

    asyncio.run(run())


async def send(channel: TelegramChannel, an: Person, *texts: str) -> str:
    prepared = channel.prepare(screen_of(*(texts or ("Chào {name|bà con}",)), Vay="check/loans"))
    receipt = await channel.send(prepared, contact_of(an), {}, NOW)
    assert isinstance(receipt, Delivered)
    return receipt.message


async def amend(channel: TelegramChannel, an: Person, target: str, *texts: str) -> Receipt:
    prepared = channel.prepare(screen_of(*(texts or ("Sửa cho {name|bà con}",)), Hỏi="home"))
    return await channel.amend(prepared, contact_of(an), {"name": "An"}, target, NOW)


async def withdraw(channel: TelegramChannel, an: Person, target: str) -> Receipt:
    return await channel.withdraw(contact_of(an), target, NOW)


def test_words_and_buttons_are_replaced_without_a_new_message() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        assert await amend(channel, an, target) == Delivered(target)
        (message,) = an.sees()
        assert (message.text, message.labels) == ("Sửa cho An", ["Hỏi"])
        assert len(api.made("sendMessage")) == 1

    walk(journey)


def test_parts_are_replaced_each_and_those_left_over_go() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an, *LONG)
        assert await amend(channel, an, target, "c" * 4000, "d" * 4000) == Delivered(target)
        assert [m.text[0] for m in an.sees()] == ["c", "d"]
        assert await amend(channel, an, target, "ngắn") == Delivered(target)
        (message,) = an.sees()
        assert (message.text, message.labels) == ("ngắn", ["Hỏi"])

    walk(journey)


def test_what_needs_more_messages_than_were_sent_changes_nothing() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        receipt = await amend(channel, an, target, *LONG)
        assert receipt == Impossible("longer than what was sent")
        assert an.last.text == "Chào bà con"

    walk(journey)


def test_a_deleted_chat_is_no_reason_to_call_somebody_unreachable() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        an.last.deleted = True
        assert isinstance(await amend(channel, an, target), Impossible)
        assert isinstance(await withdraw(channel, an, target), Delivered)

    walk(journey)


def test_who_blocked_us_cannot_be_reached() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        an.blocked = True
        receipt = await amend(channel, an, target)
        assert isinstance(receipt, Refused)
        assert receipt.for_good

    walk(journey)


def test_a_recall_deletes_every_part() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an, *LONG)
        assert isinstance(await withdraw(channel, an, target), Delivered)
        assert an.sees() == []

    walk(journey)


def test_what_is_too_old_to_delete_says_that_it_was_taken_back() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        an.last.at -= OLD
        for _ in range(2):
            assert isinstance(await withdraw(channel, an, target), Delivered)
        assert (an.last.text, an.last.labels) == ("Tin này đã được thu hồi.", [])

    walk(journey)


def test_what_can_be_neither_deleted_nor_edited_is_said_to_stay() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        an.last.at -= OLD
        an.last.mine = False
        assert isinstance(await withdraw(channel, an, target), Impossible)

    walk(journey)


def test_a_caption_is_changed_where_there_is_no_text() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        api.files["p"] = File("photo", "a.jpg", b"...", 9, 9)
        photo = an.keep(Message(0, True, "Ảnh", 0.0, media="photo", file="p"))
        for _ in range(2):
            assert await amend(channel, an, str(photo.id)) == Delivered(str(photo.id))
        assert (photo.text, photo.labels) == ("Sửa cho An", ["Hỏi"])

    walk(journey)


def test_what_telegram_cannot_read_is_put_in_plain_words() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        words = "Bad Request: can't parse entities: x"
        api.fail("json", times=2, method="editMessageText", code=400, description=words)
        assert await amend(channel, an, target) == Delivered(target)
        assert an.last.text == "Sửa cho An"

    walk(journey)


@pytest.mark.parametrize(
    ("method", "act"), [("editMessageText", amend), ("deleteMessage", withdraw)]
)
def test_trouble_on_the_wire_is_told_apart_and_doing_it_again_mends_it(
    method: str, act: Callable[[TelegramChannel, Person, str], Coroutine[Any, Any, Receipt]]
) -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        target = await send(channel, an)
        api.flood(7, method=method)
        assert await act(channel, an, target) == Postponed(
            NOW + timedelta(seconds=7), "Too Many Requests: retry after 7"
        )
        api.fail("json", method=method, code=500)
        assert isinstance(await act(channel, an, target), Refused)
        api.fail("reset", method=method, effect=True)
        assert isinstance(await act(channel, an, target), Unconfirmed)
        assert isinstance(await act(channel, an, target), Delivered)
        assert all("Chào" not in message.text for message in an.sees())

    walk(journey)


def test_an_id_that_is_no_telegrams_is_a_failure_and_never_raises() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        assert isinstance(await amend(channel, an, "abc"), Refused)
        assert not isinstance(await withdraw(channel, an, ""), Delivered)

    walk(journey)
