"""Why somebody was not reached, in words for staff."""

from __future__ import annotations

import pytest

from content.reasons import SAID, reason_words
from content.wording import LANGUAGES


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Forbidden: bot was blocked by the user", "Bà con đã chặn bot"),
        ("Forbidden: user is deactivated", "Tài khoản không còn"),
        ("Bad Request: chat not found", "Không tìm thấy liên hệ này"),
        ("Chat not found", "Không tìm thấy liên hệ này"),
        ("Forbidden: bot can't initiate conversation with a user", "Bà con chưa mở bot lần nào"),
        ("Forbidden: bot was kicked from the supergroup chat", "Bot không còn trong nhóm"),
        ("Message is too long", "Tin dài quá mức kênh cho phép"),
        ("500: Internal Server Error", "Máy của kênh gặp lỗi"),
        ("no answer: ClientOSError", "Kênh không trả lời"),
        ("550 5.1.1 No such user here", "Không có hộp thư này"),
        ("550 5.7.1 blocked", "Máy chủ thư chặn thư của máy"),
        ("the answer is not Zalo's: HTTP 502", "Máy của kênh gặp lỗi"),
        ("452 4.2.2 Mailbox full", "Hộp thư đã đầy"),
        ("opted out", "Bà con đã tắt tin"),
    ],
)
def test_what_a_channel_says_is_told_in_words(said: str, words: str) -> None:
    assert reason_words(said) == words


@pytest.mark.parametrize("said", ["", "Bad Request: BUTTON_DATA_INVALID", "queue 1550 is over"])
def test_what_nobody_knows_stays_as_it_was_said(said: str) -> None:
    assert reason_words(said) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_words(language: str) -> None:
    assert all(reason_words(mark, language) != mark for mark, _ in SAID)
