"""Reads content/data/places: units and offices, every mistake at its file and line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from content.dated import Confidence, Source
from content.library.source import DATA, Problem, Shape, SourceFile, fit, nearest, read_all
from content.places import Office, Places, Unit, UnitKind

FOLDER = DATA / "places"


class SourceShape(Shape):
    """Who says so."""

    document: str
    article: str = ""
    checked_on: date | None = None
    review_by: date | None = None
    confidence: Confidence = "confirmed"

    def value(self) -> Source:
        """As the rest of the program knows it."""
        return Source(self.document, self.article, self.checked_on, self.review_by, self.confidence)


class UnitShape(Shape):
    slug: str
    name: str
    kind: UnitKind
    parent: str = ""
    since: date | None = None
    until: date | None = None
    merged_into: str = ""
    source: SourceShape

    def value(self, kinds: dict[str, str]) -> Unit:
        """With the title that its kind gives it."""
        title = f"{kinds.get(self.kind, '')} {self.name}".strip()
        fields = self.model_dump(exclude={"source"})
        return Unit(**fields, title=title, source=self.source.value())


class OfficeShape(Shape):
    """One office; ``slug`` only where it is not ``<kind>-<unit>``."""

    kind: str
    unit: str
    name: str
    slug: str = ""
    since: date | None = None
    until: date | None = None
    source: SourceShape

    def value(self) -> Office:
        """With its slug."""
        fields = self.model_dump(exclude={"source", "slug"})
        slug = self.slug or f"{self.kind}-{self.unit}"
        return Office(**fields, slug=slug, source=self.source.value())


class PatternShape(Shape):
    """One office in each commune; ``{unit}`` in the name is the commune's title."""

    kind: str
    name: str
    since: date | None = None
    until: date | None = None
    source: SourceShape

    def value(self, unit: Unit) -> Office:
        """The office of one commune, which is not older than the commune."""
        since = max((day for day in (self.since, unit.since) if day), default=None)
        return Office(
            slug=f"{self.kind}-{unit.slug}",
            kind=self.kind,
            unit=unit.slug,
            name=self.name.replace("{unit}", unit.title),
            since=since,
            until=self.until,
            source=self.source.value(),
        )


class PlacesShape(Shape):
    """A file of places: units, offices, or both."""

    kinds: dict[UnitKind, str] = {}
    units: list[UnitShape] = []
    communes: list[str] = []
    of_each_commune: list[PatternShape] = []
    offices: list[OfficeShape] = []


def load_places(folder: Path = FOLDER) -> tuple[Places, list[Problem]]:
    """Every unit and office of a folder, and everything wrong with them."""
    files, problems = read_all(folder)
    shapes: list[tuple[SourceFile, PlacesShape]] = []
    for file in files:
        fitted = fit(PlacesShape, file)
        if isinstance(fitted, list):
            problems += fitted
        else:
            shapes.append((file, fitted))
    units = units_of(shapes, problems)
    offices = offices_of(shapes, units, problems)
    places = Places.of(units.values(), offices.values())
    return places, sorted(problems)


def units_of(
    shapes: list[tuple[SourceFile, PlacesShape]], problems: list[Problem]
) -> dict[str, Unit]:
    """Units by slug; adds what is wrong to ``problems``. What a unit points to in vain is cut."""
    kinds = {str(kind): word for _, shape in shapes for kind, word in shape.kinds.items()}
    units: dict[str, Unit] = {}
    where: dict[str, tuple[SourceFile, int]] = {}
    for file, shape in shapes:
        for index, row in enumerate(shape.units):
            if row.slug in units:
                problems.append(file.problem(("units", index), f"a second unit {row.slug!r}"))
            units[row.slug] = row.value(kinds)
            where[row.slug] = (file, index)
    for unit in list(units.values()):
        file, index = where[unit.slug]
        faults = list(unit_faults(unit, units))
        problems += [file.problem(("units", index, key), why) for key, why in faults]
        wrong = {key for key, _ in faults}
        parent = "" if "parent" in wrong else unit.parent
        into = "" if "merged_into" in wrong else unit.merged_into
        units[unit.slug] = replace(unit, parent=parent, merged_into=into)
    return units


def unit_faults(unit: Unit, units: dict[str, Unit]) -> Iterator[tuple[str, str]]:
    """What is wrong with a unit: (key, what would be right)."""
    for key, slug in (("parent", unit.parent), ("merged_into", unit.merged_into)):
        if slug and slug not in units:
            yield key, unknown("unit", slug, units)
    if unit.since and unit.until and unit.until < unit.since:
        yield "until", f"ends ({unit.until}) before it starts ({unit.since})"
    into = units.get(unit.merged_into)
    if into and unit.until is None:
        yield "merged_into", "needs `until`, the last day before it merged"
    elif into and into.until and unit.until and into.until <= unit.until:
        yield "merged_into", f"{into.slug} had ended when {unit.slug} was merged into it"


def offices_of(
    shapes: list[tuple[SourceFile, PlacesShape]], units: dict[str, Unit], problems: list[Problem]
) -> dict[str, Office]:
    """Offices by slug; adds what is wrong to ``problems``. One written out wins over a pattern."""
    offices: dict[str, Office] = {}
    for file, shape in shapes:
        strangers = [slug for slug in shape.communes if slug not in units]
        problems += [file.problem(("communes",), unknown("unit", s, units)) for s in strangers]
        communes = [units[slug] for slug in shape.communes if slug in units]
        made = [pattern.value(unit) for pattern in shape.of_each_commune for unit in communes]
        offices |= {office.slug: office for office in made}
    for file, shape in shapes:
        for index, row in enumerate(shape.offices):
            if row.unit not in units:
                at = ("offices", index, "unit")
                problems.append(file.problem(at, unknown("unit", row.unit, units)))
            else:
                office = row.value()
                offices[office.slug] = office
    return offices


def unknown(what: str, slug: str, known: dict[str, Unit]) -> str:
    """A name that names nothing, with the nearest that does."""
    close = nearest(slug, known)
    return f"no {what} {slug!r}" + (f"; did you mean {close!r}?" if close else "")
