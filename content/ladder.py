"""The ladder of pings: before the due day, on it, and after it while nobody acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Literal

from content.dated import Source
from content.days import VietnameseCalendar
from content.wording import HANOI

Kind = Literal["before", "day", "overdue", "escalation"]
Recipient = Literal["official", "head", "programme"]


@dataclass(frozen=True, slots=True)
class Escalation:
    """``after`` working days overdue, tell the office's head or the programme office."""

    after: int
    to: Recipient


@dataclass(frozen=True, slots=True)
class Ladder:
    """``before`` in calendar days, ``overdue_days`` in working days, ``at`` local time."""

    at: time
    before: tuple[int, ...]
    overdue_days: int
    escalations: tuple[Escalation, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Ping:
    """One message about an assignment. ``at`` is aware, +07:00; ``step`` is days before, 0 on
    the day, or working days overdue; ``to`` says who of the office (or above it) gets it."""

    at: datetime
    kind: Kind
    step: int
    to: Recipient = "official"


def pings(due: date, ladder: Ladder, calendar: VietnameseCalendar) -> list[Ping]:
    """Every ping for an assignment nobody acts on, earliest first; at most one a day outside
    escalation. A due day that is a day off counts as the last working day before it."""
    due = calendar.last_working_day(due)
    late = list(islice(calendar.following(due), last_step(ladder)))
    found = [*pings_before(due, ladder, calendar), ping(due, ladder, "day", 0)]
    found += [
        ping(day, ladder, "overdue", step)
        for step, day in enumerate(late[: ladder.overdue_days], start=1)
    ]
    found += [
        ping(late[rung.after - 1], ladder, "escalation", rung.after, rung.to)
        for rung in ladder.escalations
        if rung.after <= len(late)
    ]
    return sorted(found, key=lambda one: (one.at, one.kind == "escalation", one.step))


def last_step(ladder: Ladder) -> int:
    """Working days after the due day when the ladder ends."""
    return max([ladder.overdue_days, *(rung.after for rung in ladder.escalations)])


def pings_before(due: date, ladder: Ladder, calendar: VietnameseCalendar) -> Iterator[Ping]:
    """The reminders ahead; of two that move to one working day, the nearer stays."""
    days: dict[date, int] = {}
    for step in sorted(ladder.before, reverse=True):
        days[calendar.last_working_day(due - timedelta(days=step))] = step
    return (ping(day, ladder, "before", step) for day, step in days.items())


def ping(day: date, ladder: Ladder, kind: Kind, step: int, to: Recipient = "official") -> Ping:
    """A ping at the ladder's hour of a day."""
    return Ping(datetime.combine(day, ladder.at, tzinfo=HANOI), kind, step, to)
