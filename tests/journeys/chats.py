"""Somebody who chats on Telegram; every act waits for what it brings about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Self

from content.fold import fold
from tests.journeys.service import PATIENCE
from tests.standins.telegram_people import Person


class Chatting:
    """A person of the stand-in, seen without marks."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @property
    def shown(self) -> int:
        """How much they were shown so far: messages, edits, answers to taps."""
        seen = self.person.sees()
        return len(seen) + sum(message.edits for message in seen) + len(self.person.answers)

    @property
    def sees(self) -> str:
        """Their newest message, without marks."""
        return fold(self.person.last.text)

    @property
    def buttons(self) -> list[str]:
        return [fold(label) for label in self.person.last.labels]

    def comes(self, payload: str = "") -> Self:
        """/start, perhaps by a link."""
        return self.after(lambda: self.person.opens(payload))

    def says(self, text: str, replies: int = 1) -> Self:
        """They type, and wait for so many messages."""
        return self.after(lambda: self.person.says(text), replies)

    def taps(self, label: str) -> Self:
        """They press a button, and wait until it is answered and the screen has changed."""
        wanted = fold(label)
        for message in reversed(self.person.sees()):
            for words, data in message.buttons.items():
                if wanted in fold(words):
                    return self.after(partial(self.person.presses, data, message), 2)
        raise AssertionError(f"no button {label!r} on view:\n{self.person.screen}")

    def after(self, act: Callable[[], object], more: int = 1) -> Self:
        before = self.shown
        act()
        self.person.wait(lambda: self.shown >= before + more, PATIENCE)
        return self

    def waits_for(self, words: str) -> Self:
        """Until the newest message says so."""
        self.person.wait(lambda: fold(words) in self.sees, PATIENCE)
        return self
