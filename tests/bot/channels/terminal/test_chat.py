"""Talking at a terminal, line by line."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot.channels.terminal.chat import chat
from handlers.turn import Opened, Reply, Turn, Words
from tests.bot.channels.web.world import HOME, QUESTION

NOW = datetime(2026, 11, 24, tzinfo=UTC)


@dataclass
class Talk:
    """Answers home first, a question then, nothing to *im*."""

    turns: list[Turn] = field(default_factory=list)

    async def converse(self, turn: Turn) -> Reply | None:
        self.turns.append(turn)
        if turn.said == Words("im"):
            return None
        return Reply.of(HOME if isinstance(turn.said, Opened) else QUESTION, toast="Đã nghe")


def talk(*lines: str) -> tuple[list[Turn], str]:
    """The turns taken and all that was printed."""
    conversation, printed, waiting = Talk(), [], iter([*lines, ""])

    async def read() -> str:
        return next(waiting)

    asyncio.run(chat(conversation, read, printed.append, lambda: NOW))
    return conversation.turns, "\n".join(printed)


def test_it_greets_first_and_numbers_the_doors() -> None:
    turns, printed = talk()
    assert [turn.said for turn in turns] == [Opened("")]
    assert "1. Nhà mình được gì? – Trả lời vài câu là biết" in printed


def test_lines_become_words_and_a_number_is_left_to_the_conversation() -> None:
    turns, printed = talk("  vay von\n", "2\n", "\n")
    assert [turn.said for turn in turns[1:]] == [Words("vay von"), Words("2")]
    assert printed.count("Đã nghe") == 3


def test_q_ends_and_so_does_the_end_of_input() -> None:
    turns, printed = talk("Q\n", "never read\n")
    assert len(turns) == 1
    assert printed.endswith("Chào bà con!")


def test_a_line_without_an_answer_still_says_how_to_go_on() -> None:
    _, printed = talk("im\n")
    assert "Gõ câu hỏi, hoặc q để dừng." in printed


def test_bytes_that_are_no_text_do_no_harm() -> None:
    turns, _ = talk("vay\udcff\x00 von\n", "x" * 5000 + "\n")
    assert turns[1].said == Words("vay von")
    assert turns[2].said == Words("x" * 2000)
