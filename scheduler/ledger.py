"""What one sender has claimed and not yet written the end of: in the air, or landed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial

import structlog

from content.channel import Postponed, Receipt
from content.delivery import fate
from db import budgets, outbox
from db.claims import Claimed
from db.outbox import Settled
from db.values import ContactId, DeliveryId
from scheduler.budgets import slowed
from scheduler.gate import Gate
from scheduler.post import Post

log = structlog.get_logger()

FLUSH = 0.03
"""Seconds over which receipts are gathered into one write."""
AFTER_TROUBLE = 1.0
"""Seconds before a failed claim or settlement is tried again."""


class Ledger:
    """Keeps every claimed row until what became of it is written. ``room`` is set when some were;
    ``unsure``: after trouble some rows may be ours without our knowing."""

    def __init__(self, post: Post, channel: str, gate: Gate) -> None:
        self.in_air: dict[DeliveryId, Claimed] = {}
        self.room = asyncio.Event()
        self.unsure = False
        self._post = post
        self._channel = channel
        self._gate = gate
        self._landed: list[Settled] = []
        self._something_landed = asyncio.Event()

    def enter(self, rows: Iterable[Claimed]) -> None:
        """These were claimed."""
        self.in_air.update((row.id, row) for row in rows)

    def land(self, row: Claimed, receipt: Receipt) -> None:
        """Keep what is known of a row for the next settlement."""
        became = fate(row.kind, row.attempts, receipt, self._post.clock(), self._post.rng.random())
        self._landed.append(Settled(row.id, ContactId(row.contact.id), became))
        self._something_landed.set()

    def give_up(self, row: Claimed) -> None:
        """A claimed row that may not leave any more is queued again."""
        self.land(row, Postponed(self._post.clock(), "claimed too early"))

    async def give_back(self) -> None:
        """Queue again what is ours without our knowing: it never left."""
        if self.unsure:
            known, process = list(self.in_air), self._post.process
            write = self._post.store.write
            await write(outbox.give_back, self._channel, process=process, in_air=known)
            self.unsure = False

    async def settle_on(self, over: asyncio.Event) -> None:
        """Write receipts in batches; none is let go before it is written."""
        while not (over.is_set() and not self._landed):
            await self._something_landed.wait()
            self._something_landed.clear()
            try:
                await self._settle()
                await asyncio.sleep(FLUSH if not over.is_set() else 0)
            except Exception:
                log.exception("dispatch.unsettled", channel=self._channel)
                self._something_landed.set()
                await asyncio.sleep(AFTER_TROUBLE)

    def hurry(self) -> None:
        """It is over: write what is left."""
        self._something_landed.set()

    async def _settle(self) -> None:
        await self._pass_on()
        batch, now = list(self._landed), self._post.clock()
        await self._post.store.write(outbox.settle, batch, process=self._post.process, now=now)
        del self._landed[: len(batch)]
        for one in batch:
            self.in_air.pop(one.id, None)
        self.room.set()

    async def _pass_on(self) -> None:
        """Tell the other senders, and whoever comes after us, how long we were told to wait."""
        if (wait := self._gate.unwritten) is None:
            return
        at, now = asyncio.get_running_loop().time(), self._post.clock()
        change = partial(slowed, wait=wait, now=now)
        budget = await self._post.store.write(budgets.change, self._gate.holder, change)
        self._gate.written(budget, at, now)
        log.warning("dispatch.slowed", account=self._gate.holder, share=round(budget.share, 2))
