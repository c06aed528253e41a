"""What a check may know of a household or a person: each fact's key, type, question and reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

FactValue = bool | int | str | date | tuple[str, ...]
Facts = Mapping[str, FactValue]
"""Known facts only: a fact that is absent is not known."""

YEARS = range(1900, 2201)
"""Of any day a person may give."""

MOST = 10**15
"""Of any number: no sum a home could mean is greater."""

SHOWN = 80
"""Signs of a wrong value that an error repeats."""

Scope = Literal["household", "person"]
FactType = Literal["bool", "int", "money", "date", "choice", "list"]
Sensitivity = Literal["none", "sensitive"]
Door = Literal["loan", "support"]
Change = Literal["", "own", "office"]


class FactError(ValueError):
    """A fact nobody knows, or of the wrong type; the message says what would be right."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer: ``value`` in rules, ``label`` and ``help`` for people."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Implication:
    """In a form, this answer tells another fact too, so that it need not be asked; a choice of
    ``members`` tells it of that person."""

    when: bool | str
    fact: str
    value: bool | str


@dataclass(frozen=True, slots=True)
class Fact:
    """``doors``: the checks in which it may be asked, of whom ``who`` says. ``change``: a person
    may change it by themselves (*own*), by asking the commune (*office*), or not at all. ``ages``:
    a year later the answer is this or the next. Money is whole đồng."""

    key: str
    scope: Scope
    type: FactType
    label: str
    question: str
    help: str = ""
    choices: tuple[Choice, ...] = ()
    sensitivity: Sensitivity = "none"
    who: Literal["resident", "official"] = "resident"
    doors: tuple[Door, ...] = ()
    change: Change = ""
    ages: bool = False
    least: int | None = None
    most: int | None = None
    implies: tuple[Implication, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """The values its choices may take."""
        return tuple(choice.value for choice in self.choices)

    def as_json(self) -> dict[str, object]:
        """One line of the ``facts`` command."""
        choices = [{"value": one.value, "label": one.label} for one in self.choices]
        return {
            "key": self.key,
            "scope": self.scope,
            "type": self.type,
            "choices": choices,
            "question": self.question,
            "help": self.help,
            "sensitivity": self.sensitivity,
            "who": self.who,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every fact by key, in the order of the file."""

    by_key: Mapping[str, Fact] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.by_key.values())

    def __getitem__(self, key: str) -> Fact:
        return self.by_key[key]

    def __contains__(self, key: str) -> bool:
        return key in self.by_key


def read_facts(raw: Mapping[str, object], catalogue: Catalogue) -> dict[str, FactValue]:
    """Facts as they come from outside, checked; null means not known and is dropped.

    Raises FactError that names the nearest known key, or the type that would be right.
    """
    read: dict[str, FactValue] = {}
    for key, value in raw.items():
        if key not in catalogue:
            raise FactError(f"unknown fact {shown(key)}{suggestion(key, tuple(catalogue.by_key))}")
        if value is not None:
            read[key] = read_value(value, catalogue[key])
    return read


def read_value(value: object, fact: Fact) -> FactValue:
    """One value of one fact. Raises FactError."""
    match fact.type:
        case "bool":
            return read_bool(value, fact)
        case "int" | "money":
            return read_number(value, fact)
        case "date":
            return read_day(value, fact)
        case "choice":
            return read_choice(value, fact)
        case "list":
            if not isinstance(value, list | tuple):
                raise wrong(value, fact, f"a list of {', '.join(fact.values)}")
            return tuple(read_choice(one, fact) for one in value)


def read_bool(value: object, fact: Fact) -> bool:
    if not isinstance(value, bool):
        raise wrong(value, fact, "true, false or null")
    return value


def read_number(value: object, fact: Fact) -> int:
    """A whole number within the fact's bounds; ``1e8`` counts as whole."""
    whole = int(value) if isinstance(value, float) and value.is_integer() else value
    unit = "whole đồng" if fact.type == "money" else "a whole number"
    if isinstance(whole, bool) or not isinstance(whole, int):
        raise wrong(value, fact, unit)
    if fact.least is not None and whole < fact.least:
        raise wrong(value, fact, f"{unit}, at least {fact.least}")
    most = MOST if fact.most is None else fact.most
    if whole > most:
        raise wrong(value, fact, f"{unit}, at most {most}")
    return whole


def read_day(value: object, fact: Fact) -> date:
    try:
        day = value if type(value) is date else iso_day(value)
    except ValueError:
        raise wrong(value, fact, "a day as YYYY-MM-DD") from None
    if day.year not in YEARS:
        raise wrong(value, fact, f"a day between {YEARS.start} and {YEARS.stop - 1}")
    return day


def iso_day(value: object) -> date:
    """A day written YYYY-MM-DD, and no other way ISO 8601 has. Raises ValueError."""
    day = date.fromisoformat(str(value))
    if day.isoformat() != value:
        raise ValueError(value)
    return day


def read_choice(value: object, fact: Fact) -> str:
    if not isinstance(value, str) or value not in fact.values:
        hint = suggestion(value, fact.values) if isinstance(value, str) else ""
        raise wrong(value, fact, f"one of {', '.join(fact.values)}{hint}")
    return value


def wrong(value: object, fact: Fact, right: str) -> FactError:
    return FactError(f"{fact.key} = {shown(value)}: give {right}")


def shown(value: object) -> str:
    """What was given, short enough for one line of an error."""
    text = repr(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def suggestion(text: str, known: tuple[str, ...]) -> str:
    """``; did you mean 'tkvv_member'?`` — always the nearest, however far; every key is written
    in small letters."""
    near = difflib.get_close_matches(text[:SHOWN].casefold(), known, n=1, cutoff=0.0)
    return f"; did you mean {near[0]!r}?" if near else ""
