"""The pace: a sliding window, used almost whole."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from scheduler.pacing import Pace


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
