"""content/data/explainers: a file an explainer, and groups.toml with the shelves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field

from content.dated import Confidence, Source
from content.explainers import KINDS, Claim, Door, Explainer, Group
from content.library.faults import Fault, Known, date_faults, slug_faults, text_faults, unknown
from content.library.source import Path_, Problem, Shape, SourceFile, fit, read_all

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=36)]
"""Short enough for the longest address of a link: explainer/<slug>/sources."""
MaybeSlug = Annotated[str, Field(pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$", max_length=36)]
GROUPS = "groups"
"""The stem of the file that holds the shelves."""


class GroupShape(Shape):
    key: Slug
    title: str = Field(max_length=40)
    title_en: str
    hint: str = Field(max_length=60)
    icon: str = ""
    loans: bool = False
    order: tuple[str, ...] = ()


class GroupsShape(Shape):
    groups: tuple[GroupShape, ...]


class DoorsShape(Shape):
    who: str = ""
    amount: str = ""
    how: str = ""
    papers: str = ""
    where: str = ""


class ClaimShape(Shape):
    """One document; the file's own ``checked_on`` and the like stand in where it has none."""

    document: str
    article: str = ""
    says: str = ""
    since: date | None = None
    until: date | None = None
    checked_on: date | None = None
    review_by: date | None = None
    confidence: Confidence | None = None


class ExplainerShape(Shape):
    slug: Slug
    title: str = Field(max_length=70)
    hint: str = Field(max_length=60)
    group: str
    answer: str
    questions: tuple[str, ...] = Field(min_length=1)
    doors: DoorsShape
    sources: tuple[ClaimShape, ...] = ()
    plan: tuple[str, ...] = ()
    programme: MaybeSlug = ""
    warning: str = ""
    keywords: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    closed: bool = False
    today: MaybeSlug = ""
    literals: tuple[str, ...] = ()
    checked_on: date | None = None
    review_by: date | None = None
    confidence: Confidence | None = None

    def claim(self, shape: ClaimShape) -> Claim:
        source = Source(
            shape.document,
            shape.article,
            shape.checked_on or self.checked_on,
            shape.review_by or self.review_by,
            shape.confidence or self.confidence or "uncertain",
        )
        return Claim(source, shape.says, shape.since, shape.until)

    def explainer(self) -> Explainer:
        own = {"doors", "sources", "checked_on", "review_by", "confidence"}
        texts = self.doors.model_dump()
        return Explainer(
            doors=tuple(Door(kind, texts[kind]) for kind in KINDS if texts.get(kind)),
            claims=tuple(self.claim(shape) for shape in self.sources),
            **self.model_dump(exclude=own),
        )


@dataclass(frozen=True, slots=True)
class Shelves:
    """What the folder holds, and the file each explainer came from."""

    groups: tuple[Group, ...]
    explainers: tuple[Explainer, ...]
    origins: Mapping[str, SourceFile]


def read(
    folder: Path, parameters: Collection[str], programmes: Collection[str]
) -> tuple[Shelves, list[Problem]]:
    """Every explainer and shelf, and every mistake at file and line."""
    files, problems = read_all(folder)
    shelf_files = [file for file in files if file.stem == GROUPS]
    groups = read_groups(shelf_files, problems)
    shapes = read_shapes([file for file in files if file.stem != GROUPS], problems)
    slugs = {shape.slug for _, shape in shapes}
    problems += [fault for file in shelf_files for fault in order_faults(file, groups, slugs)]
    known = Known(parameters, programmes, {group.key: group for group in groups}, slugs)
    for file, shape in shapes:
        problems += mistakes(file, shape, known)
    explainers = tuple(shape.explainer() for _, shape in shapes)
    return Shelves(groups, explainers, {shape.slug: file for file, shape in shapes}), problems


def read_groups(files: list[SourceFile], problems: list[Problem]) -> tuple[Group, ...]:
    """The shelves, in the order of the file."""
    found: dict[str, Group] = {}
    for file in files:
        shape = fit(GroupsShape, file)
        if isinstance(shape, list):
            problems += shape
            continue
        for at, each in enumerate(shape.groups):
            if each.key in found:
                problems.append(file.problem(("groups", at), f"{each.key!r} stands here twice"))
            found[each.key] = Group(**each.model_dump())
    return tuple(found.values())


def order_faults(
    file: SourceFile, groups: tuple[Group, ...], slugs: Collection[str]
) -> Iterator[Problem]:
    """Explainers that a shelf puts first and that are not there."""
    for at, group in enumerate(groups):
        for slug in group.order:
            for _, message in unknown((), slug, slugs, "explainer"):
                yield file.problem(("groups", at, "order"), message)


def read_shapes(
    files: list[SourceFile], problems: list[Problem]
) -> list[tuple[SourceFile, ExplainerShape]]:
    """The files that have the right shape; one slug only once."""
    found: dict[str, tuple[SourceFile, ExplainerShape]] = {}
    for file in rightly_named_first(files):
        shape = fit(ExplainerShape, file)
        if isinstance(shape, list):
            problems += shape
        elif shape.slug in found:
            other = found[shape.slug][0].name
            problems.append(file.problem(("slug",), f"{shape.slug!r} is the slug of {other} too"))
        else:
            found[shape.slug] = (file, shape)
    return [found[slug] for slug in sorted(found)]


def rightly_named_first(files: list[SourceFile]) -> list[SourceFile]:
    """Of two files with one slug, the one that has it for a name keeps it."""
    return sorted(files, key=lambda file: file.table.get("slug") != file.stem)


def mistakes(file: SourceFile, shape: ExplainerShape, known: Known) -> list[Problem]:
    """What is wrong with one explainer beside its shape, as far as no day is needed."""
    found = [
        *slug_faults(file.stem, shape.slug),
        *target_faults(shape, known),
        *date_faults(("valid_until",), shape.valid_from, shape.valid_until),
        *warning_faults(shape, known.groups),
        *source_faults(shape),
        *(fault for key, text in texts_of(shape) for fault in text_faults(key, text, known)),
    ]
    return [file.problem(path, message) for path, message in found]


def target_faults(shape: ExplainerShape, known: Known) -> Iterator[Fault]:
    """Group, programme, related and today point at something that is there."""
    yield from unknown(("group",), shape.group, known.groups, "group of groups.toml")
    if shape.programme:
        yield from unknown(("programme",), shape.programme, known.programmes, "programme")
    if shape.today:
        yield from unknown(("today",), shape.today, known.explainers, "explainer")
    for slug in shape.related:
        yield from unknown(("related",), slug, known.explainers, "explainer")
        if slug == shape.slug:
            yield ("related",), f"{slug!r} is related to itself: take it out"


def warning_faults(shape: ExplainerShape, groups: Mapping[str, Group]) -> Iterator[Fault]:
    """On a shelf of loans nobody may take a fee, ask for an OTP or keep the loan book."""
    group = groups.get(shape.group)
    if group and group.loans and not shape.closed and not shape.warning:
        yield ("group",), "an explainer of loans needs `warning`: no fee, no OTP, no loan book kept"


def source_faults(shape: ExplainerShape) -> Iterator[Fault]:
    """Every explainer says who says so, when somebody looked, and when to look again."""
    if not shape.sources:
        yield (), "needs at least one [[sources]]: who says so?"
    for at, each in enumerate(shape.sources):
        path: Path_ = ("sources", at)
        yield from date_faults((*path, "until"), each.since, each.until)
        checked, review = each.checked_on or shape.checked_on, each.review_by or shape.review_by
        if not checked:
            yield path, f"{each.document!r} has no `checked_on`: the day somebody last looked"
        if not review:
            yield path, f"{each.document!r} has no `review_by`: the day to look again"
        if not (each.confidence or shape.confidence):
            yield path, f"{each.document!r} has no `confidence`"
        if checked and review and review < checked:
            yield path, f"review_by ({review}) comes before checked_on ({checked}): swap them"


def texts_of(shape: ExplainerShape) -> Iterator[tuple[Path_, str]]:
    """Every text with its key."""
    yield from shape.explainer().texts()
    for at, each in enumerate(shape.sources):
        yield ("sources", at, "says"), each.says
