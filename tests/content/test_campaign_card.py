"""A campaign's message: text and buttons as written, fields open until they are filled."""

from __future__ import annotations

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
