"""A condition of a programme as data: comparisons over named facts, joined by all, any and not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class OneOf:
    """The fact is one of these values (a yes/no fact: True or False)."""

    fact: str
    values: frozenset[bool | int | str]


@dataclass(frozen=True, slots=True)
class Shares:
    """The fact is a list and has at least one of these values."""

    fact: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Compared:
    """The fact against a number, or against ``times`` a dated parameter."""

    fact: str
    side: Literal["at_least", "at_most"]
    bound: int | float | str
    times: float = 1


@dataclass(frozen=True, slots=True)
class WithinMonths:
    """The fact is a day not after the day of the check, at most so many months before it."""

    fact: str
    months: int


@dataclass(frozen=True, slots=True)
class Hearsay:
    """What people say of themselves decides nothing: it is shown in the trace, not known."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Opposite:
    part: Condition


@dataclass(frozen=True, slots=True)
class Worded:
    """A part with sentences of its own: why it is met, and what would make it so."""

    part: Condition
    met: str = ""
    would: str = ""


Leaf = OneOf | Shares | Compared | WithinMonths
Condition = Leaf | Hearsay | Every | Some | Opposite | Worded
Join = Literal["", "all", "any", "not", "hearsay"]
"""The word that a clerk writes for a join; "" for what joins nothing."""


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside; a leaf has none."""
    match condition:
        case Every(parts=parts) | Some(parts=parts):
            return parts
        case Hearsay(part=part) | Opposite(part=part) | Worded(part=part):
            return (part,)
        case _:
            return ()


def join_of(condition: Condition) -> Join:
    """What a condition makes of its parts."""
    match condition:
        case Every():
            return "all"
        case Opposite():
            return "not"
        case Hearsay():
            return "hearsay"
        case _:
            return "any"


def leaves(condition: Condition) -> Iterator[Leaf]:
    """Every comparison, left to right."""
    if isinstance(condition, Leaf):
        yield condition
    for part in parts_of(condition):
        yield from leaves(part)
