"""The conversation as a page shows it.

Every button stays usable: an address draws the screen of today, an act carries its seal. But only
the screens of the last turn and pushes are drawn as live; older cards are quiet, without a filled
button. Numbers stand only on the present screen, the one that typed numbers mean. A question of a
form gives way to the next one: what was answered stands in its trail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest

from pydantic import ValidationError

from content.screen import Screen, from_json
from db import messages, people
from db.cipher import Keys
from db.messages import Message
from db.store import Connection
from db.values import ContactId

SHOWN = 12
"""Bubbles on a page at first."""
MORE = 40
"""Further bubbles with each tap on *Xem tin cũ*."""
MOST = 400
NOBODY = ContactId(0)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One of theirs (``said``) or ours (``screen``), which may have been changed since."""

    id: int
    said: str
    screen: Screen | None
    at: datetime
    pushed: bool
    live: bool
    numbered: bool
    changed_at: datetime | None = None

    @property
    def asks(self) -> bool:
        """A question of a form."""
        return bool(self.screen and self.screen.progress)


@dataclass(frozen=True, slots=True)
class View:
    """What a visitor sees."""

    contact: ContactId
    language: str
    bubbles: tuple[Bubble, ...]
    has_older: bool = False

    @property
    def last(self) -> int:
        """The id up to which this view shows everything."""
        return self.bubbles[-1].id if self.bubbles else 0

    @property
    def latest(self) -> int:
        """Where to begin reading: the last thing they said, or else our last screen."""
        said = [bubble.id for bubble in self.bubbles if bubble.said]
        return said[-1] if said else self.last

    @property
    def present(self) -> Screen | None:
        """The screen that typed numbers mean."""
        screens = [bubble.screen for bubble in self.bubbles if bubble.numbered]
        return screens[-1] if screens else None


def look(
    conn: Connection, keys: Keys, external: str, *, limit: int = SHOWN, after: int = 0
) -> View | None:
    """The newest bubbles of a visitor, read anew; None for somebody we do not know."""
    contact = people.find_by_external(conn, "web", external)
    found = contact and people.find_contact(conn, ContactId(contact.id))
    if not found:
        return None
    key = ContactId(found[0].id)
    kept = messages.latest(conn, keys, key, limit=limit + 1, after=after)
    person = people.get(conn, found[1])
    return View(key, person.language, arrange(kept[-limit:]), len(kept) > limit)


def arrange(kept: Sequence[Message]) -> tuple[Bubble, ...]:
    """Messages as bubbles; what can no longer be read (another key, an older form) is left out."""
    read = [(message, screen_of(message)) for message in kept]
    own = [message for message, screen in read if screen and not message.pushed]
    present = own[-1] if own else None
    bubbles = [
        Bubble(
            id=message.id,
            said=message.said,
            screen=screen,
            at=message.at,
            pushed=message.pushed,
            # A turn has one moment: all its screens carry it.
            live=message.pushed or (present is not None and message.at == present.at),
            numbered=message is present,
            changed_at=message.changed_at,
        )
        for message, screen in read
        if message.said or screen
    ]
    return tuple(
        bubble
        for bubble, after in zip_longest(bubbles, bubbles[1:])
        if not gives_way(bubble, after)
    )


def gives_way(bubble: Bubble, after: Bubble | None) -> bool:
    """A question answered by what follows it at once."""
    return bubble.asks and after is not None and after.screen is not None and not after.pushed


def screen_of(message: Message) -> Screen | None:
    """The screen of a message, if it has one that we can still read."""
    try:
        return from_json(message.screen) if message.screen else None
    except ValidationError:
        return None


def loose(screens: Sequence[Screen], at: datetime) -> tuple[Bubble, ...]:
    """Screens that are kept nowhere: the last word to somebody who was just erased."""
    return tuple(
        Bubble(n, "", screen, at, pushed=False, live=True, numbered=n == len(screens))
        for n, screen in enumerate(screens, 1)
    )
