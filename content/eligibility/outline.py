"""A programme's rules as a tree to read, with no household in it: what is asked, by whom, on a day.

For whoever checks the rules against the text of the law; ``explain`` is the same tree for one
household.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content import wording
from content.conditions import (
    Compared,
    Condition,
    Join,
    Leaf,
    OneOf,
    Shares,
    WithinMonths,
    Worded,
    join_of,
    leaves,
    parts_of,
)
from content.dated import Source
from content.eligibility.bind import Binder
from content.eligibility.sentences import put
from content.eligibility.terms import tariff
from content.facts import Catalogue, Fact, Facts, FactValue
from content.parameters import Unit, say
from content.programmes import Doubt, Hint, Programme, Rule, Tier, Version


@dataclass(frozen=True, slots=True)
class Branch:
    """A comparison (``join`` is "") in words, or a join over ``parts``; ``met`` and ``would`` are
    the sentences of its own that it may have."""

    join: Join
    text: str = ""
    parts: tuple[Branch, ...] = ()
    met: str = ""
    would: str = ""


@dataclass(frozen=True, slots=True)
class RuleOutline:
    """A condition with all it may say; ``others`` are better sentences for a given answer."""

    name: str
    tree: Branch
    met: str
    not_met: str
    ask: str
    would: str
    others: tuple[tuple[str, str], ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Remark:
    """A doubt or a hint: what it says, when it holds (None: always), and what lifts it."""

    say: str
    when: Branch | None
    unless: Branch | None


@dataclass(frozen=True, slots=True)
class Term:
    """One number of a tier on the day: what it is, in words, and who says so. ``words`` is "" where
    nobody knows it."""

    item: str
    words: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class TierOutline:
    """What one gets where ``when`` holds (None: always)."""

    name: str
    when: Branch | None
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the rules of a day in one language."""

    binder: Binder
    catalogue: Catalogue
    language: str = "vi"

    def rules(self, version: Version) -> tuple[RuleOutline, ...]:
        """Every condition of a version, in its order."""
        return tuple(self.rule(rule) for rule in version.rules)

    def rule(self, rule: Rule) -> RuleOutline:
        """One condition."""
        fact = self.catalogue[next(leaves(rule.condition)).fact]
        special = {**rule.not_met_for, **rule.would_for}
        return RuleOutline(
            name=rule.name,
            tree=self.branch(rule.condition),
            met=self.put(rule.met),
            not_met=self.put(rule.not_met),
            ask=self.put(rule.ask),
            would=self.put(rule.would),
            others=tuple((answer(fact, key), self.put(text)) for key, text in special.items()),
            source=rule.source,
        )

    def remarks(self, found: tuple[Doubt | Hint, ...]) -> tuple[Remark, ...]:
        """Doubts or hints."""
        return tuple(
            Remark(
                self.put(one.say),
                self.unless_always(one.when),
                self.branch(one.unless) if one.unless else None,
            )
            for one in found
        )

    def tiers(self, version: Version) -> tuple[TierOutline, ...]:
        """What one gets, with the numbers of the day."""
        return tuple(
            TierOutline(
                tier.name,
                self.unless_always(tier.when),
                tuple(self.terms(version, tier)),
            )
            for tier in version.tiers
        )

    def terms(self, version: Version, tier: Tier) -> Iterator[Term]:
        """The numbers of one tier."""
        for choice in tariff(version, self.binder).choices:
            for offer in choice.offers:
                if offer.tier is tier:
                    source = offer.row.source if offer.row else None
                    yield Term(choice.item, self.number(tier, choice.item, offer.base), source)
        if tier.at_most:
            yield Term("at_most", self.catalogue[tier.at_most].label, None)
        if tier.counted:
            labels = (self.catalogue[key].label for key in tier.counted)
            yield Term("counted", ", ".join(labels), None)

    def number(self, tier: Tier, item: str, base: int | float | None) -> str:
        """A number of a tier as people say it; "" where it is not known."""
        if base is None:
            return ""
        if item == "share":
            return wording.percent(base)
        name = getattr(tier, item)
        return say(base, self.binder.parameters.by_name[name].unit, self.language) if name else ""

    def unless_always(self, condition: Condition) -> Branch | None:
        """A condition that asks something; None for one that always holds."""
        return self.branch(condition) if any(leaves(condition)) else None

    def branch(self, condition: Condition) -> Branch:
        """A condition as a tree."""
        match condition:
            case Worded(part=part, met=met, would=would):
                inside = self.branch(part)
                return Branch(
                    inside.join, inside.text, inside.parts, self.put(met), self.put(would)
                )
            case OneOf() | Shares() | Compared() | WithinMonths():
                return Branch("", self.comparison(condition))
            case _:
                parts = tuple(self.branch(part) for part in parts_of(condition))
                return Branch(join_of(condition), "", parts)

    def comparison(self, leaf: Leaf) -> str:
        """*Thu nhập một người: không quá 1 triệu 500 nghìn đồng (Chuẩn nghèo ở xã)*."""
        fact = self.catalogue[leaf.fact]
        return f"{fact.label}: {self.asked(leaf, fact)}"

    def asked(self, leaf: Leaf, fact: Fact) -> str:
        """What is asked of the fact."""
        match leaf:
            case OneOf(values=values):
                return self.word("or").join(sorted(self.value(fact, one) for one in values))
            case Shares(values=values):
                return self.word(
                    "shares", values=", ".join(answer(fact, one) for one in sorted(values))
                )
            case WithinMonths(months=months):
                return self.word("within_months", count=months)
            case Compared(side=side):
                return self.word(side, bound=self.bound(leaf, fact))

    def bound(self, leaf: Compared, fact: Fact) -> str:
        """The number compared with, and the parameter it comes from."""
        value = self.binder.bound_of(leaf)
        words = (
            self.word("not_known") if value is None else say(value, unit_of(fact), self.language)
        )
        if not isinstance(leaf.bound, str):
            return words
        label = self.binder.parameters.by_name[leaf.bound].label
        times = "" if leaf.times == 1 else f"{wording.percent(leaf.times * 100)} "
        return f"{words} ({times}{label})"

    def value(self, fact: Fact, value: FactValue) -> str:
        """An answer as people read it."""
        match value:
            case bool():
                return wording.word("eligibility.yes" if value else "eligibility.no", self.language)
            case int():
                return say(value, unit_of(fact), self.language)
            case date():
                return wording.day(value)
            case tuple():
                return ", ".join(answer(fact, one) for one in value)
        return answer(fact, value)

    def facts(self, facts: Facts) -> str:
        """What is known of a household, in one line."""
        known = ((self.catalogue[key], value) for key, value in facts.items())
        return "; ".join(f"{fact.label}: {self.value(fact, value)}" for fact, value in known)

    def members(self, programme: Programme) -> str:
        """For which people of a home a programme is judged."""
        return ", ".join(
            answer(self.catalogue["members"], one) for one in sorted(programme.members)
        )

    def put(self, text: str) -> str:
        return put(text, self.binder)

    def word(self, key: str, **fields: object) -> str:
        return wording.word(f"rules.{key}", self.language, **fields)


def unit_of(fact: Fact) -> Unit:
    """How a number of a household is counted."""
    return "dong" if fact.type == "money" else "count"


def answer(fact: Fact, value: str) -> str:
    """An answer as people read it."""
    labels = {choice.value: choice.label for choice in fact.choices}
    return labels.get(value, value)
