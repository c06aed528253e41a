"""What a page posts, read with care: anything may come in here."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from aiohttp import web

from handlers.turn import Said, Tap, Words

LARGEST = 8 * 1024
"""Bytes of a body."""
LONGEST = 2_000
"""Characters of a typed text."""
LARGEST_ID = 2**62


class Unreadable(ValueError):
    """A post we do not take; the argument is the key of the sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Posted:
    """``shown`` is the last bubble the page had drawn."""

    fields: dict[str, str]

    @property
    def shown(self) -> int:
        """The id of the last bubble on the page, 0 for garbage."""
        return as_id(self.fields.get("shown", ""))

    @property
    def pressed_on(self) -> str:
        """The bubble whose button was pressed, as the page says; "" for none."""
        return str(as_id(self.fields.get("on", "")) or "")

    def words(self) -> Said:
        """Typed text. Raises Unreadable when there is none, or too much."""
        text = clean(self.fields.get("text", ""))
        if not text:
            raise Unreadable("web.say_something")
        if len(text) > LONGEST:
            raise Unreadable("web.too_long")
        return Words(text)

    def tap(self) -> Said:
        """A pressed button. Raises Unreadable when there is none."""
        data = clean(self.fields.get("data", ""))[:200]
        if not data:
            raise Unreadable("web.say_something")
        return Tap(data)


async def read_post(request: web.Request) -> Posted:
    """The fields of a form. Raises Unreadable for a body that is too large."""
    body = b""
    async for chunk in request.content.iter_chunked(LARGEST):
        body += chunk
        if len(body) > LARGEST:
            raise Unreadable("web.too_long")
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), max_num_fields=20, errors="replace")
    except ValueError:
        pairs = []
    return Posted(dict(pairs))


def clean(text: str) -> str:
    """Without what no keyboard types and no database keeps: zero bytes, stray halves of pairs."""
    kept = "".join(c for c in text if c in "\n\t" or not ("\ud800" <= c <= "\udfff" or c < " "))
    return kept.strip()


def as_id(text: str) -> int:
    """A whole number from a page, 0 for anything else."""
    return min(int(text), LARGEST_ID) if text.isascii() and text.isdigit() and len(text) < 20 else 0
