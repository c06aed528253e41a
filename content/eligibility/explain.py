"""The tree behind a verdict: every condition with its truth, its sentence and its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from content.conditions import (
    Compared,
    Condition,
    Every,
    Hearsay,
    Leaf,
    OneOf,
    Opposite,
    Shares,
    WithinMonths,
    Worded,
    parts_of,
)
from content.eligibility.conditions import Situation, bound_of, truth_of
from content.eligibility.judge import holds, put, why
from content.eligibility.logic import Truth, every
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
    situation = Situation(facts, day, parameters)
    version = programme.on(day)
    if version.status != "open":
        return Trace(version.say, False if version.status == "closed" else None)
    rules = tuple(rule_trace(rule, situation) for rule in version.rules)
    doubts = tuple(
        Trace(put(doubt.say, situation), None)
        for doubt in version.doubts
        if holds(doubt, situation)
    )
    parts = rules + doubts
    return Trace(programme.name, every(part.truth for part in parts), "", parts)


def rule_trace(rule: Rule, situation: Situation) -> Trace:
    """A condition in its own words, with the comparisons beneath."""
    truth = truth_of(rule.condition, situation)
    text = put(why(rule, truth, situation), situation)
    return Trace(text, truth, str(rule.source), (node(rule.condition, situation),))


def node(condition: Condition, situation: Situation) -> Trace:
    """A comparison or a join, as a tree."""
    truth = truth_of(condition, situation)
    if isinstance(condition, Leaf):
        return Trace(leaf_text(condition, situation), truth)
    if isinstance(condition, Worded):
        return node(condition.part, situation)
    parts = tuple(node(part, situation) for part in parts_of(condition))
    return Trace(join_name(condition), truth, "", parts)


def join_name(condition: Condition) -> str:
    """The word a clerk writes for a join."""
    match condition:
        case Every():
            return "all"
        case Opposite():
            return "not"
        case Hearsay():
            return "hearsay"
        case _:
            return "any"


def leaf_text(leaf: Leaf, situation: Situation) -> str:
    """``household_status = 'poor', in ['poor']``: the fact, its value, what is asked of it."""
    return f"{leaf.fact} = {shown(leaf.fact, situation)}, {asked(leaf, situation)}"


def shown(fact: str, situation: Situation) -> str:
    value = situation.facts.get(fact)
    return "?" if value is None else str(value)


def asked(leaf: Leaf, situation: Situation) -> str:
    """What the rule asks of the fact."""
    match leaf:
        case OneOf(values=values):
            return "in " + ", ".join(sorted(str(value) for value in values))
        case Shares(values=values):
            return "has any of " + ", ".join(sorted(values))
        case WithinMonths(months=months):
            return f"at most {months} months before {situation.day}"
        case Compared(side=side):
            bound = bound_of(leaf, situation)
            name = f" ({leaf.bound})" if isinstance(leaf.bound, str) else ""
            return f"{side.replace('_', ' ')} {'?' if bound is None else bound}{name}"
