"""The Vietnamese working calendar: which days offices work.

The ``holidays`` package computes public holidays, Tết, days off in lieu and the Saturdays worked in
exchange; a clerk's additions (content/data/plan/calendar.toml) win over it. Years whose swaps are
not yet announced are computed the same way, without swaps. Pure: no clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import islice

import holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LONGEST_BREAK = 60
"""Days looked through for a working day: calendars made by hand must not loop forever."""


@dataclass(frozen=True, slots=True)
class Year:
    """The exceptions of one year: weekdays off, and weekend days worked in exchange."""

    off: frozenset[date]
    worked: frozenset[date]


@cache
def computed(year: int) -> Year:
    """A year's exceptions by law (Bộ luật Lao động art. 112) and by announced decisions."""
    known = holidays.country_holidays("VN", years=year)
    worked = frozenset(day for day in known.weekend_workdays if day.year == year)
    return Year(frozenset(known), worked)


@dataclass(frozen=True, slots=True)
class VietnameseCalendar:
    """Working days of public offices: Monday to Friday, less holidays, plus swapped Saturdays.

    ``extra_off`` and ``extra_worked`` are days a clerk added; a worked one wins.
    """

    extra_off: frozenset[date] = frozenset()
    extra_worked: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day."""
        if day in self.extra_worked:
            return True
        if day in self.extra_off:
            return False
        year = computed(day.year)
        return day in year.worked or (day.weekday() < SATURDAY and day not in year.off)

    def last_working_day(self, on_or_before: date) -> date:
        """The day itself when worked, else the nearest working day before it."""
        for back in range(LONGEST_BREAK):
            day = on_or_before - back * ONE_DAY
            if self.is_working_day(day):
                return day
        raise ValueError(f"no working day in the {LONGEST_BREAK} days up to {on_or_before}")

    def following(self, day: date) -> Iterator[date]:
        """The working days after a day, nearest first; ends where a break is too long."""
        idle = 0
        while idle < LONGEST_BREAK and day < date.max:
            day += ONE_DAY
            idle += 1
            if self.is_working_day(day):
                idle = 0
                yield day

    def working_days_after(self, day: date, n: int) -> date:
        """The n-th working day after a day (n ≥ 1); n = 0 is the day itself."""
        return [day, *islice(self.following(day), n)][-1]

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; 0 when end is not later."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + ahead * ONE_DAY) for ahead in span)
