"""A process of one role alone: alive to the others, and ended in order."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.service import Deployment, wait


def beaten(here: Deployment) -> bool:
    """Whether its heart beat again after it had entered itself."""
    with closing(sqlite3.connect(here.file)) as conn:
        return bool(conn.execute("SELECT 1 FROM processes WHERE beat_at > started_at").fetchall())


@pytest.mark.parametrize("role", ["sender", "receiver"])
def test_a_process_that_only_sends_or_receives_has_a_heart(tmp_path: Path, role: str) -> None:
    """A silent one would be taken for dead after a minute, and what it sends told again."""
    here = Deployment(tmp_path)
    try:
        assert here.command("db", "upgrade").returncode == 0
        here.launch("--role", role)
        wait(lambda: beaten(here), "a heart to beat", here.told)
        assert here.stop() == 0
    finally:
        here.close()
