"""How fast a durable broadcast is, beside a bare loop of POSTs on the same event loop.

``python -m tests.benchmarks.broadcast [--people N] [--rounds N] [sqlite|postgresql|URL …]`` prints
one JSON object a database. The sender has a core of its own, the stand-in (and PostgreSQL) another.
The control is aiohttp's ``session.post`` by as many workers, reading each answer, remembering
nothing. ``ratio`` is the median over the rounds of durable ÷ control of the same round.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from datetime import UTC, datetime
from typing import Any

import aiohttp
import uvloop

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import make_bot
from content.blocks import Paragraph, plain
from content.screen import Button, Screen
from db import deliveries
from db.opening import open_store
from db.store import Connection, Store
from db.values import CampaignId
from scheduler.dispatch import Dispatcher, Post
from tests.benchmarks.outbox import KEYS, fill
from tests.benchmarks.wire import stage

TEXT = "Chào {name|bà con}, mời nhà mình tới họp thôn lúc 19 giờ thứ Bảy 05/12/2026."
WORKERS = 64
SCREEN = Screen(
    "home", blocks=(Paragraph(plain(TEXT)),), rows=((Button("Xem thêm", "explainer/bhyt"),),)
)


def draw(_conn: Connection, _campaign: CampaignId, _variant: str) -> Screen:
    """What everyone gets."""
    return SCREEN


Figure = tuple[float, float]
"""Messages a second, and microseconds of the sender's processor a message."""


def figure(people: int, began: float, worked: float) -> Figure:
    """What sending to so many people took."""
    took, cost = time.perf_counter() - began, time.process_time() - worked
    return people / took, cost / people * 1e6


async def bare(base: str, people: int) -> Figure:
    """The control."""
    url = f"{base}/bot1:abc/sendMessage"
    chats = iter(range(1, people + 1))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def work() -> None:
            for chat in chats:
                message = {"chat_id": chat, "text": TEXT, "parse_mode": "HTML"}
                async with session.post(url, json=message) as response:
                    await response.read()

        began, worked = time.perf_counter(), time.process_time()
        await asyncio.gather(*(work() for _ in range(WORKERS)))
        return figure(people, began, worked)


async def durable(base: str, store: Store, people: int, pace: int = 1_000_000) -> Figure:
    """From the start of the sender until the last row is settled."""
    campaign = await store.write(fill_anew, people)
    bot = make_bot("1:abc", base)
    channel = TelegramChannel(bot, messages_per_second=pace)
    post = Post(store, KEYS, draw, lambda: datetime.now(UTC), "bench")  # noqa: TID251
    stop = asyncio.Event()
    began, worked = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as group:
        group.create_task(Dispatcher(post, {channel.name: channel}).run(stop))
        while await store.read(deliveries.is_open, campaign):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        found = figure(people, began, worked)
        stop.set()
    counts = await store.read(deliveries.counts, campaign)
    assert counts["sent"] == people, counts
    await bot.shutdown()
    return found


def fill_anew(conn: Connection, people: int) -> CampaignId:
    """A campaign for everyone, in a database that holds nothing else of the kind."""
    for table in ("deliveries", "contacts", "people", "campaigns"):
        conn.exec_driver_sql(f"DELETE FROM {table}")
    if conn.dialect.name == "postgresql":
        for table in ("deliveries", "contacts", "people"):
            conn.exec_driver_sql(f"ALTER SEQUENCE {table}_id_seq RESTART")
    else:
        conn.exec_driver_sql("DELETE FROM sqlite_sequence")
    return fill(conn, people, "telegram")


async def measure(kind: str, people: int, rounds: int) -> dict[str, Any]:
    """Some rounds of both."""
    with stage.telegram() as base, stage.database(kind) as url:
        stage.pin(stage.SENDER)
        store = await open_store(url)
        found: list[tuple[Figure, Figure]] = []
        for _ in range(rounds):
            found.append((await durable(base, store, people), await bare(base, people)))
        told = stage.stats(base)
        await store.close()
    ratios = [ours[0] / control[0] for ours, control in found]
    return dict(
        benchmark="broadcast",
        database=store.dialect,
        people=people,
        durable_per_second=[round(ours[0]) for ours, _ in found],
        control_per_second=[round(control[0]) for _, control in found],
        durable_cpu_us=[round(ours[1]) for ours, _ in found],
        control_cpu_us=[round(control[1]) for _, control in found],
        ratio=round(statistics.median(ratios), 2),
        ratios=[round(ratio, 2) for ratio in ratios],
        told_as_often_as_asked=told["most"] == 2 * rounds and told["people"] == people,
    )


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    reader.add_argument("--people", type=int, default=20_000)
    reader.add_argument("--rounds", type=int, default=3)
    given = reader.parse_args()
    for kind in given.databases:
        result = uvloop.run(measure(kind, given.people, given.rounds))
        print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
