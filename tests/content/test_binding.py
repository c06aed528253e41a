"""Conditions bound to a day say the same as conditions read anew."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from content.conditions import (
    Condition,
)
from content.eligibility.bind import Binder, earliest
from content.eligibility.entry import conditions_of, entry_of
from tests.content.any_conditions import CONDITIONS, HOMES
from tests.content.homes import FEW, PARAMETERS, PROGRAMMES, TODAY, complete, days, some_used
from tests.content.interpreter import Situation, open_facts, truth_of


@given(CONDITIONS, HOMES, st.sampled_from([TODAY, date(2020, 2, 29), date(1950, 1, 1)]))
def test_a_bound_condition_is_the_same_condition(
    condition: Condition, home: dict[str, Any], day: date
) -> None:
    bound = Binder(day, PARAMETERS).bind(condition)
    situation = Situation(home, day, PARAMETERS)

    assert bound.truth(home) is truth_of(condition, situation)
    assert bound.open(home) == open_facts(condition, situation)


@FEW
@given(complete(), some_used(), days())
def test_our_own_rules_bound_say_what_they_say_read_anew(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    home = {key: value for key, value in everything.items() if key not in hidden}
    situation = Situation(home, day, PARAMETERS)

    for programme in PROGRAMMES:
        entry = entry_of(programme, PARAMETERS, day)
        for condition in conditions_of(entry.version):
            bound = entry.binder.bind(condition)
            assert bound.truth(home) is truth_of(condition, situation)
            assert bound.open(home) == open_facts(condition, situation)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)), st.integers(0, 600))
def test_the_earliest_day_is_the_first_that_is_not_too_long_ago(day: date, months: int) -> None:
    first = earliest(day, months)

    assert first + relativedelta(months=months) >= day
    assert first - timedelta(days=1) + relativedelta(months=months) < day


@pytest.mark.parametrize("day", [date.min, date(2, 1, 1), date.max])
def test_the_ends_of_the_calendar_stop_nothing(day: date) -> None:
    assert earliest(day, 36) <= day
