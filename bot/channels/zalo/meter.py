"""Each message that we send on Zalo, counted against the plan's month: pushes and replies alike."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.channels.faults import tell
from db import usage
from db.store import Store

NAME = "zalo"
THRESHOLDS = (80, 100)
"""Per cent of the plan at which the log says so, once a month each."""
log = structlog.get_logger(__name__)


class Meter:
    """``a_month`` is the plan's; 0 counts and limits nothing."""

    def __init__(self, store: Store, a_month: int) -> None:
        self._store = store
        self._a_month = a_month

    async def count(self, now: datetime) -> None:
        """One more message; a count that cannot be written costs no message."""
        try:
            total = await self._store.write(usage.add, NAME, 1, now)
        except Exception as fault:
            tell("zalo.uncounted", fault)
            return
        for percent in THRESHOLDS:
            # Each total is returned once, whatever the processes, so this is told once a month.
            if self._a_month and total == -(-self._a_month * percent // 100):
                log.warning("zalo.plan", used=total, of=self._a_month, percent=percent)

    async def count_group(self, chat: str, now: datetime) -> None:
        """A group in which we answer: plans limit their number too."""
        try:
            await self._store.write(usage.add, usage.group_of(NAME, chat), 1, now)
        except Exception as fault:
            tell("zalo.uncounted", fault)

    async def has_room(self, count: int, now: datetime) -> bool:
        """Whether the plan carries so many more; where that cannot be known, Zalo decides."""
        if not self._a_month:
            return True
        try:
            return await self._store.read(usage.sent, NAME, now) + count <= self._a_month
        except Exception as fault:
            tell("zalo.uncounted", fault)
            return True
