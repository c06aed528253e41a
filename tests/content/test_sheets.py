"""Tables for spreadsheets: read back the same, and never reckoned."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.sheets import FORMULA, NUMBER, harmless, lines, plain

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.mark.parametrize("cell", ["=1+1", "+84", "-1+1", "@x", "\tx", " =HYPERLINK(1)", "\n=1"])
def test_a_formula_is_shown_and_not_reckoned(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5))
def test_what_is_written_reads_back_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    back = list(csv.reader(io.StringIO(lines(rows), newline="")))

    assert back == [[harmless(cell) for cell in row] for row in rows]
    assert [[plain(cell) for cell in row] for row in back] == rows
    reckoned = [cell for row in back for cell in row if cell.startswith(FORMULA)]
    assert all(NUMBER.match(cell) for cell in reckoned)


def test_the_number_of_a_group_stays_a_number() -> None:
    assert harmless("-1001234567890") == "-1001234567890"


@given(CELLS)
def test_a_guarded_cell_reads_back_as_it_was(cell: str) -> None:
    assert plain(harmless(cell)) == cell
    assert plain(harmless("'" + cell)) == "'" + cell
