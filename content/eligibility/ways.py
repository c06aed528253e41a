"""What would change a *no*: the smallest sets of facts that people can change, found by trying.

A set counts when with some answers to it nothing fails any more. A way is told only where the
rules have a sentence for each thing it changes: otherwise it is no help.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from content.conditions import Worded, leaves
from content.eligibility.bind import Bound
from content.eligibility.entry import Entry
from content.eligibility.sentences import branches, first_value, put, standing
from content.facts import Facts, FactValue
from content.programmes import Changeable, Rule
from content.wording import word

MOST = 3
"""A way that needs more than so many changes is none."""


@dataclass(frozen=True, slots=True)
class Way:
    """Change these facts: ``text`` says how, ``by`` whether one can do it alone; ``answers`` are
    values with which nothing fails any more."""

    facts: frozenset[str]
    text: str
    by: Literal["own", "office"]
    answers: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class Failing:
    """A condition that fails for this household, and the facts it reads."""

    rule: Rule
    bound: Bound
    reads: frozenset[str]


def ways(entry: Entry, facts: Facts) -> tuple[Way, ...]:
    """Every smallest way, what one can do alone first; nothing where nothing can be done."""
    failing = failing_in(entry, facts)
    able = entry.programme.changeable
    keys = [key for key in facts if key in able and any(key in one.reads for one in failing)]
    if any(one.reads.isdisjoint(keys) for one in failing):
        return ()
    found: list[Way] = []
    tried: list[frozenset[str]] = []
    for chosen in sets_of(keys, failing):
        if not any(smaller <= chosen for smaller in tried):
            helpful = list(answers_that_help(entry, facts, chosen))
            tried += [chosen] if helpful else []
            found += ways_of(entry, facts, failing, helpful)
    unique: dict[str, Way] = {}
    for way in found:
        unique.setdefault(way.text, way)
    return tuple(sorted(unique.values(), key=lambda way: way.by != "own"))


def failing_in(entry: Entry, facts: Facts) -> list[Failing]:
    """The conditions that fail."""
    return [
        Failing(rule, bound, frozenset(leaf.fact for leaf in leaves(rule.condition)))
        for rule, bound, truth in standing(entry, facts)
        if truth is False
    ]


def sets_of(keys: list[str], failing: list[Failing]) -> Iterator[frozenset[str]]:
    """Sets that have a say in each failing condition, the smallest first."""
    for size in range(1, MOST + 1):
        for chosen in map(frozenset, combinations(keys, size)):
            if not any(one.reads.isdisjoint(chosen) for one in failing):
                yield chosen


def answers_that_help(
    entry: Entry, facts: Facts, chosen: frozenset[str]
) -> Iterator[dict[str, FactValue]]:
    """Other answers to these facts with which nothing fails."""
    keys = sorted(chosen)
    others = [list(other_values(entry.programme.changeable[key], facts[key])) for key in keys]
    for values in product(*others):
        answers = dict(zip(keys, values, strict=True))
        if entry.met({**facts, **answers}) is not False:
            yield answers


def other_values(able: Changeable, now: FactValue) -> Iterator[FactValue]:
    """What a fact may become; a list grows by one."""
    if not able.is_list:
        yield from (value for value in able.values if value != now)
        return
    told = now if isinstance(now, tuple) else ()
    yield from ((*told, str(value)) for value in able.values if value not in told)


def ways_of(
    entry: Entry, facts: Facts, failing: list[Failing], helpful: list[dict[str, FactValue]]
) -> Iterator[Way]:
    """The ways of one set in words: one for each thing the rules say of it."""
    for answers in helpful:
        texts = [told(one, entry, facts, answers) for one in failing]
        if all(texts):
            yield Way(frozenset(answers), joined(texts), by(entry, answers), answers)


def by(entry: Entry, answers: Mapping[str, FactValue]) -> Literal["own", "office"]:
    """Alone, or with the commune."""
    able = entry.programme.changeable
    return "own" if all(able[key].by == "own" for key in answers) else "office"


def told(one: Failing, entry: Entry, facts: Facts, answers: Mapping[str, FactValue]) -> str:
    """What would make a condition so: of the branch that is then met, else of the whole."""
    after = {**facts, **answers}
    helped = [part for part in branches(one.rule.condition) if is_helped(part, entry, facts, after)]
    if helped:
        own = next((part.would for part in helped if part.would), "")
        return put(own, entry.binder) or plain(one.rule, entry, facts)
    return plain(one.rule, entry, facts)


def is_helped(part: Worded, entry: Entry, facts: Facts, after: Facts) -> bool:
    truth = entry.binder.bind(part).truth
    return truth(facts) is False and truth(after) is not False


def plain(rule: Rule, entry: Entry, facts: Facts) -> str:
    """The condition's own sentence; where one is written for the value of its first fact, that
    one (an empty one: nothing worth saying)."""
    return put(rule.would_for.get(first_value(rule, facts), rule.would), entry.binder)


def joined(texts: list[str]) -> str:
    """Several sentences as one; the same is said once."""
    first, *others = dict.fromkeys(texts)
    for other in others:
        first = word("eligibility.way_and", first=first.rstrip("."), then=lowered(other))
    return first


def lowered(text: str) -> str:
    """Within a sentence: *Khi* → *khi*, and *UBND* stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
