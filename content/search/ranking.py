"""How alike a question and every topic are: words in fields, words and letters in passages.

A topic is judged as a whole (BM25 over weighted fields, single words and pairs) and by its best
passage (a title, a keyword, an example question): cosine of words, cosine of letter 3–4-grams,
and how much of the passage the question contains, which finds the worry in a rambling message.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from content.search.tokens import Token

PAIR_WEIGHT = 0.9
MARK_WEIGHT = 0.35
"""Of a word whose marks agree as well; the unmarked word counts 1."""
SATURATION = 1.2
SIZES = (3, 4)
COMMON = 0.1
"""Letter grams in more than this share of the passages tell nothing and cost time."""
MOST_PASSAGES = 160
"""However many passages there are, a gram in more of them is left to the words: so the time of a
question hardly grows with the number of explainers."""
FULL_WEIGHT = 9.0
"""Weight (idf-like) from which a contained passage counts fully; short ones count less."""

Weights = dict[str, float]
Postings = dict[str, list[tuple[int, float]]]


@dataclass(frozen=True, slots=True)
class Passage:
    """One way of saying what a topic is about; ``weight`` is of its field."""

    topic: int
    tokens: tuple[Token, ...]
    weight: float
    alone: bool = True
    """False for running text, which speaks for the topic but is no example of a question."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Of one topic for one question, each about 0 to 1."""

    fields: float = 0.0
    words: float = 0.0
    letters: float = 0.0
    contained: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranking:
    """The compiled topics. ``passages`` maps a passage number to its topic."""

    passages: tuple[int, ...]
    topics: int
    idf: Mapping[str, float]
    fields: Postings
    words: Postings
    letters: Postings
    gram_idf: Mapping[str, float]
    scales: tuple[float, ...]
    """Of each passage: one over its length, which makes a cosine of shared weight."""
    shares: tuple[float, ...]
    """Of each passage: what makes a share of it of shared weight; little for little passages."""
    unknown: float

    def score(self, tokens: Sequence[Token]) -> list[Scores]:
        """Every topic's likeness to a question."""
        terms = self.weighted(word_weights(tokens))
        grams = normal({g: w * self.gram_idf.get(g, 0.0) for g, w in gram_weights(tokens).items()})
        size = sqrt(sum(w * w for w in terms.values())) or 1.0
        words, letters, contained = self.best(
            added(self.words, terms, len(self.passages)),
            added(self.letters, grams, len(self.passages)),
        )
        fields = self.by_field(terms)
        return [
            Scores(fields[topic], words[topic] / size, letters[topic], contained[topic])
            for topic in range(self.topics)
        ]

    def weighted(self, terms: Weights) -> Weights:
        """Terms by how telling they are; words nobody of us uses count against any topic."""
        return {term: weight * self.idf.get(term, self.unknown) for term, weight in terms.items()}

    def by_field(self, terms: Weights) -> list[float]:
        """The share of the question's weight that each topic's fields cover."""
        whole = sum(terms.values()) or 1.0
        return [covered / whole for covered in added(self.fields, terms, self.topics)]

    def best(
        self, shared: Sequence[float], alike: Sequence[float]
    ) -> tuple[list[float], list[float], list[float]]:
        """Of each topic's passages the best: by words, by letters, by how much is contained."""
        words, letters, contained = ([0.0] * self.topics for _ in range(3))
        rows = zip(self.passages, shared, alike, self.scales, self.shares, strict=True)
        for topic, weight, likeness, scale, share in rows:
            if likeness > letters[topic]:
                letters[topic] = likeness
            if not weight:
                continue
            if weight * scale > words[topic]:
                words[topic] = weight * scale
            if weight * share > contained[topic]:
                contained[topic] = weight * share
        return words, letters, contained

    def coverage(self, tokens: Sequence[Token], topic: int) -> float:
        """The share of the question's single words that a topic knows."""
        terms = self.weighted({token.plain: token.weight for token in tokens})
        known = sum(
            w for t, w in terms.items() if any(of == topic for of, _ in self.fields.get(t, ()))
        )
        return known / (sum(terms.values()) or 1.0)


def added(postings: Postings, weights: Weights, documents: int) -> list[float]:
    """The sum over shared terms, for each document."""
    sums = [0.0] * documents
    for term, weight in weights.items():
        for document, value in postings.get(term, ()):
            sums[document] += weight * value
    return sums


def word_weights(tokens: Sequence[Token]) -> Weights:
    """Single words, words with their marks, and pairs; the heaviest occurrence counts."""
    found: Weights = {}
    for token in tokens:
        found[token.plain] = max(found.get(token.plain, 0.0), token.weight)
        if token.is_marked:
            found["'" + token.form] = token.weight * MARK_WEIGHT
    for one, two in pairwise(tokens):
        weight = min(1.0, (one.weight + two.weight) / 2) * PAIR_WEIGHT
        if max(one.weight, two.weight) == 1.0:
            found[f"{one.plain} {two.plain}"] = weight
    return found


def gram_weights(tokens: Sequence[Token]) -> Weights:
    """Letter grams over the unmarked line, each as heavy as the words it lies in."""
    text = " " + "".join(token.plain + " " for token in tokens)
    heavy = [0.0] + [w for t in tokens for w in [t.weight] * len(t.plain) + [t.weight]]
    found: Weights = {}
    for size in SIZES:
        for start in range(len(text) - size + 1):
            gram = text[start : start + size]
            weight = sum(heavy[start : start + size]) / size
            found[gram] = max(found.get(gram, 0.0), weight)
    return found


def normal(weights: Weights) -> Weights:
    """Scaled to length 1, zeros left out."""
    size = sqrt(sum(w * w for w in weights.values())) or 1.0
    return {term: weight / size for term, weight in weights.items() if weight}


def inverse(documents: Sequence[Weights]) -> dict[str, float]:
    """How telling each term is: log of the share of documents without it."""
    counts = Counter(term for document in documents for term in document)
    return {t: log(1 + (len(documents) - n + 0.5) / (n + 0.5)) for t, n in counts.items()}


def ranking(passages: Sequence[Passage], topics: int) -> Ranking:
    """Compile passages of topics numbered from 0."""
    counted = [word_weights(passage.tokens) for passage in passages]
    whole = fields_of(passages, counted, topics)
    idf = inverse(whole)
    alone = [number for number, passage in enumerate(passages) if passage.alone]
    words = [{t: w * idf[t] for t, w in counted[number].items()} for number in alone]
    grams = [gram_weights(passages[number].tokens) for number in alone]
    gram_idf = telling(grams)
    sizes = [sqrt(sum(w * w for w in ws.values())) or 1.0 for ws in words]
    letters = [normal({g: w * gram_idf.get(g, 0.0) for g, w in gram.items()}) for gram in grams]
    return Ranking(
        passages=tuple(passages[number].topic for number in alone),
        topics=topics,
        idf=idf,
        fields=posted([saturated(weights) for weights in whole]),
        words=posted(words),
        letters=posted(letters),
        gram_idf=gram_idf,
        scales=tuple(1 / size for size in sizes),
        shares=tuple(1 / (size * max(size, FULL_WEIGHT)) for size in sizes),
        unknown=log(1 + 2 * topics),
    )


def telling(grams: Sequence[Weights]) -> dict[str, float]:
    """How telling each letter gram is; common ones left out."""
    most = min(MOST_PASSAGES, COMMON * len(grams))
    counts = Counter(gram for weights in grams for gram in weights)
    return {g: value for g, value in inverse(grams).items() if counts[g] <= max(most, 1)}


def fields_of(passages: Sequence[Passage], counted: list[Weights], topics: int) -> list[Weights]:
    """Each topic as one bag of terms, weighted by field."""
    whole: list[defaultdict[str, float]] = [defaultdict(float) for _ in range(topics)]
    for passage, weights in zip(passages, counted, strict=True):
        for term in weights:
            whole[passage.topic][term] += passage.weight
    return [dict(weights) for weights in whole]


def saturated(weights: Weights) -> Weights:
    """BM25's saturation, without length: topics are about equally long."""
    return {t: w / (w + SATURATION) for t, w in weights.items()}


def posted(documents: Sequence[Weights]) -> Postings:
    """From each term to the documents that have it."""
    postings: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, document in enumerate(documents):
        for term, weight in document.items():
            postings[term].append((number, weight))
    return dict(postings)
