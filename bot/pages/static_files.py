"""The files under /static, read once; their addresses carry a hash, so that browsers keep them."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "static"
A_YEAR = "public, max-age=31536000, immutable"
A_WHILE = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class File:
    """One static file: as it is, squeezed, and the hash of it."""

    body: bytes
    squeezed: bytes
    mark: str
    kind: str


@cache
def files() -> dict[str, File]:
    """Every static file by name."""
    return {path.name: load(path) for path in FOLDER.iterdir() if path.is_file()}


def load(path: Path) -> File:
    """Read one file."""
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    mark = hashlib.sha256(body).hexdigest()[:12]
    return File(body, gzip.compress(body, mtime=0), mark, kind)


@cache
def address(name: str) -> str:
    """The URL path of a file; raises KeyError when there is none of that name."""
    return f"/static/{name}?v={files()[name].mark}"


@cache
def icons() -> frozenset[str]:
    """The names the icon sprite knows."""
    return frozenset(re.findall(r'<g id="([a-z-]+)"', files()["icons.svg"].body.decode()))


async def serve(request: web.Request) -> web.Response:
    """GET /static/{name}."""
    file = files().get(request.match_info["name"])
    if file is None:
        raise web.HTTPNotFound
    headers = {
        "ETag": f'"{file.mark}"',
        "Cache-Control": A_YEAR if request.query.get("v") == file.mark else A_WHILE,
        "Vary": "Accept-Encoding",
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    charset = "utf-8" if file.kind.startswith("text/") else None
    body = file.body
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = file.squeezed
    return web.Response(body=body, content_type=file.kind, charset=charset, headers=headers)
