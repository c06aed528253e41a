"""Numbers in texts: ``{param:vay_ho_ngheo_max}`` stands for the value in force on the day asked.

A text is written once and stays true: the number lives in the parameters, with its dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from content.blocks import Block, Text, line, parse
from content.wording import word

REFERENCE = re.compile(r"\{param:([^{}]*)\}")
BRACES = re.compile(r"\{[^{}]*\}?|\}")

Words = Callable[[str, date, str], str | None]
"""A parameter's name, a day and a language, to its value in words, or None when none is known."""


def names(text: str) -> tuple[str, ...]:
    """The parameters a text refers to, in order, as written."""
    return tuple(REFERENCE.findall(text))


def strays(text: str) -> tuple[str, ...]:
    """Braces that are no reference: a mistyped ``{parm:x}`` would reach people as it stands."""
    return tuple(found for found in BRACES.findall(text) if not REFERENCE.fullmatch(found))


@dataclass(frozen=True, slots=True)
class Reading:
    """For which day and in which language a text is drawn, and who knows the numbers."""

    day: date
    words: Words
    language: str = "vi"

    def word(self, key: str, **fields: object) -> str:
        """A sentence of ours in the reader's language."""
        return word(key, self.language, **fields)

    def resolve(self, text: str) -> str:
        """The text with each reference replaced by its value on the day.

        Never raises: a value that nobody knows reads "cần kiểm tra lại".
        """
        return REFERENCE.sub(lambda found: self.value(found[1]), text)

    def value(self, name: str) -> str:
        """One parameter in words."""
        return self.words(name, self.day, self.language) or self.word("explainers.unknown_value")

    def blocks(self, text: str) -> tuple[Block, ...]:
        """Light Markdown with references as blocks."""
        return parse(self.resolve(text))

    def line(self, text: str) -> Text:
        """One line of light Markdown with references as spans."""
        return line(self.resolve(text))
