"""What people wrote to a campaign, for who wrote that: to read, to mark as read, to take away.

People are codes and communes, as in every list of a campaign. Who read and who took away is
audited, the words are not.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from content.campaigns import Campaign
from content.library.library import Library
from content.wording import local, word
from db import replies
from db.audience import commune_name
from db.cipher import Keys
from db.replies import PAGE, Letter, Load
from db.store import Connection
from db.values import CampaignId
from db.values import ReplyId as ReplyId
from handlers.campaign_orders import Order, find, note

COLUMNS = ("code", "commune", "channel", "at", "read", "words")


@dataclass(frozen=True, slots=True)
class Note:
    """One reply as staff see it; ``code`` is that of its writer in the campaign's list."""

    id: ReplyId
    code: str
    commune: str
    channel: str
    at: datetime
    text: str
    is_read: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """A page of the replies to a campaign; pages count from 1."""

    campaign: Campaign
    load: Load
    notes: Sequence[Note]
    page: int
    pages: int


def inbox(
    conn: Connection, library: Library, keys: Keys, number: CampaignId, order: Order, page: int
) -> Inbox:
    """A page, the unread first; raises CampaignError where there is no such campaign."""
    found = find(conn, library, number, order)
    load = replies.load(conn, number)
    pages = max(1, -(-load.every // PAGE))
    page = min(max(page, 1), pages)
    letters = replies.page(conn, keys, number, page)
    return Inbox(found, load, [note_of(library, number, one) for one in letters], page, pages)


def note_of(library: Library, number: CampaignId, letter: Letter) -> Note:
    """A reply without what would name its writer."""
    return Note(
        letter.id,
        f"K{number}-{letter.delivery}" if letter.delivery else "",
        commune_name(library.places, letter.unit or ""),
        letter.channel,
        letter.at,
        letter.text,
        letter.is_read,
    )


def mark_read(
    conn: Connection, library: Library, number: CampaignId, which: Collection[ReplyId], order: Order
) -> int:
    """Say that who orders has read some; how many nobody had read before."""
    find(conn, library, number, order)
    count = replies.mark_read(conn, number, which, order.by, order.now)
    if count:
        note(conn, number, "replies-read", order, count=count)
    return count


def table_head(
    conn: Connection, library: Library, number: CampaignId, order: Order
) -> tuple[str, ...]:
    """The first line of the table of replies, audited: words of people leave the console."""
    find(conn, library, number, order)
    note(conn, number, "replies-export", order)
    return tuple(word(f"campaigns.column.{name}") for name in COLUMNS)


def table_rows(
    conn: Connection, library: Library, keys: Keys, number: CampaignId, order: Order, after: int
) -> tuple[Sequence[tuple[str, ...]], int]:
    """The lines behind a reply, and after which one the next come (0: there are none)."""
    notes = notes_after(conn, library, keys, number, order, after)
    rows = [
        (
            one.code,
            one.commune,
            one.channel,
            f"{local(one.at):%Y-%m-%d %H:%M:%S}",
            word("campaigns.yes" if one.is_read else "campaigns.no"),
            one.text,
        )
        for one in notes
    ]
    return rows, notes[-1].id if notes else 0


def notes_after(
    conn: Connection, library: Library, keys: Keys, number: CampaignId, order: Order, after: int
) -> list[Note]:
    """The replies that came behind one, oldest first, a part at a time."""
    find(conn, library, number, order)
    return [note_of(library, number, one) for one in replies.after(conn, keys, number, after)]
