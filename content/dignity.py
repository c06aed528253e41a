"""People's dignity: words no text of ours may use, and lists of households no text may carry.

The plan's III.4.4 also asks to criticise households in public; that we refuse. Pure functions,
used by the content check, by the campaign check and by whoever writes to many people.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from content.fold import fold, tidy

WORDS = Path(__file__).parent / "data" / "words" / "shaming.toml"
LATIN = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA))]
UPPER = "A-Z" + "".join(char for char in LATIN if char.isupper())
LOWER = "a-z" + "".join(char for char in LATIN if char.islower())
NAME = rf"[{UPPER}][{LOWER}]*(?: [{UPPER}][{LOWER}]*\.?){{1,4}}"
CALLED = r"(?:[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị)"
HOUSEHOLD = re.compile(rf"\b[Hh]ộ (?:gia đình )?(?:{CALLED} )?{NAME}")
LISTED = re.compile(
    rf"^\s*(?:[-*•]|\d+[.)])\s*(?:[Hh]ộ )?(?:{CALLED} )?({NAME})\s*(?:[,;:(–-].*)?$"
)
ALLOWED = 1
"""Households a text may name: none in a list; one may be a person telling their own story."""


def shaming_words(text: str) -> list[str]:
    """The words of a text that shame people, in the order of the list; empty for a fair text.

    >>> shaming_words("Không để bà con trông chờ")
    ['trông chờ']
    >>> shaming_words("doi tuong ngheo")
    ['đối tượng nghèo']
    """
    marked = tidy(text)
    bare = fold(text)
    if marked == bare:
        # One syllable without marks says too little: luoi is lười, and lưới, a net.
        return [word for word in shaming() if " " in word and holds(bare, fold(word))]
    return [word for word in shaming() if holds(marked, word)]


def holds(text: str, word: str) -> bool:
    """Whether a whole word, or a run of words, stands in a text."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def named_households(text: str) -> list[str]:
    """The households a text lists by name; empty unless they are more than one."""
    inline = [found[0].strip() for found in HOUSEHOLD.finditer(text)]
    rows = [found[1] for line in text.splitlines() if (found := LISTED.match(line))]
    return next((found for found in (inline, rows) if len(found) > ALLOWED), [])


def private_words(text: str) -> list[str]:
    """What a text tells of a person's age, illness, ethnicity or house."""
    found = (re.search(pattern, text, re.IGNORECASE) for pattern in patterns())
    return [match[0] for match in found if match]


def instead_of(word: str) -> str:
    """What a writer may say in place of a shaming word."""
    return shaming()[word]


@cache
def shaming() -> dict[str, str]:
    """Each shaming word with what to say instead, longest first, so that it is named in full."""
    rows = {tidy(word): str(row["instead"]) for row in data()["shaming"] for word in row["words"]}
    return dict(sorted(rows.items(), key=lambda row: -len(row[0])))


@cache
def patterns() -> tuple[str, ...]:
    """The regular expressions of what is private."""
    return tuple(data()["private"]["patterns"])


@cache
def data() -> dict[str, Any]:
    """The file as it stands."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))
