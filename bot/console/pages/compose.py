"""Writing a campaign: the message, for whom, at what hour; beside it the phone and the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.console.audience_form import Picked, from_tree
from bot.console.draft_form import FIELDS, Form
from bot.console.pages.attached import bounds, posted
from bot.console.preview import preview as previewed
from bot.console.variants_form import Line
from bot.console.visit import Visit
from content.campaigns import Draft
from content.channel import CHANNELS
from content.wording import LANGUAGES, local
from handlers import campaign_console
from handlers import campaigns as orders
from handlers.campaign_console import CampaignId, Reached
from handlers.campaign_orders import find, tree_of
from handlers.campaigns import CampaignError

AUDIENCE_ROLES = (
    "resident",
    "village-head",
    "group-leader",
    "official",
    "head",
    "programme",
)
EDITABLE = frozenset({"draft", "submitted", "approved", "held"})


@dataclass(frozen=True, slots=True)
class Target:
    """A page of ours that a button may open."""

    path: str
    title: str


async def blank(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/new."""
    return await draw(visit, Form())


async def create(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/new."""
    form, faults = await posted(visit)
    if faults:
        return await draw(visit, form, faults=faults, status=422)
    try:
        made = await visit.write(orders.compose, visit.library, form.draft, visit.order)
    except CampaignError as error:
        return await draw(visit, form, faults=fault_of(visit, error), status=422)
    return await go_on(visit, made, form)


async def edit(visit: Visit) -> web.StreamResponse:
    """GET /console/campaigns/{id}/edit."""
    try:
        found = await visit.read(find, visit.library, CampaignId(visit.number), visit.order)
    except CampaignError:
        raise web.HTTPNotFound from None
    if found.state not in EDITABLE or found.started_at or found.act != "send":
        return visit.go(f"/console/campaigns/{found.id}")
    return await draw(visit, Form.of_draft(found.draft, picked(visit, found.draft)))


async def save(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/{id}/edit."""
    form, faults = await posted(visit)
    if faults:
        return await draw(visit, form, faults=faults, status=422)
    try:
        await visit.write(
            orders.edit, visit.library, CampaignId(visit.number), form.draft, visit.order
        )
    except CampaignError as error:
        if error.key == "none":
            raise web.HTTPNotFound from None
        return await draw(visit, form, faults=fault_of(visit, error), status=422)
    return await go_on(visit, visit.number, form)


async def go_on(visit: Visit, number: int, form: Form) -> web.StreamResponse:
    """After keeping it: to the draft, to oneself as a test, or on for approval."""
    here = f"/console/campaigns/{number}"
    campaign = CampaignId(number)
    rules = visit.console.rules
    try:
        match visit.form.get("then"):
            case "submit":
                await visit.write(orders.submit, visit.library, campaign, rules, visit.order)
                return visit.go(here, "submitted")
            case "test":
                me = visit.actor.person
                await visit.write(orders.test_send, visit.library, campaign, me, visit.order)
                return visit.go(f"{here}/edit", "tested")
    except CampaignError as error:
        faults = fault_of(visit, error)
        return await draw(visit, form, faults=faults, number=number, status=422)
    return visit.go(f"{here}/edit", "saved")


async def reach(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/reach: the counts, as a fragment."""
    form, _ = await posted(visit)
    return visit.draw("reach.html", **await reached(visit, form))


async def preview(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/preview: the phone and the checks, as a fragment."""
    form, _ = await posted(visit)
    return visit.draw("preview.html", **await beside(visit, form))


async def draw(
    visit: Visit,
    form: Form,
    *,
    faults: Mapping[str, str] | None = None,
    number: int | None = None,
    status: int = 200,
) -> web.Response:
    """The page. A draft just kept has a number, and what is saved next goes there."""
    if number is None and "id" in visit.request.match_info:
        number = visit.number
    return visit.draw(
        "compose.html",
        status=status,
        faults=faults or {},
        number=number,
        roles=AUDIENCE_ROLES,
        communes=communes(visit),
        topics=visit.library.shelves(),
        targets=targets(visit),
        languages=LANGUAGES[1:],
        channels=[one.name for one in visit.console.rules.channels] or CHANNELS,
        blank_line=Line(),
        today=f"{local(visit.now):%Y-%m-%dT%H:%M}",
        **bounds(visit),
        **await reached(visit, form),
        **await beside(visit, form),
    )


async def reached(visit: Visit, form: Form) -> dict[str, Any]:
    """What the counts need: whom an audience reaches, or what is wrong with it."""
    try:
        found: Reached | None = await visit.read(
            campaign_console.reach, visit.library, form.draft, visit.console.rules, visit.order
        )
        problem = ""
    except CampaignError as error:
        found, problem = None, error.sentence(visit.actor.language)
    return {"reached": found, "audience_problem": problem, "expression": form.picked.text}


async def beside(visit: Visit, form: Form) -> dict[str, Any]:
    """What stands beside the form: the message as it will look, and what is to mend."""
    draft = form.draft
    is_blank = not draft.text and not draft.media
    faults = (
        []
        if is_blank
        else await visit.read(orders.faults, visit.library, draft, visit.console.rules, visit.order)
    )
    language = visit.actor.language
    return {
        "form": form,
        "preview": previewed(visit.library, draft, visit.unit, visit.form.get("look", "")),
        "is_blank": is_blank,
        "problems": [one.sentence(language) for one in faults],
        "asks_name": "{name" in draft.text,
    }


def picked(visit: Visit, draft: Draft) -> Picked:
    """The boxes of a kept audience."""
    return from_tree(tree_of(visit.library, draft.audience))


def fault_of(visit: Visit, error: CampaignError) -> dict[str, str]:
    """An order that was refused, at the field it speaks of; elsewhere above all of them."""
    name = (
        {"hours": "until", "urgent_end": "until", "media": "file"}.get(error.key, error.key)
        if error.key in FIELDS
        else "all"
    )
    return {name: error.sentence(visit.actor.language)}


def communes(visit: Visit) -> list[tuple[str, str]]:
    """The communes within the unit of who writes, by slug and name."""
    day = local(visit.now).date()
    within = visit.library.places.descendants(visit.unit, day)
    return [(u.slug, u.name) for u in visit.library.places.communes(day) if u.slug in within]


def targets(visit: Visit) -> dict[str, list[Target]]:
    """What a button may open, by shelf."""
    language = visit.actor.language
    first = [
        Target(path, visit.word(f"console.target.{path}"))
        for path in ("check", "topics", "stories", "contact", "settings")
    ]
    shelves = {
        group.name(language): [
            Target(f"explainer/{one.slug}", one.title) for one in visit.library.on_shelf(group.key)
        ]
        for group in visit.library.shelves()
    }
    stories = [Target(f"story/{one.slug}", one.title) for one in visit.library.shown_stories()]
    return {
        visit.word("console.targets.first"): first,
        **shelves,
        visit.word("console.targets.stories"): stories,
    }
