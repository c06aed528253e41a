"""Answers: the buttons of a campaign that are answers, and how many people gave each. Beside them,
or alone, a button may ask for an answer in the reader's own words.

The message itself carries screens only: one button leads to ``poll/<campaign>``, where each answer
is an act sealed for its reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from content.campaigns import ANSWER, WRITE, Campaign, Draft, State
from content.fold import fold

OPEN_FOR = timedelta(days=30)
"""Answers are taken, and may be changed, for so long after a campaign has started."""
TAKING: tuple[State, ...] = ("running", "paused", "held", "finished")
FEW = 5
"""A count below this may point at a person; it is shown as *fewer than 5*."""
LONGEST_KEY = 40
TEXT = "text"
"""The key of an answer in one's own words."""
KNOWN_KEYS: Mapping[str, str] = {"co": "yes", "khong": "no"}
"""*Có* and *Không* are called as programs call them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer: ``key`` as audiences name it (``answered:42=yes``), ``label`` as people read."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many gave an answer; None where so few did that the number is not told."""

    choice: Choice
    count: int | None


def choices(draft: Draft) -> tuple[Choice, ...]:
    """The answers of a draft, in order: number n of an address is ``choices(draft)[n - 1]``."""
    found: list[Choice] = []
    for button in draft.buttons:
        if button.to == ANSWER:
            taken = {TEXT, *(one.key for one in found)}
            found.append(Choice(unused(key_of(button.label), taken), button.label))
    return tuple(found)


def own_words(draft: Draft) -> str:
    """The label of the button that asks for own words; "" where none does."""
    return next((button.label for button in draft.buttons if button.to == WRITE), "")


def asks(draft: Draft) -> bool:
    """Whether a draft is a question."""
    return any(button.to in (ANSWER, WRITE) for button in draft.buttons)


def key_of(label: str) -> str:
    """A label as a key: folded, words joined; ``yes`` and ``no`` for *Có* and *Không*."""
    bare = re.sub(r"[^a-z0-9]+", "-", fold(label)).strip("-")[:LONGEST_KEY].strip("-")
    return KNOWN_KEYS.get(bare, bare or "answer")


def unused(key: str, taken: set[str]) -> str:
    """The key, numbered where another answer has it."""
    n, free = 1, key
    while free in taken:
        n += 1
        free = f"{key}-{n}"
    return free


def takes_answers(campaign: Campaign, now: datetime) -> bool:
    """Whether an answer counts now."""
    begun = campaign.started_at
    return campaign.state in TAKING and begun is not None and now < begun + OPEN_FOR


def tallies(draft: Draft, counts: Mapping[str, int]) -> tuple[Tally, ...]:
    """The figures of a poll as they may be shown."""
    written = (Choice(TEXT, own_words(draft)),) if own_words(draft) else ()
    every = (*choices(draft), *written)
    return tuple(Tally(one, shown(counts.get(one.key, 0))) for one in every)


def shown(count: int) -> int | None:
    """A count that is large enough to be told."""
    return count if count >= FEW else None
