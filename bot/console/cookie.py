"""The session's cookie: out of reach of scripts and of other sites' forms."""

from __future__ import annotations

import re

from aiohttp import web

from bot.console.visit import Console

COOKIE = "chungtay_session"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")
A_DAY = 24 * 3600


def set_session(answer: web.Response, token: str, console: Console, *, days: int) -> None:
    """Sign this browser in. Lax, not Strict: a link from a chat must find the session."""
    answer.set_cookie(
        COOKIE,
        token,
        max_age=days * A_DAY,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=console.secure,
    )


def take_session(answer: web.Response) -> None:
    """Sign this browser out."""
    answer.del_cookie(COOKIE, path="/")


def session_token(request: web.Request) -> str:
    """The token a browser brought, or ""; anything that is none of ours counts as none."""
    token = request.cookies.get(COOKIE, "")
    return token if TOKEN.match(token) else ""
