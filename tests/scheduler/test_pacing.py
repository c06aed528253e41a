"""Pace."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from scheduler.pacing import (
    LEAST_AT_ONCE,
    LEAST_IN_AIR,
    Flow,
    Pace,
)


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
