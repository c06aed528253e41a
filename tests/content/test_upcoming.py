"""What is known to change, and what time has made of kept answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from content.eligibility.ageing import aged
from content.eligibility.judge import Verdict, judge
from content.eligibility.upcoming import ahead, turns
from content.facts import Catalogue, Fact
from content.household import Household, Member
from tests.content.homes import FACTS, FEW, PARAMETERS, PROGRAMMES, TODAY, complete, days

BASE: dict[str, Any] = {
    "status_certified": True,
    "residence": "permanent",
    "tkvv_member": True,
    "purposes": ("production_business",),
}


def verdict(slug: str, day: date, **facts: Any) -> Verdict:
    return judge(PROGRAMMES[slug], {**BASE, **facts}, day, PARAMETERS)


def test_a_rate_that_is_known_to_fall_is_told_before_it_does() -> None:
    before = verdict("vay-ho-ngheo", date(2025, 11, 1), household_status="poor")

    after = ahead(before)

    assert after is not None
    assert (after.day, before.annual_rate, after.annual_rate) == (date(2025, 12, 1), 6.6, 6.24)


def test_the_day_after_the_last_of_36_months_is_told() -> None:
    before = verdict(
        "vay-ho-moi-thoat-ngheo",
        TODAY,
        household_status="exited_poverty",
        exit_date=date(2024, 2, 10),
    )

    after = ahead(before)

    assert after is not None
    assert (before.verdict, after.verdict) == ("eligible", "ineligible")
    assert after.day == date(2027, 2, 11)


def test_a_poverty_line_to_come_is_told_to_whom_it_would_advise() -> None:
    low = {"household_status": "none", "area_type": "rural", "income_per_capita_month": 1_800_000}

    after = ahead(verdict("vay-ho-ngheo", TODAY, **low))

    assert after is not None and after.advice
    assert after.day == date(2027, 1, 1)
    assert ahead(verdict("vay-ho-ngheo", TODAY, household_status="poor")) is None


@FEW
@given(complete(), days())
def test_nothing_changes_before_the_day_that_is_told(facts: dict[str, Any], day: date) -> None:
    for programme in PROGRAMMES:
        now = judge(programme, facts, day, PARAMETERS)
        then = ahead(now)
        if then is not None:
            eve = judge(programme, facts, then.day - timedelta(days=1), PARAMETERS)
            assert then.day > day
            assert then.day in turns(programme, PARAMETERS, facts)
            assert (eve.verdict, eve.terms, eve.advice) == (now.verdict, now.terms, now.advice)


AGES = Catalogue(
    {**FACTS.by_key, "age": Fact("age", "person", "int", "Tuổi", "Tuổi?", most=130, ages=True)}
)


@pytest.mark.parametrize(
    ("day", "ages"),
    [
        (date(2026, 3, 1), {69}),
        (date(2026, 3, 2), {69, 70}),
        (date(2027, 2, 28), {69, 70}),
        (date(2027, 3, 1), {70}),
        (date(2028, 9, 1), {71, 72}),
        (date(2025, 1, 1), {69}),
    ],
)
def test_an_age_grows_by_full_years_and_perhaps_one_more(day: date, ages: set[int]) -> None:
    home = Household({"residence": "permanent"}, (Member(1, "elder", {"age": 69}),), {"age": 40})

    found = aged(home, AGES, date(2026, 3, 1), day)

    assert {home.members[0].facts["age"] for home in found if home.members} == ages
    assert {home.asker["age"] for home in found} == {age - 29 for age in ages}
    assert all(home.facts == {"residence": "permanent"} for home in found)


@given(st.dates(date(2020, 1, 1), date(2024, 1, 1)), st.integers(0, 2000), st.integers(0, 364))
@example(date(2020, 2, 29), 365, 0)
@example(date(2020, 2, 29), 366, 0)
def test_the_true_age_is_among_those_that_are_judged(told: date, later: int, born: int) -> None:
    birthday = told - timedelta(days=20 * 365 + 5 + born)
    day = told + timedelta(days=later)
    home = Household({}, None, {"age": age_on(birthday, told)})

    found = {one.asker["age"] for one in aged(home, AGES, told, day)}

    assert age_on(birthday, day) in found
    assert len(found) <= 2


def age_on(birthday: date, day: date) -> int:
    return day.year - birthday.year - ((day.month, day.day) < (birthday.month, birthday.day))


def test_a_household_without_ages_stays_as_it_is() -> None:
    home = Household({"residence": "permanent"})

    assert aged(home, FACTS, date(2020, 1, 1), TODAY) == (home,)
