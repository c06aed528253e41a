"""The pages of the chat: look, say, tap; with a fragment of new bubbles for who has script."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web
from jinja2 import Environment

from bot.channels.letterbox import nobody
from bot.channels.web import bubbles, forms, visitors
from bot.channels.web.bubbles import View
from bot.channels.web.forms import Posted, Unreadable
from bot.channels.web.hub import Hub
from bot.channels.web.pace import Pace
from bot.channels.web.visitors import Visitor
from bot.pages.rendering import environment, language_of, page, render
from bot.pages.security import is_same_origin
from content.wording import word
from db import messages, people
from db.cipher import Keys
from db.store import Store
from handlers.scene import Operator
from handlers.turn import Opened, Reply, Said, Turn

log = logging.getLogger(__name__)
FOLDER = Path(__file__).parent / "templates"
FRAGMENT = "X-Fragment"
"""The header by which our script asks for new bubbles only."""


class Conversation(Protocol):
    """What the chat talks to."""

    async def converse(self, turn: Turn) -> Reply | None:
        """Answer a turn; for the web it keeps the transcript, acts sealed."""
        ...


@dataclass(frozen=True, slots=True)
class Chat:
    """What the pages of the chat need. ``secure``: the site is reached by https only.
    ``newcomers`` is how fast one address may bring visitors: each is entered, so that a program
    that makes its cookies up would fill the database with people nobody is.
    ``demo_open``: whether a request is part of a demonstration; its visitor is entered as one of
    its people, so that trying the chat does not shut the demo doors."""

    store: Store
    keys: Keys
    conversation: Conversation
    clock: Callable[[], datetime]
    hub: Hub
    operator: Operator
    secure: bool = False
    pace: Pace = field(default_factory=Pace)
    newcomers: Pace = field(default_factory=lambda: Pace(rate=20.0, burst=500.0))
    demo_open: Callable[[web.Request], bool] = lambda _: False
    heard: Callable[[], None] = nobody
    pages: Environment = field(default_factory=lambda: environment(FOLDER))

    async def chat(self, request: web.Request) -> web.StreamResponse:
        """GET /chat: the conversation so far; the greeting on a first visit, a screen by link."""
        visitor = self.visitor(request)
        payload = forms.clean(request.query.get("s", ""))[:100]
        view = await self.look(request, visitor)
        if payload or view is None or not view.bubbles:
            if not self.may_speak(request, visitor):
                return self.refuse(request, visitor, view, "web.too_fast", status=429)
            if not await self.converse(visitor, Opened(payload)):
                return self.refuse(request, visitor, view, "web.trouble", status=503)
            if payload and not visitor.is_new:
                return self.go_on(visitor)
            view = await self.look(request, visitor)
        elif view:
            await self.store.write(people.visit, view.contact, self.clock())
        return self.draw(request, visitor, view)

    async def say(self, request: web.Request) -> web.StreamResponse:
        """POST /chat/say: typed words."""
        return await self.take(request, Posted.words)

    async def tap(self, request: web.Request) -> web.StreamResponse:
        """POST /chat/tap: a pressed button."""
        return await self.take(request, Posted.tap)

    async def take(
        self, request: web.Request, read: Callable[[Posted], Said]
    ) -> web.StreamResponse:
        """A post: read it, answer it; whatever is wrong with it is said kindly."""
        visitor = self.visitor(request)
        posted = Posted({})
        try:
            self.must_be_ours(request, visitor)
            posted = await forms.read_post(request)
            said = read(posted)
        except Unreadable as problem:
            view = None if visitor.is_new else await self.look(request, visitor)
            draft = posted.fields.get("text", "")
            return self.refuse(request, visitor, view, str(problem), status=400, draft=draft)
        return await self.answer(request, visitor, posted, said)

    def must_be_ours(self, request: web.Request, visitor: Visitor) -> None:
        """Raises Unreadable for a post of another site, or one that comes too fast."""
        if not is_same_origin(request):
            raise Unreadable("web.not_from_here")
        if not self.may_speak(request, visitor):
            raise Unreadable("web.too_fast")

    async def answer(
        self, request: web.Request, visitor: Visitor, posted: Posted, said: Said
    ) -> web.StreamResponse:
        """One turn, and what the page shows then."""
        if posted.shown and not visitor.is_new:
            await self.mark_seen(visitor, posted.shown)
        reply = await self.converse(visitor, said, posted.pressed_on)
        if reply is None:
            view = await self.look(request, visitor)
            draft = posted.fields.get("text", "")
            return self.refuse(request, visitor, view, "web.trouble", status=503, draft=draft)
        if reply.erased:
            return self.part(request, reply)
        if request.headers.get(FRAGMENT):
            view = await self.look(request, visitor, limit=bubbles.MOST, after=posted.shown)
            return self.fragment(request, visitor, view, toast=reply.toast)
        if visitor.is_new or reply.toast:
            # A browser that keeps no cookies still gets its answer, here and now.
            view = await self.look(request, visitor)
            return self.draw(request, visitor, view, toast=reply.toast)
        return self.go_on(visitor)

    async def new(self, request: web.Request) -> web.StreamResponse:
        """GET /chat/new?after=ID: the bubbles since, as a fragment."""
        visitor = self.visitor(request)
        after = forms.as_id(request.query.get("after", ""))
        view = await self.look(request, visitor, limit=bubbles.MOST, after=after)
        return self.fragment(request, visitor, view)

    async def seen(self, request: web.Request) -> web.StreamResponse:
        """POST /chat/seen: the page showed everything up to a bubble."""
        visitor = self.visitor(request)
        try:
            posted = await forms.read_post(request)
        except Unreadable:
            return web.Response(status=413)
        if is_same_origin(request) and posted.shown and not visitor.is_new:
            await self.mark_seen(visitor, posted.shown)
        return web.Response(status=204)

    def visitor(self, request: web.Request) -> Visitor:
        """Who asks."""
        return visitors.visitor_of(request, "demo" if self.demo_open(request) else "self")

    async def converse(self, visitor: Visitor, said: Said, seen_on: str = "") -> Reply | None:
        """A turn; None when it failed, which is in the log and not the visitor's fault."""
        try:
            self.heard()
            now, origin = self.clock(), visitor.origin
            turn = Turn("web", visitor.external, said, now, origin=origin, seen_on=seen_on)
            return await self.conversation.converse(turn) or Reply()
        except Exception:
            log.exception("a turn of the web chat failed")
            return None

    async def look(
        self, request: web.Request, visitor: Visitor, *, limit: int = 0, after: int = 0
    ) -> View | None:
        """What this visitor sees now."""
        more = min(forms.as_id(request.query.get("more", "")), bubbles.MOST)
        limit = limit or max(bubbles.SHOWN, more)
        return await self.store.read(
            bubbles.look, self.keys, visitor.external, limit=limit, after=after
        )

    async def mark_seen(self, visitor: Visitor, up_to: int) -> None:
        """Keep what the page says it showed."""
        view = await self.store.read(bubbles.look, self.keys, visitor.external, limit=1)
        if view:
            await self.store.write(messages.mark_seen, view.contact, up_to, self.clock())

    def may_speak(self, request: web.Request, visitor: Visitor) -> bool:
        """Whether this visitor keeps the pace; those who have not spoken lately, that of where
        they come from too (behind a proxy they all come from one address)."""
        now = asyncio.get_running_loop().time()
        if not self.pace.knows(visitor.external):
            if not self.newcomers.allows(request.remote or "", now):
                return False
            self.pace.meet(visitor.external, now)
            return True
        return self.pace.allows(visitor.external, now)

    def go_on(self, visitor: Visitor) -> web.Response:
        """Back to the page, at the newest answer."""
        answer = web.Response(status=303, headers={"Location": "/chat#latest"})
        visitors.remember(answer, visitor, secure=self.secure)
        return answer

    def draw(
        self,
        request: web.Request,
        visitor: Visitor,
        view: View | None,
        *,
        toast: str = "",
        draft: str = "",
        status: int = 200,
    ) -> web.Response:
        """The whole page."""
        view = view or View(bubbles.NOBODY, language_of(request), ())
        answer = page(
            self.html(request, "chat.html", view, toast=toast, draft=draft), status=status
        )
        answer.headers["X-Robots-Tag"] = "noindex"
        visitors.remember(answer, visitor, secure=self.secure)
        return answer

    def fragment(
        self,
        request: web.Request,
        visitor: Visitor,
        view: View | None,
        *,
        toast: str = "",
        status: int = 200,
    ) -> web.Response:
        """New bubbles only."""
        view = view or View(bubbles.NOBODY, language_of(request), ())
        answer = page(self.html(request, "bubbles.html", view, toast=toast), status=status)
        if visitor.is_new and view.bubbles:
            visitors.remember(answer, visitor, secure=self.secure)
        return answer

    def refuse(
        self,
        request: web.Request,
        visitor: Visitor,
        view: View | None,
        key: str,
        *,
        status: int,
        draft: str = "",
    ) -> web.Response:
        """Say kindly what to do instead; what they typed is kept for them."""
        toast = word(key, view.language if view else language_of(request))
        if request.headers.get(FRAGMENT):
            return self.fragment(request, visitor, None, toast=toast, status=status)
        return self.draw(request, visitor, view, toast=toast, draft=draft, status=status)

    def part(self, request: web.Request, reply: Reply) -> web.Response:
        """The last word to somebody erased: shown once, kept nowhere, the cookie taken back."""
        shown = bubbles.loose(reply.screens, self.clock())
        view = View(bubbles.NOBODY, language_of(request), shown)
        template = "bubbles.html" if request.headers.get(FRAGMENT) else "chat.html"
        answer = page(self.html(request, template, view, toast=reply.toast))
        answer.headers["X-Erased"] = "1"
        visitors.forget(answer)
        return answer

    def html(
        self, request: web.Request, template: str, view: View, *, toast: str = "", draft: str = ""
    ) -> str:
        """A template over a view."""
        more = len(view.bubbles) + bubbles.MORE if view.has_older else 0
        return render(
            self.pages,
            request,
            template,
            view.language,
            view=view,
            more=min(more, bubbles.MOST),
            operator=self.operator,
            toast=toast,
            draft=draft[: forms.LONGEST],
        )
