"""Receiving on Telegram: updates come in, are stored, worked off, answered; and an orderly end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.desk import Conversation, Desk
from bot.channels.telegram.faults import tell
from bot.channels.telegram.flood import FloodGuard
from bot.channels.telegram.intake import Handler, Letterbox, Poller, TokenRefused, webhook
from bot.channels.telegram.introduction import introduce, open_bot, register_webhook
from bot.channels.telegram.lines import Lines
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


class TelegramReceiver:
    """One bot's receiving: ``poll``, or ``serve`` with ``webhook`` mounted on our server."""

    def __init__(
        self,
        bot: TelegramBot,
        store: Store,
        conversation: Conversation,
        clock: Callable[[], datetime],
        habits: Habits | None = None,
    ) -> None:
        self._bot = bot
        self._habits = habits or Habits()
        self._bell, self._open = asyncio.Event(), asyncio.Event()
        self._letterbox = Letterbox(store, clock, self._bell)
        guard = FloodGuard(self._habits.per_second, self._habits.burst)
        replier = Replier(bot, self._habits.stubbornness)
        self._desk = Desk(store, conversation, replier, clock, guard)

    def webhook(self, secret: str) -> Handler:
        """The handler to mount: ``app.router.add_post(path, receiver.webhook(secret))``."""
        return webhook(self._letterbox, secret)

    async def poll(self, stop: asyncio.Event) -> None:
        """Long polling until told to stop; raises TokenRefused."""
        await self._run(stop, Poller(self._bot, self._letterbox, self._habits.pause).run)

    async def serve(self, stop: asyncio.Event, *, url: str, secret: str) -> None:
        """Work off what the webhook at ``url`` stores, until told to stop; raises TokenRefused."""

        async def register() -> None:
            await register_webhook(self._bot, url, secret, self._habits.pause)

        await self._run(stop, register)

    async def _run(self, stop: asyncio.Event, intake: Callable[[], Awaitable[None]]) -> None:
        """Intake ends first, then what is in hand is finished, for as long as ``drain`` allows."""
        refused = False
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ring_at(stop))
                group.create_task(until(stop, self._take_in(intake)))
                group.create_task(self._work(stop))
        except* TokenRefused:
            refused = True
        if refused:
            raise TokenRefused

    async def _take_in(self, intake: Callable[[], Awaitable[None]]) -> None:
        await open_bot(self._bot, self._habits.pause)
        self._open.set()
        log.info("telegram.open", name=self._bot.public_name)
        async with asyncio.TaskGroup() as group:
            group.create_task(introduce(self._bot))
            await intake()

    async def _work(self, stop: asyncio.Event) -> None:
        await self._open.wait()
        async with asyncio.TaskGroup() as group:
            lines = Lines(group)
            if not stop.is_set():
                await self._attempt(self._desk.take_up_unanswered(lines))
            while not stop.is_set():
                self._bell.clear()
                await self._attempt(self._desk.sort(lines))
                await self._wait_for_bell()
            if not await lines.drain(self._habits.drain):
                log.warning("telegram.stopped_unfinished")

    async def _attempt(self, work: Awaitable[None]) -> None:
        """A failing database is no reason to end: the next look finds the same rows."""
        try:
            await work
        except Exception as fault:
            tell("telegram.inbox_failed", fault)
            await asyncio.sleep(self._habits.idle)

    async def _wait_for_bell(self) -> None:
        try:
            async with asyncio.timeout(self._habits.idle):
                await self._bell.wait()
        except TimeoutError:
            return

    async def _ring_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._open.set()
        self._bell.set()


async def until(stop: asyncio.Event, work: Coroutine[Any, Any, None]) -> None:
    """Run until told to stop; what fails before that is raised."""
    async with asyncio.TaskGroup() as group:
        task = group.create_task(work)
        await stop.wait()
        task.cancel()
