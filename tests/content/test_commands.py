"""Typed commands, and STOP by its exact rule."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.address import Address
from content.commands import Command, understand, vocabulary
from content.library.build import build


def said(text: str) -> Command | None:
    return understand(text, question_open=False)


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "stop", "Stop.", "STOP!!!", " stop ", "DỪNG", "dừng", "Dừng.", "NGỪNG", "ngừng…",
        "dừng nhận tin", "dung nhan tin", "DUNG NHAN TIN", "đừng nhắn nữa", "dung nhan nua",
        "huy dang ky", "hủy đăng ký", "huỷ đăng kí", "ngừng gửi tin", "/stop", "/stop@chungtay_bot",
        "dừng tin", "DUNG TIN", "tắt tin", "tat tin", "không nhận tin", "Ngưng", "thôi nhắn",
        "dừng nhận tin ạ", "dung tin nhe",
        unicodedata.normalize("NFD", "DỪNG"),
    ],
)  # fmt: skip
def test_stop_is_understood_at_once_when_no_question_is_open(text: str) -> None:
    assert said(text) == Command("stop", sure=True)
    assert understand(text, question_open=True) == Command("stop", sure=False)


@pytest.mark.parametrize(
    "text",
    ["dung", "Dung", "DUNG.", "huy", "hủy", "thoi", "thôi", "ngung", "đừng", "duwngf", "dừng ạ"],
)
def test_a_word_that_may_mean_another_thing_is_asked_about(text: str) -> None:
    assert said(text) == Command("stop", sure=False)
    assert understand(text, question_open=True) == Command("stop", sure=False)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("dừng tin vay vốn", "vay-von"), ("khong nhan tin ve bao hiem", "y-te"),
        ("Không nhận tin về bảo hiểm y tế nữa.", "y-te"), ("dung tin vay von", "vay-von"),
        ("dừng nhận tin về học phí ạ", "hoc-hanh"), ("STOP vay von", "vay-von"),
        ("/stop vay vốn", "vay-von"), ("duwngf tin vay voons", "vay-von"),
        ("tắt tin về đất", "nha-nuoc-dat"),
    ],
)  # fmt: skip
def test_a_topic_is_stopped_by_its_name(text: str, topic: str) -> None:
    assert said(text) == Command("go", address=f"do/topic/stop/{topic}")


@pytest.mark.parametrize(
    "text",
    [
        "dừng vay vốn", "không nhận tin về bảo hiểm thì sao", "dừng tin về giá lúa",
        "không nhận tin nhắn OTP", "tin vay vốn", "vay vốn", "đúng tin vay vốn",
    ],
)  # fmt: skip
def test_these_stop_no_topic(text: str) -> None:
    command = said(text)
    assert command is None or not command.address.startswith("do/")


def test_every_topic_of_news_can_be_stopped_by_its_title() -> None:
    groups = build().groups
    assert {group.key for group in groups} == set(vocabulary().topics)
    for group in groups:
        assert said(f"dừng tin về {group.title}") == Command(
            "go", address=f"do/topic/stop/{group.key}"
        )


@pytest.mark.parametrize(
    "text",
    [
        "dừng đóng bảo hiểm có sao không", "đúng nhận tin", "dùng", "dụng", "tôi muốn dừng vay",
        "dung roi do a", "hủy hợp đồng vay thì sao", "thôi nhà tôi không vay nữa đâu",
        "stop the loan please", "ngừng trả nợ có bị phạt không", "huy chương", "xe dừng ở đâu",
        "đúng rồi", "dung dang ky vay von",
    ],
)  # fmt: skip
def test_these_are_no_stop(text: str) -> None:
    for is_open in (True, False):
        command = understand(text, question_open=is_open)
        assert command is None or command.kind != "stop"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("menu", "home"), ("trang chu", "home"), ("Trang chủ", "home"), ("vay von", "check/loans"),
        ("vay vốn", "check/loans"), ("tro giup", "contact"), ("gặp cán bộ", "contact"),
        ("viec cua toi", "tasks"), ("việc của tôi", "tasks"), ("vieecj cuar tooi", "tasks"),
        ("chủ đề", "topics"), ("câu chuyện", "stories"), ("cai dat", "settings"),
        ("du lieu cua toi", "settings/data"), ("doi ngon ngu", "settings/language"),
        ("đổi xã", "settings/commune"), ("cho tôi xem menu", "home"), ("menu nhé", "home"),
        ("hộ nghèo", "topics"), ("vay", "topics/vay-von"), ("muon vay tien", "topics/vay-von"),
        ("so dien thoai ngan hang chinh sach", "contact"), ("tôi cần giúp đỡ", "contact"),
        ("/menu", "home"), ("/viec", "tasks"), ("/help", "contact"),
    ],
)  # fmt: skip
def test_a_screen_is_reached_by_its_name(text: str, address: str) -> None:
    assert said(text) == Command("go", address=address)


def test_every_screen_of_the_data_is_an_address_and_no_act() -> None:
    for address in vocabulary().go:
        assert not Address.parse(address).is_act


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2.", 2),
        ("2)", 2),
        ("so 2", 2),
        ("số 12", 12),
        ("chọn 2", 2),
        ("chon so 3", 3),
        ("chọn hai", 2),
        ("0", 0),
    ],
)
def test_a_number_is_a_choice(text: str, number: int) -> None:
    assert said(text) == Command("number", number=number)


def test_a_number_in_letters_is_a_choice_only_while_a_question_is_open() -> None:
    assert understand("ba", question_open=True) == Command("number", number=3)
    assert said("ba") is None


@pytest.mark.parametrize("text", ["150k", "50 triệu", "1234", "15/9", "2 con", "0912345678"])
def test_amounts_days_and_telephones_are_no_choice(text: str) -> None:
    command = understand(text, question_open=True)
    assert command is None or command.kind != "number"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("có", "yes"), ("co", "yes"), ("đúng", "yes"), ("dạ vâng", "yes"), ("ko", "no"),
        ("không", "no"),
        ("chưa", "no"), ("quay lai", "back"), ("bắt đầu", "start"), ("/start", "start"),
        ("nhận tin", "start"), ("xóa dữ liệu của tôi", "delete"), ("xoa du lieu", "delete"),
    ],
)  # fmt: skip
def test_plain_words_mean_their_act(text: str, kind: str) -> None:
    command = said(text)
    assert command is not None and command.kind == kind


def test_an_invitation_code_is_taken_after_its_word() -> None:
    assert said("mã mời ab12-cd") == Command("join", code="AB12-CD")
    assert said("tham gia X7K2M9") == Command("join", code="X7K2M9")


@pytest.mark.parametrize(
    "text", ["tham gia mô hình", "mã", "X7K2M9", "tham gia tổ vay vốn thì gặp ai"]
)
def test_other_words_are_no_invitation_code(text: str) -> None:
    command = said(text)
    assert command is None or command.kind != "join"


def test_an_unmarked_phrase_means_one_thing_only() -> None:
    """Except the unsure stops: that ``dung`` is also đúng is why they are asked about."""
    meanings: dict[tuple[str, ...], str] = {}
    known = vocabulary()
    groups = {**known.go, **known.words, "stop": known.stop_phrases}
    for name, phrases in groups.items():
        for plain in phrases.plain:
            assert meanings.setdefault(plain, name) == name, plain


@given(st.text(max_size=250), st.booleans())
def test_no_text_breaks_it(text: str, is_open: bool) -> None:
    command = understand(text, question_open=is_open)
    assert command is None or isinstance(command, Command)


WORDS = ["dừng", "dung", "stop", "nhận", "tin", "hủy", "đăng", "ký", "thôi", "vay", "nữa", "đừng"]


@given(st.lists(st.sampled_from(WORDS), min_size=7, max_size=12), st.booleans())
def test_stop_never_fires_on_a_sentence(words: list[str], is_open: bool) -> None:
    command = understand(" ".join(words), question_open=is_open)
    assert command is None or command.kind != "stop"
