"""``ask``, ``check``, ``facts``, ``rehearse``, ``content``: what we know, asked from outside."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import clock
from bot.cli.session import (
    AsJson,
    BadInput,
    ConfigFile,
    Session,
    contents,
    each_line,
    put,
    run,
    say,
    settings_of,
    value_of,
)
from content import lint
from content.eligibility.explain import Trace, explain
from content.eligibility.judge import as_json, judge
from content.facts import FactError, iso_day, read_facts
from content.library.build import assemble, build
from content.library.library import Library
from content.library.source import DATA, Problem
from content.rehearsal import rehearse as rehearsed
from content.wording import local

Day = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="As of this day; else today.")]
Lines = Annotated[Path | None, typer.Option("--file", metavar="F.jsonl", help="JSON Lines.")]


def ask(
    question: Annotated[str | None, typer.Argument(help="As people type it.")] = None,
    file: Lines = None,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """Which explainer answers a question, and how sure that is."""
    one_of(question, file, "give a QUESTION or --file F.jsonl")

    async def work(opened: Session) -> int:
        library = opened.library
        if file:
            return each_line(file, lambda row: found(library, text_of(row)))
        answer = found(library, question or "")
        put(answer) if json_ else say(*answer_lines(library, answer))
        return 0

    return run(config, work)


def one_of(first: object, second: object, advice: str) -> None:
    """Exactly one of two ways to give input."""
    if (first is None) == (second is None):
        raise BadInput(advice)


def text_of(row: Mapping[str, Any]) -> str:
    """The question of a line."""
    text = row.get("text")
    if not isinstance(text, str):
        raise BadInput('needs "text": the question, a string')
    return text


def found(library: Library, text: str) -> dict[str, Any]:
    """The contract's answer to a question."""
    answer = library.search(text)
    return {
        "decision": answer.decision,
        "answered": answer.answered,
        "results": [{"slug": slug, "score": round(score, 4)} for slug, score in answer.results],
    }


def answer_lines(library: Library, answer: dict[str, Any]) -> list[str]:
    """The same for a person to read."""
    lines = [answer["decision"]]
    for result in answer["results"]:
        title = library.explainers[result["slug"]].title
        lines.append(f"  {result['score']:.3f}  {result['slug']}  {title}")
    return lines


def check(
    facts: Annotated[
        Path | None, typer.Option("--facts", metavar="F.json", help="A JSON object.")
    ] = None,
    file: Lines = None,
    date_: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD")] = "",
    programme: Annotated[str, typer.Option(metavar="SLUG", help="This one only.")] = "",
    json_: AsJson = False,
    explain_: Annotated[bool, typer.Option("--explain", help="The tree of conditions.")] = False,
    config: ConfigFile = None,
) -> int:
    """Which loans and supports a household can have, with reasons."""
    one_of(facts, file, "give --facts F.json or --file F.jsonl")

    async def work(opened: Session) -> int:
        library = opened.library
        slugs = wanted(library, programme)
        if file:
            return each_line(file, lambda row: judged(library, slugs, **case_of(row, date_)))
        assert facts
        day = day_of(date_, "--date")
        raw = facts_in(facts)
        answer = judged(library, slugs, raw, day, where=f"{facts}: ")
        trees = traces(library, slugs, raw, day) if explain_ else {}
        if json_:
            told = {slug: tree.as_json() for slug, tree in trees.items()}
            put(answer | {"explanations": told} if explain_ else answer)
        elif explain_:
            say(*(line for tree in trees.values() for line in tree.lines()))
        else:
            say(*verdict_lines(library, answer))
        return 0

    return run(config, work)


def wanted(library: Library, programme: str) -> list[str]:
    """Every programme, or the one asked for."""
    slugs = [one.slug for one in library.programmes]
    if not programme:
        return slugs
    if programme not in slugs:
        raise BadInput(f"--programme {programme}: unknown; known: {', '.join(slugs)}")
    return [programme]


def facts_in(path: Path) -> dict[str, Any]:
    """The object of a facts file."""
    try:
        value = value_of(contents(path).removeprefix(BOM_UTF8))
    except ValueError as error:
        raise BadInput(f"{path}: is not JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadInput(f"{path}: is not a JSON object of facts")
    return value


def case_of(row: Mapping[str, Any], date_: str) -> dict[str, Any]:
    """The facts and the day of a line."""
    raw = row.get("facts")
    if not isinstance(raw, dict):
        raise BadInput('needs "facts": a JSON object')
    day = row.get("date")
    if day is None:
        return {"raw": raw, "day": day_of(date_, "--date")}
    return {"raw": raw, "day": day_in(day, '"date"')}


def day_of(text: str, what: str) -> date:
    """A day given, or today in Hà Nội."""
    return day_in(text, what) if text else local(clock.now()).date()


def day_in(value: object, what: str) -> date:
    """A day as the contract writes it; raises BadInput."""
    try:
        return iso_day(value)
    except ValueError:
        raise BadInput(f"{what} = {value!r}: use YYYY-MM-DD") from None


def judged(
    library: Library, slugs: list[str], raw: Mapping[str, Any], day: date, *, where: str = ""
) -> dict[str, Any]:
    """The contract's verdicts; ``where`` the facts come from, for the error."""
    try:
        facts = read_facts(raw, library.facts)
    except FactError as error:
        raise BadInput(f"{where}{error}") from None
    verdicts = {
        slug: as_json(judge(library.programmes[slug], facts, day, library.parameters))
        for slug in slugs
    }
    return {"date": day.isoformat(), "verdicts": verdicts}


def verdict_lines(library: Library, answer: dict[str, Any]) -> list[str]:
    """The same for a person to read."""
    lines = [answer["date"]]
    for slug, verdict in answer["verdicts"].items():
        lines.append(f"{verdict['verdict']:<11} {slug}  {library.programmes[slug].name}")
        lines += [f"    {reason}" for reason in verdict["reasons"]]
    return lines


def traces(
    library: Library, slugs: list[str], raw: Mapping[str, Any], day: date
) -> dict[str, Trace]:
    """The tree of conditions of each programme, with the truth of each."""
    facts = read_facts(raw, library.facts)
    return {
        slug: explain(library.programmes[slug], facts, day, library.parameters) for slug in slugs
    }


def facts(json_: AsJson = False, config: ConfigFile = None) -> int:
    """The facts that ``check`` takes."""

    async def work(opened: Session) -> int:
        rows = [fact.as_json() for fact in opened.library.facts]
        if json_:
            put(rows)
        else:
            say(*(f"{row['key']:<28} {row['type']:<7} {row['question']}" for row in rows))
        return 0

    return run(config, work)


def rehearse(
    since: Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD")],
    until: Annotated[str, typer.Option("--to", metavar="YYYY-MM-DD")],
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """Every deadline ping that would go out if nobody acted; sends nothing."""
    first, last = day_of(since, "--from"), day_of(until, "--to")
    if last < first:
        raise BadInput(f"--to {until} is before --from {since}")

    async def work(opened: Session) -> int:
        library = opened.library
        plan = library.plan
        rows = rehearsed(plan, library.places, plan.calendar, first, last)
        if json_:
            put(rows)
        else:
            say(*(f"{r['at']}  {r['kind']:<10} {r['duty']:<10} {r['office']}" for r in rows))
        return 0

    return run(config, work)


def content_check(config: ConfigFile = None) -> int:
    """Every mistake in the content files, at file and line, in one go; what is past its review
    day is a warning, so that nothing breaks by the passing of time alone."""
    settings_of(config)
    today = local(clock.now()).date()
    assembly = assemble(DATA)
    problems = lint.problems_of(assembly, DATA, today)
    say(*report(problems, lint.stale(assembly.library, today)))
    return 1 if problems else 0


def report(problems: Sequence[Problem], late: Sequence[lint.Stale]) -> list[str]:
    """The mistakes; or, where there are none, what is past its review day."""
    if problems:
        return [str(problem) for problem in problems]
    warnings = [f"warning: past its review day: {row}" for row in late]
    return [*warnings, "content: no mistakes"]


def content_stale(
    date_: Annotated[str, typer.Option("--date")] = "", config: ConfigFile = None
) -> int:
    """What is past the day by which a person must look again."""
    settings_of(config)
    rows = lint.stale(build(), day_of(date_, "--date"))
    say(*(str(row) for row in rows)) if rows else say("nothing is past its review date")
    return 0
