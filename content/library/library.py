"""The library: everything we know and say, one immutable snapshot, swapped whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from content.circumstances import Circumstances
from content.explainers import Explainer, Group
from content.facts import Catalogue
from content.forms import Form
from content.library.edits import Rejected
from content.library.index import compiled
from content.parameters import Parameters
from content.places import Places
from content.plan import Plan
from content.programmes import Programmes
from content.references import Reading
from content.search.index import Found, Index
from content.search.words import Words
from content.stories import Story, listed


@dataclass(frozen=True, slots=True, eq=False)
class Library:
    """``version`` names files and edits together: two libraries of one version say the same.

    ``rejected`` are the edits that would have broken it, each with its reason; they are not in.
    ``typed`` is what the search knows about the ways people type.
    """

    version: str
    groups: tuple[Group, ...]
    explainers: Mapping[str, Explainer]
    stories: Mapping[str, Story]
    parameters: Parameters
    facts: Catalogue
    programmes: Programmes
    circumstances: Circumstances
    places: Places
    plan: Plan
    typed: Words
    rejected: tuple[Rejected, ...] = ()

    def in_words(self, name: str, day: date, language: str = "vi") -> str | None:
        """A parameter in words on a day; None when nobody knows, or no parameter has the name."""
        if name not in self.parameters.by_name:
            return None
        return self.parameters.words(name, day, language)

    def reading(self, day: date, language: str = "vi") -> Reading:
        """What drawing a text needs, for a day and a language."""
        return Reading(day, self.in_words, language)

    def form(self, *, is_official: bool = False) -> Form:
        """The check over all of it; an official is asked what only they know, too."""
        causes = self.circumstances.programmes
        return Form(self.programmes, self.facts, self.parameters, causes, is_official)

    def search(self, text: str) -> Found:
        """The explainers a message asks about. The first search of a library takes half a second
        longer, as the index is made then; ``index_of`` makes it beforehand."""
        return index_of(self).search(text)

    def shelves(self) -> tuple[Group, ...]:
        """The groups that hold an explainer, in the order people see them."""
        filled = {explainer.group for explainer in self.explainers.values()}
        return tuple(group for group in self.groups if group.key in filled)

    def group(self, key: str) -> Group:
        """A shelf by its key; raises LookupError."""
        for group in self.groups:
            if group.key == key:
                return group
        raise LookupError(f"no group {key!r}")

    def on_shelf(self, key: str) -> tuple[Explainer, ...]:
        """The explainers of a group: those it lists first, then the rest by title."""
        order = {slug: rank for rank, slug in enumerate(self.group(key).order)}
        found = [each for each in self.explainers.values() if each.group == key]
        return tuple(sorted(found, key=lambda e: (order.get(e.slug, len(order)), e.title)))

    def related(self, explainer: Explainer) -> tuple[Explainer, ...]:
        """The explainers that one points at."""
        return tuple(self.explainers[slug] for slug in explainer.related)

    def shown_stories(self) -> tuple[Story, ...]:
        """The stories that may be shown, newest first."""
        return listed(tuple(self.stories.values()))


@lru_cache(maxsize=2)
def index_of(library: Library) -> Index:
    """The search index of a library, made once: the slowest part, and many commands need none."""
    return compiled(library.explainers.values(), library.typed)
