"""How fast we may begin: so many a second over a channel, spread evenly."""

from __future__ import annotations

import math
from collections import deque

TICK = 0.06
"""Seconds of work claimed in one go: with the time in which receipts are gathered (ledger.FLUSH),
no more than a tenth of a second of work is unknown when we are killed."""
MARGIN = 1.01
"""A window of ours is a little longer than theirs, whose clock sees our sends closer together."""
MOST_IN_AIR = 5000
"""Rows claimed and not yet settled, at most."""


class Pace:
    """At most ``per_second`` in any second, spread over ticks. Times are a monotonic clock's.

    A sliding window, since that is how channels count: a bucket that refills lets twice its size
    pass within one of their seconds.
    """

    def __init__(self, per_second: float) -> None:
        self._granted: deque[tuple[float, int]] = deque()
        self._held = 0
        self._next = -math.inf
        self.change(per_second)

    def change(self, per_second: float) -> None:
        """From now on so many; what was granted still counts. 0 for none, infinity for no limit."""
        self._is_endless = math.isinf(per_second)
        self._limit = 0 if self._is_endless else math.ceil(min(per_second, 1.0))
        self._limit = max(self._limit, 0 if self._is_endless else math.floor(per_second))
        self._window = MARGIN * self._limit / per_second if self._limit else 0.0
        self.tick = MOST_IN_AIR if self._is_endless else max(1, math.ceil(self._limit * TICK))

    def room(self, at: float, wanted: int) -> int:
        """How many of the wanted could go now."""
        if self._is_endless:
            return wanted
        while self._granted and self._granted[0][0] <= at - self._window:
            self._held -= self._granted.popleft()[1]
        return max(0, min(wanted, self.tick, self._limit - self._held))

    def take(self, at: float, wanted: int) -> int:
        """How many of the wanted may go now; they are counted."""
        granted = self.room(at, wanted)
        if granted and not self._is_endless:
            self._granted.append((at, granted))
            self._held += granted
            # A tick that was a little late shortens the pause after it.
            due = self._next if at < self._next + TICK else at
            self._next = due + granted * self._window / self._limit
        return granted

    def wait(self, at: float) -> float:
        """Seconds until more may go, at most one window: what was granted is spread over its share
        of the window."""
        if self._limit and self._held >= self._limit and self._granted:
            return max(0.001, self._granted[0][0] + self._window - at)
        return min(TICK, max(0.0, self._next - at))
