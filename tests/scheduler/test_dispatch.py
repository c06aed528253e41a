"""The sender on both databases: once each, paced, never dead, quiet at night."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import Connection, update

from content.channel import Contact, Delivered, Limits, Postponed, Receipt, Refused, Unconfirmed
from content.delivery import Urgency
from content.quiet import QuietHours
from db import budgets, outbox
from db.budgets import Budget
from db.store import Store
from db.tables import deliveries
from db.values import CampaignId
from scheduler.budgets import DOWN
from scheduler.dispatch import Dispatcher, Post
from tests.databases import Database
from tests.fakes import FakeChannel, holds
from tests.pushes import (
    KEYS,
    NOW,
    broadcast,
    campaign,
    for_campaign,
    ping,
    resident,
    set_campaign,
    states,
)
from tests.scheduler.drawing import draw


def post(store: Store, **values: Any) -> Post:
    told: dict[str, Any] = dict(
        store=store, keys=KEYS, draw=draw, clock=lambda: NOW, process="p1", rng=Random(1)
    )
    return Post(**told | values)


async def dispatch(
    sending: Post, channel: FakeChannel, until: Callable[[], Awaitable[bool]], most: float = 5
) -> None:
    """Run the dispatcher until something holds, then stop it; fails when it never holds."""
    stop = asyncio.Event()
    async with asyncio.timeout(most), asyncio.TaskGroup() as group:
        group.create_task(Dispatcher(sending, {channel.name: channel}).run(stop))
        await holds(until)
        stop.set()


def counted(store: Store, **wanted: int) -> Callable[[], Awaitable[bool]]:
    """Whether the rows stand like this."""

    async def look() -> bool:
        found = Counter(state for state, _ in await store.read(states))
        return found == Counter(wanted)

    return look


def test_everyone_in_a_broadcast_is_told_once(database: Database) -> None:
    channel = FakeChannel()

    async def story(store: Store) -> None:
        await store.write(broadcast, 120)
        await dispatch(post(store), channel, counted(store, sent=120))

    database.run(story)
    assert len(channel.told()) == len(set(channel.told())) == 120
    assert channel.prepared == 1


def test_each_text_of_a_broadcast_is_prepared_once_and_reaches_its_readers(
    database: Database,
) -> None:
    channel = FakeChannel()

    async def story(store: Store) -> None:
        def prepare(conn: Connection) -> None:
            broadcast(conn, 60)
            english = deliveries.c.id.in_(range(1, 21))
            conn.execute(update(deliveries).where(english).values(variant="en"))

        await store.write(prepare)
        await dispatch(post(store), channel, counted(store, sent=60))

    database.run(story)
    assert Counter(text.rpartition("con")[2] for _, text in channel.sent) == {"": 40, "en": 20}
    assert channel.prepared == 2


def test_a_personal_push_carries_its_own_screen(database: Database) -> None:
    channel = FakeChannel()

    async def story(store: Store) -> None:
        await store.write(lambda conn: outbox.queue(conn, [ping(resident(conn, "lan"))]))
        await dispatch(post(store), channel, counted(store, sent=1))

    database.run(story)
    assert channel.sent == [("lan", "Nhắc việc NV-1")]


def test_each_receipt_finds_its_end(database: Database) -> None:
    receipts: dict[str, Receipt] = {
        "a": Delivered("1"),
        "b": Refused("blocked", for_good=True),
        "c": Unconfirmed("time-out"),
        "d": Refused("server error", for_good=False),
        "e": Postponed(NOW + timedelta(hours=1), "dns"),
    }
    channel = FakeChannel(answer=lambda contact: receipts[contact.external[-1]])

    async def story(store: Store) -> list[tuple[str, str]]:
        def prepare(conn: Connection) -> None:
            number = campaign(conn)
            people = [resident(conn, name) for name in receipts]
            outbox.queue(conn, [for_campaign(contact, number) for contact in people])

        await store.write(prepare)
        ends = counted(store, sent=1, undeliverable=1, unconfirmed=1, queued=2)
        await dispatch(post(store), channel, ends)
        return await store.read(states)

    assert database.run(story) == [
        ("sent", ""),
        ("undeliverable", "blocked"),
        ("unconfirmed", "time-out"),
        ("queued", "server error"),
        ("queued", "dns"),
    ]


def test_a_channel_that_raises_or_cannot_draw_stops_nobody(database: Database) -> None:
    def answer(contact: Contact) -> Receipt:
        if contact.external == "bad":
            raise RuntimeError("a fault in the channel")
        return Delivered()

    channel = FakeChannel(answer=answer)

    async def story(store: Store) -> list[tuple[str, str]]:
        def prepare(conn: Connection) -> None:
            ugly = ping(resident(conn, "ugly"), screen="{not json")
            people = [resident(conn, name) for name in ("bad", "good")]
            outbox.queue(conn, [ugly, *(ping(contact) for contact in people)])

        await store.write(prepare)
        await dispatch(post(store), channel, counted(store, sent=1, queued=2))
        return await store.read(states)

    found = dict.fromkeys(reason.partition(":")[0] for _, reason in database.run(story))
    assert list(found) == ["cannot be drawn", "the channel failed", ""]


def test_a_wait_for_everyone_stops_the_channel_and_nothing_is_lost(database: Database) -> None:
    channel = FakeChannel(limits=Limits(2000, True, True, 10.0, 0.0))
    began = datetime.now(UTC)  # noqa: TID251  (the wait is measured on a real clock)

    def clock() -> datetime:
        return datetime.now(UTC)  # noqa: TID251

    def answer(_contact: Contact) -> Receipt:
        if len(channel.sent) == 1:
            return Postponed(clock() + timedelta(seconds=0.8), "slow down", everyone=True)
        return Delivered()

    channel.answer = answer

    async def story(store: Store) -> None:
        await store.write(broadcast, 3)
        await dispatch(post(store, clock=clock), channel, counted(store, sent=3))

    database.run(story)
    assert len(channel.sent) == 4
    assert channel.moments[1] - channel.moments[0] >= 0.75
    assert began < clock()


def test_a_database_in_trouble_is_waited_for(sqlite_database: Database) -> None:
    channel = FakeChannel()

    class Shaky:
        """A store whose answers are lost now and then, after the commit too."""

        def __init__(self, store: Store) -> None:
            self.store, self.dialect, self.calls = store, store.dialect, 0

        async def write(self, unit: Any, *args: Any, **kwargs: Any) -> Any:
            self.calls += 1
            if self.calls == 2:
                raise OSError("disk full")
            done = await self.store.write(unit, *args, **kwargs)
            if self.calls == 1:
                raise OSError("the answer of the commit was lost")
            return done

        async def read(self, unit: Any, *args: Any, **kwargs: Any) -> Any:
            return await self.store.read(unit, *args, **kwargs)

        async def close(self) -> None:
            await self.store.close()

    async def story(store: Store) -> None:
        await store.write(broadcast, 5)
        await dispatch(post(Shaky(store)), channel, counted(store, sent=5), most=8)

    sqlite_database.run(story)
    assert sorted(channel.told()) == sorted(set(channel.told()))


def test_pausing_acts_at_once(database: Database) -> None:
    channel = FakeChannel(limits=Limits(2000, True, True, 20.0, 0.0))

    async def story(store: Store) -> tuple[int, int]:
        number = await store.write(broadcast, 100)

        async def some() -> bool:
            return len(channel.sent) >= 4

        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(Dispatcher(post(store), {"fake": channel}).run(stop))
            await holds(some)
            await store.write(set_campaign, number, "paused")
            at_pause = len(channel.sent)
            await asyncio.sleep(0.6)
            stop.set()
        return at_pause, len(channel.sent)

    at_pause, after = database.run(story)
    assert after - at_pause <= 2


def test_the_pace_is_kept(sqlite_database: Database) -> None:
    channel = FakeChannel(limits=Limits(2000, True, True, 30.0, 0.0))

    async def story(store: Store) -> None:
        await store.write(broadcast, 75)
        await dispatch(post(store), channel, counted(store, sent=75))

    sqlite_database.run(story)
    moments = channel.moments
    busiest = max(sum(1 for m in moments if start <= m < start + 1) for start in moments)
    # The grants never exceed 30 a second (tests of pacing); a busy machine may carry out the three
    # sends of one tick late, into the next window.
    assert busiest <= 30 + 3
    assert len(moments) == 75


def test_nothing_is_sent_in_quiet_hours(sqlite_database: Database) -> None:
    channel = FakeChannel()
    at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 22:00 in Hà Nội
    quiet = QuietHours.parse("21:00-06:00")

    async def story(store: Store) -> None:
        await store.write(broadcast, 3)
        waited = asyncio.get_running_loop().time() + 0.4

        async def later() -> bool:
            return asyncio.get_running_loop().time() > waited

        await dispatch(post(store, clock=lambda: at, quiet=quiet), channel, later)

    sqlite_database.run(story)
    assert channel.sent == []
    assert sqlite_database.read(states) == [("queued", "")] * 3


def test_what_is_urgent_is_sent_in_quiet_hours_and_nothing_else(database: Database) -> None:
    channel = FakeChannel()
    at = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # 22:00 in Hà Nội
    quiet = QuietHours.parse("21:00-06:00")

    async def story(store: Store) -> None:
        await store.write(broadcast, 3)
        storm = await store.write(broadcast, 2)
        await store.write(make_urgent, storm)
        done = counted(store, sent=2, queued=3)
        await dispatch(post(store, clock=lambda: at, quiet=quiet), channel, done)

    database.run(story)
    assert sorted(database.read(states)) == [("queued", "")] * 3 + [("sent", "")] * 2


ACCOUNT = Limits(2000, True, True, 30.0, 0.0, account="1")


def seconds_from_now(seconds: float) -> Callable[[], Awaitable[bool]]:
    """Whether so many seconds have passed."""
    began = time.monotonic()

    async def look() -> bool:
        return time.monotonic() > began + seconds

    return look


def test_hours_told_to_everyone_outlive_a_restart_and_end_in_time(database: Database) -> None:
    """Nothing goes before them, however often we start; what is left goes after them."""
    channel = FakeChannel(limits=ACCOUNT)
    hours = timedelta(hours=3)
    channel.answer = lambda _: Postponed(NOW + hours, "429", everyone=True, slower=True)

    async def story(store: Store) -> Budget | None:
        await store.write(broadcast, 12)
        await dispatch(post(store), channel, seconds_from_now(0.6))
        told = len(channel.sent)
        assert 1 <= told < 12
        channel.answer = lambda _: Delivered()
        in_between = NOW + hours - timedelta(minutes=1)
        second = post(store, clock=lambda: in_between, process="p2")
        await dispatch(second, channel, seconds_from_now(0.6))
        assert len(channel.sent) == told
        after = post(store, clock=lambda: NOW + hours, process="p3")
        await dispatch(after, channel, counted(store, sent=12))
        return await store.read(budgets.find, "fake:1")

    budget = database.run(story)
    assert budget == Budget(DOWN, NOW + hours, NOW)


def test_a_429_of_one_chat_holds_up_nobody_else(sqlite_database: Database) -> None:
    def answer(contact: Contact) -> Receipt:
        is_first = contact.external.endswith("-0")
        return Postponed(NOW + timedelta(hours=1), "429") if is_first else Delivered()

    channel = FakeChannel(limits=ACCOUNT, answer=answer)

    async def story(store: Store) -> Budget | None:
        await store.write(broadcast, 10)
        await dispatch(post(store), channel, counted(store, sent=9, queued=1))
        return await store.read(budgets.find, "fake:1")

    assert sqlite_database.run(story) is None


def test_after_the_quiet_hours_a_trickle_comes_first_and_what_is_urgent_all_at_once(
    sqlite_database: Database,
) -> None:
    channel = FakeChannel(limits=Limits(2000, True, True, 100.0, 0.0))
    six = datetime(2026, 11, 24, 23, 0, tzinfo=UTC)  # 06:00 in Hà Nội
    quiet = QuietHours.parse("21:00-06:00")

    async def story(store: Store) -> Counter[str]:
        await store.write(broadcast, 90)
        storm = await store.write(broadcast, 20)
        await store.write(make_urgent, storm)
        waking = post(store, clock=lambda: six, quiet=quiet)
        await dispatch(waking, channel, seconds_from_now(1.5))
        return Counter(name.partition("-")[0] for name in channel.told())

    calm, urgent = (sqlite_database.run(story)[key] for key in ("1", "2"))
    assert urgent == 20
    assert 1 <= calm <= 20  # a tenth of 100 a second


def make_urgent(conn: Connection, campaign: CampaignId) -> None:
    """As the urgent class of campaigns queues its rows."""
    mine = deliveries.c.campaign_id == campaign
    conn.execute(update(deliveries).where(mine).values(urgency=int(Urgency.URGENT)))


def test_stopping_lets_what_is_in_the_air_land(database: Database) -> None:
    channel = FakeChannel(latency=0.4)

    async def story(store: Store) -> Counter[str]:
        await store.write(broadcast, 20)

        async def begun() -> bool:
            return len(channel.moments) > 0

        await dispatch(post(store), channel, begun)
        return Counter(state for state, _ in await store.read(states))

    found = database.run(story)
    assert found["sending"] == 0
    assert found["sent"] == len(channel.sent) >= 1


def test_waking_sends_without_waiting_for_the_poll(sqlite_database: Database) -> None:
    channel = FakeChannel()

    async def story(store: Store) -> float:
        stop = asyncio.Event()
        dispatcher = Dispatcher(post(store), {"fake": channel})
        loop = asyncio.get_running_loop()

        async def sent() -> bool:
            return bool(channel.moments)

        async with asyncio.TaskGroup() as group:
            group.create_task(dispatcher.run(stop))
            await asyncio.sleep(0.1)
            await store.write(lambda conn: outbox.queue(conn, [ping(resident(conn, "lan"))]))
            dispatcher.wake()
            asked = loop.time()
            await holds(sent)
            stop.set()
        return channel.moments[0] - asked

    assert sqlite_database.run(story) < 0.3


def test_pausing_acts_within_a_second_however_slow_the_wire(sqlite_database: Database) -> None:
    channel = FakeChannel(latency=0.4, limits=Limits(2000, True, True, 1_000_000.0, 0.0))

    async def story(store: Store) -> tuple[float, float]:
        number = await store.write(broadcast, 400)

        async def some() -> bool:
            return len(channel.sent) > 0

        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(Dispatcher(post(store), {"fake": channel}).run(stop))
            await holds(some)
            await store.write(set_campaign, number, "paused")
            paused = asyncio.get_running_loop().time()
            await asyncio.sleep(1.5)
            stop.set()
        return paused, max(channel.moments)

    paused, last = sqlite_database.run(story)
    assert last - paused < 1
    found = Counter(state for state, _ in sqlite_database.read(states))
    assert found["sent"] == len(channel.sent) < 400
    assert found["queued"] == 400 - found["sent"]


def test_a_flood_is_taken_as_fast_as_the_channel_takes_it(sqlite_database: Database) -> None:
    channel = FakeChannel(latency=0.001, limits=Limits(2000, True, True, 1_000_000.0, 0.0))

    async def story(store: Store) -> None:
        await store.write(broadcast, 3000)
        await dispatch(post(store), channel, counted(store, sent=3000), most=20)

    sqlite_database.run(story)
    assert len(channel.told()) == len(set(channel.told())) == 3000
    assert channel.moments[-1] - channel.moments[0] < 10


def test_a_wire_that_changes_its_mind_leaves_no_claimed_row_behind(
    sqlite_database: Database,
) -> None:
    channel = FakeChannel(limits=Limits(2000, True, True, 1_000_000.0, 0.0))

    def answer(_contact: Contact) -> Receipt:
        channel.latency = 0.05 if len(channel.sent) % 400 < 200 else 0.001
        return Delivered()

    channel.answer = answer

    async def story(store: Store) -> None:
        await store.write(broadcast, 2000)
        await dispatch(post(store), channel, counted(store, sent=2000), most=20)

    sqlite_database.run(story)
    assert len(channel.told()) == len(set(channel.told())) == 2000
