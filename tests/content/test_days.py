"""The working calendar of public offices."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.days import VietnameseCalendar

CALENDAR = VietnameseCalendar()
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    "day",
    [
        date(2025, 1, 28),  # Tết eve
        date(2025, 5, 2),  # off in exchange for 26/04
        date(2026, 8, 31),  # off in exchange for 22/08
        date(2026, 4, 27),  # Hùng Kings' day fell on Sunday
        date(2026, 11, 24),  # Ngày Văn hóa Việt Nam, from 2026
        date(2027, 2, 8),
        date(2028, 1, 26),
        date(2026, 11, 22),  # a Sunday
    ],
)
def test_offices_are_closed(day: date) -> None:
    assert not CALENDAR.is_working_day(day)


@pytest.mark.parametrize(
    "day", [date(2025, 4, 26), date(2026, 8, 22), date(2025, 11, 24), date(2026, 11, 25)]
)
def test_offices_work_on_swapped_saturdays_and_before_the_culture_day_law(day: date) -> None:
    assert CALENDAR.is_working_day(day)


def test_a_clerk_can_add_a_day_off_and_a_day_worked() -> None:
    friday, saturday = date(2027, 2, 12), date(2027, 2, 27)
    mended = VietnameseCalendar(frozenset({friday}), frozenset({saturday}))
    assert CALENDAR.is_working_day(friday)
    assert not mended.is_working_day(friday)
    assert mended.is_working_day(saturday)
    assert mended.last_working_day(friday) == date(2027, 2, 11)


def test_a_day_in_tet_moves_back_before_the_whole_break() -> None:
    assert CALENDAR.last_working_day(date(2025, 1, 31)) == date(2025, 1, 24)


def test_working_days_are_counted_over_weekend_and_holiday() -> None:
    monday = date(2026, 11, 23)
    assert CALENDAR.working_days_after(monday, 0) == monday
    assert CALENDAR.working_days_after(monday, 1) == date(2026, 11, 25)
    assert CALENDAR.working_days_after(monday, 4) == date(2026, 11, 30)
    assert CALENDAR.working_days_between(monday, date(2026, 11, 30)) == 4
    assert CALENDAR.working_days_between(monday, monday) == 0


def test_a_calendar_without_working_days_is_an_error_not_an_endless_search() -> None:
    start = date(2026, 1, 1)
    closed = VietnameseCalendar(frozenset(start + timedelta(days=n) for n in range(400)))
    with pytest.raises(ValueError, match="no working day"):
        closed.last_working_day(date(2026, 12, 1))
    assert list(closed.following(date(2026, 1, 1))) == []


@given(DAYS)
def test_the_last_working_day_is_worked_and_nothing_worked_lies_between(day: date) -> None:
    last = CALENDAR.last_working_day(day)
    assert last <= day
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.working_days_between(last, day) == 0


@given(DAYS, st.integers(1, 30))
def test_counting_forward_and_back_agree(day: date, n: int) -> None:
    after = CALENDAR.working_days_after(day, n)
    assert CALENDAR.working_days_between(day, after) == n
