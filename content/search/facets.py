"""Traits that decide between neighbours: loan or grant, poor or near-poor, not poor at all.

A facet is data (see words.Facet). A phrase of one word must agree with the marks typed (vay is
not vậy); a longer one may be typed without.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from content.search.normalise import bare
from content.search.tokens import Reader, Token
from content.search.words import Facet

STEP = 0.1
"""What one facet of weight 1 adds to, or takes from, a score of about 0 to 1."""

LONGEST = 6
"""Words of a phrase that is looked for."""

MARKED = 0.4
"""Share of words with marks from which a word without them is believed to have none."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in a question: words with marks, words typed without, runs of bare words.

    A run typed as one of two phrases with the same letters ("nhà tạm", "nhà tắm") stands with its
    marks instead.
    """

    forms: frozenset[str]
    unmarked: frozenset[str]
    runs: frozenset[Phrase]
    bare: frozenset[str] = frozenset()
    """Every word typed without marks, whatever its neighbours."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Compiled phrases: single words with marks, longer ones with and without."""

    single: frozenset[str]
    plain: frozenset[str]
    longer: frozenset[Phrase]

    def shown(self, seen: Seen) -> bool:
        """Whether any of them stands in the question."""
        return not (
            self.single.isdisjoint(seen.forms)
            and self.plain.isdisjoint(seen.unmarked)
            and self.longer.isdisjoint(seen.runs)
        )

    def may_stand(self, seen: Seen) -> bool:
        """Whether any of them may be meant, should marks be missing here and there."""
        return self.shown(seen) or not self.plain.isdisjoint(seen.bare)


@dataclass(frozen=True, slots=True)
class Rule:
    """A facet with its topics as numbers."""

    name: str
    when: Phrases
    unless: Phrases
    also: Phrases
    absent: bool
    shifts: tuple[tuple[int, float], ...]

    def holds(self, seen: Seen) -> bool:
        """Whether the question has the trait."""
        if self.unless.shown(seen) or (has_any(self.also) and not self.also.shown(seen)):
            return False
        return not self.when.may_stand(seen) if self.absent else self.when.shown(seen)


def has_any(phrases: Phrases) -> bool:
    """Whether there is anything to look for."""
    return bool(phrases.single or phrases.longer)


def see(tokens: Sequence[Token], twins: frozenset[Phrase] = frozenset()) -> Seen:
    """What stands in a question, gathered once for all facets; ``twins`` as twins() finds them."""
    unmarked = frozenset(token.plain for token in tokens if may_lack_marks(token))
    is_bare = sum(token.is_marked for token in tokens) < MARKED * len(tokens)
    return Seen(
        frozenset(token.form for token in tokens),
        unmarked if is_bare else frozenset(),
        frozenset(typed_runs(tokens, twins)),
        unmarked,
    )


def typed_runs(tokens: Sequence[Token], twins: frozenset[Phrase]) -> Iterator[Phrase]:
    """Every run of words, bare, but with its marks where they tell it from its twin."""
    plain = [token.plain for token in tokens]
    forms = [token.form for token in tokens]
    for width in range(2, LONGEST + 1):
        for start in range(len(plain) - width + 1):
            form = tuple(forms[start : start + width])
            yield form if form in twins else tuple(plain[start : start + width])


def twins(texts: Iterable[str], reader: Reader) -> frozenset[Phrase]:
    """Phrases that have the letters of another one and differ in marks only."""
    lines = (tuple(token.form for token in reader.read(text)) for text in texts)
    alike: defaultdict[Phrase, set[Phrase]] = defaultdict(set)
    for line in lines:
        alike[tuple(bare(word) for word in line)].add(line)
    return frozenset(form for plain, forms in alike.items() if len(forms) > 1 for form in forms)


def may_lack_marks(token: Token) -> bool:
    """Whether a word without marks may be another with them: bao (nhiêu) is not bão."""
    return not token.is_marked and token.weight == 1.0


def phrases(texts: Iterable[str], reader: Reader) -> Phrases:
    """Compile phrases, read as a question would be."""
    lines = [reader.read(text) for text in texts]
    return Phrases(
        frozenset(line[0].form for line in lines if len(line) == 1),
        frozenset(line[0].plain for line in lines if len(line) == 1),
        frozenset(run for line in lines if len(line) > 1 for run in both(line)),
    )


def both(line: Sequence[Token]) -> tuple[Phrase, Phrase]:
    """A phrase without its marks, and with them."""
    return tuple(token.plain for token in line), tuple(token.form for token in line)


def rules(facets: Iterable[Facet], slugs: Sequence[str], reader: Reader) -> tuple[Rule, ...]:
    """Compile facets for the topics that exist."""
    return tuple(
        Rule(
            facet.name,
            phrases(facet.when, reader),
            phrases(facet.unless, reader),
            phrases(facet.also, reader),
            facet.absent,
            shifts(facet, slugs),
        )
        for facet in facets
    )


def shifts(facet: Facet, slugs: Sequence[str]) -> tuple[tuple[int, float], ...]:
    """By topic number, how much the facet moves it."""
    found: list[tuple[int, float]] = []
    for number, slug in enumerate(slugs):
        up = any(fnmatchcase(slug, pattern) for pattern in facet.up)
        down = any(fnmatchcase(slug, pattern) for pattern in facet.down)
        if up != down:
            found.append((number, STEP * facet.weight * (1 if up else -1)))
    return tuple(found)


def moved(found: Sequence[Rule], topics: int) -> list[float]:
    """The sum of what the facets that hold do to each topic."""
    sums = [0.0] * topics
    for rule in found:
        for topic, shift in rule.shifts:
            sums[topic] += shift
    return sums
