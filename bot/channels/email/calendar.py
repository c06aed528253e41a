"""The day of a duty as a calendar file, to hang on its mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.calendars import Event, calendar
from content.duties import Assignment
from content.wording import word

BEFORE = timedelta(hours=-17)
"""The alarm: 07:00 of the day before, for a whole-day event begins at midnight."""


def calendar_of(assignment: Assignment, now: datetime) -> bytes:
    """One whole-day event on the due day; a later file of the same duty takes its place."""
    event = Event(
        f"duty-{assignment.id}@chung-tay",
        assignment.due,
        assignment.title,
        assignment.done_when,
        BEFORE,
    )
    return calendar((event,), word("email.calendar"), now)
