"""Which question comes next: computed, never scripted.

Only a fact that can still change a verdict is asked; the one that leaves least to ask comes
first, and what hurts to be asked comes last; when none is left, the check is over. A person who
does not know has answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from content.conditions import Shares, leaves
from content.eligibility.conditions import Situation, open_facts, truth_of
from content.eligibility.logic import Truth
from content.facts import Catalogue, Fact, Facts, FactValue
from content.parameters import Parameters
from content.programmes import Programme, Programmes, Version

Open = Mapping[str, tuple[str, ...]]
"""By programme, the facts that could still change its verdict."""

PURPOSES = "purposes"


@dataclass(frozen=True, slots=True)
class Asking:
    """A check in progress: what may be asked, of which programmes, on which day.

    ``only`` names the one programme the person cares about; without it the purpose they give
    narrows the care to the programmes made for it. Others are judged, but nothing is asked for
    them alone.
    """

    programmes: Programmes
    catalogue: Catalogue
    parameters: Parameters
    day: date
    only: str = ""
    askable: Collection[str] = field(default_factory=frozenset)
    implied_by: Mapping[str, tuple[str, ...]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "implied_by", implications(self.catalogue))

    def next_question(self, facts: Facts, answered: Collection[str] = ()) -> str | None:
        """The fact that decides most, or None when no answer can change a verdict."""
        ranks = [
            (self.catalogue[key].sensitivity, self.left_on_average(key, facts, answered), at, key)
            for at, key in enumerate(self.candidates(facts, answered))
        ]
        return min(ranks)[-1] if ranks else None

    def at_most_left(self, question: str, facts: Facts, answered: Collection[str] = ()) -> int:
        """The most questions that may follow this one. It shrinks by at least one an answer,
        because an answer only ever removes facts from those that still matter."""
        after = {*answered, question}
        return max(len(self.candidates(known, after)) for known in self.outcomes(question, facts))

    def candidates(self, facts: Facts, answered: Collection[str]) -> tuple[str, ...]:
        """Every fact that is worth asking now, in the order of the catalogue."""
        found = {key for keys in self.open(facts, answered).values() for key in keys}
        return tuple(fact.key for fact in self.catalogue if fact.key in found)

    def open(self, facts: Facts, answered: Collection[str]) -> Open:
        """What is open in every programme the person cares about."""
        situation = Situation(facts, self.day, self.parameters)
        return {
            one.slug: self.open_in(one.on(self.day), situation, answered)
            for one in self.cared_for(facts, answered)
        }

    def open_in(
        self, version: Version, situation: Situation, answered: Collection[str]
    ) -> tuple[str, ...]:
        """Facts that could change the verdict of one version; none once it is closed or fails.

        A doubt is worth asking about only while *eligible* is still within reach.
        """
        truths = [truth_of(rule.condition, situation) for rule in version.rules]
        if False in truths or not truths:
            return ()
        askable: dict[str, None] = {}
        stuck = False
        for rule, truth in zip(version.rules, truths, strict=True):
            keys = self.asked_of(open_facts(rule.condition, situation), answered)
            stuck = stuck or (truth is None and not keys)
            askable |= dict.fromkeys(keys)
        if not stuck:
            askable |= dict.fromkeys(self.doubtful(version, situation, answered))
        return tuple(askable)

    def doubtful(
        self, version: Version, situation: Situation, answered: Collection[str]
    ) -> tuple[str, ...]:
        """Facts that could turn *eligible* into *unknown*; none once one doubt holds."""
        truths: list[Truth] = [truth_of(one.condition, situation) for one in version.doubts]
        if True in truths:
            return ()
        keys = (key for one in version.doubts for key in open_facts(one.condition, situation))
        return self.asked_of(keys, answered)

    def asked_of(self, keys: Iterable[str], answered: Collection[str]) -> tuple[str, ...]:
        """Whom to ask for these facts: themselves, or a question whose answer implies them."""
        found: dict[str, None] = {}
        for key in keys:
            ways = (key, *self.implied_by.get(key, ()))
            open_ways = [one for one in ways if one in self.askable and one not in answered]
            found |= dict.fromkeys(open_ways[:1] if key in open_ways else open_ways)
        return tuple(found)

    def cared_for(self, facts: Facts, answered: Collection[str]) -> list[Programme]:
        """The one chosen; else those made for the purpose, else those that serve it at all; for
        people who do not know their purpose yet, those that serve the most purposes."""
        if self.only:
            return [self.programmes[self.only]]
        purposes = facts.get(PURPOSES)
        if isinstance(purposes, tuple):
            made = [one for one in self.programmes if not one.made_for.isdisjoint(purposes)]
            return made or list(self.programmes)
        if PURPOSES not in answered:
            return list(self.programmes)
        breadth = {one.slug: len(accepted(one, self.day, PURPOSES)) for one in self.programmes}
        return [one for one in self.programmes if breadth[one.slug] == max(breadth.values())]

    def left_on_average(self, key: str, facts: Facts, answered: Collection[str]) -> float:
        """How much stays open after an answer, over the answers one may give."""
        outcomes = self.outcomes(key, facts)[:-1]
        after = {*answered, key}
        counts = (sum(len(keys) for keys in self.open(known, after).values()) for known in outcomes)
        return sum(counts) / len(outcomes)

    def outcomes(self, key: str, facts: Facts) -> list[dict[str, FactValue]]:
        """The facts after each answer that may be given; the last is *I do not know*."""
        fact = self.catalogue[key]
        known = [answer_with(fact, value, facts) for value in self.samples(fact)]
        return [*known, dict(facts)]

    def samples(self, fact: Fact) -> tuple[FactValue, ...]:
        """Answers that stand for all: every choice, or values on each side of what rules ask."""
        match fact.type:
            case "bool":
                return True, False
            case "choice":
                return fact.values
            case "list":
                return tuple((value,) for value in served(self.programmes, self.day, fact))
            case "date":
                return self.day, self.day - timedelta(days=36525 // 4)
            case "int" | "money":
                return fact.least or 0, fact.most or 10**10


def implications(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """For every implied fact, the facts that imply it."""
    found: dict[str, tuple[str, ...]] = {}
    for fact in catalogue:
        for key in dict.fromkeys(one.fact for one in fact.implies):
            found[key] = (*found.get(key, ()), fact.key)
    return found


def answer_with(fact: Fact, value: FactValue, facts: Facts) -> dict[str, FactValue]:
    """The facts with one more, and with what it implies; what is already known is kept."""
    implied = {one.fact: one.value for one in fact.implies if one.when == value}
    return {**implied, **facts, fact.key: value}


def served(programmes: Programmes, day: date, fact: Fact) -> tuple[str, ...]:
    """The choices of a list that some programme accepts on that day, in the fact's order."""
    wanted = {value for one in programmes for value in accepted(one, day, fact.key)}
    return tuple(value for value in fact.values if value in wanted)


def accepted(programme: Programme, day: date, key: str) -> set[str]:
    """The values of a list that a programme asks for on that day."""
    return {
        value
        for rule in programme.on(day).rules
        for leaf in leaves(rule.condition)
        if isinstance(leaf, Shares) and leaf.fact == key
        for value in leaf.values
    }
