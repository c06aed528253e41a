"""Sending again: to those whom an ended campaign did not reach, or to those of whom nobody knows.

Only a person orders it, and only rows that the campaign has already are queued again; whether each
may go (STOP, the hour, a contact that fails) is looked at when it goes, as ever.
"""

from __future__ import annotations

from content.campaign_check import Rules
from content.campaigns import Campaign, may
from content.delivery import Again
from content.library.library import Library
from db import amendments, deliveries, resends
from db.store import Connection
from db.values import CampaignId
from handlers.amendments import refuse_start
from handlers.campaign_orders import CampaignError, Order, find, note, refusal, step
from handlers.campaigns import refuse_grave


def offered(conn: Connection, campaign: Campaign) -> dict[Again, int]:
    """How many each order would send to again; nobody where none may be given."""
    if campaign.act == "correct" or not may("resend", campaign.state):
        return dict.fromkeys(resends.CHOSEN, 0)
    return resends.counts(conn, CampaignId(campaign.id))


def resend(
    conn: Connection,
    library: Library,
    campaign: CampaignId,
    rules: Rules,
    to: Again,
    order: Order,
) -> int:
    """Set an ended campaign running again for some of its own people; how many."""
    before = find(conn, library, campaign, order, lock=True)
    refuse_changed(conn, before, order)
    refuse_grave(before, rules, order)
    refuse_unapproved(conn, before, rules)
    refuse_open(conn, before)
    if not resends.counts(conn, campaign)[to]:
        raise CampaignError(f"nobody_again.{to}")
    fresh = dict(finished_at=None, held_reason="", resumed_at=order.now)
    step(conn, before, "resend", order, **fresh, enlist_to=None)  # nobody is added any more
    queued = resends.queue(conn, campaign, to, order.now)
    note(conn, campaign, "again", order, to=to, count=queued)
    return queued


def refuse_open(conn: Connection, campaign: Campaign) -> None:
    """Raise for one that has not ended, or whose end is still being written on its rows."""
    if not may("resend", campaign.state):
        raise refusal("resend", campaign)
    if deliveries.is_open(conn, CampaignId(campaign.id)):
        raise CampaignError("moment")


def refuse_changed(conn: Connection, campaign: Campaign, order: Order) -> None:
    """Raise for what was taken back, and for a correction: its words may be old by now."""
    if campaign.act == "correct":
        raise CampaignError("again_correction")
    if campaign.act == "send" and amendments.is_recalled(conn, CampaignId(campaign.id)):
        raise CampaignError("recalled")
    refuse_start(conn, campaign, order.now)


def refuse_unapproved(conn: Connection, campaign: Campaign, rules: Rules) -> None:
    """Raise unless the words that stand there are those that were approved, or so few people were
    meant that nobody had to."""
    if campaign.is_approved or campaign.act == "recall":
        return
    many = sum(deliveries.counts(conn, CampaignId(campaign.id)).values()) > rules.approval_over
    if many or campaign.approved_hash or campaign.draft.urgent:
        raise CampaignError("approval", over=rules.approval_over)
