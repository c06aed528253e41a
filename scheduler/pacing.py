"""How fast we may begin: so many a second over a channel."""

from __future__ import annotations

import math
from collections import deque

TICK = 0.1
"""Seconds of work claimed in one go."""
MARGIN = 1.01
"""A window of ours is a little longer than theirs, whose clock sees our sends closer together."""


class Pace:
    """At most ``per_second`` in any second, spread over ticks. Times are a monotonic clock's.

    A sliding window, since that is how channels count: a bucket that refills lets twice its size
    pass within one of their seconds.
    """

    def __init__(self, per_second: float) -> None:
        self._limit = max(1, math.floor(per_second)) if math.isfinite(per_second) else 0
        self._window = MARGIN * self._limit / per_second if self._limit else 0.0
        self.tick = max(1, math.ceil(self._limit * TICK)) if self._limit else MOST_IN_AIR
        self._granted: deque[tuple[float, int]] = deque()
        self._held = 0
        self._next = -math.inf

    def take(self, at: float, wanted: int) -> int:
        """How many of the wanted may go now."""
        if not self._limit:
            return wanted
        while self._granted and self._granted[0][0] <= at - self._window:
            self._held -= self._granted.popleft()[1]
        granted = max(0, min(wanted, self.tick, self._limit - self._held))
        if granted:
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


LEAST_AT_ONCE = 12
"""Few, for whoever waits for an answer has as many sends before each step of theirs. (Measured: 32
at once broadcast no faster, and made replies wait twice as long.)"""
MOST_AT_ONCE = 256
"""Sends under way at once; a channel's own pool of connections is as large."""
LEAST_IN_AIR = 100
MOST_IN_AIR = 5000
BATCH = 0.03
"""Seconds of work in one claim, beside what is sent while it is under way: one of few rows costs
almost as much as one of many."""
LEAD = 2.0
"""How many times as long as a claim lasts is counted for it, since some last longer than others."""
LONGEST_LEAD = 0.05
"""Seconds of work at most that may still wait when the next claim begins."""
LOOK = 0.1
"""Seconds over which a flow is measured."""
FORGET = 1.01
"""By so much the shortest answer is thought longer at each look: were only the latest counted, the
line before a busy wire would be taken for the wire's own length."""


class Flow:
    """How fast a channel really takes what we send, and so how much of it may be under way.

    At once goes twice what the wire holds at its quickest (rate × shortest answer): enough to fill
    it, too little to stand in line before it. What is claimed, sent or not yet settled (a kill
    leaves it unknown) is that and a tenth of a second of work more; ``ahead`` rows are claimed
    before their turn, and more of them when ``low`` are left. How much that is, is told by
    the answers (so many at once, each taking so long); it grows fourfold at most in one look, since
    few answers at a quiet hour promise more than a flood of them holds.
    """

    def __init__(self) -> None:
        self.at_once = LEAST_AT_ONCE
        self.low = self.ahead = 0
        self.in_air = LEAST_IN_AIR
        self.lead = 0.0
        self._shortest = math.inf
        self._since, self._count, self._took, self._quickest = -math.inf, 0, 0.0, math.inf

    def claimed(self, took: float) -> None:
        """A claim took so many seconds; the next begins while so much work still waits."""
        self.lead += (min(took, LONGEST_LEAD) - self.lead) / 4

    def landed(self, at: float, took: float) -> None:
        """One was sent, and its answer took so many seconds."""
        self._count += 1
        self._took += took
        self._quickest = min(self._quickest, took)
        if at >= self._since + LOOK:
            if at < self._since + 100 * LOOK:
                self._measure(self._count / (at - self._since))
            self._since, self._count, self._took, self._quickest = at, 0, 0.0, math.inf

    def _measure(self, rate: float) -> None:
        possible = self.at_once * self._count / max(self._took, 1e-9)
        work = min(possible, 4 * rate)
        self._shortest = min(self._quickest, self._shortest * FORGET)
        self.at_once = clamp(2 * rate * self._shortest, LEAST_AT_ONCE, MOST_AT_ONCE)
        self.low = math.ceil(work * min(LEAD * self.lead, LONGEST_LEAD))
        self.ahead = self.low + math.ceil(work * BATCH)
        self.in_air = clamp(self.at_once + work * TICK, LEAST_IN_AIR, MOST_IN_AIR)


def clamp(wanted: float, least: int, most: int) -> int:
    """A whole number within bounds."""
    return min(max(least, math.ceil(wanted)), most)
