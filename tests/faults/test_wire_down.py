"""Telegram is away for a while, or tells us to wait for hours: the broadcast goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Connection, func, select

from db.tables import deliveries
from tests.databases import Database
from tests.faults.broadcast import Fleet, broadcast, finish, outcome
from tests.journeys.chats import Chatting
from tests.journeys.service import wait
from tests.standins.telegram import UNLIMITED, BotApi, running

PEOPLE = 200
PACE = 50
AIR = 30
"""What may be on the wire when it breaks, on a slow machine."""
HOURS = 10_072
"""Seconds that Telegram once told a bot to wait."""


class Wire:
    """The stand-in, which can go away and come back at the same address."""

    def __init__(self) -> None:
        self.api = BotApi(rates=UNLIMITED)
        self.api.latency = 0.03
        self._up = ExitStack()
        self._port = 0
        self.mend()

    def mend(self) -> None:
        self._up.enter_context(running(self.api, self._port))
        self._port = urlsplit(self.api.base).port or 0

    def cut(self) -> None:
        self._up.close()


@pytest.fixture
def wire() -> Iterator[Wire]:
    """Telegram, far away and without a pace of its own."""
    made = Wire()
    yield made
    made.cut()


@pytest.fixture
def fleet(wire: Wire, tmp_path: Path, sqlite_database: Database) -> Iterator[Fleet]:
    """The service on SQLite."""
    made = Fleet(tmp_path, sqlite_database, wire.api, PACE)
    made.start()
    yield made
    made.close()


def sends(api: BotApi) -> int:
    """How often we have tried to send."""
    return len(api.made("sendMessage"))


def attempts_of_the_told(conn: Connection) -> int:
    """Attempts that those spent who have their message."""
    spent = select(func.sum(deliveries.c.attempts)).where(deliveries.c.state == "sent")
    return int(conn.scalar(spent) or 0)


@pytest.mark.parametrize("seconds", [3, pytest.param(60, marks=pytest.mark.long)])
def test_a_wire_that_is_cut_costs_nobody_an_attempt(
    wire: Wire, fleet: Fleet, seconds: float
) -> None:
    people = [wire.api.person(f"Người {n}") for n in range(PEOPLE)]
    broadcast(fleet.desk, people)
    wait(lambda: sends(wire.api) >= PEOPLE / 4, "part of the broadcast", fleet.told)

    wire.cut()
    time.sleep(seconds)
    assert fleet.desk.healthy()
    wire.mend()

    lan = Chatting(wire.api.person("Lan")).comes()
    finish(fleet.database, PEOPLE / PACE, fleet)
    found = outcome(fleet.database, people)
    unsure = found.listed("unconfirmed")
    assert lan.person.sees()
    assert len(unsure) <= AIR
    assert len(found.listed("sent")) == PEOPLE - len(unsure)
    assert set(found.told.values()) == {1}
    assert {one.id for one in people} - set(found.told) <= unsure
    assert fleet.database.read(attempts_of_the_told) == 0


def test_told_to_wait_for_hours_it_waits_and_people_are_answered(wire: Wire, fleet: Fleet) -> None:
    people = [wire.api.person(f"Người {n}") for n in range(PEOPLE)]
    lan = Chatting(wire.api.person("Lan")).comes()
    for one in people[20:40]:
        wire.api.flood(HOURS, method="sendMessage", chat=one.id)
    broadcast(fleet.desk, people)
    wait(lambda: any(c.status == 429 for c in wire.api.made("sendMessage")), "a 429", fleet.told)

    lan.says("ho ngheo vay duoc bao nhieu")
    assert "ho ngheo" in lan.sees
    found = outcome(fleet.database, people)
    assert 0 < len(found.told) <= 20 + AIR
    assert found.listed("failed") == found.listed("unconfirmed") == set()

    told = len(found.told)
    fleet.kill(0)
    lan.says("bao hiem y te cho ho ngheo")
    assert len(outcome(fleet.database, people).told) <= told + AIR  # a kill ends no wait
    told = len(outcome(fleet.database, people).told)
    lan.says("ho ngheo vay duoc bao nhieu")
    assert len(outcome(fleet.database, people).told) == told
