"""When sending stands still, and when there is a reason."""

from __future__ import annotations

from db.overdue import Movement
from scheduler.standstill import PATIENCE, Standstill

ROWS = frozenset({1, 2})
WAITS = Movement(ROWS, ended=False, waits=True)
NOTHING = Movement(frozenset(), ended=False, waits=False)


def watching(rows: frozenset[int] = ROWS) -> Standstill:
    """One that has seen these rows at the head, just now."""
    made = Standstill()
    assert not made.stands("fake", Movement(rows, ended=False, waits=False), 0)
    return made


def test_rows_that_wait_while_none_goes_are_a_standstill_after_a_quarter_of_an_hour() -> None:
    one = watching()

    assert [
        one.stands("fake", WAITS, at) for at in (60, PATIENCE - 1, PATIENCE, PATIENCE + 60)
    ] == [
        False,
        False,
        True,
        True,
    ]


def test_an_empty_queue_is_none() -> None:
    one = watching(frozenset())

    assert not one.stands("fake", NOTHING, 2 * PATIENCE)


def test_where_one_row_went_the_watch_begins_anew() -> None:
    one, moved = watching(), Movement(frozenset({2, 3}), ended=True, waits=True)

    assert not one.stands("fake", moved, PATIENCE)
    assert one.rows("fake") == {2, 3}
    assert not one.stands("fake", WAITS, 2 * PATIENCE - 1)
    assert one.stands("fake", WAITS, 2 * PATIENCE)


def test_rows_that_may_not_go_now_are_let_alone() -> None:
    one, paused = watching(), Movement(ROWS, ended=False, waits=False)

    assert not one.stands("fake", paused, PATIENCE)
    assert not one.stands("fake", WAITS, 2 * PATIENCE - 1)


def test_a_channel_that_told_us_to_wait_is_watched_anew_afterwards() -> None:
    one = watching()
    one.forget("fake")

    assert one.rows("fake") == frozenset()
    assert not one.stands("fake", NOTHING, PATIENCE)
