"""Reads content/data/plan: duties, the plan's lines, the ladder, extra days of the calendar.

Proves that no line of the plan is without a duty or a stated reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path
from typing import Any

from content.dated import Source
from content.days import VietnameseCalendar
from content.ladder import Ladder
from content.library.plan_shapes import (
    CalendarShape,
    DutiesShape,
    LadderShape,
    LinesShape,
    OldOfficesShape,
)
from content.library.source import DATA, Problem, Shape, SourceFile, fit, nearest, read_all
from content.places import Places
from content.plan import Plan, uncovered

FOLDER = DATA / "plan"
LADDER = Ladder(time(7, 30), (30, 14, 7, 3, 1), 10, (), Source("mặc định"))
"""Stands in only where ladder.toml cannot be read, which is a Problem."""

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
    if len(shapes) == len(files):  # else lines would seem lost because their file is unread
        problems += line_problems(files, plan)
    return plan, sorted(problems)


def assemble(shapes: dict[str, Any]) -> Plan:
    """One plan from its files."""
    about: LinesShape = shapes["lines"]
    source = Source(about.document, "", about.checked_on, about.review_by, about.confidence)
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
