"""The repository as files, for the tests that read it."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("content", "db", "handlers", "scheduler", "bot")


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Every file of the repository, or those of some patterns, relative to its root.

    Asked of git, so that caches and a virtual environment are no part of it; where there is no
    git (an unpacked archive), the files themselves.
    """
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        return tuple(sorted(loose(*patterns)))
    names = (Path(name) for name in listed.stdout.split("\0") if name)
    return tuple(sorted(path for path in names if (ROOT / path).is_file()))


def loose(*patterns: str) -> set[Path]:
    """The files on disk, without what is made by running."""
    made = {".venv", "var", "__pycache__", ".git"}
    found = (path for pattern in patterns or ("*",) for path in ROOT.rglob(pattern))
    files = {path.relative_to(ROOT) for path in found if path.is_file()}
    return {path for path in files if not made & set(path.parts) and path.parts[0][:1] != "."}


@cache
def modules(name: str = "*.py") -> tuple[Path, ...]:
    """The modules of the five rooms, migrations aside."""
    every = (path for room in ROOMS for path in (ROOT / room).rglob(name))
    relative = (path.relative_to(ROOT) for path in every)
    return tuple(sorted(path for path in relative if "migrations" not in path.parts))


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of a module."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))
