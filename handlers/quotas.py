"""What the plans of channels leave of this month, looked at before anything is sent by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from content import kits
from content.campaign_check import Problem, Rules
from content.campaigns import Campaign, Draft
from content.channel import Shortfall, planned
from content.library.library import Library
from content.wording import number, word
from db import audience, quotas
from db.audience import Somebody
from db.quotas import Room as Room
from db.store import Connection
from handlers.campaign_figures import aimed
from handlers.campaign_orders import CampaignError, Order


def rooms(conn: Connection, rules: Rules, order: Order) -> Sequence[Room]:
    """Every channel that a plan limits, as this month stands."""
    return quotas.rooms(conn, planned(rules.channels), order.now)


def short(
    conn: Connection, library: Library, draft: Draft, rules: Rules, order: Order
) -> list[Shortfall]:
    """The channels whose plan does not carry a draft; raises CampaignError."""
    if not (plans := planned(rules.channels)):
        return []
    per_week = 0 if draft.urgent else rules.per_week
    aim = aimed(conn, library, draft, order, per_week=per_week)
    each = kits.MESSAGES if draft.kit else 1
    return quotas.shortfalls(conn, aim, plans, draft.at, each)


def left_out(
    conn: Connection, library: Library, draft: Draft, rules: Rules, order: Order
) -> list[str]:
    """The first few who would be left out, by their first names."""
    found = short(conn, library, draft, rules, order)
    aim = aimed(conn, library, draft, order)
    every = (
        one for lack in found for one in audience.beyond(conn, aim, lack.channel, lack.carried)
    )
    return first_names(every)


def first_names(found: Iterable[Somebody]) -> list[str]:
    """What people are called, without what would say which family they are of."""
    return [one.name.split()[-1] for one in found if one.name.strip()]


def problems(found: Sequence[Shortfall]) -> Iterator[Problem]:
    """Each as a sentence to its writer."""
    for one in found:
        fields = {"wanted": number(one.wanted), "left": number(one.left)}
        fields |= {"limit": number(one.limit), "beyond": number(one.beyond)}
        yield Problem("quota", {"channel": word(f"console.channel.{one.channel}"), **fields})


def refuse_short(
    conn: Connection, library: Library, campaign: Campaign, rules: Rules, order: Order
) -> None:
    """Raise for a campaign that could not finish within what is left of the month."""
    if campaign.act != "send" or campaign.started_at is not None:
        return
    within = Order(order.by, campaign.unit, order.now)
    found = list(problems(short(conn, library, campaign.draft, rules, within)))
    if found:
        raise CampaignError("problems", problems=" ".join(one.sentence() for one in found))
