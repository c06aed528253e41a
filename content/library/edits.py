"""Edits made in the console, laid over the files before anything is checked.

An edit is a plain value: a file, a path of keys in it, and the new value. db returns them as
rows; ``overlaid`` lays them over a file's table, ``in_force`` says which ones hold while a
library is read.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

KeyPath = tuple[str | int, ...]


class EditError(ValueError):
    """An edit that points at nothing; the message says what is there."""


@dataclass(frozen=True, slots=True)
class Edit:
    """``file`` as messages name it (``content/data/stories/tea.toml``); ``path`` empty means the
    whole file, which may be new. A ``value`` of None takes the key, or the file, away."""

    file: str
    path: KeyPath
    value: Any

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return PurePosixPath(self.file).stem


@dataclass(frozen=True, slots=True)
class Rejected:
    """An edit that would break the library, and why."""

    edit: Edit
    reason: str


# Every loader reads through source.read_all, so the edits in force stand here once instead of
# being handed through each loader's signature.
IN_FORCE: ContextVar[tuple[Edit, ...]] = ContextVar("edits_in_force", default=())


@contextmanager
def in_force(edits: tuple[Edit, ...]) -> Iterator[None]:
    """While this lasts, files are read with these edits laid over."""
    token = IN_FORCE.set(edits)
    try:
        yield
    finally:
        IN_FORCE.reset(token)


def edits_of(file: str) -> tuple[Edit, ...]:
    """The edits in force on one file, oldest first."""
    return tuple(edit for edit in IN_FORCE.get() if edit.file == file)


def added_below(folder: str, existing: set[str]) -> tuple[str, ...]:
    """Files below a folder that exist only as edits of a whole file."""
    inside = (edit for edit in IN_FORCE.get() if PurePosixPath(folder) in _parents(edit.file))
    names = {edit.file for edit in inside if not edit.path and edit.file not in existing}
    return tuple(sorted(names))


def _parents(file: str) -> tuple[PurePosixPath, ...]:
    return tuple(PurePosixPath(file).parents)


def overlaid(table: dict[str, Any] | None, edits: tuple[Edit, ...]) -> dict[str, Any] | None:
    """The table after the edits, a copy; None when the file was taken away.

    Raises EditError for a path that leads nowhere.
    """
    table = copy.deepcopy(table)
    for edit in edits:
        if not edit.path:
            table = whole(edit)
        elif table is None:
            raise EditError(f"{edit.file} does not exist")
        else:
            put(table, edit)
    return table


def whole(edit: Edit) -> dict[str, Any] | None:
    """The value of an edit that replaces a whole file."""
    if edit.value is not None and not isinstance(edit.value, dict):
        raise EditError(f"{edit.file}: a whole file is a table, not {edit.value!r}")
    return copy.deepcopy(edit.value)


def put(table: dict[str, Any], edit: Edit) -> None:
    """Set or take away one key, in place."""
    holder: Any = table
    for key in edit.path[:-1]:
        holder = inside(holder, key, edit)
    last = edit.path[-1]
    if edit.value is None:
        inside(holder, last, edit)
        del holder[last]
    elif isinstance(holder, list) and last == len(holder):
        holder.append(copy.deepcopy(edit.value))
    elif isinstance(holder, dict):
        holder[str(last)] = copy.deepcopy(edit.value)
    else:
        inside(holder, last, edit)
        holder[last] = copy.deepcopy(edit.value)


def inside(holder: Any, key: str | int, edit: Edit) -> Any:
    """One step down; raises EditError saying where the path ends."""
    if isinstance(holder, dict) and key in holder:
        return holder[key]
    if isinstance(holder, list) and isinstance(key, int) and 0 <= key < len(holder):
        return holder[key]
    where = ".".join(str(part) for part in edit.path)
    raise EditError(f"{edit.file}: {where} leads nowhere: there is no {key!r}")
