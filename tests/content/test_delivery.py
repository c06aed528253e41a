"""What a receipt makes of a push."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.channel import Delivered, Impossible, Postponed, Refused, Unconfirmed
from content.delivery import LONGEST_WAIT, MOST_ATTEMPTS, Kind, backoff, fate

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
KINDS: tuple[Kind, ...] = (
    "campaign",
    "ping",
    "escalation",
    "digest",
    "notice",
    "correction",
    "recall",
)


def test_delivered_is_sent_with_the_channels_own_number() -> None:
    became = fate("ping", 0, Delivered("42"), NOW, 0.5)
    assert (became.state, became.message) == ("sent", "42")


def test_a_postponed_push_costs_no_attempt_and_is_never_in_the_past() -> None:
    late = fate("campaign", 2, Postponed(NOW - timedelta(hours=1), "dns"), NOW, 0.5)
    assert (late.state, late.attempts, late.not_before) == ("queued", 2, NOW)
    assert fate("ping", 2, Postponed(NOW + timedelta(hours=3), "429"), NOW, 0).not_before == (
        NOW + timedelta(hours=3)
    )


def test_who_cannot_be_reached_is_not_tried_again() -> None:
    assert fate("ping", 0, Refused("blocked", for_good=True), NOW, 0.5).state == "undeliverable"


def test_a_message_that_cannot_be_changed_says_nothing_about_its_reader() -> None:
    assert fate("correction", 0, Impossible("gone"), NOW, 0.5).state == "failed"


def test_a_failure_is_tried_again_until_there_were_enough() -> None:
    states = [
        fate("campaign", tried, Refused("500", for_good=False), NOW, 0.5).state
        for tried in range(MOST_ATTEMPTS)
    ]
    assert states == ["queued"] * (MOST_ATTEMPTS - 1) + ["failed"]


def test_an_unknown_outcome_of_a_campaign_is_never_tried_again() -> None:
    assert fate("campaign", 0, Unconfirmed("time-out"), NOW, 0.5).state == "unconfirmed"


@pytest.mark.parametrize("kind", KINDS[1:])
def test_an_unknown_outcome_of_anything_else_is_tried_again_but_not_for_ever(kind: Kind) -> None:
    assert fate(kind, 0, Unconfirmed("time-out"), NOW, 0.5).state == "queued"
    assert fate(kind, MOST_ATTEMPTS - 1, Unconfirmed("x"), NOW, 0.5).state == "unconfirmed"


@given(st.integers(1, MOST_ATTEMPTS), st.floats(0, 1, exclude_max=True))
def test_a_wait_is_spread_and_bounded(attempts: int, chance: float) -> None:
    assert timedelta(seconds=2) <= backoff(attempts, chance) <= LONGEST_WAIT * 1.5
