"""How fast we may use our account at a channel: less after it said that we are too fast, then
slowly more; shared among all who send. See docs/decisions/0013-one-rate-for-all-senders.md.

A budget is written only when a 429 for everyone lowers it. What it has become since is reckoned
from the time that passed, alike by everybody who reads it, so that climbing back writes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from db import budgets, processes
from db.budgets import Budget
from db.store import Connection

DOWN = 0.7
"""After a 429 for everyone the rate is so much of what it was. Not the half that TCP takes: we
know about where the limit is, and were told how long to wait."""
UP = 0.1 / 60
"""The share won back in a second: three minutes after one 429, so that a limit which really is
lower is met only every few minutes."""
FLOOR = 0.05
"""The share that is always left: who never sends never learns that all is well again."""
LOOK = 1.0
"""Seconds between looks at what the others know."""
FRESH = 1.5
"""Seconds for which a look holds: nothing leaves on an older one."""
SETTLING = 3.0
"""Seconds that a newcomer waits beside others: until the last look at which they did not see it
yet holds no more, and what they sent on it has left the channel's window of a second."""
ASLEEP = 45.0
"""Seconds without a look after which the others may think us dead: their patience with a heart
(scheduler/recovery.py) less the time between two beats, and some."""
WHOLE = (0, 1)
"""The place of who is alone: the first of one."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all senders of an account know: its budget, and who of them lives."""

    budget: Budget | None
    senders: tuple[str, ...]


def look(conn: Connection, holder: str, since: datetime) -> Shared:
    """Two probes of tiny tables; ``since``: whose heart is silent longer is dead."""
    return Shared(budgets.find(conn, holder), processes.senders(conn, since))


def remaining(budget: Budget, now: datetime) -> timedelta:
    """How long a budget still blocks: never longer than the block was when it was told, whatever
    became of the clock since."""
    if budget.blocked_until is None:
        return timedelta(0)
    told = budget.blocked_until - budget.changed_at
    return max(timedelta(0), min(budget.blocked_until - now, told))


def share_at(budget: Budget, now: datetime) -> float:
    """The share that a budget gives now: it climbs from the end of its block."""
    since = max(budget.changed_at, budget.blocked_until or budget.changed_at)
    return climbed(budget.share, (now - since).total_seconds())


def climbed(share: float, seconds: float) -> float:
    """A share after so many seconds of peace."""
    return min(1.0, share + UP * max(0.0, seconds))


def slowed(budget: Budget | None, wait: timedelta, now: datetime) -> Budget:
    """A budget after a 429 for everyone. While it blocks nothing begins, so that another 429 then
    tells of what was under way already: it may lengthen the block, and lowers nothing."""
    known = budget or Budget(1.0, None, now)
    left, share = remaining(known, now), share_at(known, now)
    if not left:
        share = max(FLOOR, share * DOWN)
    return Budget(share, now + max(wait, left), now)


def portion(rate: float, rank: int, of: int) -> float:
    """The part of a rate (a second) that the sender of a rank takes: whole numbers, since channels
    count whole messages in a window, which together are no more than the rate. Where there are more
    senders than messages a second, the last ones rest."""
    whole = math.floor(rate)
    if of == 1 or not whole:
        return rate if rank == 0 else 0.0
    return float(whole // of + (rank < whole % of))


class Allowance:
    """What one sender may use now. Seconds are those of a monotonic clock, so that no clock on the
    wall can lengthen a wait."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._looked = -math.inf
        self._budget: Budget | None = None
        self._share, self._climbs_from = 1.0, 0.0
        self._blocked_until = -math.inf
        self._begins = -math.inf
        self._place = WHOLE

    def age(self, at: float) -> float:
        """Seconds since the last look."""
        return at - self._looked

    def learn(self, shared: Shared, at: float, now: datetime) -> None:
        """Take in a look that began at ``at``."""
        self._take_place(shared.senders, at)
        self._looked = at
        if shared.budget:
            self.adopt(shared.budget, at, now)

    def adopt(self, budget: Budget, at: float, now: datetime) -> None:
        """From now on by this budget; one that we know already changes nothing."""
        if budget != self._budget:
            self._budget = budget
            rest = remaining(budget, now).total_seconds()
            self._share, self._climbs_from = share_at(budget, now), at + rest
            self.block(at + rest)

    def _take_place(self, senders: tuple[str, ...], at: float) -> None:
        """Among the living. Who comes, or was silent for so long that the others may have taken
        its part, waits until they have made room."""
        is_new = self._process not in senders or self.age(at) > ASLEEP
        if is_new and set(senders) - {self._process}:
            self._begins = at + SETTLING
        everyone = sorted({*senders, self._process})
        self._place = (everyone.index(self._process), len(everyone))

    def block(self, until: float) -> bool:
        """Nothing begins before then; whether that is longer than was known."""
        is_longer = until > self._blocked_until
        self._blocked_until = max(self._blocked_until, until)
        return is_longer

    def is_blocked(self, at: float) -> bool:
        """Whether nothing may begin now. (Asked for every message, so it reckons nothing.)"""
        return at < self._blocked_until or at < self._begins

    def rate(self, at: float, per_second: float) -> float:
        """How many a second of so many that all senders together may send at the best of times."""
        if math.isinf(per_second):
            return per_second
        whole = per_second * climbed(self._share, at - self._climbs_from)
        return portion(whole, *self._place)
