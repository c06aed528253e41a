"""What a person sees, before any channel draws it: a title, blocks of text, rows of buttons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from pydantic import TypeAdapter

from content.address import Address
from content.blocks import Block, Bullets, Callout, Fields, Heading, Paragraph, words_of

Look = Literal["plain", "filled", "dashed", "danger"]
MediaKind = Literal["photo", "voice", "document"]


@dataclass(frozen=True, slots=True)
class Button:
    """``to`` is an address of ours or an https URL; ``hint`` is a second, smaller line."""

    label: str
    to: str
    hint: str = ""
    icon: str = ""
    look: Look = "plain"


@dataclass(frozen=True, slots=True)
class Media:
    """What goes with a text, made by ``db.media.keep``. ``file`` is the SHA-256 of its content, by
    which it is kept; ``name`` is what a document is called, or what is to be seen on a photo, for
    who cannot see it; ``size`` in bytes, for who pays for them."""

    kind: MediaKind
    file: str
    name: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a person is in a form: this question, and the most that may still come."""

    at: int
    at_most_left: int


@dataclass(frozen=True, slots=True)
class Screen:
    """``style`` tells a page how to lay out the buttons (``doors``, ``options``); others number
    or stack them. ``trail`` are answers already given, shown above, each with its change button."""

    address: str
    title: str = ""
    blocks: tuple[Block, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    style: Literal["card", "doors", "options"] = "card"
    trail: tuple[tuple[str, str, Button], ...] = ()
    progress: Progress | None = None
    placeholder: str = ""
    media: Media | None = None

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Every button, in reading order: number n is ``buttons[n - 1]``."""
        return tuple(button for row in self.rows for button in row)

    def with_rows(self, *rows: tuple[Button, ...]) -> Screen:
        """The same screen with more rows below."""
        return replace(self, rows=self.rows + rows)


SCREEN: TypeAdapter[Screen] = TypeAdapter(Screen)


def to_json(screen: Screen) -> str:
    """As it is kept in the outbox and in the web conversation."""
    return SCREEN.dump_json(screen, exclude_defaults=False).decode()


def from_json(text: str) -> Screen:
    """Read back what ``to_json`` wrote."""
    return SCREEN.validate_json(text)


def to(*segments: str | int) -> str:
    """An address as buttons carry it; raises AddressError at once when it is none."""
    return str(Address.of(*segments))


def plain_text(screen: Screen) -> str:
    """Title and text as plain words: for the terminal, for counting, for tests."""
    parts = [screen.title] if screen.title else []
    parts += [block_text(block) for block in screen.blocks]
    return "\n\n".join(part for part in parts if part)


LINE = 8
"""Characters that a channel without buttons adds at most to a line: a number, a sign, its end."""
TOLD = 10
"""Characters of the word by which it tells what a page tells by colour."""


def length(screen: Screen) -> int:
    """Characters of a screen where its buttons are numbered lines of the text; rather too many."""
    lines = [button.label + button.hint for button in screen.buttons]
    lines += [label + said for label, said, _ in screen.trail]
    told = TOLD * sum(isinstance(block, Callout | Heading) for block in screen.blocks)
    ruled = len(screen.title) + LINE * (len(lines) + 2)
    return len(plain_text(screen)) + sum(map(len, lines)) + told + ruled


def block_text(block: Block) -> str:
    """One block as plain words."""
    match block:
        case Paragraph() | Heading() | Callout():
            return words_of(block.text)
        case Bullets(items=items, ordered=ordered, start=start):
            marked = enumerate(items, start)
            return "\n".join((f"{n}. " if ordered else "- ") + words_of(one) for n, one in marked)
        case Fields(rows=rows):
            return "\n".join(f"{label}: {words_of(value)}" for label, value in rows)
