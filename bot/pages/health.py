"""GET /healthz: the service is up, and whether its auditor finds all well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from aiohttp import web

from content.findings import amiss
from db import findings
from db.store import Store

PATIENCE = 2.0
"""Seconds: whoever asks gives up soon."""


def page(
    store: Store, audit_seconds: float, clock: Callable[[], datetime]
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The page. It answers 200 as long as the service does, whatever is amiss; ``audit_seconds``
    is how often the auditor looks."""
    every = timedelta(seconds=audit_seconds)

    async def healthy(_request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(PATIENCE):
                looked, standing = await store.read(findings.state)
            found = amiss(standing, looked, clock(), every)
        except Exception:  # whatever ails the database: this page must answer
            found = ["database"]
        return web.json_response({"status": "ok", "clean": not found, "findings": found})

    return healthy
