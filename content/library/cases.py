"""content/data/cases/<slug>.toml: worked cases of a programme.

Each case starts from ``[base]``; ``facts`` change it, ``without`` takes facts away. ``expect``
names programmes and what must come out: ``"null"`` stands for *not known*.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from content.cases import Case, Expected
from content.eligibility.judge import Decision
from content.facts import Catalogue, FactError, read_facts, suggestion
from content.library.library import Library
from content.library.source import DATA, Problem, Shape, SourceFile, fit, read_all
from content.parameters import Number

Null = Literal["null"]


class ExpectedShape(Shape):
    """What must come out for one programme; a key that is left out is not looked at."""

    verdict: Decision
    missing: tuple[str, ...] | None = None
    would_change: tuple[str, ...] | None = None
    amount_max: int | Null | None = None
    amount_max_per_month: int | Null | None = None
    annual_rate: Number | Null | None = None
    term_max_months: int | Null | None = None
    says: str | None = None
    changes: int | None = None

    def expected(self) -> Expected:
        """The keys that were given, as ``check`` would print their values."""
        given = ((key, getattr(self, key)) for key in sorted(self.model_fields_set))
        return {key: printed(value) for key, value in given}


def printed(value: object) -> object:
    """As JSON has it: lists for tuples, None for ``"null"``."""
    if value == "null":
        return None
    return list(value) if isinstance(value, tuple) else value


class CaseShape(Shape):
    name: str
    day: date
    facts: dict[str, Any] = {}
    without: tuple[str, ...] = ()
    expect: dict[str, ExpectedShape] = Field(min_length=1)


class FileShape(Shape):
    base: dict[str, Any] = {}
    case: tuple[CaseShape, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """Every case that can be read, and the files they came from, by the slug they stand under."""

    listed: tuple[Case, ...] = ()
    origins: Mapping[str, SourceFile] = field(default_factory=dict)

    def of(self, slug: str) -> tuple[Case, ...]:
        """The cases that expect something of a programme, whichever file holds them."""
        return tuple(case for case in self.listed if slug in case.expected)

    def problem(self, case: Case, slug: str, message: str) -> Problem:
        """A mistake at what a case expects of a programme."""
        return self.origins[case.slug].problem(("case", case.number, "expect", slug), message)


@lru_cache(maxsize=2)
def of_library(library: Library) -> Cases:
    """The cases beside the rules of a library, read once: only who checks rules needs them."""
    return read(DATA / "cases", library.programmes.by_slug, library.facts)[0]


def read(
    folder: Path, programmes: Collection[str], facts: Catalogue
) -> tuple[Cases, list[Problem]]:
    """Every case of a folder, and every mistake at file and line."""
    files, problems = read_all(folder)
    found: list[Case] = []
    for file in files:
        shape = fit(FileShape, file)
        if isinstance(shape, list):
            problems += shape
            continue
        for number, case in enumerate(shape.case):
            mistakes = list(strangers(file, number, case, programmes))
            try:
                found.append(case_of(file, number, shape.base, case, facts))
            except FactError as error:
                mistakes.append(file.problem(("case", number, "facts"), str(error)))
            problems += mistakes
    known = tuple(case for case in found if set(case.expected) <= set(programmes))
    return Cases(known, {file.stem: file for file in files}), problems


def strangers(
    file: SourceFile, number: int, case: CaseShape, programmes: Collection[str]
) -> Iterator[Problem]:
    """Programmes that a case expects something of and that do not exist."""
    for slug in case.expect:
        if slug not in programmes:
            text = f"unknown programme {slug!r}{suggestion(slug, tuple(programmes))}"
            yield file.problem(("case", number, "expect", slug), text)


def case_of(
    file: SourceFile, number: int, base: Mapping[str, Any], shape: CaseShape, facts: Catalogue
) -> Case:
    """One case on top of its file's base. Raises FactError."""
    raw = {key: value for key, value in {**base, **shape.facts}.items() if key not in shape.without}
    expected = {slug: one.expected() for slug, one in shape.expect.items()}
    return Case(file.stem, number, shape.name, shape.day, read_facts(raw, facts), expected)
