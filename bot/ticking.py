"""What is done because time has passed: two literal tables."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.shelf import Shelf
from db.store import Store
from handlers.scene import House
from scheduler import campaigns, checks, duties, enlisting, kits, reminders
from scheduler.auditor import Auditor
from scheduler.campaigns import Bounds
from scheduler.clockwork import Tick
from scheduler.recovery import Life
from scheduler.upkeep import Upkeep


def own_ticks(shelf: Shelf, life: Life) -> tuple[Tick, ...]:
    """What every process does, whatever its role: a silent heart would count as dead, and what
    it sends would be judged by the others; everybody must see what the console changed."""

    async def swap_library(_now: datetime) -> Mapping[str, int]:
        return await shelf.refresh()

    return (
        Tick("library", 2, swap_library),
        Tick("heart", 10, life.beat),
    )


def audit(auditor: Auditor, every: float) -> tuple[Tick, ...]:
    """The auditor looks on beside what the scheduler does, and at it."""
    return (Tick("auditor", every, auditor.look),)


def ticks(store: Store, shelf: Shelf, house: House, life: Life, bounds: Bounds) -> tuple[Tick, ...]:
    """What the scheduler does. Name, seconds between two runs, what runs."""
    upkeep = Upkeep(store)

    async def tell_duties(now: datetime) -> Mapping[str, int]:
        return await store.write(duties.tick, shelf.library(), now)

    async def move_campaigns(now: datetime) -> Mapping[str, int]:
        return await store.write(campaigns.tick, shelf.library(), now, bounds)

    async def enlist_people(now: datetime) -> Mapping[str, int]:
        return await enlisting.tick(store, shelf.library(), now, bounds.per_week, bounds.changes)

    async def tell_of_kits(now: datetime) -> Mapping[str, int]:
        return await store.write(kits.tick, now)

    async def look_at_checks(now: datetime) -> Mapping[str, int]:
        return await store.write(checks.tick, house.keys, shelf.library(), now)

    async def tell_of_loans(now: datetime) -> Mapping[str, int]:
        return await store.write(reminders.tick, house.keys, house.days_before, now)

    return (
        Tick("campaigns", 1, move_campaigns),
        Tick("enlisting", 1, enlist_people),
        Tick("kits", 5, tell_of_kits),
        Tick("recovery", 30, life.recover),
        Tick("duties", 60, tell_duties),
        Tick("checks", 60, look_at_checks),
        Tick("reminders", 60, tell_of_loans),
        Tick("answers", 300, upkeep.forget),
        Tick("pruning", 3600, upkeep.prune),
    )
