"""Spellings of chat that follow a rule: khôg, mìh, fải, zậy, kòn, wá."""

from __future__ import annotations

from content.search.normalise import TONES, bare
from content.search.syllable import is_syllable

ENDINGS = (("g", "ng"), ("h", "nh"))
ONSETS = (
    ("f", "ph"),
    ("z", "d"),
    ("z", "v"),
    ("z", "gi"),
    ("w", "qu"),
    ("j", "gi"),
    ("k", "c"),
    ("dz", "d"),
    ("c", "k"),
    ("ng", "ngh"),
    ("ngh", "ng"),
    ("g", "gh"),
)


def repair(word: str) -> str:
    """The key of a possible syllable that the rules of chat spelling lead to, else the word.

    >>> repair("khôg"), repair("fai"), repair("xin")
    ('không', 'phai', 'xin')
    """
    plain = bare(word)
    if is_syllable(plain) or not plain.isalpha():
        return word
    tone = word[-1] if word[-1] in TONES else ""
    stem = word.removesuffix(tone)
    tries = [stem.removesuffix(old) + new for old, new in ENDINGS if stem.endswith(old)]
    tries += [new + stem.removeprefix(old) for old, new in ONSETS if stem.startswith(old)]
    return next((found + tone for found in tries if is_syllable(bare(found))), word)
