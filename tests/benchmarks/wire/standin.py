"""A Bot API that costs almost nothing, so that the sender is what is measured.

``python -m tests.benchmarks.wire.standin [LIMIT]`` serves on a free port of 127.0.0.1 and prints
it. With a LIMIT it answers 429 to what exceeds so many messages in any second (a sliding window).
GET ``/stats`` gives counts; POST ``/say/CHAT`` lets somebody speak, so that the time until an
answer is sent to that chat can be read in ``/stats``.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import time
from collections import Counter, deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import uvloop

LENGTH = re.compile(rb"\r\n[Cc]ontent-[Ll]ength: *(\d+)")
CHAT = re.compile(rb'chat_id(?:": ?"?|=)(\d+)')
POLL = 25.0
PLACE = (
    b'{"ok":true,"result":{"message_id":%d,"date":1795500000,"chat":{"id":%s,"type":"private"}}}'
)
ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"b_bot"}}'
SLOW = b'{"ok":false,"error_code":429,"description":"slow","parameters":{"retry_after":1}}'


@dataclass(slots=True)
class Telegram:
    """What it remembers."""

    limit: int = 0
    sent: list[bytes] = field(default_factory=list)
    first: float = 0.0
    last: float = 0.0
    refused: int = 0
    moments: deque[float] = field(default_factory=deque)
    asked: dict[bytes, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def message(self, body: bytes) -> tuple[int, bytes]:
        """Take one message."""
        now = time.perf_counter()
        found = CHAT.search(body)
        chat = found[1] if found else b"0"
        if began := self.asked.pop(chat, 0.0):
            self.waits.append(now - began)
        elif self.limit and self._is_too_much(now):
            self.refused += 1
            return 429, SLOW
        else:
            self.first = self.first or now
            self.last = now
            self.sent.append(chat)
        return 200, PLACE % (len(self.sent), chat)

    def _is_too_much(self, now: float) -> bool:
        while self.moments and self.moments[0] <= now - 1:
            self.moments.popleft()
        if len(self.moments) >= self.limit:
            return True
        self.moments.append(now)
        return False

    def say(self, chat: bytes) -> None:
        """Somebody writes."""
        number = len(self.updates) + 1
        who = {"id": int(chat), "is_bot": False, "first_name": "An"}
        message = {"message_id": number, "date": int(time.time()), "from": who, "text": "vay vốn"}
        message["chat"] = {"id": int(chat), "type": "private", "first_name": "An"}
        self.updates.append({"update_id": number, "message": message})
        self.asked[chat] = time.perf_counter()
        self.news.set()

    async def get_updates(self, body: bytes) -> bytes:
        """What was said from an offset on; waits for news."""
        found = re.search(rb'offset(?:": ?"?|=)(\d+)', body)
        offset = int(found[1]) if found else 0
        after = [update for update in self.updates if update["update_id"] >= offset]
        if not after:
            self.news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.news.wait(), POLL)
            after = [update for update in self.updates if update["update_id"] >= offset]
        return json.dumps({"ok": True, "result": after}).encode()

    def stats(self) -> bytes:
        """Figures so far."""
        counts = Counter(self.sent)
        told = dict(
            messages=len(self.sent), people=len(counts), most=max(counts.values(), default=0),
            seconds=self.last - self.first, refused=self.refused, waits=self.waits,
        )  # fmt: skip
        return json.dumps(told).encode()


class Line(asyncio.Protocol):
    """One keep-alive connection."""

    def __init__(self, telegram: Telegram) -> None:
        self._telegram = telegram
        self._buffer = b""
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: Any) -> None:
        self._out = transport

    def data_received(self, data: bytes) -> None:
        """Answer each request that is whole."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            found = LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(found[1]) if found else 0)
            if len(self._buffer) < whole:
                return
            path = self._buffer[: self._buffer.find(b" HTTP")].split(b" ")[1]
            body = self._buffer[end + 4 : whole]
            self._buffer = self._buffer[whole:]
            self._serve(path.rpartition(b"/")[2], path, body)

    def _serve(self, method: bytes, path: bytes, body: bytes) -> None:
        if method == b"sendMessage":
            self._answer(*self._telegram.message(body))
        elif method == b"getUpdates":
            task = asyncio.get_running_loop().create_task(self._poll(body))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif method == b"stats":
            self._answer(200, self._telegram.stats())
        elif path.startswith(b"/say/"):
            self._telegram.say(method)
            self._answer(200, b"{}")
        else:
            self._answer(200, ME if method == b"getMe" else b'{"ok":true,"result":true}')

    async def _poll(self, body: bytes) -> None:
        self._answer(200, await self._telegram.get_updates(body))

    def _answer(self, status: int, body: bytes) -> None:
        head = b"HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._out.write(head % (status, len(body)) + body)


async def serve(limit: int) -> None:
    """Serve until killed."""
    telegram = Telegram(limit)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(telegram), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
