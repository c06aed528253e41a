"""A campaign: what is written, for whom, at what hour, and how it moves from draft to finished."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from content.screen import Button, Media

State = Literal[
    "draft",
    "submitted",
    "approved",
    "running",
    "paused",
    "finished",
    "held",
    "cancelled",
    "expired",
]
Event = Literal[
    "edit",
    "submit",
    "schedule",
    "approve",
    "start",
    "pause",
    "resume",
    "cancel",
    "recall",
    "resend",
    "hold",
    "expire",
    "finish",
    "end",
]
STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]  # a Literal has them
EVENTS: tuple[Event, ...] = Event.__args__  # type: ignore[attr-defined]  # a Literal has them


@dataclass(frozen=True, slots=True)
class Move:
    """From which states an event leads, and where to."""

    before: frozenset[State]
    after: State


def move(after: State, *before: State) -> Move:
    """One row of MOVES."""
    return Move(frozenset(before), after)


MOVES: Mapping[Event, Move] = {
    # a person orders
    "edit": move("draft", "draft", "submitted", "approved", "held"),
    "submit": move("submitted", "draft"),
    "schedule": move("approved", "draft"),  # an hour is set and no second person is needed
    "approve": move("approved", "draft", "submitted"),
    "start": move("running", "draft", "approved", "held"),
    "pause": move("paused", "running"),
    "resume": move("running", "paused", "held"),
    "cancel": move("cancelled", "draft", "submitted", "approved", "running", "paused", "held"),
    "recall": move("cancelled", "running", "paused", "held"),
    "resend": move("running", "finished", "cancelled"),
    # time passes
    "hold": move("held", "submitted", "approved", "running"),
    "expire": move("expired", "submitted", "approved", "paused", "held"),
    "finish": move("finished", "running"),
    "end": move("finished", "approved"),  # one that repeats has no further day
}
"""Every way a campaign moves. *start* asks for an approval, or for an audience too small to need
one. *recall* stops what waits, as *cancel* does; what was sent is taken back by a campaign of its
own, and so it is also ordered of one that has ended, which then stays as it is. *resend* is for
those whom an ended one did not reach; nothing is sent after the last hour, so that one which
*expired* has no such way. A *running* campaign does not expire: its rows do, and then it is
finished."""

ENDED: tuple[State, ...] = ("finished", "cancelled", "expired")
ANSWER = "answer"
"""Where a button leads that is an answer to the campaign's question (see content.polls)."""
WRITE = "write"
"""Where a button leads that asks for an answer in the reader's own words."""
Act = Literal["send", "correct", "recall"]
"""What a campaign does: send something new, correct what another one sent, take that back."""
LATE = timedelta(minutes=30)
"""An hour missed by more than this is held for a person instead of being sent late."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another text for those who read a language, or whom a channel reaches, or both; an empty
    ``language`` or ``channel`` means any."""

    language: str
    channel: str
    text: str

    @property
    def key(self) -> str:
        """What a delivery remembers of it: ``en``, ``@telegram`` or ``en@telegram``."""
        return f"{self.language}@{self.channel}" if self.channel else self.language


@dataclass(frozen=True, slots=True)
class Draft:
    """What a writer writes. ``text`` is light Markdown with fields (``{name|bà con}``); buttons
    lead to screens or https links, or are answers (``ANSWER``); ``audience`` is an expression
    (content.audience). Moments are aware: ``at`` the hour it starts (None: when started by hand),
    ``not_later_than`` the hour after which nobody gets it any more. ``urgent`` is for storms and
    floods: it has a last hour, a second person's approval whatever its size, and goes before
    everything else, in quiet hours too. ``repeat`` is a rule (content.repetition): such a campaign
    sends nothing itself, each of its days is a campaign of its own. ``topic`` is what it is about:
    who stopped that topic does not get it. ``variants`` stand in for ``text`` where they fit.
    A ``kit`` goes to those who paste it into a group (content.kits)."""

    title: str
    text: str
    buttons: tuple[Button, ...] = ()
    audience: str = "all"
    at: datetime | None = None
    not_later_than: datetime | None = None
    urgent: bool = False
    repeat: str = ""
    topic: str = ""
    variants: tuple[Variant, ...] = ()
    media: Media | None = None
    kit: bool = False


@dataclass(frozen=True, slots=True)
class Campaign:
    """A draft with its life. ``unit`` is the writer's: nobody outside it is ever reached. Author
    and approver are person ids, None for the operator. ``held_reason`` is a key of
    ``campaigns.held.*``; ``resumed_at`` is when a person last set it going. Of one
    that repeats, ``next_at`` is its next day; ``parent`` is the one that an occurrence is of, and
    ``approved_matched`` how many people matched when that was approved. One that does not ``send``
    changes what the campaign ``amends`` has sent. People up to the id ``enlist_to`` are still to be
    looked at (db.enlisting)."""

    id: int
    draft: Draft
    unit: str
    state: State
    created_at: datetime
    author: int | None = None
    approver: int | None = None
    approved_at: datetime | None = None
    approved_hash: str = ""
    held_reason: str = ""
    started_at: datetime | None = None
    finished_at: datetime | None = None
    resumed_at: datetime | None = None
    next_at: datetime | None = None
    parent: int | None = None
    approved_matched: int | None = None
    act: Act = "send"
    amends: int | None = None
    enlist_to: int | None = None

    @property
    def is_enlisting(self) -> bool:
        """Whether people are still being added to it."""
        return self.enlist_to is not None and self.state not in ENDED

    @property
    def is_approved(self) -> bool:
        """Whether somebody approved exactly what stands here now."""
        return self.approved_hash == fingerprint(self.draft, self.unit)


def is_alone(campaign: Campaign) -> bool:
    """Whether its author approved it by asking, because so few people matched then. When more do
    later, that no longer counts."""
    return campaign.approver is not None and campaign.approver == campaign.author


def may(event: Event, state: State) -> bool:
    """Whether an event leads anywhere from a state."""
    return state in MOVES[event].before


def fingerprint(draft: Draft, unit: str) -> str:
    """What an approval is bound to: text, buttons, file, audience and hours, to the letter."""
    parts = [
        draft.title,
        draft.text,
        [[button.label, button.to] for button in draft.buttons],
        draft.audience,
        unit,
        moment(draft.at),
        moment(draft.not_later_than),
        *(["urgent"] if draft.urgent else []),
        *([draft.repeat] if draft.repeat else []),
        *([["topic", draft.topic]] if draft.topic else []),
        *(["variant", one.key, one.text] for one in draft.variants),
        *(["kit"] if draft.kit else []),
        *([["media", draft.media.kind, draft.media.file, draft.media.name]] if draft.media else []),
    ]
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()


def moment(value: datetime | None) -> float | None:
    """A moment as a number, the same in every time zone."""
    return value.timestamp() if value else None


def is_late(campaign: Campaign, now: datetime) -> bool:
    """Whether its hour was missed by more than LATE."""
    return campaign.draft.at is not None and campaign.draft.at + LATE < now


def is_past(draft: Draft, now: datetime) -> bool:
    """Whether nobody should get it any more."""
    return draft.not_later_than is not None and draft.not_later_than <= now
