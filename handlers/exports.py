"""Tables to take away: what became of each message of a campaign. Codes, never names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from content.library.library import Library
from content.wording import local, word
from db import deliveries, kits
from db.store import Connection
from db.values import CampaignId
from handlers.campaign_figures import reader_of
from handlers.campaign_orders import Order, find

COLUMNS = ("code", "commune", "channel", "state", "at", "reason")
OF_KIT = ("posted",)
"""Of a paste kit besides: when its reader said that it is in the group."""
START = 0
"""After which row the first page comes."""


def campaign_head(
    conn: Connection, library: Library, campaign: CampaignId, order: Order
) -> tuple[str, ...]:
    """The first line of a campaign's table; raises CampaignError."""
    is_kit = find(conn, library, campaign, order).draft.kit
    return tuple(word(f"campaigns.column.{name}") for name in COLUMNS + OF_KIT * is_kit)


def campaign_rows(
    conn: Connection, library: Library, campaign: CampaignId, order: Order, after: int
) -> tuple[Sequence[tuple[str, ...]], int]:
    """The lines behind a row, some thousands at most, and after which row the next ones come (0:
    there are none)."""
    is_kit = find(conn, library, campaign, order).draft.kit
    found = deliveries.told_after(conn, campaign, after)
    posted = kits.posted_rows(conn, campaign, [one.id for one in found]) if is_kit else {}
    readers = [reader_of(library, campaign, one) for one in found]
    rows = [
        (
            one.code,
            one.commune,
            one.channel,
            word(f"campaigns.fate.{one.state}"),
            stamp(one.at),
            one.reason,
            *((stamp(posted.get(told.id)),) if is_kit else ()),
        )
        for one, told in zip(readers, found, strict=True)
    ]
    return rows, found[-1].id if found else START


def stamp(at: datetime | None) -> str:
    """A moment as spreadsheets read it, in Hà Nội; "" for none."""
    return f"{local(at):%Y-%m-%d %H:%M:%S}" if at else ""
