"""How a message will look: as bubbles of the web and Telegram, and as the plainest text."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.numbered import render
from content.campaigns import Draft
from content.cards.campaign import campaign_screen, personal
from content.library.library import Library
from content.polls import choices, own_words
from content.screen import Screen, plain_text
from content.variants import BASE, keys


@dataclass(frozen=True, slots=True)
class Preview:
    """The message of one who reads it, drawn and as words; ``size`` in characters; the
    answers stand behind one of its buttons. ``look`` is the key of the text shown, ``looks`` are
    the keys of all."""

    screen: Screen
    words: str
    size: int
    answers: tuple[str, ...] = ()
    look: str = BASE
    looks: tuple[str, ...] = (BASE,)


def preview(
    library: Library, draft: Draft, unit: str, look: str = BASE, *, name: str = ""
) -> Preview:
    """The message as somebody of a unit gets it, in the text of a key; without a name, as who has
    told none."""
    looks = keys(draft)
    look = look if look in looks else BASE
    place = library.places.units.get(unit)
    commune = place.name if place and place.kind != "province" else ""
    screen = personal(campaign_screen(draft, 0, look), {"name": name, "commune": commune})
    written = (own_words(draft),) if own_words(draft) and choices(draft) else ()
    answers = (*(one.label for one in choices(draft)), *written)
    words = "\n\n".join(render(screen))
    return Preview(screen, words, len(plain_text(screen)), answers, look, looks)


def every(library: Library, draft: Draft, unit: str) -> tuple[Preview, ...]:
    """The message in each of its texts, for who approves all of them."""
    return tuple(preview(library, draft, unit, key) for key in keys(draft))
