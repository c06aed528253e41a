"""Charts drawn as pictures, for a page and for a message. matplotlib is loaded with the first one.

Drawing takes a while and holds the processor: call it in a thread.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Literal

from content.chart import Chart, Series
from content.media import File, described, taken
from content.wording import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Form = Literal["png", "svg"]
Theme = Literal["light", "dark"]
Size = Literal["desk", "phone"]
PALETTES: Mapping[Theme, Mapping[str, str]] = {
    "light": {
        "ground": "#FFFFFF",
        "ink": "#474D59",
        "line": "#DEDAD0",
        "accent": "#27479B",
        "ok": "#1A6637",
        "warn": "#7F4C00",
        "bad": "#AC2018",
    },
    "dark": {
        "ground": "#1B1E25",
        "ink": "#BCC2CD",
        "line": "#323843",
        "accent": "#A6BAF8",
        "ok": "#83D5A0",
        "warn": "#F0BC62",
        "bad": "#FFA49B",
    },
}
"""The same colours as bot/pages/static/style.css."""
MARKS = ("o", "s", "^", "D")
"""Lines are told apart by shape first, colour second."""
INCHES: Mapping[Size, tuple[float, float]] = {"desk": (10.0, 4.2), "phone": (4.2, 3.6)}
"""So large that letters of 12 points can be read where it is shown."""
MOST_LABELS: Mapping[Size, int] = {"desk": 12, "phone": 5}
FEWEST_SPOTS = 7
"""Room is left for so many bars, so that a single one fills no whole picture."""
TITLE: Mapping[Size, int] = {"desk": 100, "phone": 42}
"""Characters of a line of the title."""
FONT = "DejaVu Sans"
"""Comes with matplotlib and has every Vietnamese letter."""
SIZE = 12


def draw(chart: Chart, form: Form, theme: Theme = "light", size: Size = "desk") -> bytes:
    """A chart as a picture."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    palette = PALETTES[theme]
    figure = Figure(
        figsize=INCHES[size], dpi=150, layout="constrained", facecolor=palette["ground"]
    )
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    fill(axes, chart, palette, size)
    figure.legend(
        loc="outside lower left",
        ncols=4 if size == "desk" else 2,
        frameon=False,
        labelcolor=palette["ink"],
        prop={"family": FONT, "size": SIZE},
    )
    picture = io.BytesIO()
    figure.savefig(picture, format=form)
    return picture.getvalue()


def photo_of(chart: Chart) -> File:
    """A chart as a message carries it, with its numbers for who does not see it."""
    return described(taken(draw(chart, "png", size="phone"), kind="photo"), chart.in_words())


def fill(axes: Axes, chart: Chart, palette: Mapping[str, str], size: Size) -> None:
    """Bars, lines, and as many labels as can be read."""
    spots = range(len(chart.labels))
    bars = [value or 0 for value in chart.bars.values]
    axes.bar(spots, bars, color=palette[chart.bars.colour], alpha=0.35, label=chart.bars.name)
    for line, mark in zip(chart.lines, MARKS, strict=False):
        colour = palette[line.colour]
        axes.plot(spots, gaps(line), color=colour, marker=mark, markersize=4, label=line.name)
    # What people wrote is no formula, whatever dollar signs stand in it.
    title = "\n".join(wrap(chart.title, TITLE[size], max_lines=2, placeholder=" …"))
    axes.set_title(title, loc="left", color=palette["ink"], parse_math=False, font=FONT)
    step = max(1, -(-len(chart.labels) // MOST_LABELS[size]))
    axes.set_xticks(list(spots)[::step], chart.labels[::step])
    axes.yaxis.set_major_formatter(lambda value, _: number(int(value)) if value % 1 == 0 else "")
    axes.set_ylim(bottom=0)
    if 0 < len(spots) < FEWEST_SPOTS:
        axes.set_xlim(-0.6, FEWEST_SPOTS - 0.4)
    quieten(axes, palette)


def gaps(line: Series) -> list[float]:
    """A line breaks where a number is not told."""
    return [float("nan") if value is None else value for value in line.values]


def quieten(axes: Axes, palette: Mapping[str, str]) -> None:
    """Paper and hairlines."""
    axes.set_facecolor(palette["ground"])
    axes.tick_params(colors=palette["ink"], length=0, labelsize=SIZE, labelfontfamily=FONT)
    axes.grid(axis="y", color=palette["line"], linewidth=0.8)
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
