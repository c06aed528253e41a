"""When each tick last went well: kept in memory by the clockwork, read by the auditor.

In memory, because who would read it elsewhere learns of a stopped clockwork by the auditor's own
silence; and by a clock that nobody sets, so that a jump of the wall clock is no fault of a tick.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

GRACE = 120.0
"""Seconds that a tick may be late beside two of its intervals."""


def running_time() -> float:
    """Seconds by a clock that nobody sets."""
    return asyncio.get_running_loop().time()


@dataclass(slots=True)
class Run:
    """A tick's interval in seconds, when it last went well, and how often it failed since."""

    every: float
    well_at: float
    failures: int = 0


@dataclass(slots=True)
class Runs:
    """The last runs of a clockwork's ticks."""

    by_tick: dict[str, Run] = field(default_factory=dict)

    def expect(self, tick: str, every: float, at: float) -> None:
        """This one is to run from now on."""
        self.by_tick[tick] = Run(every, at)

    def went_well(self, tick: str, at: float) -> None:
        """It ran to its end."""
        run = self.by_tick[tick]
        run.well_at, run.failures = at, 0

    def failed(self, tick: str) -> None:
        """It raised."""
        self.by_tick[tick].failures += 1

    def overdue(self, at: float) -> dict[str, int]:
        """The ticks that have not gone well for two intervals and GRACE, whether they hang, do not
        come, or fail again and again; with how often they failed since."""
        return {
            name: run.failures
            for name, run in self.by_tick.items()
            if at - run.well_at > 2 * run.every + GRACE
        }
