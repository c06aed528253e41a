"""One Telegram bot's receiving: by polling, or by a webhook mounted on our server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.channels.desk import Conversation, Desk
from bot.channels.flood import FloodGuard
from bot.channels.letterbox import Handler, Letterbox, nobody
from bot.channels.receiving import Receiving
from bot.channels.telegram.channel import NAME
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.files import Files
from bot.channels.telegram.intake import Poller, webhook
from bot.channels.telegram.introduction import introduce, open_bot, register_webhook
from bot.channels.telegram.postman import TelegramPostman
from bot.channels.telegram.replies import Replier, Stubbornness
from db.store import Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Habits:
    """Seconds: ``idle`` between two looks into the inbox when nobody rang, ``drain`` for what is
    in hand at the end, ``pause`` after a first failure to reach Telegram."""

    idle: float = 1.0
    drain: float = 3.0
    pause: float = 1.0
    stubbornness: Stubbornness = Stubbornness()
    per_second: float = 5.0
    burst: float = 100.0
    heard: Callable[[], None] = nobody


class TelegramReceiver:
    """``poll``, or ``serve`` with ``webhook`` mounted on our server."""

    def __init__(
        self,
        bot: TelegramBot,
        store: Store,
        conversation: Conversation,
        clock: Callable[[], datetime],
        habits: Habits | None = None,
    ) -> None:
        habits = habits or Habits()
        self._bot, self._pause = bot, habits.pause
        self._open, bell = asyncio.Event(), asyncio.Event()
        self._letterbox = Letterbox(NAME, store, clock, bell, habits.heard)
        guard = FloodGuard(habits.per_second, habits.burst)
        postman = TelegramPostman(Replier(bot, Files(bot, store), habits.stubbornness))
        desk = Desk(store, conversation, postman, clock, guard)
        self._receiving = Receiving(desk, bell, habits.idle, habits.drain)

    def webhook(self, secret: str) -> Handler:
        """The handler to mount: ``app.router.add_post(path, receiver.webhook(secret))``."""
        return webhook(self._letterbox, secret)

    async def poll(self, stop: asyncio.Event) -> None:
        """Long polling until told to stop; raises TokenRefused."""
        await self._run(stop, Poller(self._bot, self._letterbox, self._pause).run)

    async def serve(self, stop: asyncio.Event, *, url: str, secret: str) -> None:
        """Work off what the webhook at ``url`` stores, until told to stop; raises TokenRefused."""

        async def register() -> None:
            await register_webhook(self._bot, url, secret, self._pause)

        await self._run(stop, register)

    async def _run(self, stop: asyncio.Event, intake: Callable[[], Awaitable[None]]) -> None:
        async def take_in() -> None:
            await open_bot(self._bot, self._pause)
            self._open.set()
            log.info("telegram.open", name=self._bot.public_name)
            async with asyncio.TaskGroup() as group:
                group.create_task(introduce(self._bot))
                await intake()

        await self._receiving.run(stop, take_in, self._open)
