"""Who may do what in the console: one literal table, and the one place that looks it up."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web
from multidict import MultiMapping

from bot.console import doors
from bot.console.cookie import session_token
from bot.console.pages import (
    amend,
    attached,
    campaigns,
    compose,
    exports,
    figures,
    home,
    inbox,
    invitations,
    live,
    people,
    received,
    rules,
    sessions,
    unreached,
)
from bot.console.posted import read_posted
from bot.console.rights import APPROVERS, INVITERS, READERS, SENDERS, STAFF, WRITERS
from bot.console.visit import Console, Place, Visit
from bot.pages.rendering import language_of, page, render
from bot.pages.security import is_same_origin
from content.media import MEGABYTE
from content.wording import word
from handlers import staff
from handlers.staff import Actor

Page = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Route:
    """An order and who may give it: one of these roles must be held."""

    method: str
    path: str
    page: Page
    who: frozenset[str]


ROUTES: tuple[Route, ...] = (
    Route("GET", "/console", home.today, STAFF),
    # campaigns, to look at
    Route("GET", "/console/campaigns", campaigns.every, READERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}", live.campaign, READERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/progress", live.progress, READERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/export", exports.campaign, READERS),
    # what people wrote to them: private words, for those who answer for the message
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/replies", inbox.every, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/replies", inbox.mark, SENDERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/replies/export", inbox.export, SENDERS),
    # what they came to
    Route("GET", "/console/figures", figures.every, READERS),
    Route("GET", "/console/figures/chart.svg", figures.every_picture, READERS),
    Route("GET", "/console/figures/export", figures.every_sheet, READERS),
    Route("GET", "/console/figures/received", received.every, READERS),
    Route("GET", "/console/figures/received/export", received.sheet, READERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/figures", figures.campaign, READERS),
    Route(
        "GET",
        "/console/campaigns/{id:[0-9]{1,15}}/figures/chart.svg",
        figures.picture_of_campaign,
        READERS,
    ),
    Route(
        "GET",
        "/console/campaigns/{id:[0-9]{1,15}}/figures/export",
        figures.sheet_of_campaign,
        READERS,
    ),
    # the rules of loans and supports, as of any day
    Route("GET", "/console/rules", rules.every, READERS),
    Route("GET", "/console/rules/{slug:[a-z0-9-]{1,60}}", rules.one, READERS),
    # whom they did not reach: counts for all, names for officials of the place
    Route("GET", "/console/unreached", unreached.every, STAFF),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/unreached", unreached.campaign, STAFF),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/unreached/export", unreached.export, STAFF),
    # campaigns, to write
    Route("GET", "/console/campaigns/new", compose.blank, WRITERS),
    Route("POST", "/console/campaigns/new", compose.create, WRITERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/edit", compose.edit, WRITERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/edit", compose.save, WRITERS),
    Route("POST", "/console/campaigns/reach", compose.reach, WRITERS),
    Route("POST", "/console/campaigns/preview", compose.preview, WRITERS),
    Route("POST", "/console/campaigns/file", attached.choose, WRITERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/test", live.test, SENDERS),
    # the life of a campaign
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/correct", amend.correct, WRITERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/correct", amend.write, WRITERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/reword", amend.reword, WRITERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/reword", amend.rewrite, WRITERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/recall", amend.confirm_recall, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/recall", amend.recall, SENDERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/resend", amend.confirm_resend, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/resend", amend.resend, SENDERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/approve", live.confirm_approve, APPROVERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/start", live.confirm_start, SENDERS),
    Route("GET", "/console/campaigns/{id:[0-9]{1,15}}/cancel", live.confirm_cancel, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/submit", live.submit, WRITERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/approve", live.approve, APPROVERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/start", live.start, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/pause", live.pause, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/resume", live.resume, SENDERS),
    Route("POST", "/console/campaigns/{id:[0-9]{1,15}}/cancel", live.cancel, SENDERS),
    # who comes in
    # the people themselves, by name
    Route("GET", "/console/people", people.every, INVITERS),
    Route("GET", "/console/people/export", exports.people, INVITERS),
    Route("POST", "/console/people/import", people.look, INVITERS),
    Route("POST", "/console/people/import/confirm", people.take_in, INVITERS),
    Route("GET", "/console/invitations", invitations.blank, INVITERS),
    Route("POST", "/console/invitations", invitations.create, INVITERS),
    Route("POST", "/console/invitations/file", invitations.create_all, INVITERS),
    Route("GET", "/console/sessions", sessions.every, STAFF),
    Route("POST", "/console/sessions/{id:[0-9]{1,15}}/end", sessions.end, STAFF),
    Route("POST", "/console/sign-out", sessions.sign_out, STAFF),
)

PLACES: tuple[Place, ...] = (
    Place("today", "/console", "sun"),
    Place("campaigns", "/console/campaigns", "megaphone"),
    Place("new", "/console/campaigns/new", "pencil"),
    Place("figures", "/console/figures", "chart"),
    Place("rules", "/console/rules", "book"),
    Place("residents", "/console/people", "list"),
    Place("invitations", "/console/invitations", "people"),
    Place("sessions", "/console/sessions", "shield"),
)


def places_for(actor: Actor) -> tuple[Place, ...]:
    """The pages somebody may open, by the same table."""
    who = {route.path: route.who for route in ROUTES if route.method == "GET"}
    return tuple(place for place in PLACES if actor.may(who[place.path]))


def guarded(
    console: Console, route: Route
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A route's page behind its guard."""

    async def enter(request: web.Request) -> web.StreamResponse:
        now = console.desk.clock()
        actor = await who_is(console, request)
        if actor is None:
            raise web.HTTPFound("/sign-in")
        if not actor.may(route.who):
            return refuse(console, request, actor, "console.refused.role")
        came = await read_posted(request, console.most_megabytes * MEGABYTE)
        if request.method == "POST" and not is_own_form(request, came.words, actor):
            return refuse(console, request, actor, "console.refused.form")
        places = places_for(actor)
        visit = Visit(console, request, actor, route.who, came.words, places, now, came.upload)
        try:
            return await route.page(visit)
        except web.HTTPNotFound:
            return refuse(console, request, actor, "console.refused.absent", 404)

    return enter


async def who_is(console: Console, request: web.Request) -> Actor | None:
    """Who is signed in, if anybody; a demo person only while the doors stand open for them."""
    token = session_token(request)
    if not token:
        return None
    desk, now = console.desk, console.desk.clock()
    found = await desk.read(staff.actor, desk.house, token, now)
    if found is None:
        return None
    actor, is_stale = found
    if actor.demo and not doors.demo_open(request):
        return None
    if is_stale:
        await desk.write(staff.mark_seen, actor.session, now)
    return actor


def is_own_form(request: web.Request, form: MultiMapping[str], actor: Actor) -> bool:
    """Whether an order comes from a form we drew for this very session."""
    given = form.get("form_token", "").encode()
    return is_same_origin(request) and hmac.compare_digest(given, actor.form_token.encode())


def refuse(
    console: Console, request: web.Request, actor: Actor, why: str, status: int = 403
) -> web.Response:
    """A refusal with a kind word and the way back."""
    language = actor.language or language_of(request)
    html = render(
        console.pages,
        request,
        "refused.html",
        language,
        operator=console.operator,
        why=word(why, language),
    )
    return page(html, status=status)
