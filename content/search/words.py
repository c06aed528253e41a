"""What the search knows about words: plain data that a clerk keeps in content/data/words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Phrases = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Facet:
    """A trait of a question that speaks for some topics and against others.

    ``when`` lists phrases, any of which shows the trait; ``unless`` phrases that take it back;
    ``absent`` turns it round: the trait is that none of them is there. A topic is a slug or the
    beginning of one with ``*``.
    """

    name: str
    when: tuple[str, ...]
    unless: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    absent: bool = False
    up: tuple[str, ...] = ()
    down: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Everything read from content/data/words for the search; every map goes to plain words.

    ``shorthand`` and ``abbreviations`` are read wherever they stand; ``dialect`` with its marks,
    or beside one of ``dialect_cues``; ``outside`` are the anti-documents: how people ask about
    matters that are not ours. ``phrasings`` are more ways to ask for an explainer, by slug.
    """

    shorthand: Phrases = field(default_factory=dict)
    abbreviations: Phrases = field(default_factory=dict)
    dialect: Phrases = field(default_factory=dict)
    dialect_cues: frozenset[str] = frozenset()
    synonyms: Phrases = field(default_factory=dict)
    confusions: Phrases = field(default_factory=dict)
    foreign: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()
    outside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrasings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
