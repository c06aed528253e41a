"""How long people wait for an answer while a large audience is fixed, beside an idle service.

``python -m tests.benchmarks.enlisting [--people N]`` starts the real program on SQLite, which has
one writer, and prints one JSON object. It is a quiet hour, so that nothing is sent meanwhile but
answers. ``ratio`` is the 95th percentile during the enlisting ÷ that of the idle service.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.benchmarks.audience import apart
from tests.benchmarks.replies import BOT, approved, at, calm_waits, service, speak, spread
from tests.benchmarks.wire import stage

ALL_DAY = "00:00-23:59"


def measure(people: int) -> dict[str, Any]:
    """Idle, then from the start of a campaign until nobody is left to be added."""
    with tempfile.TemporaryDirectory() as name, stage.telegram() as base:
        folder = Path(name)
        apart("gather", f"sqlite:///{folder / 'bench.db'}", people)
        with service(folder, base, ALL_DAY) as env:
            number = approved(env, folder)
            idle = calm_waits(base)
            known = len(stage.stats(base)["waits"])
            seconds = enlist(env, folder / "bench.db", base, number)
            time.sleep(2)
            busy = stage.stats(base)["waits"][known:]
    return dict(
        benchmark="enlisting",
        people=people,
        seconds=round(seconds, 1),
        idle_ms=spread(idle),
        enlisting_ms=spread(busy),
        ratio=round(at(busy, 0.95) / at(idle, 0.95), 2),
    )


def enlist(env: dict[str, str], database: Path, base: str, number: int) -> float:
    """Start a campaign and let people speak until it has everybody; how many seconds."""
    order = [*BOT, "campaign", "start", str(number)]
    with subprocess.Popen(order, env=env, stdout=subprocess.DEVNULL) as starting:
        stage.pin(stage.OTHERS, starting.pid)
        while state(database, number)[0] != "running":
            speak(base, 1)
        began = time.perf_counter()
        while state(database, number)[1]:
            speak(base, 1)
        return time.perf_counter() - began


def state(database: Path, number: int) -> tuple[str, int | None]:
    """Its state, and up to whom people are still to be added."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as conn:
        asked = "SELECT state, enlist_to FROM campaigns WHERE id = ?"
        found: tuple[str, int | None] = conn.execute(asked, (number,)).fetchone()
        return found


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=1_000_000)
    print(json.dumps(measure(reader.parse_args().people)))


if __name__ == "__main__":
    main()
