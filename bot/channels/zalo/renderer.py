"""A screen as Zalo messages: numbered choices as text, headings and bold words as text styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.numbered import attached, block_words, choices, progress, split
from content.blocks import Heading, words_of
from content.screen import Screen
from content.wording import word

Style = tuple[str, ...]
"""Zalo's codes: b is bold, f_18 larger letters."""
HEADING: Style = ("b",)
TITLE: Style = ("b", "f_18")


@dataclass(frozen=True, slots=True)
class Mark:
    """A style on a part of a text, counted in characters."""

    at: int
    size: int
    style: Style


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its text, what stands out in it, and the address of the photo above it."""

    text: str
    marks: tuple[Mark, ...] = ()
    photo: str = ""

    def styles(self) -> list[dict[str, Any]]:
        """The marks as Zalo takes them, counted in UTF-16 units."""
        return [
            {
                "start": units(self.text[: mark.at]),
                "len": units(self.text[mark.at : mark.at + mark.size]),
                "st": list(mark.style),
            }
            for mark in self.marks
        ]


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def render(
    screen: Screen, language: str = "vi", site: str = "", *, above: str = "", below: str = ""
) -> list[Message]:
    """The messages of a screen, each within the limit, in order, between what stands ``above`` and
    ``below`` it: fewer messages, for a plan counts them. Zalo fetches a photo from our ``site``,
    where that is public; other files, and voices (it wants .aac), are named."""
    strong, photo = dict(emphasised(screen)), photo_of(screen, site)
    file = attached(screen.media, language, site) if screen.media and not photo else ""
    text = "\n\n".join(part for part in (above, file, *parts(screen, language), below) if part)
    first, *more = [marked(piece, strong) for piece in split(text)] or [Message("")]
    return [replace(first, photo=photo), *more]


def ways(screen: Screen) -> str:
    """What stands below the choices of a screen: how to choose."""
    return word("zalo.choose") if screen.buttons else ""


def photo_of(screen: Screen, site: str) -> str:
    """Where Zalo finds the photo of a screen; "" where there is none, or it could not come."""
    if screen.media and screen.media.kind == "photo" and site.startswith("https:"):
        return f"{site}/media/{screen.media.file}"
    return ""


def parts(screen: Screen, language: str) -> Iterator[str]:
    """From top to bottom, what a page would show."""
    yield "\n".join(f"✓ {label}: {said}" for label, said, _ in screen.trail)
    yield progress(screen.progress, language) if screen.progress else ""
    yield screen.title
    for block in screen.blocks:
        if isinstance(block, Heading):
            yield words_of(block.text)
        else:
            yield block_words(block, language, lettered=bool(screen.rows))
    yield choices(screen)


def emphasised(screen: Screen) -> Iterator[tuple[str, Style]]:
    """Lines that stand out, with their style."""
    for block in screen.blocks:
        if isinstance(block, Heading):
            yield words_of(block.text), HEADING
    if screen.title:
        yield screen.title, TITLE


def marked(text: str, strong: Mapping[str, Style]) -> Message:
    """A message whose lines that stand out are marked."""
    found, at = list[Mark](), 0
    for line in text.split("\n"):
        if line in strong:
            found.append(Mark(at, len(line), strong[line]))
        at += len(line) + 1
    return Message(text, tuple(found))
