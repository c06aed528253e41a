"""What is known to change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given

from content.eligibility.judge import Verdict, judge
from content.eligibility.upcoming import ahead, turns
from tests.content.homes import FEW, PARAMETERS, PROGRAMMES, TODAY, complete, days

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
