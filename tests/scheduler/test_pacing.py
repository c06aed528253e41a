"""Pace and quiet hours."""

from __future__ import annotations

import math
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.wording import HANOI
from scheduler.pacing import (
    LEAST_AT_ONCE,
    LEAST_IN_AIR,
    Flow,
    Pace,
    QuietHours,
    quiet_until,
)

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


@given(
    st.sampled_from([0.5, 1, 5, 29, 30, 33.3, 1000]),
    st.lists(st.tuples(st.floats(0, 0.4), st.integers(0, 60)), max_size=80),
)
def test_no_second_ever_holds_more_than_allowed(rate: float, asks: list[tuple[float, int]]) -> None:
    pace = Pace(rate)
    now, sent = 0.0, list[tuple[float, int]]()
    for pause, wanted in asks:
        now += pause
        granted = pace.take(now, wanted)
        assert 0 <= granted <= wanted
        sent.append((now, granted))
    span = max(1.0, 1 / rate)
    for start, _ in sent:
        within = sum(count for at, count in sent if start <= at < start + span)
        assert within <= max(1, math.floor(rate))


def test_the_pace_is_used_almost_whole() -> None:
    pace, now, sent = Pace(30), 0.0, 0
    while now < 60:
        sent += pace.take(now, 100)
        now += pace.wait(now)
    assert sent >= 0.98 * 30 * 60


def test_a_channel_without_a_limit_takes_all() -> None:
    pace = Pace(math.inf)
    assert pace.take(0.0, 5000) == 5000
    assert pace.wait(0.0) == 0


def test_a_tick_that_came_late_is_made_up_for() -> None:
    pace, now, sent = Pace(30), 0.0, 0
    while now < 60:
        sent += pace.take(now, 100)
        now += pace.wait(now) + 0.02  # whoever asks is busy now and then
    assert sent >= 0.96 * 30 * 60


def busy(flow: Flow, *, rate: float, took: float, seconds: float) -> None:
    """A channel that takes so many a second, each answered after so long."""
    for n in range(int(rate * seconds)):
        flow.landed(n / rate, took)


def test_a_flow_keeps_a_tenth_of_a_second_of_work_in_the_air() -> None:
    flow = Flow()
    flow.claimed(0.02)
    for n in range(40_000):  # a short wire: whoever comes beside stands in line
        flow.landed(n / 8000, 0.0004 if n < 8 else flow.at_once / 8000)
    assert flow.at_once <= 2 * LEAST_AT_ONCE
    assert 0.08 * 8000 <= flow.in_air <= 0.12 * 8000
    assert 0 < flow.low < flow.ahead < flow.in_air


def test_a_slow_wire_gets_more_at_once_until_the_rate_is_no_longer_its_fault() -> None:
    flow = Flow()
    began = 0.0
    for _ in range(6):
        rate = min(500.0, flow.at_once / 0.2)  # 500 a second is what we are allowed
        for n in range(int(rate)):
            flow.landed(began + n / rate, 0.2)
        began += 1
    assert 100 <= flow.at_once <= 2.1 * 100  # 500 a second × 0.2 s are on the wire


def test_a_few_quick_answers_promise_no_flood() -> None:
    flow = Flow()
    busy(flow, rate=30, took=0.0003, seconds=3)
    assert flow.in_air == LEAST_IN_AIR
    assert flow.at_once == LEAST_AT_ONCE
