"""Sending what is queued: a loop a channel that claims, sends and settles, and never dies.

Claims are as small as the pace of a tick, so that what is in the air when we are killed is small
too. Replies to people who wait do not come through here. When the channel says that everyone must
wait, this loop waits; its receipts are still written.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Mapping
from contextlib import suppress

import structlog

from content.channel import Channel, Postponed, Prepared, Receipt, Refused, Unconfirmed
from db import claims
from db.claims import Ask, Claim, Claimed
from scheduler import budgets
from scheduler.artwork import Artwork
from scheduler.flow import Flow
from scheduler.gate import Gate
from scheduler.ledger import AFTER_TROUBLE, Ledger
from scheduler.pacing import TICK
from scheduler.post import Post
from scheduler.recovery import DEAD_AFTER

log = structlog.get_logger()

POLL = 0.5
"""Seconds between looks at the queue when nobody wakes us."""
OLD = 0.3
"""Seconds after which a claimed row that has not left yet is queued again: whether it may go was
looked at too long ago, and a pause or a STOP must act at once."""
LET_PASS = 0.005
"""Seconds that each send waits while somebody waits for an answer: the steps of an answer take
their turn among the sends under way, and so wait for all of them at each."""
LAST_MOMENTS = 3.0
"""Seconds that what is in the air gets when we are told to stop."""


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
        self._gate = Gate(channel.name, channel.limits, post.process, post.quiet)
        self._flow = Flow()
        self._artwork = Artwork(post.store, post.draw, channel, post.keys.seal)
        self._waiting: deque[tuple[float, Claimed]] = deque()
        self._workers: set[asyncio.Task[None]] = set()
        self._ledger = Ledger(post, channel.name, self._gate)
        self._turn = 0
        self.hint = asyncio.Event()

    async def run(self, stop: asyncio.Event) -> None:
        """Claim and send until told to stop, then let what is in the air land."""
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            settling = group.create_task(self._ledger.settle_on(over))
            while not stop.is_set():
                await self._rest(await self._step(group))
            if self._workers:
                _, hanging = await asyncio.wait(self._workers, timeout=LAST_MOMENTS)
                for task in hanging:  # their rows stay *sending*: recovery tells what they are
                    task.cancel()
            over.set()
            self._ledger.hurry()
            await asyncio.wait([settling], timeout=LAST_MOMENTS)
            settling.cancel()

    async def _step(self, group: asyncio.TaskGroup) -> float:
        """One tick; the seconds until the next."""
        self.hint.clear()
        self._ledger.room.clear()
        if self._wanted() <= 0:
            self._begin([], group)
            await self._until_room()
            return 0
        try:
            await self._look()
            claimed = await self._claim()
        except Exception:
            log.exception("dispatch.trouble", channel=self._channel.name)
            self._ledger.unsure = True
            return AFTER_TROUBLE
        await self._let_go(claimed, group)
        if claimed.rows or claimed.aside:
            # The next claim takes its time too, and shall be done when its rows may go.
            return max(0.0, self._gate.wait(self._seconds()) - self._flow.lead)
        return TICK if self._gate.is_slow(self._post.clock()) else POLL

    async def _look(self) -> None:
        """Learn what all senders of this account know, where that is due."""
        at, now = self._seconds(), self._post.clock()
        if self._gate.wants_look(at):
            read = self._post.store.read
            shared = await read(budgets.look, self._gate.holder, now - DEAD_AFTER)
            self._gate.learn(shared, at, now)

    async def _let_go(self, claimed: Claim, group: asyncio.TaskGroup) -> None:
        """Begin to send, no earlier than the pace allows. Drawing comes before: what leaves later
        than it was counted would leave closer to what follows."""
        rows = deque(claimed.rows)
        await self._artwork.freshen(claimed.rows)
        with suppress(Exception):  # who cannot see the others stays behind the gate
            await self._look()
        while rows and not self._gate.is_shut(self._seconds()):
            granted = self._gate.take(self._seconds(), len(rows))
            self._begin([rows.popleft() for _ in range(granted)], group)
            if rows:
                await asyncio.sleep(self._gate.wait(self._seconds()))
        for row in rows:
            self._ledger.give_up(row)

    def _wanted(self) -> int:
        """How many rows more are of use now: none while enough wait to be sent, or to be settled;
        then a batch, because a claim of few costs as much as one of many."""
        flow, waiting = self._flow, len(self._waiting)
        if waiting > flow.low:
            return 0
        idle = flow.at_once - len(self._workers)
        batch = min(idle + flow.ahead - waiting, flow.in_air - len(self._ledger.in_air))
        return batch if batch >= min(flow.ahead - flow.low, flow.in_air // 4) else 0

    async def _until_room(self) -> None:
        """Wait until something landed or the queue of claimed rows went down."""
        try:
            async with asyncio.timeout(POLL):
                await self._ledger.room.wait()
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
                self._ledger.room.set()
            if self._seconds() > since + OLD or self._gate.is_shut(self._seconds()):
                self._ledger.give_up(row)
            else:
                if self._post.courtesy.is_due():
                    await asyncio.sleep(LET_PASS)
                await self._send(row)
        if task := asyncio.current_task():
            self._workers.discard(task)  # now: who looks next must not go for the same reason
        self._ledger.room.set()

    async def _claim(self) -> Claim:
        """Take what may go in this tick: nothing while the gate is shut."""
        if self._gate.is_shut(self._seconds()):
            return Claim((), 0)
        await self._ledger.give_back()
        began = self._seconds()
        if (ask := self._ask(began)).limit <= 0:
            return Claim((), 0)
        claimed = await self._post.store.write(claims.claim, ask, self._post.keys)
        self._gate.count(claimed, began)
        self._flow.claimed(self._seconds() - began)
        self._ledger.enter(claimed.rows)
        return claimed

    def _ask(self, at: float) -> Ask:
        """What a claim may take now."""
        now, limits = self._post.clock(), self._channel.limits
        most = min(self._wanted(), self._gate.most(at))
        held = self._gate.held(most, at, now)
        name, process, self._turn = self._channel.name, self._post.process, self._turn + 1
        return Ask(name, process, most, limits.per_chat, now, limits.per_group, self._turn, held)

    async def _send(self, row: Claimed) -> None:
        """Send one row and keep its receipt for the next settlement."""
        began = self._seconds()
        receipt = await self._receipt(row, began)
        if isinstance(receipt, Postponed) and receipt.everyone:
            self._gate.shut(receipt, self._seconds(), self._post.clock())
        self._ledger.land(row, receipt)
        now = self._seconds()
        self._flow.landed(now, now - began)

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
