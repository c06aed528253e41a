"""How fast the outbox claims and settles, however many rows wait, beside a control without rules.

``python -m tests.benchmarks.outbox [--rows N …] [--campaigns N] [sqlite|postgresql|URL …]`` prints
one JSON object a database. All rows wait, for several campaigns that run at once. The control
claims and marks as many rows of the same table, tick by tick in turn with ours, by the barest
UPDATE … RETURNING and executemany on the same store; ``ratio`` is control ÷ outbox. ``flat`` is
the time of a tick (claim and settle) with the most rows waiting ÷ with the fewest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, literal_column, select, text, update

from content.delivery import Fate
from db import claims, outbox
from db.cipher import Keys
from db.claims import Ask
from db.opening import open_store
from db.outbox import Settled
from db.store import Store
from db.tables import campaigns, deliveries
from db.values import CampaignId, ContactId
from tests.benchmarks.crowd import NOW, NUMBERS, moment
from tests.benchmarks.wire import stage

KEYS = Keys(b"k" * 32)
SENT = Fate("sent", 0, message="1")
TICKS = 40
Figure = tuple[float, float, float]
"""Milliseconds of a claim, of the settlement of its rows, and of this process's processor."""
Tick = Callable[[Store, int], Awaitable[Figure]]


def fill(conn: Connection, rows: int, channel: str = "fake", many: int = 1) -> CampaignId:
    """So many people, each with a push of one of so many running campaigns; the first of these."""
    first = CampaignId(running(conn))
    for _ in range(many - 1):
        running(conn)
    at, numbers = moment(conn, "2026-11-24 03:00:00"), NUMBERS[conn.dialect.name]
    for statement in (
        f"INSERT INTO people (origin, joined_at) SELECT 'self', {at} FROM g",
        "INSERT INTO contacts (person_id, channel, external, ground) "
        "SELECT n, CAST(:channel AS text), CAST(n AS text), 'wrote' FROM g",
        "INSERT INTO deliveries "
        "(key, kind, contact_id, channel, campaign_id, fields, state, urgency, not_before) "
        "SELECT 'c' || n, 'campaign', n, CAST(:channel AS text), :first + n % :many, '{}', "
        f"'queued', 3, {at} FROM g",
    ):
        known = dict(people=rows, channel=channel, first=first, many=many)
        used = {name: value for name, value in known.items() if f":{name}" in numbers + statement}
        conn.execute(text(f"{numbers} {statement}"), used)
    return first


def running(conn: Connection) -> int:
    """A campaign that runs; its number."""
    row = dict(title="t", text="t", buttons=[], audience="all", unit="thanh-hoa", state="running")
    made = insert(campaigns).values(**row, created_at=NOW).returning(campaigns.c.id)
    return conn.execute(made).scalar_one()


async def outbox_tick(store: Store, tick: int) -> Figure:
    """Claim and settle once."""
    began, worked = time.perf_counter(), time.process_time()
    claimed = await store.write(claims.claim, Ask("fake", "p", tick, 1.0, NOW), KEYS)
    between = time.perf_counter()
    assert len(claimed.rows) == tick, len(claimed.rows)
    settled = [Settled(row.id, ContactId(row.contact.id), SENT) for row in claimed.rows]
    await store.write(outbox.settle, settled, process="p", now=NOW)
    return figure(began, between, worked)


async def bare_tick(store: Store, tick: int) -> Figure:
    """The control's tick."""
    began, worked = time.perf_counter(), time.process_time()
    found = await store.write(bare_claim, tick)
    between = time.perf_counter()
    await store.write(bare_mark, [row.id for row in found])
    return figure(began, between, worked)


def figure(began: float, between: float, worked: float) -> Figure:
    """What a tick took that ends now."""
    claim, settle = between - began, time.perf_counter() - between
    return claim * 1000, settle * 1000, (time.process_time() - worked) * 1000


def bare_claim(conn: Connection, tick: int) -> list[Any]:
    """The least that claiming can be."""
    some = (
        select(deliveries.c.id)
        .where(deliveries.c.state == literal_column("'queued'"), deliveries.c.channel == "fake")
        .order_by(deliveries.c.channel, deliveries.c.urgency, deliveries.c.campaign_id)
        .limit(tick)
        .with_for_update(skip_locked=True)
    )
    taken = update(deliveries).where(deliveries.c.id.in_(some)).values(state="sending")
    return list(conn.execute(taken.returning(deliveries.c.id, deliveries.c.contact_id)))


def bare_mark(conn: Connection, ids: list[int]) -> None:
    """The least that settling can be."""
    done = update(deliveries).where(deliveries.c.id == bindparam("row")).values(state="sent")
    conn.execute(done, [{"row": number} for number in ids])


async def measure(kind: str, rows: int, many: int, tick: int) -> dict[str, Any]:
    """Fill, then let control and outbox take turns."""
    with stage.database(kind) as url:
        stage.pin(stage.SENDER)
        store = await open_store(url)
        try:
            await store.write(fill, rows, many=many)
            await store.write(lambda conn: conn.execute(text("ANALYZE")).close())
            await outbox_tick(store, tick), await bare_tick(store, tick)  # nothing is built anew
            ours, control = await turns(store, tick)
            left = await store.read(waiting)
        finally:
            await store.close()
    ratio = round(control["tick_ms"] / ours["tick_ms"], 2)
    return dict(rows=rows, left=left, outbox=ours, control=control, ratio=ratio)


async def turns(store: Store, tick: int) -> tuple[dict[str, float], dict[str, float]]:
    """Some ticks of both."""
    ours, control = [], []
    for _ in range(TICKS):
        control.append(await bare_tick(store, tick))
        ours.append(await outbox_tick(store, tick))
    return spread(ours), spread(control)


def spread(found: list[Figure]) -> dict[str, float]:
    """The medians of claims, settlements and whole ticks, and the slow ticks."""
    ticks = sorted(claim + settle for claim, settle, _ in found)
    return {
        "claim_ms": round(statistics.median(claim for claim, _, _ in found), 2),
        "settle_ms": round(statistics.median(settle for _, settle, _ in found), 2),
        "tick_ms": round(statistics.median(ticks), 2),
        "cpu_ms": round(statistics.median(cpu for _, _, cpu in found), 2),
        "tick_ms_p95": round(ticks[int(len(ticks) * 0.95)], 2),
    }


def waiting(conn: Connection) -> int:
    """How many rows are left."""
    queued = deliveries.c.state == literal_column("'queued'")
    return conn.execute(select(func.count()).where(queued)).scalar_one()


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    reader.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    reader.add_argument("--campaigns", type=int, default=10)
    reader.add_argument("--tick", type=int, default=100)
    given = reader.parse_args()
    for kind in given.databases:
        sizes = [
            asyncio.run(measure(kind, rows, given.campaigns, given.tick)) for rows in given.rows
        ]
        each = [size["outbox"]["tick_ms"] for size in sizes]
        about = dict(benchmark="outbox", database=kind, campaigns=given.campaigns, tick=given.tick)
        found = about | dict(sizes=sizes, flat=round(each[-1] / each[0], 2))
        print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main()
