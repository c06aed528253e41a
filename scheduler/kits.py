"""Paste kits as time passes: what to do with the text comes right after it, and who has not said
*Đã đăng* is reminded the next morning and two days later. Keys are unique, so that a missed,
doubled or crashed tick does no harm; quiet hours and STOP are looked at in the instant of sending.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from content.campaigns import Campaign
from content.cards.kit import instruction_screen
from content.kits import Rung, rungs
from db import kits, outbox
from db.kits import Holder
from db.outbox import Push
from db.store import Connection

MOST = 500
"""People told in one tick and rung."""
NAMES = ("told", "reminded", "reminded_again")


def tick(conn: Connection, now: datetime) -> Mapping[str, int]:
    """Whoever is to hear of a kit now; how many."""
    counts: dict[str, int] = {}
    for campaign in kits.followed(conn, now):
        for rung in rungs(now):
            if told := tell(conn, campaign, rung, now):
                name = NAMES[rung.number]
                counts[name] = counts.get(name, 0) + told
    return counts


def tell(conn: Connection, campaign: Campaign, rung: Rung, now: datetime) -> int:
    """Queue one rung of a kit for whom it is due; how many."""
    holders = kits.waiting(conn, campaign, rung, MOST)
    return outbox.queue(conn, [push(campaign, rung, one, now) for one in holders])


def push(campaign: Campaign, rung: Rung, holder: Holder, now: datetime) -> Push:
    """A message of its own, with the button that ends it all. It is no row of the campaign: what
    goes to people is counted once."""
    key = kits.key(campaign.id, holder.person, rung.number)
    screen = instruction_screen(campaign, rung.number, holder.language)
    return Push.notice(key, holder.contact, screen, now, campaign.draft.not_later_than)
