"""Who is watching a page now, and the hint that something new is there.

A hint may be lost: the database is the truth. What another process stored is found by one cheap
look a second for all watchers together.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from db import messages
from db.store import Connection, Store
from db.values import ContactId

LOOK_EVERY = 1.0
"""Seconds between two looks into the database."""
MOST_PAGES = 6
"""Open pages of one visitor that are kept live."""
MOST_WATCHED = 2_000
"""Visitors with a live page at once; whoever comes on top of them reads without."""


@dataclass(slots=True, eq=False)
class Watcher:
    """One open page; ``changed`` are bubbles on it that read otherwise now."""

    contact: ContactId
    known: int
    changed: set[int] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)


class Hub:
    """The watchers of this process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watchers: defaultdict[ContactId, set[Watcher]] = defaultdict(set)
        self._looked_at = 0.0
        self.closed = False

    def notify(self, contact: ContactId, newest: int = 0) -> None:
        """Something new was stored for a contact; ``newest`` is its bubble, so that the next look
        does not hint at it again. Call it in the event loop."""
        for watcher in self._watchers.get(contact, ()):
            watcher.known = max(watcher.known, newest)
            watcher.news.set()

    def notify_changed(self, contact: ContactId, bubble: int) -> None:
        """A bubble of a contact reads otherwise now. Pages that another process serves show it
        when they are opened anew."""
        for watcher in self._watchers.get(contact, ()):
            watcher.changed.add(bubble)
            watcher.news.set()

    async def close(self, *_: object) -> None:
        """Let every open stream end, so that the service can stop at once (``on_shutdown``)."""
        self.closed = True
        for contact in list(self._watchers):
            self.notify(contact)

    def is_full(self, contact: ContactId) -> bool:
        """Whether this visitor, or everybody together, watches as much as we keep live."""
        theirs = len(self._watchers.get(contact, ()))
        return theirs >= MOST_PAGES or (not theirs and len(self._watchers) >= MOST_WATCHED)

    @contextmanager
    def watch(self, contact: ContactId, known: int) -> Iterator[Watcher]:
        """Be told about a contact while inside; ``known`` is the newest bubble so far."""
        watcher = Watcher(contact, known)
        self._watchers[contact].add(watcher)
        try:
            yield watcher
        finally:
            self._watchers[contact].discard(watcher)
            if not self._watchers[contact]:
                del self._watchers[contact]

    async def has_news(self, watcher: Watcher) -> bool:
        """Wait for a hint, a second at most; True when there was one."""
        try:
            async with asyncio.timeout(LOOK_EVERY):
                await watcher.news.wait()
        except TimeoutError:
            await self._look()
            return False
        watcher.news.clear()
        return True

    async def _look(self) -> None:
        at = asyncio.get_running_loop().time()
        if at - self._looked_at < LOOK_EVERY:
            return
        self._looked_at = at
        newest = await self._store.read(newest_of, list(self._watchers))
        for contact, last in newest.items():
            for watcher in self._watchers.get(contact, ()):
                if last > watcher.known:
                    watcher.known = last
                    watcher.news.set()


def newest_of(conn: Connection, contacts: list[ContactId]) -> dict[ContactId, int]:
    """The id of the last bubble of each contact."""
    return messages.newest_ids(conn, contacts)
