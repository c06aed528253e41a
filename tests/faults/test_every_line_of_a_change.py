"""A process dies at each line while it corrects or recalls: every message ends changed.

Unlike a send, a change may be made twice, so that nobody is left unconfirmed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from content.campaigns import Act
from content.channel import Contact, Delivered, Limits, Receipt
from db import amendments, campaigns
from db.store import Store
from db.tables import campaigns as table
from db.tables import deliveries
from scheduler.dispatch import Dispatcher, Post
from scheduler.recovery import DEAD_AFTER, Life
from tests.databases import Database
from tests.fakes import FakeChannel, holds
from tests.faults.test_every_line import Death, MortalStore
from tests.pushes import KEYS, NOW, broadcast, campaign, deliver, take
from tests.scheduler.drawing import draw

TOLD = 2
"""People who hold the message."""


class Wall(FakeChannel):
    """Shows what each message reads; its process may die before a change leaves, or before its
    answer comes."""

    def __init__(self, shown: dict[str, str], death: Death) -> None:
        super().__init__(limits=Limits(2000, True, True, 100.0, 0.0, recalls=True))
        self.shown, self.death = shown, death

    async def change(self, contact: Contact, target: str, words: str) -> Receipt:
        await self.death.step()
        self.shown[target] = words
        await self.death.step()
        return Delivered(target)


def ordered(conn: Connection, act: Act, turn: int) -> dict[str, str]:
    """A campaign that told some, and the order to change that; its messages as they read now."""
    number = broadcast(conn, TOLD)
    deliver(conn, take(conn, now=NOW))
    mine = deliveries.c.campaign_id == number
    targets = {}
    for n, row in enumerate(conn.scalars(select(deliveries.c.id).where(mine)).all()):
        targets[f"{turn}-{n}"] = "as it was sent"
        conn.execute(update(deliveries).where(deliveries.c.id == row).values(message=f"{turn}-{n}"))
    conn.execute(update(table).where(table.c.id == number).values(state="finished"))
    made = campaigns.get(conn, campaign(conn, act=act, amends_id=number, started_at=NOW))
    assert made
    assert amendments.begin(conn, made, ["fake"], by=None, now=NOW) == TOLD
    return targets


async def live(store: Store, life: int, shown: dict[str, str], death: Death) -> None:
    """Recover what others left, change everything, or die."""
    now = NOW + life * (DEAD_AFTER + timedelta(hours=1))
    await Life(store, f"p{life}", life).begin(now)
    mortal: Any = MortalStore(store, death)
    post = Post(mortal, KEYS, draw, lambda: now, f"p{life}")
    tasks = [
        asyncio.ensure_future(one)  # noqa: TID251  (left in the middle, as death does)
        for one in (
            Dispatcher(post, {"fake": Wall(shown, death)}).run(asyncio.Event()),
            death.came.wait(),
            holds(lambda: is_done(store)),
        )
    ]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED, timeout=30)
    assert not tasks[0].done(), "it ended by itself"
    assert tasks[1].done() or tasks[2].done(), "neither dead nor done"
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def is_done(store: Store) -> bool:
    """Whether nothing is open any more."""
    return not {"queued", "sending"} & {state for _, state in await store.read(rows)}


def rows(conn: Connection) -> list[tuple[str, str]]:
    """Kind and state of every row."""
    return [(row[0], row[1]) for row in conn.execute(select(deliveries.c.kind, deliveries.c.state))]


@pytest.mark.parametrize("act", ["correct", "recall"])
def test_whatever_line_it_dies_at_every_message_ends_changed(
    database: Database, act: Act, record_property: Callable[[str, object], None]
) -> None:
    async def story(store: Store) -> tuple[int, dict[str, str], list[tuple[str, str]]]:
        shown, line = dict[str, str](), 0
        while True:
            line += 1
            shown |= await store.write(ordered, act, line)
            death = Death(line)
            await live(store, 2 * line, shown, death)
            await live(store, 2 * line + 1, shown, Death(0))
            if not death.came.is_set():
                return line, shown, await store.read(rows)

    lines, shown, found = database.run(story)

    record_property("figures", f"died at {lines - 1} lines, one after the other")
    assert lines > 4
    assert len(shown) == TOLD * lines, "a message was touched that nobody named"
    assert all((words == "") == (act == "recall") for words in shown.values())
    assert "as it was sent" not in shown.values()
    kind = "recall" if act == "recall" else "correction"
    assert [state for its, state in found if its == kind] == ["sent"] * TOLD * lines
