"""When too much fails: a fifth of the last two hundred, and never a handful."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from content.spikes import is_spike

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def moments(first: int, count: int) -> list[datetime]:
    return [NOW + timedelta(seconds=first + n) for n in range(count)]


@pytest.mark.parametrize(
    ("failed", "others", "spike"),
    [
        ((0, 40), (100, 160), True),
        ((0, 39), (100, 160), False),
        ((0, 40), (100, 161), False),  # the oldest failure is the 201st
        ((200, 40), (0, 300), True),
        ((0, 200), (500, 200), False),  # long ago
        ((0, 39), (100, 0), False),  # all of a small one, but few
        ((0, 45), (100, 0), True),
        ((0, 0), (0, 0), False),
    ],
)
def test_forty_of_the_last_two_hundred(
    failed: tuple[int, int], others: tuple[int, int], spike: bool
) -> None:
    assert is_spike(moments(*failed), moments(*others)) == spike
