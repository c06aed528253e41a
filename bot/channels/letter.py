"""A stored update as a letter: who wrote on a channel, and what they did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handlers.turn import Said

Event = Literal["turn", "back", "group", "overheard", "nothing"]


class Unreadable(ValueError):
    """An update that is not what its channel documents."""


class Unreachable(Exception):
    """They blocked us, or are gone: no reply can arrive."""


class ReplyLost(Exception):
    """A reply that outlasted every try; it is drawn again at the next start."""


@dataclass(frozen=True, slots=True)
class Letter:
    """``turn``: somebody spoke to us. ``back``: they took back their block and said nothing yet.
    ``group``: we were put into a group, which we leave. ``overheard``: somebody in a group asked
    us; who, is not kept. ``nothing``: not for us. ``seen_on``: the channel's id of the message
    whose button was pressed, or ""."""

    row: int
    chat: str
    event: Event
    said: Said | None = None
    name: str = ""
    seen_on: str = ""
