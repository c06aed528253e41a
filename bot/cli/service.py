"""``run``, ``chat``, ``doctor``."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Annotated, TextIO, cast

import structlog
import typer

from bot import clock
from bot.channels.receiving import TokenRefused, innermost
from bot.channels.terminal.chat import chat as talk
from bot.cli.session import (
    AsJson,
    BadInput,
    ConfigFile,
    Failed,
    Session,
    put,
    say,
    settings_of,
)
from bot.cli.session import run as run_session
from bot.doctor import DEEP, QUESTIONS, as_lines, examine
from bot.home import address_of, keeping_of, public_url
from bot.lock import Held
from bot.pages.chart import photo_of
from bot.patient import Patient
from bot.wiring import ROLES, serve
from content.library.build import ContentError
from db.cipher import BadKey
from db.store import BadUrl, Unavailable
from handlers.conversation import Conversation
from handlers.scene import House, Operator


def run(
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Else server.port.")] = None,
    role: Annotated[list[str] | None, typer.Option(help=f"{', '.join(ROLES)}; else all.")] = None,
    config: ConfigFile = None,
) -> int:
    """Serve until SIGTERM."""
    settings = settings_of(config)
    roles = frozenset(role or ROLES)
    if unknown := sorted(roles - set(ROLES)):
        raise BadInput(f"--role {unknown[0]}: unknown; known: {', '.join(ROLES)}")
    log_to_stderr()
    chosen = settings.server.port if port is None else port
    try:
        with asyncio.Runner(loop_factory=swift_loop()) as runner:
            runner.run(
                serve(settings, port=chosen, roles=roles, ready=announce_at(settings.server.host))
            )
    except (Held, BadUrl, BadKey) as error:
        raise BadInput(str(error)) from None
    except (Unavailable, ContentError, OSError) as error:
        raise Failed(str(error)) from None
    except ExceptionGroup as group:
        refused = group.subgroup(TokenRefused)
        if refused is None:
            raise
        raise BadInput(str(innermost(refused))) from None
    return 0


def swift_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's event loop, where it installs: less of the processor is spent on each message. None:
    the standard one."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def announce_at(host: str) -> Callable[[int], None]:
    """Tells where it is, once its port is known."""

    def announce(port: int) -> None:
        sys.stderr.write(f"Chung Tay: {address_of(host, port)}/\n")

    return announce


def log_to_stderr() -> None:
    """Structured lines on stderr; nothing of ours goes to stdout."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")
    for library in ("apscheduler", "alembic", "aiohttp"):
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", Log(sys.stderr))),
    )


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Log:
    """Where lines of the log go. A line that cannot be written, on a full disk above all, is lost
    and nothing else: whoever tells of trouble must not get into more."""

    file: TextIO

    def write(self, text: str) -> None:
        """As the file does it, without its errors."""
        with suppress(OSError):
            self.file.write(text)

    def flush(self) -> None:
        """As the file does it, without its errors."""
        with suppress(OSError):
            self.file.flush()


def doctor(
    deep: Annotated[bool, typer.Option("--deep", help="Also what takes long.")] = False,
    json_: AsJson = False,
    config: ConfigFile = None,
) -> int:
    """What is wrong, and how to mend it; 1 when something is."""

    async def work(opened: Session) -> int:
        patient = Patient(opened.settings, opened.store, opened.library, clock.now())
        findings = await examine(patient, DEEP if deep else QUESTIONS)
        put([asdict(one) for one in findings]) if json_ else say(*as_lines(findings))
        return int(any(one.grade == "wrong" for one in findings))

    return run_session(config, work)


def chat(config: ConfigFile = None) -> int:
    """Talk at this terminal: plain text, numbered choices; q ends."""

    async def work(opened: Session) -> int:
        told = opened.settings.operator
        operator = Operator(told.name, told.office, told.phone, told.site)
        keeping = keeping_of(opened.settings)
        house = House(lambda: opened.library, opened.keys, operator, draw=photo_of, keeping=keeping)
        conversation = Conversation(opened.store, house, clock.now)
        await talk(conversation, read_line, write, clock.now, public_url(opened.settings))
        return 0

    return run_session(config, work)


def write(text: str) -> None:
    """To stdout, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


async def read_line() -> str:
    """The next line of stdin; empty at its end."""
    return await asyncio.to_thread(sys.stdin.readline)
