"""``db upgrade``, ``db backup``, ``db restore``."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from bot import clock
from bot.cli.session import (
    BadInput,
    ConfigFile,
    Failed,
    Session,
    keys_for,
    run,
    say,
    settings_of,
)
from bot.config import Settings
from bot.home import database_file
from bot.lock import Held, ServiceLock
from db import backup as copies
from db.store import BadUrl, Unavailable

T = TypeVar("T")
File = Annotated[Path, typer.Argument(metavar="FILE")]


def upgrade(config: ConfigFile = None) -> int:
    """Bring the schema up to date (every command does)."""

    async def work(opened: Session) -> int:
        say(f"schema up to date ({opened.store.dialect})")
        return 0

    return run(config, work)


def backup(file: File, config: ConfigFile = None) -> int:
    """A consistent copy in one file, beside a running service. The key file is not in it."""

    async def work(opened: Session) -> int:
        await kindly(copies.back_up(opened.settings.database.url, file), file)
        say(f"backed up to {file}; keep the key file apart: without it answers cannot be read")
        return 0

    return run(config, work)


def restore(file: File, config: ConfigFile = None) -> int:
    """Put a backup in place. No service may run; campaigns under way are held for a person."""
    settings = settings_of(config)
    with alone(settings):
        url = settings.database.url
        asyncio.run(kindly(copies.restore(file, url, keys_for(settings), clock.now()), file))
    say(f"restored from {file}; campaigns that were to go out are held for a person")
    return 0


def migrate_to(
    target: Annotated[str, typer.Argument(metavar="URL", help="sqlite:///FILE or postgresql://…")],
    config: ConfigFile = None,
) -> int:
    """Copy everything into an empty database elsewhere. No service may run."""
    settings = settings_of(config)
    with alone(settings):
        rows = asyncio.run(kindly(copies.migrate(settings.database.url, target), target))
    say(f"{rows} rows copied; now set database.url")
    return 0


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """While inside, no service runs on the SQLite file."""
    file = database_file(settings)
    lock = ServiceLock(file) if file else None
    try:
        if lock:
            lock.take()
    except Held as error:
        raise Failed(f"stop the service first: {error}") from None
    try:
        yield
    finally:
        if lock:
            lock.release()


async def kindly(work: Coroutine[Any, Any, T], what: object) -> T:
    """Carry out a copy; what goes wrong with it is one line."""
    try:
        return await work
    except (copies.BadBackup, BadUrl) as error:
        raise BadInput(str(error)) from None
    except Unavailable as error:
        raise Failed(str(error)) from None
    except OSError as error:
        raise BadInput(f"{what}: {error.strerror or error}") from None
