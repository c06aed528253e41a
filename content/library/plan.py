"""Reads content/data/plan: duties, the plan's lines, the ladder, extra days of the calendar.

Proves that no line of the plan is without a duty or a stated reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

from pydantic import Field, field_validator, model_validator

from content.dated import Confidence, Source
from content.days import VietnameseCalendar
from content.ladder import Escalation, Ladder, Recipient
from content.library.places import SourceShape
from content.library.source import DATA, Problem, Shape, SourceFile, fit, nearest, read_all
from content.places import Places
from content.plan import (
    Basis,
    DoneWhen,
    Duty,
    Offices,
    Once,
    Plan,
    Proof,
    Recurring,
    Rule,
    When,
    Yearly,
    slug_of,
    uncovered,
)
from content.recurrence import first_day

FOLDER = DATA / "plan"
LONGEST_TITLE = 70
LEAP_YEAR = 2024
LADDER = Ladder(time(7, 30), (30, 14, 7, 3, 1), 10, (), Source("mặc định"))
"""Stands in only where ladder.toml cannot be read, which is a Problem."""


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


SHAPES: dict[str, type[Shape]] = {
    "lines": LinesShape,
    "offices-2022": OldOfficesShape,
    "ladder": LadderShape,
    "calendar": CalendarShape,
}
"""Files with a shape of their own, by stem; every other file holds duties."""


def load_plan(places: Places, folder: Path = FOLDER) -> tuple[Plan | None, list[Problem]]:
    """The plan of a folder and everything wrong with it; None when its lines cannot be read."""
    files, problems = read_all(folder)
    shapes: dict[str, Any] = {}
    for file in files:
        fitted = fit(SHAPES.get(file.stem, DutiesShape), file)
        if isinstance(fitted, list):
            problems += fitted
        else:
            shapes[file.stem] = fitted
    missing = [stem for stem in SHAPES if stem not in {file.stem for file in files}]
    problems += [Problem(f"{folder.name}/{stem}.toml", 1, "is missing") for stem in missing]
    if "lines" not in shapes:
        return None, sorted(problems)
    plan = assemble(shapes)
    for file in files:
        problems += duty_problems(file, shapes.get(file.stem), plan, places)
    problems += line_problems(files, plan)
    return plan, sorted(problems)


def assemble(shapes: dict[str, Any]) -> Plan:
    """One plan from its files."""
    about: LinesShape = shapes["lines"]
    source = Source(about.document, review_by=about.review_by, confidence=about.confidence)
    rows = [row for shape in shapes.values() for row in getattr(shape, "duties", ())]
    old = shapes["offices-2022"].offices_2022 if "offices-2022" in shapes else []
    ranks = {line: rank for rank, line in enumerate(about.lines)}
    rows.sort(key=lambda row: ranks.get(row.id, len(ranks)))
    return Plan(
        duties=tuple(row.value(source) for row in rows),
        lines=tuple(about.lines),
        without_duty={row.line: row.reason for row in about.without_duty},
        offices_2022={office.abbreviation: office.name for office in old},
        short=about.short,
        period_ends=about.period_ends,
        carried_on=about.carried_on,
        uncertain_offices=about.uncertain_offices,
        ladder=shapes["ladder"].value() if "ladder" in shapes else LADDER,
        calendar=shapes["calendar"].value() if "calendar" in shapes else VietnameseCalendar(),
    )


def duty_problems(file: SourceFile, shape: Any, plan: Plan, places: Places) -> Iterator[Problem]:
    """What is wrong with the duties of one file beyond their shape."""
    for index, row in enumerate(getattr(shape, "duties", ())):
        at = ("duties", index)
        if row.id not in plan.lines:
            yield file.problem((*at, "id"), f"{row.id!r} is no line of the plan: see lines.toml")
        if sum(duty.id == row.id for duty in plan.duties) > 1:
            yield file.problem((*at, "id"), f"a second duty {row.id!r}")
        for kind in {*row.today.in_charge, *row.today.taking_part} - places.by_kind.keys():
            close = nearest(kind, places.by_kind)
            yield file.problem((*at, "today"), f"no kind of office {kind!r}; try {close!r}")
        for key in ("in_charge_2022", "with_2022"):
            for name in set(getattr(row, key)) - plan.offices_2022.keys():
                yield file.problem((*at, key), f"{name!r} is not in offices-2022.toml")


def line_problems(files: list[SourceFile], plan: Plan) -> list[Problem]:
    """Lines of the plan without a duty or a reason, and reasons for no line."""
    lines = next(file for file in files if file.stem == "lines")
    found = [
        lines.problem(("lines",), f"{line} has no duty: write one, or a [[without_duty]] reason")
        for line in uncovered(plan)
    ]
    for line in set(plan.without_duty) - set(plan.lines):
        found.append(lines.problem(("without_duty",), f"{line!r} is no line of the plan"))
    return found


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
