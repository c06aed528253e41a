"""Who is at the other end: a random token in a cookie.

The database keeps only its hash, so that who reads the database cannot speak as anybody.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from aiohttp import web

COOKIE = "chungtay_chat"
A_YEAR = 365 * 24 * 3600
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


@dataclass(frozen=True, slots=True)
class Visitor:
    """``is_new``: this request brought no token, the one here was just made. ``origin``: how they
    are entered when we do not know them yet."""

    token: str
    is_new: bool
    origin: str = "self"

    @property
    def external(self) -> str:
        """The channel's id for them."""
        return hashlib.sha256(self.token.encode()).hexdigest()


def visitor_of(request: web.Request, origin: str = "self") -> Visitor:
    """Who asks; a cookie we did not make counts as none."""
    token = request.cookies.get(COOKIE, "")
    if TOKEN.match(token):
        return Visitor(token, is_new=False, origin=origin)
    return Visitor(secrets.token_urlsafe(32), is_new=True, origin=origin)


def remember(answer: web.StreamResponse, visitor: Visitor, *, secure: bool) -> None:
    """Set the cookie; each visit keeps it a year more."""
    answer.set_cookie(
        COOKIE, visitor.token, max_age=A_YEAR, httponly=True, samesite="Lax", secure=secure
    )


def forget(answer: web.StreamResponse) -> None:
    """Take the cookie back: they asked to be forgotten."""
    answer.del_cookie(COOKIE)
