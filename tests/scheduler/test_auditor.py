"""The auditor: what it finds, whom it tells, and when it lets the outside heartbeat ring."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from content.quiet import QuietHours
from content.screen import from_json, plain_text
from db import budgets, findings, outbox, people, processes, usage
from db.budgets import Budget
from db.store import Store
from db.tables import campaigns, deliveries, inbox
from scheduler.auditor import Auditor, Beat
from scheduler.clockwork import Clockwork, Tick
from scheduler.runs import Runs
from tests.databases import Database
from tests.pushes import NOW, broadcast, campaign, deliver, later, ping, resident, take

MINUTE = 60.0
Plant = Callable[[Connection], Any]


class Watchman:
    """An auditor with a clock and a heartbeat that one can look at."""

    def __init__(self, store: Store, quiet: str = "") -> None:
        self.store, self.at, self.jumped, self.rings = store, 0.0, 0.0, 0
        self.runs = Runs()
        hours = QuietHours.parse(quiet)
        beat = Beat(timedelta(seconds=MINUTE), self.ring, hours, ("fake",), {"fake": 3000})
        self.auditor = Auditor(store, "p1", self.runs, beat, lambda: self.at)

    async def ring(self) -> None:
        self.rings += 1

    async def begin(self) -> Watchman:
        await self.store.write(processes.beat, "p1", 1, NOW)
        return self

    async def look(self, minutes: float = 1, *, jump: float = 0) -> dict[str, int]:
        """So many minutes pass, and the auditor looks; the wall clock jumps by ``jump`` seconds."""
        self.at += minutes * MINUTE
        self.jumped += jump
        now = later(self.at + self.jumped)
        await self.store.write(processes.beat, "p1", 1, now)
        return dict(await self.auditor.look(now))

    async def standing(self) -> list[str]:
        return list(await self.store.read(findings.standing))


def update_of(conn: Connection, state: str, at: datetime, body: str | None) -> None:
    row = dict(channel="fake", update_id=1, body=body, state=state, received_at=at)
    conn.execute(insert(inbox).values(row))


def unread(conn: Connection) -> None:
    update_of(conn, "new", later(-301), "{}")


def unanswered(conn: Connection) -> None:
    update_of(conn, "handled", later(-301), None)


def unstarted(conn: Connection) -> None:
    campaign(conn, "approved", at=later(-121))


def unrecurred(conn: Connection) -> None:
    campaign(conn, "approved", at=later(-9000), next_at=later(-121), repeat="FREQ=DAILY")


def unfinished(conn: Connection) -> None:
    broadcast(conn, 1)
    conn.execute(update(deliveries).values(state="sent"))


def orphaned(conn: Connection) -> None:
    processes.beat(conn, "dead", 2, later(-130))
    broadcast(conn, 2)
    take(conn, process="dead")


FAULTS: tuple[tuple[Plant, str], ...] = (
    (unread, "inbox"),
    (unanswered, "inbox"),
    (unstarted, "campaigns"),
    (unrecurred, "campaigns"),
    (unfinished, "campaigns"),
    (orphaned, "orphans"),
)


@pytest.mark.parametrize(("plant", "kind"), FAULTS, ids=lambda one: getattr(one, "__name__", one))
def test_a_fault_is_found_at_the_second_look_and_stops_the_heartbeat_at_the_first(
    database: Database, plant: Plant, kind: str
) -> None:
    async def story(store: Store) -> tuple[Any, ...]:
        here = await Watchman(store).begin()
        await here.look(0)
        before = here.rings
        await store.write(plant)
        return before, await here.look(), await here.look(), await here.standing(), here.rings

    assert database.run(story) == (1, {}, {kind: 1}, [kind], 1)


def fresh(conn: Connection) -> None:
    """What is no fault: all a little younger than what would be one."""
    update_of(conn, "new", later(-100), "{}")
    conn.execute(
        insert(inbox).values(
            dict(channel="mail", update_id=2, body="", state="new", received_at=later(-9000))
        )
    )
    conn.execute(
        insert(inbox).values(
            dict(channel="fake", update_id=3, body="", state="handled", received_at=later(-9000))
        )
    )
    campaign(conn, "approved", at=later(30))
    campaign(conn, "approved")
    campaign(conn, "held", at=later(-9000))
    campaign(conn, enlist_to=5)
    processes.beat(conn, "alive", 2, later(20))
    broadcast(conn, 2)
    take(conn, process="alive")


def test_what_is_under_way_is_no_fault(database: Database) -> None:
    async def story(store: Store) -> tuple[list[str], int]:
        here = await Watchman(store).begin()
        await store.write(fresh)
        for _ in range(2):
            await here.look()
        return await here.standing(), here.rings

    assert database.run(story) == ([], 2)


def test_an_end_is_told_and_the_heartbeat_rings_again(database: Database) -> None:
    async def story(store: Store) -> tuple[Any, ...]:
        here = await Watchman(store).begin()
        await store.write(unstarted)
        for _ in range(3):
            await here.look()
        await store.write(lambda conn: conn.execute(update(campaigns).values(state="cancelled")))
        counts = [await here.look() for _ in range(3)]
        return counts, here.rings, await here.standing()

    counts, rings, standing = database.run(story)
    assert counts == [{}, {}, {"campaigns over": 1}]
    assert (rings, standing) == (1, [])


def told(conn: Connection) -> list[tuple[str, str]]:
    """The notices: what they are, and their words."""
    found = conn.execute(select(deliveries.c.key, deliveries.c.screen).order_by(deliveries.c.id))
    return [(row.key.partition(":")[0], plain_text(from_json(row.screen))) for row in found]


def an_admin(conn: Connection) -> None:
    contact = resident(conn, "quan-tri")
    found = people.find_contact(conn, contact.id)  # type: ignore[arg-type]  # a new id
    assert found
    people.give_role(conn, found[1], "admin", office=None, unit=None, now=later(-9000))
    resident(conn, "ba-con")


def test_administrators_are_told_once_and_once_when_it_is_over(database: Database) -> None:
    async def story(store: Store) -> list[tuple[str, str]]:
        here = await Watchman(store).begin()
        await store.write(an_admin)
        await store.write(unstarted)
        for _ in range(5):
            await here.look()
        await store.write(lambda conn: conn.execute(update(campaigns).values(state="cancelled")))
        for _ in range(5):
            await here.look()
        return await store.read(told)

    notices = database.run(story)
    assert [key for key, _ in notices] == ["alarm", "relief"]
    assert all("Có chiến dịch tới giờ chưa chạy" in words for _, words in notices)


def test_two_schedulers_tell_once(database: Database) -> None:
    async def story(store: Store) -> list[str]:
        one, other = await Watchman(store).begin(), await Watchman(store).begin()
        await store.write(an_admin)
        await store.write(unstarted)
        for _ in range(4):
            await one.look()
            await other.look()
        return [key for key, _ in await store.read(told)]

    assert database.run(story) == ["alarm"]


def test_a_tick_that_stopped_or_fails_again_and_again_is_found(sqlite_database: Database) -> None:
    async def story(store: Store) -> tuple[Any, ...]:
        here = await Watchman(store).begin()
        here.runs.expect("duties", 60, 0)
        here.runs.expect("pruning", 3600, 0)
        counts = []
        for _ in range(6):
            here.runs.failed("duties")
            counts.append(await here.look())
        here.runs.went_well("duties", here.at)
        await here.look()
        return counts, await here.look(3)

    counts, after = sqlite_database.run(story)
    assert counts == [{}, {}, {}, {}, {}, {"ticks": 1}]
    assert after == {"ticks over": 1}


def waiting(conn: Connection) -> None:
    """A ping and a campaign are due."""
    broadcast(conn, 30)
    outbox.queue(conn, [ping(resident(conn, "lan"))])


async def looks(here: Watchman, many: int) -> list[str]:
    for _ in range(many):
        await here.look()
    return await here.standing()


def test_messages_that_wait_while_nothing_goes_are_found(database: Database) -> None:
    async def story(store: Store) -> list[list[str]]:
        here = await Watchman(store).begin()
        await store.write(waiting)
        return [await looks(here, 16), await looks(here, 1)]

    assert database.run(story) == [[], ["standstill"]]


def test_a_queue_that_moves_slowly_is_no_standstill(database: Database) -> None:
    """One goes every ten minutes, and the last of the others has waited for an hour."""

    async def story(store: Store) -> list[list[str]]:
        here, found = await Watchman(store).begin(), []
        await store.write(waiting)
        for _ in range(6):
            found.append(await looks(here, 10))
            await store.write(lambda conn: deliver(conn, take(conn, 1, now=later(here.at))))
        return found

    assert database.run(story) == [[]] * 6


def paused(conn: Connection) -> None:
    broadcast(conn, 3, state="paused")


def blocked(conn: Connection) -> None:
    waiting(conn)
    budgets.change(conn, "fake:1", lambda _: Budget(0.7, later(9000), NOW))


def used_up(conn: Connection) -> None:
    waiting(conn)
    usage.add(conn, "fake", 2995, NOW)


def put_off(conn: Connection) -> None:
    outbox.queue(conn, [ping(resident(conn, "lan"), not_before=later(9000))])


@pytest.mark.parametrize("reason", [paused, blocked, used_up, put_off])
def test_what_waits_for_a_reason_is_no_standstill(database: Database, reason: Plant) -> None:
    async def story(store: Store) -> list[str]:
        here = await Watchman(store).begin()
        await store.write(reason)
        return await looks(here, 40)

    assert database.run(story) == []


def test_in_quiet_hours_only_the_urgent_must_go(database: Database) -> None:
    """NOW is ten in the morning in Hà Nội."""

    async def story(store: Store) -> list[list[str]]:
        here = await Watchman(store, quiet="09:00-12:00").begin()
        await store.write(waiting)
        calm = await looks(here, 30)
        urgent = dict(urgency=outbox.Urgency.URGENT, key="urgent")
        await store.write(lambda conn: outbox.queue(conn, [ping(resident(conn, "hoa"), **urgent)]))
        return [calm, await looks(here, 17)]

    assert database.run(story) == [[], ["standstill"]]


def test_a_wire_that_is_down_is_a_standstill_though_each_try_puts_off(database: Database) -> None:
    async def story(store: Store) -> list[str]:
        here = await Watchman(store).begin()
        await store.write(waiting)
        for _ in range(18):
            soon = later(here.at + 5)
            await store.write(
                lambda conn, at: conn.execute(update(deliveries).values(not_before=at)), soon
            )
            await here.look()
        return await here.standing()

    assert database.run(story) == ["standstill"]


def test_a_clock_set_forward_finds_nothing_by_itself(database: Database) -> None:
    """What its hour made due is done a second later, by the next tick."""

    async def story(store: Store) -> tuple[Any, ...]:
        here = await Watchman(store).begin()
        here.runs.expect("duties", 60, 0)
        await store.write(waiting)
        await store.write(lambda conn: campaign(conn, "approved", at=later(1800)))
        await here.look(0)
        first = await here.look(1, jump=3600)
        await store.write(lambda conn: conn.execute(update(campaigns).values(state="running")))
        await store.write(
            lambda conn: conn.execute(
                update(campaigns).where(campaigns.c.id == 2).values(state="finished")
            )
        )
        return first, await here.look(), await here.standing()

    assert database.run(story) == ({}, {}, [])


def test_a_heartbeat_that_hangs_holds_up_no_other_tick(sqlite_database: Database) -> None:
    async def story(store: Store) -> int:
        runs, stop, ticked = Runs(), asyncio.Event(), 0

        async def hang() -> None:
            await asyncio.sleep(30)

        async def count(_now: datetime) -> Mapping[str, int]:
            nonlocal ticked
            ticked += 1
            if ticked == 4:
                stop.set()
            return {}

        beat = Beat(timedelta(seconds=60), hang, None, ("fake",))
        auditor = Auditor(store, "p1", runs, beat)
        ticks = (Tick("auditor", 60, auditor.look), Tick("other", 0.1, count))
        async with asyncio.timeout(10):
            await Clockwork(ticks, store, clock_of_this_machine, runs).run(stop)
        return ticked

    assert sqlite_database.run(story) >= 4


def clock_of_this_machine() -> datetime:
    """APScheduler looks at it too."""
    return datetime.now(UTC)  # noqa: TID251
