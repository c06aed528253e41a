"""How fast we may begin: so many a second over a channel, and no push in the quiet hours."""

from __future__ import annotations

import math
import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from content.wording import HANOI

TICK = 0.1
"""Seconds of work claimed in one go."""
MARGIN = 1.01
"""A window of ours is a little longer than theirs, whose clock sees our sends closer together."""
HOURS = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*\Z")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local hours in which nobody is written to; from ``start`` up to but not at ``end``."""

    start: time
    end: time

    @classmethod
    def parse(cls, text: str) -> QuietHours | None:
        """Read ``21:00-06:00``; empty means none. Raises ValueError with what would be right."""
        if not text.strip():
            return None
        wrong = f"delivery.quiet_hours = {text!r}: write it as 21:00-06:00, or leave it empty"
        found = HOURS.match(text)
        if not found:
            raise ValueError(wrong)
        first, last = (found[1], found[2]), (found[3], found[4])
        try:
            start, end = (time(int(hour), int(minute)) for hour, minute in (first, last))
        except ValueError as error:
            raise ValueError(wrong) from error
        return None if start == end else cls(start, end)

    def __contains__(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def quiet_until(now: datetime, hours: QuietHours | None) -> datetime | None:
    """When the quiet hours that hold now will end; None where we may write now."""
    local = now.astimezone(HANOI)
    if hours is None or local.time() not in hours:
        return None
    ends = local.replace(hour=hours.end.hour, minute=hours.end.minute, second=0, microsecond=0)
    return ends if ends > local else ends + timedelta(days=1)


class Pace:
    """At most ``per_second`` in any second, spread over ticks. Times are a monotonic clock's.

    A sliding window, since that is how channels count: a bucket that refills lets twice its size
    pass within one of their seconds.
    """

    def __init__(self, per_second: float) -> None:
        self._limit = max(1, math.floor(per_second)) if math.isfinite(per_second) else 0
        self._window = MARGIN * self._limit / per_second if self._limit else 0.0
        self._tick = max(1, math.ceil(self._limit * TICK))
        self._granted: deque[tuple[float, int]] = deque()
        self._held = 0
        self._latest = 0

    def take(self, at: float, wanted: int) -> int:
        """How many of the wanted may go now."""
        if not self._limit:
            return wanted
        while self._granted and self._granted[0][0] <= at - self._window:
            self._held -= self._granted.popleft()[1]
        granted = max(0, min(wanted, self._tick, self._limit - self._held))
        self._latest = granted
        if granted:
            self._granted.append((at, granted))
            self._held += granted
        return granted

    def give_back(self, unused: int) -> None:
        """Of the latest grant, so many were not needed."""
        self._latest = max(0, self._latest - unused)
        while unused > 0 and self._granted:
            at, count = self._granted.pop()
            self._held -= min(count, unused)
            if count > unused:
                self._granted.append((at, count - unused))
            unused -= count

    def wait(self, at: float) -> float:
        """Seconds until more may go, at most one window. What was granted last is spread over its
        share of the window, so that a tick is followed by a tick's pause."""
        if self._limit and self._held >= self._limit and self._granted:
            return max(0.001, self._granted[0][0] + self._window - at)
        return min(TICK, self._window / self._limit * self._latest) if self._limit else 0.0


LEAST_AT_ONCE = 32
MOST_AT_ONCE = 256
"""Sends under way at once; a channel's own pool of connections is as large."""
LEAST_IN_AIR = 100
MOST_IN_AIR = 5000
AHEAD = 0.04
"""Seconds of work claimed ahead of what is being sent, so that claiming overlaps with sending."""
LOOK = 0.1
"""Seconds over which a flow is measured."""


class Flow:
    """How fast a channel really takes what we send, and so how much of it may be under way.

    At once goes twice what the wire holds at its quickest (rate × shortest latency): enough to
    fill it, too little to stand in line before it. What is claimed, sent or not yet settled (a
    kill leaves it unknown) is that and a tenth of a second of work more.
    """

    def __init__(self) -> None:
        self.at_once = LEAST_AT_ONCE
        self.ahead = 0
        self.in_air = LEAST_IN_AIR
        self._since = -math.inf
        self._count = 0
        self._quickest = math.inf

    def landed(self, at: float, took: float) -> None:
        """One was sent, and its answer took so many seconds."""
        self._count += 1
        self._quickest = min(self._quickest, took)
        if at >= self._since + LOOK:
            self._measure(at)

    def _measure(self, at: float) -> None:
        rate = self._count / (at - self._since)
        if math.isfinite(self._since) and at < self._since + 10 * LOOK:
            held = math.ceil(2 * rate * self._quickest)
            self.at_once = min(max(LEAST_AT_ONCE, held), MOST_AT_ONCE)
            self.ahead = math.ceil(rate * AHEAD)
            least = max(LEAST_IN_AIR, self.at_once)
            self.in_air = min(max(least, math.ceil(self.at_once + rate * TICK)), MOST_IN_AIR)
        self._since, self._count, self._quickest = at, 0, math.inf
