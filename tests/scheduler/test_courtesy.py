"""Who speaks goes before a broadcast, for about as long as an answer takes."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

from bot.channels.letterbox import Letterbox
from db.store import Store
from scheduler.courtesy import FOR, Courtesy
from scheduler.dispatch import Dispatcher
from scheduler.post import Post
from tests.databases import Database
from tests.fakes import FakeChannel
from tests.pushes import KEYS, broadcast
from tests.scheduler.drawing import draw

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def test_somebody_who_spoke_is_let_pass_for_a_moment() -> None:
    courtesy = Courtesy()
    assert not courtesy.is_due()

    courtesy.heard()

    assert courtesy.is_due()
    time.sleep(FOR + 0.05)
    assert not courtesy.is_due()


def test_the_senders_know_before_what_was_said_is_stored() -> None:
    told: list[str] = []

    class Slow:
        async def write(self, *_args: object) -> None:
            told.append("stored")

    async def story() -> None:
        box = Letterbox("fake", Slow(), lambda: NOW, asyncio.Event(), lambda: told.append("heard"))  # type: ignore[arg-type]
        await box.keep([(1, {})])

    asyncio.run(story())
    assert told == ["heard", "stored"]


def test_a_broadcast_goes_on_while_people_keep_speaking(database: Database) -> None:
    class Always(Courtesy):
        def is_due(self) -> bool:
            return True

    channel = FakeChannel()

    async def story(store: Store) -> None:
        await store.write(broadcast, 120)
        sending = Post(store, KEYS, draw, lambda: NOW, "p1", courtesy=Always())
        stop = asyncio.Event()
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            group.create_task(Dispatcher(sending, {"fake": channel}).run(stop))
            while len(channel.sent) < 120:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
            stop.set()

    database.run(story)
    assert len({reader for reader, _ in channel.sent}) == len(channel.sent) == 120
