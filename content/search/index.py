"""The index of explainers: built once from content, asked many times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.search.confidence import Decision, Signs, confidence, decide
from content.search.facets import Phrase, Rule, moved, rules, see, twins
from content.search.initials import initials
from content.search.ranking import Passage, Ranking, Scores, ranking
from content.search.spelling import Speller, speller
from content.search.tokens import Reader, Token, reader
from content.search.words import Words

SHOWN = 3
FIELD = {"title": 3.0, "keyword": 2.0, "question": 1.2, "hint": 0.8, "body": 0.5}
PARTS = Scores(fields=0.35, words=0.25, letters=0.45, contained=0.1)
"""What each likeness adds to a topic's score. Moving any one by a third to a half changed the
tuning half by less than one question in a hundred, so they are round numbers."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An explainer as the search sees it; ``questions`` are examples of how people ask."""

    slug: str
    title: str
    hint: str
    keywords: tuple[str, ...]
    questions: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """The best three with their scores (fewer only where there are fewer), best first."""

    decision: Decision
    results: tuple[tuple[str, float], ...]
    confidence: float = 0.0

    @property
    def answered(self) -> bool:
        """Whether the first may be shown as the answer."""
        return self.decision == "answer"


@dataclass(frozen=True, slots=True)
class Index:
    """Topics 0 to ``len(slugs) - 1`` are explainers; those after them are anti-documents."""

    slugs: tuple[str, ...]
    reader: Reader
    speller: Speller
    ranking: Ranking
    rules: tuple[Rule, ...]
    own: frozenset[str]
    twins: frozenset[Phrase] = frozenset()

    def search(self, text: str) -> Found:
        """What a message asks about. Never raises for any text."""
        ranked, signs = self.weigh(self.reader.read(text, self.speller))
        if not self.slugs:
            return Found("refuse", ())
        sure = confidence(signs)
        best = tuple((self.slugs[topic], round(score, 4)) for score, topic in ranked[:SHOWN])
        return Found(decide(sure, signs), best, round(sure, 4))

    def signs(self, text: str) -> Signs:
        """What the decision rests on; for calibration."""
        return self.weigh(self.reader.read(text, self.speller))[1]

    def weigh(self, tokens: Sequence[Token]) -> tuple[list[tuple[float, int]], Signs]:
        """Topics by score, best first, and the signs of how good the best is."""
        scores = self.ranking.score(tokens)
        seen = see(tokens, self.twins)
        holding = [rule for rule in self.rules if rule.holds(seen)]
        shifts = moved(holding, len(self.slugs))
        ranked = sorted(
            ((total(scores[topic]) + shifts[topic], topic) for topic in range(len(self.slugs))),
            key=lambda pair: (-pair[0], pair[1]),
        )
        outside = max((total(score) for score in scores[len(self.slugs) :]), default=0.0)
        return ranked, self.read_signs(tokens, ranked, scores, outside, shifts)

    def read_signs(
        self,
        tokens: Sequence[Token],
        ranked: Sequence[tuple[float, int]],
        scores: Sequence[Scores],
        outside: float,
        shifts: Sequence[float],
    ) -> Signs:
        """The signs of one ranking."""
        top, topic = ranked[0] if ranked else (0.0, 0)
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        parts = scores[topic] if ranked else Scores()
        plainly = top - (shifts[topic] if ranked else 0.0)
        return Signs(
            score=plainly,
            margin=top - second,
            over_outside=plainly - outside,
            outside=outside,
            fields=parts.fields,
            words=parts.words,
            letters=parts.letters,
            contained=parts.contained,
            coverage=self.ranking.coverage(tokens, topic),
            known=self.known(tokens),
            facets=max(-0.3, min(0.3, top - plainly)),
            length=min(8, sum(token.weight == 1.0 for token in tokens)) / 8,
        )

    def known(self, tokens: Sequence[Token]) -> float:
        """The share of the question's weight in words that explainers use."""
        whole = sum(token.weight for token in tokens)
        ours = sum(token.weight for token in tokens if token.plain in self.own)
        return ours / whole if whole else 0.0


def total(scores: Scores) -> float:
    """One number for a topic's likenesses."""
    return (
        PARTS.fields * scores.fields
        + PARTS.words * scores.words
        + PARTS.letters * scores.letters
        + PARTS.contained * scores.contained
    )


def build(entries: Sequence[Entry], words: Words) -> Index:
    """Compile explainers and words data into an index."""
    slugs = tuple(entry.slug for entry in entries)
    read = reader(words)
    ours = [p for n, entry in enumerate(entries) for p in passages(n, entry, words, read)]
    outside = list(outside_passages(len(slugs), words, read))
    everything = [*ours, *outside]
    return Index(
        slugs=slugs,
        reader=read,
        speller=speller(
            ([token.plain for token in passage.tokens] for passage in everything),
            initials([token.form for token in passage.tokens] for passage in ours if passage.alone),
        ),
        ranking=ranking(everything, len(slugs) + len(words.outside)),
        rules=rules(words.facets, slugs, read),
        own=frozenset(token.plain for passage in ours for token in passage.tokens),
        twins=twins((t for f in words.facets for t in (*f.when, *f.unless, *f.also)), read),
    )


def passages(topic: int, entry: Entry, words: Words, read: Reader) -> Iterable[Passage]:
    """An explainer's fields, one passage for each way of saying."""
    lines = [("title", entry.title), ("hint", entry.hint), ("body", entry.body)]
    lines += [("keyword", keyword) for keyword in entry.keywords]
    lines += [("question", question) for question in entry.questions]
    lines += [("question", question) for question in words.phrasings.get(entry.slug, ())]
    for field, line in lines:
        if tokens := read.read(line):
            yield Passage(
                topic, tokens, FIELD[field], alone=field in {"title", "keyword", "question"}
            )


def outside_passages(first: int, words: Words, read: Reader) -> Iterable[Passage]:
    """The anti-documents: matters that are not ours."""
    for topic, lines in enumerate(words.outside.values(), start=first):
        for line in lines:
            if tokens := read.read(line):
                yield Passage(topic, tokens, FIELD["question"])
