"""Whose turn it is, where several campaigns wait with the same urgency."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.delivery import Urgency
from db.sources import Source, in_turn
from db.values import CampaignId

TICKS = 600
PEERS = [Source(int(Urgency.CAMPAIGN), CampaignId(n)) for n in (1, 2)]


def shares(sizes: Sequence[int]) -> Counter[int | None]:
    """How much each of two campaigns gets of ticks of these sizes, over and over: a tick is shared
    equally, and its odd row goes to whose turn it is."""
    got: Counter[int | None] = Counter()
    for turn in range(TICKS):
        first, second = in_turn(PEERS, turn)
        size = sizes[turn % len(sizes)]
        got[first.campaign] += size - size // 2
        got[second.campaign] += size // 2
    return got


@pytest.mark.parametrize("sizes", [(1,), (3,), (1, 2), (2, 1), (1, 2, 2, 4), (3, 1, 2)])
def test_two_campaigns_get_equal_shares_though_ticks_are_large_and_small_by_turns(
    sizes: tuple[int, ...],
) -> None:
    one, two = (shares(sizes)[number] for number in (1, 2))
    assert abs(one - two) <= 0.02 * (one + two)


@given(st.integers(0, 10**9))
def test_nobody_is_lost_by_taking_turns(turn: int) -> None:
    ping = Source(int(Urgency.PING))
    assert sorted(in_turn([ping, *PEERS], turn)) == sorted([ping, *PEERS])
    assert in_turn([ping, *PEERS], turn)[0] == ping
