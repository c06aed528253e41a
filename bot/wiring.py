"""The one composition root: every part made once, in the order they need each other."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiohttp import web

from bot import clock
from bot.channels.opening import channels_of, telegram_of
from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.receiver import Habits, TelegramReceiver
from bot.channels.web.hub import Hub
from bot.config import Settings
from bot.home import database_file, keys_of, library_of, public_url, rules_of
from bot.lock import ServiceLock
from bot.shelf import Shelf
from bot.site import Parts, application
from bot.ticking import own_ticks, ticks
from content.channel import Channel
from content.library.library import index_of
from content.quiet import QuietHours
from db.cipher import Keys
from db.opening import open_store
from db.store import Store
from handlers.conversation import Conversation
from handlers.scene import House, Operator
from handlers.staff import Desk
from scheduler.campaigns import Bounds, draw
from scheduler.clockwork import Clockwork
from scheduler.dispatch import Dispatcher, Post
from scheduler.recovery import Life

log = structlog.get_logger(__name__)
ROLES = ("web", "receiver", "scheduler", "sender")
"""What a process may do; one process does all by default."""
Work = Coroutine[Any, Any, None]
STOP_SECONDS = 3.0
WEBHOOK = "/telegram/webhook"


@dataclass(frozen=True, slots=True)
class Service:
    """The running parts that others are made of."""

    settings: Settings
    store: Store
    keys: Keys
    shelf: Shelf
    house: House
    hub: Hub
    telegram: TelegramBot | None
    channels: dict[str, Channel]
    life: Life
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def conversation(self) -> Conversation:
        """The single door."""
        return Conversation(self.store, self.house, clock.now)


async def serve(
    settings: Settings, *, port: int, roles: frozenset[str], ready: Callable[[int], None]
) -> None:
    """Run until SIGTERM or SIGINT. Raises Held when another service has the file."""
    async with AsyncExitStack() as stack:
        if file := database_file(settings):
            lock = ServiceLock(file)
            lock.take()
            stack.callback(lock.release)
        service = await assemble(settings, port, roles, stack)
        listen_for_signals(service.stopping)
        await service.life.begin(clock.now())
        stack.push_async_callback(service.life.end)
        receiver = receiver_of(service) if "receiver" in roles else None
        # Before the group, so that a port in use is raised as it is, not within a group of errors.
        if "web" in roles or is_called_back(settings):
            ready(await stack.enter_async_context(site(service, port, receiver)))
        async with asyncio.TaskGroup() as group:
            for work in works(service, roles, receiver):
                group.create_task(work)
            await service.stopping.wait()


async def assemble(
    settings: Settings, port: int, roles: frozenset[str], stack: AsyncExitStack
) -> Service:
    """Store, keys, library, channels."""
    store = await open_store(settings.database.url)
    stack.push_async_callback(store.close)
    library = await library_of(store)
    index_of(library)
    shelf = Shelf(store, library)
    keys = keys_of(settings)
    house = House(shelf.library, keys, operator_of(settings), public_url(settings, port))
    hub = Hub(store)
    telegram = telegram_of(settings)
    if telegram:
        stack.push_async_callback(telegram.shutdown)
    channels = channels_of(settings, store, keys, hub, telegram)
    life = Life(store, str(uuid.uuid4()), os.getpid(), sends="sender" in roles)
    return Service(settings, store, keys, shelf, house, hub, telegram, channels, life)


def operator_of(settings: Settings) -> Operator:
    """Who runs this deployment."""
    told = settings.operator
    return Operator(told.name, told.office, told.phone, told.site)


def receiver_of(service: Service) -> TelegramReceiver | None:
    """Telegram's incoming side."""
    if service.telegram is None:
        return None
    chat = service.settings.chat
    habits = Habits(per_second=chat.updates_per_second, burst=chat.burst)
    return TelegramReceiver(
        service.telegram, service.store, service.conversation, clock.now, habits
    )


def is_called_back(settings: Settings) -> bool:
    """Whether Telegram posts to us instead of being asked."""
    secret = settings.telegram.webhook_secret.get_secret_value()
    return bool(secret and settings.server.public_url.startswith("https:"))


def works(service: Service, roles: frozenset[str], receiver: TelegramReceiver | None) -> list[Work]:
    """What runs until the end, by role."""
    stop = service.stopping
    found: list[Work] = []
    if receiver and is_called_back(service.settings):
        url = service.settings.server.public_url.rstrip("/") + WEBHOOK
        secret = service.settings.telegram.webhook_secret.get_secret_value()
        found.append(receiver.serve(stop, url=url, secret=secret))
    elif receiver:
        found.append(receiver.poll(stop))
    if "sender" in roles:
        found.append(dispatcher_of(service).run(stop))
    table = own_ticks(service.shelf, service.life)
    if "scheduler" in roles:
        told = service.settings.campaigns
        bounds = Bounds(told.per_week, told.approval_over)
        table += ticks(service.store, service.shelf, service.keys, service.life, bounds)
    found.append(Clockwork(table, service.store, clock.now).run(stop))
    return found


def dispatcher_of(service: Service) -> Dispatcher:
    """The outbox's sender."""
    post = Post(
        service.store,
        service.keys,
        draw,
        clock.now,
        service.life.process,
        QuietHours.parse(service.settings.delivery.quiet_hours),
    )
    return Dispatcher(post, service.channels)


def listen_for_signals(stopping: asyncio.Event) -> None:
    """SIGTERM and SIGINT ask for an orderly end."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopping.set)


@asynccontextmanager
async def site(
    service: Service, port: int, receiver: TelegramReceiver | None
) -> AsyncIterator[int]:
    """Serve the pages while inside; the port that was bound."""
    app = application(parts_of(service))
    if receiver and is_called_back(service.settings):
        secret = service.settings.telegram.webhook_secret.get_secret_value()
        app.router.add_post(WEBHOOK, receiver.webhook(secret))
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=STOP_SECONDS)
    await runner.setup()
    try:
        listener = web.TCPSite(runner, service.settings.server.host, port)
        await listener.start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def parts_of(service: Service) -> Parts:
    """What the pages are made of."""
    return Parts(
        settings=service.settings,
        store=service.store,
        keys=service.keys,
        conversation=service.conversation,
        hub=service.hub,
        desk=Desk(service.store, service.house, clock.now),
        rules=rules_of(service.settings, service.channels.values(), service.shelf.library),
        has_token=service.telegram is not None,
    )
