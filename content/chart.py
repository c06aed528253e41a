"""A chart as numbers and words; whoever shows it draws it, or writes it out as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from content.wording import number

Colour = Literal["accent", "ok", "warn", "bad"]


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers with its name; None where a number is not told."""

    name: str
    colour: Colour
    values: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """``bars`` stand upright over the labels, ``lines`` go over them."""

    title: str
    labels: tuple[str, ...]
    bars: Series
    lines: tuple[Series, ...] = ()

    def in_words(self) -> str:
        """The whole of each row, for whoever does not see it."""
        every = (self.bars, *self.lines)
        sums = (f"{one.name} {number(sum(value or 0 for value in one.values))}" for one in every)
        return f"{self.title}. {', '.join(sums)}."
