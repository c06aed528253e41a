"""Abbreviations nobody listed: a run of initials is read as the phrase it stands for.

"CHXAPT" is *chấp hành xong án phạt tù*, because the explainers use those words in that order.
Content that grows teaches its own abbreviations.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from content.search.normalise import bare
from content.search.syllable import is_syllable

FEWEST = 3
"""Two letters stand for too much: those are listed by hand."""
MOST = 6
LONGEST_LINE = 12
"""A longer line is a story, not a name; nobody abbreviates it."""

Forms = tuple[str, ...]


def initials(lines: Iterable[Sequence[str]]) -> Mapping[str, Forms]:
    """From initials without marks to the commonest phrase that has them; lines of keys.

    >>> initials([["nợ", "quá", "hạn"], ["nợ", "quá", "hạn", "lãi"]])["nqh"]
    ('nợ', 'quá', 'hạn')
    """
    found: defaultdict[str, Counter[Forms]] = defaultdict(Counter)
    for line in (line for line in lines if len(line) <= LONGEST_LINE):
        for phrase in phrases(line):
            found["".join(bare(word)[0] for word in phrase)][phrase] += 1
    return {
        short: max(phrases, key=lambda phrase: (phrases[phrase], phrase))
        for short, phrases in found.items()
        if not is_syllable(short)
    }


def phrases(line: Sequence[str]) -> Iterable[Forms]:
    """The runs of a line that may be abbreviated: words only, no numbers."""
    for width in range(FEWEST, min(MOST, len(line)) + 1):
        for start in range(len(line) - width + 1):
            run = tuple(line[start : start + width])
            if all(word[0].isalpha() for word in run):
                yield run
