"""A question asked in a group, where everybody reads the answer: a read-only door.

Nobody is met, nothing is kept, and nothing can be pressed or typed next: what is personal belongs
into a chat of one's own, and the last line says so.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from content import explainers, kindness
from content.blocks import Block, Paragraph, parse, plain
from content.library.library import Library
from content.screen import Screen
from content.wording import word
from handlers.turn import Reply

ALOUD = ("emergency", "distress", "violence", "scam")
"""Cries that are answered in a group too: whoever reads it may be the one who can help."""


def answer(library: Library, text: str, day: date) -> Reply:
    """What everybody may read of it: the short answer, or where to ask."""
    cry = kindness.cry(text) or kindness.small_talk(text)
    if cry in ALOUD:
        title, said = word(f"kind.{cry}.title"), parse(word(f"kind.{cry}"))
        return Reply.of(Screen("overheard", title, (*said, privately("channel.group.alone"))))
    found = library.search(text)
    if not found.answered:
        return Reply.of(Screen("overheard", "", (privately("channel.group.ask"),)))
    explainer = library.explainers[found.results[0][0]]
    screen = explainers.first_screen(explainer, library.reading(day, "vi"))
    blocks = (*screen.blocks, privately("channel.group.more"))
    return Reply.of(replace(screen, blocks=blocks, rows=()))


def privately(key: str) -> Block:
    """The line that leads to a chat of one's own."""
    return Paragraph(plain(word(key)))
