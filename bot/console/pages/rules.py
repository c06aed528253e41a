"""Quy định: every loan and support as its rules are on a day, to check against the law's text."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from bot.console.visit import Visit
from content.cases import Case
from content.eligibility import periods
from content.eligibility.bind import Binder
from content.eligibility.judge import Decision, judge
from content.eligibility.outline import Writer
from content.library.cases import of_library
from content.library.library import Library
from content.programmes import Programme
from content.wording import local

YEARS = range(1990, 2101)
"""Of a day that rules may be asked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A programme in the list, as it is on a day."""

    programme: Programme
    status: str
    changes: date | None
    overdue: int
    cases: int


@dataclass(frozen=True, slots=True)
class Tried:
    """A worked case: what must come out on its own day, and what comes out on the page's."""

    case: Case
    expected: Decision
    found: Decision


async def every(visit: Visit) -> web.StreamResponse:
    """GET /console/rules."""
    day, problem = day_of(visit)
    library = visit.library
    cases = await asyncio.to_thread(of_library, library)
    lines = [
        Line(
            programme=one,
            status=one.on(day).status,
            changes=periods.next_change(one, library.parameters, day),
            overdue=len(periods.overdue(one, library.parameters, day)),
            cases=len(cases.of(one.slug)),
        )
        for one in library.programmes
    ]
    return visit.draw("rules.html", status=status(problem), lines=lines, day=day, problem=problem)


async def one(visit: Visit) -> web.StreamResponse:
    """GET /console/rules/{slug}."""
    library, slug = visit.library, visit.request.match_info["slug"]
    if slug not in library.programmes:
        raise web.HTTPNotFound
    day, problem = day_of(visit)
    programme = library.programmes[slug]
    version = programme.on(day)
    writer = Writer(Binder(day, library.parameters), library.facts, visit.actor.language)
    tried = await asyncio.to_thread(lambda: tuple(tried_on(library, programme, day)))
    return visit.draw(
        "rule.html",
        status=status(problem),
        programme=programme,
        version=version,
        row=periods.row_of(programme, day),
        writer=writer,
        guide=programme.guide_on(day),
        difference=periods.difference(programme, day),
        changes=periods.next_change(programme, library.parameters, day),
        overdue=periods.overdue(programme, library.parameters, day),
        tried=tried,
        day=day,
        problem=problem,
    )


def tried_on(library: Library, programme: Programme, day: date) -> Iterator[Tried]:
    """The worked cases of a programme, judged on a day."""
    for case in of_library(library).of(programme.slug):
        verdict = judge(programme, case.facts, day, library.parameters)
        expected: Decision = case.expected[programme.slug]["verdict"]  # type: ignore[assignment]
        yield Tried(case, expected, verdict.verdict)


def day_of(visit: Visit) -> tuple[date, str]:
    """The day asked for, today where none is; and what is wrong with one that is no day."""
    today = local(visit.now).date()
    asked = visit.query.get("day", "").strip()
    if not asked:
        return today, ""
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        return today, visit.word("rules.bad_day", first=YEARS[0], last=YEARS[-1])
    return day, ""


def status(problem: str) -> int:
    """What the answer is called where a day makes no sense."""
    return 422 if problem else 200
