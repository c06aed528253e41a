"""One Zalo bot's receiving: by a webhook mounted on our server, or by polling for trying out."""

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
from bot.channels.zalo.client import ZaloBot
from bot.channels.zalo.intake import Poller, open_bot, register_webhook, webhook
from bot.channels.zalo.meter import NAME, Meter
from bot.channels.zalo.postman import ZaloPostman
from db.store import Store

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Habits:
    """What a deployment sets: what one person may send, where our pages are, the plan's month."""

    per_second: float = 5.0
    burst: float = 100.0
    site: str = ""
    messages_a_month: int = 0
    heard: Callable[[], None] = nobody


class ZaloReceiver:
    """``poll``, or ``serve`` with ``webhook`` mounted on our server."""

    def __init__(
        self,
        bot: ZaloBot,
        store: Store,
        conversation: Conversation,
        clock: Callable[[], datetime],
        habits: Habits | None = None,
    ) -> None:
        habits = habits or Habits()
        self._bot = bot
        self._open, bell = asyncio.Event(), asyncio.Event()
        self._letterbox = Letterbox(NAME, store, clock, bell, habits.heard)
        meter = Meter(store, habits.messages_a_month)
        self._postman = ZaloPostman(bot, meter, clock, habits.site)
        guard = FloodGuard(habits.per_second, habits.burst)
        desk = Desk(store, conversation, self._postman, clock, guard)
        self._receiving = Receiving(desk, bell)

    def webhook(self, secret: str) -> Handler:
        """The handler to mount: ``app.router.add_post(path, receiver.webhook(secret))``."""
        return webhook(self._letterbox, secret)

    async def poll(self, stop: asyncio.Event) -> None:
        """Long polling until told to stop; raises TokenRefused."""
        await self._run(stop, Poller(self._bot, self._letterbox).run)

    async def serve(self, stop: asyncio.Event, *, url: str, secret: str) -> None:
        """Work off what the webhook at ``url`` stores, until told to stop; raises TokenRefused."""
        await self._run(stop, lambda: register_webhook(self._bot, url, secret))

    async def _run(self, stop: asyncio.Event, intake: Callable[[], Awaitable[None]]) -> None:
        async def take_in() -> None:
            name = self._postman.called = await open_bot(self._bot)
            self._open.set()
            log.info("zalo.open", name=name)
            await intake()

        await self._receiving.run(stop, take_in, self._open)
