"""The one place that writes Telegram's HTML, from a screen's spans; nothing is ever pasted in.

A ``Draft`` is a screen made ready once. Personal fields go into its spans before they are written
out, so that a name with ``<`` in it is as harmless as any other text.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace

from telegram import InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.telegram.keyboard import Rows, is_link, keyboard_of, markup_of
from bot.channels.telegram.pieces import CAPTION, GAP, Piece, pieces_of, size_of, split
from content.address import AddressError, payload_of
from content.blocks import Span, Text, words_of
from content.channel import FIELD, fill
from content.screen import Media, Screen

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Part:
    """One message for the wire; ``plain`` is what is sent should Telegram refuse the HTML. Where
    there is ``media``, the words are its caption."""

    html: str
    plain: str
    keyboard: InlineKeyboardMarkup | None
    media: Media | None = None
    paid: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A screen ready for Telegram; ``ready`` are its messages when nothing in it is personal.
    ``bot`` is our user name there, for links from the text into the bot; empty where we have not
    been told yet. ``paid``: it may go faster than what costs nothing."""

    pieces: tuple[Piece, ...]
    rows: Rows
    bot: str
    media: Media | None = None
    paid: bool = False
    ready: tuple[Part, ...] | None = None

    @property
    def wants_name(self) -> bool:
        """True when a link in the text needs our user name and it was not known."""
        return not self.bot and any(span.link for piece in self.pieces for span in piece.text)

    def parts(self, fields: Mapping[str, str], bot: str = "") -> tuple[Part, ...]:
        """The messages for one person; ``bot`` as for ``draw``, should it be known by now."""
        if self.ready is not None:
            return self.ready
        own = replace(self, pieces=filled(self.pieces, fields), bot=self.bot or bot)
        return messages(own, fields)


def draw(screen: Screen, bot: str = "", language: str = "vi", *, paid: bool = False) -> Draft:
    """Make a screen ready, once for all who will get it."""
    pieces, rows = pieces_of(screen, language), keyboard_of(screen)
    draft = Draft(pieces, rows, bot, screen.media, paid)
    if is_personal(draft) or draft.wants_name:
        return draft
    return replace(draft, ready=messages(draft, {}))


def reply_parts(screen: Screen, bot: str = "") -> tuple[Part, ...]:
    """The messages of an answer: nothing in it is a field, whatever braces somebody typed."""
    return messages(Draft(pieces_of(screen), keyboard_of(screen), bot, screen.media), None)


def text_part(text: str) -> Part:
    """A message of a few words of ours."""
    return Part(html_of_span(Span(text), ""), clean(text), None)


def is_personal(draft: Draft) -> bool:
    """True when any text holds a field to be filled for each person."""
    labels = [button.label + button.hint for row in draft.rows for button in row]
    return any(FIELD.search(text) for text in labels) or any(
        FIELD.search(span.text) for piece in draft.pieces for span in piece.text
    )


def filled(pieces: tuple[Piece, ...], fields: Mapping[str, str]) -> tuple[Piece, ...]:
    """The paragraphs with one person's fields in them; empty ones go."""
    done = [replace(piece, text=filled_text(piece.text, fields)) for piece in pieces]
    return tuple(piece for piece in done if words_of(piece.text).strip()) or (Piece((Span("…"),)),)


def filled_text(text: Text, fields: Mapping[str, str]) -> Text:
    """One person's fields put into spans."""
    return tuple(replace(span, text=fill(span.text, fields)) for span in text)


def messages(draft: Draft, fields: Mapping[str, str] | None) -> tuple[Part, ...]:
    """The messages of a screen as it stands; the buttons are under the last. A file goes first,
    with the words under it where they fit there."""
    parts = columns(draft)
    last = len(parts) - 1
    return tuple(
        Part(
            GAP.join(html_of(piece, draft.bot) for piece in part),
            GAP.join(clean(words_of(piece.text)) for piece in part),
            markup_of(draft.rows, fields) if n == last else None,
            draft.media if n == 0 else None,
            draft.paid,
        )
        for n, part in enumerate(parts)
    )


def columns(draft: Draft) -> tuple[tuple[Piece, ...], ...]:
    """The paragraphs of each message."""
    if draft.media is None:
        return split(draft.pieces)
    fits = size_of(list(draft.pieces)) <= CAPTION
    return (draft.pieces,) if fits else ((), *split(draft.pieces))


def html_of(piece: Piece, bot: str) -> str:
    """One paragraph."""
    inside = "".join(html_of_span(span, bot) for span in piece.text)
    return f"<blockquote>{inside}</blockquote>" if piece.quoted else inside


def html_of_span(span: Span, bot: str) -> str:
    """One span, its marks around its escaped words."""
    words = html.escape(clean(span.text), quote=False)
    if span.bold:
        words = f"<b>{words}</b>"
    target = target_of(span.link, bot)
    return f'<a href="{html.escape(target)}">{words}</a>' if target else words


def target_of(link: str, bot: str) -> str:
    """Where a link in the text leads; empty where Telegram could not follow it."""
    if is_link(link):
        return clean(link)
    if not link or not bot:
        return ""
    try:
        return f"https://t.me/{bot}?start={payload_of(link)}"
    except AddressError:
        return ""


def clean(text: str) -> str:
    """Text that can be written as UTF-8, without the characters Telegram itself takes out."""
    return text.encode(errors="replace").decode().replace("\r", "").replace("\0", "")
