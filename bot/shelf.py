"""The library in use, swapped whole when the console's edits change it."""

from __future__ import annotations

import structlog

from bot.home import library_of
from content.library.library import Library, index_of
from db import edits
from db.store import Store

log = structlog.get_logger(__name__)


class Shelf:
    """Holds one Library at a time; handlers ask for it at the start of each turn."""

    def __init__(self, store: Store, library: Library) -> None:
        self._store = store
        self._library = library
        self._mark = (0, 0)

    def library(self) -> Library:
        """The library of this moment."""
        return self._library

    async def refresh(self) -> dict[str, int]:
        """Rebuild when an edit was made or undone since; counts for the journal."""
        mark = await self._store.read(edits.mark)
        if mark == self._mark:
            return {}
        library = await library_of(self._store)
        index_of(library)
        self._mark = mark
        changed = library.version != self._library.version
        self._library = library
        for fallen in library.rejected:
            log.warning("edit left out", edit=str(fallen))
        return {"swapped": 1} if changed else {}
