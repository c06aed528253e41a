"""Hearts, and the rows of the dead."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from db import outbox, processes
from db.store import Store
from scheduler.recovery import DEAD_AFTER, Life
from tests.databases import Database
from tests.pushes import NOW, broadcast, later, ping, resident, states, take


class Time:
    """The wall clock, and the one that nobody sets."""

    def __init__(self) -> None:
        self.passed = self.set = 0.0

    def seconds(self) -> float:
        return self.passed

    def now(self) -> datetime:
        return later(self.passed + self.set)

    def life(self, store: Store, name: str, pid: int) -> Life:
        return Life(store, name, pid, seconds=self.seconds)


def interrupted(conn: Connection, process: str = "dead") -> None:
    """Two of a broadcast and a ping are in the air of a process."""
    broadcast(conn, 2)
    outbox.queue(conn, [ping(resident(conn, "lan"))])
    assert len(take(conn, process=process).rows) == 3


def test_at_start_what_the_dead_were_sending_is_judged(database: Database) -> None:
    async def story(store: Store) -> Any:
        await store.write(interrupted)
        counts = await Life(store, "new", 1).begin(NOW)
        return counts, [state for state, _ in await store.read(states)]

    counts, after = database.run(story)
    assert counts == {"unconfirmed": 2, "queued": 1}
    assert after == ["unconfirmed", "unconfirmed", "queued"]


def test_on_postgres_a_start_leaves_the_rows_of_who_lives(postgres_database: Database) -> None:
    async def story(store: Store) -> Any:
        await Life(store, "old", 1).beat(NOW)
        await store.write(interrupted, "old")
        return await Life(store, "new", 2).begin(later(5))

    assert postgres_database.run(story) == {}


def test_on_sqlite_a_start_under_the_lock_takes_every_other_for_dead(
    sqlite_database: Database,
) -> None:
    async def story(store: Store) -> Any:
        await Life(store, "old", 1).beat(NOW)
        await store.write(interrupted, "old")
        return await Life(store, "new", 2).begin(later(5))

    assert sqlite_database.run(story) == {"unconfirmed": 2, "queued": 1}


def test_a_heart_that_stopped_is_noticed_and_one_that_beats_is_not(database: Database) -> None:
    async def story(store: Store) -> Any:
        time = Time()
        old, new = time.life(store, "old", 1), time.life(store, "new", 2)
        await old.begin(NOW)
        await store.write(interrupted, "old")
        seen = []
        for time.passed in (20, 40):
            await old.beat(time.now())
            time.passed += 10
            seen.append(await new.recover(time.now()))
        for time.passed in (99, 101):
            seen.append(await new.recover(time.now()))
        return seen

    assert database.run(story) == [{}, {}, {}, {"unconfirmed": 2, "queued": 1}]


def test_recovery_never_takes_ones_own_rows(database: Database) -> None:
    async def story(store: Store) -> Any:
        life = Life(store, "p1", 1)
        await life.begin(NOW)
        await store.write(interrupted, "p1")
        return await life.recover(later(3600))

    assert database.run(story) == {}


def test_who_leaves_in_good_order_is_gone(database: Database) -> None:
    """And who sent, as soon as its last messages have left the channel's window of a second."""

    async def story(store: Store) -> list[list[str]]:
        web, sender = Life(store, "web", 1), Life(store, "sender", 2, sends=True)
        for life in (web, sender):
            await life.beat(NOW)
            await life.end(later(5))
        return [await store.read(processes.alive, later(at - 60)) for at in (6.2, 6.6)]

    assert database.run(story) == [["sender"], []]


def test_a_clock_set_back_lets_nothing_wait_until_that_hour_comes_again(database: Database) -> None:
    """Neither what is due, nor who was told to wait a little, nor the rows of who died."""

    async def story(store: Store) -> Any:
        time = Time()
        dead, here = time.life(store, "dead", 1), time.life(store, "here", 2)
        await dead.begin(NOW)
        await here.begin(NOW)
        await store.write(interrupted)

        def wait_a_minute(conn: Connection) -> None:
            waits = {"due": NOW, "soon": later(60)}
            pushes = [ping(resident(conn, k), not_before=at) for k, at in waits.items()]
            outbox.queue(conn, pushes)

        await store.write(wait_a_minute)
        time.set, counts = -3600, []
        for time.passed in (0, 10):
            counts.append(await here.beat(time.now()))

        def who(conn: Connection, at: float) -> list[str]:
            return [row.contact.external for row in take(conn, process="here", now=later(at)).rows]

        goes = [await store.write(who, at) for at in (-3600, -3541, -3540)]
        judged = []
        for time.passed in (55, 61):
            judged.append(await here.recover(time.now()))
        return counts, goes, judged

    counts, goes, judged = database.run(story)
    assert counts == [{"forward": 2}, {}]
    assert goes == [["due"], [], ["soon"]]
    assert judged == [{}, {"unconfirmed": 2, "queued": 1}]


@pytest.mark.parametrize("ahead", [58, 3600])
def test_a_clock_set_forward_makes_no_living_sender_look_dead(
    database: Database, ahead: int
) -> None:
    """What they are sending stays theirs; whoever then really falls silent is dead as before."""

    async def story(store: Store) -> Any:
        time = Time()
        sender, here = time.life(store, "sender", 1), time.life(store, "here", 2)
        await sender.begin(NOW)
        await here.begin(NOW)
        await store.write(interrupted, "sender")
        time.passed, time.set = 9, ahead
        first = await here.recover(time.now())
        seen = await store.read(processes.alive, time.now() - DEAD_AFTER)
        await sender.beat(time.now())
        judged = []
        for time.passed in (60, 70):
            judged.append(await here.recover(time.now()))
        return first, sorted(seen), judged

    first, seen, judged = database.run(story)
    assert (first, seen) == ({}, ["here", "sender"])
    assert judged == [{}, {"unconfirmed": 2, "queued": 1}]


def test_a_clock_set_forward_brings_no_dead_back(database: Database) -> None:
    async def story(store: Store) -> Any:
        time = Time()
        here = time.life(store, "here", 2)
        await time.life(store, "dead", 1).beat(later(-61))
        await here.beat(NOW)
        await store.write(interrupted)
        time.passed, time.set = 10, 3600
        return await here.recover(time.now())

    assert database.run(story) == {"unconfirmed": 2, "queued": 1}


def test_clocks_that_differ_a_little_are_no_clock_set_back(database: Database) -> None:
    async def story(store: Store) -> Any:
        await Life(store, "ahead", 1).begin(later(30))
        return await Life(store, "behind", 2).beat(NOW)

    assert database.run(story) == {}
