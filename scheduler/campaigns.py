"""Campaigns as time passes: those whose hour has come start, late ones are held, done ones end.

One tick, every second, whatever ran before it; each step is a conditional UPDATE, so that a
missed, doubled or crashed tick does no harm.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from content import kits
from content.audience import AudienceError
from content.campaigns import Act, Campaign, Event, State, fingerprint, is_alone, is_late, is_past
from content.cards.campaign import campaign_screen, held_screen
from content.delivery import State as Fate
from content.library.library import Library
from content.repetition import has_drifted, next_moment, occurrence
from content.screen import Screen
from content.spikes import FEWEST, LOOKED_AT, is_spike
from db import (
    amendments,
    audience,
    audit,
    campaigns,
    deliveries,
    enlisting,
    outbox,
    people,
    quotas,
)
from db.audience import Aim
from db.outbox import Push
from db.store import Connection
from db.values import CampaignId, PersonId

log = structlog.get_logger()

RUNNING: tuple[State, ...] = ("running",)
FAILED: tuple[Fate, ...] = ("failed",)
OTHER_ENDS: tuple[Fate, ...] = ("sent", "undeliverable")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a deployment allows: ``per_week`` campaigns a person in seven days (0: no limit), and
    the number of people above which a second person must have approved. ``changes``: the
    channels that can correct, or recall, what they sent. ``plans``: how many messages a month the
    channels carry that a plan limits."""

    per_week: int = 0
    approval_over: int = 500
    changes: Mapping[Act, Collection[str]] = field(default_factory=dict)
    plans: Mapping[str, int] = field(default_factory=dict)


def tick(
    conn: Connection, library: Library, now: datetime, bounds: Bounds | None = None
) -> Mapping[str, int]:
    """Everything that is due now; counts of what was done."""
    bounds = bounds or Bounds()
    counts: Counter[str] = Counter()
    for campaign in campaigns.past(conn, now):
        counts[expire(conn, campaign, now)] += 1
    for campaign in campaigns.due(conn, now):
        counts[begin(conn, library, campaign, now, bounds)] += 1
    for campaign in campaigns.listing(conn, states=RUNNING):
        counts[watch(conn, campaign, now)] += 1
    for campaign in campaigns.unswept(conn):
        counts["swept"] += sweep(conn, campaign, now)
    for number in campaigns.finish(conn, now):
        note(conn, number, "finish", now)
        counts["finished"] += 1
    return {name: count for name, count in counts.items() if count and name}


def expire(conn: Connection, campaign: Campaign, now: datetime) -> str:
    """Its last hour is over: who waits gets nothing. A running one then finishes by itself."""
    number = CampaignId(campaign.id)
    moved = campaign.state != "running" and moves(conn, campaign, "expire", now, finished_at=now)
    deliveries.expire_rows(conn, number, now)
    return "expired" if moved else ""


def begin(
    conn: Connection, library: Library, campaign: Campaign, now: datetime, bounds: Bounds
) -> str:
    """Start an approved one whose hour has come; hold what is late, for a person to decide."""
    if campaign.act == "recall":
        return take_back(conn, campaign, now, bounds)
    if campaign.draft.repeat and campaign.state == "approved" and campaign.next_at:
        return recur(conn, campaign, now)
    if is_past(campaign.draft, now):
        return ""
    if is_late(campaign, now):
        late = "late" if campaign.state == "approved" else "unapproved"
        return hold(conn, campaign, late, now)
    if campaign.state != "approved":
        return ""
    if not campaign.is_approved:
        return hold(conn, campaign, "changed", now)
    return start(conn, library, campaign, now, bounds)


def start(
    conn: Connection, library: Library, campaign: Campaign, now: datetime, bounds: Bounds
) -> str:
    """Set it running, and in the same transaction begin to fix who gets it."""
    if campaign.unit not in library.places.units:  # it must not stop the ticks of all others
        return hold(conn, campaign, "audience", now)
    try:
        aim = Aim.of(library, campaign.draft, campaign.unit, now)
    except AudienceError:
        return hold(conn, campaign, "audience", now)
    over = bounds.approval_over
    if is_alone(campaign) and audience.matched(conn, aim, over + 1) > over:
        return hold(conn, campaign, "unapproved", now)
    approved = campaign.approved_matched
    if approved is not None and has_drifted(approved, audience.matched(conn, aim)):
        return hold(conn, campaign, "drift", now)
    told = enlisting.aim_of(library, campaign, now, bounds.per_week)
    each = kits.MESSAGES if campaign.draft.kit else 1
    if quotas.shortfalls(conn, told, bounds.plans, each=each):
        return hold(conn, campaign, "quota", now)
    if not moves(conn, campaign, "start", now, started_at=now):
        return ""
    enlisting.begin(conn, library, campaign, now, bounds.per_week)
    return "started"


def take_back(conn: Connection, campaign: Campaign, now: datetime, bounds: Bounds) -> str:
    """Start a recall that a person ordered while something of its original was in the air: only
    now is it known which messages those became."""
    if not amendments.is_calm(conn, amendments.original_of(campaign)):
        return ""
    if not moves(conn, campaign, "start", now, started_at=now, resumed_at=now):
        return ""
    able = bounds.changes.get(campaign.act, ())
    amendments.begin(conn, campaign, able, by=None, now=now)
    return "started"


def recur(conn: Connection, campaign: Campaign, now: datetime) -> str:
    """Make the occurrence whose hour has come, as a campaign of its own, and go on to the next
    day. Of several missed hours only the first is made, and held as late."""
    draft, due = campaign.draft, campaign.next_at
    if not campaign.is_approved or due is None or draft.at is None:
        return hold(conn, campaign, "changed", now)
    one = occurrence(draft, due)
    following = next_moment(draft.repeat, draft.at, now)
    made = campaigns.advance(conn, campaign, one, fingerprint(one, campaign.unit), following)
    if made is None:
        return ""
    note(conn, made, "recur", now)
    return "recurred"


def hold(conn: Connection, campaign: Campaign, reason: str, now: datetime) -> str:
    """Let a person decide, and tell who wrote it; the log tells the operator. ``reason`` is a key
    of ``campaigns.held.*``."""
    if not moves(conn, campaign, "hold", now, held_reason=reason):
        return ""
    log.warning("campaign.held", campaign=campaign.id, reason=reason)
    tell_author(conn, campaign, reason, now)
    return "held"


def watch(conn: Connection, campaign: Campaign, now: datetime) -> str:
    """Hold a running one of which too much fails, and tell its author. What failed before a person
    last set it going was seen by them and does not count."""
    number, since = CampaignId(campaign.id), campaign.resumed_at or campaign.started_at or now
    failed = deliveries.ends(conn, number, FAILED, since, LOOKED_AT)
    if len(failed) < FEWEST:
        return ""
    others = deliveries.ends(conn, number, OTHER_ENDS, since, LOOKED_AT)
    return hold(conn, campaign, "errors", now) if is_spike(failed, others) else ""


def tell_author(conn: Connection, campaign: Campaign, reason: str, now: datetime) -> None:
    """A notice to who wrote it; the operator reads logs instead."""
    author = PersonId(campaign.author) if campaign.author is not None else None
    contact = people.reachable_contact(conn, author) if author else None
    if author is None or contact is None:
        return
    screen = held_screen(campaign, reason, people.get(conn, author).language)
    key = f"campaign-held:{campaign.id}:{now.timestamp()}"
    outbox.queue(conn, [Push.notice(key, contact, screen, now)])


def moves(
    conn: Connection, campaign: Campaign, event: Event, now: datetime, **values: object
) -> bool:
    """Apply an event, audited; False when somebody else was first."""
    number = CampaignId(campaign.id)
    done = campaigns.move(conn, number, event, **values)
    if done:
        note(conn, number, event, now)
    return done


def sweep(conn: Connection, campaign: Campaign, now: datetime) -> int:
    """Write on rows that still wait for an ended campaign what became of them; how many."""
    number = CampaignId(campaign.id)
    if campaign.state == "expired":
        return deliveries.expire_rows(conn, number, now)
    return deliveries.cancel(conn, number, reason="campaign cancel", now=now)


def note(conn: Connection, campaign: CampaignId, event: str, now: datetime) -> None:
    """Into the audit log, as the service's own doing."""
    audit.record(conn, f"campaign-{event}", f"campaign:{campaign}", by=None, now=now)


def draw(conn: Connection, campaign: CampaignId, variant: str) -> Screen:
    """The message of a campaign in one of its texts, its fields open, for whoever sends it. Raises
    LookupError."""
    found = campaigns.get(conn, campaign)
    if found is None:
        raise LookupError(f"no campaign {campaign}")
    return campaign_screen(found.draft, found.amends or campaign, variant)
