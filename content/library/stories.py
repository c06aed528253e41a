"""content/data/stories: a file a story."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import Field

from content.dated import Confidence, Source
from content.dignity import private_words
from content.library.explainers import Slug, rightly_named_first
from content.library.faults import Fault, Known, slug_faults, text_faults, unknown
from content.library.source import Problem, Shape, SourceFile, fit, read_all
from content.stories import Story

TITLES = {"anh", "chị", "ông", "bà", "cô", "chú", "bác", "em", "nhà", "gia", "đình"}
"""Words of respect that may stand before a given name."""
BODIES = re.compile(r"^(hợp tác xã|htx|tổ hợp tác|tổ|hội|nhóm)\b", re.IGNORECASE)
"""A story may be about a body instead of a person; its name is its name."""


class StoryShape(Shape):
    slug: Slug
    title: str = Field(max_length=70)
    name: str
    commune: str
    means: tuple[str, ...] = ()
    programmes: tuple[Slug, ...] = ()
    text: str
    newspaper: str
    published: date | None = None
    link: str
    checked_on: date
    review_by: date | None = None
    confidence: Confidence
    takedown: bool = False

    def story(self) -> Story:
        source = Source(self.newspaper, self.link, self.checked_on, self.review_by, self.confidence)
        own = {"checked_on", "review_by", "confidence"}
        return Story(source=source, **self.model_dump(exclude=own))


@dataclass(frozen=True, slots=True)
class Stories:
    """What the folder holds, and the file each story came from."""

    stories: tuple[Story, ...]
    origins: Mapping[str, SourceFile]


def read(
    folder: Path, explainers: Collection[str], parameters: Collection[str]
) -> tuple[Stories, list[Problem]]:
    """Every story, and every mistake at file and line."""
    files, problems = read_all(folder)
    known = Known(parameters=parameters, explainers=explainers)
    found: dict[str, Story] = {}
    origins: dict[str, SourceFile] = {}
    for file in rightly_named_first(files):
        shape = fit(StoryShape, file)
        if isinstance(shape, list):
            problems += shape
            continue
        if shape.slug in found:
            message = f"{shape.slug!r} is the slug of {origins[shape.slug].name} too"
            problems.append(file.problem(("slug",), message))
            continue
        problems += [file.problem(*fault) for fault in mistakes(file, shape, known)]
        found[shape.slug], origins[shape.slug] = shape.story(), file
    return Stories(tuple(found.values()), origins), problems


def mistakes(file: SourceFile, shape: StoryShape, known: Known) -> Iterator[Fault]:
    """What is wrong with one story beside its shape."""
    yield from slug_faults(file.stem, shape.slug)
    if not shape.link.startswith("https://"):
        yield ("link",), f"link {shape.link!r} is not https: give the article's https address"
    if shape.published and shape.published > shape.checked_on:
        yield ("published",), f"was published ({shape.published}) after it was read: check"
    for slug in shape.programmes:
        yield from unknown(("programmes",), slug, known.explainers, "explainer")
    yield from text_faults(("text",), shape.text, known)
    yield from dignity_faults(shape)


def dignity_faults(shape: StoryShape) -> Iterator[Fault]:
    """Given name or initial only; nothing about age, illness, ethnicity, house."""
    if not BODIES.match(shape.name) and len(given(shape.name)) > 1:
        yield ("name",), f"name {shape.name!r}: keep the given name or an initial only"
    for key, text in (("title", shape.title), ("text", shape.text)):
        for found in private_words(text):
            yield (key,), f"{found!r} is private (age, illness, ethnicity, house): leave it out"


def given(name: str) -> list[str]:
    """The words of a name without the words of respect."""
    return [part for part in name.split() if part.lower() not in TITLES]
