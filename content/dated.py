"""Values that hold from a day until a day, with who says so.

Every fact has dates. A gap between two rows is an error unless a row declares it unknown, and
asking about a day no row covers answers None: never a silent fall-back to the last row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Literal, TypeVar

T = TypeVar("T")
Confidence = Literal["confirmed", "second-hand", "well-known", "uncertain"]


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: document, number and article; when a person last looked, when to look again."""

    document: str
    article: str = ""
    checked_on: date | None = None
    review_by: date | None = None
    confidence: Confidence = "confirmed"

    def __str__(self) -> str:
        return f"{self.document}, {self.article}" if self.article else self.document


@dataclass(frozen=True, slots=True)
class Row(Generic[T]):
    """``value`` from ``since`` to ``until`` (both inclusive; None is open). A value of None with
    a row says: we know that we do not know."""

    value: T
    since: date | None
    until: date | None
    source: Source


def row_on(rows: Sequence[Row[T]], on: date) -> Row[T] | None:
    """The row in force on a day, or None when none is."""
    for row in rows:
        if (row.since is None or row.since <= on) and (row.until is None or on <= row.until):
            return row
    return None


def value_on(rows: Sequence[Row[T]], on: date) -> T | None:
    """The value in force on a day, or None."""
    row = row_on(rows, on)
    return row.value if row else None


def faults(rows: Sequence[Row[T]]) -> list[tuple[int, str]]:
    """Overlaps, gaps, reversed rows: (index of the row, what is wrong and what would be right)."""
    found: list[tuple[int, str]] = []
    for index, (before, after) in enumerate(zip(rows, rows[1:], strict=False), start=1):
        if before.until is None:
            found.append((index, "follows a row without `until`: give that row its last day"))
        elif after.since is None or after.since <= before.until:
            found.append((index, f"overlaps the row before: start after {before.until}"))
        elif after.since > before.until + timedelta(days=1):
            found.append((index, f"leaves a gap after {before.until}: add a row, or declare it"))
    for index, row in enumerate(rows):
        if row.since and row.until and row.until < row.since:
            found.append((index, f"ends ({row.until}) before it starts ({row.since})"))
    return sorted(found)
