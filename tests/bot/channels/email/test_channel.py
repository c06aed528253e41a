"""Mails handed in to a real SMTP server: what they hold, and every way it can go wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import pytest
from sqlalchemy import update

from bot.channels.email.channel import EmailChannel
from bot.channels.email.client import Account, MailClient
from bot.channels.email.mail import Stationery
from bot.channels.email.tickets import read
from content.address import Address, sealed, unseal
from content.blocks import Paragraph, line, plain
from content.channel import (
    Contact,
    Delivered,
    Impossible,
    Postponed,
    Receipt,
    Refused,
    Unconfirmed,
)
from content.screen import Button, Screen
from db import duties
from db.cipher import Keys
from db.opening import open_store
from db.store import Connection, Store
from db.tables import assignments
from tests.pushes import assignment
from tests.standins.mail import Postbox, mail_server

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
KEYS = Keys(b"m" * 32)
OFFICIAL = "an@xa.example.vn"
CONTACT = Contact(7, "email", OFFICIAL)
PAPER = Stationery("nhac-viec@example.vn", "Chung Tay", "https://example.vn", KEYS, "Sở Nội vụ")
ACT = sealed(Address.of("do", "duty", "ack", 12), CONTACT.holder, KEYS.seal)
SCREEN = Screen(
    "notice/1",
    "Báo cáo hộ nghèo",
    (Paragraph(line("Hạn **05/12/2026** <gấp>")),),
    ((Button("Đã nhận", ACT), Button("Việc khác", "tasks")),),
)
Send = Callable[..., Awaitable[Receipt]]


def story(folder: Path, told: Callable[[Postbox, Send, Store], Awaitable[None]]) -> None:
    async def go() -> None:
        store = await open_store(f"sqlite:///{folder / 'mail.db'}")
        async with mail_server() as box:
            client = MailClient(Account("127.0.0.1", box.port, "none"), timeout=2)
            channel = EmailChannel(client, PAPER, store)

            async def send(screen: Screen = SCREEN, to: Contact = CONTACT) -> Receipt:
                fields = {"delivery": "44"}
                return await channel.send(channel.prepare(screen), to, fields, NOW)

            await told(box, send, store)
            await client.close()
        await store.close()

    asyncio.run(go())


def test_a_mail_says_the_same_in_both_forms_and_carries_what_mail_systems_ask(
    tmp_path: Path,
) -> None:
    async def told(box: Postbox, send: Send, _store: Store) -> None:
        assert isinstance(await send(), Delivered)
        (mail,) = box.to(OFFICIAL)
        assert mail["Subject"] == "Báo cáo hộ nghèo"
        assert mail["Message-ID"] == "<delivery-44@example.vn>"
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert mail["Auto-Submitted"] == "auto-generated"
        words = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        form = mail.get_body(("html",)).get_content()  # type: ignore[union-attr]
        assert "Hạn 05/12/2026 <gấp>" in words
        assert "Hạn <b>05/12/2026</b> &lt;gấp&gt;" in form
        assert words.count("https://example.vn/mail/") == 3

    story(tmp_path, told)


def test_a_link_carries_the_sealed_act_of_its_reader_until_it_is_old(tmp_path: Path) -> None:
    async def told(box: Postbox, send: Send, _store: Store) -> None:
        await send()
        words = box.mails[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
        text = words.split("https://example.vn/mail/")[1].split()[0]

        ticket = read(text, KEYS, NOW)

        assert ticket
        assert unseal(ticket.data, CONTACT.holder, KEYS.seal) == Address.of("do", "duty", "ack", 12)
        assert ticket.label == "Đã nhận"
        assert read(text, KEYS, NOW + timedelta(days=61)) is None
        assert read(text[:-2] + "AA", KEYS, NOW) is None
        assert read(text, Keys(b"x" * 32), NOW) is None

    story(tmp_path, told)


def written_duty(conn: Connection) -> int:
    """A duty with its words."""
    number = assignment(conn)
    words = dict.fromkeys(duties.WORDS, "Báo cáo hộ nghèo")
    conn.execute(update(assignments).values(policy=words))
    return number


def test_a_duty_hangs_its_day_on_the_mail(tmp_path: Path) -> None:
    async def told(box: Postbox, send: Send, store: Store) -> None:
        number = await store.write(written_duty)
        await send(Screen(f"duty/{number}", "Báo cáo", (Paragraph(plain("x")),)))
        (file,) = box.mails[0].iter_attachments()
        assert file.get_content_type() == "text/calendar"
        assert file.get_content_charset() == "utf-8"
        (event,) = icalendar.Calendar.from_ical(file.get_content()).walk("VEVENT")
        assert event["dtstart"].dt == NOW.date()

    story(tmp_path, told)


@pytest.mark.parametrize(
    ("when", "answer", "became", "for_good"),
    [
        ("refuses", "550 5.1.1 no such user", Refused, True),
        ("refuses", "450 4.2.1 greylisted", Refused, False),
        ("refuses", "552 5.2.2 mailbox full", Impossible, None),
        ("refuses", "550 5.7.1 blocked by a filter", Impossible, None),
        ("refuses", "550 no such user", Refused, True),
        ("after_data", "550 5.1.1 no such user", Refused, True),
        ("after_data", "550 5.2.2 mailbox full", Impossible, None),
        ("after_data", "554 5.7.1 looks like spam", Impossible, None),
        ("after_data", "", Unconfirmed, None),
    ],
)
def test_each_answer_of_the_server_is_a_receipt(
    tmp_path: Path, when: str, answer: str, became: type[Receipt], for_good: bool | None
) -> None:
    async def told(box: Postbox, send: Send, _store: Store) -> None:
        getattr(box, when)[OFFICIAL] = answer
        receipt = await send()
        assert isinstance(receipt, became)
        if isinstance(receipt, Refused):
            assert receipt.for_good == for_good
        # And the next reader is not touched by it.
        assert isinstance(await send(to=Contact(8, "email", "binh@xa.example.vn")), Delivered)

    story(tmp_path, told)


def test_a_server_that_is_away_costs_nothing_but_time(tmp_path: Path) -> None:
    async def go() -> None:
        store = await open_store(f"sqlite:///{tmp_path / 'mail.db'}")
        client = MailClient(Account("127.0.0.1", 1, "none"), timeout=2)
        channel = EmailChannel(client, PAPER, store)
        receipt = await channel.send(channel.prepare(SCREEN), CONTACT, {}, NOW)
        assert isinstance(receipt, Postponed)
        assert receipt.everyone
        await store.close()

    asyncio.run(go())


def test_a_title_with_a_line_break_adds_no_header(tmp_path: Path) -> None:
    async def told(box: Postbox, send: Send, _store: Store) -> None:
        await send(Screen("home", "Chào\r\nBcc: ke-xau@example.com", SCREEN.blocks))
        (mail,) = box.mails
        assert mail["Bcc"] is None
        assert mail["Subject"] == "Chào Bcc: ke-xau@example.com"

    story(tmp_path, told)
