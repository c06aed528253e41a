"""Sending what is queued: a loop a channel that claims, sends and settles, and never dies.

Claims are as small as the pace of a tick, so that what is in the air when we are killed is small
too. Replies to people who wait do not come through here. When the channel says that everyone must
wait, this loop waits; its receipts are still written.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

import structlog

from content.channel import Channel, Postponed, Prepared, Receipt, Refused, Unconfirmed
from content.delivery import fate
from content.quiet import QuietHours, quiet_until
from db import claims, outbox
from db.cipher import Keys
from db.claims import Ask, Claim, Claimed
from db.outbox import Settled
from db.store import Store
from db.values import ContactId
from scheduler.artwork import Artwork, Draw
from scheduler.flow import Flow
from scheduler.pacing import Pace

log = structlog.get_logger()

POLL = 0.5
"""Seconds between looks at the queue when nobody wakes us."""
FLUSH = 0.03
"""Seconds over which receipts are gathered into one write."""
OLD = 0.3
"""Seconds after which a claimed row that has not left yet is queued again: whether it may go was
looked at too long ago, and a pause or a STOP must act at once."""
AFTER_TROUBLE = 1.0
"""Seconds before a failed claim or settlement is tried again."""
LAST_MOMENTS = 3.0
"""Seconds that what is in the air gets when we are told to stop."""


@dataclass(frozen=True, slots=True)
class Post:
    """What every channel's sender shares: where rows live, who we are, how time and chance come."""

    store: Store
    keys: Keys
    draw: Draw
    clock: Callable[[], datetime]
    process: str
    quiet: QuietHours | None = None
    rng: Random = field(default_factory=Random)


class Dispatcher:
    """One sender a channel. ``wake`` is a hint that something was queued."""

    def __init__(self, post: Post, channels: Mapping[str, Channel]) -> None:
        self._senders = [Sender(post, channel) for channel in channels.values()]

    def wake(self) -> None:
        """Look at the queue now."""
        for sender in self._senders:
            sender.hint.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop; what is in the air then gets three seconds to land."""
        async with asyncio.TaskGroup() as group:
            for sender in self._senders:
                group.create_task(sender.run(stop))
            await stop.wait()
            self.wake()


class Sender:
    """The sender of one channel."""

    def __init__(self, post: Post, channel: Channel) -> None:
        self._post = post
        self._channel = channel
        self._pace = Pace(channel.limits.per_second)
        self._flow = Flow()
        self._artwork = Artwork(post.store, post.draw, channel)
        self._waiting: deque[tuple[float, Claimed]] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._in_air: dict[int, Claimed] = {}
        self._landed: list[Settled] = []
        self._blocked_until = 0.0
        self._unsure = False
        self._something_landed = asyncio.Event()
        self._room = asyncio.Event()
        self.hint = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Claim and send until told to stop, then let what is in the air land."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            settling = group.create_task(self._settle_on(over))
            while not stop.is_set():
                await self._rest(await self._step(group))
            if self._workers:
                _, hanging = await asyncio.wait(self._workers, timeout=LAST_MOMENTS)
                for task in hanging:  # their rows stay *sending*: recovery tells what they are
                    task.cancel()
            over.set()
            self._something_landed.set()
            await asyncio.wait([settling], timeout=LAST_MOMENTS)
            settling.cancel()

    async def _step(self, group: asyncio.TaskGroup) -> float:
        """One tick; the seconds until the next."""
        self.hint.clear()
        self._room.clear()
        if self._wanted() <= 0:
            self._begin([], group)
            await self._until_room()
            return 0
        try:
            claimed = await self._claim()
        except Exception:
            log.exception("dispatch.trouble", channel=self._channel.name)
            self._unsure = True
            return AFTER_TROUBLE
        await self._let_go(claimed, group)
        if claimed.rows or claimed.aside:
            # The next claim takes its time too, and shall be done when its rows may go.
            return max(0.0, self._pace.wait(self._seconds()) - self._flow.lead)
        return POLL

    async def _let_go(self, claimed: Claim, group: asyncio.TaskGroup) -> None:
        """Begin to send, no earlier than the pace allows. Drawing comes before: what leaves later
        than it was counted would leave closer to what follows."""
        rows = deque(claimed.rows)
        await self._artwork.freshen(claimed.rows)
        while rows:
            granted = self._pace.take(self._seconds(), len(rows))
            self._begin([rows.popleft() for _ in range(granted)], group)
            if rows:
                await asyncio.sleep(self._pace.wait(self._seconds()))

    def _wanted(self) -> int:
        """How many rows more are of use now: none while enough wait to be sent, or to be settled;
        then a batch, because a claim of few costs as much as one of many."""
        flow, waiting = self._flow, len(self._waiting)
        if waiting > flow.low:
            return 0
        idle = flow.at_once - len(self._workers)
        batch = min(idle + flow.ahead - waiting, flow.in_air - len(self._in_air))
        return batch if batch >= min(flow.ahead - flow.low, flow.in_air // 4) else 0

    async def _until_room(self) -> None:
        """Wait until something landed or the queue of claimed rows went down."""
        try:
            async with asyncio.timeout(POLL):
                await self._room.wait()
        except TimeoutError:
            return

    def _begin(self, rows: list[Claimed], group: asyncio.TaskGroup) -> None:
        """Line the rows up, with as many workers as the channel takes at once."""
        now = self._seconds()
        self._waiting.extend((now, row) for row in rows)
        idle = self._flow.at_once - len(self._workers)
        for _ in range(min(idle, len(self._waiting))):
            task = group.create_task(self._work())
            self._workers.add(task)
            task.add_done_callback(self._workers.discard)

    async def _work(self) -> None:
        """Send what waits, one after the other, while there are not too many of us."""
        while self._waiting and len(self._workers) <= self._flow.at_once:
            since, row = self._waiting.popleft()
            if len(self._waiting) <= self._flow.low:
                self._room.set()
            if self._seconds() > since + OLD:
                self._land(row, Postponed(self._post.clock(), "claimed too early"))
            else:
                await self._send(row)
        if task := asyncio.current_task():
            self._workers.discard(task)  # now: who looks next must not go for the same reason
        self._room.set()

    async def _claim(self) -> Claim:
        """Take what may go in this tick: nothing while the channel waits, in quiet hours only what
        is urgent."""
        now = self._post.clock()
        if self._seconds() < self._blocked_until:
            return Claim((), 0)
        if self._unsure:
            await self._give_back()
        most = min(self._wanted(), self._pace.tick)
        limits = self._channel.limits
        quiet = quiet_until(now, self._post.quiet) is not None
        ask = Ask(self._channel.name, self._post.process, most, limits.per_chat, now, quiet)
        began = self._seconds()
        claimed = await self._post.store.write(claims.claim, ask, self._post.keys)
        self._flow.claimed(self._seconds() - began)
        self._in_air.update((row.id, row) for row in claimed.rows)
        return claimed

    async def _give_back(self) -> None:
        """After trouble some rows may be ours without our knowing: those never left."""
        known = list(self._in_air.values())
        await self._post.store.write(
            outbox.give_back,
            self._channel.name,
            process=self._post.process,
            in_air=[row.id for row in known],
        )
        self._unsure = False

    async def _send(self, row: Claimed) -> None:
        """Send one row and keep its receipt for the next settlement."""
        began = self._seconds()
        receipt = await self._receipt(row, began)
        if isinstance(receipt, Postponed) and receipt.everyone:
            # Measured on the monotonic clock: a wall clock set back must not lengthen the wait.
            wait = (receipt.until - self._post.clock()).total_seconds()
            self._blocked_until = max(self._blocked_until, self._seconds() + wait)
        self._land(row, receipt)
        now = self._seconds()
        self._flow.landed(now, now - began)

    def _land(self, row: Claimed, receipt: Receipt) -> None:
        """Keep what is known of a row for the next settlement."""
        became = fate(row.kind, row.attempts, receipt, self._post.clock(), self._post.rng.random())
        self._landed.append(Settled(row.id, ContactId(row.contact.id), became))
        self._something_landed.set()

    async def _receipt(self, row: Claimed, began: float) -> Receipt:
        """Draw and send. A fault while drawing left nothing; one while sending nobody knows."""
        try:
            prepared = self._artwork.known(row, began) or await self._artwork.prepared(row)
        except Exception as error:
            log.exception("dispatch.undrawable", delivery=row.id)
            return Refused(f"cannot be drawn: {type(error).__name__}", for_good=False)
        try:
            return await self._carry(row, prepared)
        except Exception as error:
            log.exception("dispatch.channel_raised", delivery=row.id)
            return Unconfirmed(f"the channel failed: {type(error).__name__}")

    async def _carry(self, row: Claimed, prepared: Prepared) -> Receipt:
        """Send a message, or change or take back the one that the row names."""
        channel, to, now = self._channel, row.contact, self._post.clock()
        fields = {**row.fields, "delivery": str(row.id)}
        match row.kind:
            case "correction":
                return await channel.amend(prepared, to, fields, row.target, now)
            case "recall":
                return await channel.withdraw(to, row.target, now)
        return await channel.send(prepared, to, fields, now)

    async def _settle_on(self, over: asyncio.Event) -> None:
        """Write receipts in batches; none is let go before it is written."""
        while not (over.is_set() and not self._landed):
            await self._something_landed.wait()
            self._something_landed.clear()
            try:
                await self._settle()
                await asyncio.sleep(FLUSH if not over.is_set() else 0)
            except Exception:
                log.exception("dispatch.unsettled", channel=self._channel.name)
                self._something_landed.set()
                await asyncio.sleep(AFTER_TROUBLE)

    async def _settle(self) -> None:
        batch = list(self._landed)
        await self._post.store.write(
            outbox.settle, batch, process=self._post.process, now=self._post.clock()
        )
        del self._landed[: len(batch)]
        for one in batch:
            self._in_air.pop(one.id, None)
        self._room.set()

    async def _rest(self, seconds: float) -> None:
        """Sleep, unless somebody wakes us; while paced only the pace decides."""
        if not seconds:
            return
        if seconds < POLL:
            await asyncio.sleep(seconds)
            return
        try:
            async with asyncio.timeout(seconds):
                await self.hint.wait()
        except TimeoutError:
            return

    def _seconds(self) -> float:
        return asyncio.get_running_loop().time()
