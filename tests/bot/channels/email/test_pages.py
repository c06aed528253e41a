"""Links of mails: opening asks, pressing does it once, and nobody else's link does anything."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.email.mail import Stationery, stop_link
from bot.channels.email.pages import MailLinks, routes
from bot.channels.email.tickets import GOOD_FOR, Ticket, written
from content.address import Address, sealed
from content.wording import word
from db import people
from db.cipher import Keys
from db.opening import open_store
from db.store import Connection, Store
from db.values import ContactId, Person
from handlers.conversation import Conversation
from handlers.scene import House, Operator
from tests.bot.channels.email.test_channel import NOW
from tests.talk import library

KEYS = Keys(b"m" * 32)
OFFICIAL = "an@xa.example.vn"
PAPER = Stationery("nhac-viec@example.vn", "Chung Tay", "", KEYS)


def story(folder: Path, told: Callable[[TestClient[Any, Any], Store], Awaitable[None]]) -> None:
    async def go() -> None:
        store = await open_store(f"sqlite:///{folder / 'mail.db'}")
        await store.write(people.meet, "email", OFFICIAL, name="An", origin="import", now=NOW)
        conversation = Conversation(store, House(library, KEYS, Operator(), ""), lambda: NOW)
        app = web.Application()
        app.add_routes(routes(MailLinks(store, KEYS, conversation, lambda: NOW, Operator())))
        async with TestClient(TestServer(app)) as client:
            await told(client, store)
        await store.close()

    asyncio.run(go())


def reader(conn: Connection) -> Person:
    contact = people.find_by_external(conn, "email", OFFICIAL)
    found = people.find_contact(conn, ContactId(contact.id)) if contact else None
    assert found
    return people.get(conn, found[1])


def starts_again(conn: Connection) -> None:
    people.change(conn, reader(conn).id, opted_out_at=None)


async def opted_out(store: Store) -> bool:
    return (await store.read(reader)).opted_out_at is not None


def test_a_link_asks_and_only_the_press_does_it(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], store: Store) -> None:
        link = stop_link(OFFICIAL, PAPER, NOW)
        for _ in range(3):  # a scanner, a preview, the reader
            shown = await (await client.get(link)).text()
            assert re.search(r'<form method="post"[^>]*><p><button[^>]*>Dừng nhận thư', shown)
        assert not await opted_out(store)

        answer = await client.post(link)

        assert answer.status == 200
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert await opted_out(store)

    story(tmp_path, told)


def test_a_link_says_of_which_mail_it_is(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], _store: Store) -> None:
        until = NOW + GOOD_FOR
        act = Ticket(OFFICIAL, "do/duty/done/7", "Đã xong", until, "Báo cáo <quý>")
        shown = await (await client.get(link_to(act))).text()
        assert "Xác nhận: Đã xong" in shown
        assert "Báo cáo &lt;quý&gt;" in shown
        assert "chưa ghi gì" in shown
        screen = Ticket(OFFICIAL, "tasks", "Việc của tôi", until, "Báo cáo")
        assert "Mở: Việc của tôi" in await (await client.get(link_to(screen))).text()

    story(tmp_path, told)


def link_to(ticket: Ticket) -> str:
    return f"/mail/{written(ticket, KEYS)}"


def test_one_click_of_a_mail_program_counts(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], store: Store) -> None:
        link = stop_link(OFFICIAL, PAPER, NOW)
        await client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert await opted_out(store)

    story(tmp_path, told)


def test_who_hears_on_another_channel_too_stops_only_their_mails(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], store: Store) -> None:
        await store.write(also_on_zalo)
        link = stop_link(OFFICIAL, PAPER, NOW)
        answer = await client.post(link, data={"List-Unsubscribe": "One-Click"})
        assert "Chỉ dừng tin qua thư điện tử" in await answer.text()
        assert not await opted_out(store)
        assert await store.read(told_on) == "zalo"

    story(tmp_path, told)


def also_on_zalo(conn: Connection) -> None:
    people.add_contact(conn, reader(conn).id, "zalo", "z1", ground="wrote", now=NOW)


def told_on(conn: Connection) -> str:
    contact = people.reachable_contact(conn, reader(conn).id)
    return contact.channel if contact else ""


def test_a_second_press_does_nothing_more(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], store: Store) -> None:
        link = stop_link(OFFICIAL, PAPER, NOW)
        await client.post(link)
        await store.write(starts_again)

        answer = await client.post(link)

        assert "đã dùng rồi" in await answer.text()
        assert not await opted_out(store)

    story(tmp_path, told)


def test_what_is_not_ours_is_told_so_kindly(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], store: Store) -> None:
        foreign = sealed(Address.of("do", "stop"), "email:binh@example.vn", KEYS.seal)
        ours = Ticket(OFFICIAL, foreign, "Dừng", NOW + GOOD_FOR)
        for text in ("x", "gAAAAA" + "b" * 100, "c" * 9000):
            assert (await client.get(f"/mail/{text}")).status in (400, 404)
            assert (await client.post(f"/mail/{text}")).status in (400, 404)
        await client.post(f"/mail/{written(ours, KEYS)}")
        assert not await opted_out(store), "an act sealed for somebody else is not followed"

    story(tmp_path, told)


def test_a_screen_opens_as_often_as_its_reader_likes_and_leads_on(tmp_path: Path) -> None:
    async def told(client: TestClient[Any, Any], store: Store) -> None:
        link = f"/mail/{written(Ticket(OFFICIAL, 'settings', 'Cài đặt', NOW + GOOD_FOR), KEYS)}"
        for _ in range(2):
            shown = await (await client.post(link)).text()
            assert word("settings.title") in shown
        buttons = re.findall(r'action="(/mail/[^"]+)"><p><button[^>]*>([^<]+)', shown)
        (stop,) = [href for href, label in buttons if label == word("settings.stop")]
        question = await (await client.post(stop)).text()
        (yes, *_) = re.findall(r'action="(/mail/[^"]+)"', question)
        await client.post(yes)
        assert await opted_out(store)

    story(tmp_path, told)
