"""What a campaign came to, as numbers that may be shown: in all, by hour and by week."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from content.polls import FEW
from content.wording import local

HOUR = timedelta(hours=1)
FIRST_HOURS = 72
"""Hours after its start that a campaign is looked at one by one."""
WEEKS = 12
"""Weeks that are looked at together, this one among them."""


@dataclass(frozen=True, slots=True)
class Figures:
    """How many messages went out, were seen (told by the web alone, of ``seeable`` put there), did
    not arrive, had a button pressed, were answered, and made their reader ask for no more."""

    sent: int = 0
    seen: int = 0
    missed: int = 0
    tapped: int = 0
    answered: int = 0
    stopped: int = 0
    seeable: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, n) + getattr(other, n) for n in EVERY))

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in EVERY)


EVERY = tuple(one.name for one in fields(Figures))
SHOWN = EVERY[:-1]
"""The columns of every table of figures, in order."""
OF_PEOPLE = frozenset({"answered", "stopped"})
"""What people did of which a small number may point at one of them."""


def told(name: str, count: int) -> int | None:
    """A figure as it may be shown; None for *fewer than 5*."""
    return None if name in OF_PEOPLE and 0 < count < FEW else count


def hours(begun: datetime, counts: Mapping[datetime, Figures]) -> list[tuple[datetime, Figures]]:
    """Every hour from the start to the last in which something happened; what happened later than
    the first days is left out."""
    first = begun.replace(minute=0, second=0, microsecond=0)
    every = [first + n * HOUR for n in range(FIRST_HOURS)]
    busy = [at for at in every if counts.get(at)]
    return [(at, counts.get(at, Figures())) for at in every if busy and at <= busy[-1]]


def monday(moment: datetime) -> date:
    """The Monday of the week of a moment, in Hà Nội."""
    day = local(moment).date()
    return day - timedelta(days=day.weekday())


def weeks(today: datetime) -> list[date]:
    """The Mondays of the last weeks, the oldest first."""
    last = monday(today)
    return [last - timedelta(weeks=n) for n in reversed(range(WEEKS))]
