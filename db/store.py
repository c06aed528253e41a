"""Read and write units of work, on SQLite or PostgreSQL.

A unit is a plain synchronous function over a SQLAlchemy ``Connection``. ``write`` runs it in a
transaction and returns when that is committed; ``read`` runs it where it cannot write.
SQLite: one writer thread, BEGIN IMMEDIATE, group commit, a savepoint a unit; reader threads
(db/sqlite.py). PostgreSQL: asyncpg under ``run_sync`` (db/postgres.py).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection as Connection
from sqlalchemy.engine import URL, make_url

P = ParamSpec("P")
T = TypeVar("T")

Unit = Callable[Concatenate[Connection, P], T]


class Store(Protocol):
    """Where units of work run."""

    dialect: str

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run and commit; a unit that raises is rolled back alone, its error is raised here."""
        ...

    async def read(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run where nothing can be written."""
        ...

    async def close(self) -> None:
        """Finish what is queued and let go of every connection."""
        ...


class BadUrl(ValueError):
    """A database.url we cannot use; the message says what would be right."""


class Unavailable(RuntimeError):
    """The database cannot be reached or opened; the message says which and why."""


RIGHT = "use sqlite:///FILE or postgresql://…"


def parse_url(text: str) -> URL:
    """``sqlite:///FILE`` or ``postgresql://…``; a driver named in it is accepted and replaced."""
    try:
        url = make_url(text)
    except Exception:  # its cause would quote the password
        raise BadUrl(f"database.url = {shown(text)}: {RIGHT}") from None
    match url.get_backend_name():
        case "sqlite" if url.database and url.database != ":memory:":
            return url.set(drivername="sqlite")
        case "postgresql" | "postgres":
            return url.set(drivername="postgresql+asyncpg")
    raise BadUrl(f"database.url = {shown(text)}: {RIGHT}")


def shown(text: str) -> str:
    """A URL as it may be shown: without its password."""
    return repr(re.sub(r"://.*@", "://***@", text, flags=re.DOTALL))
