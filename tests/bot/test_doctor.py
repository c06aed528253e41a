"""What doctor says of a service whose clockwork has stopped, and of the pace."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.config import Settings
from bot.doctor import pace, plans
from bot.lock import ServiceLock
from bot.patient import Finding, Patient
from bot.symptoms import MENDS, auditor, service
from content.findings import KINDS
from db import budgets, findings, processes, usage
from db.store import Store
from scheduler.budgets import slowed
from tests.databases import *  # noqa: F403  (fixtures)
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


def asked(database: Database, told: Any = None, **telegram: Any) -> Finding:
    """The finding about a deployment's pace; ``told``: for so long Telegram asked us to wait."""

    async def story(store: Store) -> Finding:
        if told:
            change = partial(slowed, wait=told, now=NOW)
            await store.write(budgets.change, "telegram:1", change)
        settings = Settings(telegram=telegram)  # type: ignore[arg-type]  # pydantic reads a dict
        return await pace(Patient(settings, store, library(), NOW))

    return database.run(story)


@pytest.mark.parametrize(
    "telegram",
    [
        {},
        {"messages_per_second": 1000, "paid_broadcast": True},
        {"messages_per_second": 500, "api_base": "http://127.0.0.1:8081"},
    ],
)
def test_a_pace_that_telegram_takes_is_well(
    sqlite_database: Database, telegram: dict[str, Any]
) -> None:
    assert asked(sqlite_database, **telegram).grade == "ok"


def test_more_than_is_free_is_told_with_what_would_be_right(sqlite_database: Database) -> None:
    found = asked(sqlite_database, messages_per_second=31)
    assert found.grade == "care"
    assert "31 a second is more than the 30" in found.what
    assert "paid_broadcast" in found.mend
    assert (
        "more than the 1000"
        in asked(sqlite_database, messages_per_second=1001, paid_broadcast=True).what
    )


def test_until_when_telegram_asked_us_to_wait_is_told(sqlite_database: Database) -> None:
    found = asked(sqlite_database, timedelta(hours=2))
    assert found.grade == "care"
    assert "told to wait until 12:00:00" in found.what


def planned(database: Database, sent: int, **zalo: Any) -> Finding:
    """The finding about Zalo's plan after so many messages."""

    async def story(store: Store) -> Finding:
        await store.write(usage.add, "zalo", sent, NOW)
        await store.write(usage.add, usage.group_of("zalo", "g1"), 1, NOW)
        settings = Settings(zalo={"token": "1:x", **zalo})  # type: ignore[arg-type]  # pydantic reads a dict
        return await plans(Patient(settings, store, library(), NOW))

    return database.run(story)


def test_a_plan_nearly_used_up_is_told(sqlite_database: Database) -> None:
    found = planned(sqlite_database, 2399)
    assert (found.grade, found.what) == (
        "ok",
        "Zalo: 2399 of 3000 messages this month, 0 of 50 people, 1 of 3 groups this month",
    )
    assert planned(sqlite_database, 1).grade == "care"
    assert planned(sqlite_database, 600).grade == "wrong"
    assert planned(sqlite_database, 1, messages_a_month=0).grade == "ok"
    assert planned(sqlite_database, 1, messages_a_month=0, groups=1).grade == "wrong"


def test_without_zalo_no_plan_is_asked_about(sqlite_database: Database) -> None:
    async def story(store: Store) -> Finding:
        return await plans(Patient(Settings(), store, library(), NOW))

    assert sqlite_database.run(story).what == "no Zalo"


def audited(
    database: Database, *, minutes: float | None, kinds: tuple[str, ...] = (), beats: bool = True
) -> Finding:
    """What is found where the auditor looked so long ago and found these."""

    async def story(store: Store) -> Finding:
        await store.write(processes.beat, "p1", 1, NOW - timedelta(hours=0 if beats else 1))
        if minutes is not None:
            await store.write(processes.audited, "p1", NOW - timedelta(minutes=minutes))
        for kind in kinds:
            await store.write(findings.keep, kind, NOW)  # type: ignore[arg-type]  # a kind
        return await auditor(Patient(Settings(), store, library(), NOW))

    return database.run(story)


def test_what_the_auditor_found_is_told_with_how_to_mend_it(database: Database) -> None:
    found = audited(database, minutes=1, kinds=KINDS)

    assert found.grade == "wrong"
    assert all(kind in found.what for kind in KINDS)
    assert all(mend in found.mend for mend in MENDS.values())


def test_an_auditor_that_looks_and_finds_nothing_is_well(sqlite_database: Database) -> None:
    found = audited(sqlite_database, minutes=1)

    assert found.grade == "ok"
    assert "service.heartbeat_url" in found.what


@pytest.mark.parametrize("minutes", [None, 4, -60])
def test_a_silent_auditor_is_noticed(sqlite_database: Database, minutes: float | None) -> None:
    assert audited(sqlite_database, minutes=minutes).grade == "wrong"
    assert audited(sqlite_database, minutes=minutes, beats=False).grade == "care"
