"""The life of a campaign as a table, what an approval is bound to, and what must be mended."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from content.address import Address
from content.campaign_check import Rules, is_allowed, problems
from content.campaigns import (
    ENDED,
    EVENTS,
    LATE,
    MOVES,
    STATES,
    Campaign,
    Draft,
    Variant,
    fingerprint,
    is_late,
    is_past,
    may,
)
from content.screen import Button, Media
from content.wording import catalogue

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
DRAFT = Draft("Rà soát", "Chào {name|bà con}!", (Button("Xem", "home"),), "all")
RULES = Rules(link_hosts=("thanhhoa.gov.vn",), opens=lambda address: address == Address.of("home"))


def keys(draft: Draft, rules: Rules = RULES) -> list[str]:
    """What is found wrong with a draft, by key."""
    return [one.key for one in problems(draft, rules, NOW)]


def test_every_event_has_its_row_and_every_state_is_reached() -> None:
    assert set(MOVES) == set(EVENTS)
    assert {row.after for row in MOVES.values()} == set(STATES)


def test_only_a_persons_order_to_send_again_follows_an_ended_campaign() -> None:
    ways = {state: [event for event in EVENTS if may(event, state)] for state in ENDED}
    assert ways == {"finished": ["resend"], "cancelled": ["resend"], "expired": []}


def test_the_contract_of_the_command_line() -> None:
    assert MOVES["approve"].before == {"draft", "submitted"}
    assert {"draft", "approved"} <= MOVES["start"].before
    assert not may("start", "submitted")
    assert not may("resume", "draft")


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Khác"},
        {"text": "Chào {name|bà con}! "},
        {"buttons": ()},
        {"buttons": (Button("Xem", "topics"),)},
        {"buttons": (Button("Coi", "home"),)},
        {"audience": "role:official"},
        {"at": NOW},
        {"not_later_than": NOW},
        {"urgent": True},
        {"repeat": "FREQ=DAILY"},
        {"media": Media("photo", "0" * 64, "Bà con")},
        {"variants": (Variant("en", "", "Hello"),)},
    ],
)
def test_any_edit_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert fingerprint(replace(DRAFT, **change), "tho-phu") != fingerprint(DRAFT, "tho-phu")


def test_the_fingerprint_knows_the_unit_and_not_the_time_zone() -> None:
    hanoi = timezone(timedelta(hours=7))
    here = replace(DRAFT, at=NOW)
    there = replace(DRAFT, at=NOW.astimezone(hanoi))
    assert fingerprint(here, "tho-phu") == fingerprint(there, "tho-phu")
    assert fingerprint(here, "tho-phu") != fingerprint(here, "tan-ninh")


def test_an_approval_holds_for_exactly_what_was_approved() -> None:
    campaign = Campaign(1, DRAFT, "tho-phu", "approved", NOW)
    assert not campaign.is_approved
    approved = replace(campaign, approved_hash=fingerprint(DRAFT, "tho-phu"))
    assert approved.is_approved
    assert not replace(approved, draft=replace(DRAFT, text="Khác")).is_approved


def test_half_an_hour_late_is_not_late_and_a_second_more_is() -> None:
    campaign = Campaign(1, replace(DRAFT, at=NOW), "tho-phu", "approved", NOW)
    assert not is_late(campaign, NOW + LATE)
    assert is_late(campaign, NOW + LATE + timedelta(seconds=1))
    assert not is_late(replace(campaign, draft=DRAFT), NOW)


def test_the_last_hour_itself_is_past() -> None:
    assert is_past(replace(DRAFT, not_later_than=NOW), NOW)
    assert not is_past(replace(DRAFT, not_later_than=NOW + timedelta(seconds=1)), NOW)
    assert not is_past(DRAFT, NOW)


def test_a_fair_draft_has_nothing_to_mend() -> None:
    assert keys(DRAFT) == []


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"text": "  "}, "empty_text"),
        ({"text": "Chào {ten|bà con}"}, "field"),
        ({"text": "Chào {name"}, "brace"),
        ({"text": "Ai lười biếng thì nghe"}, "shaming"),
        ({"title": "Phê bình hộ chây lười"}, "shaming"),
        ({"text": "Hộ ông Lê Văn A, hộ bà Trần Thị B đã thoát nghèo"}, "households"),
        ({"buttons": (Button("Dừng", "do/stop"),)}, "act"),
        ({"buttons": (Button("Đi", "khong-co"),)}, "address"),
        ({"buttons": (Button("Đi", "Không!"),)}, "address"),
        ({"buttons": (Button("Đi", "javascript:alert(1)"),)}, "address"),
        ({"buttons": (Button("Web", "https://xau.example"),)}, "link"),
        ({"text": "Xem [ở đây](https://xau.example/a)"}, "link"),
        ({"text": "Xem [ở đây](do/erase)"}, "act"),
        ({"text": "Vào http://thanhhoa.gov.vn"}, "link"),
        ({"text": "Vào ngay nhan-qua.com nhé"}, "link"),
        ({"text": "Vào https://thanhhoa.gov.vn.xau.example"}, "link"),
        ({"text": "Vào https://thanhhoa.gov.vn@xau.example"}, "link"),
        ({"text": "Vào https://xauthanhhoa.gov.vn"}, "link"),
        ({"at": NOW - timedelta(minutes=1)}, "hour_past"),
        ({"not_later_than": NOW}, "too_late"),
        ({"at": NOW + timedelta(hours=2), "not_later_than": NOW + timedelta(hours=1)}, "too_late"),
    ],
)
def test_what_must_be_mended_is_named(change: dict[str, Any], key: str) -> None:
    assert key in keys(replace(DRAFT, **change))


def test_a_link_to_an_allowed_site_is_fine_wherever_it_stands() -> None:
    text = "Xem [trang của tỉnh](https://thanhhoa.gov.vn/a) hoặc dichvu.thanhhoa.gov.vn. Hết."
    button = Button("Trang của tỉnh", "https://www.thanhhoa.gov.vn")
    assert keys(replace(DRAFT, text=text, buttons=(button,))) == []


def test_a_missing_space_after_a_full_stop_is_no_link() -> None:
    assert keys(replace(DRAFT, text="Vay 10.000.000 đồng.Mang theo sổ.Xong.")) == []


def test_strange_links_are_refused_and_raise_nothing() -> None:
    for link in ("https://[", "https://", "ftp://thanhhoa.gov.vn", "https://thanhhoa.gov.vn:x"):
        assert not is_allowed(link, ("thanhhoa.gov.vn",))


def test_every_problem_is_a_sentence_in_both_languages() -> None:
    bad = replace(DRAFT, text="Chào {ten} {", buttons=(Button("D", "do/a"), Button("X", "x")))
    for one in problems(bad, RULES, NOW):
        assert one.sentence("vi") != one.sentence("en")


def test_every_sentence_stands_in_both_languages() -> None:
    vi, en = catalogue("campaigns", "vi"), catalogue("campaigns", "en")
    assert vi.keys() == en.keys()
    for state in STATES:
        assert f"campaigns.state.{state}" in vi
    for event in set(EVENTS) - {"hold", "expire", "finish", "end"}:
        assert f"campaigns.error.cannot.{event}" in vi


def test_the_fingerprint_knows_what_is_said_of_a_picture() -> None:
    photo = replace(DRAFT, media=Media("photo", "0" * 64, "Bà con"))
    other = replace(DRAFT, media=Media("photo", "0" * 64, "Bà con phơi thóc"))
    assert fingerprint(photo, "tho-phu") != fingerprint(other, "tho-phu")


def test_the_fingerprint_knows_each_text_and_for_whom_it_is() -> None:
    texts = [("en", "", "Hi"), ("en", "", "Hello"), ("", "web", "Hi"), ("en", "web", "Hi")]
    drafts = [replace(DRAFT, variants=(Variant(*one),)) for one in texts]
    assert len({fingerprint(one, "tho-phu") for one in drafts}) == len(texts)
