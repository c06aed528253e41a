"""A message cut once for a whole campaign: the JSON of its request with holes for what is personal.

Filling one costs a few microseconds where drawing a screen and asking python-telegram-bot for its
request costs hundreds. A screen whose shape depends on who reads it has no stencil; it is drawn
for each person by the renderer, and both ways give the same message (see the tests).
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from bot.channels.telegram.keyboard import label_of
from bot.channels.telegram.pieces import CAPTION, LONGEST, size_of
from bot.channels.telegram.renderer import Draft, clean, messages
from content.blocks import words_of
from content.channel import FIELD
from content.screen import Media, MediaKind

WRITE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
OPTIONS = '{"parse_mode":"HTML"'
PAID = ',"allow_paid_broadcast":true'
TEXT = ',"link_preview_options":{"is_disabled":true},"text":'
CAPTIONED = ',"caption":'
METHODS: dict[MediaKind, str] = {
    "photo": "sendPhoto",
    "voice": "sendVoice",
    "document": "sendDocument",
}


@dataclass(frozen=True, slots=True)
class Hole:
    """A personal field; ``otherwise`` is JSON already. ``marked``: its surroundings are HTML."""

    name: str
    otherwise: bytes
    marked: bool

    def filled(self, value: str) -> bytes:
        """A person's value, or what stands there for those without."""
        if not value:
            return self.otherwise
        words = html.escape(clean(value), quote=False) if self.marked else value
        return quoted(words)[1:-1]


@dataclass(frozen=True, slots=True)
class Stencil:
    """``bits`` with a hole between each two. ``room``: code points that the values may take.
    ``media`` is the file it goes with, whose id is told anew for each person: it may change."""

    bits: tuple[bytes, ...]
    holes: tuple[Hole, ...]
    room: int
    media: Media | None = None

    @property
    def method(self) -> str:
        """What the request is for."""
        return METHODS[self.media.kind] if self.media else "sendMessage"

    def body(self, chat: str, fields: Mapping[str, str], file: str = "") -> bytes | None:
        """The request for one person; None where their values need more than one message, or
        Telegram has no id yet (``file``) of what goes with it."""
        who = b',"chat_id":' + quoted(chat) + b"}"
        if self.media:
            if not file:
                return None
            who = f',"{self.media.kind}":'.encode() + quoted(file) + who
        if not self.holes:
            return self.bits[0] + who
        values = [fields.get(hole.name, "") for hole in self.holes]
        if sum(map(len, values)) > self.room:
            return None
        inside = [self.bits[0]]
        for hole, value, bit in zip(self.holes, values, self.bits[1:], strict=True):
            inside += (hole.filled(value), bit)
        return b"".join((*inside, who))


def stencil_of(draft: Draft) -> Stencil | None:
    """The stencil of a draft, or None where each person's message has to be drawn by itself."""
    if draft.wants_name or not keeps_its_shape(draft):
        return None
    parts = messages(draft, None)
    if len(parts) != 1 or not parts[0].html:
        return None
    text = quoted(parts[0].html).decode()
    markup = quoted(parts[0].keyboard.to_dict()).decode() if parts[0].keyboard else ""
    if (count(text), count(markup)) != (fields_in_text(draft), fields_in_labels(draft)):
        return None  # braces elsewhere: in a link, or made by two spans side by side
    opening = OPTIONS + (PAID if draft.paid else "") + (CAPTIONED if draft.media else TEXT)
    closing = f',"reply_markup":{markup}' if markup else ""
    room = (CAPTION if draft.media else LONGEST) - size_of(list(draft.pieces))
    return replace(cut(opening, text, closing, room), media=draft.media)


def cut(opening: str, text: str, closing: str, room: int) -> Stencil:
    """Cut the fields out of a request."""
    bits, holes, whole = list[str](), list[Hole](), opening + text + closing
    at = 0
    for found in FIELD.finditer(whole):
        marked = found.start() < len(opening) + len(text)
        holes.append(Hole(found[1], (found[2] or "").encode(), marked))
        bits.append(whole[at : found.start()])
        at = found.end()
    return Stencil(tuple(bit.encode() for bit in (*bits, whole[at:])), tuple(holes), room)


def keeps_its_shape(draft: Draft) -> bool:
    """True when no paragraph and no label can be empty, whatever a person's fields are."""
    texts = (words_of(piece.text) for piece in draft.pieces)
    return all(FIELD.sub("", words).strip() for words in texts) and all(
        FIELD.sub("", label) for label in labels(draft)
    )


def labels(draft: Draft) -> Iterator[str]:
    """What the buttons say."""
    return (label_of(button) for row in draft.rows for button in row)


def fields_in_text(draft: Draft) -> int:
    """How many fields are filled in the text: those within a span."""
    return sum(count(span.text) for piece in draft.pieces for span in piece.text)


def fields_in_labels(draft: Draft) -> int:
    """How many fields are filled on the buttons."""
    return sum(map(count, labels(draft)))


def count(text: str) -> int:
    """The fields in a text."""
    return sum(1 for _ in FIELD.finditer(text))


def quoted(value: object) -> bytes:
    """JSON; half of a surrogate pair becomes a question mark, as everywhere on this channel."""
    return WRITE(value).encode(errors="replace")
