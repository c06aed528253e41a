"""A posted form, read with care: anything may come in here."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import BodyPartReader, ClientError, web
from aiohttp.http_exceptions import HttpProcessingError
from multidict import MultiDict, MultiMapping

FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
"""The kinds our pages send, the second where a file goes along; of any other we read nothing."""
CHUNK = 64 * 1024
WORDS = 1024 * 1024
"""Bytes that all words of a form may take."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form; ``body`` is None when it was larger than anything we take."""

    name: str
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Posted:
    """What was posted: words, and a file where one was chosen."""

    words: MultiMapping[str] = field(default_factory=MultiDict)
    upload: Upload | None = None


async def read_posted(request: web.Request, most: int) -> Posted:
    """The words and the file of a posted form, none for anything that is no form of ours; ``most``
    are the bytes of a file. Raises HTTPBadRequest as ``read_form`` does, and for broken parts."""
    if request.method != "POST" or request.content_type != PARTS:
        return Posted(await read_form(request))
    try:
        return await read_parts(request, most)
    except (ValueError, LookupError, RuntimeError, ClientError, HttpProcessingError):
        raise web.HTTPBadRequest from None


async def read_form(request: web.Request) -> MultiMapping[str]:
    """The words of a posted form without a file, none for anything else.

    Raises HTTPBadRequest for bytes that are not of the character set they name, and for halves of
    surrogate pairs, which some sets can name.
    """
    words: MultiDict[str] = MultiDict()
    if request.method != "POST" or request.content_type != FORM:
        return words
    try:
        for key, value in (await request.post()).items():
            if isinstance(value, str):
                words.add(key, storable(value))
    except (ValueError, LookupError):
        raise web.HTTPBadRequest from None
    return words


async def read_parts(request: web.Request, most: int) -> Posted:
    """Words and file of a form that may carry one."""
    words: MultiDict[str] = MultiDict()
    upload, room = None, WORDS
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.name:
            continue
        if part.filename is None:
            body = await read_part(part, room)
            if body is None:
                raise web.HTTPRequestEntityTooLarge(WORDS, WORDS)
            room -= len(body)
            words.add(part.name, storable(body.decode(part.get_charset("utf-8"))))
        elif part.filename:
            upload = Upload(storable(part.filename), await read_part(part, most))
    return Posted(words, upload)


async def read_part(part: BodyPartReader, most: int) -> bytes | None:
    """The bytes of a part; what is more than ``most`` is read past and not kept: a browser that is
    cut off while it sends shows no answer."""
    kept, size = bytearray(), 0
    while chunk := await part.read_chunk(CHUNK):
        size += len(chunk)
        if size <= most:
            kept += chunk
        elif size > 10 * max(most, WORDS):
            raise web.HTTPRequestEntityTooLarge(most, size)
    return bytes(kept) if size <= most else None


def storable(words: str) -> str:
    """Words as they are; raises ValueError for halves of surrogate pairs."""
    words.encode()
    return words
