"""What is wrong with rules that read well one by one: nobody can meet them together, a branch or
a tier that is never reached, a fact that nobody is asked.

A version is looked at on one day: today where it is in force, else its last day, or its first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from content.conditions import Condition, Hearsay, Opposite, Some, leaves, parts_of
from content.dated import Row, row_on
from content.eligibility.bind import Binder
from content.eligibility.witnesses import MOST, Search, TooMany
from content.facts import Catalogue
from content.household import MEMBERS
from content.library.faults import Fault
from content.parameters import Parameters
from content.programmes import Programme, Tier, Version

ITEMS = ("total", "per_month", "rate", "term", "share", "at_most")


@dataclass(frozen=True, slots=True)
class Rules:
    """What programmes are checked against."""

    catalogue: Catalogue
    parameters: Parameters
    today: date

    def faults(self, programme: Programme) -> Iterator[Fault]:
        """Everything wrong with the versions of a programme, and where it stands in its file."""
        for at, row in enumerate(programme.versions):
            if row.value.status != "open":
                continue
            try:
                yield from self.version(at, row)
            except TooMany:
                yield ("versions", at), f"more than {MOST} combinations: cannot be checked, split"
            if row.until is None or row.until >= self.today:
                yield from self.never_asked(programme, at, row.value)

    def version(self, at: int, row: Row[Version]) -> Iterator[Fault]:
        """What nobody can meet, or reach."""
        search = Search(self.catalogue, self.binder(row), every_condition(row.value))
        rules = [rule.condition for rule in row.value.rules]
        if search.find(rules) is None:
            names = ", ".join(rule.name for rule in row.value.rules)
            yield ("versions", at), f"no household can meet all of {names}: they contradict"
            return
        for rule in row.value.rules:
            for text in unreached(rule.condition, rule.condition, rules, search):
                yield ("conditions", rule.name), f"{text}, from {row.since}"
        yield from self.idle(at, row.value, rules, search)

    def idle(
        self, at: int, version: Version, rules: Sequence[Condition], search: Search
    ) -> Iterator[Fault]:
        """Tiers and doubts that come to nothing where every condition is met."""
        for tier, before in with_rivals(version):
            if search.find([*rules, tier.when], [one.when for one in before]) is None:
                yield ("tiers", tier.name), f"tier {tier.name!r} is never reached"
        for doubt in version.doubts:
            if search.find([*rules, doubt.when], [doubt.unless] if doubt.unless else []) is None:
                yield ("versions", at, "doubts"), f"a doubt never holds: {doubt.say!r}"

    def never_asked(self, programme: Programme, at: int, version: Version) -> Iterator[Fault]:
        """Facts that decide, and that no door asks, no answer tells and no official is asked."""
        told = {
            one.fact
            for fact in self.catalogue
            for one in fact.implies
            if programme.kind in fact.doors
        }
        for key in sorted(deciding(version) - told):
            fact = self.catalogue[key]
            if programme.kind not in fact.doors and fact.who != "official":
                text = f'{key} is asked at no {programme.kind} door: `doors`, or who = "official"'
                yield ("versions", at), text

    def binder(self, row: Row[Version]) -> Binder:
        """The day a version is looked at, and its numbers."""
        in_force = row_on((row,), self.today) is not None
        day = self.today if in_force else row.until or row.since or self.today
        return Binder(day, self.parameters)


def every_condition(version: Version) -> list[Condition]:
    """All that a version reads, but for its hints."""
    found = [rule.condition for rule in version.rules] + [tier.when for tier in version.tiers]
    return found + [part for one in version.doubts for part in (one.when, one.unless) if part]


def unreached(
    condition: Condition, rule: Condition, rules: Sequence[Condition], search: Search
) -> Iterator[str]:
    """Branches of ``any`` in a rule that no household needs. Below a ``not`` nothing is looked
    at."""
    if isinstance(condition, Opposite | Hearsay):
        return
    if isinstance(condition, Some):
        for at, part in enumerate(condition.parts):
            name = f"branch {at + 1} of `any` ({named(part)})"
            if is_hearsay(part):
                continue
            if search.find([*rules, part]) is None:
                yield f"{name} contradicts the other conditions"
            elif search.find([rule, part], condition.parts[:at]) is None:
                yield f"{name} is never reached: those before it take all of it"
    for part in parts_of(condition):
        yield from unreached(part, rule, rules, search)


def is_hearsay(condition: Condition) -> bool:
    """Nothing but what people say of themselves."""
    inside = parts_of(condition)
    return isinstance(condition, Hearsay) or (len(inside) == 1 and is_hearsay(inside[0]))


def named(condition: Condition) -> str:
    """The facts of a branch, to find it by."""
    return ", ".join(dict.fromkeys(leaf.fact for leaf in leaves(condition)))


def with_rivals(version: Version) -> Iterator[tuple[Tier, tuple[Tier, ...]]]:
    """Each tier with those before it that give the same and so come first; of the highest all
    stand side by side."""
    for at, tier in enumerate(version.tiers):
        before = () if version.highest else version.tiers[:at]
        yield tier, tuple(one for one in before if gives(tier) <= gives(one))


def gives(tier: Tier) -> set[str]:
    """What a tier has a say on."""
    return {item for item in ITEMS if getattr(tier, item) not in ("", None)}


def deciding(version: Version) -> set[str]:
    """The facts that decide a verdict or what one gets. Hearsay decides nothing, and what is given
    on proof may wait for who brings it."""
    on_proof = {tier.when for tier in version.tiers if tier.on_proof}
    decide = [one for one in every_condition(version) if one not in on_proof]
    found = {key for one in decide for key in firm(one)}
    bounds = {key for tier in version.tiers for key in (tier.at_most, *tier.counted) if key}
    return (found | bounds) - {MEMBERS}


def firm(condition: Condition) -> Iterator[str]:
    """The facts of a condition that count."""
    if isinstance(condition, Hearsay):
        return
    inside = parts_of(condition)
    if not inside:
        yield from (leaf.fact for leaf in leaves(condition))
    for part in inside:
        yield from firm(part)
