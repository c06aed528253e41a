"""What people say that asks about no policy: greetings, thanks, anger, and cries for help.

Small talk is the whole message. A cry for help is heard anywhere in one, marks or not, for the
price of missing it is higher than that of a kind answer too many.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from content.commands import Line, Phrases, line
from content.search.telex import decode

FILE = Path(__file__).parent / "data" / "words" / "kind.toml"
LONGEST_PHRASE = 6
"""Words of the longest phrase that is heard within a message."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """The data file, compiled: phrases by kind."""

    whole: Mapping[str, Phrases]
    within: Mapping[str, Phrases]
    soft: Phrases


@cache
def kinds() -> Kinds:
    """Read once; a mistake in the file fails the first call, and a test."""
    table: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Kinds(
        whole={name: Phrases(phrases) for name, phrases in table["whole"].items()},
        within={name: Phrases(phrases) for name, phrases in table["within"].items()},
        soft=Phrases(table["soft"]),
    )


def cry(text: str) -> str | None:
    """What kind of help a message cries for, wherever in it.

    >>> cry("buon qua chi muon chet thoi"), cry("chồng chết"), cry("no xin ma otp")
    ('distress', None, 'scam')
    """
    parts = {part for typed in readings(text) for part in windows(typed)}
    return next(
        (name for name, known in kinds().within.items() if any(map(known.__contains__, parts))),
        None,
    )


def small_talk(text: str) -> str | None:
    """What kind of small talk a whole message is.

    >>> small_talk("cam on bac nhieu nhe"), small_talk("alo có ai không"), small_talk("vay vốn")
    ('thanks', 'hello', None)
    """
    for typed in readings(text):
        for words in cores(typed):
            for name, known in kinds().whole.items():
                if words in known:
                    return name
    return None


def readings(text: str) -> tuple[Line, ...]:
    """A message as it was typed, and as its Telex left-overs would read."""
    typed = line(text)
    meant = tuple(decode(word) or word for word in typed)
    return (typed,) if meant == typed else (typed, meant)


def windows(typed: Line) -> set[Line]:
    """Every run of words that a phrase may be."""
    return {
        typed[start : start + length]
        for start in range(len(typed))
        for length in range(1, LONGEST_PHRASE + 1)
    }


def cores(typed: Line) -> list[Line]:
    """A message with fewer and fewer of the small words at its ends."""
    soft = kinds().soft
    heads, tails = [typed], []
    while rest := soft.after(heads[-1]):
        heads.append(rest)
    for head in heads:
        while head:
            tails.append(head)
            head = soft.before(head) or ()
    return tails
