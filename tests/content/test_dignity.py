"""Words that shame people and lists of households are refused; fair words pass."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.dignity import instead_of, named_households, private_words, shaming, shaming_words
from content.fold import fold


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Không để các hộ Ỷ LẠI", ["ỷ lại"]),
        ("Đối tượng  nghèo của xã", ["đối tượng nghèo"]),
        ("khong de doi tuong ngheo y lai", ["đối tượng nghèo", "ỷ lại"]),
        ("Nhà nào lười thì chịu", ["lười"]),
    ],
)
def test_a_shaming_word_is_found_however_it_is_typed(text: str, words: list[str]) -> None:
    assert sorted(shaming_words(text)) == sorted(words)


@pytest.mark.parametrize(
    "text",
    [
        "Bà con mời họp thôn bàn giảm nghèo bền vững.",
        "cap luoi dien cho thon, thang 12 nop don",
        "Kéo lưới điện về thôn trong tháng này.",
        "Chính sách cho người nghèo",
        "",
    ],
)
def test_fair_words_pass(text: str) -> None:
    assert shaming_words(text) == []


@given(st.sampled_from(sorted(shaming())), st.sampled_from(["", "Bà con ơi, "]))
def test_every_word_of_the_list_is_found_and_has_something_better(word: str, before: str) -> None:
    assert word in shaming_words(f"{before}{word}!")
    assert instead_of(word)


@given(st.sampled_from([word for word in sorted(shaming()) if " " in word]))
def test_without_marks_a_word_of_two_syllables_is_found(word: str) -> None:
    assert any(fold(found) == fold(word) for found in shaming_words(fold(word)))


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    assert set(shaming_words(text)) <= set(shaming())
    assert len(named_households(text)) != 1


@pytest.mark.parametrize(
    "text",
    [
        "Hộ ông Nguyễn Văn An và hộ bà Trần Thị Bình chưa nộp.",
        "1. Nguyễn Văn An\n2. Trần Thị Bình",
        "Danh sách:\n- Lê Văn Cường, thôn 2\n- Phạm Thị Đào (thôn 3)",
        "* Hộ bà Đỗ Thị Én: 2 khẩu\n* Hộ ông Vũ Văn Út: 4 khẩu",
    ],
)
def test_a_list_of_households_is_found(text: str) -> None:
    assert len(named_households(text)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "- Giấy đề nghị vay vốn\n- Căn cước của người vay",
        "Gặp ông Nguyễn Văn An ở UBND xã Thọ Phú.",
        "1. Ngân hàng Chính sách xã hội xét duyệt.\n2. Tổ họp bình xét.",
        "Hộ nghèo, hộ cận nghèo của xã Thọ Phú, xã An Nông",
        "- Hộ nghèo: 100 triệu đồng\n- Hộ cận nghèo: 100 triệu đồng",
    ],
)
def test_what_is_no_list_of_households_passes(text: str) -> None:
    assert named_households(text) == []


def test_private_things_of_a_person_are_found() -> None:
    text = "Chị 45 tuổi, người Mường, chồng bị bệnh, ở nhà dột."

    assert len(private_words(text)) == 4
    assert private_words("Nhà nuôi 10 con bò, người Việt ta thương nhau.") == []
