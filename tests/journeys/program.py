"""The program in a process of its own: started as its users start it, or forked.

``python -m bot`` imports for a second and more before it works. A run of all tests starts it some
hundred times, so most tests fork it from a process that has the modules already, Python's own fork
server: what runs is the same ``main`` with its own words, environment, folder and streams, and is
killed like any other process. ``executed`` is the long way.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import BinaryIO, Protocol

from bot.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[2]
SERVER = get_context("forkserver")
SERVER.set_forkserver_preload(["bot.cli.main", *{module for _, _, module, _ in COMMANDS}, __name__])


@dataclass(frozen=True, slots=True)
class Line:
    """A command line with what it is run in: file names for what it reads and writes."""

    words: Sequence[str]
    environment: Mapping[str, str]
    reads: str = os.devnull
    out: str = os.devnull
    err: str = os.devnull

    def opened(self) -> tuple[BinaryIO, BinaryIO, BinaryIO]:
        """Its three streams."""
        return Path(self.reads).open("rb"), Path(self.out).open("wb"), Path(self.err).open("wb")


class Running(Protocol):
    """What can be done to a process."""

    pid: int

    def poll(self) -> int | None:
        """The status it ended with, if it has."""

    def wait(self, timeout: float) -> int | None:
        """The status it ended with; None when it has not after so many seconds."""

    def send_signal(self, number: signal.Signals) -> None:
        """Nothing happens when it has ended."""


Begin = Callable[[Line], Running]


class Executed:
    """A process that ``python -m bot`` was started in."""

    def __init__(self, line: Line) -> None:
        with ExitStack() as stack:
            reads, out, err = (stack.enter_context(one) for one in line.opened())
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bot", *line.words],
                cwd=ROOT,
                env=dict(line.environment),
                stdin=reads,
                stdout=out,
                stderr=err,
            )
        self.pid = self._process.pid
        self.poll = self._process.poll
        self.send_signal = self._process.send_signal

    def wait(self, timeout: float) -> int | None:
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None


class Forked:
    """A process that was forked from one with all modules."""

    def __init__(self, line: Line) -> None:
        self._process: ForkServerProcess = SERVER.Process(target=run, args=(line,))
        self._process.start()
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float) -> int | None:
        self._process.join(timeout)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)


def executed(line: Line) -> Running:
    """Start it as its users do."""
    return Executed(line)


def forked(line: Line) -> Running:
    """Start it within some hundredths of a second."""
    return Forked(line)


def run(line: Line) -> None:
    """Be the program, in a process that was just forked."""
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(line.environment)
    for number, stream in enumerate(line.opened()):
        os.dup2(stream.fileno(), number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.argv = ["bot", *line.words]
    sys.exit(main())
