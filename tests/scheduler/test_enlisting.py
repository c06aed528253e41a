"""The people of a large campaign are added slice by slice, everybody once, on both databases.

The crowds are small and their numbers far apart: slices are counted in numbers, not in heads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from content.campaigns import Campaign, Draft, fingerprint
from db import campaigns
from db.enlisting import FIRST, SLICE
from db.store import Store
from db.tables import campaigns as table
from db.tables import contacts, people
from db.tables import deliveries as rows
from db.values import CampaignId
from handlers import campaigns as orders
from handlers.campaigns import Order
from scheduler import enlisting as ticking
from scheduler.campaigns import tick
from tests.crowd import PROVINCE
from tests.databases import Database
from tests.pushes import NOW, later
from tests.talk import library

SLICES = 4
TOP = FIRST + SLICES * SLICE
"""The highest number of the crowd."""
EVERYBODY = range(SLICE // 2, TOP + 1, SLICE // 2)
"""Two people a slice."""


def gather(conn: Connection, numbers: Sequence[int] = EVERYBODY) -> None:
    """People of these numbers, who can be told."""
    somebody = dict(origin="self", unit="tho-phu", joined_at=NOW)
    conn.execute(insert(people), [dict(id=n, name=f"Người {n}", **somebody) for n in numbers])
    line = dict(channel="telegram", ground="wrote", seen_at=NOW)
    conn.execute(
        insert(contacts), [dict(id=n, person_id=n, external=str(n), **line) for n in numbers]
    )


def started(conn: Connection, **values: Any) -> CampaignId:
    """A campaign for everybody that starts now."""
    draft = Draft("Rà soát", "Chào {name|bà con}!", (), "all", NOW)
    number = campaigns.create(conn, draft, unit=PROVINCE, author=None, now=NOW)
    approved = dict(state="approved", approved_hash=fingerprint(draft, PROVINCE))
    conn.execute(update(table).where(table.c.id == number).values(**approved))
    tick(conn, library(), NOW)
    return number


def gathered_and_started(conn: Connection) -> CampaignId:
    gather(conn)
    return started(conn)


def enlisted(conn: Connection, campaign: int = 1) -> list[int]:
    """The numbers of the people in a campaign, one a row."""
    found = conn.scalars(select(rows.c.contact_id).where(rows.c.campaign_id == campaign))
    return sorted(found)


def slice_(conn: Connection) -> int | None:
    return ticking.enlist(conn, library(), NOW, 0)


def got(conn: Connection) -> Campaign:
    found = campaigns.get(conn, CampaignId(1))
    assert found
    return found


async def to_the_end(store: Store) -> int:
    """Ticks until nobody is added any more; how many were."""
    total = 0
    while (await store.read(got)).enlist_to is not None:
        total += (await ticking.tick(store, library(), NOW))["enlisted"]
    return total


def test_a_small_audience_is_fixed_in_the_transaction_of_the_start(database: Database) -> None:
    def story(conn: Connection) -> tuple[list[int], bool, int | None]:
        gather(conn, [1, 2, FIRST])
        started(conn)
        return enlisted(conn), got(conn).is_enlisting, slice_(conn)

    assert database.write(story) == ([1, 2, FIRST], False, None)


def test_a_large_one_begins_with_the_highest_numbers_and_ends_with_everybody_once(
    database: Database,
) -> None:
    async def story(store: Store) -> None:
        await store.write(gathered_and_started)
        assert await store.read(enlisted) == [n for n in EVERYBODY if n > TOP - FIRST]
        assert (await store.read(got)).is_enlisting
        assert await to_the_end(store) == 2 * SLICES
        assert await store.read(enlisted) == list(EVERYBODY)
        assert not (await store.read(got)).is_enlisting
        assert await ticking.tick(store, library(), NOW) == {"enlisted": 0}

    database.run(story)


def test_a_slice_looks_at_so_many_people_and_no_more(database: Database) -> None:
    def story(conn: Connection) -> list[int | None]:
        gathered_and_started(conn)
        return [slice_(conn) for _ in range(SLICES + 1)]

    assert database.write(story) == [2] * SLICES + [None]


def test_an_answer_comes_between_two_slices(database: Database) -> None:
    """By the order of events: what is asked for while people are added is done while others are
    still to be added."""

    async def story(store: Store) -> int | None:
        await store.write(gathered_and_started)
        async with asyncio.TaskGroup() as group:
            adding = group.create_task(ticking.tick(store, library(), NOW))
            await asyncio.sleep(0)
            left = await store.write(lambda conn: got(conn).enlist_to)
            assert not adding.done()
        return left

    left = database.run(story)

    assert left is not None and left >= TOP - FIRST - SLICE


def test_who_joins_after_the_start_is_not_added(database: Database) -> None:
    async def story(store: Store) -> None:
        await store.write(gathered_and_started)
        await store.write(gather, [TOP + 1])
        await to_the_end(store)
        assert TOP + 1 not in await store.read(enlisted)

    database.run(story)


def test_killed_in_between_it_goes_on_and_nobody_is_in_it_twice(database: Database) -> None:
    database.write(gathered_and_started)
    database.write(slice_)  # and the process ends

    database.run(to_the_end)

    assert database.read(enlisted) == list(EVERYBODY)


def test_a_slice_that_was_undone_is_taken_again(database: Database) -> None:
    class Killed(Exception):
        pass

    def killed(conn: Connection) -> None:
        assert slice_(conn) == 2
        raise Killed

    async def story(store: Store) -> None:
        await store.write(gathered_and_started)
        with suppress(Killed):
            await store.write(killed)
        await to_the_end(store)
        assert await store.read(enlisted) == list(EVERYBODY)

    database.run(story)


def test_several_at_once_double_nobody(database: Database) -> None:
    async def story(store: Store) -> None:
        await store.write(gathered_and_started)
        await asyncio.gather(*(ticking.tick(store, library(), NOW) for _ in range(3)))
        await to_the_end(store)
        assert await store.read(enlisted) == list(EVERYBODY)

    database.run(story)


def test_it_is_not_finished_while_people_are_to_be_added(database: Database) -> None:
    def all_sent(conn: Connection) -> None:
        conn.execute(update(rows).values(state="sent", finished_at=NOW))

    async def story(store: Store) -> list[str]:
        seen = []
        await store.write(gathered_and_started)
        await store.write(all_sent)
        await store.write(tick, library(), later(1))
        seen.append((await store.read(got)).state)
        await to_the_end(store)
        await store.write(all_sent)
        await store.write(tick, library(), later(2))
        seen.append((await store.read(got)).state)
        return seen

    assert database.run(story) == ["running", "finished"]


def test_a_pause_stops_the_adding_and_a_cancelled_one_gets_nobody_more(database: Database) -> None:
    def story(conn: Connection) -> list[Any]:
        number = gathered_and_started(conn)
        before = len(enlisted(conn))
        order = Order(None, PROVINCE, later(1))
        orders.pause(conn, library(), number, order)
        seen: list[Any] = [slice_(conn)]
        campaigns.move(conn, number, "resume")
        seen.append(slice_(conn))
        orders.cancel(conn, library(), number, order)
        seen.append(slice_(conn))
        assert len(enlisted(conn)) == before + 2
        return [*seen, got(conn).is_enlisting]

    assert database.write(story) == [None, 2, None, False]


def test_an_audience_that_can_no_longer_be_read_is_for_a_person_to_decide(
    database: Database,
) -> None:
    def story(conn: Connection) -> tuple[Any, ...]:
        number = gathered_and_started(conn)
        conn.execute(update(table).values(audience="unit:nowhere"))
        return slice_(conn), got(conn).state, got(conn).held_reason, slice_(conn), number

    assert database.write(story) == (0, "held", "audience", None, 1)


def test_who_had_enough_this_week_gets_no_more_in_any_slice(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        gathered_and_started(conn)
        while slice_(conn) is not None:
            pass
        low, high = EVERYBODY[0], EVERYBODY[-1]
        others = rows.c.contact_id.not_in([low, high])
        conn.execute(rows.delete().where(others))
        second = started(conn)
        conn.execute(rows.delete().where(rows.c.campaign_id == second))
        conn.execute(update(table).where(table.c.id == second).values(enlist_to=TOP))
        while ticking.enlist(conn, library(), NOW, 1) is not None:
            pass
        return enlisted(conn, second)

    assert database.write(story) == list(EVERYBODY[1:-1])


def test_what_comes_later_is_as_of_the_start(database: Database) -> None:
    """The moment from which a row may go is that of the start, in whatever slice it came."""

    def story(conn: Connection) -> set[Any]:
        gathered_and_started(conn)
        while ticking.enlist(conn, library(), NOW + timedelta(hours=9), 0) is not None:
            pass
        return set(conn.scalars(select(rows.c.not_before)))

    assert database.write(story) == {NOW}
