"""*Chưa tới được*: whom a campaign has not reached, by place, so that somebody can visit them.

Counts are for all staff; names only for officials whose role covers the place. Whoever turned
messages off is counted and not named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from content.address import Address
from content.blocks import Callout, Fields, Paragraph, line, plain
from content.campaigns import Campaign
from content.library.library import Library
from content.places import Places
from content.polls import FEW
from content.reasons import reason_words
from content.screen import Button, Screen, to
from content.sheets import Row
from content.wording import day, local, number, word
from db import campaigns, unreached
from db.aims import Aim
from db.store import Connection
from db.unreached import Absent
from db.values import CampaignId
from handlers.campaign_orders import CampaignError, Order, units_of
from handlers.scene import Scene
from handlers.staff import WHOLE_PROVINCE, province
from handlers.turn import Reply
from handlers.welcome import OFFICIAL_ROLES, home_button, lost

MOST_NAMES = 2_000
SHOWN_NAMES = 30
"""Names on a screen of a chat; the console has them all."""
LATEST = 8
LONGEST_NUMBER = 15


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks: within which unit, and in which units they may see names."""

    order: Order
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of today with its people who were not reached; None for *fewer than 5*."""

    slug: str
    title: str
    count: int | None
    reasons: tuple[tuple[str, int], ...]
    is_named: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """Whom a campaign has not reached: by place, and by name in the one that was asked for."""

    campaign: Campaign
    places: Sequence[Place]
    people: Sequence[Absent]
    place: str = ""


def looker(posts: Iterable[tuple[str, str]], library: Library, order: Order) -> Looker:
    """Somebody by their roles and the units of these: an official's cover names."""
    units = {unit for role, unit in posts if role in OFFICIAL_ROLES and unit}
    found = [units_of(library, Order(order.by, unit, order.now)) for unit in units]
    return Looker(order, frozenset().union(*found))


def missing(
    conn: Connection, library: Library, campaign: CampaignId, who: Looker, place: str = ""
) -> Missing:
    """Whom a campaign has not reached within the unit of who looks; names for a place that a role
    of theirs covers. Raises CampaignError."""
    found = seen_by(conn, library, campaign, who.order)
    aim = Aim.of(library, found.draft, found.unit, who.order.now)
    within = units_within(library, who.order)
    gaps = unreached.gaps(conn, found, aim, within)
    places = by_place(library.places, gaps, who.covers)
    named = {one.slug for one in places if one.is_named}
    if place not in named:
        return Missing(found, places, ())
    units = {slug for slug in who.covers if today_of(library.places, slug) == place}
    return Missing(found, places, unreached.names(conn, found, aim, units, MOST_NAMES), place)


def seen_by(conn: Connection, library: Library, campaign: CampaignId, order: Order) -> Campaign:
    """A campaign that has begun and concerns the unit of who looks: theirs, one of a part of it, or
    one of a unit above. Raises CampaignError."""
    found = campaigns.get(conn, campaign)
    if found is None or found.started_at is None or not concerns(library, found, order):
        raise CampaignError("none", id=campaign)
    return found


def concerns(library: Library, campaign: Campaign, order: Order) -> bool:
    """Whether people of the unit of who looks may be among those of a campaign."""
    if campaign.act != "send" or campaign.started_at is None or not order.unit:
        return False
    above = Order(order.by, campaign.unit, order.now)
    return campaign.unit in units_of(library, order) or order.unit in units_of(library, above)


def concerning(conn: Connection, library: Library, order: Order) -> list[Campaign]:
    """The latest campaigns that concern the unit of who looks."""
    return [one for one in campaigns.listing(conn) if concerns(library, one, order)][:LATEST]


def units_within(library: Library, order: Order) -> Collection[str] | None:
    """The units whose people are counted; None for all, also those who told of none."""
    whole = order.unit == province(library.places)
    return None if whole else units_of(library, order)


def by_place(
    places: Places, gaps: Sequence[unreached.Gap], covers: frozenset[str]
) -> tuple[Place, ...]:
    """Counts by the units of today, the most first."""
    found: dict[str, dict[str, int]] = {}
    for gap in gaps:
        reasons = found.setdefault(today_of(places, gap.unit or ""), {})
        words = reason_words(gap.why)
        reasons[words] = reasons.get(words, 0) + gap.count
    drawn = [place_of(places, slug, reasons, covers) for slug, reasons in found.items()]
    return tuple(sorted(drawn, key=lambda one: (-(one.count or 0), one.title)))


def place_of(places: Places, slug: str, reasons: dict[str, int], covers: frozenset[str]) -> Place:
    """A place; what may point at one person is told only to who may see the names."""
    is_named = slug in covers
    whole = sum(reasons.values())
    told = tuple(sorted(reasons.items(), key=lambda one: -one[1]))
    if not is_named:
        told = tuple((words, count) for words, count in told if count >= FEW)
    title = places.units[slug].title if slug in places.units else word("unreached.nowhere")
    return Place(slug, title, whole if is_named or whole >= FEW else None, told, is_named)


def today_of(places: Places, slug: str) -> str:
    """The unit of today that a unit became; "" for none we know."""
    if slug not in places.units:
        return ""
    after = places.successors(slug)
    return after[0].slug if len(after) == 1 else slug


def sheet(found: Missing) -> list[Row]:
    """The names of a place for a visit, or the counts of all places, the head first."""
    columns = ("name", "why", "visited") if found.people else ("place", "count")
    head = [word(f"unreached.column.{name}") for name in columns]
    if found.people:
        return [head, *([one.name, reason_words(one.why), ""] for one in found.people)]
    counts = ((one.title, few(None) if one.count is None else one.count) for one in found.places)
    return [head, *counts]


def few(count: int | None, language: str = "vi") -> str:
    """A count as it may be told."""
    return word("poll.few", language) if count is None else number(count)


def looking(scene: Scene) -> Looker:
    """Who speaks, as an official of the widest of their units."""
    whole = province(scene.library.places)
    posts = [
        (role.role, whole if role.role in WHOLE_PROVINCE else role.unit or "")
        for role in scene.roles
    ]
    units = [unit for role, unit in posts if role in OFFICIAL_ROLES and unit]
    unit = whole if whole in units else next(iter(units), "")
    order = Order(scene.person.id, unit, scene.now)
    return looker(posts, scene.library, order)


def latest(scene: Scene, _address: Address) -> Reply:
    """Address ``unreached``: the latest campaigns that concern their unit."""
    mine = concerning(scene.conn, scene.library, looking(scene).order)
    rows = [(Button(one.draft.title, to("unreached", one.id), hint=begun(one)),) for one in mine]
    told = scene.word("unreached.which" if mine else "unreached.none")
    title = scene.word("unreached.title")
    blocks = (Paragraph(line(told)),)
    return Reply.of(Screen(to("unreached"), title, blocks, (*rows, (home_button(scene),))))


def begun(campaign: Campaign) -> str:
    """The day on which a campaign began."""
    return day(local(campaign.started_at or campaign.created_at).date())


def of_campaign(scene: Scene, address: Address) -> Reply:
    """Address ``unreached/<campaign>``: who of their places was not reached, with names."""
    written = address.segments[1]
    if not written.isdecimal() or len(written) > LONGEST_NUMBER:
        return lost(scene)
    who = looking(scene)
    if who.order.unit == province(scene.library.places):
        return Reply.of(too_wide(scene, written))
    mine = today_of(scene.library.places, who.order.unit)
    try:
        found = missing(scene.conn, scene.library, CampaignId(int(written)), who, mine)
    except CampaignError:
        return lost(scene)
    return Reply.of(screen_of(scene, found))


def too_wide(scene: Scene, campaign: str) -> Screen:
    """A whole province is counted on a page: here, everybody who speaks would wait for it."""
    rows = ((Button(scene.word("settings.console"), to("console"), icon="shield"),),)
    told = (Paragraph(line(scene.word("unreached.wide"))),)
    title = scene.word("unreached.title")
    return Screen(to("unreached", campaign), title, told, (*rows, (home_button(scene),)))


def screen_of(scene: Scene, found: Missing) -> Screen:
    """Counts by place, then the names."""
    language = scene.language
    counts = tuple((one.title, plain(few(one.count, language))) for one in found.places)
    shown = found.people[:SHOWN_NAMES]
    names = tuple((one.name or "–", plain(reason_words(one.why, language))) for one in shown)
    blocks = [Paragraph(plain(found.campaign.draft.title))]
    parts = [Fields(rows) for rows in (counts, names) if rows]
    private = [Callout("warn", line(scene.word("unreached.private")))] if names else []
    left = len(found.people) - len(shown)
    more = [Paragraph(line(scene.word("unreached.more", n=number(left))))] if left > 0 else []
    nobody = [] if counts else [Paragraph(line(scene.word("unreached.nobody")))]
    return Screen(
        to("unreached", found.campaign.id),
        scene.word("unreached.title"),
        (*blocks, *nobody, *parts, *more, *private),
        (
            (Button(scene.word("unreached.others"), to("unreached"), icon="back"),),
            (home_button(scene),),
        ),
    )
