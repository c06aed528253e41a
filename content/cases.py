"""Worked cases: a household, a day, and what must come out, as a lawyer reads the text.

They are data beside the rules (content/data/cases), so that whoever changes a rule sees at once
which reading of it no longer holds, and which part of it no case has ever tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from content.conditions import Condition, Every, Hearsay, Opposite, Some, Worded
from content.dated import Row, row_on
from content.eligibility.judge import Verdict, as_json, judge
from content.facts import Facts
from content.parameters import Parameters
from content.programmes import Programme, Programmes, Version
from content.wording import NBSP

ALWAYS = Every(())
"""The condition of a doubt without ``when``."""

Expected = Mapping[str, object]
"""What a case says of one programme: keys of the ``check`` command's JSON, ``says`` (words of
a reason) and ``changes`` (how many ways out). Keys that are left out are not looked at."""


@dataclass(frozen=True, slots=True)
class Case:
    """``slug`` is the programme whose file holds it, ``number`` its place there from 0."""

    slug: str
    number: int
    name: str
    day: date
    facts: Facts
    expected: Mapping[str, Expected]

    def verdict(self, slug: str, programmes: Programmes, parameters: Parameters) -> Verdict:
        """What the rules of its day say of it."""
        return judge(programmes[slug], self.facts, self.day, parameters)


def differences(verdict: Verdict, expected: Expected) -> Iterator[str]:
    """Where a verdict is not what the case says."""
    found = as_json(verdict)
    if not found["reasons"]:
        yield "gives no reason"
    for key, value in expected.items():
        if key == "says":
            if bare(str(value)) not in bare(" ".join(verdict_words(found))):
                yield f"no reason says {value!r}"
        elif key == "changes":
            yield from unequal("would_change", len(verdict_ways(found)), value)
        else:
            yield from unequal(key, found[key], value)


def unequal(key: str, found: object, expected: object) -> Iterator[str]:
    """One value that is not the expected one."""
    if found != expected:
        yield f"{key} is {found!r}, the case says {expected!r}"


def verdict_words(found: Mapping[str, object]) -> list[str]:
    """The reasons of a verdict, as its JSON has them."""
    reasons = found["reasons"]
    return [str(one) for one in reasons] if isinstance(reasons, list) else []


def verdict_ways(found: Mapping[str, object]) -> Sequence[object]:
    """What would change a verdict, as its JSON has it."""
    ways = found["would_change"]
    return ways if isinstance(ways, list) else []


def bare(text: str) -> str:
    """Without the spaces that keep a number together."""
    return text.replace(NBSP, " ")


def untried(programme: Programme, cases: Sequence[Case], parameters: Parameters) -> Iterator[str]:
    """What no case tries, by version.

    Every version is tried on its first and last day, an open one with each verdict it can give,
    and every condition that can fail does so at least once in it or in another version.
    """
    tried = [(case, judge(programme, case.facts, case.day, parameters)) for case in cases]
    failed = {line.name for _, verdict in tried for line in verdict.lines if line.truth is False}
    days = {case.day for case in cases}
    for at, row in enumerate(programme.versions):
        edges = [row.since if at else None, row.until]
        yield from (f"no case on {day}, an edge" for day in edges if day and day not in days)
        if row.value.status == "open":
            here = {one.verdict for case, one in tried if within(case.day, row)}
            yield from (f"{text}, from {row.since}" for text in missed(row.value, here, failed))


def missed(version: Version, verdicts: Collection[str], failed: Collection[str]) -> Iterator[str]:
    """Verdicts an open version can give and conditions that can fail, which no case shows."""
    yield from (f"no case is {one}" for one in possible(version) if one not in verdicts)
    for rule in version.rules:
        if rule.name not in failed and can_be(rule.condition, met=False):
            yield f"no case fails {rule.name!r}"


def possible(version: Version) -> tuple[str, ...]:
    """The verdicts an open version can give: a doubt that always holds leaves no *eligible*."""
    always = any(doubt.when == ALWAYS and not doubt.unless for doubt in version.doubts)
    return ("ineligible", "unknown") if always else ("eligible", "ineligible", "unknown")


def can_be(condition: Condition, *, met: bool) -> bool:
    """Whether any household makes a condition so; what people merely say makes it neither."""
    match condition:
        case Hearsay():
            return False
        case Every(parts=parts) if met:
            return all(can_be(part, met=True) for part in parts)
        case Some(parts=parts) if not met:
            return all(can_be(part, met=False) for part in parts)
        case Every(parts=parts) | Some(parts=parts):
            return any(can_be(part, met=met) for part in parts)
        case Opposite(part=part):
            return can_be(part, met=not met)
        case Worded(part=part):
            return can_be(part, met=met)
        case _:
            return True


def within(day: date, row: Row[Version]) -> bool:
    """Whether a version covers a day."""
    return row_on((row,), day) is not None
