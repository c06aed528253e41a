"""What a loan costs: exact to the đồng, against decimal arithmetic written another way."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.repayments import (
    Loan,
    LoanError,
    Tranche,
    overdue,
    overdue_rate,
    rate_of,
    schedule,
    student_loan,
    totals,
)

TODAY = date(2026, 11, 24)


@st.composite
def loans(draw: st.DrawFn) -> Loan:
    """Any loan that can be repaid, some of them in parts and with months without principal."""
    months = draw(st.integers(1, 180))
    grace = draw(st.integers(0, months - 1))
    parts = draw(st.lists(st.tuples(st.integers(0, grace), st.integers(1, 10**8)), max_size=5))
    tranches = tuple(Tranche(month, amount) for month, amount in parts)
    return Loan(
        principal=sum(one.amount for one in tranches) or draw(st.integers(1, 10**10)),
        rate=draw(st.integers(0, 200_000)),
        since=draw(st.dates(date(2003, 1, 1), date(2060, 12, 31))),
        months=months,
        every=draw(st.integers(1, months - grace)),
        grace_months=grace,
        tranches=tranches,
    )


def by_decimals(loan: Loan) -> list[tuple[Decimal, Decimal]]:
    """Principal and interest of each month, as one would on paper: what was paid out so far less
    what was repaid so far, times the rate, divided by twelve, rounded to the đồng."""
    parts = loan.tranches or (Tranche(0, loan.principal),)
    count = -(-(loan.months - loan.grace_months) // loan.every)
    share = (Decimal(loan.principal) / count).to_integral_value(rounding="ROUND_FLOOR")
    rows: list[tuple[Decimal, Decimal]] = []
    for month in range(1, loan.months + 1):
        out = sum(Decimal(one.amount) for one in parts if one.after_months < month)
        owed = out - sum(principal for principal, _ in rows)
        interest = (owed * loan.rate / Decimal(1_000_000) / 12).quantize(1, ROUND_HALF_UP)
        since_grace = month - loan.grace_months
        is_period = since_grace > 0 and since_grace % loan.every == 0
        principal = owed if month == loan.months else share if is_period else Decimal(0)
        rows.append((principal, interest))
    return rows


@given(loans())
def test_every_instalment_is_what_decimal_arithmetic_says(loan: Loan) -> None:
    made = [(Decimal(one.principal), Decimal(one.interest)) for one in schedule(loan)]

    assert made == by_decimals(loan)


@given(loans())
def test_all_principal_comes_back_and_nothing_is_owed_at_the_end(loan: Loan) -> None:
    made = schedule(loan)

    assert sum(one.principal for one in made) == loan.principal
    assert made[-1].left == 0
    assert min(one.interest for one in made) >= 0
    assert min(one.left for one in made) >= 0
    assert totals(loan).payment == sum(one.payment for one in made)


@given(loans())
def test_an_instalment_is_due_each_month_on_the_same_day_or_on_the_months_last(loan: Loan) -> None:
    made = schedule(loan)

    assert len(made) == loan.months
    for number, one in enumerate(made, start=1):
        year, month = divmod(loan.since.month - 1 + number, 12)
        last = calendar.monthrange(loan.since.year + year, month + 1)[1]
        day = min(loan.since.day, last)
        assert one.due == date(loan.since.year + year, month + 1, day)


@given(loans())
def test_no_principal_is_asked_before_the_grace_is_over(loan: Loan) -> None:
    early = schedule(loan)[: loan.grace_months]

    assert [one.principal for one in early if one.principal] == []
    assert totals(loan).grace_interest == sum(one.interest for one in early)


def test_a_hundred_million_repaid_every_half_year_for_five_years_costs_seventeen_million() -> None:
    loan = Loan(100_000_000, rate_of(6.24), TODAY, months=60, every=6)

    made = schedule(loan)

    assert made[0].interest == 520_000
    assert made[0].principal == 0
    assert made[5].principal == 10_000_000
    assert made[0].due == date(2026, 12, 24)
    assert made[-1].due == date(2031, 11, 24)
    assert totals(loan).interest == 17_160_000


def test_what_does_not_divide_comes_with_the_last_period() -> None:
    loan = Loan(10_000_000, rate_of(6.24), TODAY, months=20, every=6)

    paid = {n: one.principal for n, one in enumerate(schedule(loan), start=1) if one.principal}

    assert paid == {6: 2_500_000, 12: 2_500_000, 18: 2_500_000, 20: 2_500_000}
    assert [one.principal for one in schedule(Loan(100, 0, TODAY, 3))] == [33, 33, 34]


def test_half_a_dong_is_rounded_up() -> None:
    assert schedule(Loan(150, rate_of(4), TODAY, 1))[0].interest == 1  # exactly 0.5
    assert schedule(Loan(149, rate_of(4), TODAY, 1))[0].interest == 0


def test_a_student_of_four_years_repays_from_the_sixth_year_to_the_ninth() -> None:
    loan = student_loan(4_000_000, 48, rate_of(6.24), TODAY, every=6)

    made = schedule(loan)

    assert loan.principal == 192_000_000
    assert loan.months == 9 * 12
    assert made[0].interest == 20_800  # a month of the first 4 million
    assert made[59].principal == 0
    assert next(n for n, one in enumerate(made, start=1) if one.principal) == 66
    assert totals(loan).grace_interest == sum(range(1, 49)) * 20_800 + 12 * 998_400


def test_a_course_of_at_most_a_year_may_be_repaid_for_twice_as_long() -> None:
    assert student_loan(4_000_000, 12, rate_of(6.24), TODAY, every=6).months == 12 + 12 + 24
    assert student_loan(4_000_000, 13, rate_of(6.24), TODAY, every=6).months == 13 + 12 + 13


def test_overdue_principal_costs_a_hundred_and_thirty_per_cent_of_the_rate() -> None:
    assert overdue_rate(rate_of(6.24), 130) == Decimal("8.112")
    assert overdue_rate(rate_of(7.9248), 130) == Decimal("10.30224")
    assert overdue(10_000_000, rate_of(6.24), 130, days=30) == 66_674  # 66,673.97…
    assert overdue(10_000_000, rate_of(6.24), 130, days=0) == 0


@given(st.integers(0, 10**9), st.integers(0, 200_000), st.integers(100, 150), st.integers(0, 4000))
def test_overdue_interest_is_what_decimal_arithmetic_says(
    principal: int, rate: int, factor: int, days: int
) -> None:
    exact = Decimal(principal) * rate / 10**6 * factor / 100 * days / 365

    assert overdue(principal, rate, factor, days) == exact.quantize(1, ROUND_HALF_UP)


def test_rates_are_read_exactly() -> None:
    assert [rate_of(one) for one in (6.24, 7.488, 7.9248, 3.12, 9, 0)] == [
        62_400,
        74_880,
        79_248,
        31_200,
        90_000,
        0,
    ]
    with pytest.raises(LoanError, match="four decimals"):
        rate_of(6.24001)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"principal": 0}, "a principal of 0: from 1"),
        ({"principal": 10**12}, "a principal of"),
        ({"rate": -1}, "a rate of -1"),
        ({"rate": 1_000_001}, "a rate of 1000001"),
        ({"months": 0}, "a term of 0 months"),
        ({"months": 601}, "a term of 601 months: from 1 to 600"),
        ({"every": 0}, "principal every 0 months"),
        ({"every": 13}, "principal every 13 months: from 1 to 12"),
        ({"grace_months": 12}, "12 months without principal"),
        ({"grace_months": 6, "every": 7}, "principal every 7 months: from 1 to 6"),
        ({"tranches": (Tranche(0, 5),)}, "do not add up to 1000"),
        ({"tranches": (Tranche(1, 1000),)}, "a tranche outside months 0 to 0"),
        ({"tranches": (Tranche(0, 1000), Tranche(0, 0))}, "less than 1 đồng"),
    ],
)
def test_a_loan_that_nobody_could_repay_is_refused(change: dict[str, object], says: str) -> None:
    right: dict[str, object] = {"principal": 1000, "rate": 62_400, "since": TODAY, "months": 12}

    with pytest.raises(LoanError, match=says):
        Loan(**(right | change))  # type: ignore[arg-type]  # garbage on purpose


def test_a_course_of_no_months_is_refused() -> None:
    with pytest.raises(LoanError, match="at least 1"):
        student_loan(4_000_000, 0, 62_400, TODAY, every=1)
