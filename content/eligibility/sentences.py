"""A verdict's conditions in words: what is met, what fails, what is missing and who knows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from content import wording
from content.conditions import Condition, Some, Worded, leaves, parts_of
from content.dated import Source
from content.eligibility.bind import Binder, Bound
from content.eligibility.entry import Entry, holding
from content.eligibility.logic import Truth
from content.facts import Facts
from content.programmes import Rule


@dataclass(frozen=True, slots=True)
class Line:
    """One condition as it stands for this household; ``missing`` are facts that keep it open."""

    name: str
    truth: Truth
    text: str
    source: Source
    missing: tuple[str, ...] = ()


def lines(entry: Entry, facts: Facts) -> tuple[Line, ...]:
    """Every condition of a version, judged and put into words."""
    return tuple(
        Line(
            rule.name,
            truth,
            put(why(rule, truth, facts, entry.binder), entry.binder),
            rule.source,
            bound.open(facts),
        )
        for rule, bound, truth in standing(entry, facts)
    )


def texts(entry: Entry, facts: Facts, wanted: Truth) -> Iterator[str]:
    """The sentences of the conditions that stand so."""
    for rule, _, truth in standing(entry, facts):
        if truth is wanted:
            yield put(why(rule, truth, facts, entry.binder), entry.binder)


def standing(entry: Entry, facts: Facts) -> Iterator[tuple[Rule, Bound, Truth]]:
    """Every condition with its truth."""
    for rule, bound in zip(entry.version.rules, entry.scales.rules, strict=True):
        yield rule, bound, bound.truth(facts)


def why(rule: Rule, truth: Truth, facts: Facts, binder: Binder) -> str:
    """The sentence of what is met, what fails, or what is missing and who knows it."""
    if truth is None:
        return rule.ask
    return met_text(rule, facts, binder) if truth else not_met_text(rule, facts)


def met_text(rule: Rule, facts: Facts, binder: Binder) -> str:
    """The sentence of the branch that is met, where it has one."""
    for part in branches(rule.condition):
        if part.met and binder.bind(part).truth(facts) is True:
            return part.met
    return rule.met


def not_met_text(rule: Rule, facts: Facts) -> str:
    """The sentence for this very value, where there is one."""
    return rule.not_met_for.get(first_value(rule, facts), rule.not_met)


def first_value(rule: Rule, facts: Facts) -> str:
    """The value of the fact that the condition starts with."""
    return str(facts.get(next(leaves(rule.condition)).fact))


def branches(condition: Condition) -> list[Worded]:
    """The parts with sentences of their own."""
    inside = parts_of(condition) if isinstance(condition, Some) else ()
    return [part for part in inside if isinstance(part, Worded)]


def put(text: str, binder: Binder) -> str:
    """``{parameter}`` and ``{day}`` in a sentence, as they are on the day of the check."""
    if "{" not in text:
        return text
    fields = {"day": wording.day(binder.day)}
    for name in binder.parameters.by_name:
        if "{" + name + "}" in text:
            fields[name] = binder.parameters.words(name, binder.day) or "…"
    return text.format(**fields)


def doubts(entry: Entry, facts: Facts) -> tuple[str, ...]:
    """What no text seen decides, where it is the case."""
    binder = entry.binder
    return tuple(
        put(doubt.say, binder) for doubt in entry.version.doubts if holding(doubt, binder)(facts)
    )


def advice(entry: Entry, facts: Facts) -> tuple[str, ...]:
    """Hints that hold for this household."""
    binder = entry.binder
    return tuple(
        put(hint.say, binder) for hint in entry.version.hints if holding(hint, binder)(facts)
    )
