"""Every page of the service in one application, and what guards them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from bot import clock
from bot.channels.email.pages import MailLinks
from bot.channels.email.pages import routes as mail_routes
from bot.channels.web.hub import Hub
from bot.channels.web.pace import Pace
from bot.channels.web.pages import Chat
from bot.channels.web.routes import routes as chat_routes
from bot.config import Settings
from bot.console.application import middlewares
from bot.console.application import routes as console_routes
from bot.console.doors import Doors, demo_open
from bot.console.visit import Console
from bot.pages import front, health, media, printed, reminders, security
from content.campaign_check import Rules
from content.progress import Tempo
from db.cipher import Keys
from db.store import Store
from handlers.conversation import Conversation
from handlers.staff import Desk


@dataclass(frozen=True, slots=True)
class Parts:
    """What the pages are made of."""

    settings: Settings
    store: Store
    keys: Keys
    conversation: Conversation
    hub: Hub
    desk: Desk
    rules: Rules
    tempo: Tempo
    has_token: bool
    heard: Callable[[], None]

    @property
    def secure(self) -> bool:
        """Whether the site is reached by https only."""
        return self.settings.server.public_url.startswith("https:")


def application(parts: Parts) -> web.Application:
    """Front page, chat, console."""
    console = console_of(parts)
    doors = Doors(console)
    healthy = health.page(parts.store, parts.settings.service.audit_seconds, clock.now)
    app = web.Application(middlewares=[security.own_origin_only, *middlewares(doors)])
    app.on_response_prepare.append(security.protect)
    app.on_shutdown.append(parts.hub.close)
    app.add_routes(
        [
            web.get("/healthz", healthy),
            *front.routes(front.Front(parts.desk.house.operator, demo_open)),
            *media.routes(parts.store),
            *printed.routes(printed.Printed(parts.store, parts.desk.house, clock.now)),
            *reminders.routes(reminders.Days(parts.store, parts.desk.house, clock.now)),
            *chat_routes(chat_of(parts)),
            *mail_routes(mail_links_of(parts)),
            *console_routes(console, doors),
        ]
    )
    return app


def chat_of(parts: Parts) -> Chat:
    """The web chat."""
    told = parts.settings.chat
    return Chat(
        parts.store,
        parts.keys,
        parts.conversation,
        clock.now,
        parts.hub,
        parts.desk.house.operator,
        secure=parts.secure,
        pace=Pace(told.updates_per_second, told.burst),
        demo_open=demo_open,
        heard=parts.heard,
    )


def mail_links_of(parts: Parts) -> MailLinks:
    """The pages behind the links of mails."""
    operator = parts.desk.house.operator
    return MailLinks(parts.store, parts.keys, parts.conversation, clock.now, operator)


def console_of(parts: Parts) -> Console:
    """The console of staff."""
    return Console(
        parts.desk,
        parts.desk.house.operator,
        parts.rules,
        most_megabytes=parts.settings.media.most_megabytes,
        session_days=parts.settings.security.session_days,
        has_token=parts.has_token,
        secure=parts.secure,
        tempo=parts.tempo,
    )
