"""The seam of a channel: what a channel must be able to do, and what it answers.

``bot/channels/<name>`` implements it; handlers (test-send, checks) and scheduler use it. One
conformance suite runs over every channel.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from content.screen import Screen

CHANNELS = ("telegram", "web", "terminal", "zalo", "email")
"""Every way to reach people that this program may ever have, as audiences and variants name it."""
REMOTE = tuple(one for one in CHANNELS if one != "terminal")
"""Those by which somebody can be told later; at a terminal nobody sits any more."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may hold. ``text`` in characters; ``per_second`` pushes over the channel,
    ``per_chat`` seconds between two pushes to one person. ``edits`` and ``recalls``: whether what
    was sent can be changed, or taken back, later. ``per_group`` seconds between two pushes to a
    group, a contact whose id begins with a minus. ``unpaid``: of ``per_second``, how many may be no
    campaign's, where campaigns are paid for. ``account``: whose rate it is, where others may use
    it too; "" where it is ours alone. ``a_month``: how many messages its plan carries in a month,
    replies among them; 0 for no limit."""

    text: int
    buttons: bool
    edits: bool
    per_second: float
    per_chat: float
    recalls: bool = False
    per_group: float = 0.0
    unpaid: float = math.inf
    account: str = ""
    a_month: int = 0


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on one channel; ``external`` is the channel's own id for them."""

    id: int
    channel: str
    external: str

    @property
    def holder(self) -> str:
        """Whom an act's seal is drawn for."""
        return f"{self.channel}:{self.external}"


@dataclass(frozen=True, slots=True)
class Delivered:
    """It is theirs. ``message`` is the channel's own id, for edits and recalls. ``moved``: the
    chat's new id at the channel, where it has changed."""

    message: str = ""
    moved: str = ""


@dataclass(frozen=True, slots=True)
class Postponed:
    """Nothing left us, or the channel said to wait. Costs no attempt. ``everyone``: the whole
    channel waits, not only this chat; ``slower``: because we, all senders together, are too fast
    for it. ``elsewhere``: whoever has another channel is told there instead of waiting."""

    until: datetime
    reason: str
    everyone: bool = False
    slower: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The channel answered no. ``for_good``: this person cannot be reached; otherwise we failed
    this time and may try again with backoff."""

    reason: str
    for_good: bool


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """The body was written and no answer came: it may or may not have arrived."""

    reason: str


@dataclass(frozen=True, slots=True)
class Impossible:
    """This one message cannot be sent, changed or taken back as it is, and trying again would not
    help: the channel does not take it, or what it would change is not there any more. It says
    nothing about whether the person can be reached."""

    reason: str


Receipt = Delivered | Postponed | Refused | Unconfirmed | Impossible


@dataclass(frozen=True, slots=True)
class Prepared:
    """A screen made ready for the wire once, to be filled and sent many times."""

    channel: str
    parts: tuple[Any, ...]


class Channel(Protocol):
    """A way to reach people."""

    name: str
    limits: Limits

    def problems(self, screen: Screen) -> list[str]:
        """What this channel cannot show as it stands, in Vietnamese, for the writer."""
        ...

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        """Once per campaign and variant; raises nothing for a screen without problems.
        ``broadcast``: a campaign's new message, which a channel may let go faster."""
        ...

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        """Send one message; never raises, whatever the wire does."""
        ...

    async def amend(
        self,
        prepared: Prepared,
        contact: Contact,
        fields: Mapping[str, str],
        target: str,
        now: datetime,
    ) -> Receipt:
        """Put another message in place of one that was delivered as ``target``. Doing it twice
        does nothing more; never raises."""
        ...

    async def withdraw(self, contact: Contact, target: str, now: datetime) -> Receipt:
        """Take back what was delivered as ``target``, or put a word in its place that says so.
        Doing it twice does nothing more; never raises."""
        ...


def editing(channels: Iterable[Channel]) -> list[str]:
    """The names of the channels that can change what they sent."""
    return [one.name for one in channels if one.limits.edits]


def recalling(channels: Iterable[Channel]) -> list[str]:
    """The names of the channels that can take back what they sent."""
    return [one.name for one in channels if one.limits.recalls]


def planned(channels: Iterable[Channel]) -> dict[str, int]:
    """The channels whose plan limits a month, with how many messages it carries."""
    return {one.name: one.limits.a_month for one in channels if one.limits.a_month}


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An audience that a channel's plan does not carry this month: how many messages it would get
    there (``each`` person so many), and how many more the plan lets go."""

    channel: str
    wanted: int
    left: int
    limit: int
    each: int = 1

    @property
    def carried(self) -> int:
        """How many people would get all that is theirs."""
        return self.left // self.each

    @property
    def beyond(self) -> int:
        """How many people would be left out."""
        return self.wanted // self.each - self.carried


FIELD = re.compile(r"\{([a-z_]+)(?:\|([^{}]*))?\}")


def fill(text: str, fields: Mapping[str, str]) -> str:
    """Put personal fields into a text: ``{name|bà con}`` gives the name, or *bà con*."""
    return FIELD.sub(lambda m: fields.get(m[1]) or m[2] or "", text)
