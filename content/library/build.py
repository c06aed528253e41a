"""Reads every noun of content/data, in the order they need each other, into one Library."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from content.days import VietnameseCalendar
from content.library import (
    circumstances,
    explainers,
    facts,
    parameters,
    places,
    plan,
    programmes,
    stories,
    words,
)
from content.library.edits import Edit, Rejected, in_force
from content.library.index import phrasing_faults
from content.library.library import Library
from content.library.source import DATA, Problem, SourceFile
from content.plan import Plan

T = TypeVar("T")
NO_PLAN = Plan((), (), {}, {}, "", date.max, "", "", plan.LADDER, VietnameseCalendar())
"""Stands in while problems are collected; a library with a problem never leaves ``build``."""


class ContentError(Exception):
    """Content that cannot be served; ``problems`` are all of its mistakes, a line each."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Assembly:
    """A library with everything wrong with it, and the files that texts came from."""

    library: Library
    problems: tuple[Problem, ...]
    explainer_files: Mapping[str, SourceFile]
    story_files: Mapping[str, SourceFile]


def build(folder: Path = DATA, edits: Sequence[Edit] = ()) -> Library:
    """The library of a folder with the edits that fit it; others are in ``rejected``.

    Raises ContentError, with every problem at once, when the files themselves are broken.
    """
    edits = tuple(edits)
    whole = assemble(folder, edits)
    if not whole.problems:
        return whole.library
    bare = assemble(folder) if edits else whole
    if bare.problems:
        raise ContentError(bare.problems)
    kept, rejected = without_broken(folder, edits, whole.problems)
    return replace(assemble(folder, kept).library, rejected=rejected)


def without_broken(
    folder: Path, edits: tuple[Edit, ...], problems: Sequence[Problem]
) -> tuple[tuple[Edit, ...], tuple[Rejected, ...]]:
    """Which edits stay and which fall: those of files without a problem are tried first, so that
    new files that point at each other stand or fall together and no stranger drags them down."""
    broken = {problem.file for problem in problems}
    sound = tuple(edit for edit in edits if edit.file not in broken)
    suspect = tuple(edit for edit in edits if edit.file in broken)
    kept, refused = sort_edits(folder, (), sound)
    kept, refused_too = sort_edits(folder, kept, suspect)
    return kept, refused + refused_too


def sort_edits(
    folder: Path, kept: tuple[Edit, ...], edits: tuple[Edit, ...]
) -> tuple[tuple[Edit, ...], tuple[Rejected, ...]]:
    """Which edits fit on top of ``kept``. Halves, so that one bad edit of many costs little."""
    problems = assemble(folder, kept + edits).problems if edits else ()
    if not problems:
        return kept + edits, ()
    if len(edits) == 1:
        return kept, (Rejected(edits[0], "\n".join(str(problem) for problem in problems)),)
    half = len(edits) // 2
    kept, before = sort_edits(folder, kept, edits[:half])
    kept, after = sort_edits(folder, kept, edits[half:])
    return kept, before + after


def assemble(folder: Path = DATA, edits: tuple[Edit, ...] = ()) -> Assembly:
    """Everything that can be read, and everything that is wrong, as far as no day is needed."""
    with in_force(edits):
        return assemble_files(folder, version_of(folder, edits))


def assemble_files(folder: Path, version: str) -> Assembly:
    """The nouns one after the other: each is handed what it may point at."""
    numbers, in_numbers = parameters.read(folder / "parameters")
    catalogue, in_facts = facts.read(folder / "facts.toml")
    loans, in_loans = programmes.read(folder / "programmes", catalogue, numbers)
    shelves, in_shelves = explainers.read(folder / "explainers", numbers.by_name, loans.by_slug)
    told, in_told = stories.read(folder / "stories", shelves.origins, numbers.by_name)
    units, in_units = places.load_places(folder / "places")
    duties, in_duties = plan.load_plan(units, folder / "plan")
    targets = circumstances.Targets(loans.by_slug, shelves.origins, lines_of(duties))
    causes, in_causes = circumstances.read(folder / "circumstances.toml", targets)
    typed, in_words = words.read(folder / "words")
    problems = [*in_numbers, *in_facts, *in_loans, *in_shelves, *in_told, *in_units, *in_duties]
    problems += [*in_causes, *in_words, *phrasing_faults(folder / "words", shelves.origins)]
    library = Library(
        version=version,
        groups=shelves.groups,
        explainers={each.slug: each for each in shelves.explainers},
        stories={each.slug: each for each in told.stories},
        parameters=numbers,
        facts=catalogue,
        programmes=loans,
        circumstances=causes,
        places=units,
        plan=duties or NO_PLAN,
        typed=typed,
    )
    found = tuple(sorted(problems))
    return Assembly(frozen(library), found, shelves.origins, told.origins)


def lines_of(duties: Plan | None) -> tuple[str, ...]:
    """The plan's lines; none where the plan could not be read."""
    return duties.lines if duties else ()


def version_of(folder: Path, edits: tuple[Edit, ...]) -> str:
    """A hash over every file and edit: 16 hex digits."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.toml")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for edit in edits:
        row = json.dumps([edit.file, edit.path, edit.value], sort_keys=True, default=str)
        digest.update(row.encode())
    return digest.hexdigest()[:16]


def frozen(value: T) -> T:
    """The same value with every mapping read-only and every list a tuple, all the way down."""
    result: Any = value
    if isinstance(value, Mapping):
        result = MappingProxyType({key: frozen(each) for key, each in value.items()})
    elif isinstance(value, list | tuple):
        # A tuple of named fields cannot be rebuilt from a list of them.
        result = value if hasattr(value, "_fields") else tuple(frozen(each) for each in value)
    elif isinstance(value, set):
        result = frozenset(value)
    elif is_dataclass(value) and not isinstance(value, type):
        result = thawed_fields_replaced(value)
    return result  # type: ignore[no-any-return]  # the shape is kept, mypy cannot follow


def thawed_fields_replaced(value: Any) -> Any:
    """A dataclass value with its fields frozen; itself when nothing changed."""
    old = {field.name: getattr(value, field.name) for field in fields(value) if field.init}
    new = {name: frozen(each) for name, each in old.items()}
    changed = {name: each for name, each in new.items() if each is not old[name]}
    return replace(value, **changed) if changed else value
