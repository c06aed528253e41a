"""Loans and supports as data: who may have them, on which day, how much, and where to go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from content.conditions import Condition, Every, Opposite
from content.dated import Row, Source, row_on
from content.facts import Scope

Status = Literal["open", "closed", "unknown"]
Kind = Literal["loan", "support"]
Per = Literal["", "month", "year", "once", "course", "day"]
"""What a support's amount is counted by."""


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
class Tier:
    """What one gets where ``when`` is met.

    ``total``, ``per_month``, ``rate`` and ``term`` name parameters; ``share`` is per cent.
    ``times`` multiplies the amount. ``at_most`` is a money fact that bounds it, or is the amount
    where no parameter is named. Each fact of ``counted`` adds one ``total`` when its value is among
    ``counts`` (works that are missing or broken). ``on_proof``: an exception for who shows that it
    is met; while that is not known, the tiers after it hold.
    """

    name: str
    when: Condition
    total: str = ""
    per_month: str = ""
    rate: str = ""
    term: str = ""
    share: int | float | None = None
    times: float = 1
    at_most: str = ""
    counted: tuple[str, ...] = ()
    counts: frozenset[str] = frozenset()
    on_proof: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """What a family does with the verdict."""

    where: str
    papers: tuple[str, ...]
    steps: tuple[str, ...]
    collateral: str
    fee: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """The rules of one period; ``say`` explains a period that is closed or unknown.

    For each thing one gets, the first of ``tiers`` that names it and whose condition is met has
    the say; with ``highest``, of the amounts of all that are met the highest.
    """

    status: Status
    say: str
    rules: tuple[Rule, ...]
    doubts: tuple[Doubt, ...]
    hints: tuple[Hint, ...]
    tiers: tuple[Tier, ...] = ()
    highest: bool = False
    guide: Guide | None = None


@dataclass(frozen=True, slots=True)
class Changeable:
    """A fact that people may change: by themselves (*own*) or by asking the commune (*office*),
    to one of these values; of a list, by adding one."""

    by: Literal["own", "office"]
    values: tuple[bool | int | str, ...]
    is_list: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """``made_for`` are the purposes it is the first choice for. ``before`` says what holds on
    days before the first version. With ``scope`` *person* it is judged for each person of the
    home whose kind is among ``members``; ``none_say`` is for a home without one. ``changeable``
    are those of the facts it reads that people may change."""

    slug: str
    name: str
    kind: Kind
    summary: str
    made_for: frozenset[str]
    before: Status
    before_say: str
    versions: tuple[Row[Version], ...]
    guide: Guide
    scope: Scope = "household"
    members: frozenset[str] = frozenset()
    none_say: str = ""
    per: Per = ""
    changeable: Mapping[str, Changeable] = field(default_factory=dict)

    def on(self, day: date) -> Version:
        """The rules of a day; a day before every version has a version that says so.

        Raises LookupError after the last, which reading the file rules out: a last version is
        without end.
        """
        row = row_on(self.versions, day)
        if row:
            return row.value
        first = self.versions[0].since
        if first and day < first:
            return Version(self.before, self.before_say, (), (), ())
        raise LookupError(f"{self.slug} has no version on {day}")

    def source_on(self, day: date) -> tuple[Source, ...]:
        """Who says so, for the version of a day; nobody before the first."""
        row = row_on(self.versions, day)
        return (row.source,) if row else ()

    def guide_on(self, day: date) -> Guide:
        """Papers, steps and place, as they are on a day."""
        return self.on(day).guide or self.guide


@dataclass(frozen=True, slots=True, eq=False)
class Programmes:
    """Every programme by slug, in the order they are shown. One is equal to itself only, so that
    what is worked out of it can be remembered."""

    by_slug: Mapping[str, Programme] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Programme]:
        return iter(self.by_slug.values())

    def __getitem__(self, slug: str) -> Programme:
        return self.by_slug[slug]

    def __contains__(self, slug: str) -> bool:
        return slug in self.by_slug
