"""Tables to take away: what became of each message of a campaign. Codes, never names."""

from __future__ import annotations

from collections.abc import Sequence

from content.library.library import Library
from content.wording import local, word
from db import deliveries
from db.store import Connection
from db.values import CampaignId
from handlers.campaign_figures import reader_of
from handlers.campaign_orders import Order, find

COLUMNS = ("code", "commune", "channel", "state", "at", "reason")
START = 0
"""After which row the first page comes."""


def campaign_head(
    conn: Connection, library: Library, campaign: CampaignId, order: Order
) -> tuple[str, ...]:
    """The first line of a campaign's table; raises CampaignError."""
    find(conn, library, campaign, order)
    return tuple(word(f"campaigns.column.{name}") for name in COLUMNS)


def campaign_rows(
    conn: Connection, library: Library, campaign: CampaignId, order: Order, after: int
) -> tuple[Sequence[tuple[str, ...]], int]:
    """The lines behind a row, some thousands at most, and after which row the next ones come (0:
    there are none)."""
    find(conn, library, campaign, order)
    found = deliveries.told_after(conn, campaign, after)
    readers = [reader_of(library, campaign, one) for one in found]
    rows = [
        (
            one.code,
            one.commune,
            one.channel,
            word(f"campaigns.fate.{one.state}"),
            f"{local(one.at):%Y-%m-%d %H:%M:%S}" if one.at else "",
            one.reason,
        )
        for one in readers
    ]
    return rows, found[-1].id if found else START
