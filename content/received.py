"""*Bà con đã nhận được chưa?*: the answers, and what of their figures may be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from content.polls import FEW

ANSWERS = ("yes", "not_yet", "refused", "not_asked")
"""Got it, not yet, was refused, did not ask for it."""
STUCK = frozenset({"not_yet", "refused"})
"""Answers after which one is told where to go."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What came of checks for one programme: how many gave each answer; None where so few did
    that they might be known."""

    slug: str
    name: str
    counts: Mapping[str, int | None]


def effect(slug: str, name: str, counts: Mapping[str, int]) -> Effect:
    """The figures of a programme as they may be told; no sum, from which few could be reckoned."""
    return Effect(slug, name, {answer: told(counts.get(answer, 0)) for answer in ANSWERS})


def told(count: int) -> int | None:
    """A count, or None for *fewer than 5*."""
    return None if 0 < count < FEW else count
