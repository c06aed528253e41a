"""A condition read anew for each household: slow and plain, the oracle of the bound ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from content.conditions import (
    Compared,
    Condition,
    Every,
    Hearsay,
    Leaf,
    OneOf,
    Opposite,
    Shares,
    Some,
    WithinMonths,
    Worded,
    parts_of,
)
from content.eligibility.logic import Truth, every, opposite, some
from content.facts import Facts, FactValue
from content.parameters import Number, Parameters


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a household and a person, on the day of the check."""

    facts: Facts
    day: date
    parameters: Parameters


def truth_of(condition: Condition, situation: Situation) -> Truth:
    """Met, not met, or not known."""
    match condition:
        case Every(parts=parts):
            return every(truth_of(part, situation) for part in parts)
        case Some(parts=parts):
            return some(truth_of(part, situation) for part in parts)
        case Opposite(part=part):
            return opposite(truth_of(part, situation))
        case Worded(part=part):
            return truth_of(part, situation)
        case Hearsay():
            return None
        case _:
            value = situation.facts.get(condition.fact)
            return None if value is None else compare(condition, value, situation)


def compare(leaf: Leaf, value: FactValue, situation: Situation) -> Truth:
    """A known value against what the rule asks."""
    match leaf:
        case OneOf(values=values):
            return value in values
        case Shares(values=values):
            return isinstance(value, tuple) and not values.isdisjoint(value)
        case Compared():
            bound = bound_of(leaf, situation)
            if bound is None or not isinstance(value, int):
                return None
            return value <= bound if leaf.side == "at_most" else value >= bound
        case WithinMonths(months=months):
            if not isinstance(value, date):
                return None
            return value <= situation.day <= value + relativedelta(months=months)


def bound_of(leaf: Compared, situation: Situation) -> Number | None:
    """The number to compare with; None when the parameter is not known on that day."""
    if not isinstance(leaf.bound, str):
        return leaf.bound
    value = situation.parameters.value(leaf.bound, situation.day)
    return None if value is None else value * leaf.times


def open_facts(condition: Condition, situation: Situation) -> tuple[str, ...]:
    """The facts that are missing and could still decide the condition, in reading order."""
    if truth_of(condition, situation) is not None:
        return ()
    if isinstance(condition, Leaf):
        return () if condition.fact in situation.facts else (condition.fact,)
    if isinstance(condition, Hearsay):
        return ()
    found: dict[str, None] = {}
    for part in parts_of(condition):
        found |= dict.fromkeys(open_facts(part, situation))
    return tuple(found)
