"""Loans and supports as data: who may have them, on which day, how much, and where to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from content.conditions import Condition, Every, Opposite
from content.dated import Row, Source, row_on

Status = Literal["open", "closed", "unknown"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of a programme and its sentences.

    ``met`` and ``not_met`` say why, ``ask`` what is missing and who knows it, ``would`` what would
    make it so (empty: nothing a person can change). ``not_met_for`` and ``would_for`` have
    a better sentence for a given value of the first fact.
    """

    name: str
    condition: Condition
    met: str
    not_met: str
    ask: str
    would: str
    source: Source
    not_met_for: Mapping[str, str] = field(default_factory=dict)
    would_for: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Where ``when`` holds and ``unless`` is not shown, no text seen decides: the verdict can be
    *unknown* at best."""

    when: Condition
    unless: Condition | None
    say: str

    @property
    def condition(self) -> Condition:
        """The doubt as one condition: false when it is ruled out."""
        return Every((self.when, Opposite(self.unless))) if self.unless else self.when


@dataclass(frozen=True, slots=True)
class Hint:
    """Advice shown when the verdict is not *eligible* and ``when`` holds; never a condition."""

    when: Condition
    unless: Condition | None
    say: str


@dataclass(frozen=True, slots=True)
class Version:
    """The rules of one period; ``say`` explains a period that is closed or unknown."""

    status: Status
    say: str
    rules: tuple[Rule, ...]
    doubts: tuple[Doubt, ...]
    hints: tuple[Hint, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """Names of parameters. ``counted``: the facts that each add one ``total`` when their value is
    in ``when`` (works that are missing or broken)."""

    total: str = ""
    per_month: str = ""
    counted: tuple[str, ...] = ()
    when: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Guide:
    """What a family does with the verdict."""

    where: str
    papers: tuple[str, ...]
    steps: tuple[str, ...]
    collateral: str
    fee: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Programme:
    """``made_for`` are the purposes it is the first choice for. ``before`` says what holds on
    days before the first version. ``amount``, ``rate`` and ``term`` name parameters."""

    slug: str
    name: str
    kind: Literal["loan", "support"]
    summary: str
    made_for: frozenset[str]
    before: Status
    before_say: str
    versions: tuple[Row[Version], ...]
    amount: Amount
    rate: str
    term: str
    guide: Guide

    def on(self, day: date) -> Version:
        """The rules of a day; a day outside every version has a version that says so."""
        row = row_on(self.versions, day)
        return row.value if row else Version(self.before, self.before_say, (), (), ())

    def source_on(self, day: date) -> tuple[Source, ...]:
        """Who says so, for the version of a day; nobody before the first."""
        row = row_on(self.versions, day)
        return (row.source,) if row else ()


@dataclass(frozen=True, slots=True)
class Programmes:
    """Every programme by slug, in the order they are shown."""

    by_slug: Mapping[str, Programme] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Programme]:
        return iter(self.by_slug.values())

    def __getitem__(self, slug: str) -> Programme:
        return self.by_slug[slug]

    def __contains__(self, slug: str) -> bool:
        return slug in self.by_slug
