"""One content file: TOML read with the line of every key, so that an error can say where.

``read_all`` gives every readable file of a folder and a Problem for each that is not;
``fit`` checks a file's table against a pydantic model and reports all its errors at once.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from content.library.edits import Edit, EditError, added_below, edits_of, overlaid

DATA = Path(__file__).parents[1] / "data"
HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
KEY = re.compile(r"^\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=(.*)$")
QUOTES = ('"""', "'''")
STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')

Path_ = tuple[str | int, ...]
M = TypeVar("M", bound="Shape")


class Shape(BaseModel):
    """The edge: a table of a content file. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in content: where it stands, what is wrong and what would be right."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """``name`` is the path from the repository's ``content/``; ``lines`` maps key paths."""

    name: str
    stem: str
    table: dict[str, Any]
    lines: dict[Path_, int]

    def line_of(self, path: Path_) -> int:
        """The line of a key, or of the nearest table above it; lines start at 1."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def problem(self, path: Path_, message: str) -> Problem:
        """A mistake at a key of this file."""
        return Problem(self.name, self.line_of(path), message)


def read_all(folder: Path) -> tuple[list[SourceFile], list[Problem]]:
    """Every .toml below a folder (or the one file given), by name, with the edits in force laid
    over; files that are not TOML become problems."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    paths = [folder] if folder.is_file() else sorted(folder.rglob("*.toml"))
    for path in paths:
        read_one(label(path), path.stem, path, files, problems)
    for name in added_below(label(folder), {label(path) for path in paths}):
        read_one(name, Path(name).stem, None, files, problems)
    return files, problems


def read_one(
    name: str, stem: str, path: Path | None, files: list[SourceFile], problems: list[Problem]
) -> None:
    """One file (``path`` None: it exists only as an edit) into files, or into problems."""
    edits = edits_of(name)
    try:
        text = path.read_text(encoding="utf-8") if path else ""
        table = edited(tomllib.loads(text) if path else None, edits)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found = re.search(r"line (\d+)", str(error))
        problems.append(Problem(name, int(found[1]) if found else 1, f"is not TOML: {error}"))
    except EditError as error:
        problems.append(Problem(name, 1, str(error)))
    else:
        if table is not None:
            files.append(SourceFile(name, stem, table, key_lines(text)))


def edited(table: dict[str, Any] | None, edits: tuple[Edit, ...]) -> dict[str, Any] | None:
    """The table as it stands after its edits; most files have none."""
    return overlaid(table, edits) if edits else table


def label(path: Path) -> str:
    """How a content file is named in messages: from ``content/`` on where it lies there."""
    for parent in path.parents:
        if parent.name == "content":
            return str(path.relative_to(parent.parent))
    return str(path)


def key_lines(text: str) -> dict[Path_, int]:
    """The line of every table header and key; rows of ``[[x]]`` are numbered from 0."""
    lines: dict[Path_, int] = {}
    table: Path_ = ()
    counts: dict[Path_, int] = {}
    closing, depth = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = "" if closing in line else closing
        elif depth:
            depth += depth_of(line)
        elif header := HEADER.match(line):
            table = table_path(header[2], counts, is_row=header[1] == "[[")
            lines[table] = number
        elif key := KEY.match(line):
            lines[table + tuple(part.strip() for part in key[1].split("."))] = number
            closing = left_open(key[2])
            depth = 0 if closing else depth_of(key[2])
    return lines


def depth_of(value: str) -> int:
    """How many brackets a line opens and does not close, strings and comments aside."""
    bare = STRING.sub("", value).partition("#")[0]
    return bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")


def table_path(header: str, counts: dict[Path_, int], *, is_row: bool) -> Path_:
    """``[a.b]`` as a path, with the number of the current row after each repeated table."""
    path: Path_ = ()
    parts = [part.strip().strip("\"'") for part in header.split(".")]
    for depth, part in enumerate(parts, start=1):
        path += (part,)
        if is_row and depth == len(parts):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path += (counts[path],)
    return path


def left_open(value: str) -> str:
    """The quotes that a value opens and does not close on its line, or nothing."""
    for quotes in QUOTES:
        if value.count(quotes) % 2:
            return quotes
    return ""


def fit(shape: type[M], file: SourceFile, *path: str | int) -> M | list[Problem]:
    """A table as a checked value, or everything that is wrong with it."""
    table: Any = file.table
    for part in path:
        table = table[part]
    try:
        return shape.model_validate(table)
    except ValidationError as error:
        return [
            file.problem(path + tuple(fault["loc"]), explain(fault, shape))
            for fault in error.errors()
        ]


def explain(fault: Any, shape: type[Shape]) -> str:
    """A pydantic fault as a sentence: which key, what is wrong, what would be right."""
    key = ".".join(str(part) for part in fault["loc"])
    match fault["type"]:
        case "extra_forbidden":
            close = nearest(str(fault["loc"][-1]), shape.model_fields)
            return f"unknown key {key!r}" + (f"; did you mean {close!r}?" if close else "")
        case "missing":
            return f"needs {key!r}"
        case _:
            return explain_value(key, fault)


def explain_value(key: str, fault: Any) -> str:
    """What is wrong with the value of a key, and what would be right."""
    match fault["type"]:
        case "string_too_long":
            most, size = fault["ctx"]["max_length"], len(fault["input"])
            return f"{key} has {size} characters, {size - most} more than the {most} allowed"
        case "too_short":
            return f"{key} needs at least {fault['ctx']['min_length']}, not {len(fault['input'])}"
        case "tuple_type" | "list_type":
            return f'{key} = {fault["input"]!r}: write a list, as in ["…", "…"]'
        case "date_from_datetime_parsing" | "date_parsing" | "date_type":
            return f"{key} = {fault['input']!r}: write a day without quotes, as in 2027-01-31"
        case "string_pattern_mismatch" if "a-z0-9" in fault["ctx"]["pattern"]:
            return f"{key} = {fault['input']!r}: use only a-z, 0-9 and single hyphens"
        case _:
            return f"{key} = {fault['input']!r}: {fault['msg']}"


def nearest(text: str, known: Iterable[str]) -> str:
    """The known name most like a mistyped one, or nothing."""
    return next(iter(difflib.get_close_matches(text, list(known), n=1)), "")
