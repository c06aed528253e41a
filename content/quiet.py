"""The quiet hours: at night nobody is written to, unless a storm or a flood comes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from content.wording import HANOI

FIRST = 0.1
RELEASE = timedelta(minutes=10)
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
    if hours is None or now.astimezone(HANOI).time() not in hours:
        return None
    return next_at(now, hours.end)


def quiet_since(now: datetime, hours: QuietHours | None) -> datetime | None:
    """When the quiet hours that hold now began; None where we may write now."""
    if hours is None or quiet_until(now, hours) is None:
        return None
    return next_at(now, hours.start) - timedelta(days=1)


def released(now: datetime, hours: QuietHours | None) -> float:
    """The share of the usual rate at which what is not urgent may go: none in the quiet hours, a
    tenth when they end, all of it ten minutes later. So phones do not ring all at once at six, and
    neither do those that the people then write to."""
    if hours is None:
        return 1.0
    if quiet_until(now, hours) is not None:
        return 0.0
    since = now - (next_at(now, hours.end) - timedelta(days=1))
    return min(1.0, FIRST + (1 - FIRST) * (since / RELEASE))


def next_at(now: datetime, hour: time) -> datetime:
    """The next moment, after now, at which the clocks of Hà Nội show an hour."""
    local = now.astimezone(HANOI)
    at = local.replace(hour=hour.hour, minute=hour.minute, second=0, microsecond=0)
    return at if at > local else at + timedelta(days=1)
