"""What every order on a campaign shares: who orders, which campaign, its move, its trace."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from content.audience import AudienceError, Tree, near, parse, terms
from content.audience_terms import known
from content.campaign_check import Problem
from content.campaigns import Campaign, Event, State
from content.kits import POSTED
from content.library.library import Library
from content.polls import TEXT, asks, choices
from content.wording import local, word
from db import audit, campaigns
from db.store import Connection
from db.values import CampaignId, PersonId


class CampaignError(ValueError):
    """An order that cannot be followed; ``key`` of ``campaigns.error.*`` says why."""

    def __init__(self, key: str, **fields: object) -> None:
        self.key, self.fields = key, fields
        super().__init__(self.sentence("vi"))

    def sentence(self, language: str) -> str:
        """Why not, and what would be right."""
        fields = {name: said(value, language) for name, value in self.fields.items()}
        return word(f"campaigns.error.{self.key}", language, **fields)


@dataclass(frozen=True, slots=True)
class Standing:
    """A campaign's state, to be said in the reader's language."""

    state: State


def said(value: object, language: str) -> object:
    """A part of an error in the reader's language."""
    match value:
        case AudienceError() | Problem():
            return value.sentence(language)
        case Standing(state=state):
            return word(f"campaigns.state.{state}", language)
    return value


@dataclass(frozen=True, slots=True)
class Order:
    """Who orders (None: the operator), within which unit, and when."""

    by: PersonId | None
    unit: str
    now: datetime


def tree_of(library: Library, text: str) -> Tree:
    """The tree of an audience; raises CampaignError with what is wrong and where."""
    try:
        return parse(text, known(library))
    except AudienceError as error:
        raise CampaignError("audience", why=error) from error


def checked_tree(conn: Connection, library: Library, text: str, order: Order) -> Tree:
    """The tree of an audience, whose questions are those of campaigns that who asks may see;
    raises CampaignError."""
    tree = tree_of(library, text)
    for term in terms(tree):
        if term.key == "answered":
            refuse_unasked(conn, library, term.value, order)
    return tree


def refuse_unasked(conn: Connection, library: Library, value: str, order: Order) -> None:
    """Raise where ``42=yes`` names no question, or an answer that it does not have."""
    number, _, answer = value.partition("=")
    found = campaigns.get(conn, CampaignId(int(number)))
    if found is None or found.unit not in units_of(library, order):
        raise CampaignError("asked", id=number)
    if answer == TEXT:
        return  # people may write to any campaign
    if found.draft.kit and answer in ("", POSTED):
        return  # who has pasted it
    if not asks(found.draft):
        raise CampaignError("asked", id=number)
    keys = [*(one.key for one in choices(found.draft)), TEXT]
    if answer and answer not in keys:
        raise CampaignError("answer", id=number, found=answer, right=", ".join(keys))


def refuse_unknown_topic(library: Library, topic: str) -> None:
    """Raise where a campaign is about something that nobody can follow or stop."""
    topics = known(library)["topic"]
    if topic and topic not in topics:
        raise CampaignError("topic", found=topic, right=near(topic, topics))


def find(
    conn: Connection,
    library: Library,
    campaign: CampaignId,
    order: Order,
    *,
    lock: bool = False,
) -> Campaign:
    """The campaign of a number, if it lies within the unit of who asks; raises CampaignError.
    ``lock`` before changing it."""
    found = campaigns.get(conn, campaign, lock=lock)
    if found is None or found.unit not in units_of(library, order):
        raise CampaignError("none", id=campaign)
    return found


def units_of(library: Library, order: Order) -> Collection[str]:
    """The units whose campaigns who asks may see."""
    if order.unit not in library.places.units:
        return ()  # somebody whose role covers no unit
    if library.places.unit(order.unit).kind == "province":
        return library.places.units.keys()
    return library.places.descendants(order.unit, local(order.now).date())


def step(conn: Connection, before: Campaign, event: Event, order: Order, **values: Any) -> None:
    """Move a campaign, audited; raises CampaignError where MOVES does not lead on."""
    number = CampaignId(before.id)
    if not campaigns.move(conn, number, event, **values):
        raise refusal(event, before)
    note(conn, number, event, order, before=before.state, hash=values.get("approved_hash", ""))


def refusal(event: Event, campaign: Campaign) -> CampaignError:
    """Why an event does not lead on from where a campaign is."""
    return CampaignError(f"cannot.{event}", state=Standing(campaign.state))


def note(
    conn: Connection, campaign: CampaignId, action: str, order: Order, **detail: object
) -> None:
    """Into the audit log."""
    kept = {name: value for name, value in detail.items() if value}
    audit.record(
        conn,
        f"campaign-{action}",
        f"campaign:{campaign}",
        by=order.by,
        now=order.now,
        detail=kept,
    )
