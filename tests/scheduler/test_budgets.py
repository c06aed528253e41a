"""One rate for all senders: lowered by a 429, climbing back, shared without a word."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.budgets import Budget
from scheduler.budgets import (
    DOWN,
    FLOOR,
    FRESH,
    LOOK,
    SETTLING,
    Allowance,
    Shared,
    portion,
    remaining,
    share_at,
    slowed,
)
from scheduler.pacing import Pace
from scheduler.recovery import LINGERING
from tests.pushes import NOW, later

LINGERS = LINGERING.total_seconds()
MINUTE = timedelta(minutes=1)


def test_a_429_for_everyone_lowers_the_share_and_time_wins_it_back() -> None:
    budget = slowed(None, MINUTE, NOW)

    assert budget == Budget(DOWN, later(60), NOW)
    assert share_at(budget, later(60)) == DOWN
    assert DOWN < share_at(budget, later(120)) < share_at(budget, later(180)) < 1
    assert share_at(budget, later(60 + 300)) == 1


def test_the_429s_of_what_was_under_way_lower_nothing_more() -> None:
    budget = slowed(None, MINUTE, NOW)
    again = slowed(budget, 2 * MINUTE, later(1))
    shorter = slowed(again, MINUTE, later(2))

    assert again == Budget(DOWN, later(121), later(1))
    assert shorter.share == DOWN
    assert shorter.blocked_until == later(121)


def test_it_never_stops_altogether() -> None:
    budget, at = slowed(None, MINUTE, NOW), 0.0
    for _ in range(50):
        at += 61
        budget = slowed(budget, MINUTE, later(at))
    assert budget.share == FLOOR


@given(st.floats(0, 1e5), st.floats(-1e6, 1e6))
def test_no_clock_lengthens_a_block_beyond_its_own_length(told: float, moved: float) -> None:
    budget = slowed(None, timedelta(seconds=told), NOW)
    rest = remaining(budget, later(moved)).total_seconds()

    assert 0 <= rest <= told + 0.001
    if 0 <= moved <= told:
        assert rest == pytest.approx(told - moved, abs=0.001)
    assert share_at(budget, later(moved)) >= FLOOR


@given(st.floats(0.01, 2000), st.integers(1, 40))
def test_the_portions_are_never_more_than_the_whole(rate: float, senders: int) -> None:
    parts = [portion(rate, rank, senders) for rank in range(senders)]

    assert sum(parts) <= rate + 1e-9
    assert sum(parts) >= math.floor(rate)
    if senders > 1 and rate >= 1:
        assert all(part.is_integer() for part in parts)
        assert max(parts) - min(parts) <= 1


def looked(*senders: str, budget: Budget | None = None) -> Shared:
    return Shared(budget, tuple(sorted(senders)))


def test_who_is_alone_begins_at_once_and_has_it_all() -> None:
    alone = Allowance("a")
    alone.learn(looked("a"), 100.0, NOW)
    assert not alone.is_blocked(100.0)
    assert alone.rate(100.0, 30) == 30


def test_a_newcomer_waits_until_the_others_have_seen_it() -> None:
    here, new = Allowance("a"), Allowance("b")
    here.learn(looked("a"), 100.0, NOW)
    new.learn(looked("a", "b"), 100.5, NOW)
    assert new.is_blocked(100.5 + SETTLING - 0.1)
    assert not new.is_blocked(100.5 + SETTLING)
    assert not here.is_blocked(101.0)
    assert LOOK < FRESH and FRESH + 1 + 0.3 < SETTLING  # its look, their window, what was claimed


def test_who_slept_so_long_that_it_may_be_taken_for_dead_begins_anew() -> None:
    here = Allowance("a")
    here.learn(looked("a", "b"), 100.0, NOW)
    here.learn(looked("a", "b"), 140.0, NOW)
    assert not here.is_blocked(140.0)
    here.learn(looked("a", "b"), 190.0, NOW)
    assert here.is_blocked(190.0)


def test_whoever_starts_later_waits_out_a_block_that_was_told_before() -> None:
    budget = slowed(None, timedelta(hours=3), NOW)
    later_on = Allowance("b")
    later_on.learn(looked("b", budget=budget), 5.0, NOW + timedelta(hours=1))
    assert later_on.is_blocked(5.0 + 7199)
    assert not later_on.is_blocked(5.0 + 7201)
    assert later_on.rate(5.0 + 7201, 30) == pytest.approx(30 * DOWN, abs=0.1)


def test_a_budget_that_is_known_is_not_taken_in_again() -> None:
    """The clock on the wall may be an hour back: the time that passed is our own."""
    budget = slowed(None, MINUTE, NOW)
    here = Allowance("a")
    here.learn(looked("a", budget=budget), 0.0, NOW)
    here.learn(looked("a", budget=budget), 61.0, NOW - timedelta(hours=1))
    assert not here.is_blocked(61.0)


@dataclass
class Simulated:
    """A sender in a world whose time is a number: it looks, sleeps, sends all that it may."""

    name: str
    born: float
    dies: float
    lag: float
    allowance: Allowance = field(init=False)
    pace: Pace = field(default_factory=lambda: Pace(30))
    looks: float = -1.0

    def __post_init__(self) -> None:
        self.allowance = Allowance(self.name)

    def step(self, at: float, senders: list[str]) -> int:
        """What it sends now."""
        if at >= self.looks + LOOK + self.lag:
            self.looks = at
            self.allowance.learn(Shared(None, tuple(sorted(senders))), at, NOW)
        rate = self.allowance.rate(at, 30)
        if self.allowance.is_blocked(at) or self.allowance.age(at) > FRESH or not rate:
            return 0
        self.pace.change(rate)
        return self.pace.take(at, 100) if self.pace.wait(at) <= 0.001 else 0


lives = st.tuples(st.floats(0, 12), st.floats(1, 15), st.floats(0, 0.4))


@settings(max_examples=40, deadline=None)
@given(st.lists(lives, min_size=1, max_size=4))
def test_however_senders_come_and_go_no_second_holds_more_than_the_rate(
    told: list[tuple[float, float, float]],
) -> None:
    """Who is killed counts for a minute longer, which is only slower."""
    world = [Simulated(f"s{n}", born, born + life, lag) for n, (born, life, lag) in enumerate(told)]
    sent: list[tuple[float, int]] = []
    for tick in range(28 * 20):
        at = tick / 20
        living = [one for one in world if one.born <= at < one.dies]
        names = [one.name for one in world if one.born <= at < one.dies + LINGERS]
        sent += [(at, count) for one in living if (count := one.step(at, names))]
    for start, _ in sent:
        assert sum(count for at, count in sent if start <= at < start + 1) <= 30
    assert len(world) > 1 or sent, "nothing was sent: the test proves nothing"
