"""Glued and mistyped words, set right by the words the explainers themselves use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from content.search.normalise import bare
from content.search.syllable import is_syllable
from content.search.telex import decode

SHORTEST = 3
LONGEST_GLUED = 40
COST_OF_A_WORD = 4.0
"""What one more word costs when a glued run is cut: few long words beat many short ones."""


@dataclass(frozen=True, slots=True)
class Speller:
    """How often each unmarked word and pair of words stands in the explainers."""

    counts: Counter[str]
    pairs: Counter[tuple[str, str]]
    near: dict[str, tuple[str, ...]]
    """A word with one letter left out, to the words it may have been."""
    initials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def mend(self, line: Sequence[str]) -> list[str]:
        """Keys in, keys out: glued runs cut, unknown words replaced by the likeliest near one."""
        cut = [part for word in line for part in self.cut(word)]
        plain = [bare(word) for word in cut]
        return [self.corrected(cut[i], plain, i) for i in range(len(cut))]

    def cut(self, word: str) -> list[str]:
        """The words of a glued run or of initials; a run with no good cut stays whole."""
        plain = bare(word)
        if plain in self.initials and plain not in self.counts:
            return list(self.initials[plain])
        if plain in self.counts or is_syllable(plain) or not SHORTEST < len(plain) < LONGEST_GLUED:
            return [word]
        if not any(char.isalpha() for char in plain):
            return [word]
        return self.best_cut(word) or [word]

    def best_cut(self, word: str) -> list[str] | None:
        """The cheapest cut into known words, by dynamic programming."""
        best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for start in range(max(0, end - 10), end):
                before = best[start]
                piece = self.known(word[start:end]) if before else None
                if before is None or piece is None:
                    continue
                cost = before[0] + COST_OF_A_WORD + self.rarity(piece)
                held = best[end]
                if held is None or cost < held[0]:
                    best[end] = (cost, [*before[1], piece])
        found = best[-1]
        return found[1] if found and len(found[1]) > 1 else None

    def known(self, piece: str) -> str | None:
        """A piece as a known word: as it stands, or as Telex wrote it."""
        if bare(piece) in self.counts:
            return piece
        decoded = decode(piece)
        return decoded if decoded and bare(decoded) in self.counts else None

    def rarity(self, piece: str) -> float:
        """Lower for common words; single letters are dear."""
        count = self.counts[bare(piece)]
        return log(1 + self.counts.total() / count) + (6.0 if len(piece) == 1 else 0.0)

    def corrected(self, word: str, plain: list[str], place: int) -> str:
        """The word, or a known one a letter away that fits its neighbours."""
        mine = plain[place]
        if len(mine) < SHORTEST or mine in self.counts or not mine.isalpha():
            return word
        before = plain[place - 1] if place else ""
        after = plain[place + 1] if place + 1 < len(plain) else ""
        scores = {
            near: self.pairs[before, near] + self.pairs[near, after] for near in self.around(mine)
        }
        best = max(scores, key=lambda near: (scores[near], self.counts[near]), default="")
        fits = bool(best) and (scores[best] > 0 or not is_syllable(mine))
        return best if fits else word

    def around(self, plain: str) -> set[str]:
        """Known words one letter more, less or other, or two neighbours swapped."""
        found = set(self.near.get(plain, ()))
        for shorter in drops(plain):
            found.update(self.near.get(shorter, ()))
            if shorter in self.counts:
                found.add(shorter)
        return {word for word in found if abs(len(word) - len(plain)) <= 1}


def drops(word: str) -> set[str]:
    """The word with any one letter left out."""
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def speller(
    lines: Iterable[Sequence[str]], initials: Mapping[str, tuple[str, ...]] | None = None
) -> Speller:
    """Learn from lines of unmarked words; ``initials`` are abbreviations to be opened."""
    counts: Counter[str] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for line in lines:
        counts.update(line)
        pairs.update(zip(line, line[1:], strict=False))
    near: dict[str, set[str]] = {}
    for word in counts:
        for shorter in drops(word) if word.isalpha() and len(word) >= SHORTEST else ():
            near.setdefault(shorter, set()).add(word)
    return Speller(
        counts, pairs, {short: tuple(sorted(of)) for short, of in near.items()}, initials or {}
    )
