"""The day of a duty as a calendar file (RFC 5545), to hang on its mail."""

from __future__ import annotations

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from content.duties import Assignment
from content.wording import word

BEFORE = timedelta(hours=-17)
"""The alarm: 07:00 of the day before, for a whole-day event begins at midnight."""


def calendar_of(assignment: Assignment, now: datetime) -> bytes:
    """One whole-day event on the due day; a later file of the same duty takes its place."""
    event = Event()
    event.add("uid", f"duty-{assignment.id}@chung-tay")
    event.add("dtstamp", now)
    event.add("summary", assignment.title)
    event.add("dtstart", assignment.due)
    event.add("dtend", assignment.due + timedelta(days=1))
    event.add("description", assignment.done_when)
    event.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", BEFORE)
    alarm.add("description", assignment.title)
    event.add_component(alarm)
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Chung Tay//" + word("email.calendar"))
    calendar.add_component(event)
    return bytes(calendar.to_ical())
