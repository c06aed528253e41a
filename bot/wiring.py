"""The one composition root: every part made once, in the order they need each other."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import structlog
from aiohttp import web

from bot import clock
from bot.channels.web.hub import Hub
from bot.channels.web.pages import Chat
from bot.channels.web.routes import routes as chat_routes
from bot.config import Settings
from bot.home import database_file, keys_of, library_of
from bot.lock import ServiceLock
from bot.pages import front, security
from bot.shelf import Shelf
from content.library.library import index_of
from db.cipher import Keys
from db.opening import open_store
from db.store import Store
from handlers.conversation import Conversation
from handlers.scene import House, Operator

log = structlog.get_logger(__name__)
STOP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Service:
    """The running parts that others are made of."""

    settings: Settings
    store: Store
    keys: Keys
    shelf: Shelf
    house: House
    conversation: Conversation
    hub: Hub
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


async def serve(settings: Settings, *, port: int, ready: Callable[[int], None]) -> None:
    """Run everything until SIGTERM or SIGINT. Raises Held when another service has the file."""
    async with AsyncExitStack() as stack:
        if file := database_file(settings):
            lock = ServiceLock(file)
            lock.take()
            stack.callback(lock.release)
        service = await assemble(settings, stack)
        listen_for_signals(service.stopping)
        bound = await stack.enter_async_context(site(service, port))
        ready(bound)
        async with asyncio.TaskGroup() as group:
            group.create_task(service.stopping.wait())


async def assemble(settings: Settings, stack: AsyncExitStack) -> Service:
    """Store, keys, library, conversation."""
    store = await open_store(settings.database.url)
    stack.push_async_callback(store.close)
    library = await library_of(store)
    index_of(library)
    shelf = Shelf(store, library)
    keys = keys_of(settings)
    house = House(shelf.library, keys, operator_of(settings), settings.server.public_url)
    conversation = Conversation(store, house, clock.now)
    return Service(settings, store, keys, shelf, house, conversation, Hub(store))


def operator_of(settings: Settings) -> Operator:
    """Who runs this deployment."""
    told = settings.operator
    return Operator(told.name, told.office, told.phone, told.site)


def listen_for_signals(stopping: asyncio.Event) -> None:
    """SIGTERM and SIGINT ask for an orderly end."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopping.set)


@asynccontextmanager
async def site(service: Service, port: int) -> AsyncIterator[int]:
    """Serve the pages while inside; the port that was bound."""
    app = application(service)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        listener = web.TCPSite(runner, service.settings.server.host, port)
        await listener.start()
        addresses = runner.addresses
        yield int(addresses[0][1])
    finally:
        await runner.cleanup()


def application(service: Service) -> web.Application:
    """Every page and what guards them."""
    app = web.Application(middlewares=[security.own_origin_only])
    app.on_response_prepare.append(security.protect)
    app.on_shutdown.append(service.hub.close)
    operator = service.house.operator
    chat = Chat(
        service.store,
        service.keys,
        service.conversation,
        clock.now,
        service.hub,
        operator,
        secure=service.settings.server.public_url.startswith("https:"),
    )
    app.add_routes(
        [
            web.get("/healthz", healthy),
            *front.routes(front.Front(operator, lambda _request: False)),
            *chat_routes(chat),
        ]
    )
    return app


async def healthy(_request: web.Request) -> web.Response:
    """GET /healthz: the service is up."""
    return web.json_response({"status": "ok"})
