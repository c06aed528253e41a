"""The shapes of content/data/plan's files, as a clerk writes them, and their values."""

from __future__ import annotations

from datetime import date, time

from pydantic import Field, field_validator, model_validator

from content.dated import Confidence, Source
from content.days import VietnameseCalendar
from content.ladder import Escalation, Ladder, Recipient
from content.library.places import SourceShape
from content.library.source import Shape
from content.plan import (
    Basis,
    DoneWhen,
    Duty,
    Offices,
    Once,
    Proof,
    Recurring,
    Rule,
    When,
    Yearly,
    slug_of,
)
from content.recurrence import first_day

LONGEST_TITLE = 70
LEAP_YEAR = 2024


class WhenShape(Shape):
    """One of ``days`` (MM-DD, with ``before``), ``once``, or ``rrule`` with ``start``."""

    basis: Basis
    days: list[str] = []
    before: bool = False
    once: date | None = None
    rrule: str = ""
    start: date | None = None
    note: str = ""
    source: SourceShape | None = None

    @model_validator(mode="after")
    def one_rule(self) -> WhenShape:
        """Exactly one way to say when, and one that does come."""
        if bool(self.days) + bool(self.once) + bool(self.rrule) != 1:
            raise ValueError("needs one of `days`, `once`, `rrule`")
        if self.rrule and not self.start:
            raise ValueError("needs `start`, the day from which the rule counts")
        if isinstance(rule := self.rule(), Recurring) and first_day(rule) is None:
            raise ValueError(f"{self.rrule!r} never comes")
        if self.basis == "law" and not self.source:
            raise ValueError("needs `source`, the law that writes the day")
        return self

    def rule(self) -> Rule:
        """The rule as a value."""
        if self.once:
            return Once(self.once)
        if self.rrule and self.start:
            return Recurring(self.rrule, self.start)
        return Yearly(tuple(month_day(text) for text in self.days), self.before)

    def value(self) -> When:
        """Rule, basis and source."""
        source = self.source.value() if self.source else None
        return When(self.rule(), self.basis, self.note, source)


class OfficesShape(Shape):
    in_charge: list[str] = Field(min_length=1)
    taking_part: list[str] = []
    confidence: Confidence = "uncertain"


class DoneShape(Shape):
    kind: Proof
    text: str


class DutyShape(Shape):
    id: str
    title: str = Field(max_length=LONGEST_TITLE)
    what: str
    in_charge_2022: list[str]
    with_2022: list[str] = []
    today: OfficesShape
    submit_to: str
    done_when: DoneShape
    when: WhenShape
    since: date
    until: date | None = None

    def value(self, source: Source) -> Duty:
        """As a duty; ``source`` is the plan itself, the line is added."""
        today = self.today
        return Duty(
            id=self.id,
            slug=slug_of(self.id),
            title=self.title,
            what=self.what,
            in_charge_2022=tuple(self.in_charge_2022),
            with_2022=tuple(self.with_2022),
            today=Offices(tuple(today.in_charge), tuple(today.taking_part), today.confidence),
            submit_to=self.submit_to,
            done_when=DoneWhen(self.done_when.kind, self.done_when.text),
            when=self.when.value(),
            since=self.since,
            until=self.until,
            source=source_of_line(source, self.id),
        )


class ReasonShape(Shape):
    line: str
    reason: str = Field(min_length=1)


class OldOfficeShape(Shape):
    abbreviation: str
    name: str
    today: list[str] = []


class EscalationShape(Shape):
    after: int = Field(gt=0)
    to: Recipient


class ExtraDayShape(Shape):
    day: date
    name: str
    source: SourceShape


class DutiesShape(Shape):
    duties: list[DutyShape] = []


class OldOfficesShape(Shape):
    offices_2022: list[OldOfficeShape]


class LinesShape(Shape):
    document: str
    short: str
    period_ends: date
    carried_on: str
    uncertain_offices: str
    confidence: Confidence
    checked_on: date
    review_by: date
    lines: list[str]
    without_duty: list[ReasonShape] = []


class LadderShape(Shape):
    source: SourceShape
    at: time
    before: list[int]
    overdue_days: int = Field(gt=0, le=60)
    escalations: list[EscalationShape] = []

    @field_validator("before")
    @classmethod
    def ahead(cls, days: list[int]) -> list[int]:
        """Days before the due day."""
        if any(not 0 < day <= 365 for day in days):
            raise ValueError("give days before the due day, 1 to 365")
        return days

    def value(self) -> Ladder:
        """As a ladder."""
        rungs = tuple(Escalation(rung.after, rung.to) for rung in self.escalations)
        return Ladder(self.at, tuple(self.before), self.overdue_days, rungs, self.source.value())


class CalendarShape(Shape):
    days_off: list[ExtraDayShape] = []
    working_days: list[ExtraDayShape] = []

    def value(self) -> VietnameseCalendar:
        """The computed calendar with these days on top."""
        off = frozenset(extra.day for extra in self.days_off)
        return VietnameseCalendar(off, frozenset(extra.day for extra in self.working_days))


def source_of_line(source: Source, line: str) -> Source:
    """The plan, at one of its lines."""
    return Source(
        source.document, f"mục {line}", source.checked_on, source.review_by, source.confidence
    )


def month_day(text: str) -> tuple[int, int]:
    """``MM-DD`` as numbers; raises ValueError for a day that no year has."""
    try:
        day = date.fromisoformat(f"{LEAP_YEAR}-{text}")
    except ValueError:
        raise ValueError(f"{text!r} is no day of a year: write MM-DD, e.g. 12-05") from None
    return day.month, day.day
