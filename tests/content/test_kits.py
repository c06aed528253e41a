"""What a paste kit is: whose it is, when they hear of it, and a text that loses nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import kits
from content.audience import written
from content.audience_terms import known
from content.campaign_check import Rules, problems
from content.campaigns import ANSWER, Draft, Variant, fingerprint
from content.cards.campaign import campaign_screen
from content.kits import narrowed, rungs
from content.screen import Button, Media, plain_text
from tests.talk import library

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MOMENTS = st.integers(0, 525_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
EVENING = datetime(2026, 11, 24, 12, 30, tzinfo=UTC)
"""19:30 in Hà Nội."""
KIT = Draft("Họp thôn", "Tối mai họp thôn.", kit=True, at=EVENING)


def due(got: datetime, now: datetime) -> list[int]:
    """The rungs that somebody stands on at a moment."""
    return [rung.number for rung in rungs(now) if rung.since <= got < rung.until]


def test_the_instruction_comes_at_once_and_reminders_the_next_morning_and_two_days_later() -> None:
    hours = {hour: due(EVENING, EVENING + timedelta(hours=hour)) for hour in range(24 * 6)}

    changes = {at: rung for at, rung in hours.items() if hours.get(at - 1) != rung}

    # 12.5 hours later it is 08:00 of the next morning; whole hours are looked at here.
    assert changes == {0: [0], 13: [1], 13 + 48: [2], 13 + 96: []}


@given(got=MOMENTS, waited=st.timedeltas(timedelta(0), timedelta(days=9)))
def test_at_any_moment_somebody_hears_at_most_one_thing_and_never_an_earlier_one(
    got: datetime, waited: timedelta
) -> None:
    now = due(got, got + waited)
    afterwards = due(got, got + waited + timedelta(hours=1))

    assert len(now) <= 1
    assert not now or not afterwards or afterwards[0] >= now[0]
    assert due(got, got) == [0]
    assert not now or waited < kits.FOLLOWED_FOR


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        ("all", "role:village-head | role:group-leader"),
        ("unit:tho-phu", "(role:village-head | role:group-leader) & unit:tho-phu"),
        ("unit:tho-phu & topic:y-te", "(role:village-head | role:group-leader) & unit:tho-phu"),
        ("role:resident", "(role:village-head | role:group-leader) & role:resident"),
    ],
)
def test_whatever_is_asked_only_those_with_a_group_are_meant(audience: str, told: str) -> None:
    from content.audience import parse

    assert written(narrowed(parse(audience, known(library())))).startswith(told)


@pytest.mark.parametrize("text", ["Đã đăng", "da dang", "Đăng rồi!", " ĐÃ ĐĂNG RỒI. "])
def test_it_may_be_typed_that_it_is_posted(text: str) -> None:
    assert kits.is_posted(text)
    assert not kits.is_posted(f"{text} ký vay vốn thế nào")


def test_the_message_is_its_text_and_nothing_else_and_links_are_written_out() -> None:
    text = "**Mời họp**, xem [lịch](https://thanhhoa.gov.vn/lich) và https://thanhhoa.gov.vn"
    screen = campaign_screen(replace(KIT, text=text, topic="y-te"), 7)

    assert not screen.buttons
    assert not screen.title
    assert plain_text(screen) == (
        "Mời họp, xem lịch (https://thanhhoa.gov.vn/lich) và https://thanhhoa.gov.vn"
    )


def keys(draft: Draft) -> set[str]:
    hosts = Rules(link_hosts=("thanhhoa.gov.vn",))
    return {one.key for one in problems(draft, hosts, NOW)}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (dict(text="Chào {name|bà con}"), "kit_field"),
        (dict(variants=(Variant("en", "", "Dear {name|all}"),)), "kit_field"),
        (dict(buttons=(Button("Có", ANSWER), Button("Không", ANSWER))), "kit_buttons"),
        (dict(text="a" * 2001), "kit_long"),
        (dict(variants=(Variant("en", "", "a" * 2001),)), "kit_long"),
        (dict(media=Media("voice", "0" * 64)), "kit_media"),
        (dict(at=EVENING + timedelta(hours=14)), "kit_evening"),
        (dict(text="Xem https://la.example.com"), "link"),
    ],
)
def test_what_has_no_place_in_a_group_is_told(change: dict[str, object], problem: str) -> None:
    assert problem in keys(replace(KIT, **change))  # type: ignore[arg-type]  # fields by name


def test_a_good_kit_has_nothing_to_mend() -> None:
    assert keys(replace(KIT, text="Xem https://thanhhoa.gov.vn/lich", media=None)) == set()
    assert keys(replace(KIT, text="a" * 2000)) == set()


def test_an_approval_is_bound_to_its_being_a_kit() -> None:
    assert fingerprint(KIT, "tho-phu") != fingerprint(replace(KIT, kit=False), "tho-phu")
