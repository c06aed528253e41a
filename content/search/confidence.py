"""How sure the search is: answer, suggest, or refuse kindly.

A logistic over a dozen readings of the ranking says how likely the question is ours *and* its
first topic right. The coefficients below come from ``tests/content/calibrate_search.py``, fitted
on the tuning halves of tests/questions (ids with ``t-``); the other halves are only measured.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from math import exp
from typing import Literal

Decision = Literal["answer", "suggest", "refuse"]

ANSWER = 0.35
"""Confidence from which the first topic is shown at once."""
SUGGEST = 0.1
"""Confidence from which three topics are offered; below it the question is refused."""
ONE_WORD = 1 / 8
NAMED = 0.6
"""The score from which a single telling word is as good as a topic's name ("gạo", "EPS")."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What the ranking shows about one question; each about 0 to 1 unless said otherwise."""

    score: float
    margin: float
    over_outside: float
    """The first topic's score above the best anti-document's; below 0 when outside wins."""
    outside: float
    fields: float
    words: float
    letters: float
    contained: float
    coverage: float
    known: float
    """The share of the question's words that any explainer uses."""
    facets: float
    length: float
    """Content words, up to 8, as a share of 8."""


INTERCEPT = -8.53
COEFFICIENTS = Signs(
    score=1.86,
    margin=0.15,
    over_outside=3.09,
    outside=-8.87,
    fields=8.78,
    words=-2.76,
    letters=-0.80,
    contained=2.26,
    coverage=2.21,
    known=3.01,
    facets=9.03,
    length=3.80,
)


def confidence(signs: Signs) -> float:
    """From 0 to 1."""
    pairs = zip(astuple(COEFFICIENTS), astuple(signs), strict=True)
    return 1 / (1 + exp(-(INTERCEPT + sum(weight * value for weight, value in pairs))))


def decide(sure: float, signs: Signs) -> Decision:
    """The tier of a confidence. Nothing is read into a message without a telling word ("không",
    "alo", "1"), and one word answers only when it nearly names its topic: "vay" is a choice."""
    if not signs.length:
        return "refuse"
    if sure >= ANSWER and (signs.length > ONE_WORD or signs.score >= NAMED):
        return "answer"
    return "suggest" if sure >= SUGGEST else "refuse"
