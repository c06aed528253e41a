"""Receiving on a channel: updates come in, are stored, worked off, answered; and an orderly end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import structlog

from bot.channels.desk import Desk, L
from bot.channels.faults import tell
from bot.channels.letterbox import Handler
from bot.channels.lines import Lines

Intake = Callable[[], Awaitable[None]]
"""Brings updates into the letterbox until it is cancelled; raises TokenRefused."""
Look = Callable[[Exception], float]
"""What went wrong: for how many seconds the channel told us to wait (0: it did not). Raises
TokenRefused where that is it, and what is no fault of the wire."""
LONGEST_PAUSE = 30.0
"""Seconds between two tries."""
T = TypeVar("T")
log = structlog.get_logger(__name__)


class Receiver(Protocol):
    """The incoming side of one channel."""

    def webhook(self, secret: str) -> Handler:
        """The handler of the channel's posts."""
        ...

    async def poll(self, stop: asyncio.Event) -> None:
        """Ask for what is new until told to stop; raises TokenRefused."""
        ...

    async def serve(self, stop: asyncio.Event, *, url: str, secret: str) -> None:
        """Have it posted to ``url`` until told to stop; raises TokenRefused."""
        ...


class TokenRefused(Exception):
    """A channel does not know our token; the message says what to do."""


async def until_done(act: Callable[[], Awaitable[T]], event: str, pause: float, look: Look) -> T:
    """What a channel must have done before anything else, tried with growing pauses; raises what
    ``look`` raises."""
    while True:
        try:
            return await act()
        except Exception as error:
            wait = look(error)
            log.warning(event, reason=str(error))
        await asyncio.sleep(wait or pause)
        pause = min(pause * 2, LONGEST_PAUSE)


@dataclass(slots=True)
class Receiving(Generic[L]):
    """``idle``: seconds between two looks into the inbox when nobody rang the ``bell``; ``drain``:
    seconds for what is in hand at the end."""

    desk: Desk[L]
    bell: asyncio.Event
    idle: float = 1.0
    drain: float = 3.0

    async def run(self, stop: asyncio.Event, intake: Intake, opened: asyncio.Event) -> None:
        """Take in and work off until told to stop; nothing is worked off before ``opened``.

        Intake ends first, then what is in hand is finished. Raises TokenRefused.
        """
        refused: TokenRefused | None = None
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._ring_at(stop, opened))
                group.create_task(until(stop, intake()))
                group.create_task(self._work(stop, opened))
        except* TokenRefused as found:
            refused = innermost(found)
        if refused:
            raise refused

    async def _work(self, stop: asyncio.Event, opened: asyncio.Event) -> None:
        await opened.wait()
        async with asyncio.TaskGroup() as group:
            lines = Lines(group)
            if not stop.is_set():
                await self._attempt(self.desk.take_up_unanswered(lines))
            while not stop.is_set():
                self.bell.clear()
                await self._attempt(self.desk.sort(lines))
                await self._wait_for_bell()
            if not await lines.drain(self.drain):
                log.warning(self.desk.event("stopped_unfinished"))

    async def _attempt(self, work: Awaitable[None]) -> None:
        """A failing database is no reason to end: the next look finds the same rows."""
        try:
            await work
        except Exception as fault:
            tell(self.desk.event("inbox_failed"), fault)
            await asyncio.sleep(self.idle)

    async def _wait_for_bell(self) -> None:
        try:
            async with asyncio.timeout(self.idle):
                await self.bell.wait()
        except TimeoutError:
            return

    async def _ring_at(self, stop: asyncio.Event, opened: asyncio.Event) -> None:
        await stop.wait()
        opened.set()
        self.bell.set()


def innermost(found: BaseExceptionGroup[TokenRefused]) -> TokenRefused:
    """The exception within groups of groups."""
    first = found.exceptions[0]
    return innermost(first) if isinstance(first, BaseExceptionGroup) else first


async def until(stop: asyncio.Event, work: Awaitable[None]) -> None:
    """Run until told to stop; what fails before that is raised."""

    async def run() -> None:
        await work

    async with asyncio.TaskGroup() as group:
        task = group.create_task(run())
        await stop.wait()
        task.cancel()
