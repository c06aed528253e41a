"""The search index over the library's explainers, and the words data checked against them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from content.explainers import Explainer
from content.library.faults import unknown
from content.library.source import Problem, read_all
from content.references import REFERENCE
from content.search.index import Entry, Index, build
from content.search.words import Words


def compiled(explainers: Iterable[Explainer], words: Words) -> Index:
    """The index of explainers."""
    return build([entry(explainer) for explainer in explainers], words)


def entry(explainer: Explainer) -> Entry:
    """An explainer as the search reads it; numbers change and are left out."""
    texts = (explainer.answer, *(door.text for door in explainer.doors))
    return Entry(
        slug=explainer.slug,
        title=explainer.title,
        hint=explainer.hint,
        keywords=explainer.keywords,
        questions=explainer.questions,
        body=REFERENCE.sub("", "\n".join(texts)),
    )


def phrasing_faults(folder: Path, explainers: Collection[str]) -> list[Problem]:
    """Ways to ask for an explainer that is not there."""
    files, _ = read_all(folder)
    return [
        file.problem(path, message)
        for file in files
        for slug in file.table.get("phrasings", {})
        for path, message in unknown(("phrasings", slug), slug, explainers, "explainer")
    ]
