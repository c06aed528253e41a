"""What is known to change: the first later day on which the rules, a number or a passing term give
a household another verdict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from content.conditions import Compared, Condition, Leaf, WithinMonths, leaves
from content.dated import Row
from content.eligibility.entry import conditions_of, entry_of
from content.eligibility.judge import Verdict, weigh
from content.facts import Facts
from content.parameters import Parameters
from content.programmes import Programme, Version

TOMORROW = timedelta(days=1)


def ahead(verdict: Verdict) -> Verdict | None:
    """The verdict of the first later day that is another one: in what it decides, in what one gets
    or in what it advises. None where nothing of that is known."""
    programme, parameters = verdict.entry.programme, verdict.entry.parameters
    for day in turns(programme, parameters, verdict.facts):
        if day > verdict.day:
            later = weigh(entry_of(programme, parameters, day), verdict.facts, verdict.who)
            if gist(later) != gist(verdict):
                return later
    return None


def gist(verdict: Verdict) -> tuple[object, ...]:
    """What a person would notice."""
    return verdict.verdict, verdict.terms, verdict.advice, verdict.said


def turns(programme: Programme, parameters: Parameters, facts: Facts) -> list[date]:
    """Every day on which something that touches a programme changes for a household, in order."""
    found: set[date] = set()
    for row in programme.versions:
        found.update(starts(row))
        for name in numbers_of(row.value):
            for number in parameters.by_name[name].rows:
                found.update(starts(number))
        for condition in every_condition(row.value):
            found.update(day for leaf in leaves(condition) for day in passing(leaf, facts))
    return sorted(found)


def starts(row: Row[Version] | Row[int | float | None]) -> Iterator[date]:
    """The first day of a row, and the first day after it."""
    if row.since:
        yield row.since
    if row.until and row.until < date.max:
        yield row.until + TOMORROW


def numbers_of(version: Version) -> set[str]:
    """The parameters that a version's conditions, hints and tiers name."""
    bounds = {
        leaf.bound
        for condition in every_condition(version)
        for leaf in leaves(condition)
        if isinstance(leaf, Compared) and isinstance(leaf.bound, str)
    }
    names = (
        name for one in version.tiers for name in (one.total, one.per_month, one.rate, one.term)
    )
    return bounds | {name for name in names if name}


def every_condition(version: Version) -> Iterator[Condition]:
    """The conditions of rules, doubts and tiers, and of hints."""
    yield from conditions_of(version)
    for hint in version.hints:
        yield from (one for one in (hint.when, hint.unless) if one)


def passing(leaf: Leaf, facts: Facts) -> Iterator[date]:
    """The days on which a term of months begins, and is over."""
    value = facts.get(leaf.fact) if isinstance(leaf, WithinMonths) else None
    if isinstance(leaf, WithinMonths) and isinstance(value, date):
        yield value
        yield value + relativedelta(months=leaf.months) + TOMORROW
