"""kill −9 of the real program at random moments of a broadcast, in bad weather.

Everybody is told exactly once or is listed; nobody is told twice; the ledger balances. On SQLite
one process does all; on PostgreSQL two senders and a desk are killed in turn. ``FAULTS_SEED``
repeats a run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from tests.databases import Database
from tests.faults.broadcast import (
    Crowd,
    Fleet,
    Outcome,
    broadcast,
    finish,
    gather,
    is_over,
    outcome,
)
from tests.journeys.service import wait
from tests.standins.telegram import UNLIMITED, BotApi, running

PACE = {"sqlite": 100, "postgresql": 50}
"""Pushes a second of all processes. Two senders go on while the third process is down, so that
theirs is slower: every kill shall come in the middle."""
AIR = 30
"""What may be unknown after a kill: a tick on the wire and its settlement, on a slow machine."""


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Telegram without a pace of its own, far away: every answer takes a while."""
    with running(BotApi(rates=UNLIMITED)) as made:
        made.latency = 0.05
        yield made


@pytest.fixture
def seed() -> int:
    """Another one each time; a failure names it."""
    return int(os.environ.get("FAULTS_SEED", "") or Random().randrange(10**6))


@pytest.mark.parametrize(
    ("many", "kills"), [(300, 5), pytest.param(3000, 30, marks=pytest.mark.long)]
)
def test_everyone_is_told_once_or_listed_however_often_we_are_killed(
    database: Database,
    tmp_path: Path,
    api: BotApi,
    seed: int,
    record_property: Callable[[str, object], None],
    many: int,
    kills: int,
) -> None:
    chance = Random(seed)
    crowd = gather(api, many, chance)
    fleet = Fleet(tmp_path, database, api, PACE[database.dialect])
    try:
        fleet.start()
        broadcast(fleet.desk, crowd.people)
        live_through(fleet, api, moments(many, kills, chance))
        finish(database, many / PACE[database.dialect] * 3, fleet)
    finally:
        fleet.close()

    found = outcome(database, crowd.people)

    record_property("figures", figures(found, crowd, seed))
    judge(found, crowd, kills, f"FAULTS_SEED={seed}")


def moments(many: int, kills: int, chance: Random) -> list[tuple[int, float]]:
    """When to kill: after so many sends, and so many seconds more."""
    return [
        (n, chance.random() / 10) for n in sorted(chance.sample(range(5, int(many * 0.8)), kills))
    ]


def live_through(fleet: Fleet, api: BotApi, kills: list[tuple[int, float]]) -> None:
    """Kill one after the other at these moments."""

    def sends() -> int:
        return len(api.made("sendMessage"))

    for turn, (after, more) in enumerate(kills):
        wait(
            lambda after=after: sends() >= after or fleet.database.read(is_over),  # type: ignore[misc]
            "part of the broadcast",
            fleet.told,
            120,
        )
        time.sleep(more)
        fleet.kill(turn)


def judge(found: Outcome, crowd: Crowd, kills: int, seed: str) -> None:
    """The promise, person by person."""
    everybody = {one.id for one in crowd.people}
    met = crowd.troubles
    told = set(found.told)
    unsure, cut_off = found.listed("unconfirmed"), found.listed("unconfirmed", "interrupted")
    sent, gone = found.listed("sent"), found.listed("undeliverable")

    assert max(found.told.values()) == 1, f"{seed}: somebody was told twice"
    assert set(found.rows) == everybody, seed
    assert sent | unsure | gone == everybody, f"{seed}: {found.states}"
    assert sent <= told, f"{seed}: somebody is called told and was not"
    assert everybody - told <= unsure | gone, f"{seed}: somebody is neither told nor listed"
    assert gone <= met["blocked"] <= gone | cut_off, seed
    assert all(found.rows[who][1] for who in unsure | gone), f"{seed}: no reason is given"
    assert unsure - cut_off <= met["dropped"] | met["lost"], f"{seed}: unsure without a cause"
    assert met["dropped"] | met["lost"] <= unsure, f"{seed}: sure of what nobody knows"
    assert not told & (met["dropped"] | met["blocked"]), seed
    assert len(cut_off) <= kills * AIR, seed
    assert cut_off, f"{seed}: no kill met a message in the air: the test proves nothing"


def figures(found: Outcome, crowd: Crowd, seed: int) -> str:
    """What happened, in one line."""
    states = ", ".join(f"{state} {n}" for state, n in sorted(found.states.items()))
    cut_off = len(found.listed("unconfirmed", "interrupted"))
    met = ", ".join(f"{kind} {len(who)}" for kind, who in crowd.troubles.items())
    told = f"told {len(found.told)} (most {max(found.told.values())} times)"
    return f"{told}; {states}; cut off by a kill {cut_off}; weather: {met}; seed {seed}"
