"""What kept answers have become: who was 69 on the day they told us is 70 or 71 a year and a half
later, and we cannot say which."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content.facts import Catalogue, Fact, Facts, FactValue
from content.household import Household


def aged(home: Household, catalogue: Catalogue, since: date, day: date) -> tuple[Household, ...]:
    """The household of ``since`` as it may be on a later day: one, where nothing of it ages, else
    with the lower and with the higher ages. Of one person only the age is counted so."""
    years = whole_years(since, day)
    is_between = (day.month, day.day) != (since.month, since.day) and since < day
    least = older(home, catalogue, years)
    most = older(home, catalogue, years + is_between)
    return (least,) if least == most else (least, most)


def whole_years(since: date, day: date) -> int:
    """Full years between two days; none when the second comes first."""
    is_short = (day.month, day.day) < (since.month, since.day)
    return max(day.year - since.year - is_short, 0)


def older(home: Household, catalogue: Catalogue, years: int) -> Household:
    """Everybody by so many years."""
    members = home.members
    if members is not None:
        members = tuple(
            replace(one, facts=with_years(one.facts, catalogue, years)) for one in members
        )
    return replace(
        home,
        facts=with_years(home.facts, catalogue, years),
        asker=with_years(home.asker, catalogue, years),
        members=members,
    )


def with_years(facts: Facts, catalogue: Catalogue, years: int) -> Facts:
    """The facts that age, so many years on; the others as they are."""
    return {key: later(catalogue[key], value, years) for key, value in facts.items()}


def later(fact: Fact, value: FactValue, years: int) -> FactValue:
    """One fact, within what it may be."""
    if not fact.ages or not isinstance(value, int):
        return value
    return value + years if fact.most is None else min(value + years, fact.most)
