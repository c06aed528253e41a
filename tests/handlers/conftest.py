"""A world for each test of handlers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.talk import World, world_of


@pytest.fixture
def world(sqlite_template: Path, tmp_path: Path) -> Iterator[World]:
    """An empty database, the real library, a fixed clock."""
    made = world_of(sqlite_template, tmp_path)
    yield made
    made.made.dispose()
