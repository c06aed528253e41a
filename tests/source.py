"""The repository as files, for the tests that read it."""

from __future__ import annotations

import ast
import shutil
import subprocess
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
ROOMS = ("content", "db", "handlers", "scheduler", "bot")


@cache
def tracked(*patterns: str) -> tuple[Path, ...]:
    """Every file of the repository, or those of some patterns (``*`` crosses folders), relative to
    its root.

    Asked of git, so that caches and a virtual environment are no part of it; where there is no
    git (an unpacked archive), the files themselves.
    """
    every = (path for path in listed() or loose() if (ROOT / path).is_file())
    wanted = patterns or ("*",)
    return tuple(
        sorted(path for path in every if any(fnmatch(path.as_posix(), one) for one in wanted))
    )


@cache
def listed() -> frozenset[Path]:
    """What git knows or would take in; empty where it cannot tell."""
    if not shutil.which("git"):
        return frozenset()
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return frozenset(Path(name) for name in told.stdout.split("\0") if name)


@cache
def loose() -> frozenset[Path]:
    """The files on disk, without what is made by running."""
    made = {"var", "__pycache__"}
    files = (path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file())
    return frozenset(
        path
        for path in files
        if not made & set(path.parts)
        if path.parts[0] == ".ci" or not path.parts[0].startswith(".")
    )


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
