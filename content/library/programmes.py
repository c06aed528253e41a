"""content/data/programmes/*.toml: a file a programme.

Conditions have names and stand once; each version lists the names of those in force, so that
several periods live side by side. A gap between versions is an error unless a version with
``status = "closed"`` or ``"unknown"`` declares it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from content.conditions import Condition, Every
from content.dated import Confidence, Row, Source, faults
from content.facts import Catalogue, suggestion
from content.library.clauses import ClauseShape, Known
from content.library.source import Path_, Problem, Shape, SourceFile, fit, read_all
from content.parameters import Parameters
from content.programmes import (
    Amount,
    Doubt,
    Guide,
    Hint,
    Programme,
    Programmes,
    Rule,
    Status,
    Version,
)

BLANK = re.compile(r"\{([a-z_]+)\}")


class SourceShape(Shape):
    """Who says so, when a person last looked, and when somebody must look again."""

    document: str
    article: str = ""
    checked_on: date
    review_by: date | None = None
    confidence: Confidence

    def source(self) -> Source:
        return Source(self.document, self.article, self.checked_on, self.review_by, self.confidence)


class RuleShape(ClauseShape, SourceShape):
    """A condition with its sentences and its source."""

    met: str
    not_met: str
    ask: str
    not_met_for: dict[str, str] = {}
    would_for: dict[str, str] = {}

    def rule(self, name: str) -> Rule:
        return Rule(
            name,
            self.condition(),
            self.met,
            self.not_met,
            self.ask,
            self.would,
            self.source(),
            self.not_met_for,
            self.would_for,
        )


class ExceptionShape(Shape):
    """A doubt or a hint: when it holds (without ``when``: always), unless what, what to say."""

    when: ClauseShape | None = None
    unless: ClauseShape | None = None
    say: str

    def parts(self) -> tuple[Condition, Condition | None, str]:
        return (
            self.when.condition() if self.when else Every(()),
            self.unless.condition() if self.unless else None,
            self.say,
        )


class VersionShape(SourceShape):
    """A period: which conditions, doubts and hints are in force."""

    since: date
    until: date | None = None
    status: Status = "open"
    say: str = ""
    conditions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()

    @model_validator(mode="after")
    def explains_itself(self) -> Self:
        if (self.status == "open") != bool(self.conditions):
            raise ValueError("an open version lists `conditions`; another has none")
        if (self.status == "open") == bool(self.say):
            raise ValueError("a closed or unknown version needs `say`: why; an open one has none")
        if self.until is None and self.review_by is None:
            raise ValueError("a version without `until` needs `review_by`")
        return self


class AmountShape(Shape):
    total: str = ""
    per_month: str = ""
    counted: tuple[str, ...] = ()
    when: frozenset[str] = frozenset()


class GuideShape(Shape):
    where: str
    papers: tuple[str, ...]
    steps: tuple[str, ...]
    collateral: str
    fee: str
    notes: tuple[str, ...] = ()


class ProgrammeShape(Shape):
    """One file."""

    name: str
    kind: Literal["loan", "support"]
    summary: str
    made_for: frozenset[str] = frozenset()
    before: Status = "closed"
    before_say: str
    amount: AmountShape = AmountShape()
    rate: str = ""
    term: str = ""
    guide: GuideShape
    conditions: dict[str, RuleShape]
    doubts: dict[str, ExceptionShape] = {}
    hints: dict[str, ExceptionShape] = {}
    versions: tuple[VersionShape, ...] = Field(min_length=1)

    def programme(self, slug: str) -> Programme:
        rows = tuple(
            Row(self.version(one), one.since, one.until, one.source()) for one in self.versions
        )
        return Programme(
            slug=slug,
            name=self.name,
            kind=self.kind,
            summary=self.summary,
            made_for=self.made_for,
            before=self.before,
            before_say=self.before_say,
            versions=rows,
            amount=Amount(**self.amount.model_dump()),
            rate=self.rate,
            term=self.term,
            guide=Guide(**self.guide.model_dump()),
        )

    def version(self, shape: VersionShape) -> Version:
        """A period with its conditions in place of their names."""
        doubts = (self.doubts[name] for name in shape.doubts)
        hints = (self.hints[name] for name in shape.hints)
        return Version(
            shape.status,
            shape.say,
            tuple(self.conditions[name].rule(name) for name in shape.conditions),
            tuple(Doubt(*one.parts()) for one in doubts),
            tuple(Hint(*one.parts()) for one in hints),
        )


def read(
    folder: Path, facts: Catalogue, parameters: Parameters
) -> tuple[Programmes, list[Problem]]:
    """Every programme of a folder, and every mistake at file and line."""
    files, problems = read_all(folder)
    known = Known(facts, parameters)
    found: dict[str, Programme] = {}
    for file in files:
        shape = fit(ProgrammeShape, file)
        if isinstance(shape, list):
            problems += shape
            continue
        mistakes = list(loose_ends(file, shape, known))
        problems += mistakes
        if not list(misspelt(file, shape)):
            found[file.stem] = shape.programme(file.stem)
    return Programmes(found), problems


def loose_ends(file: SourceFile, shape: ProgrammeShape, known: Known) -> Iterator[Problem]:
    """Names that lead nowhere, versions that overlap or leave a gap."""
    yield from misspelt(file, shape)
    for path, condition in conditions_of(shape):
        yield from (file.problem(path, text) for text in known.faults(condition))
    yield from (file.problem(path, text) for path, text in blanks(shape, known))
    for name in (shape.rate, shape.term, shape.amount.total, shape.amount.per_month):
        yield from (file.problem(("name",), text) for text in known.lost(name))
    for fact in shape.amount.counted:
        if fact not in known.facts:
            yield file.problem(("amount", "counted"), f"unknown fact {fact!r}")
    rows = [Row(None, one.since, one.until, one.source()) for one in shape.versions]
    yield from (file.problem(("versions", at), text) for at, text in faults(rows))


def blanks(shape: ProgrammeShape, known: Known) -> Iterator[tuple[Path_, str]]:
    """``{names}`` in sentences that no parameter fills."""
    for table in ("conditions", "doubts", "hints"):
        for name, one in getattr(shape, table).items():
            for blank in BLANK.findall(one.model_dump_json()):
                if blank != "day":
                    yield from (((table, name), text) for text in known.lost(blank))


def misspelt(file: SourceFile, shape: ProgrammeShape) -> Iterator[Problem]:
    """Names in a version that no table of the file has."""
    for at, version in enumerate(shape.versions):
        tables: tuple[tuple[str, tuple[str, ...], Mapping[str, Shape]], ...] = (
            ("conditions", version.conditions, shape.conditions),
            ("doubts", version.doubts, shape.doubts),
            ("hints", version.hints, shape.hints),
        )
        for key, names, table in tables:
            for name in names:
                if name not in table:
                    text = f"lists {name!r}, no table of [{key}]{suggestion(name, tuple(table))}"
                    yield file.problem(("versions", at, key), text)


def conditions_of(shape: ProgrammeShape) -> Iterator[tuple[Path_, Condition]]:
    """Every condition of the file and where it stands."""
    for name, rule in shape.conditions.items():
        yield ("conditions", name), rule.condition()
    for key, table in (("doubts", shape.doubts), ("hints", shape.hints)):
        for name, one in table.items():
            when, unless, _ = one.parts()
            yield (key, name, "when"), when
            if unless:
                yield (key, name, "unless"), unless
