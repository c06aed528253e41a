"""Calendar files (RFC 5545): whole days, each with an alarm before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry


@dataclass(frozen=True, slots=True)
class Event:
    """A whole day. A later file with the same ``uid`` takes its place; ``alarm`` counts from the
    midnight at which the day begins, so that it is mostly negative."""

    uid: str
    day: date
    title: str
    text: str
    alarm: timedelta


def calendar(events: Iterable[Event], name: str, now: datetime) -> bytes:
    """A calendar of days, named in the file's own description of who made it."""
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Chung Tay//" + name)
    for event in events:
        made.add_component(entry(event, now))
    return bytes(made.to_ical())


def entry(event: Event, now: datetime) -> Entry:
    """One day of it."""
    made = Entry()
    made.add("uid", event.uid)
    made.add("dtstamp", now)
    made.add("summary", event.title)
    made.add("dtstart", event.day)
    made.add("dtend", event.day + timedelta(days=1))
    made.add("description", event.text)
    made.add("transp", "TRANSPARENT")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", event.alarm)
    alarm.add("description", event.title)
    made.add_component(alarm)
    return made
