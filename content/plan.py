"""The plan as values: what each line of it asks, of whom, by when, and until when it holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from content.dated import Confidence, Source
from content.days import VietnameseCalendar
from content.ladder import Ladder

Basis = Literal["plan", "law", "default"]
Proof = Literal["tick", "number", "file", "text"]


@dataclass(frozen=True, slots=True)
class Yearly:
    """Every year on each (month, day). ``before``: the day is the first one too late, so the
    duty is due on the day before it."""

    days: tuple[tuple[int, int], ...]
    before: bool = False


@dataclass(frozen=True, slots=True)
class Once:
    """On one day, never again."""

    day: date


@dataclass(frozen=True, slots=True)
class Recurring:
    """An RFC 5545 RRULE counted from ``start``, in whole days."""

    rrule: str
    start: date


Rule = Yearly | Once | Recurring


@dataclass(frozen=True, slots=True)
class When:
    """``basis`` says who wrote the day: the plan, a law, or we as a default. ``note`` tells a
    reader how it was written; ``source`` is the law."""

    rule: Rule
    basis: Basis
    note: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class DoneWhen:
    """What shows that a duty is done, and the sentence that asks for it."""

    kind: Proof
    text: str


@dataclass(frozen=True, slots=True)
class Offices:
    """Kinds of office that carry a duty today; the exact sharing is each commune's own."""

    in_charge: tuple[str, ...]
    taking_part: tuple[str, ...] = ()
    confidence: Confidence = "uncertain"


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the plan. ``id`` is the line (``III.2.2``), ``slug`` its name in addresses.

    ``in_charge_2022`` and ``with_2022`` keep the plan's own offices by their short names.
    """

    id: str
    slug: str
    title: str
    what: str
    in_charge_2022: tuple[str, ...]
    with_2022: tuple[str, ...]
    today: Offices
    submit_to: str
    done_when: DoneWhen
    when: When
    since: date
    until: date | None
    source: Source

    @property
    def climbs(self) -> bool:
        """Whether its day is written in a plan or a law, so that pings go out. Others appear
        in the Monday digest only."""
        return self.when.basis != "default"

    def in_force(self, day: date) -> bool:
        """Whether the duty holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Plan:
    """Every duty, every line they come from, and what is said about the plan itself; the
    ladder of its pings and the calendar its days are counted on.

    ``lines`` are the plan's lines, duty or not; ``without_duty`` maps a line to the reason why
    it has none. ``offices_2022`` maps short names to full ones.
    """

    duties: tuple[Duty, ...]
    lines: tuple[str, ...]
    without_duty: Mapping[str, str]
    offices_2022: Mapping[str, str]
    short: str
    period_ends: date
    carried_on: str
    uncertain_offices: str
    ladder: Ladder
    calendar: VietnameseCalendar

    def duty(self, name: str) -> Duty:
        """The duty of a line or a slug; raises KeyError."""
        for duty in self.duties:
            if name in (duty.id, duty.slug):
                return duty
        raise KeyError(f"no duty {name!r} in the plan")

    def in_force(self, day: date) -> tuple[Duty, ...]:
        """The duties that hold on a day."""
        return tuple(duty for duty in self.duties if duty.in_force(day))

    def because(self, duty: Duty) -> str:
        """The source line of a duty, as people read it: *Kế hoạch 2022, mục III.2.2*."""
        return f"{self.short}, {duty.source.article}"

    def notes(self, duty: Duty, day: date) -> tuple[str, ...]:
        """What a reader must know about a duty's footing on a day: how its day came about, that
        the plan's period is over, that the sharing among offices is not confirmed."""
        law = str(duty.when.source) + "." if duty.when.source else ""
        carried = self.carried_on if day > self.period_ends else ""
        unsure = self.uncertain_offices if duty.today.confidence == "uncertain" else ""
        return tuple(note for note in (duty.when.note, law, carried, unsure) if note)


def slug_of(line: str) -> str:
    """A line's name in addresses; đ becomes dd, so that d and đ stay two lines.

    >>> slug_of("III.2.1đ"), slug_of("III.2.1d")
    ('iii-2-1dd', 'iii-2-1d')
    """
    return line.lower().replace("đ", "dd").replace(".", "-")


def uncovered(plan: Plan) -> list[str]:
    """Lines of the plan that have neither a duty nor a stated reason: must be none."""
    covered = {duty.id for duty in plan.duties} | set(plan.without_duty)
    return [line for line in plan.lines if line not in covered]
