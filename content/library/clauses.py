"""A condition as a clerk writes it, made into a condition of the engine.

A clause compares one fact (``is``, ``in``, ``has_any``, ``at_least``, ``at_most``,
``within_months``) or joins others (``all``, ``any``, ``not``). Every fact, value and parameter is
checked against what is known, so that a typing mistake never becomes a silent *no*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import Field, model_validator

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
    leaves,
)
from content.facts import Catalogue, Fact, FactType, suggestion
from content.library.source import Shape
from content.parameters import Parameters, Unit

Value = bool | int | str
JOINS = ("all_of", "any_of", "none_of")
TESTS = ("is_", "in_", "has_any", "at_least", "at_most", "within_months")
FITTING: dict[type[Leaf], tuple[FactType, ...]] = {
    OneOf: ("bool", "int", "choice"),
    Shares: ("list",),
    Compared: ("int", "money"),
    WithinMonths: ("date",),
}


class ClauseShape(Shape):
    """One clause; ``hearsay``: a person's own word, which never decides."""

    fact: str = ""
    is_: Value | None = Field(None, alias="is")
    in_: tuple[Value, ...] = Field((), alias="in")
    has_any: tuple[str, ...] = ()
    at_least: int | float | str | None = None
    at_most: int | float | str | None = None
    times: float = 1
    within_months: int | None = None
    hearsay: bool = False
    all_of: tuple[ClauseShape, ...] = Field((), alias="all")
    any_of: tuple[ClauseShape, ...] = Field((), alias="any")
    none_of: ClauseShape | None = Field(None, alias="not")
    met: str = ""
    would: str = ""

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        tests = [name for name in TESTS if getattr(self, name) not in (None, ())]
        joins = [name for name in JOINS if getattr(self, name) not in (None, ())]
        if len(tests) + len(joins) != 1 or bool(tests) != bool(self.fact):
            raise ValueError(
                "a clause is one of `all`, `any`, `not`, or a `fact` with exactly one of "
                "`is`, `in`, `has_any`, `at_least`, `at_most`, `within_months`"
            )
        return self

    def condition(self) -> Condition:
        """The clause for the engine."""
        found: Condition = self.joined() if not self.fact else self.test()
        if self.hearsay:
            found = Hearsay(found)
        return found

    def inside(self) -> Condition:
        """As a part of another: keeps its own sentences."""
        found = self.condition()
        return Worded(found, self.met, self.would) if self.met or self.would else found

    def joined(self) -> Condition:
        if self.none_of:
            return Opposite(self.none_of.inside())
        if self.all_of:
            return Every(tuple(part.inside() for part in self.all_of))
        return Some(tuple(part.inside() for part in self.any_of))

    def test(self) -> Leaf:
        if self.within_months is not None:
            return WithinMonths(self.fact, self.within_months)
        if self.has_any:
            return Shares(self.fact, frozenset(self.has_any))
        if self.at_least is not None:
            return Compared(self.fact, "at_least", self.at_least, self.times)
        if self.at_most is not None:
            return Compared(self.fact, "at_most", self.at_most, self.times)
        values = self.in_ if self.is_ is None else (self.is_,)
        return OneOf(self.fact, frozenset(values))


@dataclass(frozen=True, slots=True)
class Known:
    """What conditions may speak of."""

    facts: Catalogue
    parameters: Parameters

    def faults(self, condition: Condition) -> Iterator[str]:
        """Every unknown fact, value or parameter, with the nearest that is known."""
        for leaf in leaves(condition):
            if leaf.fact not in self.facts:
                close = suggestion(leaf.fact, tuple(self.facts.by_key))
                yield f"unknown fact {leaf.fact!r}{close}"
            else:
                yield from self.misfits(leaf, self.facts[leaf.fact])

    def misfits(self, leaf: Leaf, fact: Fact) -> Iterator[str]:
        """A comparison that its fact's type, choices or parameters do not allow."""
        if fact.type not in FITTING[type(leaf)]:
            yield f"{fact.key} is of type {fact.type}: this comparison does not fit it"
        elif isinstance(leaf, Shares) or (isinstance(leaf, OneOf) and fact.type == "choice"):
            for value in sorted(str(one) for one in leaf.values if one not in fact.values):
                yield f"{fact.key} has no choice {value!r}{suggestion(value, fact.values)}"
        elif isinstance(leaf, OneOf) and fact.type == "bool" and leaf.values - {True, False}:
            yield f"{fact.key} is true or false"
        elif isinstance(leaf, Compared) and isinstance(leaf.bound, str):
            yield from self.lost(leaf.bound)

    def lost(self, name: str) -> list[str]:
        """A parameter that does not exist; no name is no mistake."""
        if not name or name in self.parameters.by_name:
            return []
        return [f"unknown parameter {name!r}{suggestion(name, tuple(self.parameters.by_name))}"]

    def measured(self, name: str, units: tuple[Unit, ...]) -> list[str]:
        """A parameter counted in something else than is wanted here."""
        if not name or self.parameters.by_name[name].unit in units:
            return []
        unit = self.parameters.by_name[name].unit
        return [f"{name!r} is counted in {unit}: name a parameter in {' or '.join(units)}"]

    def strange(self, key: str, type_: FactType) -> list[str]:
        """A fact that does not exist, or is of another type than is wanted here."""
        if key not in self.facts:
            return [f"unknown fact {key!r}{suggestion(key, tuple(self.facts.by_key))}"]
        found = self.facts[key].type
        return [] if found == type_ else [f"{key} is of type {found}: name a fact of type {type_}"]
