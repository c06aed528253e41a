"""The content check: every mistake at file and line in one go, and what is past its review day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from content.cases import differences, untried
from content.dated import Row, Source
from content.dignity import instead_of, named_households, shaming_words
from content.explainers import MOST, Explainer, door_screen, first_screen
from content.library.build import Assembly, assemble
from content.library.cases import read as read_cases
from content.library.edits import Edit
from content.library.faults import Fault
from content.library.library import Library
from content.library.source import Path_, Problem, label, read_all
from content.parameters import Parameter
from content.references import REFERENCE
from content.rule_check import Rules
from content.screen import Screen, plain_text
from content.stories import Story, story_screen
from content.wording import LANGUAGES, NBSP

EXAMPLE = "ví dụ"
"""A line that begins so works a sum out; its numbers are its own."""
EXACT_UNITS = ("dong", "percent-year")
"""Units whose value in a text is no coincidence; a share ("70%") or a count often is."""
BEFORE = r"(?<![\d.,])(?<!triệu )(?<!tỷ )"


def check(folder: Path, day: date, edits: Sequence[Edit] = ()) -> list[Problem]:
    """Everything wrong with the content on a day, in the order of files and lines."""
    return problems_of(assemble(folder, tuple(edits)), folder, day)


def problems_of(assembly: Assembly, folder: Path, day: date) -> list[Problem]:
    """The same for files that have been read."""
    found = {*assembly.problems, *faults_on(assembly, day)}
    found |= {*case_faults(folder / "cases", assembly.library)}
    return sorted(found | {*rule_faults(folder / "programmes", assembly.library, day)})


def faults_on(assembly: Assembly, day: date) -> Iterator[Problem]:
    """What can only be judged on a day, or in the words a person would read."""
    library = assembly.library
    for slug, explainer in library.explainers.items():
        file = assembly.explainer_files[slug]
        yield from (file.problem(*fault) for fault in explainer_faults(explainer, library, day))
    for slug, story in library.stories.items():
        file = assembly.story_files[slug]
        yield from (file.problem(*fault) for fault in story_faults(story, library, day))


def case_faults(folder: Path, library: Library) -> Iterator[Problem]:
    """Worked cases that cannot be read, that no longer hold, and what none of them tries."""
    programmes, numbers = library.programmes, library.parameters
    cases, unread = read_cases(folder, programmes.by_slug, library.facts)
    yield from unread
    for case in cases.listed:
        for slug, expected in case.expected.items():
            verdict = case.verdict(slug, programmes, numbers)
            for text in differences(verdict, expected):
                yield cases.problem(case, slug, f"{case.name}: {text}")
    for programme in programmes:
        name = label(folder / f"{programme.slug}.toml")
        for text in untried(programme, cases.of(programme.slug), numbers):
            yield Problem(name, 1, text)


def rule_faults(folder: Path, library: Library, day: date) -> Iterator[Problem]:
    """Conditions, tiers and doubts that come to nothing, facts that nobody is asked."""
    files, _ = read_all(folder)
    rules = Rules(library.facts, library.parameters, day)
    for file in files:
        if file.stem in library.programmes:
            faults = rules.faults(library.programmes[file.stem])
            yield from (file.problem(*fault) for fault in faults)


def explainer_faults(explainer: Explainer, library: Library, day: date) -> Iterator[Fault]:
    """Off the plan, too long, shaming, or a number that should be a reference."""
    yield from plan_faults(explainer, library)
    yield from length_faults(explainer, library, day)
    for path, text in explainer.texts():
        yield from dignity_faults(path, text)
        yield from literal_faults(path, text, explainer, library, day)


def plan_faults(explainer: Explainer, library: Library) -> Iterator[Fault]:
    """Lines of the plan that it does not have; ``III.2.3.1`` stands for its points a, b, c too."""
    for line in explainer.plan:
        part = re.compile(rf"{re.escape(line)}(?!\d)")
        if library.plan.lines and not any(part.match(known) for known in library.plan.lines):
            yield ("plan",), f"{line!r} is no line of the plan: see plan/lines.toml"


def length_faults(explainer: Explainer, library: Library, day: date) -> Iterator[Fault]:
    """Each screen within its limit: in each language, and once it is due for review too."""
    late = explainer.review_by + timedelta(days=1) if explainer.review_by else day
    days = sorted({day, max(day, late)})
    readings = [library.reading(on, language) for on in days for language in LANGUAGES]
    yield from too_long(("answer",), [first_screen(explainer, each) for each in readings])
    for kind in explainer.kinds:
        path: Path_ = ("sources", 0) if kind == "sources" else ("doors", kind)
        yield from too_long(path, [door_screen(explainer, kind, each) for each in readings])


def too_long(path: Path_, screens: Sequence[Screen]) -> Iterator[Fault]:
    """A screen of more characters than one small message holds, at its longest."""
    size = max(len(plain_text(screen)) for screen in screens)
    if size > MOST:
        name = screens[0].address
        yield path, f"{name} shows {size} characters, {size - MOST} more than {MOST}: shorten"


def dignity_faults(path: Path_, text: str) -> Iterator[Fault]:
    """Words that shame people, and households listed by name."""
    for word in shaming_words(text):
        yield path, f"{word!r} shames people; instead: {instead_of(word)}"
    if households := named_households(text):
        yield path, f"lists households ({', '.join(households)}): no text of ours may"


def literal_faults(
    path: Path_, text: str, explainer: Explainer, library: Library, day: date
) -> Iterator[Fault]:
    """Money and rates written as they stand today: tomorrow they would be wrong."""
    bare = without_examples(REFERENCE.sub("", text).replace(NBSP, " "))
    for words, names in known_numbers(library, day).items():
        if words in explainer.literals or not re.search(rf"{BEFORE}{re.escape(words)}", bare):
            continue
        name = nearest_name(names, explainer.slug)
        message = f"{words!r} is {name} today: write {{param:{name}}}, or put it in `literals`"
        yield path, message


def without_examples(text: str) -> str:
    """The lines that state something, not those that work a sum out."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.strip().lower().startswith(EXAMPLE))


def known_numbers(library: Library, day: date) -> dict[str, list[str]]:
    """Money and rates of the day in words, with the parameters that have that value."""
    found: dict[str, list[str]] = {}
    for name, parameter in library.parameters.by_name.items():
        words = library.in_words(name, day) if parameter.unit in EXACT_UNITS else None
        if words:
            found.setdefault(words.replace(NBSP, " "), []).append(name)
    return found


def nearest_name(names: Sequence[str], slug: str) -> str:
    """Of parameters with one value, the one that shares most words with the slug."""
    parts = set(slug.split("-"))
    return max(names, key=lambda name: len(parts & set(name.split("_"))))


def story_faults(story: Story, library: Library, day: date) -> Iterator[Fault]:
    """Too long, or undignified. A story that was taken down is drawn nowhere."""
    for key, text in (("title", story.title), ("text", story.text)):
        yield from dignity_faults((key,), text)
    if not story.takedown:
        yield from too_long(("text",), [story_screen(story, library.reading(day))])


@dataclass(frozen=True, slots=True, order=True)
class Stale:
    """Something whose review day is over: which noun, its name, the day, who said so."""

    review_by: date
    noun: str
    name: str
    document: str

    def __str__(self) -> str:
        return f"{self.review_by}  {self.noun:<9}  {self.name}: look again at {self.document}"


def stale(library: Library, day: date) -> list[Stale]:
    """What somebody should have looked at again before a day, the longest overdue first.

    Of dated rows only the one in force counts: history need not be reviewed.
    """
    found = {
        Stale(source.review_by, noun, name, source.document)
        for noun, name, source in sources(library, day)
        if source.review_by and source.review_by < day
    }
    return sorted(found)


def sources(library: Library, day: date) -> Iterator[tuple[str, str, Source]]:
    """Every source in force on a day: (noun, name, source)."""
    for explainer in library.explainers.values():
        yield from (("explainer", explainer.slug, claim.source) for claim in explainer.claims)
    for story in library.stories.values():
        yield "story", story.slug, story.source
    for parameter in library.parameters.by_name.values():
        yield from (("parameter", parameter.name, row.source) for row in now(parameter, day))
    yield from programme_sources(library, day)
    for duty in library.plan.in_force(day):
        yield "duty", duty.id, duty.source
        if duty.when.source:
            yield "duty", duty.id, duty.when.source
    for unit in library.places.units.values():
        yield "unit", unit.slug, unit.source
    for office in library.places.offices.values():
        yield "office", office.slug, office.source


def now(parameter: Parameter, day: date) -> Iterator[Row[int | float | None]]:
    """The row of a parameter in force on a day, if any."""
    return (row for row in parameter.rows if holds(row.since, row.until, day))


def programme_sources(library: Library, day: date) -> Iterator[tuple[str, str, Source]]:
    """The version of each programme in force on a day, and its conditions."""
    for programme in library.programmes:
        for row in programme.versions:
            if holds(row.since, row.until, day):
                yield "programme", programme.slug, row.source
                rules = row.value.rules
                yield from (("programme", programme.slug, rule.source) for rule in rules)


def holds(since: date | None, until: date | None, on: date) -> bool:
    """Whether a period covers a day; None is open."""
    return (since is None or since <= on) and (until is None or on <= until)
