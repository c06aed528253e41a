"""The house keeps its shape: sizes, names, imports, words, and nothing of anybody's workplace."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.source import ROOMS, ROOT, modules, parsed, tracked

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
JUNK = re.compile(r"(^|_)(utils?|helpers?|managers?|misc|common|stuff)(_|$)")


def test_a_module_is_one_idea_long() -> None:
    sizes = {str(module): lines_of(module) for module in modules()}

    long = {name: n for name, n in sizes.items() if n > LONGEST_FILE}

    assert long == {}


def lines_of(module: Path) -> int:
    """How many lines a file has."""
    return len((ROOT / module).read_text().splitlines())


def test_a_function_fits_a_glance() -> None:
    long = [
        f"{module}: {node.name}: {size(node)} lines"
        for module in modules()
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and size(node) > LONGEST_FUNCTION
    ]

    assert long == []


def size(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_names_say_what_a_thing_is() -> None:
    named = [
        f"{module}: {part}"
        for module in modules()
        for part in (*module.with_suffix("").parts, *defined(module))
        if JUNK.search(part)
    ]

    assert named == []


def defined(module: Path) -> list[str]:
    """The names of its functions and classes."""
    return [
        snake(node.name)
        for node in ast.walk(parsed(module))
        if isinstance(node, (*FUNCTIONS, ast.ClassDef))
    ]


def snake(name: str) -> str:
    """``TaskManager`` as ``task_manager``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def test_junk_names_are_seen() -> None:
    for name in ("utils", "text_helper", snake("TaskManager"), "misc"):
        assert JUNK.search(name)
    for name in ("asynccontextmanager", "community", "miscount"):
        assert not JUNK.search(name)


def test_there_are_five_rooms_and_no_other_code() -> None:
    tops = {path.parts[0] for path in tracked("*.py") if len(path.parts) > 1}

    assert tops == {*ROOMS, "tests"}


def test_every_package_says_what_it_is() -> None:
    nameless = [str(path) for path in modules("__init__.py") if not ast.get_docstring(parsed(path))]

    assert nameless == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [str(path) for path in modules() if not ast.get_docstring(parsed(path))]

    assert silent == []


def test_imports_point_down() -> None:
    """import-linter, with the contracts of pyproject.toml."""
    program = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout[-3000:]


def test_only_the_clock_looks_at_the_clock() -> None:
    looking = re.compile(r"datetime\.now\(|date\.today\(|datetime\.utcnow\(|time\.time\(")
    found = [
        str(path)
        for path in modules()
        if looking.search((ROOT / path).read_text()) and str(path) != "bot/clock.py"
    ]

    assert found == []


def test_no_task_is_forgotten() -> None:
    found = [
        str(path)
        for path in modules()
        if re.search(r"asyncio\.(create_task|ensure_future)\(", (ROOT / path).read_text())
    ]

    assert found == []


def elsewhere() -> Iterator[str]:
    """What must stand nowhere in the repository, put together here so that it does not."""
    dot = "."
    yield from (dot.join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org")))
    yield from (dot.join(parts) for parts in (("registry", "npmjs", "org"), ("crates", "io")))
    yield from (dot.join(parts) for parts in (("proxy", "golang", "org"), ("rubygems", "org")))
    yield from ("/".join(parts) for parts in (("..", "shared"), ("", "work", "")))
    yield "/" + dot.join(("", "library"))


@pytest.mark.parametrize("foreign", list(elsewhere()))
def test_nothing_names_a_registry_or_somebodys_workplace(foreign: str) -> None:
    found = [
        str(path)
        for path in tracked()
        if path.suffix not in (".png", ".jpg") and foreign in text_of(path)
    ]

    assert found == []


def text_of(path: Path) -> str:
    """A file's text; what is no text is empty."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("name", ["run", "test"])
def test_requirements_are_pinned_by_hash_and_name_no_index(name: str) -> None:
    lock = (ROOT / f"requirements/{name}.txt").read_text()
    pins = re.findall(r"^[a-zA-Z0-9][^\s#]*==[^\s]+", lock, re.MULTILINE)
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", lock)

    assert pins
    assert [block.split()[0] for block in blocks if "==" in block and "--hash=" not in block] == []
    assert not re.search(r"(--(extra-)?index-url|--find-links|^-i |://)", lock, re.MULTILINE)


def test_every_library_asked_for_is_locked() -> None:
    for name in ("run", "test"):
        wanted = re.findall(
            r"^([A-Za-z0-9_.-]+)", (ROOT / f"requirements/{name}.in").read_text(), re.MULTILINE
        )
        lock = (ROOT / f"requirements/{name}.txt").read_text().lower()
        wanted = [one for one in wanted if not one.startswith("-")]

        assert [one for one in wanted if f"\n{one.lower()}" not in f"\n{lock}"] == []
