"""The files under /media: pictures, voices and documents of messages, each under the hash of its
content. Who was given the hash may see it, like who was given the message; it cannot be guessed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from db import media
from db.media import Kept
from db.store import Store

A_YEAR = "private, max-age=31536000, immutable"
HARMLESS = "default-src 'none'; sandbox"
"""Whatever a file holds, opened by itself it may do nothing."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Gives out what is kept."""

    store: Store

    async def serve(self, request: web.Request) -> web.Response:
        """GET /media/{file}: all of it, or the part a player asks for."""
        file = request.match_info["file"]
        kept = await self.store.read(media.find, file)
        if kept is None:
            raise web.HTTPNotFound
        headers = headers_of(kept, file)
        if request.headers.get("If-None-Match") == headers["ETag"]:
            return web.Response(status=304, headers=headers)
        asked = part_of(request, headers["ETag"])
        start, end, _ = asked.indices(kept.size)
        if start >= end:
            return web.Response(status=416, headers={"Content-Range": f"bytes */{kept.size}"})
        whole = end - start == kept.size
        body = await self.store.read(media.body, file, start, None if whole else end - start)
        if body is None:
            raise web.HTTPNotFound
        if not whole:
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{kept.size}"
        status = 200 if whole else 206
        return web.Response(body=body, status=status, content_type=kept.mime, headers=headers)


def part_of(request: web.Request, mark: str) -> slice:
    """The part that is asked for; all of it when that cannot be read, or is of another file."""
    if request.headers.get("If-Range", mark) != mark:
        return slice(None)
    try:
        return request.http_range
    except ValueError:
        return slice(None)


def headers_of(kept: Kept, file: str) -> dict[str, str]:
    """What goes with a file; a document is saved under its name, not opened here."""
    headers = {
        "ETag": f'"{file[:16]}"',
        "Cache-Control": A_YEAR,
        "Accept-Ranges": "bytes",
        "Content-Security-Policy": HARMLESS,
        "X-Robots-Tag": "noindex",
    }
    return headers | (saved_as(kept.name) if kept.kind == "document" else {})


def saved_as(name: str) -> dict[str, str]:
    """A file name in any language, as RFC 6266 writes it."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}


def routes(store: Store) -> list[web.RouteDef]:
    """Where files are found."""
    return [web.get("/media/{file:[0-9a-f]{64}}", Shelf(store).serve)]
