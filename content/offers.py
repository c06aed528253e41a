"""What a loan costs anybody on a day, before a household is known: for the calculator.

Which of a programme's tiers a household gets is for the check to say. Here the highest rate is
counted, so that nobody is promised less than they may have to pay, and the highest ceiling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from content.dated import Source
from content.parameters import Number, Parameters
from content.programmes import Programme
from content.repayments import Loan, rate_of, student_loan


@dataclass(frozen=True, slots=True)
class Offer:
    """``rates`` in per cent a year, the highest first; ``ceiling`` in đồng, of a month where
    ``is_monthly`` (loans for study); ``term_max`` in months. None: no ceiling is known.
    ``ceiling_label`` names the ceiling; ``source`` and ``overdue_factor`` (per cent of the rate,
    None: not known) are those of the day."""

    slug: str
    name: str
    rates: tuple[Number, ...]
    ceiling: int | None
    ceiling_label: str
    term_max: int | None
    source: Source
    overdue_factor: int | None
    is_monthly: bool = False

    @property
    def rate(self) -> Number:
        """The one that is counted."""
        return self.rates[0]


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to reckon with. ``amount`` in đồng and ``months``: of a loan for study
    what comes each month, and how long the course lasts. Principal is repaid ``every`` months."""

    amount: int
    months: int
    every: int


def offers(programmes: Iterable[Programme], parameters: Parameters, day: date) -> tuple[Offer, ...]:
    """Every loan that is open on a day and whose rate is known, in the order they are shown."""
    found = (offer(one, parameters, day) for one in programmes)
    return tuple(one for one in found if one)


def offer(programme: Programme, parameters: Parameters, day: date) -> Offer | None:
    """A loan's terms on a day; None where it is closed then, or its rate is not known."""
    if programme.kind != "loan" or programme.on(day).status != "open":
        return None
    tiers = programme.on(day).tiers
    rates = known((tier.rate for tier in tiers), parameters, day)
    if not rates:
        return None
    totals = known((tier.total for tier in tiers), parameters, day)
    ceilings = totals or known((tier.per_month for tier in tiers), parameters, day)
    terms = known((tier.term for tier in tiers), parameters, day)
    return Offer(
        slug=programme.slug,
        name=programme.name,
        rates=tuple(dict.fromkeys(each.value for each in rates)),
        ceiling=int(ceilings[0].value) if ceilings else None,
        ceiling_label=ceilings[0].label if ceilings else "",
        term_max=int(terms[0].value) if terms else None,
        source=rates[0].source,
        overdue_factor=overdue_factor(parameters, day),
        is_monthly=bool(ceilings) and not totals,
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A number in force on a day."""

    value: Number
    label: str
    source: Source


def known(names: Iterable[str], parameters: Parameters, day: date) -> list[Known]:
    """The numbers of these names that are known on a day, the highest first."""
    return sorted(in_force(names, parameters, day), key=lambda one: one.value, reverse=True)


def in_force(names: Iterable[str], parameters: Parameters, day: date) -> Iterator[Known]:
    """Each number that is known on a day; nothing for a programme without that number."""
    for name in filter(None, names):
        row = parameters.row(name, day)
        if row is not None and row.value is not None:
            yield Known(row.value, parameters.by_name[name].label, row.source)


def overdue_factor(parameters: Parameters, day: date) -> int | None:
    """The rate of overdue principal, in per cent of the loan's rate."""
    if "overdue_factor" not in parameters.by_name:
        return None
    value = parameters.value("overdue_factor", day)
    return None if value is None else int(value)


def loan_of(offer: Offer, wish: Wish, since: date) -> Loan:
    """The loan that somebody has in mind, as if paid out on a day. Raises LoanError."""
    rate = rate_of(offer.rate)
    if offer.is_monthly:
        return student_loan(wish.amount, wish.months, rate, since, wish.every)
    return Loan(wish.amount, rate, since, wish.months, wish.every)
