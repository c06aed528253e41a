"""What would go out in a period if nobody acted: needs no registered official, sends nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from content.days import VietnameseCalendar
from content.ladder import Ladder, Ping, last_step, pings
from content.places import Office, Places
from content.plan import Duty, Plan
from content.recurrence import occurrences

WEEK = 7
SLACK = timedelta(days=60)
"""The longest a ping can be moved, or a ladder stretched, by days off."""

Row = dict[str, str]


def rehearse(
    plan: Plan, places: Places, calendar: VietnameseCalendar, since: date, until: date
) -> list[Row]:
    """Every ping from ``since`` to ``until`` (local days, both inclusive), earliest first.

    One row a duty and office: ``at`` (ISO, +07:00), ``due``, ``duty``, ``office``, ``kind``.
    An office gets the pings of the days on which it exists.
    """
    rows: list[Row] = []
    for duty in plan.duties:
        if duty.climbs:
            rows += rows_of(duty, places, plan.ladder, calendar, (since, until))
    return sorted(rows, key=lambda row: (row["at"], row["duty"], row["office"], row["kind"]))


def rows_of(
    duty: Duty,
    places: Places,
    ladder: Ladder,
    calendar: VietnameseCalendar,
    window: tuple[date, date],
) -> Iterator[Row]:
    """The rows of one duty in a window of local days."""
    since, until = window
    first, last = reach(since, until, ladder)
    for due in occurrences(duty, first, last, calendar):
        for ping in pings(due, ladder, calendar):
            if since <= ping.at.date() <= until:
                for office in offices_in_charge(duty, places, ping.at.date()):
                    yield row(duty, due, office, ping)


def reach(since: date, until: date, ladder: Ladder) -> tuple[date, date]:
    """The due days whose pings may fall in a window: later ones remind, earlier ones are late."""
    behind = timedelta(days=WEEK * last_step(ladder)) + SLACK
    ahead = timedelta(days=max(ladder.before, default=0)) + SLACK
    first = since - behind if since - date.min > behind else date.min
    last = until + ahead if date.max - until > ahead else date.max
    return first, last


def offices_in_charge(duty: Duty, places: Places, day: date) -> tuple[Office, ...]:
    """The offices that carry a duty on a day."""
    return tuple(office for kind in duty.today.in_charge for office in places.offices_of(kind, day))


def row(duty: Duty, due: date, office: Office, ping: Ping) -> Row:
    """One ping as the command line prints it."""
    return {
        "at": ping.at.isoformat(),
        "due": due.isoformat(),
        "duty": duty.id,
        "office": office.slug,
        "kind": ping.kind,
    }
