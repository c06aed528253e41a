"""One campaign: where it stands, what may be ordered now, and what became of each message."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.console.pages.campaigns import page_of
from bot.console.preview import every, preview
from bot.console.rights import APPROVERS, SENDERS, WRITERS
from bot.console.visit import Visit
from content.campaigns import Event, may
from content.delivery import STATES, State
from handlers import campaign_console
from handlers import campaigns as orders
from handlers.campaign_console import PAGE, CampaignId, Changed, View
from handlers.campaign_orders import units_of
from handlers.campaigns import CampaignError, Order


async def campaign(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}."""
    return visit.draw("campaign.html", **await told(visit))


async def progress(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/progress: the part that moves, as a fragment."""
    return visit.draw("progress.html", **await told(visit))


async def told(visit: Visit, *, problem: str = "") -> dict[str, Any]:
    """All that the page of a campaign tells."""
    found = await look(visit)
    state = state_of(visit)
    page = page_of(visit.query.get("page", ""))
    number = CampaignId(visit.number)
    people = await visit.read(
        orders.people_of, visit.library, number, visit.order, state=state, page=page
    )
    listed = found.row.counts[state] if state else found.row.whole
    campaign = found.campaign
    return {
        "view": found,
        "preview": preview(
            visit.library, campaign.draft, campaign.unit, visit.query.get("look", "")
        ),
        "may": acts(visit, found),
        "people": people,
        "filter": state or "",
        "query": urlencode({"state": state or "", "page": page}),
        "page": page,
        "last_page": max(1, -(-listed // PAGE)),
        "problem": problem,
    }


async def look(visit: Visit) -> View:
    """The campaign of the path; 404 where there is none within this person's unit."""
    try:
        return await visit.read(
            campaign_console.view,
            visit.library,
            CampaignId(visit.number),
            visit.console.rules,
            visit.order,
            visit.console.tempo,
        )
    except CampaignError:
        raise web.HTTPNotFound from None


def state_of(visit: Visit) -> State | None:
    """The filter of the table of people."""
    wanted = visit.query.get("state", "")
    return next((state for state in STATES if state == wanted), None)


def acts(visit: Visit, found: View) -> frozenset[str]:
    """What this person may order now, by the life cycle and their roles."""
    actor, campaign = visit.actor, found.campaign
    events: dict[Event, frozenset[str]] = {
        "edit": WRITERS,
        "submit": WRITERS,
        "approve": APPROVERS,
        "start": SENDERS,
        "pause": SENDERS,
        "resume": SENDERS,
        "cancel": SENDERS,
    }
    able = {e for e, who in events.items() if covers(visit, who, found) and may(e, campaign.state)}
    if campaign.author == actor.person or campaign.state == "draft":
        able.discard("approve")
    if campaign.draft.repeat:
        able -= {"start", "resume"}
    if campaign.started_at:
        able -= {"edit", "start"}
    else:
        able.discard("resume")
    if found.needs_approval and not campaign.is_approved:
        able -= {"start", "resume"}
    if campaign.act == "recall":
        able.discard("edit")
    return frozenset(
        able
        | afterwards(visit, found)
        | ({"test", "replies"} if covers(visit, SENDERS, found) else set())
    )


def afterwards(visit: Visit, found: View) -> set[str]:
    """What may be ordered of a campaign that has reached somebody."""
    campaign = found.campaign
    if campaign.started_at is None or found.is_recalled:
        return set()
    able = set[str]()
    if campaign.act == "send" and covers(visit, WRITERS, found):
        able.add("correct")
    if covers(visit, SENDERS, found):
        able |= {"recall"} if campaign.act == "send" else set()
        able |= {"resend"} if any(found.again.values()) else set()
    return able


def covers(visit: Visit, who: frozenset[str], found: View) -> bool:
    """Whether what these roles allow this person reaches as far as the campaign's unit."""
    unit = visit.actor.within(who)
    order = Order(visit.actor.person, unit, visit.now)
    return bool(unit) and found.campaign.unit in units_of(visit.library, order)


async def confirm_approve(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/approve."""
    return await confirm(visit, "approve")


async def confirm_start(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/start."""
    return await confirm(visit, "start")


async def confirm_cancel(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/cancel."""
    return await confirm(visit, "cancel")


async def confirm(visit: Visit, act: str) -> web.StreamResponse:
    """A plain question that names the number of people, the safe choice beside it."""
    found = await look(visit)
    if act not in acts(visit, found):
        return visit.go(f"/console/campaigns/{visit.number}")
    shown = every(visit.library, found.campaign.draft, found.campaign.unit)
    return visit.draw("confirm.html", view=found, act=act, previews=shown)


async def submit(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/submit."""
    number, rules = CampaignId(visit.number), visit.console.rules
    order = visit.write(orders.submit, visit.library, number, rules, visit.order)
    return await obey(visit, order, "submitted")


async def approve(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/approve: exactly what the form showed."""
    order = visit.write(
        campaign_console.approve_seen,
        visit.library,
        CampaignId(visit.number),
        visit.console.rules,
        visit.order,
        visit.form.get("seen", ""),
    )
    return await obey(visit, order, "approved")


async def start(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/start."""
    number, rules = CampaignId(visit.number), visit.console.rules
    order = visit.write(orders.start, visit.library, number, rules, visit.order)
    return await obey(visit, order, "started")


async def pause(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/pause."""
    number = CampaignId(visit.number)
    order = visit.write(orders.pause, visit.library, number, visit.order)
    return await obey(visit, order, "paused")


async def resume(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/resume."""
    number, rules = CampaignId(visit.number), visit.console.rules
    order = visit.write(orders.resume, visit.library, number, rules, visit.order)
    return await obey(visit, order, "resumed")


async def cancel(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/cancel."""
    number = CampaignId(visit.number)
    order = visit.write(orders.cancel, visit.library, number, visit.order)
    return await obey(visit, order, "cancelled")


async def test(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/test: to oneself."""
    number, me = CampaignId(visit.number), visit.actor.person
    order = visit.write(orders.test_send, visit.library, number, me, visit.order)
    return await obey(visit, order, "tested")


async def obey(visit: Visit, order: Awaitable[object], done: str) -> web.StreamResponse:
    """Carry an order out; where it cannot be, the page says why and nothing has changed."""
    try:
        await order
    except Changed:
        problem = visit.word("console.live.changed")
    except CampaignError as error:
        if error.key == "none":
            raise web.HTTPNotFound from None
        problem = error.sentence(visit.actor.language)
    else:
        return visit.go(f"/console/campaigns/{visit.number}", done)
    return visit.draw("campaign.html", status=409, **await told(visit, problem=problem))
