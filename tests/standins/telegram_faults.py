"""Trouble to order: what the stand-in does to the next calls instead of answering them well."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Literal

Kind = Literal["json", "html", "hang", "reset", "close", "slow"]


@dataclass(slots=True)
class Fault:
    """``times`` calls (of ``method``, to ``chat``; None: any) fail in this way.

    ``json``: a JSON error with ``code`` and ``description``; ``html``: a proxy's page with that
    ``code``; ``hang``: no answer for ``seconds``; ``reset`` and ``close``: the request is read,
    then the connection is reset, or closed in order; ``slow``: answered well, after ``seconds``.
    ``effect``: the call is carried out all the same, only its answer is lost. The first ``after``
    calls that fit are spared.
    """

    kind: Kind
    times: int = 1
    method: str | None = None
    chat: int | None = None
    code: int = 500
    description: str = "Internal Server Error"
    retry_after: int | None = None
    migrate_to: int | None = None
    seconds: float = 30
    effect: bool = False
    after: int = 0

    def fits(self, method: str, chat: int | None) -> bool:
        return self.method in (None, method) and self.chat in (None, chat)


class Orders:
    """The faults ordered and not yet used up; safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[Fault] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def take(self, method: str, chat: int | None) -> Fault | None:
        """The fault that strikes this call, counted down."""
        with self._lock:
            for fault in self._faults:
                if not fault.fits(method, chat):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self._faults.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()


WEATHER: dict[str, tuple[float, tuple[dict[str, Any], ...]]] = {
    "dropped": (0.03, (dict(kind="reset"), dict(kind="close"))),
    "lost": (
        0.04,
        (
            dict(kind="reset", effect=True),
            dict(kind="close", effect=True),
            dict(kind="html", code=502, effect=True),
            dict(kind="html", code=200, effect=True),
        ),
    ),
    "flood": (0.01, (dict(kind="json", code=429, description="Too Many", retry_after=1),)),
    "error": (0.03, (dict(kind="json", code=500), dict(kind="json", code=503))),
    "slow": (0.05, (dict(kind="slow", seconds=0.3), dict(kind="slow", seconds=0.8))),
}
"""Kinds of bad weather: the share of chats each meets, at the first message to them, and its
forms. *Dropped* before the message was accepted, *lost* after it."""


def weather(chats: Sequence[int], chance: Random) -> dict[str, dict[int, Fault]]:
    """Who meets what, by kind; the same chance gives the same weather."""
    left = chance.sample(chats, len(chats))
    found: dict[str, dict[int, Fault]] = {}
    for kind, (share, forms) in WEATHER.items():
        struck = [left.pop() for _ in range(round(share * len(chats)))]
        orders = {
            chat: Fault(method="sendMessage", chat=chat, **chance.choice(forms)) for chat in struck
        }
        found[kind] = orders
    return found


@dataclass(slots=True)
class Rates:
    """Telegram's documented pace: 30 messages a second, one a second a chat with short bursts."""

    overall: float = 30
    overall_burst: float = 30
    per_chat: float = 1
    chat_burst: float = 20
    _levels: dict[int | None, tuple[float, float]] = field(
        default_factory=lambda: defaultdict(lambda: (0.0, 0.0))
    )

    def wait(self, chat: int) -> int:
        """Seconds the caller must wait, 0 when it may pass now."""
        now = time.monotonic()
        buckets: tuple[tuple[int | None, float, float], ...] = (
            (chat, self.per_chat, self.chat_burst),
            (None, self.overall, self.overall_burst),
        )
        levels = {}
        for key, rate, burst in buckets:
            level, since = self._levels[key]
            level = max(0.0, level - (now - since) * rate)
            if level + 1 > burst:
                return max(1, round((level + 1 - burst) / rate))
            levels[key] = (level + 1, now)
        self._levels.update(levels)
        return 0
