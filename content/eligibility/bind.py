"""A condition made ready for a day: its numbers looked up and its comparisons chosen, once.

A bound condition is a pair of functions over facts: its truth, and the facts that leave it open.
They say the same as reading the condition anew would (the tests hold them against that).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

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
    leaves,
)
from content.eligibility.logic import Truth, opposite
from content.facts import Facts
from content.parameters import Number, Parameters

Test = Callable[[Facts], Truth]
Gaps = Callable[[Facts], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Bound:
    """``truth``: met, not met, or not known. ``gaps``: while it is not known, the facts that are
    missing and could still decide. ``reads``: all its facts, each once. Equal to itself only."""

    truth: Test
    gaps: Gaps
    reads: tuple[str, ...] = ()

    def open(self, facts: Facts) -> tuple[str, ...]:
        """The facts that leave it open; none when it is decided."""
        return () if self.truth(facts) is not None else self.gaps(facts)


@dataclass(frozen=True, slots=True)
class Binder:
    """Binds conditions to a day and the numbers of that day."""

    day: date
    parameters: Parameters

    def bind(self, condition: Condition) -> Bound:
        """The condition as functions of facts; most are the same on any day."""
        return timeless(condition) or self.bind_today(condition)

    def bind_today(self, condition: Condition) -> Bound:
        """The condition with the day and the numbers of the day."""
        match condition:
            case Every(parts=parts):
                return self.join(every_of, parts)
            case Some(parts=parts):
                return self.join(some_of, parts)
            case Opposite(part=part):
                inside = self.bind(part)
                return Bound(opposite_of(inside.truth), inside.gaps, inside.reads)
            case Worded(part=part):
                return self.bind(part)
            case Hearsay():
                return Bound(lambda _: None, lambda _: ())
            case _:
                return Bound(self.test(condition), gap_of(condition.fact), (condition.fact,))

    def join(
        self, joined: Callable[[tuple[Test, ...]], Test], parts: tuple[Condition, ...]
    ) -> Bound:
        """Several conditions as one."""
        inside = tuple(self.bind(part) for part in parts)
        reads = dict.fromkeys(key for one in inside for key in one.reads)
        truth = joined(tuple(one.truth for one in inside))
        return Bound(truth, gaps_of(inside), tuple(reads))

    def test(self, leaf: Leaf) -> Test:
        """One comparison."""
        match leaf:
            case OneOf(fact=fact, values=values):
                return one_of(fact, values)
            case Shares(fact=fact, values=wanted):
                return shares(fact, wanted)
            case WithinMonths(fact=fact, months=months):
                return between(fact, earliest(self.day, months), self.day)
            case Compared(fact=fact, side="at_most"):
                return at_most(fact, self.bound_of(leaf))
            case Compared(fact=fact):
                return at_least(fact, self.bound_of(leaf))

    def bound_of(self, leaf: Compared) -> Number | None:
        """The number to compare with; None when the parameter is not known on that day."""
        if not isinstance(leaf.bound, str):
            return leaf.bound
        value = self.parameters.value(leaf.bound, self.day)
        return None if value is None else value * leaf.times


@lru_cache(maxsize=2048)
def timeless(condition: Condition) -> Bound | None:
    """The condition where it hangs on no day, bound once for good; None where it does."""
    if any(is_dated(leaf) for leaf in leaves(condition)):
        return None
    return Binder(date.min, Parameters()).bind_today(condition)


def is_dated(leaf: Leaf) -> bool:
    """Whether a comparison is another one on another day."""
    return isinstance(leaf, WithinMonths) or (
        isinstance(leaf, Compared) and isinstance(leaf.bound, str)
    )


def earliest(day: date, months: int) -> date:
    """The first day that is at most so many months before another: months end where the shorter
    one does, so that 28 February is one month before 28 March, and 31 January one before 28
    February too."""
    try:
        first = day - relativedelta(months=months)
        while first + relativedelta(months=months) < day:
            first += timedelta(days=1)
        while first - timedelta(days=1) + relativedelta(months=months) >= day:
            first -= timedelta(days=1)
    except (OverflowError, ValueError):
        return date.min
    return first


def one_of(fact: str, values: frozenset[bool | int | str]) -> Test:
    def test(facts: Facts) -> Truth:
        value = facts.get(fact)
        return None if value is None else value in values

    return test


def shares(fact: str, wanted: frozenset[str]) -> Test:
    def test(facts: Facts) -> Truth:
        value = facts.get(fact)
        if value is None:
            return None
        return isinstance(value, tuple) and not wanted.isdisjoint(value)

    return test


def between(fact: str, first: date, last: date) -> Test:
    def test(facts: Facts) -> Truth:
        value = facts.get(fact)
        return first <= value <= last if isinstance(value, date) else None

    return test


def at_most(fact: str, bound: Number | None) -> Test:
    def test(facts: Facts) -> Truth:
        value = facts.get(fact)
        return value <= bound if bound is not None and isinstance(value, int) else None

    return test


def at_least(fact: str, bound: Number | None) -> Test:
    def test(facts: Facts) -> Truth:
        value = facts.get(fact)
        return value >= bound if bound is not None and isinstance(value, int) else None

    return test


def every_of(tests: tuple[Test, ...]) -> Test:
    """False if one is false; else not known if one is not known; else true."""
    if len(tests) == 2:
        return both_of(*tests)

    def test(facts: Facts) -> Truth:
        known: Truth = True
        for one in tests:
            truth = one(facts)
            if truth is False:
                return False
            if truth is None:
                known = None
        return known

    return test


def both_of(first: Test, second: Test) -> Test:
    """The same of two, which most are."""

    def test(facts: Facts) -> Truth:
        truth = first(facts)
        if truth is False:
            return False
        other = second(facts)
        return other if truth or other is False else None

    return test


def some_of(tests: tuple[Test, ...]) -> Test:
    """True if one is true; else not known if one is not known; else false."""

    def test(facts: Facts) -> Truth:
        known: Truth = False
        for one in tests:
            truth = one(facts)
            if truth is True:
                return True
            if truth is None:
                known = None
        return known

    return test


def opposite_of(inside: Test) -> Test:
    """Not known stays not known."""

    return lambda facts: opposite(inside(facts))


@lru_cache(maxsize=256)
def known(fact: str) -> Bound:
    """Whether a fact is known."""
    return Bound(lambda facts: True if fact in facts else None, gap_of(fact), (fact,))


def gap_of(fact: str) -> Gaps:
    """The one fact of a comparison, while it is missing."""
    open_ = (fact,)
    return lambda facts: () if fact in facts else open_


def gaps_of(inside: tuple[Bound, ...]) -> Gaps:
    """Those of the parts that are open, each once."""
    pairs = tuple((one.truth, one.gaps) for one in inside)

    def gaps(facts: Facts) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for truth, open_ in pairs:
            if truth(facts) is None:
                for key in open_(facts):
                    found[key] = None
        return tuple(found)

    return gaps
