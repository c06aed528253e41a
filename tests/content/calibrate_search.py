"""Fits the coefficients of content/search/confidence.py and prints them as Python.

    python tests/content/calibrate_search.py

Fitted on the tuning halves of tests/questions (ids with ``t-``) as typed and without their marks,
and on every example question, phrasing and anti-document line we have, each asked of an index
that was built without it (five folds). The other halves are never looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import astuple, fields, replace
from math import exp
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import measure_search as measuring

from content.fold import fold
from content.search.confidence import Signs
from content.search.index import Entry, build
from content.search.words import Words

SETS = ("own.jsonl", "blind.jsonl")
FOLDS = 5
ROUNDS = 3_000
STEP = 0.5
KEEP_SMALL = 0.002
WRONG_TOPIC = 0.5
"""Weight of an in-scope question with the wrong topic first: suggesting would be right."""
OWN_SET = 3.0
"""Weight of a typed question against an indexed line."""

Example = tuple[tuple[float, ...], float, float]
"""Signs, 1 when answering is right, weight."""


def tuning(entries: Sequence[Entry], data: Words) -> list[Example]:
    """The tuning half, as typed and without marks."""
    index = build(entries, data)
    examples: list[Example] = []
    for question in asked():
        if question.id.startswith("t-"):
            for text in (question.text, fold(question.text)):
                top = index.search(text).results[0][0]
                right = question.scope == "in" and top in question.slugs
                weight = WRONG_TOPIC if question.scope == "in" and not right else 1.0
                examples.append((astuple(index.signs(text)), float(right), weight * OWN_SET))
    return examples


def asked() -> list[measuring.Question]:
    """Both sets of typed questions."""
    folder = measuring.ROOT / "tests" / "questions"
    return [q for name in SETS for q in measuring.questions(folder / name)]


def folded(entries: Sequence[Entry], data: Words) -> list[Example]:
    """Indexed lines, each asked of an index without it."""
    examples: list[Example] = []
    for fold_ in range(FOLDS):
        index = build([without(entry, fold_) for entry in entries], words_without(data, fold_))
        for slug, line in held_out(entries, data, fold_):
            top = index.search(line).results[0][0]
            weight = WRONG_TOPIC if slug and top != slug else 1.0
            examples.append((astuple(index.signs(line)), float(top == slug), weight))
    return examples


def without(entry: Entry, fold_: int) -> Entry:
    """An entry without a fold of its questions."""
    return replace(entry, questions=others(entry.questions, fold_))


def words_without(data: Words, fold_: int) -> Words:
    """Words data without a fold of its examples."""
    return replace(
        data,
        phrasings={slug: others(lines, fold_) for slug, lines in data.phrasings.items()},
        outside={name: others(lines, fold_) for name, lines in data.outside.items()},
    )


def others(lines: Sequence[str], fold_: int) -> tuple[str, ...]:
    """All lines but every fifth."""
    return tuple(line for n, line in enumerate(lines) if n % FOLDS != fold_)


def held_out(entries: Sequence[Entry], data: Words, fold_: int) -> list[tuple[str, str]]:
    """The lines of a fold with their slug; none for anti-documents."""
    lines = [(entry.slug, entry.questions) for entry in entries]
    lines += [("", of) for of in data.outside.values()]
    return [(slug, x) for slug, of in lines for n, x in enumerate(of) if n % FOLDS == fold_]


def fit(examples: Sequence[Example]) -> tuple[float, list[float]]:
    """Weighted logistic regression by gradient descent on standardised signs."""
    count = len(examples[0][0])
    whole = sum(weight for _, _, weight in examples)
    means = [sum(w * x[i] for x, _, w in examples) / whole for i in range(count)]
    spreads = [
        (sum(w * (x[i] - means[i]) ** 2 for x, _, w in examples) / whole) ** 0.5 or 1.0
        for i in range(count)
    ]
    rows = [
        ([(x[i] - means[i]) / spreads[i] for i in range(count)], y, w / whole)
        for x, y, w in examples
    ]
    bias, slopes = descend(rows, count)
    raw = [slope / spread for slope, spread in zip(slopes, spreads, strict=True)]
    return bias - sum(a * m for a, m in zip(raw, means, strict=True)), raw


def descend(
    rows: Sequence[tuple[list[float], float, float]], count: int
) -> tuple[float, list[float]]:
    """The minimum of the log loss, coefficients kept small."""
    bias, slopes = 0.0, [0.0] * count
    for _ in range(ROUNDS):
        pull, pulls = 0.0, [KEEP_SMALL * slope for slope in slopes]
        for x, y, w in rows:
            miss = w * (
                1 / (1 + exp(-bias - sum(a * b for a, b in zip(slopes, x, strict=True)))) - y
            )
            pull += miss
            pulls = [p + miss * b for p, b in zip(pulls, x, strict=True)]
        bias -= STEP * pull
        slopes = [a - STEP * p for a, p in zip(slopes, pulls, strict=True)]
    return bias, slopes


def main() -> None:
    """Print the coefficients, and what thresholds would do on the fitted examples."""
    data = measuring.words()
    entries = measuring.explainers()
    examples = tuning(entries, data) + folded(entries, data)
    intercept, slopes = fit(examples)
    print(f"INTERCEPT = {intercept:.2f}\nCOEFFICIENTS = Signs(")
    for field, slope in zip(fields(Signs), slopes, strict=True):
        print(f"    {field.name}={slope:.2f},")
    print(")")
    sure = [
        (1 / (1 + exp(-intercept - sum(a * b for a, b in zip(slopes, x, strict=True)))), y)
        for x, y, _ in examples
    ]
    for cut in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        right = [s for s, y in sure if y]
        wrong = [s for s, y in sure if not y]
        print(
            cut,
            f"{sum(s >= cut for s in right) / len(right):.3f}",
            f"{sum(s >= cut for s in wrong) / len(wrong):.3f}",
        )


if __name__ == "__main__":
    main()
