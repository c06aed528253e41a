"""What is ordered of a campaign that was sent: other words, taking it back, sending it again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.console.pages.live import acts, look, obey
from bot.console.preview import preview
from bot.console.visit import Visit
from content.campaigns import Act, Campaign, Variant
from content.delivery import Again
from handlers import amendments, resends
from handlers import campaigns as orders
from handlers.campaign_console import CampaignId, View
from handlers.campaigns import CampaignError

AGAIN: dict[str, Again] = {"rest": "rest", "unconfirmed": "unconfirmed"}


async def correct(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/correct: the words as they were sent, to be written anew."""
    found = await look(visit)
    if "correct" not in acts(visit, found):
        return visit.go(here(visit))
    return await draw(visit, found)


async def write(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/correct: a draft, which is approved and started as any."""
    found = await look(visit)
    text, variants = written(visit, found.campaign)
    number = CampaignId(visit.number)
    try:
        made = await visit.write(
            amendments.correct, visit.library, number, text, variants, visit.order
        )
    except CampaignError as error:
        return await draw(visit, found, problem=error.sentence(visit.actor.language))
    return visit.go(f"/console/campaigns/{made}", "saved")


async def reword(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/reword: a correction that has not begun."""
    found = await look(visit)
    if "edit" not in acts(visit, found) or found.campaign.act != "correct":
        return visit.go(here(visit))
    return await draw(visit, found)


async def rewrite(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/reword."""
    found = await look(visit)
    text, variants = written(visit, found.campaign)
    draft = replace(found.campaign.draft, text=text, variants=variants)
    try:
        await visit.write(orders.edit, visit.library, CampaignId(visit.number), draft, visit.order)
    except CampaignError as error:
        return await draw(visit, found, problem=error.sentence(visit.actor.language))
    return visit.go(here(visit), "saved")


def written(visit: Visit, campaign: Campaign) -> tuple[str, tuple[Variant, ...]]:
    """Each of a campaign's texts as the form gives it."""
    variants = tuple(
        replace(one, text=visit.form.get(f"text-{one.key}", "")) for one in campaign.draft.variants
    )
    return visit.form.get("text", ""), variants


async def draw(visit: Visit, found: View, *, problem: str = "") -> web.Response:
    """The form; what was just written stays in it."""
    campaign = found.campaign
    draft = campaign.draft
    if problem:
        text, variants = written(visit, campaign)
        draft = replace(draft, text=text, variants=variants)
    return visit.draw(
        "reword.html",
        status=422 if problem else 200,
        view=found,
        draft=draft,
        problem=problem,
        extent=await extent(visit, campaign, "correct"),
        preview=preview(visit.library, draft, campaign.unit),
    )


async def extent(visit: Visit, campaign: Campaign, act: Act) -> Any:
    """How many messages can be changed, and how many cannot."""
    number = CampaignId(campaign.amends or campaign.id)
    return await visit.read(amendments.extent, number, visit.console.rules, act)


async def confirm_recall(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/recall: what can be taken back and what cannot."""
    found = await look(visit)
    if "recall" not in acts(visit, found):
        return visit.go(here(visit))
    reach = await extent(visit, found.campaign, "recall")
    return visit.draw("recall.html", view=found, extent=reach, preview=shown(visit, found))


async def recall(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/recall."""
    number, rules = CampaignId(visit.number), visit.console.rules
    order = visit.write(amendments.recall, visit.library, number, rules, visit.order)
    return await obey(visit, order, "recalled")


async def confirm_resend(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/resend?to=rest."""
    found, to = await look(visit), AGAIN.get(visit.query.get("to", ""))
    if to is None or "resend" not in acts(visit, found):
        return visit.go(here(visit))
    count = found.again[to]
    return visit.draw("resend.html", view=found, to=to, count=count, preview=shown(visit, found))


async def resend(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/resend."""
    to = AGAIN.get(visit.form.get("to", ""))
    if to is None:
        return visit.go(here(visit))
    number, rules = CampaignId(visit.number), visit.console.rules
    order = visit.write(resends.resend, visit.library, number, rules, to, visit.order)
    return await obey(visit, order, "resent")


def shown(visit: Visit, found: View) -> Any:
    """The message beside the question."""
    return preview(visit.library, found.campaign.draft, found.campaign.unit)


def here(visit: Visit) -> str:
    """The page of the campaign."""
    return f"/console/campaigns/{visit.number}"
