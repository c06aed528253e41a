"""How long people wait for an answer while a broadcast runs flat out, beside an idle service.

``python -m tests.benchmarks.replies [--people N]`` starts the real program and prints one JSON
object. The wait is from the moment somebody speaks until the answer reaches Telegram. ``ratio`` is
the 95th percentile during the broadcast ÷ that of the idle service just before.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.benchmarks.wire import stage

BOT = (sys.executable, "-m", "bot")
PAUSE = 0.1
NEWCOMERS = itertools.count(9_000_001)


@contextmanager
def service(folder: Path, base: str, quiet: str = "") -> Iterator[dict[str, str]]:
    """The running program; the environment its commands need."""
    told = {
        "DATABASE__URL": f"sqlite:///{folder / 'bench.db'}",
        "SECURITY__KEY_FILE": str(folder / "key"),
        "TELEGRAM__TOKEN": "1:abc",
        "TELEGRAM__API_BASE": base,
        "TELEGRAM__MESSAGES_PER_SECOND": "1000000",
        "DELIVERY__QUIET_HOURS": quiet,
    }
    env = os.environ | {f"CHUNGTAY_{name}": value for name, value in told.items()}
    ask(env, "db", "upgrade")
    with subprocess.Popen(
        [*BOT, "run", "--port", "0"], env=env, stderr=subprocess.PIPE, text=True
    ) as running:
        try:
            assert running.stderr is not None
            next(line for line in running.stderr if line.startswith("Chung Tay:"))
            stage.pin(stage.SENDER, running.pid)
            yield env
        finally:
            running.terminate()


def ask(env: dict[str, str], *words: str) -> str:
    """One command, beside the service."""
    done = subprocess.run([*BOT, *words], env=env, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def invite(env: dict[str, str], folder: Path, people: int) -> int:
    """A campaign for so many people, approved."""
    with (folder / "people.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["channel", "contact", "name", "language", "unit", "topics", "role"])
        rows.writerows(
            ("telegram", n, "Lan", "vi", "tho-phu", "", "resident") for n in range(1, people + 1)
        )
    ask(env, "people", "import", str(folder / "people.csv"), "--basis", "bench")
    return approved(env, folder)


def approved(env: dict[str, str], folder: Path) -> int:
    """A campaign for everybody, approved."""
    (folder / "text.md").write_text("Chào {name|bà con}, mời nhà mình họp thôn.")
    text = ("--title", "Họp", "--text-file", str(folder / "text.md"), "--json")
    number = int(json.loads(ask(env, "campaign", "new", *text))["id"])
    ask(env, "campaign", "approve", str(number))
    return number


def speak(base: str, times: int) -> None:
    """Somebody new speaks, so many times."""
    for chat in itertools.islice(NEWCOMERS, times):
        stage.say(base, chat)
        time.sleep(PAUSE)


def measure(people: int) -> dict[str, Any]:
    """Idle, then under a broadcast until all were told."""
    with tempfile.TemporaryDirectory() as name, stage.telegram() as base:
        folder = Path(name)
        with service(folder, base) as env:
            number = invite(env, folder, people)
            idle = calm_waits(base)
            known = len(stage.stats(base)["waits"])
            before = stage.stats(base)["messages"]
            ask(env, "campaign", "start", str(number))
            while stage.stats(base)["messages"] == before:
                time.sleep(0.01)
            began = time.perf_counter()
            while stage.stats(base)["messages"] < before + people:
                speak(base, 5)
            told, took = stage.stats(base), time.perf_counter() - began
            flood = told["waits"][known:]
    return dict(
        benchmark="replies",
        people=people,
        messages_per_second=round(people / took),
        idle_ms=spread(idle),
        broadcast_ms=spread(flood),
        ratio=round(at(flood, 0.95) / at(idle, 0.95), 2),
    )


def calm_waits(base: str) -> list[float]:
    """How long people wait while nothing else goes on."""
    speak(base, 10)
    time.sleep(2)
    warm = len(stage.stats(base)["waits"])
    speak(base, 60)
    time.sleep(2)
    found: list[float] = stage.stats(base)["waits"][warm:]
    return found


def spread(waits: list[float]) -> dict[str, float]:
    """Milliseconds that half, nearly all and all waited at most, and of how many answers."""
    half, most, longest = at(waits, 0.5), at(waits, 0.95), round(max(waits) * 1000, 1)
    return {"p50": half, "p95": most, "longest": longest, "answers": len(waits)}


def at(waits: list[float], part: float) -> float:
    """A percentile in milliseconds."""
    return round(sorted(waits)[int(len(waits) * part)] * 1000, 1)


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--people", type=int, default=60_000)
    given = reader.parse_args()
    print(json.dumps(measure(given.people)))


if __name__ == "__main__":
    main()
