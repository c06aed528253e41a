"""A channel without a wire, for tests of whoever sends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from content.channel import Contact, Delivered, Limits, Prepared, Receipt
from content.screen import Screen, plain_text

Answer = Callable[[Contact], Receipt]


@dataclass
class FakeChannel:
    """Keeps what was sent; ``answer`` decides the receipt, ``latency`` how long it takes."""

    name: str = "fake"
    limits: Limits = Limits(2000, True, True, 1000.0, 0.0, recalls=True)
    latency: float = 0.0
    answer: Answer = field(default=lambda _contact: Delivered("m"))
    sent: list[tuple[str, str]] = field(default_factory=list)
    changed: list[tuple[str, str, str]] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    prepared: int = 0

    def problems(self, screen: Screen) -> list[str]:
        return []

    def prepare(self, screen: Screen, *, broadcast: bool = False) -> Prepared:
        self.prepared += 1
        return Prepared(self.name, (plain_text(screen),))

    async def send(
        self, prepared: Prepared, contact: Contact, fields: Mapping[str, str], now: datetime
    ) -> Receipt:
        self.moments.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.latency)
        self.sent.append((contact.external, str(prepared.parts[0])))
        return self.answer(contact)

    async def amend(
        self,
        prepared: Prepared,
        contact: Contact,
        fields: Mapping[str, str],
        target: str,
        now: datetime,
    ) -> Receipt:
        return await self.change(contact, target, str(prepared.parts[0]))

    async def withdraw(self, contact: Contact, target: str, now: datetime) -> Receipt:
        return await self.change(contact, target, "")

    async def change(self, contact: Contact, target: str, words: str) -> Receipt:
        """Keeps what was changed; "" is a recall."""
        self.moments.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.latency)
        self.changed.append((contact.external, target, words))
        return self.answer(contact)

    def told(self) -> list[str]:
        """Who was written to, in order."""
        return [external for external, _ in self.sent]


async def holds(condition: Callable[[], Awaitable[bool]]) -> None:
    """Wait until something holds; the caller sets the time-out."""
    while not await condition():  # noqa: ASYNC110  (what is waited for lies in a database)
        await asyncio.sleep(0.02)
