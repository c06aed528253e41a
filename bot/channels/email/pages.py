"""Where a link of a mail leads: a page that asks, and the answer once somebody pressed its button.

Opening a link changes nothing, for mail scanners open them all. A press counts once; the one-click
unsubscribing of RFC 8058 is such a press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from jinja2 import Environment

from bot.channels.desk import Conversation
from bot.channels.email.channel import NAME
from bot.channels.email.mail import Stationery, ways
from bot.channels.email.tickets import Ticket, read
from bot.channels.faults import tell
from bot.channels.letterbox import number_from
from bot.pages.rendering import environment, page, render
from content.blocks import Block, Paragraph, plain
from content.screen import Screen
from content.wording import word
from db import inbox
from db.cipher import Keys
from db.store import Store
from handlers.scene import Operator
from handlers.turn import Reply, Tap, Turn

LONGEST = 4_000
"""Characters of a ticket; ours are far shorter."""


@dataclass(frozen=True, slots=True)
class MailLinks:
    """The pages behind mails."""

    store: Store
    keys: Keys
    conversation: Conversation
    clock: Callable[[], datetime]
    operator: Operator
    pages: Environment = field(default_factory=environment)

    @property
    def stationery(self) -> Stationery:
        """What makes links: they stay on this site."""
        return Stationery("", "", "", self.keys)

    async def ask(self, request: web.Request) -> web.Response:
        """GET /mail/{ticket}: what would be done, and the button that does it."""
        ticket = self.ticket_of(request)
        if ticket is None:
            return self.tell(request, word("email.link.old"), status=404)
        press = ((ticket.label, request.path),)
        title = word(f"email.link.{'ask' if ticket.is_act else 'open'}", label=ticket.label)
        about = (ticket.about, word("email.link.not_yet") if ticket.is_act else "")
        said = tuple(Paragraph(plain(one)) for one in about if one)
        return self.tell(request, title, said, ways=press)

    async def act(self, request: web.Request) -> web.Response:
        """POST /mail/{ticket}: follow it; an act once only."""
        ticket = self.ticket_of(request)
        if ticket is None:
            return self.tell(request, word("email.link.old"), status=404)
        try:
            reply = await self.follow(ticket, request.match_info["ticket"])
        except Exception as fault:
            tell("email.link_failed", fault)
            return self.tell(request, word("channel.trouble"), status=503)
        if reply is None:
            return self.tell(request, word("email.link.used"))
        return self.show(request, ticket, reply)

    async def follow(self, ticket: Ticket, text: str) -> Reply | None:
        """Do as who the mail was for; None for an act that was done before."""
        now, row = self.clock(), None
        if ticket.is_act:
            row = await self.store.write(inbox.take, NAME, number_from(text), now)
            if row is None:
                return None
        turn = Turn(NAME, ticket.address, Tap(ticket.data), now, inbox=row)
        reply = await self.conversation.converse(turn)
        if row is not None:  # the page is the answer, and nobody draws it again
            await self.store.write(inbox.mark, row, "replied")
        return reply

    def show(self, request: web.Request, ticket: Ticket, reply: Reply) -> web.Response:
        """The answer, each of its buttons a link of the same reader's."""
        screen = reply.screens[-1] if reply.screens else Screen("home", reply.toast)
        said = (Paragraph(plain(reply.toast)),) if reply.toast and reply.screens else ()
        now = self.clock()
        further = tuple(ways(screen, ticket.address, self.stationery, now))
        title = screen.title or word("email.link.done")
        return self.tell(request, title, (*said, *screen.blocks), ways=further)

    def ticket_of(self, request: web.Request) -> Ticket | None:
        """The ticket of an address, if it is ours and not too old."""
        text = request.match_info["ticket"]
        return read(text, self.keys, self.clock()) if len(text) <= LONGEST else None

    def tell(
        self,
        request: web.Request,
        title: str,
        blocks: tuple[Block, ...] = (),
        *,
        ways: tuple[tuple[str, str], ...] = (),
        status: int = 200,
    ) -> web.Response:
        """A page of one message and its buttons."""
        html = render(
            self.pages,
            request,
            "mail_link.html",
            "vi",
            operator=self.operator,
            title=title,
            said=blocks,
            ways=ways,
        )
        answer = page(html, status=status)
        answer.headers["Referrer-Policy"] = "no-referrer"  # the address is a secret of its reader
        return answer


def routes(links: MailLinks) -> list[web.RouteDef]:
    """Everything under /mail."""
    return [web.get("/mail/{ticket}", links.ask), web.post("/mail/{ticket}", links.act)]
