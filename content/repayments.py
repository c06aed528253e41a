"""What a loan costs, month by month: principal by period, interest on what is still owed.

Whole đồng only; a rate is a whole number of ten-thousandths of a per cent a year (6.24 % is
62,400), so that no sum is ever a binary fraction. The bank's contracts count days (balance × rate
× days / 365), so what is counted here is an estimate; docs/decisions/0017 says how it is rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dateutil.relativedelta import relativedelta

WHOLE = 1_000_000
"""A rate of 100 % a year, in ten-thousandths of a per cent."""
LONGEST = 600
"""Months; no loan of the programmes comes near."""
LARGEST = 100_000_000_000
"""Đồng; ten times the largest ceiling."""
GRACE_AFTER_COURSE = 12
"""Months: the first repayment comes at the latest so long after the course (Quyết định
157/2007/QĐ-TTg)."""
SHORT_COURSE = 12
"""Months: who studies no longer may repay for twice as long as money was paid out, others for
as long (Quyết định 157/2007/QĐ-TTg)."""


class LoanError(ValueError):
    """A loan that nobody could repay as written; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Tranche:
    """A part paid out so many whole months after the loan began."""

    after_months: int
    amount: int


@dataclass(frozen=True, slots=True)
class Loan:
    """Principal is repaid at the end of every ``every`` months once ``grace_months`` are over, and
    what is left with the last of ``months``. Without ``tranches`` all is paid out at once."""

    principal: int
    rate: int
    since: date
    months: int
    every: int = 1
    grace_months: int = 0
    tranches: tuple[Tranche, ...] = ()

    def __post_init__(self) -> None:
        for wrong in faults(self):
            raise LoanError(wrong)

    @property
    def periods(self) -> tuple[int, ...]:
        """The months at whose end principal is due; the last one may end a shorter period."""
        whole = range(self.grace_months + self.every, self.months, self.every)
        return (*whole, self.months)


@dataclass(frozen=True, slots=True)
class Instalment:
    """What is due on a day, and the principal still owed after it."""

    due: date
    principal: int
    interest: int
    left: int

    @property
    def payment(self) -> int:
        """Both together."""
        return self.principal + self.interest


@dataclass(frozen=True, slots=True)
class Totals:
    """``grace_interest`` is the part of ``interest`` that runs before the first principal is due:
    whether it is paid then or later is for the bank to say."""

    principal: int
    interest: int
    grace_interest: int

    @property
    def payment(self) -> int:
        """All that is paid back."""
        return self.principal + self.interest


def schedule(loan: Loan) -> tuple[Instalment, ...]:
    """An instalment a month, from the month after the loan began to its last."""
    share = loan.principal // len(loan.periods)
    made: list[Instalment] = []
    left = 0
    for month in range(1, loan.months + 1):
        left += paid_out(loan, month - 1)
        interest = month_interest(left, loan.rate)
        principal = 0
        if month in loan.periods:
            principal = left if month == loan.months else share
        left -= principal
        made.append(Instalment(due_on(loan.since, month), principal, interest, left))
    return tuple(made)


def totals(loan: Loan) -> Totals:
    """What all of it costs."""
    made = schedule(loan)
    return Totals(
        principal=sum(one.principal for one in made),
        interest=sum(one.interest for one in made),
        grace_interest=sum(one.interest for one in made[: loan.grace_months]),
    )


def student_loan(per_month: int, course_months: int, rate: int, since: date, every: int) -> Loan:
    """A loan for study: paid out month by month, nothing to repay during the course and the twelve
    months after it, then repaid within as long as the rules allow (Quyết định 157/2007/QĐ-TTg)."""
    if course_months < 1:
        raise LoanError(f"a course of {course_months} months: it lasts at least 1")
    grace = course_months + GRACE_AFTER_COURSE
    repaying = course_months * (2 if course_months <= SHORT_COURSE else 1)
    return Loan(
        principal=per_month * course_months,
        rate=rate,
        since=since,
        months=grace + repaying,
        every=every,
        grace_months=grace,
        tranches=tuple(Tranche(month, per_month) for month in range(course_months)),
    )


def overdue(principal: int, rate: int, factor: int, days: int) -> int:
    """Interest on principal that stayed unpaid for ``days``, at ``factor`` per cent of the loan's
    rate, in whole đồng. It takes the place of the loan's own interest on that principal."""
    return half_up(principal * rate * factor * days, WHOLE * 100 * 365)


def overdue_rate(rate: int, factor: int) -> Decimal:
    """The rate of overdue principal, in per cent a year: 62,400 and 130 make 8.112."""
    return Decimal(rate) * factor / 1_000_000


def rate_of(per_cent: int | float) -> int:
    """A rate as parameters hold it, in ten-thousandths of a per cent. Raises LoanError for one
    with more than four decimals."""
    exact = Decimal(str(per_cent)) * 10_000
    if exact != int(exact):
        raise LoanError(f"a rate of {per_cent}: at most four decimals")
    return int(exact)


def due_on(since: date, month: int) -> date:
    """The same day of a later month, or its last: counted from the beginning each time, so that a
    short February does not move the days after it."""
    return since + relativedelta(months=month)


def paid_out(loan: Loan, after_months: int) -> int:
    """What is paid out at the beginning of a month."""
    if not loan.tranches:
        return 0 if after_months else loan.principal
    return sum(one.amount for one in loan.tranches if one.after_months == after_months)


def month_interest(balance: int, rate: int) -> int:
    """A twelfth of a year's interest, half a đồng up."""
    return half_up(balance * rate, WHOLE * 12)


def half_up(number: int, by: int) -> int:
    """A division to whole numbers; of what is not negative."""
    return (2 * number + by) // (2 * by)


def faults(loan: Loan) -> Iterable[str]:
    """What makes a loan impossible, worst first."""
    if not 1 <= loan.principal <= LARGEST:
        yield f"a principal of {loan.principal}: from 1 to {LARGEST} đồng"
    if not 0 <= loan.rate <= WHOLE:
        yield f"a rate of {loan.rate}: from 0 to {WHOLE} ten-thousandths of a per cent"
    if not 1 <= loan.months <= LONGEST:
        yield f"a term of {loan.months} months: from 1 to {LONGEST}"
    if not 0 <= loan.grace_months < loan.months:
        yield f"{loan.grace_months} months without principal: fewer than the term's {loan.months}"
    elif not 1 <= loan.every <= loan.months - loan.grace_months:
        most = loan.months - loan.grace_months
        yield f"principal every {loan.every} months: from 1 to {most}"
    yield from tranche_faults(loan)


def tranche_faults(loan: Loan) -> Iterable[str]:
    """Parts that are no part of it, or that come after its repayment begins."""
    if not loan.tranches:
        return
    if any(one.amount < 1 for one in loan.tranches):
        yield "a tranche of less than 1 đồng"
    if sum(one.amount for one in loan.tranches) != loan.principal:
        yield f"tranches that do not add up to {loan.principal}"
    if any(not 0 <= one.after_months <= loan.grace_months for one in loan.tranches):
        yield f"a tranche outside months 0 to {loan.grace_months}: before principal is repaid"
