"""Figures of campaigns as a chart: by the hours after a start, or by weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from content.chart import Chart, Colour, Series
from content.figures import Figures, told
from content.wording import local, word

LINES: tuple[tuple[str, Colour], ...] = (("missed", "bad"), ("tapped", "ok"), ("answered", "warn"))
"""What goes over the bars of what was sent, and in which colour."""


def hours_chart(title: str, hours: Sequence[tuple[datetime, Figures]], language: str) -> Chart:
    """The first hours of a campaign."""
    labels = tuple(f"{local(at):%H:00}" for at, _ in hours)
    return chart(title, labels, [one for _, one in hours], language)


def weeks_chart(title: str, weeks: Sequence[tuple[date, Figures]], language: str) -> Chart:
    """The last weeks, each by its Monday."""
    labels = tuple(f"{monday:%d/%m}" for monday, _ in weeks)
    return chart(title, labels, [one for _, one in weeks], language)


def chart(title: str, labels: tuple[str, ...], every: Sequence[Figures], language: str) -> Chart:
    """What was sent as bars, what people did as lines."""

    def series(name: str, colour: Colour) -> Series:
        values = tuple(told(name, getattr(one, name)) for one in every)
        return Series(word(f"figures.name.{name}", language), colour, values)

    return Chart(title, labels, series("sent", "accent"), tuple(series(*one) for one in LINES))
