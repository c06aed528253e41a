"""The tables of a programme's file, as a clerk writes them, made into the engine's values."""

from __future__ import annotations

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from content.conditions import Condition, Every
from content.dated import Confidence, Row, Source
from content.facts import Change, Scope
from content.library.clauses import ClauseShape
from content.library.source import Shape
from content.programmes import (
    Doubt,
    Guide,
    Hint,
    Kind,
    Per,
    Programme,
    Rule,
    Status,
    Tier,
    Version,
)

BASE = "base"
"""The tier of a file's own ``amount``, ``rate`` and ``term``: it has the say after all others."""


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
    """A condition with its sentences and its source. ``change``: here people may change what they
    cannot elsewhere (a household has another member of age sign)."""

    met: str
    not_met: str
    ask: str
    not_met_for: dict[str, str] = {}
    would_for: dict[str, str] = {}
    change: Change = ""

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


class AmountShape(Shape):
    total: str = ""
    per_month: str = ""
    counted: tuple[str, ...] = ()
    counts: frozenset[str] = frozenset()

    @model_validator(mode="after")
    def counts_something(self) -> Self:
        if bool(self.counted) != bool(self.counts):
            raise ValueError("`counted` facts need `counts`, the values that count, and vice versa")
        return self


class TierShape(AmountShape):
    """What one gets, and when; without ``when``: always."""

    when: ClauseShape | None = None
    rate: str = ""
    term: str = ""
    share: int | float | None = Field(None, gt=0, le=100)
    times: float = Field(1, gt=0)
    at_most: str = ""
    on_proof: bool = False

    @model_validator(mode="after")
    def gives_something(self) -> Self:
        given = (self.total, self.per_month, self.rate, self.term, self.share, self.at_most)
        if not any(given):
            raise ValueError("a tier names one of total, per_month, rate, term, share, at_most")
        return self

    def condition(self) -> Condition:
        return self.when.condition() if self.when else Every(())

    def tier(self, name: str) -> Tier:
        plain = self.model_dump(exclude={"when"})
        return Tier(name=name, when=self.condition(), **plain)


class GuideShape(Shape):
    where: str
    papers: tuple[str, ...]
    steps: tuple[str, ...]
    collateral: str
    fee: str
    notes: tuple[str, ...] = ()

    def guide(self) -> Guide:
        return Guide(**self.model_dump())


class VersionShape(SourceShape):
    """A period: which conditions, doubts, hints, tiers and guide are in force."""

    since: date
    until: date | None = None
    status: Status = "open"
    say: str = ""
    conditions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    highest: bool = False
    guide: str = ""

    @model_validator(mode="after")
    def explains_itself(self) -> Self:
        if (self.status == "open") != bool(self.conditions):
            raise ValueError("an open version lists `conditions`; another has none")
        if (self.status == "open") == bool(self.say):
            raise ValueError("a closed or unknown version needs `say`: why; an open one has none")
        if self.until is None and self.review_by is None:
            raise ValueError("a version without `until` needs `review_by`")
        return self


class ProgrammeShape(Shape):
    """One file. Those of a smaller ``rank`` are shown first: few people need the others."""

    name: str
    kind: Kind
    summary: str
    scope: Scope = "household"
    members: frozenset[str] = frozenset()
    none_say: str = ""
    per: Per = ""
    made_for: frozenset[str] = frozenset()
    rank: int = 0
    before: Status = "closed"
    before_say: str
    amount: AmountShape = AmountShape()
    rate: str = ""
    term: str = ""
    guide: GuideShape
    guides: dict[str, GuideShape] = {}
    tiers: dict[str, TierShape] = {}
    conditions: dict[str, RuleShape]
    doubts: dict[str, ExceptionShape] = {}
    hints: dict[str, ExceptionShape] = {}
    versions: tuple[VersionShape, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def says_whom_it_judges(self) -> Self:
        if (self.scope == "person") != bool(self.members):
            raise ValueError('scope = "person" needs `members`: which kinds; "household" has none')
        if bool(self.members) != bool(self.none_say):
            raise ValueError("`members` needs `none_say`: what a home without one is told")
        return self

    @model_validator(mode="after")
    def knows_what_is_highest(self) -> Self:
        for version in self.versions:
            for name in version.tiers if version.highest else ():
                if name in self.tiers and self.tiers[name].at_most:
                    raise ValueError(f"`highest` and a tier with `at_most` ({name}) do not go")
        return self

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
            guide=self.guide.guide(),
            scope=self.scope,
            members=self.members,
            none_say=self.none_say,
            per=self.per,
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
            self.tiers_of(shape),
            shape.highest,
            self.guides[shape.guide].guide() if shape.guide else None,
        )

    def tiers_of(self, shape: VersionShape) -> tuple[Tier, ...]:
        """Those the version names, then the file's own numbers; none while it is not open."""
        if shape.status != "open":
            return ()
        named = tuple(self.tiers[name].tier(name) for name in shape.tiers)
        numbers = {**self.amount.model_dump(), "rate": self.rate, "term": self.term}
        return (*named, Tier(BASE, Every(()), **numbers)) if any(numbers.values()) else named
