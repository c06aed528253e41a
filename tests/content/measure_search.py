"""How well the search reads questions, per style, as JSON.

    python tests/content/measure_search.py FILE.jsonl [--half t|h] [--all-topics] [--wrong]
        [--left-out]

Lines are ``{"id","text","style","slugs","scope"}``. Topics without an explainer are left out of
the in-scope figures, and counted, unless ``--all-topics`` indexes them by their phrasings alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from content.library.words import read as read_words  # noqa: E402
from content.search.index import Entry, Index, build  # noqa: E402
from content.search.words import Words  # noqa: E402

DATA = ROOT / "content" / "data"


@dataclass(frozen=True, slots=True)
class Question:
    """One line of a set."""

    id: str
    text: str
    style: str
    slugs: tuple[str, ...]
    scope: str


def questions(file: Path) -> list[Question]:
    """A set from JSON Lines."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    return [Question(**{**row, "slugs": tuple(row["slugs"])}) for row in rows]


def words() -> Words:
    """The words data; stops at any mistake in it."""
    found, problems = read_words(DATA / "words")
    if problems:
        raise SystemExit("\n".join(map(str, problems)))
    return found


def explainers() -> list[Entry]:
    """The explainers there are."""
    tables = [
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted((DATA / "explainers").glob("*.toml"))
    ]
    return [entry(table) for table in tables if "slug" in table]


def entry(table: dict[str, Any]) -> Entry:
    """An explainer's file as the search sees it."""
    body = " ".join([table.get("answer", ""), *table.get("doors", {}).values()])
    return Entry(
        table["slug"],
        table["title"],
        table.get("hint", ""),
        tuple(table.get("keywords", ())),
        tuple(table.get("questions", ())),
        body,
    )


def bare_entries(known: Iterable[Entry], data: Words) -> list[Entry]:
    """Topics without an explainer, from their phrasings alone."""
    have = {entry.slug for entry in known}
    return [
        Entry(slug, lines[0], "", (), (), "")
        for slug, lines in data.phrasings.items()
        if slug not in have
    ]


def index(*, all_topics: bool = False) -> Index:
    """The index the program would build today."""
    data = words()
    entries = explainers()
    return build([*entries, *(bare_entries(entries, data) if all_topics else [])], data)


def measure(found: Index, asked: Sequence[Question]) -> dict[str, dict[str, float]]:
    """Shares per style and for all, in per cent."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for question in asked:
        if question.scope == "in" and not set(question.slugs) & set(found.slugs):
            counts["all"]["no_explainer"] += 1
            continue
        marks = judged(found, question)
        counts["all"].update(marks)
        counts[question.style].update(marks)
    return {style: shares(count) for style, count in sorted(counts.items())}


def judged(found: Index, question: Question) -> list[str]:
    """What is true of one answer."""
    result = found.search(question.text)
    slugs = [slug for slug, _ in result.results]
    if question.scope == "out":
        return ["out", *(["out_answered"] if result.answered else [])]
    right = slugs[:1] and slugs[0] in question.slugs
    marks = ["in", *(["top1"] if right else [])]
    marks += ["top3"] if set(slugs) & set(question.slugs) else []
    marks += ["direct"] if right and result.answered else []
    return marks + (["refused"] if result.decision == "refuse" else [])


def left_out(entries: Sequence[Entry], data: Words) -> dict[str, float]:
    """Every indexed example, asked of an index built without it and half of the others."""
    count: Counter[str] = Counter()
    for kept in (0, 1):
        found = build(
            [replace(entry, questions=entry.questions[kept::2]) for entry in entries],
            replace(data, phrasings={slug: of[kept::2] for slug, of in data.phrasings.items()}),
        )
        for entry in entries:
            lines = (entry.questions, data.phrasings.get(entry.slug, ()))
            for line in (line for of in lines for line in of[1 - kept :: 2]):
                count.update(judged(found, Question("", line, "", (entry.slug,), "in")))
    return shares(count)


def shares(count: Counter[str]) -> dict[str, float]:
    """Counts as per cent of the questions they are about."""
    row: dict[str, float] = {"in": count["in"], "out": count["out"]}
    if count["no_explainer"]:
        row["no_explainer"] = count["no_explainer"]
    for name in ("top1", "top3", "direct", "refused"):
        row[name] = round(100 * count[name] / count["in"], 1) if count["in"] else 0.0
    row["out_answered"] = (
        round(100 * count["out_answered"] / count["out"], 1) if count["out"] else 0.0
    )
    return row


def main() -> None:
    """Print the figures of a set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", default="", help="ids beginning with this")
    parser.add_argument("--all-topics", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="list the mistakes on stderr")
    parser.add_argument("--left-out", action="store_true", help="ask the index for what it lacks")
    options = parser.parse_args()
    asked = [q for q in questions(options.file) if q.id.startswith(options.half)]
    started = time.perf_counter()
    found = index(all_topics=options.all_topics)
    built = time.perf_counter() - started
    figures: dict[str, Any] = dict(measure(found, asked))
    if options.left_out:
        figures["left_out"] = left_out(explainers(), words())
    figures["speed"] = {"build_s": round(built, 3), "p95_ms": speed(found, asked)}
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    if options.wrong:
        list_wrong(found, asked)


def speed(found: Index, asked: Sequence[Question]) -> float:
    """The 95th percentile of a search, in ms."""
    times = []
    for question in asked:
        started = time.perf_counter()
        found.search(question.text)
        times.append(time.perf_counter() - started)
    return round(1000 * sorted(times)[int(0.95 * len(times))], 2)


def list_wrong(found: Index, asked: Sequence[Question]) -> None:
    """Every question not answered as it should be."""
    for question in asked:
        result = found.search(question.text)
        slugs = [slug for slug, _ in result.results]
        fine = (
            result.answered and slugs[0] in question.slugs
            if question.scope == "in"
            else not result.answered
        )
        if not fine:
            print(
                question.id,
                result.decision,
                result.confidence,
                question.slugs,
                question.text,
                result.results,
                file=sys.stderr,
            )


if __name__ == "__main__":
    main()
