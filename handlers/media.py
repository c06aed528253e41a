"""Files that somebody gives us for a message: kept before the message is, so as to be seen."""

from __future__ import annotations

from dataclasses import replace

from content.media import File, tidy
from content.screen import Media
from db import media
from db.store import Connection
from handlers.campaign_orders import Order


def keep(conn: Connection, file: File, order: Order) -> Media:
    """Keep a file; as a draft carries it."""
    return media.keep(conn, file, now=order.now, by=order.by)


def kept(conn: Connection, file: str, words: str) -> Media | None:
    """A file that was kept before, None when it is not; ``words`` stand in for a picture."""
    found = media.find(conn, file)
    if found is None:
        return None
    own = Media(found.kind, file, found.name, found.size)
    return replace(own, name=tidy(words)) if found.kind == "photo" else own
