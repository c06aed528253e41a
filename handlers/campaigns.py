"""Campaigns: every change a person orders, in chat, console or command line, one function each.

Each checks what may be done, moves the campaign by content's MOVES in one conditional UPDATE, and
is audited in the same transaction. What cannot be done raises CampaignError with a sentence, and
then nothing has changed. Who may order what (writer, approver) is looked at where they come in.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from content import repetition
from content.campaign_check import Rules, problems
from content.campaigns import Campaign, Draft, Event, fingerprint, is_alone, is_past
from content.cards.campaign import campaign_screen, personal
from content.cards.kit import instruction_screen
from content.library.library import Library
from content.variants import fitting
from content.wording import word
from db import audience, campaigns, deliveries, enlisting, outbox, people
from db.audience import Aim
from db.outbox import Push
from db.store import Connection
from db.values import CampaignId, PersonId
from handlers import amendments, quotas
from handlers.amendments import correct as correct
from handlers.amendments import recall as recall
from handlers.campaign_drafts import LONGEST_TITLE, tidied
from handlers.campaign_drafts import check as check
from handlers.campaign_drafts import faults as faults
from handlers.campaign_figures import listing as listing
from handlers.campaign_figures import people_of as people_of
from handlers.campaign_figures import progress as progress
from handlers.campaign_figures import reach as reach
from handlers.campaign_figures import show as show
from handlers.campaign_orders import CampaignError as CampaignError
from handlers.campaign_orders import Order as Order
from handlers.campaign_orders import find, note, refusal, step


def compose(conn: Connection, library: Library, draft: Draft, order: Order) -> CampaignId:
    """Keep a new draft; its audience in normal form."""
    if order.unit not in library.places.units:
        raise CampaignError("unit", unit=order.unit)
    tidy = tidied(conn, library, draft, order)
    made = campaigns.create(conn, tidy, unit=order.unit, author=order.by, now=order.now)
    note(conn, made, "new", order, hash=fingerprint(tidy, order.unit))
    return made


def edit(
    conn: Connection, library: Library, campaign: CampaignId, draft: Draft, order: Order
) -> None:
    """Put other words, people or hours in its place; it is a draft again and needs approval."""
    before = find(conn, library, campaign, order, lock=True)
    if before.started_at is not None or before.act == "recall":
        raise CampaignError("started")
    if before.act == "correct":
        tidy = amendments.reworded(before.draft, draft.text, draft.variants)
    else:
        tidy = tidied(conn, library, draft, order)
    if not campaigns.edit(conn, campaign, tidy, author=order.by):
        raise refusal("edit", before)
    note(conn, campaign, "edit", order, hash=fingerprint(tidy, before.unit))


def submit(
    conn: Connection, library: Library, campaign: CampaignId, rules: Rules, order: Order
) -> None:
    """Ask for approval. Where the audience is too small to need one, it is approved at once, and
    waits for its hour or for a start."""
    before = find(conn, library, campaign, order, lock=True)
    if before.act == "send":
        every = faults(conn, library, before.draft, rules, replace(order, unit=before.unit))
    else:
        every = amendments.faults(conn, before, rules, order.now)
    if found := [one for one in every if not one.advice]:
        raise CampaignError("problems", problems=" ".join(one.sentence() for one in found))
    if needs_approval(conn, library, before, rules, order.now):
        step(conn, before, "submit", order)
    else:
        asked = approval(conn, library, before, order)
        if order.by is not None:  # whoever of them asks, nobody looked at it as a second person
            asked["approver_id"] = before.author
        step(conn, before, "schedule", order, **asked)


def approve(
    conn: Connection, library: Library, campaign: CampaignId, rules: Rules, order: Order
) -> None:
    """Approve exactly what stands there now. Nobody approves their own; the operator is always a
    second person."""
    before = find(conn, library, campaign, order, lock=True)
    if order.by is not None and order.by == before.author:
        raise CampaignError("own")
    refuse_grave(before, rules, order)
    quotas.refuse_short(conn, library, before, rules, order)
    step(conn, before, "approve", order, **approval(conn, library, before, order))


def approval(
    conn: Connection, library: Library, campaign: Campaign, order: Order
) -> dict[str, Any]:
    """Who approved what, and when; of a repeating one also its next day and how many match."""
    draft, values = campaign.draft, dict[str, Any]()
    if draft.repeat and draft.at:
        begin = max(draft.at, order.now)
        values["next_at"] = repetition.next_moment(draft.repeat, draft.at, begin, at_once=True)
        if values["next_at"] is None:
            raise CampaignError("repeat_never")
        aim = Aim.of(library, draft, campaign.unit, order.now)
        values["approved_matched"] = audience.matched(conn, aim)
    return values | {
        "approver_id": order.by,
        "approved_at": order.now,
        "approved_hash": fingerprint(campaign.draft, campaign.unit),
    }


def start(
    conn: Connection, library: Library, campaign: CampaignId, rules: Rules, order: Order
) -> int:
    """Start now, whatever its hour; how many get it so far (db.enlisting adds the others)."""
    return go(conn, library, campaign, rules, order, "start")


def resume(
    conn: Connection, library: Library, campaign: CampaignId, rules: Rules, order: Order
) -> int:
    """Go on after a pause or a hold; how many people were added (none when it had started)."""
    return go(conn, library, campaign, rules, order, "resume")


def go(
    conn: Connection,
    library: Library,
    campaign: CampaignId,
    rules: Rules,
    order: Order,
    event: Event,
) -> int:
    """Set it running if it is approved or too small to need that."""
    before = find(conn, library, campaign, order, lock=True)
    if before.draft.repeat:
        raise CampaignError("repeat_start")
    refuse_grave(before, rules, order)
    approved = before.is_approved and not is_alone(before)
    if not approved and needs_approval(conn, library, before, rules, order.now):
        key = "urgent_approval" if before.draft.urgent else "approval"
        raise CampaignError(key, over=rules.approval_over)
    amendments.refuse_start(conn, before, order.now)
    at_once = replace(before, draft=replace(before.draft, at=None))
    quotas.refuse_short(conn, library, at_once, rules, order)
    values = {} if before.started_at else {"started_at": order.now}
    step(conn, before, event, order, held_reason="", resumed_at=order.now, **values)
    if before.started_at:
        return 0
    if before.act != "send":
        return amendments.begin(conn, before, rules, order)
    return enlisting.begin(conn, library, before, order.now, rules.per_week)


def needs_approval(
    conn: Connection, library: Library, campaign: Campaign, rules: Rules, now: datetime
) -> bool:
    """Whether a second person must agree: so many people match, or it is urgent. To correct what
    was sent needs it where sending did; to take it back must be fast, and needs nobody."""
    if campaign.act == "recall":
        return False
    if campaign.draft.urgent or amendments.addressed(conn, campaign) > rules.approval_over:
        return True
    aim = Aim.of(library, campaign.draft, campaign.unit, now)
    return audience.matched(conn, aim, rules.approval_over + 1) > rules.approval_over


def refuse_grave(campaign: Campaign, rules: Rules, order: Order) -> None:
    """Raise for what may not go out, whoever agrees."""
    grave = [one for one in problems(campaign.draft, rules, order.now) if one.grave]
    if grave:
        raise CampaignError("problems", problems=" ".join(one.sentence() for one in grave))
    if is_past(campaign.draft, order.now) and not campaign.draft.repeat:
        raise CampaignError("past")


def pause(conn: Connection, library: Library, campaign: CampaignId, order: Order) -> None:
    """Stop for now: the next claim takes no row of it."""
    step(conn, find(conn, library, campaign, order, lock=True), "pause", order)


def cancel(conn: Connection, library: Library, campaign: CampaignId, order: Order) -> int:
    """Stop for good; what waits is cancelled. How many rows at once (the rest within ticks)."""
    found = find(conn, library, campaign, order, lock=True)
    step(conn, found, "cancel", order, finished_at=order.now)
    return deliveries.cancel(conn, campaign, reason="campaign cancel", now=order.now)


def duplicate(conn: Connection, library: Library, campaign: CampaignId, order: Order) -> CampaignId:
    """A new draft with the same words and people, without its hours."""
    draft = find(conn, library, campaign, order).draft
    title = word("campaigns.copy", title=draft.title)[:LONGEST_TITLE]
    copy = replace(draft, title=title, at=None, not_later_than=None, repeat="")
    return compose(conn, library, copy, order)


def test_send(
    conn: Connection, library: Library, campaign: CampaignId, to: PersonId, order: Order
) -> None:
    """Send it to oneself, as one would get it; a notice, that changes nothing of the campaign."""
    found = find(conn, library, campaign, order)
    contact = people.reachable_contact(conn, to)
    if contact is None:
        raise CampaignError("nowhere")
    reader = people.get(conn, to)
    commune = audience.commune_name(library.places, reader.unit or "")
    fields = {"name": reader.name, "commune": commune}
    variant = fitting(found.draft, reader.language, contact.channel)
    screen = personal(campaign_screen(found.draft, campaign, variant), fields)
    screens = (
        [screen, instruction_screen(found, 0, reader.language)] if found.draft.kit else [screen]
    )
    key = f"campaign-test:{campaign}:{to}:{order.now.timestamp()}"
    pushes = [Push.notice(f"{key}:{n}", contact, one, order.now) for n, one in enumerate(screens)]
    outbox.queue(conn, pushes)
    note(conn, campaign, "test", order)
