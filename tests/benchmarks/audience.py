"""How long it takes to fix who gets a campaign, and how much memory, whatever the audience's size.

``python -m tests.benchmarks.audience [--people N …] [sqlite|postgresql …]`` prints one JSON object
a database. Each step is a process of its own, so that its peak is its own. ``fixed`` is from the
start until everybody was added, slice by slice, as a service does it; ``again`` the same for
a second campaign in that week, whose weekly limit has to look at the first. The control is one bare
INSERT … SELECT of the same finished rows into a table with the same indexes; ``ratio`` is fixed ÷
control. ``flat`` is the time a person of the largest crowd ÷ of the smallest; ``flat_cpu`` the same
of this side's processor, which other work on the machine does not spoil.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, text

from content.library.build import build
from db import campaigns as kept
from db import enlisting
from db.opening import open_store
from db.store import Connection, Store
from db.tables import campaigns, deliveries
from db.values import CampaignId
from scheduler.enlisting import enlist
from tests.benchmarks import crowd
from tests.benchmarks.wire import stage

PER_WEEK = 3
PROVINCE = "thanh-hoa"
Step = Callable[[Store, int], Awaitable[dict[str, Any]]]


async def gather(store: Store, people: int) -> dict[str, Any]:
    """Make the crowd."""
    await store.write(crowd.gather, build(), people)
    return {}


async def fix(store: Store, people: int) -> dict[str, Any]:
    """Start a campaign for everybody, and add slices until nobody is left."""
    library = build()
    began, worked = time.perf_counter(), time.process_time()
    rows, longest = await store.write(start, library, crowd.NOW), time.perf_counter() - began
    more: int | None = 0
    while more is not None:
        rows, last = rows + more, time.perf_counter()
        more = await store.write(enlist, library, crowd.NOW, PER_WEEK)
        longest = max(longest, time.perf_counter() - last)
    seconds = time.perf_counter() - began
    return dict(
        seconds=round(seconds, 4),
        rows=rows,
        cpu_seconds=round(time.process_time() - worked, 4),
        us_a_person=round(seconds / people * 1e6, 2),
        longest_transaction_ms=round(longest * 1000),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


def start(conn: Connection, library: Any, now: datetime) -> int:
    """A running campaign and its first people."""
    row = dict(title="t", text="Chào {name|bà con}", buttons=[], audience="all", unit=PROVINCE)
    row |= dict(state="running", created_at=now, started_at=now)
    number = conn.execute(insert(campaigns).values(**row).returning(campaigns.c.id)).scalar_one()
    campaign = kept.get(conn, CampaignId(number))
    assert campaign
    return enlisting.begin(conn, library, campaign, now, PER_WEEK)


async def control(store: Store, _people: int) -> dict[str, Any]:
    """The same rows, bare."""
    name = await store.write(crowd.twin, deliveries)
    copy = text(f"INSERT INTO {name} SELECT * FROM deliveries WHERE campaign_id = 1")
    began, worked = time.perf_counter(), time.process_time()
    await store.write(lambda conn: conn.execute(copy).close())
    seconds, cpu = time.perf_counter() - began, time.process_time() - worked
    return dict(seconds=round(seconds, 4), cpu_seconds=round(cpu, 4))


STEPS: dict[str, Step] = {"gather": gather, "fix": fix, "control": control}


async def alone(step: str, url: str, people: int) -> dict[str, Any]:
    """One step in this process."""
    stage.pin(stage.SENDER)
    store = await open_store(url)
    try:
        return await STEPS[step](store, people)
    finally:
        await store.close()


def apart(step: str, url: str, people: int) -> dict[str, Any]:
    """One step in a process of its own."""
    order = [sys.executable, "-m", "tests.benchmarks.audience", "--step", step, "--url", url]
    done = subprocess.run([*order, "--people", str(people)], check=True, stdout=subprocess.PIPE)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def measure(kind: str, people: int) -> dict[str, Any]:
    """All steps on a database of their own."""
    with stage.database(kind) as url:
        apart("gather", url, people)
        fixed, bare = apart("fix", url, people), apart("control", url, people)
        again = apart("fix", url, people)
    ratio = round(fixed["seconds"] / bare["seconds"], 2)
    return dict(people=people, fixed=fixed, control=bare, again=again, ratio=ratio)


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("databases", nargs="*", default=["sqlite", "postgresql"])
    reader.add_argument("--people", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    reader.add_argument("--step", choices=STEPS, help="One step alone, on the database of --url.")
    reader.add_argument("--url")
    given = reader.parse_args()
    if given.step:
        print(json.dumps(asyncio.run(alone(given.step, given.url, given.people[0]))))
        return
    for kind in given.databases:
        sizes = [measure(kind, people) for people in given.people]
        each = [size["fixed"]["seconds"] / size["people"] for size in sizes]
        work = [size["fixed"]["cpu_seconds"] / size["people"] for size in sizes]
        found = dict(benchmark="audience", database=kind, sizes=sizes)
        flat = dict(flat=round(each[-1] / each[0], 2), flat_cpu=round(work[-1] / work[0], 2))
        print(json.dumps(found | flat), flush=True)


if __name__ == "__main__":
    main()
