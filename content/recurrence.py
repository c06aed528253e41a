"""When a duty falls due: its rule as days, each moved back to the last working day."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache

from dateutil.rrule import rrule, rrulestr

from content.days import LONGEST_BREAK, VietnameseCalendar
from content.plan import Duty, Once, Recurring, Rule, Yearly

FREQUENCIES = ("FREQ=YEARLY", "FREQ=MONTHLY", "FREQ=WEEKLY")
"""Finer ones are no duty of an office, and expanding them by the second would never end."""
REACH = timedelta(days=LONGEST_BREAK)


def occurrences(duty: Duty, start: date, end: date, calendar: VietnameseCalendar) -> list[date]:
    """Due days from ``start`` to ``end`` (both inclusive), earliest first, each a working day.

    A duty counts where its nominal day lies in the time it is in force.
    """
    last = end if end > date.max - REACH else end + REACH
    nominal = (day for day in nominal_days(duty.when.rule, start, last) if duty.in_force(day))
    due = {calendar.last_working_day(day) for day in nominal}
    return sorted(day for day in due if start <= day <= end)


def nominal_days(rule: Rule, start: date, end: date) -> list[date]:
    """The days a rule names from ``start`` to ``end``, before any is moved."""
    match rule:
        case Once(day=day):
            found = [day]
        case Yearly():
            found = list(yearly_days(rule, start.year, end.year))
        case Recurring():
            found = recurring_days(rule, start, end)
    return sorted({day for day in found if start <= day <= end})


def yearly_days(rule: Yearly, first: int, last: int) -> Iterator[date]:
    """A rule's days; "before 1 January" is due in the year before, hence one year more."""
    shift = timedelta(days=1 if rule.before else 0)
    for year in range(first, min(last + 1, date.max.year) + 1):
        for month, day in rule.days:
            yield clamped(year, month, day) - shift


def clamped(year: int, month: int, day: int) -> date:
    """29 February in a year without one is the last day of February: no duty is skipped."""
    return date(year, month, min(day, months.monthrange(year, month)[1]))


def recurring_days(rule: Recurring, start: date, end: date) -> list[date]:
    """An RRULE's days; none for a rule that never comes."""
    if first_day(rule) is None:
        return []
    opening, closing = (datetime.combine(day, time()) for day in (start, end))
    return [moment.date() for moment in parsed(rule).between(opening, closing, inc=True)]


@cache
def first_day(rule: Recurring) -> date | None:
    """A rule's first day, or None when it never comes (30 February). Kept, because searching
    for a day that never comes reads the calendar to its last year, up to a second."""
    moment = next(iter(parsed(rule)), None)
    return moment.date() if moment else None


def parsed(rule: Recurring) -> rrule:
    """The rule as dateutil reads it; raises ValueError with what would be right."""
    parts = rule.rrule.upper().split(";")
    if not any(part in FREQUENCIES for part in parts):
        raise ValueError(f"{rule.rrule!r} needs one of {', '.join(FREQUENCIES)}")
    if any(part.startswith(("BYHOUR", "BYMINUTE", "BYSECOND")) for part in parts):
        raise ValueError(f"{rule.rrule!r} counts whole days: no BYHOUR, BYMINUTE or BYSECOND")
    read = rrulestr(rule.rrule, dtstart=datetime.combine(rule.start, time()))
    if not isinstance(read, rrule):
        raise ValueError(f"{rule.rrule!r} must be one rule, without EXDATE or RDATE")
    return read
