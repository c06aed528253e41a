"""PostgreSQL: the same units of work, run_sync on asyncpg.

A unit that lost a race (serialisation failure, deadlock, somebody entered the same row a moment
earlier) is run again: units are pure functions of the database and their arguments.
"""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from db.store import P, T, Unit

TRIES = 5
LOST_RACE = ("40001", "40P01", "23505")


class PostgresStore:
    """Any number of processes may share one database."""

    dialect = "postgresql"

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url, pool_size=8, max_overflow=4, pool_pre_ping=True, hide_parameters=True
        )

    async def write(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """One transaction a unit; a lost race is run again, at most five times."""
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                async with self._engine.begin() as conn:
                    return await conn.run_sync(unit, *args, **kwargs)
            except DBAPIError as error:
                if last or getattr(error.orig, "sqlstate", "") not in LOST_RACE:
                    raise
        raise AssertionError("unreachable: the last try returns or raises")

    async def read(self, unit: Unit[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A read-only transaction."""
        async with self._engine.connect() as plain:
            conn = await plain.execution_options(postgresql_readonly=True)
            async with conn.begin():
                return await conn.run_sync(unit, *args, **kwargs)

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
