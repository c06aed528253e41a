"""How much may be under way at once: what a channel takes, told by its answers."""

from __future__ import annotations

import math

from scheduler.pacing import MOST_IN_AIR

LEAST_AT_ONCE = 12
"""Few, for whoever waits for an answer has as many sends before each step of theirs. (Measured: 32
at once broadcast no faster, and made replies wait twice as long.)"""
MOST_AT_ONCE = 256
"""Sends under way at once; a channel's own pool of connections is as large."""
LEAST_IN_AIR = 100
IN_AIR = 0.1
"""Seconds of work that are claimed and not yet settled, beside what the wire holds."""
BATCH = 0.05
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
        self.in_air = clamp(self.at_once + work * IN_AIR, LEAST_IN_AIR, MOST_IN_AIR)


def clamp(wanted: float, least: int, most: int) -> int:
    """A whole number within bounds."""
    return min(max(least, math.ceil(wanted)), most)
