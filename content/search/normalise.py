"""Letters: one way to write what can be written in many.

NFC or NFD, capitals, old or new place of the tone mark, repeated letters, signs between words.
The *key* of a syllable has its tone mark last, so that hòa, hoà and Telex ``hoaf`` are the same.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

TONES = "\u0301\u0300\u0309\u0303\u0323"
"""Sắc, huyền, hỏi, ngã, nặng, as combining marks."""
LONGEST_TEXT = 2_000
"""Characters of a message that are read; the rest adds nothing but time."""

INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad]")
WORD = re.compile(r"[^\W_]+(?:\.[0-9]+)*", re.UNICODE)
AMOUNT = re.compile(r"^([0-9][0-9.]*)(k|tr|trieu|củ|cu|t|tuoi|tuổi|kg|%|m|tỷ|ty)([0-9]*)$")
REPEATED = re.compile(r"([^\W\d_])\1{2,}")
UNITS = {
    "k": "nghìn",
    "tr": "triệu",
    "trieu": "triệu",
    "củ": "triệu",
    "cu": "triệu",
    "t": "tuổi",
    "tuoi": "tuổi",
    "tuổi": "tuổi",
    "kg": "kg",
    "m": "triệu",
    "tỷ": "tỷ",
    "ty": "tỷ",
}


def pieces(text: str) -> list[str]:
    """The words of a message in lower case, NFC, without signs; amounts apart from units.

    >>> pieces("Vay 50tr  ĐƯỢC KOOOO???")
    ['vay', '50', 'triệu', 'được', 'ko']
    """
    tidy = unicodedata.normalize("NFC", INVISIBLE.sub("", text[:LONGEST_TEXT])).lower()
    return [part for word in WORD.findall(tidy) for part in apart(word)]


def apart(word: str) -> list[str]:
    """One word; an amount written together with its unit becomes two."""
    if amount := AMOUNT.match(word):
        rest = [amount[3]] if amount[3] else []
        return [amount[1], UNITS[amount[2]], *rest]
    return [REPEATED.sub(r"\1", word)]


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """Letters with their shape, and the tone mark moved to the end.

    >>> key("hòa") == key("hoà"), key("thủy") == key("thuỷ"), key("vay")
    (True, True, 'vay')
    """
    apart_ = unicodedata.normalize("NFD", word)
    tone = "".join(char for char in apart_ if char in TONES)[:1]
    bare = "".join(char for char in apart_ if char not in TONES)
    return unicodedata.normalize("NFC", bare) + tone


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """A lower-case word without any mark, đ as d."""
    apart_ = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(char for char in apart_ if not unicodedata.combining(char))
