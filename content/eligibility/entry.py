"""One programme on one day, ready to be judged: its version looked up, its conditions bound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from content.conditions import Condition, leaves
from content.eligibility.bind import Binder, Bound, Gaps, Test, timeless
from content.eligibility.logic import Truth
from content.eligibility.terms import Tariff, tariff
from content.facts import Facts
from content.parameters import Parameters
from content.programmes import Doubt, Hint, Programme, Version

BOUND = 512
"""So many programmes of so many days are kept ready; a service has one or two days."""

MET: tuple[Truth, tuple[str, ...]] = (True, ())
MISSED: tuple[Truth, tuple[str, ...]] = (False, ())


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """Equal to itself only, so that what is worked out of it can be remembered."""

    programme: Programme
    version: Version
    binder: Binder
    scales: Scales
    tariff: Tariff

    @property
    def reads(self) -> frozenset[str]:
        """The facts that can change its verdict or its terms."""
        return reads_of(self.version)

    @property
    def day(self) -> date:
        return self.binder.day

    @property
    def parameters(self) -> Parameters:
        return self.binder.parameters

    def met(self, facts: Facts) -> Truth:
        """Whether every condition is met; the first that fails decides."""
        return self.weighed(facts)[0]

    def weighed(self, facts: Facts) -> tuple[Truth, tuple[str, ...]]:
        """Whether every condition is met; and while that is open, the facts that could still
        decide, each once, in the order of the conditions."""
        open_: list[Gaps] = []
        for truth, gaps in self.scales.tests:
            found = truth(facts)
            if found is False:
                return MISSED
            if found is None:
                open_.append(gaps)
        if not open_:
            return MET
        return None, tuple(dict.fromkeys([key for gaps in open_ for key in gaps(facts)]))

    def is_doubtful(self, facts: Facts) -> bool:
        """Whether it is a case that no text seen decides."""
        return bool(self.scales.doubtful) and any(test(facts) for test in self.scales.doubtful)

    def lifting(self, facts: Facts) -> tuple[str, ...]:
        """What is not known and might lift the doubts that hold; nothing where one is there for
        good."""
        if not self.is_doubtful(facts) or self.is_doubtful_for_good(facts):
            return ()
        open_ = [
            doubt
            for doubt, holds in zip(self.scales.doubts, self.scales.doubtful, strict=True)
            if holds(facts)
        ]
        return tuple(dict.fromkeys(key for doubt in open_ for key in doubt.gaps(facts)))

    def is_doubtful_for_good(self, facts: Facts) -> bool:
        """Whether no more facts can lift a doubt."""
        return any(one.truth(facts) is True for one in self.scales.doubts)


@lru_cache(maxsize=BOUND)
def entry_of(programme: Programme, parameters: Parameters, day: date) -> Entry:
    """The programme as its rules are on a day; bound once for all checks of that day."""
    version = programme.on(day)
    binder = Binder(day, parameters)
    scales = lasting(version) or scales_of(version, binder)
    return Entry(programme, version, binder, scales, tariff(version, binder))


@dataclass(frozen=True, slots=True)
class Scales:
    """The bound conditions and doubts of a version; ``tests`` and ``doubtful`` are what deciding
    calls."""

    rules: tuple[Bound, ...]
    doubts: tuple[Bound, ...]
    tests: tuple[tuple[Test, Gaps], ...]
    doubtful: tuple[Callable[[Facts], bool], ...]


@lru_cache(maxsize=BOUND)
def lasting(version: Version) -> Scales | None:
    """Those of a version whose conditions hang on no day, the same on all of its days."""
    conditions = (*conditions_of(version), *(one.unless for one in version.doubts if one.unless))
    is_lasting = all(timeless(condition) for condition in conditions)
    return scales_of(version, Binder(date.min, Parameters())) if is_lasting else None


def scales_of(version: Version, binder: Binder) -> Scales:
    """The conditions and doubts of a version, bound."""
    rules = tuple(binder.bind(rule.condition) for rule in version.rules)
    return Scales(
        rules=rules,
        doubts=tuple(binder.bind(doubt.condition) for doubt in version.doubts),
        tests=tuple((rule.truth, rule.gaps) for rule in rules),
        doubtful=tuple(holding(doubt, binder) for doubt in version.doubts),
    )


def holding(exception: Doubt | Hint, binder: Binder) -> Callable[[Facts], bool]:
    """Whether a doubt or a hint is the case, and nothing known lifts it."""
    when = binder.bind(exception.when).truth
    if exception.unless is None:
        return lambda facts: when(facts) is True
    unless = binder.bind(exception.unless).truth
    return lambda facts: when(facts) is True and unless(facts) is not True


@lru_cache(maxsize=BOUND)
def reads_of(version: Version) -> frozenset[str]:
    """Every fact that plays a part: in conditions, doubts and tiers. Hints only advise."""
    return frozenset(read_by(version))


def read_by(version: Version) -> Iterator[str]:
    """The same, as often as they are read."""
    for condition in conditions_of(version):
        yield from (leaf.fact for leaf in leaves(condition))
    for tier in version.tiers:
        yield from tier.counted
        if tier.at_most:
            yield tier.at_most


def conditions_of(version: Version) -> Iterator[Condition]:
    """The conditions of rules, doubts and tiers."""
    yield from (rule.condition for rule in version.rules)
    yield from (doubt.condition for doubt in version.doubts)
    yield from (tier.when for tier in version.tiers)
