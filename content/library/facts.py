"""content/data/facts.toml: a table a fact."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from content.facts import (
    Catalogue,
    Change,
    Choice,
    Door,
    Fact,
    FactType,
    Implication,
    Scope,
    Sensitivity,
)
from content.library.source import Problem, Shape, SourceFile, fit, key_lines, label


class ChoiceShape(Shape):
    value: str = Field(pattern=r"^[a-z0-9_-]+$")
    label: str
    help: str = ""


class ImplicationShape(Shape):
    when: bool | str
    fact: str
    value: bool | str


class FactShape(Shape):
    """One fact; choices exactly where the type needs them."""

    scope: Scope
    type: FactType
    label: str
    question: str
    help: str
    choices: tuple[ChoiceShape, ...] = ()
    sensitivity: Sensitivity = "none"
    who: Literal["resident", "official"] = "resident"
    doors: tuple[Door, ...] = ()
    change: Change = ""
    ages: bool = False
    least: int | None = None
    most: int | None = None
    implies: tuple[ImplicationShape, ...] = ()

    @model_validator(mode="after")
    def has_choices_where_needed(self) -> Self:
        if (self.type in ("choice", "list")) != bool(self.choices):
            raise ValueError("give `choices` for types choice and list, and for no other")
        return self

    @model_validator(mode="after")
    def can_be_changed(self) -> Self:
        if self.change and self.type not in ("bool", "choice", "list"):
            raise ValueError("only a fact of type bool, choice or list can have `change`")
        return self

    def fact(self, key: str) -> Fact:
        plain = self.model_dump(exclude={"choices", "implies"})
        choices = tuple(Choice(**one.model_dump()) for one in self.choices)
        implies = tuple(Implication(**one.model_dump()) for one in self.implies)
        return Fact(key=key, choices=choices, implies=implies, **plain)


def read(path: Path) -> tuple[Catalogue, list[Problem]]:
    """The facts of one file, and every mistake in it."""
    try:
        text = path.read_text(encoding="utf-8")
        file = SourceFile(label(path), path.stem, tomllib.loads(text), key_lines(text))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return Catalogue(), [Problem(label(path), 1, f"is not TOML: {error}")]
    found: dict[str, Fact] = {}
    problems: list[Problem] = []
    for key in file.table:
        shape = fit(FactShape, file, key)
        if isinstance(shape, list):
            problems += shape
        else:
            found[key] = shape.fact(key)
    return Catalogue(found), problems + loose_ends(file, found)


def loose_ends(file: SourceFile, found: dict[str, Fact]) -> list[Problem]:
    """Implications that point at no fact."""
    return [
        file.problem((fact.key,), f"implies {one.fact!r}, which is no fact")
        for fact in found.values()
        for one in fact.implies
        if one.fact not in found
    ]
