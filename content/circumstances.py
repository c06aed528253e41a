"""*Hoàn cảnh của tôi*: the plan's causes of poverty, and what may help a home that has one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause as a family would say it. ``plan`` is its line of the plan; ``programmes`` are
    checked, ``explainers`` offered to read; ``mentor``: somebody who goes along is part of it."""

    slug: str
    title: str
    hint: str
    icon: str
    plan: str
    say: str
    programmes: tuple[str, ...]
    explainers: tuple[str, ...]
    mentor: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Every cause by slug, in the order of the file."""

    by_slug: Mapping[str, Cause] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Cause]:
        return iter(self.by_slug.values())

    def __getitem__(self, slug: str) -> Cause:
        return self.by_slug[slug]

    def __contains__(self, slug: object) -> bool:
        return slug in self.by_slug

    @property
    def programmes(self) -> dict[str, tuple[str, ...]]:
        """The programmes of each cause, by its slug."""
        return {one.slug: one.programmes for one in self}
