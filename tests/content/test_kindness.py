"""Small talk and cries for help: heard as people write them, and not in honest questions."""

from __future__ import annotations

import json
import tomllib

import pytest

from content.fold import fold
from content.kindness import FILE, LONGEST_PHRASE, cry, kinds, small_talk
from tests.source import ROOT

TABLE = tomllib.loads(FILE.read_text(encoding="utf-8"))
WITHIN = [phrase for phrases in TABLE["within"].values() for phrase in phrases]
OWN = ROOT / "tests" / "questions" / "own.jsonl"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("muốn chết quá", "distress"),
        ("buon qua chi muon chet thoi", "distress"),
        ("nợ nần thế này tôi KHÔNG MUỐN SỐNG nữa", "distress"),
        ("muoons cheets quas", "distress"),
        ("chong toi danh dap toi suot", "violence"),
        ("con tôi bị xâm hại", "violence"),
        ("co nguoi goi bao dua ma OTP", "scam"),
        ("có người bảo là công an, bắt chuyển tiền", "scam"),
    ],
)
def test_a_cry_for_help_is_heard_anywhere_in_a_message(text: str, kind: str) -> None:
    assert cry(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "chồng chết để lại 3 con nhỏ có được trợ cấp không",
        "vay tra tu tu duoc khong",
        "người chết có được mai táng phí không",
        "đánh giá hộ nghèo thế nào",
        "mơ thấy cá đánh con gì",
    ],
)
def test_a_question_that_only_sounds_alike_is_no_cry_for_help(text: str) -> None:
    assert cry(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("cảm ơn bác nhiều nhé", "thanks"),
        ("cam on", "thanks"),
        ("ok", "fine"),
        ("dạ vâng ạ", "fine"),
        ("alo có ai không", "hello"),
        ("chao em", "hello"),
        ("người hay máy vậy", "who"),
        ("tạm biệt nhé", "bye"),
        ("ngu thế", "sorry"),
        ("tôi không biết chữ", "letters"),
        ("cấp cứu!", "emergency"),
    ],
)
def test_small_talk_is_known_with_and_without_marks(text: str, kind: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize("text", ["", "vay vốn", "đi cấp cứu có được bảo hiểm trả không", "bò"])
def test_a_question_is_no_small_talk(text: str) -> None:
    assert small_talk(text) is None


def test_no_question_about_a_policy_is_taken_for_talk() -> None:
    rows = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    asked = [row["text"] for row in rows if row["scope"] == "in"]

    assert [text for text in asked if cry(text) or small_talk(text)] == []


def test_a_longer_phrase_than_is_looked_for_stands_nowhere() -> None:
    phrases = [one for known in kinds().within.values() for one in known.marked]

    assert [one for one in phrases if len(one) > LONGEST_PHRASE] == []


@pytest.mark.parametrize("phrase", WITHIN)
def test_every_phrase_of_help_is_heard_without_marks_and_in_capitals(phrase: str) -> None:
    assert cry(phrase)
    assert cry(f"ôi trời {fold(phrase).upper()} rồi")
