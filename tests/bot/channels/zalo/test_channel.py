"""Sending on Zalo: every way the wire can fail is a receipt."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.zalo.channel import ZaloChannel
from bot.channels.zalo.client import AnswerLost, Failed, result_of
from bot.channels.zalo.meter import Meter
from bot.channels.zalo.postman import ZaloPostman
from content.blocks import Paragraph, plain
from content.channel import Contact, Delivered, Postponed, Receipt, Refused, Unconfirmed
from content.screen import Button, Screen
from db import conversations, people, usage
from db.cipher import Keys
from db.opening import open_store
from db.values import ContactId
from handlers.turn import Reply
from tests.bot.channels.zalo.wire import NOW, zalo
from tests.standins.zalo import ZaloApi, ZaloPerson

KEYS = Keys(b"z" * 32)
SCREEN = Screen(
    "campaign/7", blocks=(Paragraph(plain("Họp thôn 19 giờ")),), rows=((Button("Vay", "check"),),)
)


def sending(
    folder: Path, story: Callable[[ZaloApi, ZaloPerson, Any], Awaitable[None]], plan: int = 0
) -> None:
    """A story with somebody who has written to the bot."""

    async def go() -> None:
        store = await open_store(f"sqlite:///{folder / 'zalo.db'}")
        async with zalo() as (api, bot):
            an = api.person("An")
            an.wrote = True
            _, contact, _ = await store.write(
                people.meet, "zalo", an.id, name="An", origin="self", now=NOW
            )
            channel = ZaloChannel(bot, store, messages_a_month=plan)

            async def send(screen: Screen = SCREEN, to: Contact = contact) -> Receipt:
                return await channel.send(channel.prepare(screen), to, {}, NOW)

            send.store, send.contact = store, contact  # type: ignore[attr-defined]
            await story(api, an, send)
        await store.close()

    asyncio.run(go())


def test_the_numbers_of_a_push_are_those_that_may_be_typed(tmp_path: Path) -> None:
    async def story(_api: ZaloApi, an: ZaloPerson, send: Any) -> None:
        assert isinstance(await send(), Delivered)
        assert an.messages == [
            "Họp thôn 19 giờ\n\n1. Vay\n\nBà con gõ số để chọn, hoặc gõ câu hỏi."
        ]
        standing = await send.store.read(conversations.standing, ContactId(send.contact.id), KEYS)
        assert standing.choices == (("Vay", "check"),)

    sending(tmp_path, story)


@pytest.mark.parametrize(
    ("fault", "detail", "became"),
    [
        ("refuse", (400, "Bad Request: chat not found"), Refused),
        ("refuse", (403, "Forbidden"), Refused),
        ("refuse", (500, "Internal error"), Refused),
        ("refuse", (429, "Too many requests"), Postponed),
        ("refuse", (401, "Unauthorized"), Postponed),
        ("drop", None, Unconfirmed),
        ("lose", None, Unconfirmed),
        ("page", None, Unconfirmed),
    ],
)
def test_each_failure_is_a_receipt(
    tmp_path: Path, fault: str, detail: Any, became: type[Receipt]
) -> None:
    async def story(api: ZaloApi, _an: ZaloPerson, send: Any) -> None:
        api.fail(fault, detail)
        receipt = await send()
        assert isinstance(receipt, became)
        if isinstance(receipt, Postponed):
            assert receipt.everyone
            assert receipt.until == NOW + timedelta(minutes=1)
        if isinstance(receipt, Refused):
            # Only words that say so mean that nobody is there: codes are not documented.
            assert receipt.for_good == ("not found" in detail[1])

    sending(tmp_path, story)


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
@example("429")
@example(10**400)
def test_whatever_an_answer_holds_it_is_an_error_we_know(junk: Any) -> None:
    for answer in (
        junk,
        {"ok": junk},
        {"ok": False, "error_code": junk, "description": junk},
        {"ok": False, "error_code": 429, "parameters": junk},
        {"ok": False, "error_code": 429, "parameters": {"retry_after": junk}},
    ):
        with suppress(Failed, AnswerLost):
            result_of(200, json.dumps(answer).encode())


def test_an_error_is_read_in_digits_too() -> None:
    answer = {"ok": False, "error_code": "429", "parameters": {"retry_after": "7"}}
    with pytest.raises(Failed) as told:
        result_of(200, json.dumps(answer).encode())
    assert (told.value.code, told.value.wait) == (429, 7)


def test_nobody_listening_is_not_sent_and_no_token_is_told(tmp_path: Path) -> None:
    async def story(api: ZaloApi, _an: ZaloPerson, send: Any) -> None:
        await api.__aexit__(None, None, None)
        receipt = await send()
        assert isinstance(receipt, Postponed)
        assert not receipt.everyone
        assert api.token not in receipt.reason
        await api.__aenter__()

    sending(tmp_path, story)


def test_a_long_push_is_a_problem_told_beforehand(tmp_path: Path) -> None:
    async def story(_api: ZaloApi, _an: ZaloPerson, send: Any) -> None:
        long = Screen("home", blocks=(Paragraph(plain("chữ " * 600)),))
        store = send.store
        async with zalo() as (_, bot):
            (problem,) = ZaloChannel(bot, store).problems(long)
        assert "2.000" in problem

    sending(tmp_path, story)


def test_a_push_beyond_the_plan_waits_and_is_told_once_in_the_log(tmp_path: Path) -> None:
    async def story(_api: ZaloApi, an: ZaloPerson, send: Any) -> None:
        with capture_logs() as logs:
            for _ in range(5):
                assert isinstance(await send(), Delivered)
            receipt = await send()
        assert receipt == Postponed(NOW + timedelta(hours=1), "quota", elsewhere=True)
        assert len(an.messages) == 5
        assert [(one["used"], one["percent"]) for one in logs] == [(4, 80), (5, 100)]

    sending(tmp_path, story, plan=5)


def test_what_may_have_arrived_counts_and_what_was_refused_does_not(tmp_path: Path) -> None:
    async def story(api: ZaloApi, _an: ZaloPerson, send: Any) -> None:
        for fault in ("lose", "page", "refuse"):
            api.fail(fault, (500, "Internal error"))
            await send()
        assert await send.store.read(usage.sent, "zalo", NOW) == 2

    sending(tmp_path, story)


def test_who_writes_when_the_plan_is_full_is_answered_all_the_same(tmp_path: Path) -> None:
    async def story(_api: ZaloApi, an: ZaloPerson, send: Any) -> None:
        await send.store.write(usage.add, "zalo", 9, NOW)
        async with zalo() as (api, bot):
            lan = api.person("Lan")
            lan.wrote = True
            postman = ZaloPostman(bot, Meter(send.store, 5), lambda: NOW)
            await postman.show(lan.id, Reply(toast="Chào chị"))
            assert lan.messages == ["Chào chị"]
        assert isinstance(await send(), Postponed)
        assert an.messages == []

    sending(tmp_path, story, plan=5)
