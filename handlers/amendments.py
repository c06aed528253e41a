"""Correcting what a campaign has sent, and taking it back: each a campaign of its own.

A correction is written, checked, approved and started as any campaign; only those who got the
original are concerned. A recall starts at once, or as soon as nothing of the original is in the
air; then nobody may send, correct or resend it any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from content.campaign_check import Problem, Rules, problems
from content.campaigns import Act, Campaign, Draft, Variant, may
from content.cards.campaign import campaign_screen
from content.channel import editing, recalling
from content.library.library import Library
from content.screen import plain_text
from content.variants import keys
from content.wording import word
from db import amendments as store
from db import campaigns, deliveries
from db.amendments import Extent as Extent
from db.amendments import listing as listing
from db.amendments import stands as stands
from db.store import Connection
from db.values import CampaignId
from handlers.campaign_drafts import LONGEST_TITLE, tidied_text, tidied_variants
from handlers.campaign_orders import CampaignError, Order, find, note, refusal, step

SETTLED = timedelta(seconds=2)
"""Senders may hold a campaign's old words for a second: for so long after a correction nothing of
its original is sent."""


def correct(
    conn: Connection,
    library: Library,
    campaign: CampaignId,
    text: str,
    variants: Sequence[Variant],
    order: Order,
) -> CampaignId:
    """A draft of other words for what a campaign has sent: each of its texts anew, its buttons and
    its file as they are. While it is written, nothing of that campaign goes out."""
    original = amendable(conn, library, campaign, order)
    if original.started_at is None:
        raise CampaignError("unsent")
    draft = derived(reworded(original.draft, text, variants), "campaigns.correction")
    for one in (original, *store.listing(conn, campaign)):
        if one.state == "running":
            step(conn, one, "pause", order)
    made = store.create(conn, draft, original, "correct", order.by, order.now)
    note(conn, made, "new", order, corrects=campaign)
    return made


def reworded(draft: Draft, text: str, variants: Sequence[Variant]) -> Draft:
    """A draft with other words in each of its texts; raises CampaignError where one is missing."""
    if {one.key for one in variants} != {one.key for one in draft.variants}:
        right = ", ".join(one.key for one in draft.variants) or "–"
        raise CampaignError("variants", right=right)
    new = replace(draft, text=tidied_text(text), variants=tuple(variants))
    return replace(new, variants=tidied_variants(new))


def derived(draft: Draft, title: str) -> Draft:
    """The draft of an amendment: without hours, for it begins when a person says so."""
    name = word(title, title=draft.title)[:LONGEST_TITLE]
    return replace(draft, title=name, at=None, not_later_than=None, repeat="")


def recall(
    conn: Connection, library: Library, campaign: CampaignId, rules: Rules, order: Order
) -> CampaignId | None:
    """Stop what waits and take back what was sent. The number of the recall; None where nothing
    was ever sent."""
    original = amendable(conn, library, campaign, order)
    if original.state in store.UNDER_WAY:
        step(conn, original, "recall", order, finished_at=order.now)
        deliveries.cancel(conn, campaign, reason="campaign recall", now=order.now)
    elif original.started_at is None:
        raise refusal("recall", original)
    if original.started_at is None:
        return None
    drop_corrections(conn, campaign, order)
    draft = taking_back(original, order.now)
    made = store.create(conn, draft, original, "recall", order.by, order.now)
    note(conn, made, "new", order, recalls=campaign)
    if store.is_calm(conn, campaign):
        found = find(conn, library, made, order, lock=True)
        step(conn, found, "start", order, started_at=order.now, resumed_at=order.now)
        begin(conn, found, rules, order)
    return made


def taking_back(original: Campaign, now: datetime) -> Draft:
    """The draft of a recall: it says no more than that."""
    draft = derived(original.draft, "campaigns.recall")
    draft = replace(draft, text=word("campaigns.recalled"), at=now, urgent=False, topic="")
    return replace(draft, buttons=(), media=None, variants=())


def amendable(conn: Connection, library: Library, campaign: CampaignId, order: Order) -> Campaign:
    """A campaign that sent something of its own and is not recalled; raises CampaignError."""
    found = find(conn, library, campaign, order, lock=True)
    if found.amends is not None:
        raise CampaignError("amendment", id=campaign, original=found.amends)
    if store.is_recalled(conn, campaign):
        raise CampaignError("recalled")
    return found


def drop_corrections(conn: Connection, campaign: CampaignId, order: Order) -> None:
    """End every correction that has not ended: there is nothing left to correct."""
    for one in store.listing(conn, campaign):
        if one.act == "correct" and may("cancel", one.state):
            step(conn, one, "cancel", order, finished_at=order.now)


def refuse_start(conn: Connection, campaign: Campaign, now: datetime) -> None:
    """Raise CampaignError where a start now would reach people with the wrong words, or miss some:
    a correction of what is recalled, still going out, or in the air; and an original that was
    corrected a moment ago."""
    changed = store.latest_start(conn, CampaignId(campaign.id))
    if changed and now < changed + SETTLED:
        raise CampaignError("moment")
    if campaign.amends is None or campaign.started_at is not None:
        return
    number = CampaignId(campaign.amends)
    original = campaigns.get(conn, number, lock=True)
    if campaign.act == "correct" and store.is_recalled(conn, number):
        raise CampaignError("recalled")
    if original is not None and original.state == "running":
        raise CampaignError("original_running", id=number)
    if not store.is_calm(conn, number):
        raise CampaignError("moment")


def begin(conn: Connection, amendment: Campaign, rules: Rules, order: Order) -> int:
    """What follows a start; how many messages it will change."""
    channels = able(rules, amendment.act)
    return store.begin(conn, amendment, channels, by=order.by, now=order.now)


def able(rules: Rules, act: Act) -> list[str]:
    """The channels that can do it."""
    return recalling(rules.channels) if act == "recall" else editing(rules.channels)


def extent(conn: Connection, campaign: CampaignId, rules: Rules, act: Act) -> store.Extent:
    """How far correcting a campaign, or taking it back, would reach."""
    return store.extent(conn, campaign, able(rules, act))


def addressed(conn: Connection, campaign: Campaign) -> int:
    """How many rows the original of an amendment has; 0 for what amends nothing."""
    if campaign.amends is None:
        return 0
    return sum(deliveries.counts(conn, CampaignId(campaign.amends)).values())


def faults(conn: Connection, amendment: Campaign, rules: Rules, now: datetime) -> list[Problem]:
    """What to mend in a correction, and whether anybody would see it."""
    number = store.original_of(amendment)
    found = [*problems(amendment.draft, rules, now)]
    original = campaigns.get(conn, number)
    if original is not None:
        found += longer(original.draft, amendment.draft, rules)
    if not extent(conn, number, rules, amendment.act).able:
        found.append(Problem("nothing_to_change", grave=False))
    return found


def longer(before: Draft, after: Draft, rules: Rules) -> Iterator[Problem]:
    """An edit adds no message: what needs more of them than were sent is refused beforehand."""
    for channel in rules.channels:
        old, new = (messages_of(draft, channel.limits.text) for draft in (before, after))
        if channel.limits.edits and new > old:
            yield Problem("longer", {"most": old * channel.limits.text}, grave=False)
            return


def messages_of(draft: Draft, most: int) -> int:
    """How many messages of a channel a draft takes."""
    screens = (campaign_screen(draft, 0, key) for key in keys(draft))
    return max(1, *(-(-len(plain_text(screen)) // most) for screen in screens))
