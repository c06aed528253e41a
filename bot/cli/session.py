"""What every command needs: settings, a store brought up to date, keys, the library."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, NoReturn, TypeVar

import typer

from bot import collector
from bot.config import ConfigError, Settings, load
from bot.home import keys_of, library_of
from content.library.build import ContentError
from content.library.library import Library
from db.cipher import BadKey, Keys
from db.opening import open_store
from db.store import BadUrl, Store, Unavailable

T = TypeVar("T")

ConfigFile = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="A config.toml elsewhere.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON value and nothing else.")]


class BadInput(Exception):
    """The caller's mistake: exit status 2, one line that says what, where, and what is right."""


class Failed(Exception):
    """It could not be done: exit status 1, one line."""


@dataclass(frozen=True, slots=True)
class Session:
    """One command's world."""

    settings: Settings
    store: Store
    keys: Keys
    library: Library


def settings_of(file: Path | None) -> Settings:
    """The settings; raises BadInput."""
    try:
        return load(file, dict(os.environ))
    except ConfigError as error:
        raise BadInput(str(error)) from None


def keys_for(settings: Settings) -> Keys:
    """The keys; raises BadInput."""
    try:
        return keys_of(settings)
    except BadKey as error:
        raise BadInput(str(error)) from None


@asynccontextmanager
async def session(file: Path | None) -> AsyncIterator[Session]:
    """Open everything, and close it again."""
    settings = settings_of(file)
    try:
        store = await open_store(settings.database.url)
    except BadUrl as error:
        raise BadInput(str(error)) from None
    except Unavailable as error:
        raise Failed(str(error)) from None
    try:
        with collector.resting():
            library = await library_of(store)
        yield Session(settings, store, keys_for(settings), library)
    except ContentError as error:
        raise Failed("\n".join(str(problem) for problem in error.problems)) from None
    finally:
        await store.close()


def run(file: Path | None, work: Callable[[Session], Awaitable[T]]) -> T:
    """Run a command's work within a session."""

    async def within() -> T:
        async with session(file) as opened:
            return await work(opened)

    return asyncio.run(within())


def put(value: Any) -> None:
    """One JSON value on one line of stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def say(*lines: str) -> None:
    """Plain lines on stdout."""
    sys.stdout.write("\n".join(lines) + "\n")


def jsonl(path: Path) -> list[tuple[int, Any]]:
    """The lines of a JSON Lines file, with their numbers; a line that is none is a BadLine.

    A line ends at a line feed only: U+2028 and its like may stand inside a JSON string.
    """
    lines = contents(path).removeprefix(BOM_UTF8).split(b"\n")
    return [(n, parsed(line)) for n, line in enumerate(lines, 1) if line.strip()]


def contents(path: Path) -> bytes:
    """A file given on the command line; raises BadInput."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None


def value_of(text: bytes) -> Any:
    """One JSON value. Raises ValueError: no JSON, not UTF-8, NaN, too deep or too long a number."""
    try:
        return json.loads(text.decode("utf-8"), parse_constant=no_number)
    except RecursionError:
        raise ValueError("nested too deep") from None


def no_number(name: str) -> NoReturn:
    """NaN and Infinity: Python reads them, JSON has no such numbers."""
    raise ValueError(f"{name} is no JSON number")


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of input that is not what it should be; ``id`` where it can be read all the same."""

    why: str
    id: Any = None


def parsed(line: bytes) -> Any:
    """A line's JSON object, or what is wrong with it."""
    try:
        value = value_of(line)
    except ValueError as error:
        return BadLine(f"is not JSON: {error}", id_in(line))
    if not isinstance(value, dict):
        return BadLine('is not a JSON object such as {"id": 1, …}')
    return value


def id_in(line: bytes) -> Any:
    """The id of a line that Python alone can read, one with NaN in it; None where there is none
    that JSON could echo."""
    try:
        value = json.loads(line)
        found = value.get("id") if isinstance(value, dict) else None
        json.dumps(found, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return found


def each_line(path: Path, answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """One answer a line, in order, ``id`` echoed; 1 when some line was bad, else 0."""
    status = 0
    for number, line in jsonl(path):
        row = line if isinstance(line, dict) else {"id": line.id}
        try:
            if isinstance(line, BadLine):
                raise BadInput(f"line {number} {line.why}")
            put({"id": row.get("id"), **answer(row)})
        except BadInput as error:
            put({"id": row.get("id"), "error": str(error)})
            status = 1
    return status
