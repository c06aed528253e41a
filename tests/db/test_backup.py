"""Backup and restore on both databases, and over from one to the other."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from db import conversations, outbox, people, processes, suppressed
from db.backup import BadBackup, back_up, migrate, restore
from db.conversations import Standing
from db.store import Store
from db.tables import campaigns, deliveries
from db.tables import people as people_table
from db.values import ContactId
from tests.databases import Database
from tests.pushes import KEYS, NOW, broadcast, campaign, later, ping, resident, states, take


def back(database: Database, tmp_path: Path) -> Path:
    """A backup of a database."""
    file = tmp_path / "backup.ctay"
    asyncio.run(back_up(database.url, file))
    return file


def put_back(file: Path, database: Database) -> None:
    asyncio.run(restore(file, database.url, KEYS, later(100)))


def names(conn: Connection) -> list[str]:
    return sorted(conn.scalars(select(people_table.c.name)))


def test_what_was_backed_up_comes_back(database: Database, tmp_path: Path) -> None:
    def before(conn: Connection) -> None:
        lan = resident(conn, "lan")
        standing = Standing(form="check", answers=(("household", "poor"),), answered_at=NOW)
        conversations.keep(conn, ContactId(lan.id), standing, KEYS)

    database.write(before)
    file = back(database, tmp_path)
    database.write(lambda conn: (resident(conn, "hoa"), people.erase(conn, people.PersonId(1))))
    put_back(file, database)
    assert database.read(names) == ["Người lan"]

    def standing_of(conn: Connection) -> Standing:
        contact = people.find_by_external(conn, "fake", "lan")
        assert contact
        return conversations.standing(conn, ContactId(contact.id), KEYS)

    assert database.read(standing_of).answers == (("household", "poor"),)


def test_after_a_restore_new_rows_get_new_numbers(database: Database, tmp_path: Path) -> None:
    database.write(lambda conn: [resident(conn, str(n)) for n in range(5)])
    put_back(back(database, tmp_path), database)
    assert database.write(lambda conn: resident(conn, "new").id) == 6


def test_a_backup_is_readable_by_its_owner_only(database: Database, tmp_path: Path) -> None:
    assert stat.S_IMODE(back(database, tmp_path).stat().st_mode) == 0o600


def test_a_backup_is_consistent_beside_writers(database: Database, tmp_path: Path) -> None:
    async def story(store: Store) -> None:
        done = asyncio.Event()

        def pair(conn: Connection, n: int) -> None:
            outbox.queue(conn, [ping(resident(conn, f"w{n}"))])

        async def writing() -> None:
            n = 0
            while not done.is_set():
                await store.write(pair, n)
                n += 1

        async with asyncio.TaskGroup() as group:
            group.create_task(writing())
            await asyncio.sleep(0.1)
            await back_up(database.url, tmp_path / "b")
            done.set()

    database.run(story)
    with closing(sqlite3.connect(tmp_path / "b")) as copy:
        counts = [
            copy.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("people", "contacts", "deliveries")
        ]
    assert counts[0] == counts[1] == counts[2] > 0


def test_yesterdays_campaign_does_not_fire_again(database: Database, tmp_path: Path) -> None:
    def before(conn: Connection) -> None:
        broadcast(conn, 3)
        campaign(conn, "approved", at=later(3600))
        campaign(conn, "draft")
        outbox.queue(conn, [ping(resident(conn, "lan"))])
        assert len(take(conn, 2).rows) == 2  # the ping and one of the broadcast are in the air

    database.write(before)
    put_back(back(database, tmp_path), database)

    def after(conn: Connection) -> list[str]:
        held = conn.scalars(select(campaigns.c.state).order_by(campaigns.c.id))
        return list(held)

    assert database.read(after) == ["held", "held", "draft"]
    assert [state for state, _ in database.read(states)] == [
        "unconfirmed", "queued", "queued", "queued",
    ]  # fmt: skip
    taken = database.write(take, now=later(9000))
    assert [row.kind for row in taken.rows] == ["ping"]


def test_a_restore_brings_back_nobody_who_left_since(database: Database, tmp_path: Path) -> None:
    database.write(lambda conn: [resident(conn, name) for name in ("lan", "hoa", "an")])
    file = back(database, tmp_path)

    def since(conn: Connection) -> None:
        for name in ("lan", "hoa"):
            contact = people.find_by_external(conn, "fake", name)
            assert contact
            found = people.find_contact(conn, ContactId(contact.id))
            assert found
            if name == "lan":
                people.erase(conn, found[1])
                suppressed.suppress(conn, KEYS, "fake", "lan", NOW)
            else:
                people.change(conn, found[1], opted_out_at=NOW)

    database.write(since)
    put_back(file, database)

    def look(conn: Connection) -> list[tuple[str, bool]]:
        rows = conn.execute(select(people_table).order_by(people_table.c.name))
        return [(row.name, row.opted_out_at is not None) for row in rows]

    assert database.read(look) == [("Người an", False), ("Người hoa", True)]
    assert database.read(suppressed.is_suppressed, KEYS, "fake", "lan")


@pytest.mark.parametrize("what", ["missing", "text", "foreign", "damaged", "newer"])
def test_what_is_no_backup_changes_nothing(
    what: str, sqlite_database: Database, tmp_path: Path
) -> None:
    sqlite_database.write(resident, "lan")
    file = back(sqlite_database, tmp_path)
    match what:
        case "missing":
            file.unlink()
        case "text":
            file.write_text(
                "not a database at all, but longer than a header of one hundred bytes" * 9
            )
        case "foreign":
            with closing(sqlite3.connect(file)) as made:
                made.execute("PRAGMA application_id = 1")
        case "damaged":
            body = bytearray(file.read_bytes())
            body[4096 * 3 : 4096 * 9] = b"\x07" * (4096 * 6)
            file.write_bytes(bytes(body))
        case "newer":
            with closing(sqlite3.connect(file)) as made:
                made.execute("UPDATE alembic_version SET version_num = '9999'")
                made.commit()
    with pytest.raises(BadBackup) as caught:
        put_back(file, sqlite_database)
    assert str(file) in str(caught.value)
    assert sqlite_database.read(names) == ["Người lan"]


def test_a_running_service_on_postgres_refuses_a_restore(
    postgres_database: Database, tmp_path: Path
) -> None:
    file = back(postgres_database, tmp_path)
    postgres_database.write(processes.beat, "p1", 1, later(90))
    with pytest.raises(BadBackup, match="runs"):
        put_back(file, postgres_database)
    postgres_database.write(processes.beat, "p1", 1, later(100) - timedelta(minutes=2))
    put_back(file, postgres_database)


def test_a_backup_of_one_database_restores_on_the_other(
    sqlite_database: Database, postgres_database: Database, tmp_path: Path
) -> None:
    sqlite_database.write(broadcast, 3)
    put_back(back(sqlite_database, tmp_path), postgres_database)
    assert postgres_database.read(names) == sqlite_database.read(names)
    postgres_database.write(resident, "new")
    put_back(back(postgres_database, tmp_path), sqlite_database)
    assert "Người new" in sqlite_database.read(names)


def test_migrating_copies_everything_into_an_empty_database_only(
    sqlite_database: Database, postgres_database: Database
) -> None:
    sqlite_database.write(broadcast, 3)
    copied = asyncio.run(migrate(sqlite_database.url, postgres_database.url))
    assert copied == 1 + 3 * 3
    assert (
        postgres_database.read(lambda c: c.scalar(select(deliveries.c.state).limit(1))) == "queued"
    )
    with pytest.raises(BadBackup, match="not empty"):
        asyncio.run(migrate(sqlite_database.url, postgres_database.url))
