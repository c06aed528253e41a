"""Dated numbers that rules and explainers share: ceilings, rates, terms, poverty lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from content import wording
from content.dated import Row, row_on, value_on

Number = int | float
Unit = Literal["dong", "percent-year", "months", "percent", "count"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """``unit`` says how the rows are counted: whole đồng, per cent a year, whole months …"""

    name: str
    label: str
    unit: Unit
    rows: tuple[Row[Number | None], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Parameters:
    """Every parameter by name. A day that no row covers, or a declared gap, answers None."""

    by_name: Mapping[str, Parameter] = field(default_factory=dict)

    def row(self, name: str, day: date) -> Row[Number | None] | None:
        """The row in force on a day, with its source. Raises KeyError for an unknown name."""
        return row_on(self.by_name[name].rows, day)

    def value(self, name: str, day: date) -> Number | None:
        """The number in force on a day. Raises KeyError for an unknown name."""
        return value_on(self.by_name[name].rows, day)

    def words(self, name: str, day: date, language: str = "vi") -> str | None:
        """The number as people say it: ``100 triệu đồng``, ``6,24%``, ``120 tháng``."""
        value = self.value(name, day)
        return None if value is None else say(value, self.by_name[name].unit, language)


def say(value: Number, unit: Unit, language: str = "vi") -> str:
    """A number of a unit, in words."""
    match unit:
        case "dong":
            return wording.money(int(value))
        case "percent-year" | "percent":
            return wording.percent(value)
        case "months":
            return spoken_months(int(value), language)
        case "count":
            return wording.number(int(value))


def spoken_months(months: int, language: str = "vi") -> str:
    """A term as people say it: *10 năm*, and months where they make no whole years."""
    years, rest = divmod(months, 12)
    if years and not rest:
        return wording.word("eligibility.years", language, count=years)
    return wording.word("eligibility.months", language, count=months)
