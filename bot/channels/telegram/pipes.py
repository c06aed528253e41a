"""Connections kept open for one kind of request, so that a message costs a write and a read.

aiohttp opens them (DNS, TLS, time-outs, its pool's limit) and parses what comes back; what is left
out is everything its session does for requests that differ from each other. (Measured: twice as
fast as ``session.post``.)
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.connector import Connection
from aiohttp.http_exceptions import HttpProcessingError
from yarl import URL

STALE = 15.0
"""Seconds after which an idle connection is not trusted any more: nobody tells when a router
forgets it, and what is written then is lost without a word."""
BROKEN = (aiohttp.ClientError, HttpProcessingError, OSError, TimeoutError)
"""What a connection may raise."""


@dataclass(slots=True)
class Pipe:
    """One connection on loan from aiohttp's pool."""

    connection: Connection
    idle_since: float

    @property
    def is_open(self) -> bool:
        """False once either side has closed it, or said something unasked."""
        protocol = self.connection.protocol
        return protocol is not None and protocol.is_connected() and not protocol.should_close

    async def exchange(self, request: bytes) -> tuple[int, bytes]:
        """Write a request, read the answer: status and body."""
        protocol, transport = self.connection.protocol, self.connection.transport
        if protocol is None or transport is None:
            raise aiohttp.ClientConnectionError("closed")
        transport.write(request)
        message, payload = await protocol.read()
        return message.code, await payload.read()

    def give_up(self) -> None:
        """End whatever is being waited for here."""
        if self.connection.transport is not None:
            self.connection.transport.abort()


class Pipes:
    """Posts JSON to one URL. ``timeout``: ``connect`` and ``sock_connect`` bound the opening,
    ``sock_read`` the answer."""

    def __init__(
        self, url: str, connector: aiohttp.BaseConnector, timeout: aiohttp.ClientTimeout, agent: str
    ) -> None:
        self._url = URL(url)
        self._connector = connector
        self._timeout = timeout
        self._idle: list[Pipe] = []
        host = self._url.raw_authority
        head = f"POST {self._url.raw_path_qs} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n"
        self._head = f"{head}Content-Type: application/json\r\nContent-Length: ".encode()

    async def take(self) -> Pipe:
        """An open connection: the one used last, or a new one. Raises what connecting raises."""
        now = asyncio.get_running_loop().time()
        while self._idle:
            pipe = self._idle.pop()
            if pipe.is_open and now < pipe.idle_since + STALE:
                return pipe
            pipe.connection.close()
        return await self._open()

    async def post(self, pipe: Pipe, body: bytes) -> tuple[int, bytes]:
        """Post over a taken connection, which is then kept for the next. Raises one of ``BROKEN``;
        the request may have been carried out then."""
        loop = asyncio.get_running_loop()
        patience = self._timeout.sock_read
        timer = loop.call_later(patience, pipe.give_up) if patience else None
        try:
            answer = await pipe.exchange(b"%b%d\r\n\r\n%b" % (self._head, len(body), body))
        except BaseException:
            pipe.connection.close()
            raise
        finally:
            if timer:
                timer.cancel()
        self._keep(pipe, loop.time())
        return answer

    def close(self) -> None:
        """Close what is idle; what is in use is closed by the connector."""
        while self._idle:
            self._idle.pop().connection.close()

    def _keep(self, pipe: Pipe, now: float) -> None:
        if pipe.is_open:
            pipe.idle_since = now
            self._idle.append(pipe)
        else:
            pipe.connection.close()

    async def _open(self) -> Pipe:
        loop = asyncio.get_running_loop()
        wanted: Any = aiohttp.ClientRequest("POST", self._url, loop=loop)
        connection = await self._connector.connect(wanted, [], self._timeout)
        if connection.protocol is not None:
            connection.protocol.set_response_params(read_until_eof=True)
        return Pipe(connection, loop.time())
