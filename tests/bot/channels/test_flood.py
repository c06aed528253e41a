"""The rule against floods never touches five updates a second, nor a burst of a hundred."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.flood import FloodGuard
from tests.bot.channels.telegram.wire import NOW


def judge(guard: FloodGuard, *seconds: float, chat: str = "7") -> list[str]:
    return [guard.judge(chat, NOW + timedelta(seconds=s)) for s in seconds]


def test_a_burst_of_a_hundred_passes_and_the_next_is_told_once() -> None:
    verdicts = judge(FloodGuard(), *[0] * 150)
    assert verdicts == ["pass"] * 100 + ["warn"] + ["drop"] * 49


def test_five_a_second_pass_for_ever_even_after_a_burst() -> None:
    guard = FloodGuard()
    judge(guard, *[0] * 100)
    assert set(judge(guard, *(n * 0.2 for n in range(1, 2000)))) == {"pass"}


def test_who_floods_still_gets_five_answers_a_second() -> None:
    guard = FloodGuard()
    verdicts = judge(guard, *(n / 50 for n in range(50 * 60)))
    assert verdicts.count("pass") >= 100 + 5 * 59
    assert verdicts.count("warn") == 1


def test_who_has_calmed_is_told_again_the_next_time() -> None:
    guard = FloodGuard()
    judge(guard, *[0] * 200)
    assert judge(guard, *[60] * 101)[-1] == "warn"


def test_one_chat_does_not_count_for_another() -> None:
    guard = FloodGuard()
    judge(guard, *[0] * 200)
    assert judge(guard, *[0] * 100, chat="8") == ["pass"] * 100


@given(st.lists(st.floats(0.2, 5), max_size=300))
def test_nobody_at_five_a_second_or_less_is_ever_dropped(gaps: list[float]) -> None:
    guard, at = FloodGuard(), 0.0
    for gap in gaps:
        at += gap
        assert judge(guard, at) == ["pass"]


def test_calm_chats_are_forgotten() -> None:
    guard = FloodGuard()
    for chat in range(10_001):
        judge(guard, 0, chat=str(chat))
    judge(guard, 3600, chat="late")
    assert len(guard._buckets) == 1
