"""Shorthand, abbreviations, dialect and synonyms put into the words explainers use.

Longest phrase first. A phrase with marks also matches the same letters without marks when it has
two words or more; a single word must be typed exactly, because vay, vậy and váy are three words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.search.normalise import bare, key, pieces


@dataclass(frozen=True, slots=True)
class Rewriter:
    """One map from phrases to words, ready to be applied to a line of keys."""

    exact: Mapping[tuple[str, ...], tuple[str, ...]]
    loose: Mapping[tuple[str, ...], tuple[str, ...]]
    firsts: Mapping[str, int]
    """The longest phrase that begins with an unmarked word."""

    def apply(self, line: list[str], *, loosely: bool = False) -> list[str]:
        """The line with every known phrase replaced, left to right, never twice.

        ``loosely`` lets single words match without their marks too.
        """
        if not any(bare(word) in self.firsts for word in line):
            return line
        done: list[str] = []
        place = 0
        while place < len(line):
            width, new = self.at(line, place, loosely=loosely)
            done.extend(new)
            place += width
        return done

    def at(self, line: list[str], place: int, *, loosely: bool) -> tuple[int, tuple[str, ...]]:
        """How many words are replaced at a place, and by what."""
        longest = self.firsts.get(bare(line[place]), 0)
        for width in range(min(longest, len(line) - place), 0, -1):
            found = tuple(line[place : place + width])
            if found in self.exact:
                return width, self.exact[found]
            if width > 1 or (loosely and found[0].isascii()):
                plain = tuple(bare(word) for word in found)
                if plain in self.loose:
                    return width, self.loose[plain]
        return 1, (line[place],)


def rewriter(phrases: Mapping[str, str]) -> Rewriter:
    """Compile a map of phrases as a clerk writes it."""
    exact = {keys(old): keys(new) for old, new in phrases.items()}
    loose = {tuple(bare(word) for word in old): new for old, new in exact.items()}
    firsts: dict[str, int] = {}
    for old in loose:
        firsts[old[0]] = max(firsts.get(old[0], 0), len(old))
    return Rewriter(exact, loose, firsts)


def keys(phrase: str) -> tuple[str, ...]:
    """The keys of a phrase's words."""
    return tuple(key(word) for word in pieces(phrase))
