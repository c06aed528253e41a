"""The store's promises on both databases: units of work whole or not at all, reading that cannot
write, opening that migrates, and on SQLite two processes beside each other."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, delete, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from db import conversations, people
from db.conversations import Standing
from db.opening import open_store
from db.store import BadUrl, Store, parse_url
from db.tables import contacts, metadata
from db.tables import people as people_table
from db.values import ContactId
from tests.databases import Database
from tests.pushes import KEYS, NOW, resident


def count(conn: Connection) -> int:
    return len(conn.execute(select(people_table.c.id)).all())


def test_a_failing_unit_undoes_itself_and_none_of_its_neighbours(database: Database) -> None:
    def fails(conn: Connection) -> None:
        resident(conn, "undone")
        raise ValueError("this one")

    async def story(store: Store) -> list[object]:
        units = [store.write(resident, f"n{n}") for n in range(20)]
        units.insert(10, store.write(fails))
        return list(await asyncio.gather(*units, return_exceptions=True))

    results = database.run(story)
    assert [type(r).__name__ for r in results if isinstance(r, Exception)] == ["ValueError"]
    assert database.read(count) == 20


def test_a_unit_the_database_refuses_fails_alone(database: Database) -> None:
    async def story(store: Store) -> list[object]:
        units = [store.write(resident, name) for name in ("a", "b", "a", "c")]
        return list(await asyncio.gather(*units, return_exceptions=True))

    results = database.run(story)
    assert sum(isinstance(r, IntegrityError) for r in results) == 1
    assert database.read(count) == 3


def test_a_unit_that_meets_a_missing_table_fails_alone(database: Database) -> None:
    def broken(conn: Connection) -> None:
        conn.execute(text("SELECT * FROM no_such_table"))

    async def story(store: Store) -> list[object]:
        units = [store.write(resident, "a"), store.write(broken), store.write(resident, "b")]
        return list(await asyncio.gather(*units, return_exceptions=True))

    results = database.run(story)
    assert sum(isinstance(r, DBAPIError) for r in results) == 1
    assert database.read(count) == 2


def test_reading_cannot_write(database: Database) -> None:
    database.write(resident, "lan")
    with pytest.raises(DBAPIError):
        database.read(people.mark_unreachable, ContactId(1), "no")
    assert database.read(lambda conn: conn.scalar(select(contacts.c.unreachable))) == ""


def test_what_was_written_is_read_at_once(database: Database) -> None:
    async def story(store: Store) -> int:
        await store.write(resident, "lan")
        return await store.read(count)

    assert database.run(story) == 1


def test_a_caller_that_gives_up_does_not_stop_the_writer(database: Database) -> None:
    async def story(store: Store) -> int:
        async with asyncio.TaskGroup() as group:
            leaving = group.create_task(store.write(resident, "lan"))
            await asyncio.sleep(0)
            leaving.cancel()
        await store.write(resident, "hoa")
        return await store.read(count)

    assert database.run(story) in (1, 2)


def test_opening_an_empty_database_makes_the_tables_of_the_model(database: Database) -> None:
    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn), metadata))

    assert database.read(differences) == []


def test_opening_twice_changes_nothing(database: Database) -> None:
    database.write(resident, "lan")
    assert database.read(count) == 1


def test_two_processes_open_one_empty_file_at_once(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys\n"
        "from db.opening import open_store\n"
        "from tests.pushes import resident\n"
        "async def go():\n"
        "    store = await open_store(sys.argv[1])\n"
        "    for n in range(50):\n"
        "        await store.write(resident, f'{sys.argv[2]}-{n}')\n"
        "    await store.close()\n"
        "asyncio.run(go())\n"
    )
    url = f"sqlite:///{tmp_path / 'two.db'}"
    started = [
        subprocess.Popen([sys.executable, "-c", program, url, name], stderr=subprocess.PIPE)
        for name in ("a", "b", "c")
    ]
    for process in started:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors.decode()

    async def look() -> int:
        store = await open_store(url)
        try:
            return await store.read(count)
        finally:
            await store.close()

    assert asyncio.run(look()) == 150


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = datetime(2026, 11, 24, 3, 0)  # noqa: DTZ001  (that is what is refused)
    with pytest.raises((StatementError, ValueError), match="no time zone"):
        database.write(people.join, name="Lan", origin="self", now=naive)


def test_a_moment_comes_back_as_it_went(database: Database) -> None:
    def story(conn: Connection) -> datetime:
        return people.get(conn, people.join(conn, name="Lan", origin="self", now=NOW).id).joined_at

    assert database.write(story) == NOW


def test_what_hangs_on_a_person_goes_with_them(database: Database) -> None:
    def story(conn: Connection) -> int:
        resident(conn, "lan")
        conn.execute(delete(people_table))
        return len(conn.execute(select(contacts.c.id)).all())

    assert database.write(story) == 0


def test_answers_are_not_in_the_file(sqlite_database: Database) -> None:
    secret = "household-very-poor"

    def story(conn: Connection) -> None:
        lan = resident(conn, "lan")
        answers = (("secret", secret),)
        standing = Standing(form="check", answers=answers, answered_at=NOW)
        conversations.keep(conn, ContactId(lan.id), standing, KEYS)

    sqlite_database.write(story)
    file = Path(sqlite_database.url.removeprefix("sqlite:///"))
    bodies = [part.read_bytes() for part in file.parent.glob(file.name + "*")]
    assert b"check" in b"".join(bodies)
    assert secret.encode() not in b"".join(bodies)


@pytest.mark.parametrize(
    "url", ["", "mysql://x/y", "sqlite://", "sqlite:///:memory:", "nonsense", "sqlite"]
)
def test_a_url_we_cannot_use_says_what_would_be_right(url: str) -> None:
    with pytest.raises(BadUrl, match="sqlite:///FILE"):
        parse_url(url)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///x.db", "postgresql+psycopg://h/d"])
def test_a_driver_named_in_a_url_is_accepted(url: str) -> None:
    assert parse_url(url).get_backend_name() in ("sqlite", "postgresql")
