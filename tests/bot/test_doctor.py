"""What doctor says of a service whose clockwork has stopped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.config import Settings
from bot.doctor import Patient, service
from bot.lock import ServiceLock
from db import processes
from db.store import Store
from tests.databases import Database
from tests.pushes import NOW
from tests.talk import library


def grade(database: Database, *, silent_for: timedelta) -> tuple[str, str]:
    """What is found of a service that holds the file and was last heard so long ago."""
    settings = Settings.model_validate({"database": {"url": database.url}})
    lock = ServiceLock(Path(database.url.removeprefix("sqlite:///")))

    async def story(store: Store) -> tuple[str, str]:
        await store.write(processes.beat, "p1", 1, NOW - silent_for)
        found = await service(Patient(settings, store, library(), NOW))
        return found.grade, found.what

    lock.take()
    try:
        return database.run(story)
    finally:
        lock.release()


def test_a_scheduler_that_stopped_ticking_is_noticed(sqlite_database: Database) -> None:
    seen, words = grade(sqlite_database, silent_for=timedelta(minutes=10))

    assert (seen, words) == ("wrong", "running, but its clockwork is silent")


def test_a_service_that_ticks_is_well(sqlite_database: Database) -> None:
    seen, _ = grade(sqlite_database, silent_for=timedelta(seconds=5))

    assert seen == "ok"
