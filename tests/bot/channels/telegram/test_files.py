"""A file is uploaded once a bot, and named by Telegram's id from then on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.files import Files
from bot.channels.telegram.reading import Tapped
from bot.channels.telegram.replies import Replier, Stubbornness
from content.blocks import Paragraph, plain
from content.channel import Delivered, Postponed, Refused, Unconfirmed
from content.media import described, taken
from content.screen import Button, Media, Screen
from db import deliveries, media, outbox, people
from db.opening import open_store
from db.store import Connection, Store
from db.values import CampaignId
from handlers.turn import Reply
from scheduler.campaigns import draw
from scheduler.dispatch import Dispatcher, Post
from tests.bot.channels.telegram.wire import NOW, contact_of, screen_of, telegram
from tests.files import OGG, PDF, png
from tests.pushes import KEYS, campaign, for_campaign, later
from tests.standins.telegram import BotApi, Call
from tests.standins.telegram_files import Upload

FILES = {
    "photo": described(taken(png()), "Bà con phơi thóc"),
    "voice": taken(OGG),
    "document": taken(PDF, "giấy vay.pdf"),
}
QUICK = Stubbornness(first=0.01, longest=0.02, tries=3, lost=2, told=1)
SENDS = ("sendPhoto", "sendVoice", "sendDocument")
Journey = Callable[[BotApi, TelegramBot, Store], Coroutine[Any, Any, None]]


@asynccontextmanager
async def kept(folder: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{folder / 'files.db'}")
    try:
        for file in FILES.values():
            await store.write(media.keep, file, now=NOW)
        yield store
    finally:
        await store.close()


def walk(folder: Path, journey: Journey) -> None:
    async def run() -> None:
        async with kept(folder) as store, telegram() as (api, bot):
            await journey(api, bot, store)

    asyncio.run(run())


def screen(kind: str = "photo", text: str = "Chào {name|bà con} <b>") -> Screen:
    rows = ((Button("Vay", "check/loans"),),)
    blocks = (Paragraph(plain(text)),)
    return Screen("home", blocks=blocks, rows=rows, media=FILES[kind].media)


def uploads(api: BotApi) -> list[Call]:
    return [c for c in api.made(*SENDS) if any(isinstance(p, Upload) for p in c.params.values())]


@pytest.mark.parametrize("kind", sorted(FILES))
def test_only_the_first_message_carries_the_bytes(kind: str, tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel = TelegramChannel(bot, Files(bot, store))
        prepared = channel.prepare(screen(kind))
        for n in range(3):
            reader = api.person(f"Người {n}")
            receipt = await channel.send(prepared, contact_of(reader), {"name": "An"}, NOW)
            assert receipt == Delivered(str(reader.last.id))
            assert (reader.last.media, reader.last.text) == (kind, "Chào An <b>")
            assert reader.last.buttons == {"Vay": "check/loans"}
        assert len(uploads(api)) == 1
        assert [file.body for file in api.files.values()] == [FILES[kind].body]

    walk(tmp_path, journey)


def test_what_was_uploaded_before_a_restart_is_not_uploaded_again(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        for _ in range(2):
            channel = TelegramChannel(bot, Files(bot, store))
            prepared = channel.prepare(screen())
            await channel.send(prepared, contact_of(api.person()), {}, NOW)
        assert len(uploads(api)) == 1

    walk(tmp_path, journey)


def test_of_many_at_once_one_uploads_and_the_others_come_back_later(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        api.latency = 0.05
        channel = TelegramChannel(bot, Files(bot, store))
        prepared = channel.prepare(screen())
        people = [api.person() for _ in range(8)]

        async def to_all() -> list[Any]:
            sends = (channel.send(prepared, contact_of(p), {}, NOW) for p in people)
            return list(await asyncio.gather(*sends))

        first, *others = await to_all()
        assert isinstance(first, Delivered)
        assert all(isinstance(one, Postponed) and not one.everyone for one in others)
        assert [one for one in await to_all() if not isinstance(one, Delivered)] == []
        assert len(uploads(api)) == 1

    walk(tmp_path, journey)


def test_an_id_that_telegram_knows_no_more_is_renewed(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel, an = TelegramChannel(bot, Files(bot, store)), api.person("An")
        prepared = channel.prepare(screen())
        await channel.send(prepared, contact_of(an), {}, NOW)
        api.files.clear()
        receipts = [await channel.send(prepared, contact_of(an), {}, NOW) for _ in range(3)]
        assert [type(one) for one in receipts] == [Postponed, Delivered, Delivered]
        assert len(uploads(api)) == 2
        assert len(an.sees()) == 3

    walk(tmp_path, journey)


@pytest.mark.parametrize(
    ("order", "receipt"),
    [
        (lambda api: api.fail("hang", seconds=0.6, effect=True), Unconfirmed),
        (lambda api: api.fail("reset"), Unconfirmed),
        (lambda api: api.flood(90), Postponed),
        (lambda api: api.fail("json", code=500), Refused),
    ],
)
def test_an_upload_that_fails_says_what_is_known_and_the_next_one_uploads(
    order: Callable[[BotApi], None], receipt: type, tmp_path: Path
) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel = TelegramChannel(bot, Files(bot, store))
        prepared = channel.prepare(screen())
        order(api)
        got = await channel.send(prepared, contact_of(api.person()), {}, NOW)
        assert isinstance(got, receipt)
        assert isinstance(
            await channel.send(prepared, contact_of(api.person()), {}, NOW), Delivered
        )

    walk(tmp_path, journey)


def test_nothing_is_sent_for_a_file_that_is_not_kept(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel, an = TelegramChannel(bot, Files(bot, store)), api.person("An")
        lost = Screen("home", "Ảnh", media=Media("photo", "0" * 64))
        receipt = await channel.send(channel.prepare(lost), contact_of(an), {}, NOW)
        assert receipt == Refused(f"no file {'0' * 64}", for_good=False)
        assert an.sees() == []

    walk(tmp_path, journey)


def test_words_too_long_for_a_caption_follow_the_file(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel, an = TelegramChannel(bot, Files(bot, store)), api.person("An")
        long = screen("photo", "a" * 1025)
        assert channel.problems(screen("photo", "{name|bà con}" + "a" * 1018)) == []
        (problem,) = channel.problems(long)
        assert "1.025" in problem
        await channel.send(channel.prepare(long), contact_of(an), {}, NOW)
        assert [(m.media, len(m.text), m.labels) for m in an.sees()] == [
            ("photo", 0, []),
            ("", 1025, ["Vay"]),
        ]

    walk(tmp_path, journey)


def test_a_long_name_makes_two_messages_of_it_and_loses_nothing(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel, an = TelegramChannel(bot, Files(bot, store)), api.person("An")
        prepared = channel.prepare(screen("photo", "{name|bà con}" + "a" * 1010))
        for name in ("An", "Nguyễn Thị Hoàng Anh"):
            await channel.send(prepared, contact_of(an), {"name": name}, NOW)
        assert [(m.media, len(m.text)) for m in an.sees()] == [
            ("photo", 1012),
            ("photo", 0),
            ("", 1030),
        ]

    walk(tmp_path, journey)


def test_a_document_keeps_its_name(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        channel = TelegramChannel(bot, Files(bot, store))
        contact = contact_of(api.person())
        receipt = await channel.send(channel.prepare(screen("document")), contact, {}, NOW)
        assert isinstance(receipt, Delivered), receipt
        assert [file.name for file in api.files.values()] == ["giấy vay.pdf"]

    walk(tmp_path, journey)


def test_a_picture_in_a_reply_is_sent_below_and_only_once_uploaded(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        replier, an = Replier(bot, Files(bot, store), QUICK), api.person("An")
        await replier.answer(str(an.id), None, Reply.of(screen_of("Trang đầu", Biểu="home")))
        for _ in range(2):
            tapped = Tapped(an.taps("Biểu"), an.sees()[0].id)
            await replier.answer(str(an.id), tapped, Reply.of(screen("photo", "{name} <x>")))
        assert [(m.media, m.text) for m in an.sees()] == [
            ("", "Trang đầu"),
            ("photo", "{name} <x>"),
            ("photo", "{name} <x>"),
        ]
        assert len(uploads(api)) == 1

    walk(tmp_path, journey)


def test_words_in_answer_to_a_tap_under_a_picture_come_below_it(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        replier, an = Replier(bot, Files(bot, store), QUICK), api.person("An")
        await replier.answer(str(an.id), None, Reply.of(screen()))
        tapped = Tapped(an.taps("Vay"), an.last.id)
        await replier.answer(str(an.id), tapped, Reply.of(screen_of("Kết quả")))
        assert [(m.media, m.text) for m in an.sees()][1] == ("", "Kết quả")

    walk(tmp_path, journey)


def test_two_replies_at_once_upload_once(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        api.latency = 0.05
        replier = Replier(bot, Files(bot, store), QUICK)
        people = [api.person() for _ in range(5)]
        await asyncio.gather(
            *(replier.answer(str(one.id), None, Reply.of(screen())) for one in people)
        )
        assert [one.last.media for one in people] == ["photo"] * 5
        assert len(uploads(api)) == 1

    walk(tmp_path, journey)


def crowd(conn: Connection, chats: list[int]) -> CampaignId:
    """A running campaign with a picture, queued for people of the stand-in."""
    number = campaign(conn, media=asdict(FILES["photo"].media))
    for chat in chats:
        person = people.join(conn, name=f"Người {chat}", origin="self", now=NOW)
        reader = people.add_contact(conn, person.id, "telegram", str(chat), ground="wrote", now=NOW)
        outbox.queue(conn, [for_campaign(reader, number)])
    return number


async def broadcast(store: Store, bot: TelegramBot, number: CampaignId) -> dict[str, int]:
    """The real sender until nothing waits any more; what became of the rows."""
    channel = TelegramChannel(bot, Files(bot, store), messages_per_second=1000)
    began = time.monotonic()
    sending = Post(store, KEYS, draw, lambda: later(time.monotonic() - began), "p1")
    stop = asyncio.Event()
    async with asyncio.timeout(15), asyncio.TaskGroup() as group:
        group.create_task(Dispatcher(sending, {channel.name: channel}).run(stop))
        while await store.read(deliveries.is_open, number):  # noqa: ASYNC110  (lies in a database)
            await asyncio.sleep(0.05)
        stop.set()
    counts = await store.read(deliveries.counts, number)
    return {state: count for state, count in counts.items() if count}


def test_a_broadcast_uploads_once_and_tells_everyone_once(tmp_path: Path) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        readers = [api.person() for _ in range(60)]
        number = await store.write(crowd, [one.id for one in readers])
        assert await broadcast(store, bot, number) == {"sent": 60}
        assert [[m.media for m in one.sees()] for one in readers] == [["photo"]] * 60
        assert len(uploads(api)) == 1

    walk(tmp_path, journey)


def test_a_lost_upload_is_unconfirmed_for_one_and_costs_nobody_else_anything(
    tmp_path: Path,
) -> None:
    async def journey(api: BotApi, bot: TelegramBot, store: Store) -> None:
        readers = [api.person() for _ in range(20)]
        number = await store.write(crowd, [one.id for one in readers])
        api.fail("reset", effect=True)
        assert await broadcast(store, bot, number) == {"sent": 19, "unconfirmed": 1}
        assert [len(one.sees()) for one in readers] == [1] * 20
        assert len(uploads(api)) == 2

    walk(tmp_path, journey)
