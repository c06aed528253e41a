"""How fast the outbox claims and settles, beside a control without its rules.

``python -m tests.benchmarks.outbox [URL] [--rows N] [--queued N] [--tick N]`` prints one JSON
object. The control claims and marks the same number of rows of the same table in the same ticks
with the barest UPDATE … RETURNING and executemany, on the same store; ``ratio`` is outbox ÷
control.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
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

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KEYS = Keys(b"k" * 32)
SENT = Fate("sent", 0, message="1")
NUMBERS = {
    "sqlite": "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < :rows)",
    "postgresql": "WITH g(n) AS (SELECT generate_series(1, CAST(:rows AS integer)))",
}


def fill(conn: Connection, rows: int, queued: int, channel: str = "fake") -> CampaignId:
    """A running campaign of which all but ``queued`` people were told."""
    number = conn.execute(
        insert(campaigns)
        .values(title="t", text="t", buttons=[], audience="all", unit="thanh-hoa",
                state="running", created_at=NOW)
        .returning(campaigns.c.id)
    ).scalar_one()  # fmt: skip
    numbers, as_text = NUMBERS[conn.dialect.name], "CAST(n AS text)"
    known = dict(rows=rows, queued=rows - queued, at=NOW, campaign=number, channel=channel)
    at = "CAST(:at AS timestamptz)" if conn.dialect.name == "postgresql" else "'2026-11-24 03:00'"
    known = {k: v for k, v in known.items() if k != "at" or "timestamptz" in at}
    # Only literal fragments of this module are joined; values are bound.
    people = f"{numbers} INSERT INTO people (origin, joined_at) SELECT 'self', {at} FROM g"
    contacts = (
        f"{numbers} INSERT INTO contacts (person_id, channel, external, ground) "
        f"SELECT n, CAST(:channel AS text), {as_text}, 'wrote' FROM g"
    )
    pushes = (
        f"{numbers} INSERT INTO deliveries "
        "(key, kind, contact_id, channel, campaign_id, fields, state, urgency, not_before) "
        "SELECT 'c' || n, 'campaign', n, CAST(:channel AS text), :campaign, '{}', "
        f"CASE WHEN n <= :queued THEN 'sent' ELSE 'queued' END, 3, {at} FROM g"
    )
    for statement in (people, contacts, pushes):
        conn.execute(text(statement), {k: v for k, v in known.items() if f":{k}" in statement})
    return CampaignId(number)


async def outbox_tick(store: Store, tick: int) -> tuple[int, float]:
    """Claim and settle once; rows and the seconds that the claim took."""
    began = time.perf_counter()
    claimed = await store.write(claims.claim, Ask("fake", "p", tick, 1.0, NOW), KEYS)
    took = time.perf_counter() - began
    settled = [Settled(row.id, ContactId(row.contact.id), SENT) for row in claimed.rows]
    await store.write(outbox.settle, settled, process="p", now=NOW)
    return len(settled), took


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


async def bare_tick(store: Store, tick: int) -> tuple[int, float]:
    """The control's tick."""
    began = time.perf_counter()
    found = await store.write(bare_claim, tick)
    took = time.perf_counter() - began
    await store.write(bare_mark, [row.id for row in found])
    return len(found), took


async def measure(store: Store, run: Any, tick: int, ticks: int) -> dict[str, float]:
    """Rows a second and the claim's times over some ticks."""
    took: list[float] = []
    rows = 0
    began = time.perf_counter()
    for _ in range(ticks):
        done, seconds = await run(store, tick)
        rows += done
        took.append(seconds * 1000)
    spent = time.perf_counter() - began
    took.sort()
    return {
        "rows_per_second": round(rows / spent),
        "claim_ms_p50": round(statistics.median(took), 2),
        "claim_ms_p99": round(took[int(len(took) * 0.99)], 2),
    }


async def bench(url: str, rows: int, queued: int, tick: int) -> dict[str, Any]:
    """Fill, then let control and outbox take turns over halves of the queue."""
    store = await open_store(url)
    try:
        await store.write(fill, rows, queued)
        await store.write(lambda conn: conn.execute(text("ANALYZE")).close())
        ticks = queued // tick // 4
        control = await measure(store, bare_tick, tick, ticks)
        ours = await measure(store, outbox_tick, tick, ticks)
        left = await store.read(
            lambda conn: conn.scalar(
                select(func.count()).where(deliveries.c.state == literal_column("'queued'"))
            )
        )
    finally:
        await store.close()
    ratio = round(ours["rows_per_second"] / control["rows_per_second"], 2)
    return dict(
        database=store.dialect, rows=rows, queued=queued, tick=tick, left=left,
        outbox=ours, control=control, ratio=ratio,
    )  # fmt: skip


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("url", nargs="?")
    reader.add_argument("--rows", type=int, default=1_000_000)
    reader.add_argument("--queued", type=int, default=100_000)
    reader.add_argument("--tick", type=int, default=500)
    given = reader.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.url or f"sqlite:///{Path(folder) / 'bench.db'}"
        result = asyncio.run(bench(url, given.rows, given.queued, given.tick))
    print(json.dumps(result))


if __name__ == "__main__":
    main()
