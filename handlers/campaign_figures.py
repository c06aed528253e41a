"""What people ask of a campaign: how far it is, who got it, whom it would reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from content.campaigns import Campaign, Draft, State
from content.delivery import State as Fate
from content.kits import narrowed
from content.library.library import Library
from content.polls import TEXT, Tally, tallies
from content.progress import Outlook, Tempo, lately, outlook
from content.reasons import reason_words
from content.wording import local
from db import amendments, answers, audience, campaigns, deliveries, kits, replies
from db import progress as progress_rows
from db.audience import Aim, Reach
from db.deliveries import Told
from db.store import Connection
from db.values import CampaignId
from handlers.campaign_orders import Order, checked_tree, find, units_of

OCCURRENCES = 20
"""So many of a repeating campaign are listed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a campaign is. ``counts`` names every state; ``done`` are those that will not go out
    any more; ``reasons`` why people were not reached, in words, most frequent first."""

    campaign: Campaign
    counts: dict[Fate, int]
    reasons: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """Everyone it was meant for when it started; so far, while people are still added."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """How many will not go out any more."""
        return self.total - self.counts["queued"] - self.counts["sending"]


@dataclass(frozen=True, slots=True)
class Reader:
    """One person of a campaign as staff see them: a short code, never a name."""

    code: str
    commune: str
    channel: str
    state: Fate
    at: datetime | None
    reason: str


def show(
    conn: Connection,
    library: Library,
    campaign: CampaignId,
    order: Order,
    tempo: Tempo | None = None,
) -> dict[str, Any]:
    """``campaign show --json``: number, state, and how many stand in each state; why it is ``held``
    and why people were ``missed``; ``enlisting`` while people are still being added; of a question
    also how many gave each answer, None where fewer than 5 did; of a paste kit how many said that
    it is ``posted``; of a running one when it will be through, None where nobody can know; of one
    that repeats its next hour and latest occurrences; and what changed it since."""
    found = find(conn, library, campaign, order)
    shown: dict[str, Any] = {"id": found.id, "state": found.state, "counts": counts(conn, found)}
    shown |= {"held": found.held_reason} if found.state == "held" else {}
    why = missed(conn, campaign)
    shown |= {"missed": [dict(state=s, reason=r, count=n) for s, r, n in why]} if why else {}
    shown |= {"enlisting": True} if found.is_enlisting else {}
    told = {one.choice.key: one.count for one in answered(conn, found)}
    ahead = outlook_of(conn, found, tempo or Tempo(), order.now)
    changes = [amendment_of(conn, one) for one in amendments.listing(conn, campaign)]
    shown |= {"answers": told} if told else {}
    shown |= {"posted": kits.posted_count(conn, campaign)} if found.draft.kit else {}
    shown |= going(ahead) if ahead else {}
    shown |= recurring(conn, found) if found.draft.repeat else {}
    shown |= {"occurrence_of": found.parent} if found.parent else {}
    shown |= {"act": found.act, "amends": found.amends} if found.amends else {}
    return shown | ({"amendments": changes} if changes else {})


def amendment_of(conn: Connection, one: Campaign) -> dict[str, Any]:
    """A correction or a recall as ``show`` tells it."""
    return {"id": one.id, "act": one.act, "state": one.state, "counts": counts(conn, one)}


def recurring(conn: Connection, campaign: Campaign) -> dict[str, Any]:
    """A campaign that repeats as ``show`` tells it."""
    days = [
        {"id": one.id, "state": one.state, "at": hour(one.draft.at)}
        for one in campaigns.occurrences(conn, CampaignId(campaign.id), OCCURRENCES)
    ]
    return {"repeat": campaign.draft.repeat, "next_at": hour(campaign.next_at), "occurrences": days}


def going(ahead: Outlook) -> dict[str, Any]:
    """What programs are told of a running campaign."""
    quiet = {"quiet_until": hour(ahead.quiet_until)} if ahead.quiet_until else {}
    return {"per_second": round(ahead.speed, 1), "ends_at": hour(ahead.ends_at)} | quiet


def hour(at: datetime | None) -> str | None:
    """A moment as programs read it."""
    return local(at).isoformat(timespec="seconds") if at else None


def answered(conn: Connection, campaign: Campaign) -> tuple[Tally, ...]:
    """How many gave each answer, as it may be shown; empty where nothing is asked. What changes
    another one's messages asks nothing itself."""
    if campaign.act != "send":
        return ()
    number = CampaignId(campaign.id)
    return tallies(
        campaign.draft, {**answers.counts(conn, number), TEXT: replies.writers(conn, number)}
    )


def counts(conn: Connection, campaign: Campaign) -> dict[Fate, int]:
    """Every state with how many. Rows that still wait when it was cancelled or has expired never
    go out: they count as what the next ticks will write on them."""
    found = deliveries.counts(conn, CampaignId(campaign.id))
    if campaign.state in ("cancelled", "expired"):
        found[campaign.state] += found["queued"]
        found["queued"] = 0
    return found


def progress(conn: Connection, library: Library, campaign: CampaignId, order: Order) -> Progress:
    """How far it is, and why people were not reached."""
    found = find(conn, library, campaign, order)
    why = tuple((words, many) for _, words, many in missed(conn, campaign))
    return Progress(found, counts(conn, found), why)


def missed(conn: Connection, campaign: CampaignId) -> list[tuple[Fate, str, int]]:
    """Why people were not reached, in words, the most frequent first: what channels say each in
    its own way counts together."""
    found: Counter[tuple[Fate, str]] = Counter()
    for state, reason, many in deliveries.reasons(conn, campaign):
        found[state, reason_words(reason)] += many
    return [(state, words, many) for (state, words), many in found.most_common()]


def outlook_of(conn: Connection, campaign: Campaign, tempo: Tempo, now: datetime) -> Outlook | None:
    """How fast it goes and when it will be through (unknown while people are still added); None
    unless it is running."""
    if campaign.state != "running":
        return None
    if campaign.draft.urgent or campaign.act != "send":  # these go at night too
        tempo = replace(tempo, quiet=None)
    begun = campaign.resumed_at or campaign.started_at or now
    since, until = lately(now, begun, tempo.quiet)
    lanes = progress_rows.lanes(conn, CampaignId(campaign.id), since, until)
    ahead = outlook(lanes, tempo, now)
    return replace(ahead, ends_at=None) if campaign.is_enlisting else ahead


def people_of(
    conn: Connection,
    library: Library,
    campaign: CampaignId,
    order: Order,
    *,
    state: Fate | None = None,
    page: int = 1,
) -> list[Reader]:
    """A page of the people it is for, each with state, moment and reason; pages count from 1."""
    find(conn, library, campaign, order)
    told = deliveries.told(conn, campaign, state=state, page=page)
    return [reader_of(library, campaign, one) for one in told]


def reader_of(library: Library, campaign: CampaignId, told: Told) -> Reader:
    """A row as staff see it."""
    return Reader(
        code=f"K{campaign}-{told.id}",
        commune=audience.commune_name(library.places, told.unit or ""),
        channel=told.channel,
        state=told.state,
        at=told.at,
        reason=reason_words(told.reason),
    )


def reach(
    conn: Connection, library: Library, draft: Draft, order: Order, *, per_week: int = 0
) -> Reach:
    """How many people a draft is for, within the unit of who asks."""
    return audience.count(conn, aimed(conn, library, draft, order, per_week=per_week))


def aimed(
    conn: Connection, library: Library, draft: Draft, order: Order, *, per_week: int = 0
) -> Aim:
    """Whom a draft is for, ready to be looked up; raises CampaignError."""
    tree = checked_tree(conn, library, draft.audience, order)
    tree = narrowed(tree) if draft.kit else tree
    return Aim(tree, library.places, order.unit, order.now, per_week, draft.topic)


def listing(
    conn: Connection, library: Library, order: Order, *, states: Collection[State] = ()
) -> list[Campaign]:
    """The campaigns that who asks may see, newest first."""
    return campaigns.listing(conn, units=units_of(library, order), states=states)
