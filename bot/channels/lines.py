"""A line a chat: each chat's work in order, different chats at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]


class Lines:
    """Jobs must not raise: one that did would end the whole group."""

    def __init__(self, group: asyncio.TaskGroup) -> None:
        self._group = group
        self._lines: dict[str, deque[Job]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._quiet = asyncio.Event()
        self._quiet.set()

    def put(self, chat: str, job: Job) -> None:
        """Behind what this chat is already waiting for."""
        if chat in self._lines:
            self._lines[chat].append(job)
            return
        self._lines[chat] = deque([job])
        self._quiet.clear()
        self._tasks[chat] = self._group.create_task(self._work_off(chat))

    async def drain(self, seconds: float) -> bool:
        """Let what stands in line be done, for so long; then end it. True when all was done."""
        try:
            async with asyncio.timeout(seconds):
                await self._quiet.wait()
        except TimeoutError:
            for task in list(self._tasks.values()):
                task.cancel()
            return False
        return True

    async def _work_off(self, chat: str) -> None:
        line = self._lines[chat]
        try:
            while line:
                await line.popleft()()
        finally:
            del self._lines[chat], self._tasks[chat]
            if not self._lines:
                self._quiet.set()
