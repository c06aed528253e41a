"""A campaign's message: text and buttons as written, fields open until they are filled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.address import MOST_CAMPAIGN, parted, payload_of, seen_in
from content.campaigns import Draft
from content.cards.campaign import campaign_screen, personal
from content.screen import Button, from_json, plain_text, to_json

DRAFT = Draft(
    "Tên nội bộ",
    "Chào {name|bà con}! Xã {commune} rà soát đến **14 tháng 12**.\n\n"
    "- Gửi giấy, {name|nhà mình}\n- Xong",
    (Button("Xem cách làm", "home"), Button("Gọi {commune|xã}", "contact")),
)


def test_the_writers_own_title_is_not_shown() -> None:
    assert "Tên nội bộ" not in plain_text(campaign_screen(DRAFT, 7))


def test_fields_stay_open_for_the_channel() -> None:
    screen = campaign_screen(DRAFT, 7)
    assert screen.address == "campaign/7"
    assert "{name|bà con}" in plain_text(screen)
    assert [button.to for button in screen.buttons] == ["home", "contact"]


def test_one_person_reads_their_own_name_and_commune() -> None:
    screen = personal(campaign_screen(DRAFT, 7), {"name": "Lan", "commune": "Thọ Phú"})
    text = plain_text(screen)
    assert text.startswith("Chào Lan! Xã Thọ Phú rà soát")
    assert "- Gửi giấy, Lan" in text
    assert screen.buttons[1].label == "Gọi Thọ Phú"
    assert any(
        span.bold for block in screen.blocks if block.kind == "paragraph" for span in block.text
    )


def test_who_has_no_name_is_called_as_the_writer_chose() -> None:
    text = plain_text(personal(campaign_screen(DRAFT, 7), {"name": "", "commune": ""}))
    assert text.startswith("Chào bà con!")
    assert "{" not in text


def test_it_survives_storing() -> None:
    screen = campaign_screen(DRAFT, 7)
    assert from_json(to_json(screen)) == screen


def test_a_link_into_the_bot_tells_in_which_campaign_it_stood() -> None:
    draft = replace(
        DRAFT, text="Xem [học phí](explainer/hoc-phi), [báo](https://baochinhphu.vn/a)."
    )
    spans = [s for b in campaign_screen(draft, 7).blocks if b.kind == "paragraph" for s in b.text]

    links = [span.link for span in spans if span.link]

    assert links == ["explainer/hoc-phiK7", "https://baochinhphu.vn/a"]
    assert payload_of(links[0]) == "explainer--hoc-phiK7"
    assert parted("explainer--hoc-phiK7") == ("explainer--hoc-phi", 7)


@given(st.from_regex(r"[a-z0-9_]{1,53}", fullmatch=True), st.integers(0, 10**9))
def test_where_a_link_was_seen_fits_every_payload(slug: str, campaign: int) -> None:
    payload = payload_of(seen_in(f"x/{slug}", campaign))

    assert len(payload) <= 64
    assert parted(payload) == (f"x--{slug}", campaign if campaign <= MOST_CAMPAIGN else 0)


@pytest.mark.parametrize(
    "payload", ["K", "K0", "xK-1", "xK12345678", "xk7", "xK7 ", "x\nK", "xK７"]
)
def test_what_names_no_campaign_stays_whole(payload: str) -> None:
    assert parted(payload) == (payload, 0)
