"""Is there a household for which these conditions hold? Found by trying, answer by answer.

Of every fact only answers that the comparisons can tell apart are tried: each choice, numbers and
days at the edges of what is asked. What fails already is not tried any further.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import combinations

from content.conditions import Compared, Condition, Leaf, OneOf, Shares, WithinMonths, leaves
from content.eligibility.bind import Binder, Bound, earliest
from content.facts import Catalogue, Fact, Facts, FactValue

MOST = 5_000
"""So many partly answered households are tried before giving up."""


class TooMany(Exception):
    """More combinations than are worth trying."""


@dataclass(slots=True)
class Search:
    """For one version on one day. ``context`` are its conditions, from which the edges come."""

    catalogue: Catalogue
    binder: Binder
    context: Sequence[Condition]
    answers: Mapping[str, tuple[FactValue, ...]] = field(init=False)
    left: int = field(init=False, default=MOST)

    def __post_init__(self) -> None:
        asked: dict[str, list[Leaf]] = {}
        for condition in self.context:
            for leaf in leaves(condition):
                asked.setdefault(leaf.fact, []).append(leaf)
        self.answers = {
            key: samples(self.catalogue[key], found, self.binder) for key, found in asked.items()
        }

    def find(self, met: Sequence[Condition], unmet: Sequence[Condition] = ()) -> Facts | None:
        """Facts that meet all of ``met`` and none of ``unmet``, which must be parts of the
        context; None when there are none. Raises TooMany."""
        self.left = MOST
        bind = self.binder.bind
        return self.extend({}, [bind(one) for one in met], [bind(one) for one in unmet])

    def extend(
        self, facts: dict[str, FactValue], met: Sequence[Bound], unmet: Sequence[Bound]
    ) -> Facts | None:
        """These facts with as many more as it takes."""
        self.left -= 1
        if self.left < 0:
            raise TooMany
        if any(one.truth(facts) is False for one in met):
            return None
        if any(one.truth(facts) is True for one in unmet):
            return None
        open_ = [key for one in (*met, *unmet) for key in one.gaps(facts)]
        if not open_:
            return facts if all(one.truth(facts) for one in met) else None
        for value in self.answers[open_[0]]:
            found = self.extend({**facts, open_[0]: value}, met, unmet)
            if found is not None:
                return found
        return None


def samples(fact: Fact, asked: Sequence[Leaf], binder: Binder) -> tuple[FactValue, ...]:
    """Answers to one fact, of each kind that some comparison tells from another."""
    match fact.type:
        case "bool":
            return True, False
        case "choice":
            return fact.values
        case "list":
            return lists(fact, asked)
        case "date":
            return days(asked, binder)
        case "int" | "money":
            return numbers(fact, asked, binder)


def lists(fact: Fact, asked: Sequence[Leaf]) -> tuple[FactValue, ...]:
    """Nothing, something that nobody asks for, and one or two of what is asked for."""
    wanted = {value for leaf in asked if isinstance(leaf, Shares) for value in leaf.values}
    named = sorted(wanted)
    others = tuple((value,) for value in fact.values if value not in wanted)[:1]
    return (*((one,) for one in named), *combinations(named, 2), *others, ())


def days(asked: Sequence[Leaf], binder: Binder) -> tuple[FactValue, ...]:
    """The day itself, the one after, and both sides of each period before."""
    found = {binder.day: None, binder.day + timedelta(days=1): None}
    for leaf in asked:
        if isinstance(leaf, WithinMonths):
            first = earliest(binder.day, leaf.months)
            found |= {first: None, first - timedelta(days=1): None}
    return tuple(found)


def numbers(fact: Fact, asked: Sequence[Leaf], binder: Binder) -> tuple[FactValue, ...]:
    """Both sides of each bound and each number asked for, within what the fact allows."""
    bounds = {binder.bound_of(leaf) for leaf in asked if isinstance(leaf, Compared)}
    named = {one for leaf in asked if isinstance(leaf, OneOf) for one in leaf.values}
    whole = {int(one) for one in (*bounds, *named) if one is not None}
    edges = {one + step for one in whole for step in (-1, 0, 1)}
    least, most = fact.least or 0, fact.most if fact.most is not None else 10**12
    return tuple(sorted(one for one in edges if least <= one <= most)) or (least,)
