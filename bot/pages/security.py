"""What every answer carries and what every order must show, so that no other site speaks for us."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def protect(_request: web.Request, response: web.StreamResponse) -> None:
    """An ``on_response_prepare`` signal: works for refusals and streams too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)


def is_same_origin(request: web.Request) -> bool:
    """Whether an order comes from a page of ours.

    Browsers say so in Sec-Fetch-Site or Origin, old ones in Referer. Who sends none of them is no
    browser, and so carries nobody's cookies but its own.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    told = request.headers.get("Origin") or request.headers.get("Referer")
    return told is None or host_of(told) == request.host


def host_of(url: str) -> str:
    """The host and port a URL names; "" for what is no URL."""
    try:
        return urlsplit(url).netloc
    except ValueError:
        return ""


@web.middleware
async def own_origin_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what would change something when another site asks for it.

    Machines with a secret of their own (webhooks) send none of the three headers.
    """
    if request.method not in ("GET", "HEAD", "OPTIONS") and not is_same_origin(request):
        raise web.HTTPForbidden(text="Yêu cầu này không đến từ trang của chúng tôi.")
    return await handler(request)
