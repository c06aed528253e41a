"""The ticking: APScheduler calls each job at its interval in UTC and keeps nothing.

Each job asks the database what is due, so that a missed, doubled or late tick is harmless.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from db import journal
from db.journal import Entry
from db.store import Store
from scheduler.runs import Runs, running_time

log = structlog.get_logger()

LOOK = 1.0
"""Seconds between looks at whether the clock was set back."""
STEP = 5.0
"""Seconds that the clock may go astray before every tick is set anew."""

LAST_MOMENTS = 2.0
"""Seconds that runs under way get when we are told to stop."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A job: its name, the seconds between two runs, and what it does; it returns counts."""

    name: str
    seconds: float
    run: Callable[[datetime], Awaitable[Mapping[str, int]]]


class Clockwork:
    """Runs a literal table of ticks until told to stop."""

    def __init__(
        self,
        ticks: tuple[Tick, ...],
        store: Store,
        clock: Callable[[], datetime],
        runs: Runs | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._ticks = ticks
        self._runs = runs or Runs()
        self._running: set[str] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Tick until told to stop; each job runs at once when we start."""
        scheduler = AsyncIOScheduler(timezone=UTC)
        for tick in self._ticks:
            self._runs.expect(tick.name, tick.seconds, running_time())
            scheduler.add_job(
                self._once,
                "interval",
                [tick],
                seconds=tick.seconds,
                id=tick.name,
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
                next_run_time=self._clock(),
            )
        scheduler.start()
        try:
            await self._watch(scheduler, stop)
        finally:
            scheduler.pause()
            await self._finish()
            scheduler.shutdown(wait=False)  # cancels what still runs

    async def _once(self, tick: Tick) -> None:
        """One run: counted, timed, and never the end of the others."""
        self._running.add(tick.name)
        self._idle.clear()
        began = running_time()
        try:
            counts = {name: n for name, n in (await tick.run(self._clock())).items() if n}
            took = round((running_time() - began) * 1000)
            log.debug("tick", tick=tick.name, took_ms=took, **counts)
            if counts:
                entry = Entry(self._clock(), tick.name, took, counts)
                await self._store.write(journal.keep, entry)
            self._runs.went_well(tick.name, running_time())
        except Exception:
            self._runs.failed(tick.name)
            log.exception("tick.failed", tick=tick.name)
        finally:
            self._running.discard(tick.name)
            if not self._running:
                self._idle.set()

    async def _watch(self, scheduler: AsyncIOScheduler, stop: asyncio.Event) -> None:
        """Wait for the end; after the clock was set back, tick now and not an hour from now."""
        loop = asyncio.get_running_loop()
        offset = self._clock().timestamp() - loop.time()
        while not await ended(stop, LOOK):
            now_offset = self._clock().timestamp() - loop.time()
            if now_offset < offset - STEP:
                log.warning("clock.set_back", seconds=round(offset - now_offset))
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=self._clock())
            offset = now_offset

    async def _finish(self) -> None:
        """Let the runs that are under way end, for two seconds at most."""
        await asyncio.sleep(0)  # a run submitted this moment has not begun yet
        try:
            async with asyncio.timeout(LAST_MOMENTS):
                await self._idle.wait()
        except TimeoutError:
            log.warning("clockwork.left_running", ticks=sorted(self._running))


async def ended(stop: asyncio.Event, seconds: float) -> bool:
    """Whether the end came within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return False
    return True
