"""Quiet hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.quiet import QuietHours, quiet_since, quiet_until, released
from content.wording import HANOI

NIGHT = QuietHours.parse("21:00-06:00")


def hanoi(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, as UTC."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (hanoi(24, 20, 59), None),
        (hanoi(24, 21), hanoi(25, 6)),
        (hanoi(24, 23, 59), hanoi(25, 6)),
        (hanoi(25, 5, 59), hanoi(25, 6)),
        (hanoi(25, 6), None),
    ],
)
def test_the_night_is_quiet_until_six(now: datetime, until: datetime | None) -> None:
    assert quiet_until(now, NIGHT) == until


def test_quiet_hours_within_a_day() -> None:
    noon = QuietHours.parse(" 11:30 - 13:00 ")
    assert quiet_until(hanoi(24, 12), noon) == hanoi(24, 13)
    assert quiet_until(hanoi(24, 22), noon) is None


@pytest.mark.parametrize("text", ["", "  ", "06:00-06:00"])
def test_no_quiet_hours(text: str) -> None:
    assert QuietHours.parse(text) is None
    assert quiet_until(hanoi(24, 23), QuietHours.parse(text)) is None


@pytest.mark.parametrize("text", ["21-6", "21:00", "25:00-06:00", "21:60-06:00", "tối"])
def test_wrong_quiet_hours_say_what_is_right(text: str) -> None:
    with pytest.raises(ValueError, match="21:00-06:00"):
        QuietHours.parse(text)


@given(
    st.integers(0, 400_000_000).map(lambda s: hanoi(1, 0) + timedelta(seconds=s)),
    st.times(),
    st.times(),
)
def test_when_quiet_hours_end_they_have_ended(now: datetime, start: time, end: time) -> None:
    hours = QuietHours.parse(f"{start:%H:%M}-{end:%H:%M}")
    until = quiet_until(now, hours)
    if until is not None:
        assert now < until <= now + timedelta(days=1)
        assert quiet_until(until, hours) is None
        since = quiet_since(now, hours)
        assert since is not None
        assert since <= now < since + timedelta(days=1)
        assert quiet_until(since, hours) == until


@pytest.mark.parametrize(
    ("now", "share"),
    [
        (hanoi(24, 20, 59), 1.0),
        (hanoi(24, 21), 0.0),
        (hanoi(25, 5, 59), 0.0),
        (hanoi(25, 6), 0.1),
        (hanoi(25, 6, 5), 0.55),
        (hanoi(25, 6, 10), 1.0),
        (hanoi(25, 12), 1.0),
    ],
)
def test_the_morning_begins_slowly(now: datetime, share: float) -> None:
    assert released(now, NIGHT) == pytest.approx(share)


def test_without_quiet_hours_nothing_is_held_back() -> None:
    assert released(hanoi(24, 6), None) == 1
