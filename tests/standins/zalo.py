"""A Zalo Bot API of our own, over real HTTP, that enforces the documented limits.

What it knows is the public documentation: text of 1 to 2,000 characters, ids as strings, times in
milliseconds, one event a poll without an offset, a webhook with a secret of 8 to 256 characters
that polling does not work beside. Only who wrote first can be written to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

SECRET_HEADER = "X-Bot-Api-Secret-Token"
LONGEST = 2000
NAME = "Bot Chung Tay"
STYLES = frozenset({"b", "i", "u", "s", "f_13", "f_15", "f_18", "f_20", "lst_1", "lst_2"})
STYLES |= {"c_050a19", "c_15a85f", "c_f7b503", "c_f27806", "c_db342e"}
STYLES |= {f"ind_{n}" for n in range(1, 6)}


class Wrong(Exception):
    """A call that the API refuses."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass
class ZaloPerson:
    """Somebody with a Zalo account, and what the bot sent them."""

    id: str
    name: str
    wrote: bool = False
    messages: list[str] = field(default_factory=list)
    styles: list[list[dict[str, Any]]] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The latest message."""
        return self.messages[-1]


class ZaloApi:
    """``async with ZaloApi() as api``: ``api.base`` is its address, ``api.token`` the bot's."""

    def __init__(self, token: str = "123:zalo-token", *, local_hooks: bool = False) -> None:
        self.token, self.local_hooks = token, local_hooks
        self.people: dict[str, ZaloPerson] = {}
        self.calls: list[str] = []
        self.faults: deque[tuple[str, Any]] = deque()
        self.url = self.secret = ""
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._runner: web.AppRunner | None = None
        self._number = 0

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def person(self, name: str = "An") -> ZaloPerson:
        """Somebody who has not written yet."""
        number = f"u{len(self.people) + 1:08d}"
        return self.people.setdefault(number, ZaloPerson(number, name))

    def group(self) -> ZaloPerson:
        """A group an admin put the bot into; what the bot says there is read by all."""
        number = f"g{len(self.people) + 1:08d}"
        return self.people.setdefault(number, ZaloPerson(number, "", wrote=True))

    async def mention(self, person: ZaloPerson, group: ZaloPerson, text: str) -> int:
        """Somebody names the bot in a group; what does not name it never reaches it."""
        words = f"@{NAME} {text}"
        return await self.bring(
            self.event(person, "message.text.received", chat=group.id, text=words)
        )

    def fail(self, kind: str, detail: Any = None) -> None:
        """The next send: ``refuse`` (code, words), ``drop`` before or ``lose`` after it is done,
        ``page`` a proxy's HTML in place of an answer."""
        self.faults.append((kind, detail))

    def event(
        self, person: ZaloPerson, name: str, *, chat: str = "", **content: Any
    ) -> dict[str, Any]:
        """An event as Zalo posts it."""
        person.wrote = True
        self._number += 1
        message = {
            "from": {"id": person.id, "display_name": person.name, "is_bot": False},
            "chat": {"id": chat or person.id, "chat_type": "GROUP" if chat else "PRIVATE"},
            "message_id": f"m{self._number:06d}",
            "date": 1_795_000_000_000 + self._number,
            **content,
        }
        return {"ok": True, "result": {"event_name": name, "message": message}}

    async def write(self, person: ZaloPerson, text: str) -> int:
        """Somebody writes: to the webhook (its status), or for the next poll (0)."""
        return await self.bring(self.event(person, "message.text.received", text=text))

    async def bring(self, event: dict[str, Any], secret: str | None = None) -> int:
        """An event reaches the bot, by whichever way is open."""
        if not self.url:
            await self._events.put(event["result"])
            return 0
        headers = {SECRET_HEADER: self.secret if secret is None else secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url, json=event, headers=headers) as answer,
        ):
            return answer.status

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        try:
            if request.match_info["token"] != self.token:
                raise Wrong(401, "Unauthorized")
            body = await request.json()
            kind, detail = self.faults.popleft() if self._is_due(method) else ("", None)
            return await self._act(request, method, body, (kind, detail))
        except Wrong as wrong:
            # As documented: HTTP 200 does not mean ok.
            told = {"ok": False, "description": wrong.words, "error_code": wrong.code}
            return web.json_response(told)

    def _is_due(self, method: str) -> bool:
        return bool(self.faults) and method.startswith("send")

    async def _act(
        self, request: web.Request, method: str, body: dict[str, Any], fault: tuple[str, Any]
    ) -> web.StreamResponse:
        kind, detail = fault
        if kind == "refuse":
            raise Wrong(*detail)
        if kind == "page":
            return web.Response(status=502, text="<html>Bad gateway</html>")
        if kind != "drop":
            result = await METHODS[method](self, body)
        if kind in ("drop", "lose"):
            assert request.transport is not None
            request.transport.abort()
            return web.Response()
        return web.json_response({"ok": True, "result": result})

    async def get_me(self, _body: dict[str, Any]) -> Any:
        """getMe."""
        return {"id": "1", "account_name": "bot.ChungTay", "display_name": NAME}

    async def get_updates(self, body: dict[str, Any]) -> Any:
        """getUpdates: one event, or 408 when none came in time."""
        if self.url:
            raise Wrong(409, "getUpdates does not work while a webhook is set")
        try:
            async with asyncio.timeout(min(float(body.get("timeout", 30)), 0.3)):
                return await self._events.get()
        except TimeoutError:
            raise Wrong(408, "Request timeout") from None

    async def set_webhook(self, body: dict[str, Any]) -> Any:
        """setWebhook: an https address and a secret, both required."""
        url, secret = str(body.get("url", "")), str(body.get("secret_token", ""))
        local = self.local_hooks and url.startswith("http://127.0.0.1:")  # the tests' own server
        if not url.startswith("https://") and not local:
            raise Wrong(400, "Bad Request: url must be a public https address")
        if not 8 <= len(secret) <= 256:
            raise Wrong(400, "Bad Request: secret_token must have 8 to 256 characters")
        self.url, self.secret = url, secret
        return {"url": url, "updated_at": 1_795_000_000_000}

    async def delete_webhook(self, _body: dict[str, Any]) -> Any:
        """deleteWebhook."""
        self.url = self.secret = ""
        return {"url": ""}

    async def send_message(self, body: dict[str, Any]) -> Any:
        """sendMessage."""
        person, text = self._reader(body), str(body.get("text", ""))
        if not 1 <= len(text) <= LONGEST:
            raise Wrong(400, "Bad Request: text must have 1 to 2000 characters")
        styles = body.get("text_styles", [])
        units = len(text.encode("utf-16-le")) // 2
        for one in styles:
            if one["start"] < 0 or one["len"] < 1 or one["start"] + one["len"] > units:
                raise Wrong(400, "Bad Request: text_styles out of range")
            if not set(one["st"]) <= STYLES:
                raise Wrong(400, "Bad Request: unknown style")
        return self._sent(person, text, styles)

    async def send_photo(self, body: dict[str, Any]) -> Any:
        """sendPhoto, from an address."""
        person, url = self._reader(body), str(body.get("photo", ""))
        if not url.startswith("http"):
            raise Wrong(400, "Bad Request: photo must be a URL")
        if not 1 <= len(body.get("caption", "x")) <= LONGEST:
            raise Wrong(400, "Bad Request: caption must have 1 to 2000 characters")
        return self._sent(person, f"[photo {url}] {body.get('caption', '')}".strip(), [])

    async def send_voice(self, body: dict[str, Any]) -> Any:
        """sendVoice, from an address that ends in .aac."""
        person, url = self._reader(body), str(body.get("voice_url", ""))
        if not url.endswith(".aac"):
            raise Wrong(400, "Bad Request: voice_url must end in .aac")
        return self._sent(person, f"[voice {url}]", [])

    def _reader(self, body: dict[str, Any]) -> ZaloPerson:
        person = self.people.get(str(body.get("chat_id", "")))
        if person is None:
            raise Wrong(400, "Bad Request: chat not found")
        if not person.wrote:
            raise Wrong(403, "Forbidden: the person has not written to the bot")
        return person

    def _sent(self, person: ZaloPerson, text: str, styles: list[dict[str, Any]]) -> Any:
        self._number += 1
        person.messages.append(text)
        person.styles.append(styles)
        return {"message_id": f"m{self._number:06d}", "date": 1_795_000_000_000}


METHODS: dict[str, Any] = {
    "getMe": ZaloApi.get_me,
    "getUpdates": ZaloApi.get_updates,
    "setWebhook": ZaloApi.set_webhook,
    "deleteWebhook": ZaloApi.delete_webhook,
    "sendMessage": ZaloApi.send_message,
    "sendPhoto": ZaloApi.send_photo,
    "sendVoice": ZaloApi.send_voice,
}
