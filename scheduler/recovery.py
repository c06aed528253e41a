"""Hearts and the rows of the dead: who lives says so; what a dead process was sending is judged.

The hearts also remember the latest moment anybody saw, so that a clock set back is noticed, also
after a restart.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from db import budgets, outbox, processes
from db.store import Connection, Store
from scheduler.runs import running_time

log = structlog.get_logger()

DEAD_AFTER = timedelta(seconds=60)
"""A heart silent for so long is taken to have stopped; it beats every ten seconds."""
LINGERING = timedelta(seconds=1.5)
FORGET_AFTER = timedelta(days=1)
STEP = timedelta(seconds=5)
"""A clock that goes ahead by more than this was set."""


@dataclass(slots=True)
class Hands:
    """The hands of the wall clock, watched by a clock that nobody sets."""

    ahead: float | None = None

    def moved(self, now: datetime, at: float) -> timedelta:
        """How far they were set forward since the last look; 0 for less than STEP."""
        before, self.ahead = self.ahead, now.timestamp() - at
        step = timedelta(seconds=self.ahead - before) if before is not None else timedelta(0)
        return step if step > STEP else timedelta(0)


@dataclass(frozen=True, slots=True)
class Life:
    """This process among others on one database."""

    store: Store
    process: str
    pid: int
    sends: bool = False
    seconds: Callable[[], float] = running_time
    hands: Hands = field(default_factory=Hands)

    async def begin(self, now: datetime) -> dict[str, int]:
        """Enter ourselves and recover at start; counts by what rows became.

        On SQLite we hold the lock, so that every other process in the table is dead.
        """
        alone = self.store.dialect == "sqlite"
        return await self.store.write(recover, self, now, self.step(now), alone=alone)

    async def beat(self, now: datetime) -> dict[str, int]:
        """Every ten seconds: we live."""
        return await self.store.write(beat, self, now, self.step(now))

    async def recover(self, now: datetime) -> dict[str, int]:
        """Every thirty seconds: the rows of those whose heart stopped."""
        return await self.store.write(recover, self, now, self.step(now), alone=False)

    def step(self, now: datetime) -> timedelta:
        """How far the clock was set forward since we last looked."""
        return self.hands.moved(now, self.seconds())

    async def end(self, now: datetime) -> None:
        """We leave in good order; a row still *sending* is recovered by whoever comes next. What we
        sent a moment ago still fills the channel's window: we count a little longer."""
        await self.store.write(processes.leave, self.process, now - DEAD_AFTER + LINGERING)


def recover(
    conn: Connection, life: Life, now: datetime, step: timedelta, *, alone: bool
) -> dict[str, int]:
    """Take back what the dead were sending, in one transaction with the judgement who is dead."""
    beat(conn, life, now, step)
    if alone:
        processes.silence_others(conn, life.process)
    alive = [life.process] if alone else processes.alive(conn, now - DEAD_AFTER)
    counts = outbox.recover(conn, alive=alive, now=now)
    processes.prune(conn, now - FORGET_AFTER)
    if counts:
        log.warning("recovery.took_back", **counts)
    return counts


def beat(conn: Connection, life: Life, now: datetime, step: timedelta) -> dict[str, int]:
    """We live; and where the clock was set back, nothing that is due waits until it comes round
    to that hour again. Where it was set forward by a ``step``, who lived a moment ago still does:
    else the rows that they are sending would be taken from them, and pings be told twice."""
    if step:
        processes.bring_along(conn, step, now, DEAD_AFTER)
        log.warning("recovery.clock_set_forward", seconds=round(step.total_seconds()))
    back = processes.set_back(conn, now, DEAD_AFTER)
    forward = outbox.bring_forward(conn, back, now) if back else 0
    if back:
        budgets.bring_forward(conn, back)
        log.warning("recovery.clock_set_back", seconds=round(back.total_seconds()), rows=forward)
    processes.beat(conn, life.process, life.pid, now, sends=life.sends)
    return {"forward": forward} if back else {}
