"""A real sending process to be killed: ``python -m tests.faults.sender URL LEDGER SECONDS``.

Its channel is slow and writes to LEDGER, straight through to the file, ``b who`` when a send
begins and ``e who`` when the person has it. SECONDS are added to its clock, so that hearts of
processes killed before are seen to have stopped.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from content.channel import Contact, Delivered, Limits, Prepared, Receipt
from db.opening import open_store
from scheduler.dispatch import Dispatcher, Post
from scheduler.recovery import Life
from tests.fakes import FakeChannel
from tests.pushes import KEYS, NOW
from tests.scheduler.drawing import draw

RATE = 200.0
LATENCY = 0.2


class LedgerChannel(FakeChannel):
    """Writes down what really reached people, whatever becomes of us."""

    def __init__(self, ledger: Path) -> None:
        super().__init__(limits=Limits(2000, True, True, RATE, 0.0))
        self.file = os.open(ledger, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        os.write(self.file, f"b {contact.external}\n".encode())
        await asyncio.sleep(LATENCY / 2)
        os.write(self.file, f"e {contact.external}\n".encode())
        await asyncio.sleep(LATENCY / 2)  # the answer is on its way
        return Delivered("m")


async def send(url: str, ledger: Path, shift: float) -> None:
    """Recover, then send until we are killed."""
    began = time.monotonic() - shift

    def clock() -> datetime:
        return NOW + timedelta(seconds=time.monotonic() - began)

    store = await open_store(url)
    process = str(uuid.uuid4())
    await Life(store, process, os.getpid(), sends=True).begin(clock())
    post = Post(store=store, keys=KEYS, draw=draw, clock=clock, process=process)
    await Dispatcher(post, {"fake": LedgerChannel(ledger)}).run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(send(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])))
