"""content/data/circumstances.toml: a table a cause."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from content.circumstances import Cause, Circumstances
from content.dignity import instead_of, shaming_words
from content.library.faults import unknown
from content.library.source import Path_, Problem, Shape, SourceFile, fit, read_all

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MOST = 24
"""Characters of a slug: ``check/cause/<slug>`` and what follows it fit an address."""


class CauseShape(Shape):
    """One cause. What it leads to is never empty: a cause without help is no use to a family."""

    title: str = Field(max_length=40)
    hint: str = Field(max_length=60)
    icon: str
    plan: str
    say: str
    programmes: tuple[str, ...] = Field(min_length=1)
    explainers: tuple[str, ...] = Field(min_length=1)
    mentor: bool = False

    def cause(self, slug: str) -> Cause:
        return Cause(slug=slug, **self.model_dump())


@dataclass(frozen=True, slots=True)
class Targets:
    """What a cause may point at."""

    programmes: Collection[str]
    explainers: Collection[str]
    lines: Collection[str]


def read(path: Path, known: Targets) -> tuple[Circumstances, list[Problem]]:
    """The causes of one file, and every mistake in it."""
    files, problems = read_all(path)
    found: dict[str, Cause] = {}
    for file in files:
        for slug in file.table:
            shape = fit(CauseShape, file, slug)
            if isinstance(shape, list):
                problems += shape
            else:
                found[slug] = shape.cause(slug)
                problems += mistakes(file, found[slug], known)
    return Circumstances(found), problems


def mistakes(file: SourceFile, cause: Cause, known: Targets) -> list[Problem]:
    """What is wrong with one cause beside its shape."""
    return [file.problem((cause.slug, *path), text) for path, text in faults(cause, known)]


def faults(cause: Cause, known: Targets) -> Iterator[tuple[Path_, str]]:
    """Names that lead nowhere, a slug that is no address, words that shame."""
    if not SLUG.fullmatch(cause.slug) or len(cause.slug) > MOST:
        yield (), f"{cause.slug!r} is no address: small letters, digits, hyphens, at most {MOST}"
    for slug in cause.programmes:
        yield from unknown(("programmes",), slug, known.programmes, "programme")
    for slug in cause.explainers:
        yield from unknown(("explainers",), slug, known.explainers, "explainer")
    yield from unknown(("plan",), cause.plan, known.lines, "line of the plan")
    for key, text in (("title", cause.title), ("hint", cause.hint), ("say", cause.say)):
        for word in shaming_words(text):
            yield (key,), f"{word!r} shames people; instead: {instead_of(word)}"
