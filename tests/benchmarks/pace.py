"""How much of the allowed pace is used, and whether Telegram ever has to say 429.

``python -m tests.benchmarks.pace [--seconds N]`` prints one JSON object: a broadcast at the default
30 a second against a stand-in that refuses what exceeds 30 in any second (a sliding window).
"""

from __future__ import annotations

import argparse
import json

import uvloop

from db.opening import open_store
from tests.benchmarks.broadcast import durable
from tests.benchmarks.wire import stage

LIMIT = 30


async def measure(seconds: int) -> dict[str, object]:
    """One broadcast of so many seconds."""
    with stage.telegram(LIMIT) as base, stage.database("sqlite") as url:
        store = await open_store(url)
        await durable(base, store, LIMIT * seconds, pace=LIMIT)
        told = stage.stats(base)
        await store.close()
    rate = (told["messages"] - 1) / told["seconds"]
    return dict(
        benchmark="pace",
        limit=LIMIT,
        messages=told["messages"],
        seconds=round(told["seconds"], 2),
        used=round(rate / LIMIT, 3),
        refused_429=told["refused"],
    )


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seconds", type=int, default=30)
    given = reader.parse_args()
    print(json.dumps(uvloop.run(measure(given.seconds))))


if __name__ == "__main__":
    main()
