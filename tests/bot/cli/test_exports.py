"""Tables written by the command line: whole or not at all, and read back as they were."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.cli.exports import in_place_of, write
from bot.cli.session import BadInput
from bot.tables import Kind, Row, at_hand
from content import workbooks

HEAD = ("channel", "contact", "name", "ground", "language")
ROWS = (
    ("telegram", "-100123", "Nguyễn Thị Lan", "", "vi"),
    ("email", "lan@xa.vn", "=1+1", "", "vi"),
    ("web", "x", '\'Hòa, "nhà"\nthôn 3', "", ""),
)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_takes_the_place_of_an_older_one(tmp_path: Path, kind: Kind) -> None:
    path = tmp_path / "people"
    path.write_text("older")

    asyncio.run(write((kind, path), HEAD, at_hand(ROWS)))

    assert path.read_bytes()[:5] != b"older"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [*tmp_path.iterdir()] == [path]


def test_a_workbook_reads_back_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"

    asyncio.run(write(("xlsx", path), HEAD, at_hand(ROWS)))

    found = [cells for _, cells in workbooks.rows(path.read_bytes())]
    assert found == [list(HEAD), *(workbooks.trimmed(list(row)) for row in ROWS)]
    assert load_workbook(path).worksheets[0]["C3"].data_type == "s", "no formula"


def test_an_export_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    async def broken(row: int) -> tuple[Sequence[Row], int]:
        if row:
            raise KeyboardInterrupt
        return ROWS, 1

    path = tmp_path / "people.csv"
    path.write_text("older")

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(write(("csv", path), HEAD, broken))

    assert path.read_text() == "older"
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_stays_one_and_what_it_names_is_renewed(tmp_path: Path) -> None:
    path, link = tmp_path / "real.csv", tmp_path / "link.csv"
    path.write_text("older")
    link.symlink_to(path)

    with in_place_of(link) as file:
        file.write(b"newer")

    assert link.is_symlink()
    assert path.read_bytes() == b"newer"


@pytest.mark.parametrize("name", [".", "none/people.csv"])
def test_where_nothing_can_be_written_is_one_clear_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput, match="--csv .* cannot be written"):
        asyncio.run(write(("csv", tmp_path / name), HEAD, at_hand(ROWS)))


def test_what_is_no_file_is_written_as_it_comes() -> None:
    asyncio.run(write(("csv", Path("/dev/null")), HEAD, at_hand(ROWS)))
    assert not Path("/dev/null").is_file()
