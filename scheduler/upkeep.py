"""Housekeeping: idle answers erased, what has served its time forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from db import conversations, journal, media, pruning
from db.store import Connection, Store

IDLE = timedelta(hours=24)
"""After so long without a word, a form's answers are erased."""
IDLE_HELPING = timedelta(hours=1)
"""After so long what was answered for somebody else is erased."""
JOURNAL_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """The ticks of housekeeping."""

    store: Store

    async def forget(self, now: datetime) -> dict[str, int]:
        """Every few minutes: erase the answers of forms left idle."""
        erased = await self.store.write(conversations.forget_answers, now - IDLE)
        helped = await self.store.write(conversations.forget_helped, now - IDLE_HELPING)
        return {"answers": erased, "helped": helped}

    async def prune(self, now: datetime) -> dict[str, int]:
        """Every hour: forget old sign-ins, sessions, updates, journal and files."""
        return await self.store.write(prune, now)


def prune(conn: Connection, now: datetime) -> dict[str, int]:
    """All of it in one unit."""
    return pruning.prune(conn, now) | {
        "journal": journal.prune(conn, now - JOURNAL_KEPT),
        "media": media.prune(conn, now),
    }
