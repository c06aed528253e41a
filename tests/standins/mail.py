"""A mail server of our own that speaks real SMTP, takes what it is told to take, and forgets."""

from __future__ import annotations

import asyncio
import email
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword


@dataclass
class Postbox:
    """What arrived, in order; ``refuses`` answers by address, ``after_data`` by address once the
    mail was written; "" there breaks the connection without a word."""

    mails: list[EmailMessage] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)
    after_data: dict[str, str] = field(default_factory=dict)
    port: int = 0
    connections: int = 0

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        self.connections += session.ssl is None  # after STARTTLS there is a second one
        session.host_name = hostname
        return answers

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        (reader,) = envelope.rcpt_tos
        answer = self.after_data.get(reader, "250 OK")
        if answer == "":
            server.transport.abort()
        if answer[:1] in ("2", ""):
            mail = email.message_from_bytes(envelope.content, policy=default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return answer

    def to(self, address: str) -> list[EmailMessage]:
        """What one mailbox holds."""
        return [mail for mail in self.mails if mail["To"] == address]


@dataclass(frozen=True)
class Door:
    """How the server lets in: ``tls`` makes STARTTLS a must, ``password`` a login; after ``idle``
    seconds without a word it closes the connection."""

    tls: ssl.SSLContext | None = None
    password: str = ""
    idle: float = 300.0

    def smtp(self, box: Postbox) -> SMTP:
        """One connection."""
        return SMTP(
            box,
            timeout=self.idle,
            tls_context=self.tls,
            require_starttls=self.tls is not None,
            authenticator=self.judge if self.password else None,
            auth_required=bool(self.password),
        )

    def judge(self, _server: Any, _session: Any, _envelope: Any, _way: str, told: Any) -> Any:
        """Whether a login is right."""
        is_right = isinstance(told, LoginPassword) and told.password == self.password.encode()
        return AuthResult(success=is_right, handled=False)


@asynccontextmanager
async def mail_server(door: Door | None = None) -> AsyncIterator[Postbox]:
    """A running server and its postbox."""
    box, way = Postbox(), door or Door()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: way.smtp(box), "127.0.0.1", 0)
    try:
        box.port = server.sockets[0].getsockname()[1]
        yield box
    finally:
        server.close()
        await server.wait_closed()
