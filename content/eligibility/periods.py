"""When a programme's rules change: its versions in time, what differs, what must be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from content.dated import Row, Source, row_on
from content.eligibility.upcoming import numbers_of, starts
from content.parameters import Number, Parameters
from content.programmes import Programme, Version

Part = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version has that the one before has not: conditions and tiers by name, with the
    sentence of a condition that is met."""

    added: tuple[Part, ...]
    dropped: tuple[Part, ...]
    other_guide: bool

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.other_guide)


def row_of(programme: Programme, day: date) -> Row[Version] | None:
    """The version in force on a day; None before the first."""
    return row_on(programme.versions, day)


def next_change(programme: Programme, parameters: Parameters, day: date) -> date | None:
    """The first day after this one on which a version, or a number that the present one reads,
    changes; None where none is known."""
    rows: list[Row[Version] | Row[Number | None]] = [*programme.versions]
    for name in numbers_of(programme.on(day)):
        rows += parameters.by_name[name].rows
    return min((on for row in rows for on in starts(row) if on > day), default=None)


def overdue(programme: Programme, parameters: Parameters, day: date) -> tuple[Source, ...]:
    """Whoever says so, of what holds on a day and should have been looked at again by then."""
    version = programme.on(day)
    rows = (parameters.row(name, day) for name in sorted(numbers_of(version)))
    said = [
        *programme.source_on(day),
        *(rule.source for rule in version.rules),
        *(row.source for row in rows if row),
    ]
    return tuple(
        dict.fromkeys(source for source in said if source.review_by and source.review_by < day)
    )


def difference(programme: Programme, day: date) -> Difference | None:
    """What changed when the version of a day began; None for the first, and before it."""
    rows = programme.versions
    at = next((n for n, row in enumerate(rows) if row is row_of(programme, day)), 0)
    if at == 0:
        return None
    now, before = rows[at].value, rows[at - 1].value
    return Difference(
        added=tuple(part for part in parts_of(now) if part not in parts_of(before)),
        dropped=tuple(part for part in parts_of(before) if part not in parts_of(now)),
        other_guide=now.guide != before.guide,
    )


def parts_of(version: Version) -> tuple[Part, ...]:
    """What a version is made of."""
    return (
        *((rule.name, rule.met) for rule in version.rules),
        *((tier.name, "") for tier in version.tiers),
    )
