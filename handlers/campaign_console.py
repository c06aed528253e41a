"""What the console shows of campaigns, always within the unit of who looks, and the one order it
adds: to approve exactly what was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.campaign_check import Rules
from content.campaigns import ENDED, Campaign, Draft, State, fingerprint, is_alone
from content.channel import Shortfall
from content.delivery import OPEN, Again
from content.delivery import State as Fate
from content.fold import fold
from content.library.library import Library
from content.polls import Tally
from content.progress import Outlook, Tempo
from db import audience, campaigns, kits, people, replies
from db.audience import Reach
from db.replies import Load
from db.store import Connection
from db.values import CampaignId as CampaignId
from db.values import PersonId
from handlers import amendments, quotas, resends
from handlers import campaigns as orders
from handlers.amendments import Extent, stands
from handlers.campaign_drafts import per_week
from handlers.campaign_figures import OCCURRENCES, aimed, answered, counts, missed, outlook_of
from handlers.campaign_orders import Order, find, units_of
from handlers.kit_figures import Posting, posting

PAGE = 50
NAMED = 5
"""So many of an audience are named."""
MOST = 10_000
"""Campaigns looked through for one list."""
PILLS: Mapping[str, tuple[State, ...]] = {
    "draft": ("draft",),
    "submitted": ("submitted",),
    "approved": ("approved",),
    "going": ("running", "paused", "held"),
    "ended": ENDED,
}
"""The filters of the list, and the states each one holds."""


class Changed(ValueError):
    """Somebody changed the campaign after it was shown."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the list somebody wants: words of the title, a pill, an order, a page from 1."""

    search: str = ""
    pill: str = ""
    sort: str = "new"
    page: int = 1


@dataclass(frozen=True, slots=True)
class Row:
    """A campaign of the list with its deliveries by state."""

    campaign: Campaign
    counts: Mapping[Fate, int]

    @property
    def whole(self) -> int:
        """Everybody it was started for."""
        return sum(self.counts.values())

    @property
    def done(self) -> int:
        """Those whose message has come to its end, whatever it was."""
        return self.whole - sum(self.counts[state] for state in OPEN)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list; ``pills`` counts what the search found, by filter."""

    rows: Sequence[Row]
    found: int
    pills: Mapping[str, int]
    page: int
    pages: int
    every: int


@dataclass(frozen=True, slots=True)
class View:
    """A campaign with all that its page tells. ``reach`` only before it was started, and of one
    that changes another's messages ``extent`` instead; ``again`` are those it could be sent to
    again, once it has ended; ``amendments`` what changes it; ``occurrences`` the latest of one that
    repeats; ``posting`` how far a kit is."""

    row: Row
    author: str
    approver: str
    reasons: Sequence[tuple[Fate, str, int]]
    reach: Reach | None
    channels: Mapping[str, int]
    needs_approval: bool
    seen: str
    tallies: Sequence[Tally]
    letters: Load
    outlook: Outlook | None
    extent: Extent | None
    again: Mapping[Again, int]
    amendments: Sequence[Row]
    occurrences: Sequence[Row]
    posting: Posting | None

    @property
    def is_recalled(self) -> bool:
        """Whether a recall of it stands."""
        return stands(row.campaign for row in self.amendments)

    @property
    def recall(self) -> Row | None:
        """The recall that stands."""
        return next((row for row in self.amendments if stands([row.campaign])), None)

    @property
    def is_approved(self) -> bool:
        """Whether a second person has approved it; nobody needs to for a recall."""
        one = self.campaign
        return one.approved_at is not None and one.act != "recall" and not is_alone(one)

    @property
    def campaign(self) -> Campaign:
        """The campaign itself."""
        return self.row.campaign


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom an audience reaches, over which channels; of a kit also how many by role; ``some`` are
    first names, so that one sees whom the words catch. ``short``: which channels do not carry it
    all this month; ``left_out`` the first names of some who would then get nothing."""

    reach: Reach
    channels: Mapping[str, int]
    heads: Mapping[str, int]
    short: Sequence[Shortfall] = ()
    left_out: Sequence[str] = ()
    some: Sequence[str] = ()


def listing(conn: Connection, library: Library, wish: Wish, order: Order) -> Listing:
    """A page of the campaigns of a unit."""
    every = visible(conn, library, order)
    wanted = fold(wish.search.strip())
    found = [one for one in every if wanted in fold(one.draft.title)]
    pills = {name: sum(c.state in states for c in found) for name, states in PILLS.items()}
    shown = [one for one in found if not wish.pill or one.state in PILLS.get(wish.pill, ())]
    pages = max(1, -(-len(shown) // PAGE))
    page = min(max(wish.page, 1), pages)
    part = ordered(shown, wish.sort)[(page - 1) * PAGE : page * PAGE]
    rows = [row_of(conn, one) for one in part]
    return Listing(rows, len(found), pills, page, pages, len(every))


def visible(conn: Connection, library: Library, order: Order) -> list[Campaign]:
    """Every campaign of the unit of who looks, newest first."""
    return campaigns.listing(conn, units=units_of(library, order), limit=MOST)


def ordered(found: list[Campaign], sort: str) -> list[Campaign]:
    """By title, by hour, or as they come: newest first."""
    match sort:
        case "title":
            return sorted(found, key=lambda one: fold(one.draft.title))
        case "old":
            return found[::-1]
    return found


def row_of(conn: Connection, campaign: Campaign) -> Row:
    """A campaign with its counts."""
    return Row(campaign, counts(conn, campaign))


def view(
    conn: Connection,
    library: Library,
    number: CampaignId,
    rules: Rules,
    order: Order,
    tempo: Tempo,
) -> View:
    """Everything the page of a campaign tells; raises CampaignError where there is none."""
    found = find(conn, library, number, order)
    reached = None
    if found.started_at is None and found.act == "send":
        within = Order(order.by, found.unit, order.now)
        reached = reach(conn, library, found.draft, rules, within)
    return View(
        row=row_of(conn, found),
        author=name_of(conn, found.author),
        approver=name_of(conn, found.approver),
        reasons=missed(conn, number),
        reach=reached.reach if reached else None,
        channels=reached.channels if reached else {},
        needs_approval=found.started_at is None
        and orders.needs_approval(conn, library, found, rules, order.now),
        seen=fingerprint(found.draft, found.unit),
        tallies=answered(conn, found),
        letters=replies.load(conn, number),
        outlook=outlook_of(conn, found, tempo, order.now),
        extent=extent_of(conn, found, rules),
        again=resends.offered(conn, found),
        amendments=[row_of(conn, one) for one in amendments.listing(conn, number)],
        occurrences=[row_of(conn, one) for one in campaigns.occurrences(conn, number, OCCURRENCES)],
        posting=posting(conn, library, found, order.now),
    )


def extent_of(conn: Connection, campaign: Campaign, rules: Rules) -> Extent | None:
    """How far a correction or a recall will reach, until it has begun."""
    if campaign.amends is None or campaign.started_at is not None:
        return None
    return amendments.extent(conn, CampaignId(campaign.amends), rules, campaign.act)


def name_of(conn: Connection, person: int | None) -> str:
    """A colleague's name; "" for the operator and for who is gone."""
    return people.get(conn, PersonId(person)).name if person is not None else ""


def reach(conn: Connection, library: Library, draft: Draft, rules: Rules, order: Order) -> Reached:
    """Whom a draft would reach within a unit; raises CampaignError where its audience is none."""
    most = per_week(draft, rules)
    aim = aimed(conn, library, draft, order, per_week=most)
    heads = kits.heads(conn, aim) if draft.kit else {}
    short = quotas.short(conn, library, draft, rules, order)
    out = quotas.left_out(conn, library, draft, rules, order) if short else []
    some = quotas.first_names(audience.names(conn, aim, NAMED))
    counts = audience.count(conn, aim), audience.by_channel(conn, aim)
    return Reached(*counts, heads, short, out, some)


def approve_seen(
    conn: Connection, library: Library, number: CampaignId, rules: Rules, order: Order, seen: str
) -> None:
    """Approve what was shown, and nothing else; raises Changed, CampaignError."""
    found = find(conn, library, number, order, lock=True)
    if fingerprint(found.draft, found.unit) != seen:
        raise Changed
    orders.approve(conn, library, number, rules, order)
