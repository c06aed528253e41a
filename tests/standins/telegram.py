"""A Bot API of our own over real HTTP: it holds Telegram's documented limits and speaks its words.

    async with BotApi() as api:                 # inside a loop, or
    with running(BotApi()) as api:              # from a thread of its own, for synchronous tests
        an = api.person("An")
        an.says("chào")                         # becomes an update
        an.wait(an.sees)                        # what the bot shows
        an.taps("Vay vốn")

``api.base`` is the address without ``/bot``; ``api.calls`` records everything in order;
``api.fail`` orders trouble.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from aiohttp import ClientError, ClientSession, web

from tests.standins.telegram_faults import Fault, Kind, Orders, Rates
from tests.standins.telegram_files import File, Upload, as_carried
from tests.standins.telegram_methods import METHODS
from tests.standins.telegram_people import Message, Person
from tests.standins.telegram_refusal import Refusal

DAY = 86_400
TOKEN = "123456789:AAF-stand-in_token-of-the-tests_00000"
UNLIMITED = Rates(overall=1e9, overall_burst=1e9, per_chat=1e9, chat_burst=1e9)
PACED = frozenset(
    {"sendMessage", "sendPhoto", "sendVoice", "sendDocument", "editMessageText"}
    | {"editMessageCaption"}
)
NESTED = ("reply_markup", "commands", "allowed_updates", "link_preview_options", "scope")
QUIET = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request of the bot, and how it was answered; ``status`` 0: not at all."""

    at: float
    method: str
    params: dict[str, Any]
    status: int
    answer: Any = None

    @property
    def chat(self) -> int | None:
        return chat_of(self.params)


class BotApi:
    """One bot's Telegram. Everything a test calls is safe from any thread."""

    def __init__(self, token: str = TOKEN, rates: Rates | None = None) -> None:
        self.token = token
        self.rates = rates or Rates()
        self.user = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Chung Tay"}
        self.user |= {"username": "chungtay_bot"}
        self.people: dict[int, Person] = {}
        self.calls: list[Call] = []
        self.orders = Orders()
        self.latency = 0.0
        self.webhook: dict[str, Any] = {}
        self.webhook_answers: list[int] = []
        self.allowed: list[str] = []
        self.about: dict[str, Any] = {}
        self.query_seconds = 900.0
        self.files: dict[str, File] = {}
        self.queries: dict[str, tuple[Person, float]] = {}
        self.updates: list[tuple[float, dict[str, Any]]] = []
        self._lock = threading.RLock()
        self._ids = {name: itertools.count(start) for name, start in START.items()}
        self._poll = 0
        self._runner: web.AppRunner | None = None

    # serving

    async def start(self, port: int = 0) -> Self:
        """Serve on 127.0.0.1."""
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        app = web.Application(client_max_size=64 * 1024**2)
        app.router.add_route("*", "/bot{token}/{method}", self.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        self._group = asyncio.TaskGroup()
        await self._group.__aenter__()
        self._courier = self._group.create_task(self.deliver())
        return self

    async def stop(self) -> None:
        """Stop serving; every connection is closed."""
        self._courier.cancel()
        self._poll += 1  # whoever waits for updates is let go
        self._news.set()
        await self._group.__aexit__(None, None, None)
        if self._runner:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    # what tests do

    def person(self, name: str = "Bà con", *, number: int = 0, started: bool = True) -> Person:
        """Somebody new (or known by their id)."""
        with self._lock:
            number = number or next(self._ids["person"])
            if number not in self.people:
                self.people[number] = Person(self, number, name, started)
            return self.people[number]

    def fail(self, kind: Kind, times: int = 1, **how: Any) -> None:
        """Order trouble for the next calls: see Fault."""
        self.orders.add(Fault(kind, times, **how))

    def flood(self, seconds: int, times: int = 1, **how: Any) -> None:
        """The next calls get a 429 with retry_after."""
        text = f"Too Many Requests: retry after {seconds}"
        how |= {"code": 429, "description": text, "retry_after": seconds}
        self.fail("json", times, **how)

    def made(self, *methods: str, chat: int | None = None) -> list[Call]:
        """Calls of these methods, in order."""
        return [c for c in self.calls if c.method in methods and chat in (None, c.chat)]

    def push(self, kind: str, body: Any, update_id: int = 0) -> int:
        """Put an update in the queue; its id. A given id may repeat an old one."""
        number = update_id or self.next_update()
        wanted = kind in self.allowed if self.allowed else kind not in QUIET
        if wanted:
            self.push_raw({"update_id": number, kind: body})
        return number

    def push_raw(self, update: Any) -> None:
        """Put anything at all in the queue."""
        with self._lock:
            self.updates.append((time.time(), update))
        self._loop.call_soon_threadsafe(self._news.set)

    def next_update(self) -> int:
        return next(self._ids["update"])

    def next_message(self) -> int:
        return next(self._ids["message"])

    def new_query(self, person: Person) -> str:
        query = str(next(self._ids["query"]))
        self.queries[query] = (person, time.time())
        return query

    def as_shown(self, person: Person, message: Message) -> dict[str, Any]:
        """A message of the bot as the Bot API gives it."""
        body: dict[str, Any] = {
            "message_id": message.id,
            "from": self.user,
            "chat": person.chat,
            "date": int(message.at),
        }
        if message.media:
            body |= as_carried(self, message.media, message.file)
            body |= {"caption": message.text} if message.text else {}
        else:
            body["text"] = message.text
        if message.edits:
            body["edit_date"] = int(time.time())
        return body | ({"reply_markup": message.markup} if message.markup else {})

    # answering the bot

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call: refuse, fail as ordered, or carry out; always recorded."""
        params = await read_params(request)
        method = request.match_info["method"]
        if request.match_info["token"] != self.token:
            return self.record(method, params, error(401, "Unauthorized"))
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self.orders.take(method, chat_of(params))
        if fault:
            return await self.strike(fault, request, method, params)
        return self.record(method, params, await self.carry_out(method, params))

    async def carry_out(self, method: str, params: dict[str, Any]) -> tuple[int, Any]:
        if method == "getUpdates":
            return await self.get_updates(params)
        if method not in METHODS:
            return error(404, "Not Found")
        chat = chat_of(params)
        if method in PACED and chat is not None and (seconds := self.rates.wait(chat)):
            text = f"Too Many Requests: retry after {seconds}"
            return error(429, text, {"retry_after": seconds})
        try:
            with self._lock:
                return 200, {"ok": True, "result": METHODS[method](self, params)}
        except Refusal as refusal:
            return error(refusal.code, refusal.description)

    async def strike(
        self, fault: Fault, request: web.Request, method: str, params: dict[str, Any]
    ) -> web.StreamResponse:
        """Do what was ordered instead of answering."""
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return self.record(method, params, await self.carry_out(method, params))
        if fault.effect:
            await self.carry_out(method, params)
        if fault.kind == "json":
            extra = {"retry_after": fault.retry_after, "migrate_to_chat_id": fault.migrate_to}
            extra = {name: value for name, value in extra.items() if value is not None}
            return self.record(method, params, error(fault.code, fault.description, extra))
        self.calls.append(Call(time.time(), method, params, 0, fault.kind))
        if fault.kind == "html":
            page = f"<html><h1>{fault.code} Bad Gateway</h1></html>"
            return web.Response(status=fault.code, text=page, content_type="text/html")
        if fault.kind == "hang":
            await asyncio.sleep(fault.seconds)
        if request.transport:
            if fault.kind == "reset":
                request.transport.abort()
            else:
                request.transport.close()
        return web.Response()

    def record(
        self, method: str, params: dict[str, Any], outcome: tuple[int, Any]
    ) -> web.StreamResponse:
        status, answer = outcome
        self.calls.append(Call(time.time(), method, params, status, answer))
        return web.json_response(answer, status=status)

    # updates, by asking and by webhook

    async def get_updates(self, params: dict[str, Any]) -> tuple[int, Any]:
        """Long polling; a second call ends the first, a webhook forbids both."""
        if self.webhook.get("url"):
            text = "can't use getUpdates method while webhook is active"
            return error(409, f"Conflict: {text}; use deleteWebhook to delete the webhook first")
        self._poll += 1
        mine = self._poll
        self._news.set()
        if "allowed_updates" in params:
            self.allowed = list(params["allowed_updates"])
        limit = min(100, max(1, int(params.get("limit", 100))))
        end = time.monotonic() + float(params.get("timeout", 0))
        self.forget(int(params.get("offset", 0)))
        while True:
            if mine != self._poll:
                text = "terminated by other getUpdates request"
                return error(
                    409, f"Conflict: {text}; make sure that only one bot instance is running"
                )
            with self._lock:
                found = [update for _, update in self.updates[:limit]]
            if found or time.monotonic() >= end:
                return 200, {"ok": True, "result": found}
            self._news.clear()
            await self.news(min(1.0, end - time.monotonic()))

    def forget(self, offset: int) -> None:
        """Drop what an offset confirms, and what is older than a day."""
        young = time.time() - DAY
        with self._lock:
            if offset < 0:
                self.updates = self.updates[offset:]
            self.updates = [
                (at, update)
                for at, update in self.updates
                if at > young and number_of(update, offset) >= offset
            ]

    async def news(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._news.wait()
        except TimeoutError:
            return

    async def deliver(self) -> None:
        """Post updates to the webhook one by one; what is not answered 2xx comes again."""
        async with ClientSession() as session:
            while True:
                with self._lock:
                    first = self.updates[0] if self.webhook.get("url") and self.updates else None
                if first is None:
                    self._news.clear()
                    await self.news(0.5)
                elif await self.post(session, first[1]):
                    with self._lock:
                        self.updates.remove(first)
                else:
                    await asyncio.sleep(0.05)

    async def post(self, session: ClientSession, update: Any) -> bool:
        secret = self.webhook.get("secret_token")
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        try:
            url = self.webhook["url"]
            async with session.post(url, json=update, headers=headers) as response:
                self.webhook_answers.append(response.status)
                return response.status // 100 == 2
        except (ClientError, OSError) as trouble:
            self.webhook["last_error_message"] = type(trouble).__name__
            return False


START = {"person": 700_001, "message": 1, "query": 9_000_001, "update": 500_001}


@contextmanager
def running(api: BotApi, port: int = 0) -> Iterator[BotApi]:
    """Serve from a thread of its own, for synchronous tests and other processes."""
    ready = threading.Event()
    loop = asyncio.new_event_loop()

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(api.start(port))
        ready.set()
        loop.run_forever()
        loop.run_until_complete(api.stop())
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()

    thread = threading.Thread(target=serve, name="bot-api", daemon=True)
    thread.start()
    if not ready.wait(10):
        raise RuntimeError("the Bot API stand-in did not start")
    try:
        yield api
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)


def error(code: int, description: str, extra: dict[str, Any] | None = None) -> tuple[int, Any]:
    """A JSON error as the Bot API gives it."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return code, body | ({"parameters": extra} if extra else {})


def chat_of(params: dict[str, Any]) -> int | None:
    """The chat a call is about, when it names one."""
    try:
        return int(params["chat_id"])
    except (KeyError, TypeError, ValueError):
        return None


def number_of(update: Any, otherwise: int) -> int:
    """An update's number; a malformed one counts as not yet confirmed."""
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else otherwise


async def read_params(request: web.Request) -> dict[str, Any]:
    """Parameters by query, form, multipart or JSON, nested values decoded."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        found |= await request.json()
    elif request.can_read_body:
        found |= {name: as_given(value) for name, value in (await request.post()).items()}
    nested = {name: json.loads(found[name]) for name in NESTED if isinstance(found.get(name), str)}
    return found | nested


def as_given(value: Any) -> Any:
    """A parameter as it is; a file with all its bytes."""
    if not isinstance(value, web.FileField):
        return value
    with value.file as file:
        return Upload(value.filename, file.read())
