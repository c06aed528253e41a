"""A campaign that comes again: every day, week or month, by a rule of RFC 5545 kept small."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from dateutil.rrule import rrule, rrulestr

from content.campaigns import Draft
from content.wording import HANOI, local

PART = re.compile(r"(FREQ|INTERVAL|BYDAY|BYMONTHDAY|COUNT|UNTIL)=([A-Z0-9,+-]+)\Z")
NUMBERS = {"INTERVAL": 36, "COUNT": 366}
"""The largest that makes sense for a message to people."""
HORIZON = timedelta(days=5 * 366)
"""A rule that names no day for so long names none: it is never searched further."""
SOME_DAY = datetime.combine(date(2026, 1, 1), time())
DRIFT = 0.2
"""An occurrence whose number of people differs by more from what was approved is held."""


class RepetitionError(ValueError):
    """A rule we do not take."""


def tidied(text: str) -> str:
    """A rule in its one form; raises RepetitionError. Only whole days, weeks and months."""
    parts = parts_of(text)
    if parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY"):
        raise RepetitionError(text)
    for name, most in NUMBERS.items():
        if name in parts and not (parts[name].isdigit() and 1 <= int(parts[name]) <= most):
            raise RepetitionError(text)
    refuse_no_days(parts, text)
    if "BYDAY" in parts and "BYMONTHDAY" in parts:
        raise RepetitionError(text)
    if "COUNT" in parts and "UNTIL" in parts:
        raise RepetitionError(text)
    written = ";".join(f"{name}={value}" for name, value in parts.items())
    rule_of(written, SOME_DAY, SOME_DAY)
    return written


def frequency(rule: str) -> str:
    """How often a rule comes: ``daily``, ``weekly`` or ``monthly``."""
    return parts_of(rule)["FREQ"].lower()


def refuse_no_days(parts: Mapping[str, str], text: str) -> None:
    """Raise for days of the month and last days that are none: dateutil takes any number."""
    for day in parts.get("BYMONTHDAY", "1").split(","):
        if not (day.lstrip("-").isdigit() and 1 <= abs(int(day)) <= 31):
            raise RepetitionError(text)
    try:
        datetime.fromisoformat(parts.get("UNTIL", "20260101T000000"))
    except ValueError as error:
        raise RepetitionError(text) from error


def parts_of(text: str) -> dict[str, str]:
    """The parts of a rule by name; raises RepetitionError."""
    found: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        hit = PART.match(part)
        if hit is None or hit[1] in found:
            raise RepetitionError(text)
        found[hit[1]] = hit[2]
    if re.fullmatch(r"\d{8}", found.get("UNTIL", "")):
        found["UNTIL"] += "T235959"  # to the end of that day
    return found


def rule_of(text: str, start: datetime, after: datetime) -> rrule:
    """The rule over bare local moments, with an end; raises RepetitionError."""
    parts = parts_of(text)
    if "COUNT" not in parts:
        horizon = f"{after + HORIZON:%Y%m%dT%H%M%S}"
        parts["UNTIL"] = min(parts.get("UNTIL", horizon), horizon)
    try:
        read = rrulestr(";".join(f"{k}={v}" for k, v in parts.items()), dtstart=start)
    except (ValueError, TypeError) as error:
        raise RepetitionError(text) from error
    if not isinstance(read, rrule):
        raise RepetitionError(text)
    return read


def next_moment(
    text: str, start: datetime, after: datetime, *, at_once: bool = False
) -> datetime | None:
    """When a rule that began at ``start`` comes next after a moment (with ``at_once`` then too);
    None when it does not. Moments are aware; the hour is that of Hà Nội, without the seconds'
    fractions."""
    begin, since = (local(one).replace(tzinfo=None, microsecond=0) for one in (start, after))
    found = rule_of(text, begin, max(begin, since)).after(since, inc=at_once)
    return found.replace(tzinfo=HANOI) if found else None


def occurrence(draft: Draft, at: datetime) -> Draft:
    """The draft of one day: its last hour as far behind its hour as approved."""
    last = draft.not_later_than
    until = at + (last - draft.at) if last and draft.at else None
    return replace(draft, at=at, not_later_than=until, repeat="")


def has_drifted(approved: int | None, matched: int) -> bool:
    """Whether so many more or fewer people match that somebody should look."""
    return approved is not None and abs(matched - approved) > DRIFT * approved
