"""The one composition root: every part made once, in the order they need each other."""

from __future__ import annotations

import asyncio
import os
import signal
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from aiohttp import web

from bot import clock, collector, heartbeat
from bot.channels.opening import Clients, Reception, channels_of, clients_of, receptions_of
from bot.channels.web.hub import Hub
from bot.config import Settings
from bot.home import (
    changes_of,
    database_file,
    keeping_of,
    keys_of,
    library_of,
    public_url,
    rules_of,
    tempo_of,
)
from bot.lock import ServiceLock
from bot.pages.chart import photo_of
from bot.shelf import Shelf
from bot.site import Parts, application
from bot.ticking import audit, own_ticks, ticks
from content.channel import Channel, planned
from content.library.library import index_of
from content.quiet import QuietHours
from db.cipher import Keys
from db.opening import open_store
from db.store import Store
from handlers.conversation import Conversation
from handlers.scene import House, Operator
from handlers.staff import Desk
from scheduler.auditor import Auditor, Beat
from scheduler.campaigns import Bounds, draw
from scheduler.clockwork import Clockwork
from scheduler.courtesy import Courtesy
from scheduler.dispatch import Dispatcher
from scheduler.post import Post
from scheduler.recovery import Life
from scheduler.runs import Runs

log = structlog.get_logger(__name__)
ROLES = ("web", "receiver", "scheduler", "sender")
"""What a process may do; one process does all by default."""
Work = Coroutine[Any, Any, None]
STOP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Service:
    """The running parts that others are made of."""

    settings: Settings
    store: Store
    keys: Keys
    shelf: Shelf
    house: House
    hub: Hub
    clients: Clients
    channels: dict[str, Channel]
    life: Life
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    courtesy: Courtesy = field(default_factory=Courtesy)

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
        stack.push_async_callback(leave, service.life)
        receptions = receptions_in(service) if "receiver" in roles else []
        # Before the group, so that a port in use is raised as it is, not within a group of errors.
        if "web" in roles or any(is_called_back(settings, one) for one in receptions):
            ready(await stack.enter_async_context(site(service, port, receptions)))
        async with asyncio.TaskGroup() as group:
            for work in works(service, roles, receptions):
                group.create_task(work)
            await service.stopping.wait()


async def leave(life: Life) -> None:
    """The last that a service does."""
    await life.end(clock.now())


async def assemble(
    settings: Settings, port: int, roles: frozenset[str], stack: AsyncExitStack
) -> Service:
    """Store, keys, library, channels."""
    store = await open_store(settings.database.url)
    stack.push_async_callback(store.close)
    with collector.resting():
        library = await library_of(store)
        index_of(library)
    shelf = Shelf(store, library)
    keys = keys_of(settings)
    house = House(
        shelf.library,
        keys,
        operator_of(settings),
        public_url(settings, port),
        photo_of,
        keeping_of(settings),
        settings.repayments.days_before,
    )
    hub = Hub(store)
    clients = clients_of(settings)
    stack.push_async_callback(clients.close)
    channels = channels_of(settings, store, keys, hub, clients)
    life = Life(store, str(uuid.uuid4()), os.getpid(), sends="sender" in roles)
    return Service(settings, store, keys, shelf, house, hub, clients, channels, life)


def operator_of(settings: Settings) -> Operator:
    """Who runs this deployment."""
    told = settings.operator
    return Operator(told.name, told.office, told.phone, told.site)


def receptions_in(service: Service) -> list[Reception]:
    """The incoming sides of this deployment's channels."""
    known = (service.settings, service.clients, service.store)
    return receptions_of(*known, service.conversation, clock.now, service.courtesy.heard)


def is_called_back(settings: Settings, reception: Reception) -> bool:
    """Whether a channel posts to us instead of being asked."""
    return bool(reception.secret) and settings.server.public_url.startswith("https:")


def works(service: Service, roles: frozenset[str], receptions: list[Reception]) -> list[Work]:
    """What runs until the end, by role."""
    stop = service.stopping
    found: list[Work] = []
    for one in receptions:
        if is_called_back(service.settings, one):
            url = service.settings.server.public_url.rstrip("/") + one.path
            found.append(one.receiver.serve(stop, url=url, secret=one.secret))
        else:
            found.append(one.receiver.poll(stop))
    if "sender" in roles:
        found.append(dispatcher_of(service).run(stop))
    table = own_ticks(service.shelf, service.life)
    runs = Runs()
    if "scheduler" in roles:
        told = service.settings.campaigns
        channels = service.channels.values()
        changes = changes_of(channels)
        bounds = Bounds(told.per_week, told.approval_over, changes, planned(channels))
        table += ticks(service.store, service.shelf, service.house, service.life, bounds)
        table += audit(auditor_of(service, runs), service.settings.service.audit_seconds)
    found.append(Clockwork(table, service.store, clock.now, runs).run(stop))
    return found


def auditor_of(service: Service, runs: Runs) -> Auditor:
    """Who looks whether all of this does what it should."""
    told = service.settings
    beat = Beat(
        timedelta(seconds=told.service.audit_seconds),
        partial(heartbeat.ring, told.service.heartbeat_url),
        QuietHours.parse(told.delivery.quiet_hours),
        plans=planned(service.channels.values()),
    )
    return Auditor(service.store, service.life.process, runs, beat)


def dispatcher_of(service: Service) -> Dispatcher:
    """The outbox's sender."""
    post = Post(
        service.store,
        service.keys,
        draw,
        clock.now,
        service.life.process,
        QuietHours.parse(service.settings.delivery.quiet_hours),
        courtesy=service.courtesy,
    )
    return Dispatcher(post, service.channels)


def listen_for_signals(stopping: asyncio.Event) -> None:
    """SIGTERM and SIGINT ask for an orderly end."""
    loop = asyncio.get_running_loop()
    for each in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(each, stopping.set)


@asynccontextmanager
async def site(service: Service, port: int, receptions: list[Reception]) -> AsyncIterator[int]:
    """Serve the pages while inside; the port that was bound."""
    app = application(parts_of(service))
    for one in receptions:
        if is_called_back(service.settings, one):
            app.router.add_post(one.path, one.receiver.webhook(one.secret))
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
        tempo=tempo_of(service.settings, service.channels.values()),
        has_token=service.clients.any,
        heard=service.courtesy.heard,
    )
