"""How a message will look: as bubbles of the web and Telegram, and as the plainest text."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.numbered import render
from content.campaigns import Draft
from content.cards.campaign import campaign_screen, personal
from content.library.library import Library
from content.polls import choices
from content.screen import Screen, plain_text


@dataclass(frozen=True, slots=True)
class Preview:
    """The message of one who reads it, drawn and as words; ``size`` in characters; the
    answers stand behind one of its buttons."""

    screen: Screen
    words: str
    size: int
    answers: tuple[str, ...] = ()


def preview(library: Library, draft: Draft, unit: str, *, name: str = "") -> Preview:
    """The message as somebody of a unit gets it; without a name, as who has told none."""
    place = library.places.units.get(unit)
    commune = place.name if place and place.kind != "province" else ""
    screen = personal(campaign_screen(draft, 0), {"name": name, "commune": commune})
    answers = tuple(one.label for one in choices(draft))
    return Preview(screen, "\n\n".join(render(screen)), len(plain_text(screen)), answers)
