"""What a request over HTTP tells of itself, whatever the vendor: how far it came, how long it may
take. What never left us can be tried again; what was written and not answered, nobody knows.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import aiohttp


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds to wait for a free connection, to connect, to write and to read."""

    pool: float | None = 10.0
    connect: float | None = 10.0
    write: float | None = 20.0
    read: float | None = 20.0


@dataclass(slots=True)
class Journey:
    """How far one request has come."""

    written: bool = False


@asynccontextmanager
async def told_apart(
    never_sent: type[Exception], answer_lost: type[Exception]
) -> AsyncIterator[Journey]:
    """Turn whatever aiohttp raises into one of two errors, by how far the request came.

    ``from None``: the cause may quote the URL, and the URL may hold a token.
    """
    journey = Journey()
    try:
        yield journey
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        if journey.written:
            raise answer_lost(f"no answer: {type(error).__name__}") from None
        raise never_sent(unsent(error)) from None


def unsent(error: Exception) -> str:
    """What prevented a request from leaving."""
    return f"not sent: {type(error).__name__}{reason_of(error)}"


def reason_of(error: Exception) -> str:
    """The system's own words for a failure, where it has any."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return f" ({cause.strerror})" if isinstance(cause, OSError) and cause.strerror else ""


def watch_writing() -> aiohttp.TraceConfig:
    """Note the instant from which a request may have reached the other side."""
    config = aiohttp.TraceConfig()

    async def written(
        _session: aiohttp.ClientSession, context: SimpleNamespace, _params: Any
    ) -> None:
        context.trace_request_ctx.written = True

    config.on_request_headers_sent.append(written)
    return config


def as_timeout(waiting: Patience) -> aiohttp.ClientTimeout:
    """aiohttp's ``connect`` counts from asking the pool; it has no time-out for writing, so the
    whole is bounded instead."""
    getting = both(waiting.pool, waiting.connect)
    whole = both(both(getting, waiting.write), waiting.read)
    return aiohttp.ClientTimeout(
        total=whole, connect=getting, sock_connect=waiting.connect, sock_read=waiting.read
    )


def both(one: float | None, other: float | None) -> float | None:
    """The sum of two time-outs; None means without end."""
    return None if one is None or other is None else one + other
