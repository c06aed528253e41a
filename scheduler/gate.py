"""What one sender may begin now: the rate it is allowed, spread evenly, and for what can wait less.

Just after the quiet hours what is not urgent is let out slowly; where campaigns are paid for so
that they may go faster, everything else keeps to the rate that costs nothing.
"""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from content.channel import Limits, Postponed
from content.quiet import QuietHours, released
from db.budgets import Budget
from db.claims import Claim, Held
from scheduler.budgets import FRESH, LOOK, Allowance, Shared
from scheduler.pacing import Pace


class Gate:
    """The gate of one sender. Seconds (``at``) are a monotonic clock's, ``now`` is the wall's."""

    def __init__(
        self, channel: str, limits: Limits, process: str, quiet: QuietHours | None = None
    ) -> None:
        self.holder = f"{channel}:{limits.account}" if limits.account else ""
        self.unwritten: timedelta | None = None
        self._limits = limits
        self._quiet = quiet
        self._allowance = Allowance(process)
        self._pace, self._calm, self._unpaid = (Pace(math.inf) for _ in range(3))

    def wants_look(self, at: float) -> bool:
        """Whether it is time to learn what the other senders of the account know."""
        return bool(self.holder) and self._allowance.age(at) > LOOK

    def learn(self, shared: Shared, at: float, now: datetime) -> None:
        """Take in a look that began at ``at``."""
        self._allowance.learn(shared, at, now)

    def is_shut(self, at: float) -> bool:
        """Whether nothing may begin: the channel said to wait, others make room for us first, or
        we do not know any more what they do."""
        if self._allowance.is_blocked(at):
            return True
        return bool(self.holder) and self._allowance.age(at) > FRESH

    def shut(self, told: Postponed, at: float, now: datetime) -> None:
        """The channel told everyone to wait. What it says of our speed is for every sender."""
        wait = told.until - now
        is_news = self._allowance.block(at + wait.total_seconds())
        if told.slower and is_news and self.holder:
            self.unwritten = wait

    def written(self, budget: Budget, at: float, now: datetime) -> None:
        """The account's budget was changed by what we were told."""
        self.unwritten = None
        self._allowance.adopt(budget, at, now)

    def most(self, at: float) -> int:
        """How many rows one claim may take: none where all of the rate is others'."""
        rate = self._allowance.rate(at, self._limits.per_second)
        self._pace.change(rate)
        return self._pace.tick if rate else 0

    def held(self, most: int, at: float, now: datetime) -> Held:
        """How many of so many may be rows of the kinds that are held back."""
        self._unpaid.change(self._allowance.rate(at, self._limits.unpaid))
        return Held(self._calm_room(most, at, now), self._unpaid.room(at, most))

    def _calm_room(self, most: int, at: float, now: datetime) -> int:
        share = released(now, self._quiet)
        if share in (0, 1):
            return most * int(share)
        self._calm.change(share * self._allowance.rate(at, self._limits.per_second))
        return self._calm.room(at, most)

    def count(self, claimed: Claim, at: float) -> None:
        """So many of what is held back were claimed."""
        self._calm.take(at, claimed.calm)
        self._unpaid.take(at, claimed.unpaid)

    def take(self, at: float, wanted: int) -> int:
        """How many of the claimed rows may leave now."""
        return self._pace.take(at, wanted)

    def wait(self, at: float) -> float:
        """Seconds until more may leave."""
        return self._pace.wait(at)

    def is_slow(self, now: datetime) -> bool:
        """Whether what can wait is being let out slowly."""
        return 0 < released(now, self._quiet) < 1
