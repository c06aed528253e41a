"""The ticking: every job runs, a failing one stops nobody, counts are kept."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from db import journal
from db.journal import Entry
from db.store import Store
from scheduler import clockwork
from scheduler.clockwork import Clockwork, Tick
from tests.databases import Database


def now() -> datetime:
    """The clock of this machine: APScheduler looks at it too."""
    return datetime.now(UTC)  # noqa: TID251


async def run_for(seconds: float, *ticks: Tick, store: Store, clock=now) -> None:  # type: ignore[no-untyped-def]
    stop = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(Clockwork(ticks, store, clock).run(stop))
        await asyncio.sleep(seconds)
        stop.set()


def counting(name: str, seconds: float, seen: list[datetime], **counts: int) -> Tick:
    async def run(at: datetime) -> Mapping[str, int]:
        seen.append(at)
        return counts

    return Tick(name, seconds, run)


def test_each_job_runs_at_once_and_then_at_its_interval(sqlite_database: Database) -> None:
    fast, slow = list[datetime](), list[datetime]()
    ticks = (counting("fast", 0.3, fast), counting("slow", 3600, slow))
    sqlite_database.run(lambda store: run_for(1.05, *ticks, store=store))
    assert 3 <= len(fast) <= 4
    assert len(slow) == 1
    assert fast[0].tzinfo is not None


def test_counts_are_kept_in_the_journal_and_empty_ones_are_not(database: Database) -> None:
    ticks = (counting("full", 3600, [], pings=2, held=0), counting("empty", 3600, [], pings=0))

    async def story(store: Store) -> list[Entry]:
        await run_for(0.4, *ticks, store=store)
        return await store.read(journal.latest)

    (entry,) = database.run(story)
    assert (entry.tick, entry.counts) == ("full", {"pings": 2})


def test_a_failing_job_is_named_and_stops_nobody(sqlite_database: Database) -> None:
    async def fail(_at: datetime) -> Mapping[str, int]:
        raise RuntimeError("no")

    good = list[datetime]()
    ticks = (Tick("bad", 0.2, fail), counting("good", 0.2, good))
    with capture_logs() as logs:
        sqlite_database.run(lambda store: run_for(0.7, *ticks, store=store))
    failed = [line for line in logs if line["event"] == "tick.failed"]
    assert len(failed) >= 2
    assert {line["tick"] for line in failed} == {"bad"}
    assert len(good) >= 2


def test_a_slow_job_never_runs_beside_itself(sqlite_database: Database) -> None:
    at_once, most = 0, 0

    async def slow(_at: datetime) -> Mapping[str, int]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.35)
        at_once -= 1
        return {}

    sqlite_database.run(lambda store: run_for(0.8, Tick("slow", 0.1, slow), store=store))
    assert most == 1
    assert at_once == 0  # stopping waited for the run under way


def test_a_clock_set_back_an_hour_does_not_stop_the_ticks(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "LOOK", 0.1)
    seen = list[datetime]()
    back = timedelta(0)

    async def story(store: Store) -> int:
        nonlocal back
        stop = asyncio.Event()
        ticking = Clockwork((counting("hourly", 3600, seen),), store, lambda: now() - back)
        async with asyncio.TaskGroup() as group:
            group.create_task(ticking.run(stop))
            await asyncio.sleep(0.3)
            before = len(seen)
            back = timedelta(hours=1)
            await asyncio.sleep(0.5)
            stop.set()
        return before

    before = sqlite_database.run(story)
    assert before == 1
    assert len(seen) == 2
