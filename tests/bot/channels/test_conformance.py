"""One suite over every channel. A channel is a row of CHANNELS: copy the nearest."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.channels.email.channel import EmailChannel
from bot.channels.email.client import Account, MailClient
from bot.channels.email.mail import Stationery
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.files import Files
from bot.channels.terminal.channel import TerminalChannel
from bot.channels.web.channel import WebChannel
from bot.channels.web.hub import Hub
from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import ZaloBot
from content.blocks import Bullets, Callout, Fields, Heading, Paragraph, line, plain
from content.channel import Channel, Contact, Delivered, Impossible, Limits, Refused
from content.media import described, taken
from content.screen import Button, Screen, from_json, plain_text
from db import media as shelf
from db import messages, people
from db.cipher import Keys
from db.opening import open_store
from db.store import Store
from db.values import ContactId
from tests.bot.channels.telegram import wire
from tests.files import OGG, PDF, png
from tests.standins.mail import mail_server
from tests.standins.zalo import ZaloApi

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KEYS = Keys(b"c" * 32)


@dataclass(frozen=True)
class Stage:
    """A channel, somebody it reaches, somebody it does not, and what the first one has read: the
    words, and the name of a file where one came with them."""

    channel: Channel
    contact: Contact
    read: Callable[[], Awaitable[str]]
    stranger: Contact | None = None


FILES = {
    "photo": described(taken(png()), "Bà con phơi thóc"),
    "voice": taken(OGG),
    "document": taken(PDF, "giay-vay.pdf"),
}


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Store]:
    store = await open_store(f"sqlite:///{folder / 'channel.db'}")
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def terminal(_folder: Path) -> AsyncIterator[Stage]:
    printed: list[str] = []

    async def read() -> str:
        return "\n".join(printed)

    yield Stage(TerminalChannel(printed.append), Contact(1, "terminal", "local"), read)


@asynccontextmanager
async def web(folder: Path) -> AsyncIterator[Stage]:
    async with opened(folder) as store:
        who = await store.write(people.meet, "web", "a" * 64, name="", origin="self", now=NOW)
        contact = who[1]

        async def read() -> str:
            kept = await store.read(messages.latest, KEYS, ContactId(contact.id))
            screens = [from_json(message.screen) for message in kept]
            labels = [button.label for screen in screens for button in screen.buttons]
            files = [screen.media.kind for screen in screens if screen.media]
            return "\n".join([*(plain_text(screen) for screen in screens), *labels, *files])

        channel = WebChannel(store, KEYS, Hub(store))
        yield Stage(channel, contact, read, Contact(contact.id + 1, "web", "b" * 64))


@asynccontextmanager
async def telegram(folder: Path) -> AsyncIterator[Stage]:
    async with opened(folder) as store, wire.telegram() as (api, bot):
        for file in FILES.values():
            await store.write(shelf.keep, file, now=NOW)
        reader, gone = api.person("An"), api.person("Bình")
        gone.blocked = True

        async def read() -> str:
            shown = [line for m in reader.sees() for line in (m.text, *m.labels, m.media)]
            return "\n".join(shown)

        channel = TelegramChannel(bot, Files(bot, store))
        yield Stage(channel, wire.contact_of(reader), read, wire.contact_of(gone))


@asynccontextmanager
async def zalo(folder: Path) -> AsyncIterator[Stage]:
    store = await open_store(f"sqlite:///{folder / 'zalo.db'}")
    async with ZaloApi() as api:
        bot = ZaloBot(api.token, api.base)
        reader = api.person("An")
        reader.wrote = True

        async def read() -> str:
            return "\n".join(reader.messages)

        _, contact, _ = await store.write(
            people.meet, "zalo", reader.id, name="", origin="self", now=NOW
        )
        try:
            gone = Contact(contact.id + 1, "zalo", "nobody")
            channel = ZaloChannel(bot, store, "https://chungtay.example.vn")
            yield Stage(channel, contact, read, gone)
        finally:
            await bot.close()
            await store.close()


KINDS = {file.mime: file.kind for file in FILES.values()}


@asynccontextmanager
async def email(folder: Path) -> AsyncIterator[Stage]:
    store = await open_store(f"sqlite:///{folder / 'email.db'}")
    for file in FILES.values():
        await store.write(shelf.keep, file, now=NOW)
    async with mail_server() as box:
        box.refuses["gone@example.vn"] = "550 5.1.1 no such user"
        client = MailClient(Account("127.0.0.1", box.port, "none"))
        paper = Stationery("bot@example.vn", "Chung Tay", "https://example.vn", KEYS)

        async def read() -> str:
            parts = [part for mail in box.mails for part in mail.walk() if not part.is_multipart()]
            words = [p.get_content() for p in parts if p.get_content_type() == "text/plain"]
            files = [KINDS[p.get_content_type()] for p in parts if p.get_filename()]
            return "\n".join([*words, *files])

        try:
            gone = Contact(2, "email", "gone@example.vn")
            channel = EmailChannel(client, paper, store)
            yield Stage(channel, Contact(1, "email", "an@example.vn"), read, gone)
        finally:
            await client.close()
            await store.close()


CHANNELS: dict[str, Callable[[Path], AbstractAsyncContextManager[Stage]]] = {
    "email": email,
    "telegram": telegram,
    "terminal": terminal,
    "web": web,
    "zalo": zalo,
}

SCREEN = Screen(
    "explainer/vay-ho-ngheo",
    "Chào {name|bà con}",
    (
        Callout("answer", line("Có thể vay **nhiều nhất** 100 triệu đồng.")),
        Heading(plain("Làm thế nào?"), "steps"),
        Bullets((plain("Gặp tổ trưởng <Tổ> & hỏi"), plain("Điền giấy")), ordered=True, start=3),
        Fields((("Lãi", plain("6,24%")),)),
        Paragraph(plain("Xã {commune|nhà mình} xác nhận.")),
        Callout("source", plain("Nghị định 78/2002/NĐ-CP")),
    ),
    (
        (Button("Nhà tôi vay được không?", "check", icon="check", look="filled"),),
        (Button("Dừng nhận tin", "settings/stop"), Button("Cổng", "https://dichvucong.gov.vn")),
    ),
)


def on(name: str, folder: Path, story: Callable[[Stage], Awaitable[None]]) -> None:
    """A story on the stage of one channel."""

    async def go() -> None:
        async with CHANNELS[name](folder) as stage:
            await story(stage)

    asyncio.run(go())


def squeezed(text: str) -> str:
    """Words only: how lines are broken is each channel's own."""
    return re.sub(r"\s+", "", text)


every_channel = pytest.mark.parametrize("name", sorted(CHANNELS))


@every_channel
def test_it_says_who_it_is_and_what_it_can(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        limits = stage.channel.limits
        assert stage.channel.name == name
        assert isinstance(limits, Limits)
        assert limits.text >= 1000
        assert limits.per_second > 0
        assert limits.per_chat >= 0

    on(name, tmp_path, story)


@every_channel
def test_a_good_screen_has_no_problem_and_an_empty_one_has(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        assert stage.channel.problems(SCREEN) == []
        (problem,) = stage.channel.problems(Screen("home"))
        assert re.search("[ạ-ỹ]", problem), "said in Vietnamese"

    on(name, tmp_path, story)


@every_channel
def test_all_words_and_buttons_arrive(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        receipt = await stage.channel.send(stage.channel.prepare(SCREEN), stage.contact, {}, NOW)
        assert isinstance(receipt, Delivered)
        assert receipt.message
        read = await stage.read()
        for words in (
            "Chào bà con",
            "nhiều nhất 100",
            "<Tổ> & hỏi",
            "6,24%",
            "Xã nhà mình",
            "78/2002",
        ):
            assert words in read
        for button in SCREEN.buttons:
            assert button.label in read

    on(name, tmp_path, story)


@every_channel
def test_personal_fields_are_words_and_nothing_else(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        prepared = stage.channel.prepare(SCREEN)
        fields = {"name": '<b>Lan</b> & "Bình" {commune} \\', "commune": "Thọ Phú"}
        await stage.channel.send(prepared, stage.contact, fields, NOW)
        read = await stage.read()
        assert 'Chào <b>Lan</b> & "Bình" {commune} \\' in read
        assert "Xã Thọ Phú xác nhận." in read

    on(name, tmp_path, story)


@every_channel
def test_one_preparation_serves_many_and_keeps_no_field(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        prepared = stage.channel.prepare(SCREEN)
        first = await stage.channel.send(prepared, stage.contact, {"name": "Lan"}, NOW)
        second = await stage.channel.send(prepared, stage.contact, {}, NOW)
        assert isinstance(first, Delivered)
        assert isinstance(second, Delivered)
        assert first.message != second.message
        read = await stage.read()
        assert read.count("Chào Lan") == 1
        assert read.count("Chào bà con") == 1

    on(name, tmp_path, story)


@every_channel
def test_a_long_text_is_a_problem_or_arrives_whole(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        paragraphs = [f"{n}. " + "Bà con đọc kỹ. " * 20 for n in range(20)]
        long = Screen("home", "Dài", tuple(Paragraph(plain(one.strip())) for one in paragraphs))
        assert len(plain_text(long)) > stage.channel.limits.text
        receipt = await stage.channel.send(stage.channel.prepare(long), stage.contact, {}, NOW)
        assert isinstance(receipt, Delivered)
        read = squeezed(await stage.read())
        assert all(squeezed(one) in read for one in paragraphs)

    on(name, tmp_path, story)


@every_channel
def test_who_is_gone_is_refused_for_good_and_nothing_is_raised(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        if stage.stranger is None:
            return  # nobody else can sit at this terminal
        prepared = stage.channel.prepare(SCREEN)
        receipt = await stage.channel.send(prepared, stage.stranger, {}, NOW)
        assert receipt == Refused(getattr(receipt, "reason", ""), for_good=True)

    on(name, tmp_path, story)


AMENDED = Screen(
    "explainer/vay-ho-ngheo",
    blocks=(Paragraph(plain("Đính chính cho {name|bà con}: 08h00, không phải 09h00.")),),
    rows=((Button("Xem lại", "check"),),),
)


@every_channel
def test_what_was_sent_is_corrected_in_place_or_said_to_stay(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        channel, reader = stage.channel, stage.contact
        sent = await channel.send(channel.prepare(SCREEN), reader, {}, NOW)
        other = await channel.send(channel.prepare(SCREEN), reader, {"name": "Lan"}, NOW)
        assert isinstance(sent, Delivered)
        assert isinstance(other, Delivered)
        better, fields = channel.prepare(AMENDED), {"name": "An & <Bình>"}
        for _ in range(2):  # the second time its answer was lost
            receipt = await channel.amend(better, reader, fields, sent.message, NOW)
            if not channel.limits.edits:
                assert isinstance(receipt, Impossible)
                return
            assert receipt == Delivered(sent.message)
        read = await stage.read()
        assert read.count("Đính chính cho An & <Bình>: 08h00") == 1
        assert read.count("Xem lại") == 1
        assert "Chào bà con" not in read
        assert "Chào Lan" in read, "another message was touched"

    on(name, tmp_path, story)


@every_channel
def test_what_was_sent_is_taken_back_or_said_to_stay(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        channel, reader = stage.channel, stage.contact
        sent = await channel.send(channel.prepare(SCREEN), reader, {}, NOW)
        await channel.send(channel.prepare(SCREEN), reader, {"name": "Lan"}, NOW)
        assert isinstance(sent, Delivered)
        for _ in range(2):
            receipt = await channel.withdraw(reader, sent.message, NOW)
            if not channel.limits.recalls:
                assert isinstance(receipt, Impossible)
                return
            assert isinstance(receipt, Delivered)
        read = await stage.read()
        assert "Chào bà con" not in read
        assert "Chào Lan" in read, "another message was touched"

    on(name, tmp_path, story)


@every_channel
def test_a_message_that_is_gone_says_nothing_of_its_reader(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        channel, reader = stage.channel, stage.contact
        better = channel.prepare(AMENDED)
        assert isinstance(await channel.amend(better, reader, {}, "987654", NOW), Impossible)
        taken = await channel.withdraw(reader, "987654", NOW)
        assert isinstance(taken, Delivered if channel.limits.recalls else Impossible)

    on(name, tmp_path, story)


@every_channel
def test_nobody_changes_what_another_was_told(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        channel, reader = stage.channel, stage.contact
        sent = await channel.send(channel.prepare(SCREEN), reader, {}, NOW)
        assert isinstance(sent, Delivered)
        if stage.stranger:
            await channel.amend(channel.prepare(AMENDED), stage.stranger, {}, sent.message, NOW)
            await channel.withdraw(stage.stranger, sent.message, NOW)
        assert "Chào bà con" in await stage.read()

    on(name, tmp_path, story)


@every_channel
@pytest.mark.parametrize("kind", sorted(FILES))
def test_a_file_arrives_with_its_words_and_buttons(name: str, kind: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        screen = replace(SCREEN, media=FILES[kind].media)
        assert stage.channel.problems(screen) == []
        prepared = stage.channel.prepare(screen)
        for reader in ("Lan", "Hoa"):
            receipt = await stage.channel.send(prepared, stage.contact, {"name": reader}, NOW)
            assert isinstance(receipt, Delivered)
        read = await stage.read()
        assert "Chào Lan" in read
        assert "Chào Hoa" in read
        assert read.count(AS_TOLD.get(name, {}).get(kind, kind)) == 2
        assert "Dừng nhận tin" in read

    on(name, tmp_path, story)


AS_TOLD = {
    "terminal": {
        "photo": f"Ảnh: Bà con phơi thóc (1 KB)\n/media/{FILES['photo'].media.file}",
        "voice": f"Tin thoại (1 KB)\n/media/{FILES['voice'].media.file}",
        "document": f"Tệp: giay-vay.pdf (1 KB)\n/media/{FILES['document'].media.file}",
    },
    "zalo": {
        "photo": f"[photo https://chungtay.example.vn/media/{FILES['photo'].media.file}]",
        "voice": f"Tin thoại (1 KB)\nhttps://chungtay.example.vn/media/{FILES['voice'].media.file}",
        "document": f"Tệp: giay-vay.pdf (1 KB)\nhttps://chungtay.example.vn/media/"
        f"{FILES['document'].media.file}",
    },
}
"""What stands for a file where nothing but words can be shown."""


@every_channel
def test_a_file_needs_no_words(name: str, tmp_path: Path) -> None:
    async def story(stage: Stage) -> None:
        screen = Screen("home", media=FILES["photo"].media)
        assert stage.channel.problems(screen) == []
        receipt = await stage.channel.send(stage.channel.prepare(screen), stage.contact, {}, NOW)
        assert isinstance(receipt, Delivered)

    on(name, tmp_path, story)


@every_channel
def test_a_text_too_long_to_go_with_a_file_is_a_problem_or_arrives_whole(
    name: str, tmp_path: Path
) -> None:
    async def story(stage: Stage) -> None:
        long = Screen("home", "Dài", (Paragraph(plain("Bà con đọc kỹ. " * 100)),))
        long = replace(long, media=FILES["photo"].media)
        receipt = await stage.channel.send(stage.channel.prepare(long), stage.contact, {}, NOW)
        assert isinstance(receipt, Delivered)
        assert squeezed("Bà con đọc kỹ. " * 100) in squeezed(await stage.read())

    on(name, tmp_path, story)


@every_channel
def test_the_words_that_go_with_a_file_are_corrected_and_the_file_stays(
    name: str, tmp_path: Path
) -> None:
    async def story(stage: Stage) -> None:
        channel, reader, photo = stage.channel, stage.contact, FILES["photo"].media
        sent = await channel.send(channel.prepare(replace(SCREEN, media=photo)), reader, {}, NOW)
        assert isinstance(sent, Delivered)
        better = channel.prepare(replace(AMENDED, media=photo))
        for _ in range(2):
            receipt = await channel.amend(better, reader, {}, sent.message, NOW)
            assert isinstance(receipt, Delivered if channel.limits.edits else Impossible)
        read = await stage.read()
        assert read.count(AS_TOLD.get(name, {}).get("photo", "photo")) == 1
        assert ("Chào bà con" in read) != channel.limits.edits

    on(name, tmp_path, story)
