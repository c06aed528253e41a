"""The wire to the Bot API: aiohttp under python-telegram-bot, telling what is known of a failure.

What matters to us is whether a request may have been carried out. ``NeverSent``: nothing left us.
``NotDone``: the Bot API itself said that it failed. ``AskedToWait``: it told us to slow down.
``AnswerLost``: the body was written and no answer of the Bot API came, so nobody knows.
Messages name no URL, because the URL holds the token.
"""

from __future__ import annotations

import io
import json
from typing import Any

import aiohttp
from multidict import MultiDict
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.channels.telegram.pipes import BROKEN, Pipes
from bot.channels.wire import Patience, as_timeout, told_apart, unsent, watch_writing

Answer = dict[str, Any]
READ_WELL = (400, 401, 403, 404, 409)
"""Statuses for which python-telegram-bot has an error class of its own."""


class NeverSent(NetworkError):
    """DNS, connecting, TLS or a full pool: not a byte of the request left us."""


class NotDone(NetworkError):
    """The Bot API answered with a JSON error of its own, 5xx above all: it did not do it."""


class AnswerLost(TimedOut):
    """Read time-out, reset, or an answer that is no Bot API's: it may have been done."""


class AskedToWait(TelegramError):
    """429: wait so many ``seconds``. (PTB's own RetryAfter warns about itself at each raise.)"""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too Many Requests: retry after {seconds:g}")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """One connection pool. Receiving and sending have one each, so that neither starves.

    It opens with the first request; after ``shutdown`` only ``initialize`` opens it again.
    """

    __slots__ = ("_closed", "_connections", "_patience", "_pipes", "_proxy", "_session")

    def __init__(
        self, connections: int = 256, patience: Patience | None = None, proxy: str = ""
    ) -> None:
        self._connections = connections
        self._patience = patience or Patience()
        self._proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None
        self._pipes: dict[str, Pipes] = {}
        self._closed = False

    @property
    def read_timeout(self) -> float | None:
        """Seconds; the default of a call that names none."""
        return self._patience.read

    async def initialize(self) -> None:
        """Open the pool; once open, nothing happens."""
        self._closed = False
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, limit_per_host=0)
            self._session = aiohttp.ClientSession(
                connector=connector,
                trace_configs=[watch_writing()],
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close every connection."""
        self._closed = True
        for pipes in self._pipes.values():
            pipes.close()
        self._pipes.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913  (the signature is python-telegram-bot's)
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """One request; raises the errors of this module, never another."""
        waiting = Patience(
            pool=chosen(pool_timeout, self._patience.pool),
            connect=chosen(connect_timeout, self._patience.connect),
            write=chosen(write_timeout, self._patience.write),
            read=chosen(read_timeout, self._patience.read),
        )
        status, body = await self._exchange(method, url, form_of(request_data), waiting)
        return judge(status, body, is_file="/file/bot" in url)

    async def post_json(self, url: str, body: bytes) -> tuple[int, Answer]:
        """A request that is written already, over a connection kept for its URL: status and
        answer. Raises as ``do_request`` does."""
        if self._proxy:
            json_body = aiohttp.BytesPayload(body, content_type="application/json")
            return read_well(*await self._exchange("POST", url, json_body, self._patience))
        pipes = self._pipes.get(url) or await self._pipes_to(url)
        try:
            pipe = await pipes.take()
        except BROKEN as error:
            raise NeverSent(unsent(error)) from None
        try:
            status, answer = await pipes.post(pipe, body)
        except BROKEN as error:
            raise AnswerLost(f"no answer: {type(error).__name__}") from None
        return read_well(status, answer)

    async def _pipes_to(self, url: str) -> Pipes:
        session = await self._open_session()
        assert session.connector is not None
        timeout = as_timeout(self._patience)
        return self._pipes.setdefault(url, Pipes(url, session.connector, timeout, self.USER_AGENT))

    async def _open_session(self) -> aiohttp.ClientSession:
        if self._closed:
            raise NeverSent("the transport is closed")
        await self.initialize()
        assert self._session is not None
        return self._session

    async def _exchange(
        self, method: str, url: str, data: Any, waiting: Patience
    ) -> tuple[int, bytes]:
        session = await self._open_session()
        async with (
            told_apart(NeverSent, AnswerLost) as journey,
            session.request(
                method,
                url,
                data=data,
                timeout=as_timeout(waiting),
                proxy=self._proxy,
                allow_redirects=False,
                trace_request_ctx=journey,
            ) as response,
        ):
            return response.status, await response.read()


def judge(status: int, body: bytes, *, is_file: bool = False) -> tuple[int, bytes]:
    """Pass on what python-telegram-bot reads well; raise where it would lose what we know."""
    if is_file and status == 200:
        return status, body
    return read_well(status, body)[0], body


def read_well(status: int, body: bytes) -> tuple[int, Answer]:
    """The Bot API's answer, and its own status where it is an error."""
    answer = read_answer(body)
    if answer is None:
        raise AnswerLost(f"the answer is not the Bot API's: HTTP {status}")
    status = status if answer["ok"] else int(answer.get("error_code") or status)
    wait = (answer.get("parameters") or {}).get("retry_after")
    if status == 429 or wait is not None:
        raise AskedToWait(max(1.0, float(wait or 1)))
    if status >= 400 and status not in READ_WELL:
        raise NotDone(f"{status}: {answer.get('description', '')}")
    return status, answer


def read_answer(body: bytes) -> Answer | None:
    """A Bot API's answer is a JSON object that says whether it is ok."""
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) and isinstance(answer.get("ok"), bool) else None


def chosen(given: object, otherwise: float | None) -> float | None:
    """The time-out of a call (None: without end), or the transport's own."""
    return given if given is None or isinstance(given, (int, float)) else otherwise


def form_of(request_data: RequestData | None) -> aiohttp.MultipartWriter | dict[str, str] | None:
    """The parameters as a form, with the files where there are any."""
    if request_data is None:
        return None
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.MultipartWriter("form-data")
    for name, text in request_data.json_parameters.items():
        form.append(text, disposed(name))
    for name, (filename, content, mime) in (request_data.multipart_data or {}).items():
        body = io.BytesIO(content) if isinstance(content, bytes) else content
        form.append(body, disposed(name, filename, mime))
    return form


def disposed(name: str, filename: str = "", mime: str = "text/plain") -> MultiDict[str]:
    """Where a part belongs. A file's name is written in UTF-8 as browsers do, only its quotation
    marks escaped: aiohttp's own form would have *giấy vay.pdf* arrive in per cent signs."""
    safe = filename.replace('"', "%22").replace("\r", "").replace("\n", "")
    called = f'; filename="{safe}"' if safe else ""
    told = f'form-data; name="{name}"{called}'
    return MultiDict({"Content-Disposition": told, "Content-Type": mime})
