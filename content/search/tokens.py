"""A message as tokens: the words people meant, each with its weight."""

from __future__ import annotations

from dataclasses import dataclass

from content.search.normalise import bare, key, pieces
from content.search.repair import repair
from content.search.rewrite import Rewriter, keys, rewriter
from content.search.spelling import Speller
from content.search.telex import decode
from content.search.words import Words

STOP_WEIGHT = 0.2
"""Of a function word; not 0, since the "bảo" of bảo hiểm may look like one."""
NUMBER_WEIGHT = 0.3


@dataclass(frozen=True, slots=True)
class Token:
    """A word with its marks (``form``, see normalise.key), without them, and how much it counts."""

    form: str
    plain: str
    weight: float

    @property
    def is_marked(self) -> bool:
        """Whether the marks were typed, so that they can be believed."""
        return self.form != self.plain


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads messages and content alike, with everything the words data knows."""

    short: Rewriter
    dialect: Rewriter
    synonyms: Rewriter
    cues: frozenset[str]
    foreign: frozenset[str]
    stop: frozenset[str]

    def read(self, text: str, speller: Speller | None = None) -> tuple[Token, ...]:
        """The tokens of a text; with a speller, glued and mistyped words are set right."""
        line = self.short.apply(self.short.apply([self.decoded(w) for w in pieces(text)]))
        spoken = any(word in self.cues for word in line)
        line = self.dialect.apply(line, loosely=spoken)
        if speller:
            line = self.mended(line, speller)
        return tuple(self.token(word) for word in self.synonyms.apply(line))

    def decoded(self, word: str) -> str:
        """One word as a key, keyboard left-overs and chat spelling undone."""
        form = key(word)
        if form in self.foreign or (form,) in self.short.exact:
            return form
        return decode(word) or repair(form)

    def mended(self, line: list[str], speller: Speller) -> list[str]:
        """The line with spelling set right; foreign words stay."""
        return [
            word
            for old, new in zip(line, self.by_word(line, speller), strict=True)
            for word in ([old] if old in self.foreign else new)
        ]

    def by_word(self, line: list[str], speller: Speller) -> list[list[str]]:
        """What each word became: one or, where it was glued, several."""
        cuts = [speller.cut(word) for word in line]
        mended = iter(speller.mend([word for cut in cuts for word in cut]))
        return [[next(mended) for _ in cut] for cut in cuts]

    def token(self, form: str) -> Token:
        """A key with its weight."""
        weight = 1.0
        if form in self.stop:
            weight = STOP_WEIGHT
        elif form[0].isdigit():
            weight = NUMBER_WEIGHT
        return Token(form, bare(form), weight)


def reader(words: Words) -> Reader:
    """Compile the words data."""
    return Reader(
        short=rewriter({**words.abbreviations, **words.shorthand}),
        dialect=rewriter(words.dialect),
        synonyms=rewriter({**words.synonyms, **words.confusions}),
        cues=frozenset(key(word) for word in words.dialect_cues),
        foreign=frozenset(key(word) for word in words.foreign),
        stop=frozenset(form for word in words.stop for form in keys(word)),
    )
