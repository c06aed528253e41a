"""Units and offices with their dates, and what a typed place name may mean."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self, TypeVar

from content.dated import Source
from content.fold import fold, tidy

T = TypeVar("T")
UnitKind = Literal["province", "district", "commune", "town", "ward", "village"]
PREFIXES: dict[str, tuple[UnitKind, ...]] = {
    "xa": ("commune",),
    "thi tran": ("town",),
    "tt": ("town",),
    "tt.": ("town",),
    "phuong": ("ward",),
    "huyen": ("district",),
}
"""How people write the kind of a place in front of its name, folded."""
NAMED_ALONE: tuple[UnitKind, ...] = ("commune", "town", "ward")
"""Kinds that a bare name may mean: *Triệu Sơn* is the commune or the old town, and the old
district only when typed as *huyện Triệu Sơn*."""
NOT_LETTERS = re.compile(r"[\s\-_]+")


@dataclass(frozen=True, slots=True)
class Unit:
    """A province, district, commune, town, ward or village, from ``since`` to ``until`` (both
    inclusive; None is open). ``name`` is bare (*Thọ Phú*), ``title`` carries the kind (*xã Thọ
    Phú*); ``merged_into`` is the unit it became part of on the day after ``until``."""

    slug: str
    name: str
    kind: UnitKind
    title: str
    parent: str
    since: date | None
    until: date | None
    merged_into: str
    source: Source

    def in_force(self, day: date) -> bool:
        """Whether the unit exists on a day."""
        return self.begun(day) and (self.until is None or day <= self.until)

    def begun(self, day: date) -> bool:
        """Whether the unit exists on a day, or did before."""
        return self.since is None or self.since <= day


@dataclass(frozen=True, slots=True)
class Office:
    """A body with duties in a unit: ``<kind>-<unit>``."""

    slug: str
    kind: str
    unit: str
    name: str
    since: date | None
    until: date | None
    source: Source

    def in_force(self, day: date) -> bool:
        """Whether the office exists on a day."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


@dataclass(frozen=True, slots=True)
class Places:
    """Every unit and office, past and present. Build with ``Places.of``."""

    units: Mapping[str, Unit]
    offices: Mapping[str, Office]
    parts: Mapping[str, tuple[Unit, ...]]
    """By slug: the units below it, and those that were merged into it."""
    by_kind: Mapping[str, tuple[Office, ...]]

    @classmethod
    def of(cls, units: Iterable[Unit], offices: Iterable[Office]) -> Self:
        """Index units and offices; order does not matter."""
        parts: defaultdict[str, list[Unit]] = defaultdict(list)
        kinds: defaultdict[str, list[Office]] = defaultdict(list)
        all_units = {unit.slug: unit for unit in units}
        for unit in all_units.values():
            for above in {unit.parent, unit.merged_into} - {""}:
                parts[above].append(unit)
        all_offices = {office.slug: office for office in sorted(offices, key=lambda o: o.slug)}
        for office in all_offices.values():
            kinds[office.kind].append(office)
        return cls(all_units, all_offices, frozen(parts), frozen(kinds))

    def unit(self, slug: str) -> Unit:
        """The unit of a slug; raises KeyError."""
        return self.units[slug]

    def office(self, slug: str) -> Office:
        """The office of a slug; raises KeyError."""
        return self.offices[slug]

    def offices_of(self, kind: str, day: date) -> tuple[Office, ...]:
        """The offices of a kind that exist on a day, by slug."""
        return tuple(office for office in self.by_kind.get(kind, ()) if office.in_force(day))

    def communes(self, day: date) -> tuple[Unit, ...]:
        """The communes (xã) that exist on a day, by name: the eight, today."""
        found = (u for u in self.units.values() if u.kind == "commune" and u.in_force(day))
        return tuple(sorted(found, key=lambda unit: fold(unit.name)))

    def descendants(self, slug: str, day: date) -> frozenset[str]:
        """X, everything below it on that day, and the units those were made from.

        What was merged away from X counts where it went, no longer under X; a unit that has
        ended is taken as it was on its last day. Raises KeyError for an unknown unit.
        """
        top = self.unit(slug)
        day = min(day, top.until) if top.until else day
        found = {slug}
        waiting = [slug]
        while waiting:
            above = waiting.pop()
            below = [u.slug for u in self.parts.get(above, ()) if belongs(u, above, day)]
            waiting += [one for one in below if one not in found]
            found.update(below)
        return frozenset(found)

    def successors(self, slug: str) -> tuple[Unit, ...]:
        """The units of today that a unit became: itself when it still exists; for a unit that
        was dissolved, what its parts became. By slug."""
        unit = self.unit(slug)
        if unit.until is None:
            return (unit,)
        if unit.merged_into:
            return self.successors(unit.merged_into)
        below = (part for part in self.parts.get(slug, ()) if part.parent == slug)
        found = {one.slug: one for part in below for one in self.successors(part.slug)}
        return tuple(found[one] for one in sorted(found))

    def find(self, text: str) -> tuple[Unit, ...]:
        """Today's communes that a typed name may mean, by slug; several when ambiguous, none
        when unknown. Old names, names without marks and *xã*, *thị trấn* in front all count;
        marks decide where they are typed (*Đồng Tiến* is not *Đông Tiến*)."""
        kinds, name = without_kind(text.split(",")[0])
        named = [unit for unit in self.units.values() if same(unit.name, name)]
        alike = [unit for unit in named if tidy(unit.name) == tidy(name)] or named
        meant = [unit for unit in alike if unit.kind in kinds]
        if not meant and kinds != ("district",):
            meant = [unit for unit in alike if unit.kind in NAMED_ALONE]
        found = {one.slug: one for unit in meant for one in self.successors(unit.slug)}
        return tuple(found[slug] for slug in sorted(found))


def belongs(unit: Unit, above: str, day: date) -> bool:
    """Whether a unit counts under another on a day: as the part it became, or as a child that
    exists or ended without going elsewhere."""
    if not unit.begun(day):
        return False
    if unit.merged_into == above:
        return True
    return unit.in_force(day) or not unit.merged_into


def without_kind(text: str) -> tuple[tuple[UnitKind, ...], str]:
    """The kinds that a typed name asks for, and the bare name."""
    words = tidy(text).split(" ")
    for count in (2, 1):
        kinds = PREFIXES.get(fold(" ".join(words[:count])))
        if kinds and len(words) > count:
            return kinds, " ".join(words[count:])
    return NAMED_ALONE, tidy(text)


def same(name: str, typed: str) -> bool:
    """Whether a typed name is this name, marks and spaces aside (*thophu*, *tho-phu*)."""
    return squeezed(name) == squeezed(typed)


def squeezed(name: str) -> str:
    """A name as letters only."""
    return NOT_LETTERS.sub("", fold(name))


def frozen(index: Mapping[str, list[T]]) -> dict[str, tuple[T, ...]]:
    """An index whose rows no one can change."""
    return {key: tuple(rows) for key, rows in index.items()}
