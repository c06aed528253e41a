"""A screen as a column of paragraphs, and the column cut into messages of Telegram's size."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.channels.telegram.icons import TONES, signed
from bot.channels.telegram.keyboard import long_hints
from content.blocks import (
    Block,
    Bullets,
    Callout,
    Fields,
    Heading,
    Paragraph,
    Span,
    Text,
    plain,
    words_of,
)
from content.screen import Screen
from content.wording import word

LONGEST = 4096
"""Code points of one message, counted after entities."""
CAPTION = 1024
"""Code points of the words under a file, counted alike."""
GAP = "\n\n"
BREAKS = ("\n", ". ", "; ", ", ", " ")
"""Where a paragraph too long for one message is cut, the best first."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph. ``quoted`` stands on a ground of its own; ``leads`` stays with the next."""

    text: Text
    quoted: bool = False
    leads: bool = False

    @property
    def size(self) -> int:
        """Code points as Telegram counts them."""
        return sum(len(span.text) for span in self.text)


def pieces_of(screen: Screen, language: str = "vi") -> tuple[Piece, ...]:
    """Everything of a screen that is text; never nothing, because Telegram refuses that, unless
    there is a file."""
    found = [piece for piece in column(screen, language) if words_of(piece.text).strip()]
    if found or screen.media:
        return tuple(found)
    return (Piece(plain(word("telegram.choose", language))),)


def column(screen: Screen, language: str) -> Iterator[Piece]:
    """Answers given, where we are, title, blocks, and the hints too long for a button."""
    if screen.trail:
        rows = tuple((f"✓ {label}", plain(value)) for label, value, _ in screen.trail)
        yield Piece(lines_of_fields(rows))
    if screen.progress:
        at, left = screen.progress.at, screen.progress.at_most_left
        yield Piece(plain(word("telegram.progress", language, at=at, left=left)))
    if screen.title:
        yield Piece((Span(screen.title, bold=True),), leads=True)
    for block in screen.blocks:
        yield piece_of(block)
    hints = [f"{button.label} – {button.hint}" for button in long_hints(screen)]
    yield Piece(plain("\n".join(hints)))


def piece_of(block: Block) -> Piece:
    """One block as one paragraph."""
    match block:
        case Paragraph(text=text):
            return Piece(text)
        case Heading(text=text, icon=icon):
            sign = signed(icon, "")
            return Piece(tuple(replace(span, bold=True) for span in before(sign, text)), leads=True)
        case Callout(tone=tone, text=text):
            sign = f"{TONES[tone]} " if TONES[tone] else ""
            return Piece(before(sign, text), quoted=tone != "source")
        case Bullets():
            return Piece(lines_of_items(block))
        case Fields(rows=rows):
            return Piece(lines_of_fields(rows))


def before(sign: str, text: Text) -> Text:
    """A text with a sign before it, where there is one."""
    return (Span(sign), *text) if sign else text


def lines_of_items(found: Bullets) -> Text:
    """A list, a line an item."""
    spans: list[Span] = []
    for n, item in enumerate(found.items, found.start):
        mark = f"{n}. " if found.ordered else "• "
        spans += [Span(("\n" if spans else "") + mark), *item]
    return tuple(spans)


def lines_of_fields(rows: tuple[tuple[str, Text], ...]) -> Text:
    """Label and value, a line each."""
    spans: list[Span] = []
    for n, (label, value) in enumerate(rows):
        spans += [Span(("\n" if n else "") + label + ": "), *value]
    return tuple(spans)


def split(pieces: tuple[Piece, ...], longest: int = LONGEST) -> tuple[tuple[Piece, ...], ...]:
    """Messages' worth of paragraphs: cut at paragraph ends, within one only where it alone is too
    long. A heading goes with what it heads."""
    parts: list[list[Piece]] = [[]]
    for piece in (bit for whole in pieces for bit in cut(whole, longest)):
        if parts[-1] and size_of([*parts[-1], piece]) > longest:
            parts.append(take_leads(parts[-1], longest - piece.size))
        parts[-1].append(piece)
    return tuple(tuple(part) for part in parts if part)


def take_leads(part: list[Piece], room: int) -> list[Piece]:
    """The headings at the end of a part, taken off it to open the next one, if they fit there."""
    taken: list[Piece] = []
    while len(part) > 1 and part[-1].leads and size_of([part[-1], *taken]) + len(GAP) <= room:
        taken.insert(0, part.pop())
    return taken


def size_of(part: list[Piece]) -> int:
    """Code points of a message of these paragraphs."""
    return sum(piece.size for piece in part) + len(GAP) * (len(part) - 1)


def cut(piece: Piece, longest: int) -> Iterator[Piece]:
    """A paragraph in bits that fit."""
    rest = piece
    while rest.size > longest:
        words = words_of(rest.text)
        at = place_to_cut(words, longest)
        yield replace(rest, text=clip(rest.text, 0, at))
        skip = len(words[at:]) - len(words[at:].lstrip())
        rest = replace(rest, text=clip(rest.text, at + skip, len(words)))
    if rest.text:
        yield rest


def place_to_cut(words: str, longest: int) -> int:
    """Where to end the first bit: at a line, a sentence, a word; never inside a letter."""
    for mark in BREAKS:
        found = words.rfind(mark, longest // 4, longest)
        if found > 0:
            return found + len(mark.rstrip(" ")) if mark != "\n" else found
    at = longest
    while at > 1 and is_joined(words[at]):
        at -= 1
    return at


def is_joined(letter: str) -> bool:
    """True for a mark that belongs to the letter before it (Vietnamese typed with loose marks)."""
    return bool(unicodedata.combining(letter)) or bool(re.match("[\u200d\ufe0f]", letter))


def clip(text: Text, start: int, end: int) -> Text:
    """The spans between two places, marks kept."""
    found: list[Span] = []
    at = 0
    for span in text:
        inside = span.text[max(0, start - at) : max(0, end - at)]
        if inside:
            found.append(replace(span, text=inside))
        at += len(span.text)
    return tuple(found)
