"""Hôm nay: what needs somebody now, each with one verb; what runs and what comes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp import web

from bot.console.rights import APPROVERS, READERS, SENDERS, WRITERS
from bot.console.visit import Visit
from content.campaigns import Campaign
from content.wording import local, long_day, number
from handlers import campaign_today
from handlers.campaign_today import Today
from handlers.campaigns import Order


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do: a state shape, words, and the verb that does it."""

    shape: str
    title: str
    detail: str
    verb: str
    path: str


async def today(visit: Visit) -> web.StreamResponse:
    """GET /console."""
    if not visit.actor.may(READERS):
        return visit.draw("today.html", needs=[], found=None, day=day_of(visit))
    order = Order(visit.actor.person, visit.actor.within(READERS), visit.now)
    rules = visit.console.rules
    found = await visit.read(campaign_today.today, visit.library, rules, order)
    return visit.draw("today.html", needs=needs(visit, found), found=found, day=day_of(visit))


def day_of(visit: Visit) -> str:
    """The day in Hà Nội, in words."""
    return long_day(local(visit.now).date())


def needs(visit: Visit, found: Today) -> list[Need]:
    """The list, worst first."""
    listed = [
        need(visit, "held", "bad", found.held, "going"),
        need(visit, "waiting", "seen", waiting_for(visit, found), "submitted"),
        need(visit, "ready", "waiting", found.ready, "approved"),
        unread(visit, found),
        need(visit, "drafts", "hour", drafts(visit, found), "draft"),
    ]
    return [one for one in listed if one]


def waiting_for(visit: Visit, found: Today) -> list[Campaign]:
    """Waiting for approval by this person: nobody approves their own."""
    if not visit.actor.may(APPROVERS):
        return []
    return [one for one in found.waiting if one.author != visit.actor.person]


def drafts(visit: Visit, found: Today) -> Sequence[Campaign]:
    """Not finished, for those who may write on."""
    return found.drafts if visit.actor.may(WRITERS) else ()


def unread(visit: Visit, found: Today) -> Need | None:
    """What people wrote and nobody has read, for those who may; the oldest is opened first."""
    if not found.unread or not visit.actor.may(SENDERS):
        return None
    first = found.unread[0][0]
    return Need(
        "seen",
        visit.word("console.need.replies", n=number(sum(count for _, count in found.unread))),
        ", ".join(campaign.draft.title for campaign, _ in found.unread[:3]),
        visit.word("console.need.replies.do"),
        f"/console/campaigns/{first.id}/replies",
    )


def need(
    visit: Visit, key: str, shape: str, campaigns: Sequence[Campaign], pill: str
) -> Need | None:
    """One line of the list; a single campaign is opened, several are listed."""
    if not campaigns:
        return None
    one = len(campaigns) == 1
    return Need(
        shape,
        visit.word(f"console.need.{key}", n=number(len(campaigns))),
        ", ".join(campaign.draft.title for campaign in campaigns[:3]),
        visit.word(f"console.need.{key}.do"),
        f"/console/campaigns/{campaigns[0].id}" if one else f"/console/campaigns?pill={pill}",
    )
