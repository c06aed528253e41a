"""A clock set back an hour in mid-broadcast: nobody waits for that hour, nobody hears twice.

The clock is an argument everywhere; here it jumps under the sender, the hearts and the ticks.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.channels.telegram.receipts import Slowdown
from content.channel import Contact, Delivered, Limits, Postponed, Receipt
from db import outbox
from db.store import Store
from scheduler import clockwork
from scheduler.clockwork import Clockwork, Tick
from scheduler.dispatch import Dispatcher, Post
from scheduler.recovery import Life
from tests.databases import Database
from tests.fakes import FakeChannel, holds
from tests.pushes import KEYS, NOW, broadcast, ping, resident, states
from tests.scheduler.drawing import draw

HOUR = timedelta(hours=1)
PEOPLE = 60
TROUBLED = ("0", "5")


class JumpingClock:
    """Runs like any other, from NOW on, until it is set back."""

    def __init__(self) -> None:
        self._began = asyncio.get_running_loop().time()
        self._back = timedelta(0)

    def __call__(self) -> datetime:
        return NOW + timedelta(seconds=asyncio.get_running_loop().time() - self._began) - self._back

    def set_back(self) -> None:
        self._back = HOUR


def test_a_clock_set_back_an_hour_in_mid_broadcast_stalls_and_doubles_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clockwork, "LOOK", 0.1)

    async def story(store: Store) -> tuple[FakeChannel, list[tuple[str, str]]]:
        clock, once = JumpingClock(), set[str]()

        def answer(contact: Contact) -> Receipt:
            """Every fifth is told to wait a little before it goes well."""
            again = contact.external not in once
            once.add(contact.external)
            if again and contact.external.endswith(TROUBLED):
                return Postponed(clock() + timedelta(seconds=1), "wait a little")
            return Delivered("m")

        channel = FakeChannel(limits=Limits(2000, True, True, 100.0, 0.0), answer=answer)
        await store.write(prepare)
        life, stop = Life(store, "p1", 1), asyncio.Event()
        post = Post(store, KEYS, draw, clock, "p1")
        await life.begin(clock())
        ticks = Clockwork((Tick("heart", 10, life.beat),), store, clock)
        async with asyncio.timeout(60), asyncio.TaskGroup() as group:
            group.create_task(Dispatcher(post, {channel.name: channel}).run(stop))
            group.create_task(ticks.run(stop))
            await holds(lambda: told(channel, PEOPLE // 3))
            clock.set_back()
            await holds(lambda: all_sent(store))
            stop.set()
        return channel, await store.read(states)

    channel, after = database.run(story)
    assert Counter(state for state, _ in after) == {"sent": PEOPLE + 1}
    heard = Counter(channel.told())
    assert {who for who, times in heard.items() if times > 1} <= troubled(heard)
    assert max(heard.values()) == 2  # the first time they were not


def prepare(conn: Connection) -> None:
    """A broadcast, and a ping that waits a second for its turn."""
    broadcast(conn, PEOPLE)
    later = NOW + timedelta(seconds=1)
    outbox.queue(conn, [ping(resident(conn, "lan"), not_before=later)])


def troubled(heard: Counter[str]) -> set[str]:
    """Who was not told at the first try."""
    return {who for who in heard if who.endswith(TROUBLED)}


async def told(channel: FakeChannel, many: int) -> bool:
    return len(channel.sent) >= many


async def all_sent(store: Store) -> bool:
    return {state for state, _ in await store.read(states)} == {"sent"}


def test_slowdowns_of_an_hour_that_comes_again_do_not_count() -> None:
    slowdown = Slowdown(chats=2)

    def struck(chat: str, now: datetime) -> bool:
        return slowdown.is_for_everyone(chat, now, now + timedelta(seconds=1))

    assert [struck(chat, NOW) for chat in ("a", "b")] == [False, True]
    assert [struck(chat, NOW - HOUR) for chat in ("c", "d")] == [False, True]
