"""Reads content/data/words: what the search knows about the ways people type."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import Field

from content.library.source import Problem, Shape, SourceFile, fit, read_all
from content.search.words import Facet, Words

Text = Annotated[str, Field(min_length=1)]
OTHERS = frozenset({"shaming", "commands", "kind"})
"""Files of the folder that others read."""


class Replacements(Shape):
    """Phrases and what they are in plain words."""

    shorthand: dict[Text, Text] = {}
    abbreviations: dict[Text, Text] = {}
    dialect: dict[Text, Text] = {}
    dialect_cues: list[Text] = []
    synonyms: dict[Text, Text] = {}
    confusions: dict[Text, Text] = {}
    foreign: list[Text] = []
    stop: list[Text] = []


class Examples(Shape):
    """Ways to ask: for an explainer by its slug, or about a matter that is not ours."""

    phrasings: dict[Text, list[Text]] = {}
    outside: dict[Text, list[Text]] = {}


class FacetRow(Shape):
    """One trait of a question; see content.search.words.Facet."""

    name: Text
    when: list[Text]
    unless: list[Text] = []
    also: list[Text] = []
    absent: bool = False
    up: list[Text] = []
    down: list[Text] = []
    weight: Annotated[float, Field(gt=0, le=5)] = 1.0

    def facet(self) -> Facet:
        """As the search takes it."""
        return Facet(
            name=self.name,
            when=tuple(self.when),
            unless=tuple(self.unless),
            also=tuple(self.also),
            absent=self.absent,
            up=tuple(self.up),
            down=tuple(self.down),
            weight=self.weight,
        )


class Facets(Shape):
    """All traits."""

    facets: list[FacetRow] = []


class WordsFile(Replacements, Examples, Facets):
    """Any file of the folder: each kind may stand in any file."""


def read(folder: Path) -> tuple[Words, list[Problem]]:
    """The words data of a folder, and every mistake in it; broken files are left out."""
    files, problems = read_all(folder)
    whole: list[WordsFile] = []
    seen: dict[tuple[str, str], str] = {}
    for file in files:
        if file.stem in OTHERS:
            continue
        found = fit(WordsFile, file)
        if isinstance(found, WordsFile):
            problems += twice(file, found, seen)
            whole.append(found)
        else:
            problems += found
    return joined(whole), problems


def twice(file: SourceFile, found: WordsFile, seen: dict[tuple[str, str], str]) -> list[Problem]:
    """Keys that an earlier file has already explained."""
    problems: list[Problem] = []
    for table in ("shorthand", "abbreviations", "dialect", "synonyms", "confusions"):
        for phrase in getattr(found, table):
            other = seen.setdefault((table, phrase), file.name)
            if other != file.name:
                message = f"{table}: {phrase!r} stands in {other} already; keep one"
                problems.append(file.problem((table, phrase), message))
    return problems


def joined(files: list[WordsFile]) -> Words:
    """All files as one."""
    return Words(
        shorthand={k: v for file in files for k, v in file.shorthand.items()},
        abbreviations={k: v for file in files for k, v in file.abbreviations.items()},
        dialect={k: v for file in files for k, v in file.dialect.items()},
        dialect_cues=frozenset(cue for file in files for cue in file.dialect_cues),
        synonyms={k: v for file in files for k, v in file.synonyms.items()},
        confusions={k: v for file in files for k, v in file.confusions.items()},
        foreign=frozenset(word for file in files for word in file.foreign),
        stop=frozenset(word for file in files for word in file.stop),
        outside=listed([file.outside for file in files]),
        phrasings=listed([file.phrasings for file in files]),
        facets=tuple(row.facet() for file in files for row in file.facets),
    )


def listed(tables: list[dict[str, list[str]]]) -> dict[str, tuple[str, ...]]:
    """Lists of the same name added up."""
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for name, lines in table.items():
            found[name] = found.get(name, ()) + tuple(lines)
    return found
