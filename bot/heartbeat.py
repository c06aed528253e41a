"""The outside heartbeat: an address that somebody else watches, called while all is well.

Its silence is the alarm. The address is a secret: whoever knows it can feign that we are well.
"""

from __future__ import annotations

import aiohttp
import structlog

log = structlog.get_logger(__name__)

PATIENCE = aiohttp.ClientTimeout(total=10)


async def ring(url: str) -> None:
    """GET the address, or nothing where there is none. A failure is logged and nothing else."""
    if not url:
        return
    try:
        async with (
            aiohttp.ClientSession(timeout=PATIENCE, cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(url) as answer,
        ):
            if answer.status >= 400:
                log.warning("heartbeat.refused", status=answer.status)
    except Exception as error:
        log.warning("heartbeat.failed", reason=type(error).__name__)
