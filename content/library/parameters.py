"""content/data/parameters/*.toml: a table a parameter, a row a period."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Self

from pydantic import model_validator

from content.dated import Confidence, Row, Source, faults
from content.library.source import Problem, Shape, SourceFile, fit, read_all
from content.parameters import Number, Parameter, Parameters, Unit

WHOLE = ("dong", "months", "count")


class PeriodShape(Shape):
    """One row: a value, or ``unknown = true`` where we know that we do not know."""

    value: Number | None = None
    unknown: bool = False
    since: date | None = None
    until: date | None = None
    document: str
    article: str = ""
    checked_on: date
    review_by: date | None = None
    confidence: Confidence

    @model_validator(mode="after")
    def says_one_thing(self) -> Self:
        if (self.value is None) != self.unknown:
            raise ValueError("give either `value` or `unknown = true`")
        if self.until is None and self.review_by is None:
            raise ValueError("a row without `until` needs `review_by`: somebody must look again")
        return self

    def row(self) -> Row[Number | None]:
        source = Source(
            self.document, self.article, self.checked_on, self.review_by, self.confidence
        )
        return Row(self.value, self.since, self.until, source)


class ParameterShape(Shape):
    """One table of the file."""

    label: str
    unit: Unit
    rows: tuple[PeriodShape, ...]

    @model_validator(mode="after")
    def counts_whole(self) -> Self:
        for row in self.rows:
            if self.unit in WHOLE and row.value is not None and not isinstance(row.value, int):
                raise ValueError(f"{row.value} {self.unit}: write a whole number")
        return self


def read(folder: Path) -> tuple[Parameters, list[Problem]]:
    """Every parameter of a folder, and every mistake at file and line."""
    files, problems = read_all(folder)
    found: dict[str, Parameter] = {}
    for file in files:
        for name in file.table:
            if name in found:
                problems.append(file.problem((name,), f"{name!r} stands in another file too"))
                continue
            read_one(file, name, found, problems)
    return Parameters(found), problems


def read_one(
    file: SourceFile, name: str, found: dict[str, Parameter], problems: list[Problem]
) -> None:
    """One table into ``found``, its mistakes into ``problems``."""
    if not isinstance(file.table[name], dict):
        problems.append(file.problem((name,), f"{name!r} is no table: write [{name}]"))
        return
    shape = fit(ParameterShape, file, name)
    if isinstance(shape, list):
        problems += shape
        return
    rows = tuple(row.row() for row in shape.rows)
    problems += [file.problem((name, "rows", at), text) for at, text in faults(rows)]
    found[name] = Parameter(name, shape.label, shape.unit, rows)
