"""Due days of the plan's duties, year by year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import MONTHLY, rrule
from hypothesis import given
from hypothesis import strategies as st

from content.days import VietnameseCalendar
from content.library.places import load_places
from content.library.plan import load_plan
from content.plan import Duty, Once, Plan, Recurring, Rule, When, Yearly
from content.recurrence import nominal_days, occurrences

LOADED = load_plan(load_places()[0])[0]
assert LOADED is not None
PLAN: Plan = LOADED
CALENDAR = VietnameseCalendar()
START, END = date(2025, 1, 1), date(2028, 12, 31)


def due_days(line: str, start: date = START, end: date = END) -> list[str]:
    found = occurrences(PLAN.duty(line), start, end, CALENDAR)
    return [day.isoformat() for day in found]


def ruled(rule: Rule) -> Duty:
    return replace(PLAN.duty("III.2.2"), when=When(rule, "plan"), since=date(2000, 1, 1))


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("III.2.2", ["2025-12-04", "2026-12-04", "2027-12-03", "2028-12-04"]),
        # 31/08/2025 is a Sunday; 31/08/2026 a day off in exchange for Saturday 22/08.
        ("III.1.1", ["2025-08-29", "2026-08-28", "2027-08-31", "2028-08-31"]),
        ("III.1.3", ["2025-12-12", "2026-12-14", "2027-12-14", "2028-12-14"]),
        ("IV.1b", ["2025-06-13", "2026-06-15", "2027-06-15", "2028-06-15"]),
        ("IV.1c", ["2025-12-15", "2026-12-15", "2027-12-15", "2028-12-15"]),
        ("III.2.3.1d", ["2025-12-31", "2026-12-31", "2027-12-31", "2028-12-29"]),
        ("III.3.3", ["2025-11-18", "2026-11-18", "2027-11-18", "2028-11-17"]),
        ("II.2.1", ["2025-12-31"]),
        ("II.2.2a", ["2025-12-31"]),
        ("III.5.1", []),
    ],
)
def test_due_days_move_back_to_the_last_working_day(line: str, days: list[str]) -> None:
    assert due_days(line) == days


def test_school_lists_in_tet_are_due_before_it() -> None:
    assert due_days("III.2.3.2b") == [
        "2025-01-24",
        "2025-10-31",
        "2026-01-30",
        "2026-10-30",
        "2027-01-29",
        "2027-10-29",
        "2028-01-31",
        "2028-10-31",
    ]


def test_the_steering_committee_was_set_up_once() -> None:
    assert due_days("III.5.1", date(2022, 1, 1)) == ["2022-12-30"]


def test_follow_up_is_quarterly() -> None:
    assert due_days("IV.3", date(2027, 1, 1), date(2027, 12, 31)) == [
        "2027-03-12",
        "2027-06-14",
        "2027-09-14",
        "2027-12-14",
    ]


def test_a_day_moved_out_of_the_window_belongs_to_the_window_before() -> None:
    assert due_days("III.2.2", date(2027, 12, 4), date(2027, 12, 31)) == []
    assert due_days("III.2.2", date(2027, 11, 1), date(2027, 12, 3)) == ["2027-12-03"]


def test_before_the_first_of_january_is_due_in_the_old_year() -> None:
    assert due_days("III.2.3.1d", date(2026, 12, 31), date(2026, 12, 31)) == ["2026-12-31"]


def test_a_duty_before_its_plan_or_after_its_end_never_falls_due() -> None:
    assert due_days("III.2.2", date(2020, 1, 1), date(2022, 11, 30)) == []
    assert due_days("II.2.2b", date(2026, 1, 1), date(2030, 1, 1)) == []


def test_the_29th_of_february_is_the_last_of_february_in_other_years() -> None:
    days = nominal_days(Yearly(((2, 29),)), date(2027, 1, 1), date(2028, 12, 31))
    assert days == [date(2027, 2, 28), date(2028, 2, 29)]


def test_the_31st_of_an_rrule_skips_short_months() -> None:
    rule = Recurring("FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 1))
    assert [day.month for day in nominal_days(rule, date(2027, 1, 1), date(2027, 12, 31))] == [
        1, 3, 5, 7, 8, 10, 12,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=5",
    ],
)
def test_a_rule_that_never_comes_ends(rule: str) -> None:
    duty = ruled(Recurring(rule, date(2022, 1, 1)))
    assert [occurrences(duty, START, END, CALENDAR) for _ in range(50)] == [[]] * 50


@pytest.mark.parametrize(
    "rule", ["FREQ=SECONDLY", "FREQ=DAILY", "BYMONTH=2", "FREQ=YEARLY;BYHOUR=1"]
)
def test_a_rule_finer_than_an_office_works_is_refused(rule: str) -> None:
    with pytest.raises(ValueError, match="FREQ=YEARLY|whole days"):
        nominal_days(Recurring(rule, date(2022, 1, 1)), START, END)


def test_the_ends_of_the_calendar_do_not_break() -> None:
    assert occurrences(ruled(Yearly(((12, 31),))), date(9999, 1, 1), date.max, CALENDAR)
    assert occurrences(ruled(Once(date(2027, 1, 4))), date.min, date.max, CALENDAR)


MONTH_DAYS = st.tuples(st.integers(1, 12), st.integers(1, 31))
RULES = st.builds(
    Yearly, st.lists(MONTH_DAYS, min_size=1, max_size=3).map(tuple), st.booleans()
) | st.builds(Once, st.dates(START, END))


@given(RULES)
def test_due_days_are_worked_sorted_and_never_after_the_nominal_day(rule: Rule) -> None:
    due = occurrences(ruled(rule), START, END, CALENDAR)
    nominal = nominal_days(rule, START, END + timedelta(days=60))
    assert due == sorted(set(due))
    for day in due:
        assert CALENDAR.is_working_day(day)
        later = [one for one in nominal if one >= day]
        assert any(CALENDAR.last_working_day(one) == day for one in later)


@given(RULES, st.dates(START, END))
def test_cutting_a_window_in_two_loses_and_doubles_nothing(rule: Rule, cut: date) -> None:
    duty = ruled(rule)
    halves = occurrences(duty, START, cut, CALENDAR) + occurrences(
        duty, cut + timedelta(days=1), END, CALENDAR
    )
    assert halves == occurrences(duty, START, END, CALENDAR)


@given(st.integers(1, 31), st.integers(1, 6))
def test_rrules_agree_with_dateutil(day: int, interval: int) -> None:
    rule = Recurring(f"FREQ=MONTHLY;INTERVAL={interval};BYMONTHDAY={day}", START)
    theirs = rrule(
        MONTHLY,
        dtstart=datetime(START.year, 1, 1),  # noqa: DTZ001 - dateutil counts naive days
        interval=interval,
        bymonthday=day,
        until=datetime(END.year, 12, 31),  # noqa: DTZ001
    )
    assert nominal_days(rule, START, END) == [moment.date() for moment in theirs]
