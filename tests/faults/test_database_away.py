"""The database is locked, its disk is full, its server restarts: the service carries on by itself.

In mid-broadcast, and while somebody asks something: an update is Telegram's until it is stored.
"""

from __future__ import annotations

import resource
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.databases import Server
from tests.faults.broadcast import Fleet, broadcast, finish, outcome
from tests.journeys.chats import Chatting
from tests.journeys.service import PATIENCE, wait
from tests.standins.telegram import UNLIMITED, BotApi, running

LOCKED = 10.0
"""Seconds."""
PEOPLE = 200
PACE = 40
QUESTION = "ho ngheo vay duoc bao nhieu"


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Telegram without a pace of its own, far away: every answer takes a while."""
    with running(BotApi(rates=UNLIMITED)) as made:
        made.latency = 0.03
        yield made


@pytest.fixture
def fleet(api: BotApi, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Fleet]:
    """The service: on SQLite, or where the test says so on PostgreSQL."""
    name = getattr(request, "param", "sqlite_database")
    made = Fleet(tmp_path, request.getfixturevalue(name), api, PACE)
    made.start()
    yield made
    made.close()


def begin(fleet: Fleet, api: BotApi) -> list[int]:
    """A broadcast, a quarter of which has gone out; whom it is for."""
    people = [api.person(f"Người {n}") for n in range(PEOPLE)]
    broadcast(fleet.desk, people)
    wait(lambda: len(api.made("sendMessage")) >= PEOPLE / 4, "part of the broadcast", fleet.told)
    return [one.id for one in people]


def end(fleet: Fleet, api: BotApi, people: list[int]) -> None:
    """Everybody is told, once, and nobody is unsure."""
    finish(fleet.database, PEOPLE / PACE, fleet)
    found = outcome(fleet.database, [api.people[number] for number in people])
    assert found.states == {"sent": PEOPLE}
    assert set(found.told.values()) == {1}
    assert len(found.told) == PEOPLE


def is_answered(lan: Chatting, fleet: Fleet) -> None:
    """Somebody who came and then asked has one answer, to what they asked."""
    wait(lambda: len(lan.person.sees()) > 1, "the answer", fleet.told)
    assert "ho ngheo" in lan.sees
    assert len(lan.person.sees()) == 2


@contextmanager
def locked(file: str) -> Iterator[None]:
    """Another program holds the file's write lock."""
    with closing(sqlite3.connect(file, timeout=PATIENCE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@contextmanager
def full(fleet: Fleet) -> Iterator[None]:
    """No file of the service can be written to, its log neither. (The limit on the size of files
    stands in for the disk: the system refuses each write, as it does when there is no room.)"""
    pid = fleet.desk.process.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
    yield
    resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def polls(api: BotApi) -> int:
    """How often we have asked for updates and were answered."""
    return len(api.made("getUpdates"))


def test_a_database_locked_for_ten_seconds_is_waited_for(fleet: Fleet, api: BotApi) -> None:
    lan = Chatting(api.person("Lan"))
    lan.comes()
    people = begin(fleet, api)
    with locked(fleet.database.url.removeprefix("sqlite:///")):
        lan.person.says(QUESTION)
        time.sleep(LOCKED)
        assert fleet.desk.healthy()
        assert api.updates, "an update was taken that is not stored"
    is_answered(lan, fleet)
    end(fleet, api, people)


@pytest.mark.long
def test_a_full_disk_is_waited_for(fleet: Fleet, api: BotApi) -> None:
    lan = Chatting(api.person("Lan"))
    lan.comes()
    people = begin(fleet, api)
    with full(fleet):
        lan.person.says(QUESTION)
        asked = polls(api)
        wait(lambda: polls(api) >= asked + 3, "it to ask for the same update again", fleet.told)
        assert api.updates, "an update was taken that is not stored"
        assert fleet.desk.healthy()
    is_answered(lan, fleet)
    end(fleet, api, people)


@pytest.mark.long
@pytest.mark.parametrize("fleet", ["postgres_database"], indirect=True)
def test_a_database_server_that_dies_is_waited_for(
    fleet: Fleet, api: BotApi, postgres_server: Server
) -> None:
    lan = Chatting(api.person("Lan"))
    lan.comes()
    people = begin(fleet, api)
    with postgres_server.away():
        lan.person.says(QUESTION)
        asked = polls(api)
        wait(lambda: polls(api) >= asked + 2, "it to ask for the same update again", fleet.told)
        assert api.updates, "an update was taken that is not stored"
    is_answered(lan, fleet)
    end(fleet, api, people)
