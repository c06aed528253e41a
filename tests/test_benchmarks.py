"""The benchmarks run: a figure that nobody can measure any more is worth nothing.

In sizes that say nothing about speed; `make bench` does.
"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.source import ROOT, tracked

SMALL = {
    "audience": ("--people", "300", "--", "sqlite"),
    "outbox": ("--rows", "9000", "--campaigns", "2", "--", "sqlite"),
    "broadcast": ("--people", "50", "--rounds", "1", "--", "sqlite"),
    "eligibility": ("--programmes", "20", "--households", "5", "--walks", "1"),
}


@pytest.mark.parametrize("name", SMALL)
def test_a_benchmark_prints_its_figures_beside_a_control(name: str) -> None:
    program = (sys.executable, "-m", f"tests.benchmarks.{name}", *SMALL[name])

    done = subprocess.run(program, cwd=ROOT, check=True, stdout=subprocess.PIPE)

    found = json.loads(done.stdout)
    assert found["benchmark"] == name
    assert "control" in str(found)


def test_make_bench_runs_every_benchmark() -> None:
    [line] = [
        line for line in (ROOT / "Makefile").read_text().splitlines() if line.startswith("BENCHM")
    ]
    programs = {
        path.stem
        for path in tracked("tests/benchmarks/*.py")
        if path.parts[:-1] == ("tests", "benchmarks") and "def main(" in (ROOT / path).read_text()
    }

    assert set(line.partition(":=")[2].split()) == programs
