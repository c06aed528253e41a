"""One connection to a mail server, and what its answers mean: who refused what, how far it came.

A mail is taken over by the server at the end of DATA; until then nothing has left us.
"""

from __future__ import annotations

import asyncio
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

import aiosmtplib
import structlog
from aiosmtplib import SMTP, SMTPException, SMTPResponseException

Security = Literal["starttls", "tls", "none"]
TIMEOUT = 20.0
"""Seconds for each step."""
LOGIN_WANTED = 530
"""The server takes mails only from who signs in (RFC 4954, 6)."""
log = structlog.get_logger(__name__)


class MailError(Exception):
    """A mail that was not plainly taken over."""


class NotTaken(MailError):
    """Nothing left us: the server is away, or does not let us in."""


class Lost(MailError):
    """The mail was written and no answer came: it may have been taken over."""


class Answered(MailError):
    """The server said no; ``code`` is its own (4xx for now, 5xx for good). ``of_reader``: it was
    the reader's address that it refused."""

    def __init__(self, code: int, words: str, *, of_reader: bool) -> None:
        super().__init__(f"{code} {words}")
        self.code, self.words, self.of_reader = code, words, of_reader


@dataclass(frozen=True, slots=True)
class Account:
    """Where mails are handed in, and as whom."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


class MailClient:
    """Hands in one mail after another over one connection, opened anew when it broke. ``tls``:
    whom to trust, where not those whom this machine does."""

    def __init__(
        self, account: Account, timeout: float = TIMEOUT, tls: ssl.SSLContext | None = None
    ) -> None:
        self._account = account
        self._timeout = timeout
        self._tls = tls
        self._is_refused = False
        self._smtp: SMTP | None = None
        self._turn = asyncio.Lock()

    async def close(self) -> None:
        """Say goodbye to the server."""
        smtp, self._smtp = self._smtp, None
        if smtp is not None:
            with suppress(SMTPException, OSError):
                await smtp.quit()

    async def greet(self) -> None:
        """Open the connection and sign in; raises NotTaken."""
        async with self._turn:
            await self._open()

    async def hand_in(self, mail: EmailMessage, sender: str, reader: str) -> None:
        """Hand in one mail; raises the errors of this module, never another."""
        async with self._turn:
            smtp = await self._open()
            await self._address(smtp, sender, reader)
            await self._write(smtp, mail)

    async def _open(self) -> SMTP:
        """The connection, looked at first: servers close idle ones."""
        if self._smtp is not None:
            with suppress(SMTPException, OSError):
                await self._smtp.rset()
                return self._smtp
            self._drop()
        told = self._account
        smtp = SMTP(
            hostname=told.host,
            port=told.port,
            use_tls=told.security == "tls",
            start_tls=told.security == "starttls",
            username=told.user or None,
            password=told.password or None,
            timeout=self._timeout,
            tls_context=None if told.security == "none" else self._tls,
        )
        try:
            await smtp.connect()
        except aiosmtplib.SMTPAuthenticationError as error:
            raise self._not_let_in(error.code) from None
        except (SMTPException, OSError) as error:
            raise NotTaken(f"no mail server: {type(error).__name__}") from None
        self._smtp, self._is_refused = smtp, False
        return smtp

    def _not_let_in(self, code: int) -> NotTaken:
        """The server refuses our login: said once in the log, until it lets us in again."""
        if not self._is_refused:
            right = "check email.user and CHUNGTAY_EMAIL__PASSWORD"
            log.error("email.login_refused", host=self._account.host, code=code, mend=right)
        self._is_refused = True
        return NotTaken(f"login refused: {code}")

    async def _address(self, smtp: SMTP, sender: str, reader: str) -> None:
        """The envelope: who sends, who reads."""
        try:
            await smtp.mail(sender)
            await smtp.rcpt(reader)
        except aiosmtplib.SMTPRecipientRefused as error:
            raise Answered(error.code, error.message, of_reader=True) from None
        except SMTPResponseException as error:
            if error.code == LOGIN_WANTED:
                raise self._not_let_in(error.code) from None
            raise Answered(error.code, error.message, of_reader=False) from None
        except (SMTPException, OSError) as error:
            self._drop()
            raise NotTaken(f"not handed in: {type(error).__name__}") from None

    async def _write(self, smtp: SMTP, mail: EmailMessage) -> None:
        """The mail itself."""
        try:
            await smtp.data(mail.as_bytes())
        except SMTPResponseException as error:
            raise Answered(error.code, error.message, of_reader=error.code in GONE) from None
        except (SMTPException, OSError) as error:
            self._drop()
            raise Lost(f"no answer: {type(error).__name__}") from None

    def _drop(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


GONE = (550, 551, 553)
"""Codes that speak of a mailbox (RFC 5321, 4.2.3), also where a server tells only after DATA."""
