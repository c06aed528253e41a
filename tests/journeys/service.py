"""The real program as its users meet it: ``python -m bot …`` in a process of its own.

    here = Deployment(folder)
    here.start()                                  # the service, on a free port
    here.order("invite", "new", "--office", …)    # a command beside it, its JSON read
    here.kill()                                   # kill −9

A deployment is a folder: its config file, its SQLite file, its key, the service's log.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from tests.journeys.program import Begin, Line, Running, forked

PATIENCE = 60.0
"""Seconds; generous, since machines that test are slow."""
READY = re.compile(r"^Chung Tay: (http://\S+?)/$", re.MULTILINE)
CONFIG = """[operator]
name = "UBND xã Thọ Phú (chạy thử)"

[database]
url = "sqlite:///{file}"

[delivery]
quiet_hours = ""
"""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str

    @property
    def value(self) -> Any:
        """The one JSON value of a command that succeeded."""
        assert self.returncode == 0, self
        return json.loads(self.stdout)


@dataclass(slots=True)
class Deployment:
    """One folder with everything a deployment has. ``settings``: more of the environment."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    begin: Begin = forked
    base: str = ""
    _process: Running | None = None
    _runs: int = 0

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.config.exists():
            self.config.write_text(CONFIG.format(file=self.file), encoding="utf-8")

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def file(self) -> Path:
        """The SQLite file."""
        return self.folder / "chungtay.db"

    @property
    def log(self) -> Path:
        """What the present (or last) run of the service wrote to stderr."""
        return self.folder / f"run-{self._runs}.log"

    # the service

    def start(self, *options: str) -> Deployment:
        """Start the service and wait until it is healthy."""
        self.launch(*options)
        self.base = wait(self.address, "the service to say where it is", self.told)
        wait(self.healthy, "/healthz", self.told)
        return self

    def launch(self, *options: str) -> Running:
        """Start the service and wait for nothing."""
        assert self._process is None, "it runs already"
        self._runs += 1
        self.log.touch()
        words = self.line("run", "--port", "0", *options)
        self._process = self.begin(Line(words, self.environment, err=str(self.log)))
        return self._process

    def address(self) -> str:
        """The address it announced, or ""; fails when it has ended."""
        found = READY.search(self.told())
        if found is None:
            assert self.process.poll() is None, f"it ended at once:\n{self.told()}"
        return found[1] if found else ""

    def healthy(self) -> bool:
        """GET /healthz answers 200."""
        try:
            with urllib.request.urlopen(f"{self.base}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @property
    def runs(self) -> bool:
        """Whether it was started and not ended by us."""
        return self._process is not None

    @property
    def process(self) -> Running:
        assert self._process is not None, "it does not run"
        return self._process

    def told(self) -> str:
        """Its log so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> int:
        """SIGTERM; the exit status."""
        return self.end(signal.SIGTERM)

    def kill(self) -> int:
        """kill −9."""
        return self.end(signal.SIGKILL)

    def end(self, by: signal.Signals) -> int:
        process, self._process = self.process, None
        process.send_signal(by)
        status = process.wait(PATIENCE)
        if status is None:
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
            raise AssertionError(f"it did not end by {by.name}:\n{self.told()}")
        return status

    def close(self) -> None:
        """Leave nothing running."""
        if self._process is not None:
            self.kill()

    # commands beside it

    def line(self, *words: str) -> list[str]:
        return [*words, "--config", str(self.config)]

    @property
    def environment(self) -> dict[str, str]:
        """Ours, without any setting of whoever runs the tests."""
        clean = {k: v for k, v in os.environ.items() if not k.startswith("CHUNGTAY_")}
        return clean | dict(self.settings)

    def command(self, *words: str, text: str = "") -> Done:
        """Run a command to its end; ``text`` is what it reads from stdin."""
        return self.says(self.line(*words), text)

    def says(self, words: Sequence[str], text: str = "") -> Done:
        """What a whole command line says and how it ends."""
        with TemporaryDirectory() as folder:
            reads, out, err = (Path(folder) / name for name in ("in", "out", "err"))
            reads.write_text(text, encoding="utf-8")
            line = Line(words, self.environment, str(reads), str(out), str(err))
            process = self.begin(line)
            status = process.wait(2 * PATIENCE)
            if status is None:
                process.send_signal(signal.SIGKILL)
                raise AssertionError(f"{words} did not end")
            return Done(status, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))

    def order(self, *words: str) -> Any:
        """A command that must succeed, with ``--json``: the one value it prints."""
        done = self.command(*words, "--json")
        return done.value

    def write(self, name: str, text: str) -> str:
        """A file in the folder; its path, for a command."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    # looking over its shoulder

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """What stands in the database."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as conn:
            return conn.execute(sql, values).fetchall()

    def change(self, sql: str, *values: object) -> int:
        """Change something behind its back; how many rows."""
        with closing(sqlite3.connect(self.file, timeout=PATIENCE)) as conn, conn:
            return conn.execute(sql, values).rowcount


def wait(
    look: Callable[[], T],
    what: str,
    why: Callable[[], object] = lambda: "",
    seconds: float = PATIENCE,
) -> T:
    """Look until there is something to see; fails with what it waited for, and why."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:.0f} s in vain for {what}\n{why()}")
        time.sleep(0.02)
    return seen
