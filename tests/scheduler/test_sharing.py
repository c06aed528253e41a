"""Two sending processes on one PostgreSQL, one bot: together never faster than Telegram allows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import Connection, update

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import make_bot
from db.opening import open_store
from db.tables import contacts, deliveries
from scheduler.budgets import SETTLING
from scheduler.dispatch import Dispatcher
from scheduler.post import Post
from scheduler.recovery import LINGERING, Life
from tests.benchmarks.wire import stage
from tests.databases import Database
from tests.pushes import KEYS, broadcast
from tests.scheduler.drawing import draw

LIMIT = 31  # an odd one: a half of it is no whole number
PEOPLE = 320


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (hearts of real processes beat in real time)


def on_telegram(conn: Connection) -> None:
    """A broadcast for people on Telegram."""
    broadcast(conn, PEOPLE)
    conn.execute(update(contacts).values(channel="telegram", external=contacts.c.id))
    conn.execute(update(deliveries).values(channel="telegram"))


@asynccontextmanager
async def sender(url: str, base: str, name: str) -> AsyncIterator[None]:
    """A sending process with a store, a bot and a heart of its own, but for the process."""
    store, bot = await open_store(url), make_bot("1:abc", base)
    life, stop = Life(store, name, 1, sends=True), asyncio.Event()
    await life.begin(clock())
    channel = TelegramChannel(bot, messages_per_second=LIMIT)
    post = Post(store=store, keys=KEYS, draw=draw, clock=clock, process=name, rng=Random(1))
    async with asyncio.TaskGroup() as group:
        group.create_task(Dispatcher(post, {"telegram": channel}).run(stop))
        yield
        stop.set()
    await life.end(clock())
    await bot.shutdown()
    await store.close()


@pytest.mark.long
def test_two_senders_together_keep_to_one_rate(postgres_database: Database) -> None:
    """One alone, another that comes and goes: no 429, nobody told twice, and the rate is used."""
    postgres_database.write(on_telegram)
    url = postgres_database.url

    async def story(base: str) -> list[int]:
        found = []

        async def wait(seconds: float) -> None:
            await asyncio.sleep(seconds)
            found.append(int(stage.stats(base)["messages"]))

        async with sender(url, base, "b"):
            await wait(1.5)
            async with sender(url, base, "a"):
                await wait(SETTLING + 0.5)
                await wait(2)
            await wait(2 + LINGERING.total_seconds())
        return found

    with stage.telegram(LIMIT) as base:
        alone, joined, both, left = asyncio.run(story(base))
        told = stage.stats(base)
    # Not none at all: on a busy machine two sends that left apart may arrive together.
    assert told["refused"] <= 2
    assert told["most"] == 1
    assert alone >= 1
    assert joined - alone <= LIMIT * (SETTLING + 0.5) * 0.8, "nobody made room for the newcomer"
    assert both - joined >= LIMIT * 2 * 0.7
    assert left - both >= LIMIT * 2 * 0.7
