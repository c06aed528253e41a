"""Letters, keyboards, shorthand, dialect, spelling: what a message is read as."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.library.source import DATA
from content.library.words import read as read_words
from content.search.initials import initials
from content.search.normalise import bare, key, pieces
from content.search.repair import repair
from content.search.spelling import speller
from content.search.syllable import is_syllable
from content.search.telex import decode
from content.search.tokens import Reader, reader
from content.search.words import Words


@cache
def ours() -> Reader:
    words, problems = read_words(DATA / "words")
    assert not problems
    return reader(words)


def read(text: str) -> str:
    return " ".join(token.plain for token in ours().read(text))


def forms(text: str) -> list[str]:
    return [token.form for token in ours().read(text)]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ngheof", "nghèo"), ("hooj", "hộ"), ("dduwowcj", "được"), ("dduocwj", "được"),
        ("nguoiwf", "người"), ("khoong", "không"), ("tieenf", "tiền"), ("theets", "thết"),
        ("vieejc", "việc"), ("nghieepj", "nghiệp"), ("quyx", "quỹ"), ("ho65", "hộ"),
        ("d9uoc75", "được"), ("ngheo2", "nghèo"), ("nguwowif", "người"), ("suwar", "sửa"),
    ],
)  # fmt: skip
def test_keyboard_left_overs_are_decoded(typed: str, meant: str) -> None:
    assert decode(typed) == key(meant)


@pytest.mark.parametrize(
    "word", ["vay", "xa", "sao", "rau", "xoong", "a1", "u23", "150", "150k", "iphone", "ok"]
)
def test_words_that_are_no_left_overs_stay(word: str) -> None:
    assert decode(word) is None


@pytest.mark.parametrize("word", ["visa", "taxi", "test", "gas", "max"])
def test_foreign_words_are_not_taken_for_telex(word: str) -> None:
    assert forms(word) == [word]


def test_old_and_new_places_of_the_tone_mark_are_one() -> None:
    assert key("hoà") == key("hòa") and key("thuỷ") == key("thủy")
    assert key("hoà") != key("hoá")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hn vay nhcsxh đc bn", "hộ nghèo vay ngân hàng chính sách xã hội được bao nhiêu"),
        ("hộ cn", "hộ cận nghèo"), ("vay 50tr", "vay 50 triệu"), ("150k", "150 nghìn"),
        ("KOOOO dc", "không được"), ("mần răng", "làm sao"), ("tui hỏi mô", "tôi hỏi đâu"),
        ("tui hoi mo", "tôi hỏi đâu"), ("khôg fải", "không phải"), ("mìh", "mình"),
    ],
)  # fmt: skip
def test_messages_are_read_in_plain_words(typed: str, meant: str) -> None:
    assert read(typed) == " ".join(bare(word) for word in pieces(meant))


def test_dialect_without_marks_needs_a_cue() -> None:
    assert read("mo cua hang") == "mo cua hang"
    assert read("tui di mo") == "toi di dau"


def test_mô_hình_and_chi_phí_are_not_dialect() -> None:
    assert read("mô hình giảm nghèo") == "mo hinh giam ngheo"
    assert read("tui hỏi chi phí học tập") == "toi hoi chi phi hoc tap"


@pytest.mark.parametrize(
    "text",
    ["nha nuoc cho tien", "dang ky sinh vien", "benh vien", "trong cay keo", "nha o"],
)
def test_everyday_words_without_marks_are_no_dialect_beside_a_cue(text: str) -> None:
    assert read(f"tui {text}") == f"toi {text}"


def test_initials_are_opened_by_the_words_of_the_explainers() -> None:
    opened = initials([["nợ", "quá", "hạn"], ["xin", "gia", "hạn", "nợ"], ["gia", "hạn", "nợ"]])
    assert opened["nqh"] == ("nợ", "quá", "hạn")
    assert opened["ghn"] == ("gia", "hạn", "nợ")
    found = speller([["vay", "von"]], opened)
    assert found.mend(["nqh", "vay"]) == ["nợ", "quá", "hạn", "vay"]


def test_initials_that_are_a_word_or_have_numbers_are_left_alone() -> None:
    assert initials([["bà", "ăn", "ngon"]]) == {}
    assert initials([["vay", "50", "triệu"]]) == {}


def test_function_words_count_less_but_not_nothing() -> None:
    weights = {token.form: token.weight for token in ours().read("được vay")}
    assert 0 < weights[key("được")] < weights["vay"]


def test_glued_and_mistyped_words_are_set_right_by_the_explainers_words() -> None:
    found = speller([["ho", "ngheo", "vay", "von"], ["ho", "can", "ngheo"]])
    assert found.mend(["hongheo", "vayvon"]) == ["ho", "ngheo", "vay", "von"]
    assert found.mend(["ho", "nghheo"]) == ["ho", "ngheo"]
    assert found.mend(["hoojngheof"]) == [key("hộ"), key("nghèo")]


def test_a_possible_word_is_only_mended_beside_a_known_neighbour() -> None:
    found = speller([["ho", "ngheo", "vay", "von"]])
    assert found.mend(["ho", "ngheu"]) == ["ho", "ngheo"]
    assert found.mend(["con", "ngheu"]) == ["con", "ngheu"]


@given(st.text(max_size=60))
def test_any_text_becomes_tokens(text: str) -> None:
    for token in ours().read(text):
        assert token.form and token.plain == bare(token.form) and 0 < token.weight <= 1


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12))
def test_decoding_gives_a_possible_syllable_or_nothing(word: str) -> None:
    decoded = decode(word)
    assert decoded is None or is_syllable(bare(decoded))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzđêôơư", min_size=1, max_size=9))
def test_repair_gives_a_possible_syllable_or_the_word(word: str) -> None:
    assert repair(word) == word or is_syllable(bare(repair(word)))


def test_without_any_words_data_text_is_still_read() -> None:
    assert [token.plain for token in reader(Words()).read("Hộ nghèo vay vốn")] == [
        "ho",
        "ngheo",
        "vay",
        "von",
    ]
