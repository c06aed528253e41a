"""A turn (someone speaks) and a reply (we answer), the same for every channel.

A channel turns its own events into a ``Turn``, hands it to ``conversation.converse`` and draws the
``Reply``. Button addresses in a reply are already sealed: a channel carries them as they are and
gives them back in a ``Tap``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from content.channel import Contact
from content.screen import Screen
from db.conversations import Standing


@dataclass(frozen=True, slots=True)
class Words:
    """They typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Tap:
    """They pressed a button; ``data`` is what it carried."""

    data: str


@dataclass(frozen=True, slots=True)
class Opened:
    """They came by a link; ``payload`` may be empty."""

    payload: str


@dataclass(frozen=True, slots=True)
class Other:
    """They sent something we do not read: photo, voice, sticker …"""

    kind: str


@dataclass(frozen=True, slots=True)
class Left:
    """They blocked us; nothing can be answered."""

    reason: str


Said = Words | Tap | Opened | Other | Left


def storable(said: Said) -> Said:
    """What they did without what no database keeps: zero bytes, halves of surrogate pairs."""
    match said:
        case Words(text=text):
            return Words(whole(text))
        case Tap(data=data):
            return Tap(whole(data))
        case Opened(payload=payload):
            return Opened(whole(payload))
    return said


def whole(text: str) -> str:
    """A text as any channel and any database takes it."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


@dataclass(frozen=True, slots=True)
class Turn:
    """``external`` is the channel's id of who speaks; ``inbox`` the stored update it came from;
    ``name`` what the channel calls them; ``origin`` how somebody new is entered; ``seen_on`` the
    channel's id of the message whose button they pressed, as they say: it may be made up."""

    channel: str
    external: str
    said: Said
    at: datetime
    name: str = ""
    inbox: int | None = None
    origin: str = "self"
    seen_on: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """Screens in order, the last one the present screen; ``toast`` a word that passes.

    ``standing`` is where the handler leaves the person, when that changed; ``erased`` says that
    they asked to be forgotten, so that nothing of this turn is kept.
    """

    screens: tuple[Screen, ...] = ()
    toast: str = ""
    standing: Standing | None = None
    contact: Contact | None = None
    erased: bool = False

    @classmethod
    def of(cls, *screens: Screen, toast: str = "", standing: Standing | None = None) -> Reply:
        """A reply of some screens."""
        return cls(screens, toast, standing)
