"""Figures as they may be shown, and the hours and weeks they are told for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.figures import FIRST_HOURS, HOUR, Figures, hours, monday, told, weeks

NINE = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.mark.parametrize("name", ["answered", "stopped"])
@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (4, None), (5, 5), (900, 900)])
def test_what_few_people_did_is_not_told_as_a_number(
    name: str, count: int, shown: int | None
) -> None:
    assert told(name, count) == shown


@pytest.mark.parametrize("name", ["sent", "missed", "seen", "tapped"])
def test_how_many_messages_went_is_always_told(name: str) -> None:
    assert told(name, 1) == 1


def test_hours_go_on_until_nothing_more_happens() -> None:
    counts = {NINE: Figures(sent=5), NINE + 3 * HOUR: Figures(tapped=1)}
    counts[NINE + FIRST_HOURS * HOUR] = Figures(tapped=9)

    told_hours = hours(NINE + timedelta(minutes=20), counts)

    assert [at for at, _ in told_hours] == [NINE + n * HOUR for n in range(4)]
    assert [one.tapped for _, one in told_hours] == [0, 0, 0, 1]


def test_a_campaign_of_which_nothing_happened_has_no_hours() -> None:
    assert hours(NINE, {}) == []


def test_a_week_begins_on_monday_in_hanoi() -> None:
    assert monday(datetime(2026, 11, 22, 17, 1, tzinfo=UTC)) == date(2026, 11, 23)
    assert monday(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)) == date(2026, 11, 16)


@given(st.integers(0, 20 * 365 * 24).map(lambda n: NINE + n * HOUR))
def test_twelve_weeks_end_with_this_one(now: datetime) -> None:
    every = weeks(now)
    assert len(every) == 12
    assert every[-1] == monday(now)
    assert {b - a for a, b in zip(every, every[1:], strict=False)} == {timedelta(weeks=1)}


@given(st.lists(st.builds(Figures, sent=st.integers(0, 9), tapped=st.integers(0, 9))))
def test_figures_add_up(every: list[Figures]) -> None:
    whole = sum(every, Figures())
    assert whole.sent == sum(one.sent for one in every)
    assert whole.tapped == sum(one.tapped for one in every)
    assert bool(whole) == any(every)
