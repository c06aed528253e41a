"""Households for the tests of verdicts: every fact that a rule of ours reads, at random."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from content.eligibility.judge import Verdict, judge
from content.eligibility.questions import Asking
from content.eligibility.rulebook import rulebook
from content.facts import Catalogue, Fact, Facts
from content.library import facts, parameters, programmes
from content.library.source import DATA
from content.parameters import Parameters
from content.programmes import Programmes

TODAY = date(2026, 11, 24)
PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
NUMBERS = (0, 1, 2, 3, 16, 18, 60, 70, 75, 80)
BARE = Catalogue({fact.key: replace(fact, implies=()) for fact in FACTS})
"""The facts without what one answer tells of another: here each is answered by itself."""


@cache
def turns() -> tuple[date, ...]:
    """Today, and the first day and the day before of versions: where the rules change."""
    found = {row.since for one in PROGRAMMES for row in one.versions if row.since}
    befores = {day - timedelta(days=1) for day in found}
    return tuple(sorted({TODAY, *found, *befores}))


@cache
def used() -> tuple[str, ...]:
    """Every fact that plays a part on one of these days, in the order of the catalogue."""
    books = [rulebook(PROGRAMMES, PARAMETERS, day) for day in turns()]
    reads = {key for book in books for entry in book for key in entry.reads}
    return tuple(fact.key for fact in FACTS if fact.key in reads)


def judge_all(
    programmes: Programmes, facts: Facts, day: date, parameters: Parameters
) -> dict[str, Verdict]:
    """A verdict for every programme, by slug."""
    return {one.slug: judge(one, facts, day, parameters) for one in programmes}


def asking_on(day: date, askable: Collection[str] = ()) -> Asking:
    """Every fact may be asked, of all programmes that judge a household as one."""
    book = rulebook(PROGRAMMES, PARAMETERS, day)
    slugs = tuple(one.slug for one in PROGRAMMES if one.scope == "household")
    return Asking(book, BARE, slugs, frozenset(askable or used()))


def values(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(fact.values)
        case "list":
            return st.lists(st.sampled_from(fact.values), max_size=3).map(tuple)
        case "date":
            return st.integers(-40, 1500).map(lambda days: TODAY - timedelta(days=days))
        case "money":
            return st.sampled_from([1, 900_000, 2_250_000, 3_000_000, 30_000_000, 250_000_000])
        case _:
            known = [number for number in NUMBERS if number <= (fact.most or 100)]
            return st.sampled_from(known)


@cache
def complete() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({key: values(FACTS[key]) for key in used()})


@cache
def days() -> st.SearchStrategy[date]:
    """Half of them today."""
    return st.just(TODAY) | st.sampled_from(turns())


@cache
def some_used() -> st.SearchStrategy[set[str]]:
    """Facts to hide."""
    return st.sets(st.sampled_from(used()))


POOR = {
    "purposes": ("production_business",),
    "household_status": "poor",
    "status_certified": True,
    "residence": "permanent",
    "tkvv_member": True,
}
"""A poor household that may have a loan."""


def typical(fact: Fact) -> st.SearchStrategy[Any]:
    """Any choice; of what is no choice, one day."""
    match fact.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(fact.values)
        case "list":
            return st.lists(st.sampled_from(fact.values), max_size=4, unique=True).map(tuple)
        case _:
            return st.just(date(2025, 1, 1))


LOAN_ANSWERS = st.fixed_dictionaries(
    {}, optional={fact.key: typical(fact) for fact in FACTS if "loan" in fact.doors}
)
"""What residents may answer behind the door of loans: some of it."""

FEW = settings(max_examples=60, deadline=None)
