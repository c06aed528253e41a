"""The tree behind a verdict: every condition with its truth, its sentence and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content.conditions import (
    Compared,
    Condition,
    Leaf,
    OneOf,
    Shares,
    WithinMonths,
    Worded,
    join_of,
    parts_of,
)
from content.eligibility.bind import Binder
from content.eligibility.entry import holding
from content.eligibility.logic import Truth, every
from content.eligibility.sentences import put, why
from content.facts import Facts
from content.parameters import Parameters
from content.programmes import Programme, Rule

MARKS: dict[Truth, str] = {True: "+", False: "-", None: "?"}


@dataclass(frozen=True, slots=True)
class Trace:
    """One node: ``what`` is asked, its truth, who says so, and the parts that decide it."""

    what: str
    truth: Truth
    source: str = ""
    parts: tuple[Trace, ...] = ()

    def as_json(self) -> dict[str, object]:
        """As ``check --explain --json`` prints it."""
        parts = [part.as_json() for part in self.parts]
        return {"what": self.what, "truth": self.truth, "source": self.source, "parts": parts}

    def lines(self, depth: int = 0) -> Iterator[str]:
        """As ``check --explain`` prints it: ``+`` met, ``-`` not met, ``?`` not known."""
        source = f"  [{self.source}]" if self.source else ""
        yield f"{'  ' * depth}{MARKS[self.truth]} {self.what}{source}"
        for part in self.parts:
            yield from part.lines(depth + 1)


def explain(programme: Programme, facts: Facts, day: date, parameters: Parameters) -> Trace:
    """Why the verdict is what it is, down to each fact. The leaves imply the verdict."""
    version = programme.on(day)
    if version.status != "open":
        return Trace(version.say, False if version.status == "closed" else None)
    reader = Reader(facts, Binder(day, parameters))
    doubts = tuple(
        Trace(put(doubt.say, reader.binder), None)
        for doubt in version.doubts
        if holding(doubt, reader.binder)(facts)
    )
    parts = tuple(reader.rule(rule) for rule in version.rules) + doubts
    return Trace(programme.name, every(part.truth for part in parts), "", parts)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conditions for what is known of a household, on the day of the check."""

    facts: Facts
    binder: Binder

    def rule(self, rule: Rule) -> Trace:
        """A condition in its own words, with the comparisons beneath."""
        truth = self.truth(rule.condition)
        text = put(why(rule, truth, self.facts, self.binder), self.binder)
        return Trace(text, truth, str(rule.source), (self.node(rule.condition),))

    def node(self, condition: Condition) -> Trace:
        """A comparison or a join, as a tree."""
        if isinstance(condition, Leaf):
            return Trace(self.leaf(condition), self.truth(condition))
        if isinstance(condition, Worded):
            return self.node(condition.part)
        parts = tuple(self.node(part) for part in parts_of(condition))
        return Trace(join_of(condition), self.truth(condition), "", parts)

    def truth(self, condition: Condition) -> Truth:
        return self.binder.bind(condition).truth(self.facts)

    def leaf(self, leaf: Leaf) -> str:
        """``household_status = 'poor', in ['poor']``: the fact, its value, what is asked of it."""
        value = self.facts.get(leaf.fact)
        shown = "?" if value is None else str(value)
        return f"{leaf.fact} = {shown}, {asked(leaf, self.binder)}"


def asked(leaf: Leaf, binder: Binder) -> str:
    """What the rule asks of the fact."""
    match leaf:
        case OneOf(values=values):
            return "in " + ", ".join(sorted(str(value) for value in values))
        case Shares(values=values):
            return "has any of " + ", ".join(sorted(values))
        case WithinMonths(months=months):
            return f"at most {months} months before {binder.day}"
        case Compared(side=side):
            bound = binder.bound_of(leaf)
            name = f" ({leaf.bound})" if isinstance(leaf.bound, str) else ""
            return f"{side.replace('_', ' ')} {'?' if bound is None else bound}{name}"
