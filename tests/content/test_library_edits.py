"""Edits are laid over a file's table, copy on write."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library.edits import Edit, EditError, added_below, in_force, overlaid

FILE = "content/data/stories/tea.toml"


def table() -> dict[str, Any]:
    return {"title": "Chè", "means": ["a", "b"], "doors": {"who": "x"}, "sources": [{"says": "s"}]}


def test_an_edit_changes_one_key_and_leaves_the_table_it_came_from() -> None:
    before = table()

    after = overlaid(before, (Edit(FILE, ("sources", 0, "says"), "t"),))

    assert after is not None
    assert after["sources"] == [{"says": "t"}]
    assert before == table()


def test_a_value_of_none_takes_away_a_key_or_the_whole_file() -> None:
    without = overlaid(table(), (Edit(FILE, ("doors", "who"), None),))

    assert without is not None
    assert without["doors"] == {}
    assert overlaid(table(), (Edit(FILE, (), None),)) is None


def test_a_row_can_be_added_at_the_end_of_a_list_but_not_beyond() -> None:
    longer = overlaid(table(), (Edit(FILE, ("means", 2), "c"),))

    assert longer is not None
    assert longer["means"] == ["a", "b", "c"]
    with pytest.raises(EditError, match="leads nowhere"):
        overlaid(table(), (Edit(FILE, ("means", 4), "c"),))


@pytest.mark.parametrize("path", [("no", "such"), ("title", "x"), ("sources", "0", "says")])
def test_a_path_that_leads_nowhere_is_an_error_that_names_it(path: tuple[str | int, ...]) -> None:
    with pytest.raises(EditError, match="leads nowhere"):
        overlaid(table(), (Edit(FILE, path, "x"),))


def test_an_edit_of_a_file_that_is_not_there_is_an_error_unless_it_brings_the_whole() -> None:
    with pytest.raises(EditError, match="does not exist"):
        overlaid(None, (Edit(FILE, ("title",), "x"),))
    with pytest.raises(EditError, match="a table"):
        overlaid(None, (Edit(FILE, (), "x"),))

    assert overlaid(None, (Edit(FILE, (), {"title": "x"}),)) == {"title": "x"}


def test_edits_hold_only_while_they_are_in_force() -> None:
    with in_force((Edit(FILE, (), {"title": "x"}),)):
        assert added_below("content/data/stories", set()) == (FILE,)
        assert added_below("content/data/stories", {FILE}) == ()
        assert added_below("content/data/plan", set()) == ()

    assert added_below("content/data/stories", set()) == ()


@given(st.dictionaries(st.text(min_size=1), st.integers()), st.text(min_size=1), st.integers())
def test_a_key_that_was_set_reads_as_set(held: dict[str, int], key: str, value: int) -> None:
    after = overlaid(dict(held), (Edit(FILE, (key,), value),))

    assert after == held | {key: value}
