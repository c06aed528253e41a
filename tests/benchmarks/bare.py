"""A programme's conditions written out as one bare Python function: the control of eligibility.

Nothing is looked up, called or joined that a person who wrote the rules by hand would not write.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.conditions import (
    Compared,
    Condition,
    Every,
    Hearsay,
    Leaf,
    OneOf,
    Opposite,
    Shares,
    Some,
    WithinMonths,
    Worded,
)
from content.eligibility.bind import earliest
from content.eligibility.entry import Entry
from content.facts import FactValue

Decide = Callable[[Mapping[str, FactValue]], str]


def bare(entry: Entry) -> Decide:
    """The decision of a programme as a function of facts."""
    writer = Writer(entry)
    source = "\n".join(["def decide(facts):", "    get = facts.get", *writer.body()])
    names: dict[str, Any] = dict(writer.values)
    exec(compile(source, entry.programme.slug, "exec"), names)
    decide: Decide = names["decide"]
    return decide


@dataclass
class Writer:
    """Writes the lines; sets and days are constants beside them."""

    entry: Entry
    values: dict[str, object] = field(default_factory=dict)
    count: int = 0

    def body(self) -> Iterator[str]:
        """Conditions in order, then doubts."""
        version = self.entry.version
        if version.status != "open":
            yield f"    return {'ineligible' if version.status == 'closed' else 'unknown'!r}"
            return
        yield "    known = True"
        for rule in version.rules:
            name = self.name()
            yield from self.lines(rule.condition, name, 1)
            yield f"    if {name} is False: return 'ineligible'"
            yield f"    if {name} is None: known = None"
        yield "    if known is None: return 'unknown'"
        for doubt in version.doubts:
            when, unless = self.name(), self.name()
            yield from self.lines(doubt.when, when, 1)
            yield f"    if {when} is True:"
            yield from self.lines(doubt.unless or Some(()), unless, 2)
            yield f"        if {unless} is not True: return 'unknown'"
        yield "    return 'eligible'"

    def name(self) -> str:
        """A new name."""
        self.count += 1
        return f"t{self.count}"

    def constant(self, value: object) -> str:
        """The name of a value beside the function."""
        self.values[name := self.name()] = value
        return name

    def lines(self, condition: Condition, into: str, depth: int) -> Iterator[str]:
        """The truth of a condition into a name."""
        pad = "    " * depth
        match condition:
            case Every(parts=parts):
                yield from self.join(parts, into, depth, stop=False)
            case Some(parts=parts):
                yield from self.join(parts, into, depth, stop=True)
            case Opposite(part=part):
                yield from self.lines(part, into, depth)
                yield f"{pad}{into} = None if {into} is None else not {into}"
            case Worded(part=part):
                yield from self.lines(part, into, depth)
            case Hearsay():
                yield f"{pad}{into} = None"
            case _:
                yield f"{pad}value = get({condition.fact!r})"
                yield f"{pad}{into} = None if value is None else {self.test(condition)}"

    def join(
        self, parts: tuple[Condition, ...], into: str, depth: int, *, stop: bool
    ) -> Iterator[str]:
        """One part after the other, as far as the first that decides."""
        pad = "    " * depth
        yield f"{pad}{into} = {not stop}"
        for part in parts:
            name = self.name()
            yield f"{pad}if {into} is not {stop}:"
            yield from self.lines(part, name, depth + 1)
            yield f"{pad}    if {name} is not {not stop}: {into} = {name}"

    def test(self, leaf: Leaf) -> str:
        """A comparison of ``value``."""
        match leaf:
            case OneOf(values=values):
                return f"value in {self.constant(values)}"
            case Shares(values=wanted):
                return f"not {self.constant(wanted)}.isdisjoint(value)"
            case WithinMonths(months=months):
                day = self.entry.day
                first, last = self.constant(earliest(day, months)), self.constant(day)
                return f"{first} <= value <= {last}"
            case Compared(side=side):
                bound = self.entry.binder.bound_of(leaf)
                sign = "<=" if side == "at_most" else ">="
                return "None" if bound is None else f"value {sign} {bound!r}"
