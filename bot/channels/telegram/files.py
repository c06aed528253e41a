"""Our files as one bot knows them: uploaded with the first message that carries them, from then on
named by Telegram's own id, which is kept over restarts and good for this bot only.

``carry`` is for one message at a time: who comes while the file is on its way waits for its id. A
broadcast does not wait: it looks at ``is_uploading`` and comes back later (see the channel).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog
from telegram import InputFile, Message
from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.client import TelegramBot
from bot.channels.telegram.transport import NeverSent
from content.media import ENDINGS
from content.screen import Media
from db import media as shelf
from db.store import Store

T = TypeVar("T")
Carry = Callable[[str | InputFile], Awaitable[Message]]
"""Sends one message with a file: by Telegram's id of it, or with all its bytes."""
UNKNOWN = (
    "wrong file identifier",
    "wrong remote file identifier",
    "wrong file_id",
    "file reference",
    "can't use file of type",
)
"""Parts of a 400's description that say that an id is good no more."""
log = structlog.get_logger(__name__)


class NoFile(TelegramError):
    """A screen names a file that is not kept any more: nothing was sent."""


class Files:
    """``store`` None: for a bot that sends only words."""

    def __init__(self, bot: TelegramBot, store: Store | None = None) -> None:
        self._holder = f"telegram:{bot.account}"
        self._store = store
        self._ids: dict[str, str] = {}
        self._uploads = WeakValueDictionary[str, asyncio.Lock]()

    def known(self, media: Media) -> str:
        """Telegram's id of a file, if we know it without asking; else ""."""
        return self._ids.get(media.file, "")

    def is_uploading(self, media: Media) -> bool:
        """Whether somebody is finding out the id of a file right now."""
        lock = self._uploads.get(media.file)
        return lock is not None and lock.locked()

    async def carry(self, media: Media, send: Carry) -> Message:
        """Send one message with a file, by its id where there is one. Raises what ``send`` raises,
        and NoFile, NeverSent when the file cannot be read; nothing was sent then."""
        known = self.known(media)
        if known:
            try:
                return await send(known)
            except BadRequest as error:
                if not is_unknown_file(error):
                    raise
                await self.forget(media, known)
        return await self._first(media, send)

    async def _first(self, media: Media, send: Carry) -> Message:
        """One at a time: the first uploads, who waited finds its id."""
        lock = self._uploads.setdefault(media.file, asyncio.Lock())
        async with lock:
            if not self.known(media) and not await self._recall(media):
                message = await send(await self._read(media))
                await self._keep(media, id_in(message))
                return message
        return await self.carry(media, send)

    async def forget(self, media: Media, external: str) -> None:
        """Telegram knows this id no more; one that was renewed meanwhile stays."""
        if self._ids.get(media.file) == external:
            del self._ids[media.file]
        log.warning("telegram.file_forgotten", file=media.file)
        await self._note(shelf.forget_copy, media, external)

    async def _keep(self, media: Media, external: str) -> None:
        """Remember the id of what was uploaded."""
        if external:
            self._ids[media.file] = external
            await self._note(shelf.keep_copy, media, external)

    async def _note(self, unit: Callable[..., None], media: Media, external: str) -> None:
        """Write an id down, or off. That may fail: the message itself is on its way already."""
        try:
            if self._store:
                await self._store.write(unit, media.file, self._holder, external)
        except Exception as error:
            log.error("telegram.file_id_unkept", reason=type(error).__name__)

    async def _recall(self, media: Media) -> str:
        """The id kept in the database; "" where there is none."""
        found = await self._look(shelf.copy, media.file, self._holder) or ""
        if found:
            self._ids[media.file] = found
        return found

    async def _read(self, media: Media) -> InputFile:
        """The bytes, to be uploaded under a name that tells their type; raises NoFile."""
        kept = await self._look(shelf.find, media.file)
        body = await self._look(shelf.body, media.file)
        if kept is None or body is None:
            raise NoFile(f"no file {media.file}")
        plain = f"{media.kind}.{ENDINGS.get(kept.mime, 'bin')}"
        name = media.name if media.kind == "document" and media.name else plain
        return InputFile(body, filename=name)

    async def _look(self, unit: Callable[..., T], *args: str) -> T | None:
        """Read from the database; what fails there has sent nothing."""
        if self._store is None:
            return None
        try:
            return await self._store.read(unit, *args)
        except Exception as error:
            raise NeverSent(f"file not read: {type(error).__name__}") from None


def id_in(message: Message) -> str:
    """Telegram's id of the file that a message carries: of a photo, its largest size."""
    carried = message.photo[-1] if message.photo else message.effective_attachment
    return str(getattr(carried, "file_id", ""))


def is_unknown_file(error: Exception) -> bool:
    """True when Telegram knows an id no more."""
    return isinstance(error, BadRequest) and any(m in error.message.lower() for m in UNKNOWN)
