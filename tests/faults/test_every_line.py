"""A process dies at each line between claim, send and record, one after the other.

Here death is a step that never ends, so that no line is left to chance; kill −9 of the real
program is in test_broadcast_killed.py.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from content.channel import Contact, Delivered, Limits, Prepared, Receipt
from db import outbox
from db.store import Store
from db.tables import contacts, deliveries
from scheduler.dispatch import Dispatcher, Post
from scheduler.recovery import DEAD_AFTER, Life
from tests.databases import Database
from tests.fakes import FakeChannel, holds
from tests.pushes import KEYS, NOW, broadcast, ping, resident
from tests.scheduler.drawing import draw

TOLD, PINGED = 2, 1
"""People of the broadcast, and pings beside it."""


class Death:
    """Comes at the n-th step; from then on no step is ever done."""

    def __init__(self, at: int) -> None:
        self._left = at
        self.came = asyncio.Event()

    async def step(self) -> None:
        """Go on, or never again."""
        self._left -= 1
        if self._left == 0:
            self.came.set()
        if self.came.is_set():
            await asyncio.Event().wait()


class MortalStore:
    """A store whose process may die before a unit begins, or after it is committed."""

    def __init__(self, store: Store, death: Death) -> None:
        self._store, self._death = store, death
        self.dialect = store.dialect
        self.read, self.close = store.read, store.close

    async def write(self, unit: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        await self._death.step()
        done = await self._store.write(unit, *args, **kwargs)
        await self._death.step()
        return done


class MortalChannel(FakeChannel):
    """A channel whose process may die before a message leaves, or before its answer comes."""

    def __init__(self, ledger: Counter[str], death: Death) -> None:
        super().__init__(limits=Limits(2000, True, True, 100.0, 0.0))
        self.ledger, self.death = ledger, death

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        await self.death.step()
        self.ledger[contact.external] += 1
        await self.death.step()
        return Delivered("m")


async def live(store: Store, life: int, ledger: Counter[str], death: Death) -> None:
    """Recover what others left, send everything, or die."""
    now = NOW + life * (DEAD_AFTER + timedelta(seconds=1))
    await Life(store, f"p{life}", life).begin(now)
    mortal: Any = MortalStore(store, death)
    post = Post(mortal, KEYS, draw, lambda: now, f"p{life}")
    sending = asyncio.ensure_future(  # noqa: TID251  (it is left in the middle, as death does)
        Dispatcher(post, {"fake": MortalChannel(ledger, death)}).run(asyncio.Event())
    )
    dying = asyncio.ensure_future(death.came.wait())  # noqa: TID251
    ending = asyncio.ensure_future(holds(lambda: is_done(store)))  # noqa: TID251
    await asyncio.wait((sending, dying, ending), return_when=asyncio.FIRST_COMPLETED, timeout=30)
    assert not sending.done(), "it ended by itself"
    assert dying.done() or ending.done(), "neither dead nor done"
    for task in (sending, dying, ending):
        task.cancel()
    await asyncio.gather(sending, dying, ending, return_exceptions=True)


async def is_done(store: Store) -> bool:
    """Whether no push is open any more."""
    return not {"queued", "sending"} & {state for _, state, _ in await store.read(rows)}


def rows(conn: Connection) -> list[tuple[str, str, str]]:
    """Kind, state and recipient of every push."""
    columns = (deliveries.c.kind, deliveries.c.state, contacts.c.external)
    return [
        (kind, state, who) for kind, state, who in conn.execute(select(*columns).join(contacts))
    ]


def queue(conn: Connection, turn: int) -> None:
    """A small broadcast and a ping."""
    broadcast(conn, TOLD)
    outbox.queue(conn, [ping(resident(conn, f"ping-{turn}-{n}")) for n in range(PINGED)])


def test_whatever_line_it_dies_at_nobody_is_doubled_or_lost(
    database: Database, record_property: Callable[[str, object], None]
) -> None:
    async def story(store: Store) -> tuple[int, Counter[str], list[tuple[str, str, str]]]:
        ledger, line = Counter[str](), 0
        while True:
            line += 1
            await store.write(queue, line)
            death = Death(line)
            await live(store, 2 * line, ledger, death)
            await live(store, 2 * line + 1, ledger, Death(0))
            if not death.came.is_set():
                return line, ledger, await store.read(rows)

    lines, ledger, found = database.run(story)

    record_property("figures", f"died at {lines - 1} lines, one after the other")
    campaign = [(state, who) for kind, state, who in found if kind == "campaign"]
    pings = [(state, who) for kind, state, who in found if kind == "ping"]
    unsure = {who for state, who in campaign if state == "unconfirmed"}
    assert len(campaign) == TOLD * lines and len(pings) == PINGED * lines
    assert {state for state, _ in campaign} == {"sent", "unconfirmed"}
    assert max(ledger[who] for _, who in campaign) == 1
    assert {who for _, who in campaign if not ledger[who]} <= unsure
    assert {ledger[who] for who in unsure} == {0, 1}  # deaths before and after it left
    assert {state for state, _ in pings} == {"sent"}
    assert {ledger[who] for _, who in pings} == {1, 2}
    assert lines > 2 * (TOLD + PINGED) + 4  # each send, and a claim and a settlement at least
