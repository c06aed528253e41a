"""The Zalo Bot API over aiohttp. Its envelope says whether a call went well, not the HTTP status.

Errors tell what is known: ``NeverSent`` (not a byte left us), ``AnswerLost`` (written, and nobody
knows), ``Failed`` (Zalo itself said no). Messages name no URL, because the URL holds the token.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.channels.wire import Patience, as_timeout, told_apart, watch_writing

API_BASE = "https://bot-api.zaloplatforms.com"
LONG_POLL = 30
"""Seconds that one getUpdates waits for news."""
NO_NEWS = 408
"""The code of a long poll in which nothing came."""


class ZaloError(Exception):
    """A call that did not go well."""


class NeverSent(ZaloError):
    """DNS, connecting, TLS or a full pool: not a byte of the request left us."""


class AnswerLost(ZaloError):
    """Read time-out, reset, or an answer that is not Zalo's: it may have been done."""


class Failed(ZaloError):
    """Zalo answered that it did not do it; ``wait`` where it said for how many seconds."""

    def __init__(self, code: int, words: str, wait: float = 0.0) -> None:
        super().__init__(f"{code}: {words}")
        self.code, self.words, self.wait = code, words, wait


class ZaloBot:
    """One bot. ``api_base`` without ``/bot``; the connection opens with the first call."""

    def __init__(
        self, token: str, api_base: str = API_BASE, patience: Patience | None = None
    ) -> None:
        self._base = f"{api_base.rstrip('/')}/bot{token}"
        self._patience = patience or Patience()
        self._session: aiohttp.ClientSession | None = None

    def __repr__(self) -> str:
        return "ZaloBot[token=…]"

    async def close(self) -> None:
        """Close every connection; the next call opens them again."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get_me(self) -> Mapping[str, Any]:
        """Who we are: ``id``, ``account_name``."""
        return as_object(await self.call("getMe", {}))

    async def get_update(self, seconds: int = LONG_POLL) -> Mapping[str, Any] | None:
        """The next event, or None when none came. For trying out: what arrives while nobody asks
        is lost, and it does not work beside a webhook."""
        try:
            found = await self.call("getUpdates", {"timeout": str(seconds)}, reading=seconds + 10)
        except Failed as error:
            if error.code == NO_NEWS:
                return None
            raise
        return as_object(found) or None

    async def set_webhook(self, url: str, secret: str) -> None:
        """Ask for events to be posted to an https address with our secret (8 to 256 characters)."""
        await self.call("setWebhook", {"url": url, "secret_token": secret})

    async def delete_webhook(self) -> None:
        """No more posts: from now on ``get_update`` works."""
        await self.call("deleteWebhook", {})

    async def send_message(self, chat: str, text: str, styles: list[dict[str, Any]]) -> str:
        """Up to 2,000 characters; ``styles`` are ``start``, ``len`` in UTF-16 units and ``st``.
        The message's id."""
        body = {"chat_id": chat, "text": text} | ({"text_styles": styles} if styles else {})
        return id_of(await self.call("sendMessage", body))

    async def send_photo(self, chat: str, url: str, caption: str) -> str:
        """A picture that Zalo fetches from an address of ours; the message's id."""
        body = {"chat_id": chat, "photo": url} | ({"caption": caption} if caption else {})
        return id_of(await self.call("sendPhoto", body))

    async def call(
        self, method: str, body: Mapping[str, Any], *, reading: float | None = None
    ) -> Any:
        """One call; its result. Raises the errors of this module, never another."""
        patience = self._patience
        if reading is not None:
            patience = Patience(patience.pool, patience.connect, patience.write, reading)
        async with (
            told_apart(NeverSent, AnswerLost) as journey,
            self._open().post(
                f"{self._base}/{method}",
                json=body,
                timeout=as_timeout(patience),
                allow_redirects=False,
                trace_request_ctx=journey,
            ) as response,
        ):
            return result_of(response.status, await response.read())

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                trace_configs=[watch_writing()], cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._session


def result_of(status: int, body: bytes) -> Any:
    """The result of an answer. Raises Failed where Zalo says no, AnswerLost where the answer is
    none of Zalo's (a proxy's page)."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise AnswerLost(f"the answer is not Zalo's: HTTP {status}")
    if answer["ok"]:
        return answer.get("result")
    code, told = answer.get("error_code"), as_object(answer.get("parameters"))
    words = str(answer.get("description") or "")
    raise Failed(number_in(code) or status, words, number_in(told.get("retry_after")))


def number_in(told: Any) -> int:
    """A whole number up to a day's seconds, as a number or in digits; 0 for anything else."""
    digits = str(told) if isinstance(told, int | float | str) else ""
    found = re.match(r"\d{1,5}(?!\d)", digits)
    return int(found[0]) if found else 0


def as_object(result: Any) -> Mapping[str, Any]:
    """A result that should be an object."""
    return result if isinstance(result, dict) else {}


def id_of(result: Any) -> str:
    """The id of the message that was sent; "" where Zalo did not tell."""
    return str(as_object(result).get("message_id") or "")
