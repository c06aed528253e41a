"""The pace of one visitor: never below what was promised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web import pace
from bot.channels.web.pace import Pace


def test_a_burst_of_a_hundred_is_taken_and_the_next_is_not() -> None:
    bucket = Pace()
    assert all(bucket.allows("a", 0.0) for _ in range(100))
    assert not bucket.allows("a", 0.0)


def test_five_a_second_go_on_for_ever() -> None:
    bucket = Pace()
    for _ in range(100):
        bucket.allows("a", 0.0)
    assert all(bucket.allows("a", 1 + n / 5) for n in range(1000))


def test_one_visitor_does_not_use_up_another() -> None:
    bucket = Pace(rate=0.1, burst=1)
    assert bucket.allows("a", 0)
    assert bucket.allows("b", 0)
    assert not bucket.allows("a", 0)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=300))
def test_no_more_than_burst_and_rate_allow(gaps: list[float]) -> None:
    bucket, at, allowed = Pace(rate=1, burst=10), 0.0, 0
    for gap in gaps:
        at += gap
        allowed += bucket.allows("a", at)
    assert allowed <= 10 + at + 1e-6


def test_memory_stays_bounded_and_the_longest_silent_is_forgotten() -> None:
    bucket = Pace(rate=0, burst=1)
    for n in range(pace.MOST_BUCKETS + 1):
        bucket.allows(str(n), 0)
    assert bucket.allows("0", 0)  # forgotten, so full again
    assert not bucket.allows(str(pace.MOST_BUCKETS), 0)
