"""A Bot API of our own and a bot with short patience that talks to it, for the tests beside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.transport import AiohttpRequest
from bot.channels.wire import Patience
from content.blocks import Paragraph, plain
from content.channel import Contact
from content.screen import Button, Screen
from tests.standins.telegram import UNLIMITED, BotApi, Person

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
QUICK = Patience(pool=0.5, connect=0.5, write=0.5, read=0.4)


def contact_of(person: Person) -> Contact:
    """The person as the outbox knows them."""
    return Contact(person.id, "telegram", str(person.id))


def screen_of(*texts: str, **buttons: str) -> Screen:
    """Paragraphs, and a button a row: ``screen_of("Chào", Vay="check/loans")``."""
    blocks = tuple(Paragraph(plain(text)) for text in texts)
    return Screen("home", blocks=blocks, rows=tuple((Button(b, to),) for b, to in buttons.items()))


@asynccontextmanager
async def telegram(**how: Any) -> AsyncIterator[tuple[BotApi, TelegramBot]]:
    """A stand-in without a pace unless asked for one, and a bot."""
    how.setdefault("rates", UNLIMITED)
    async with BotApi(**how) as api, quick_bot(api.base, api.token) as bot:
        yield api, bot


@asynccontextmanager
async def quick_bot(base: str, token: str) -> AsyncIterator[TelegramBot]:
    """A bot that waits tenths of a second where the real one waits many."""
    sending, receiving = AiohttpRequest(32, QUICK), AiohttpRequest(2, QUICK)
    bot = TelegramBot(token, base_url=f"{base}/bot", request=sending, get_updates_request=receiving)
    async with sending, receiving:
        yield bot
