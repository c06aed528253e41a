"""Talking at a terminal: ``python -m bot chat``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from bot.channels.numbered import render
from content.wording import word
from handlers.turn import Opened, Reply, Said, Turn, Words

Read = Callable[[], Awaitable[str]]
"""The next line with its end; an empty text when there is no more."""
Print = Callable[[str], None]
LONGEST = 2000
ME = "local"
"""The channel's id of whoever sits at this terminal."""


class Conversation(Protocol):
    """What the terminal talks to."""

    async def converse(self, turn: Turn) -> Reply | None:
        """Answer a turn."""
        ...


async def chat(
    conversation: Conversation,
    reader: Read,
    writer: Print,
    clock: Callable[[], datetime],
    site: str = "",
) -> None:
    """Greet, then answer line by line, until ``q`` or the end of the input. ``site`` is where our
    pages are."""

    async def answer(said: Said) -> None:
        reply = await conversation.converse(Turn("terminal", ME, said, clock()))
        for message in messages(reply or Reply(), site):
            writer(message + "\n")

    await answer(Opened(""))
    while (line := await reader()) and line.strip().lower() != "q":
        if text := readable(line):
            await answer(Words(text[:LONGEST]))
    writer(word("terminal.bye"))


def readable(line: str) -> str:
    """What was typed, without bytes that are no text (surrogateescape) and control characters."""
    return "".join(c for c in line if c.isprintable() or c in "\t").strip()


def messages(reply: Reply, site: str = "") -> list[str]:
    """A reply as text: a passing word, the screens, and how to go on."""
    shown = [message for screen in reply.screens for message in render(screen, site=site)]
    has_choices = bool(reply.screens and reply.screens[-1].buttons)
    ways = word("terminal.choose" if has_choices else "terminal.choose.none")
    return [*([reply.toast] if reply.toast else []), *shown, ways]
