"""Backup and restore: one file, the same for both databases, taken beside a running service.

A backup is a SQLite file with our mark. Restoring never undoes what people asked of us since: who
was erased or said STOP after the backup stays so. What was running or scheduled is held, so that
yesterday's campaign does not go out again by itself.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, delete, insert, select, text, update
from sqlalchemy.engine import URL

from db import outbox, processes
from db.cipher import Keys
from db.opening import open_store
from db.people import erase
from db.schema import upgrade, versions
from db.sqlite import engine
from db.store import Store, parse_url
from db.tables import campaigns, contacts, metadata, people, suppressed
from db.tables import processes as processes_table
from db.values import PersonId

MARK = 0x43546179
"""SQLite's application_id of a backup of ours: ``CTay``."""
CHUNK = 1000
ALIVE = timedelta(seconds=60)
HELD = "restored"
"""A key of ``campaigns.held.*``."""


class BadBackup(ValueError):
    """A file that we cannot restore, or a database that we must not; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What people asked of us that a backup must not undo."""

    erased: frozenset[str]
    opted_out: dict[tuple[str, str], datetime]


async def back_up(url: str, file: Path) -> None:
    """Write a consistent backup, beside a running service; the file appears whole or not at all.

    It is readable by its owner only: it holds people's contacts. The key file is not in it.
    """
    store = await open_store(url)
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            made = Path(folder) / "backup.db"
            made.touch(mode=0o600)
            if store.dialect == "sqlite":
                copy_file(Path(parse_url(url).database or ""), made)
            else:
                await store.read(dump, made)
            mark(made)
            os.replace(made, file)  # noqa: PTH105  (Path.replace gives no more)
    finally:
        await store.close()


async def restore(file: Path, url: str, keys: Keys, now: datetime) -> None:
    """Put a backup in place of what a database holds. Raises BadBackup.

    Of a SQLite file the caller holds the service's lock. On PostgreSQL a process whose heart
    beats refuses it.
    """
    check(file)
    with tempfile.TemporaryDirectory(prefix="restore-") as folder:
        fresh = Path(folder) / "fresh.db"
        copy_file(file, fresh)
        source = opened(fresh)
        try:
            with source.begin() as conn:
                upgrade(conn)
            store = await open_store(url)
            try:
                await store.write(replace_all, source, keys, now)
            finally:
                await store.close()
        finally:
            source.dispose()


async def migrate(url: str, target: str) -> int:
    """Copy everything into an empty database of the other kind; rows copied. Raises BadBackup."""
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        file = Path(folder) / "all.db"
        await back_up(url, file)
        source = opened(file)
        store: Store | None = None
        try:
            store = await open_store(target)
            return await store.write(fill_empty, source)
        finally:
            source.dispose()
            if store:
                await store.close()


def check(file: Path) -> None:
    """Raise BadBackup unless this is a whole backup of ours that this version can read."""
    if not file.is_file():
        raise BadBackup(f"{file} is no file")
    try:
        with closing(sqlite3.connect(f"file:{file.absolute()}?mode=ro", uri=True)) as found:
            ours = found.execute("PRAGMA application_id").fetchone()[0] == MARK
            whole = ours and found.execute("PRAGMA quick_check").fetchone()[0] == "ok"
            version = ours and found.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise BadBackup(f"{file} is no backup of ours: {error}") from error
    if not ours:
        raise BadBackup(f"{file} is no backup of ours: make one with db backup")
    if not whole:
        raise BadBackup(f"{file} is damaged: use another backup")
    if not version or version[0] not in versions():
        raise BadBackup(f"{file} was made by a newer version of this program: update it first")


def copy_file(source: Path, target: Path) -> None:
    """SQLite's own online copy: consistent while others write."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.execute("PRAGMA busy_timeout = 30000")
        old.backup(new, pages=-1)
        new.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


def mark(file: Path) -> None:
    """Make a file a backup of ours."""
    with closing(sqlite3.connect(file)) as made:
        made.execute(f"PRAGMA application_id = {MARK}")


def opened(file: Path) -> Any:
    """An engine over a backup's file."""
    return engine(URL.create("sqlite", database=str(file)), begin="BEGIN")


def dump(conn: Connection, file: Path) -> None:
    """Every table of one snapshot into a SQLite file."""
    conn.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    made = create_engine(URL.create("sqlite", database=str(file)))
    try:
        with made.begin() as target:
            upgrade(target)
            copy_rows(conn, target)
    finally:
        made.dispose()


def copy_rows(source: Connection, target: Connection) -> int:
    """Every row of every table, parents first; how many."""
    copied = 0
    for table in metadata.sorted_tables:
        for rows in source.execute(select(table)).mappings().partitions(CHUNK):
            target.execute(insert(table), [dict(row) for row in rows])
            copied += len(rows)
    return copied


def fill_empty(conn: Connection, source: Any) -> int:
    """Copy into a database that must be empty."""
    for table in metadata.sorted_tables:
        if conn.execute(select(table).limit(1)).first():
            raise BadBackup(f"the target database is not empty: {table.name} has rows")
    with source.connect() as old:
        copied = copy_rows(old, conn)
    set_sequences(conn)
    return copied


def replace_all(conn: Connection, source: Any, keys: Keys, now: datetime) -> None:
    """Take out everything, put in the backup, keep what people asked of us since: one
    transaction."""
    alive = processes.alive(conn, now - ALIVE) if conn.dialect.name != "sqlite" else []
    if alive:
        raise BadBackup(f"the service runs on this database ({len(alive)} processes): stop it")
    asked = wishes(conn)
    for table in reversed(metadata.sorted_tables):
        conn.execute(delete(table))
    with source.connect() as old:
        copy_rows(old, conn)
    set_sequences(conn)
    obey(conn, asked, keys, now)
    calm(conn, now)


def wishes(conn: Connection) -> Wishes:
    """What people have asked of us up to now."""
    stopped = (
        select(contacts.c.channel, contacts.c.external, people.c.opted_out_at)
        .join(people, people.c.id == contacts.c.person_id)
        .where(people.c.opted_out_at.is_not(None))
    )
    found = {(r.channel, r.external): r.opted_out_at for r in conn.execute(stopped)}
    return Wishes(frozenset(conn.scalars(select(suppressed.c.contact_hash))), found)


def obey(conn: Connection, asked: Wishes, keys: Keys, now: datetime) -> None:
    """Erase and silence again whom the backup brought back."""
    known = set(conn.scalars(select(suppressed.c.contact_hash)))
    rows = [{"contact_hash": mark, "at": now} for mark in sorted(asked.erased - known)]
    if rows:
        conn.execute(insert(suppressed), rows)
    for contact in conn.execute(select(contacts)).all() if asked.erased or asked.opted_out else ():
        if keys.fingerprint(f"{contact.channel}:{contact.external}") in asked.erased:
            erase(conn, PersonId(contact.person_id))
        elif when := asked.opted_out.get((contact.channel, contact.external)):
            person = people.c.id == contact.person_id
            conn.execute(update(people).where(person).values(opted_out_at=when))


def calm(conn: Connection, now: datetime) -> None:
    """Nothing of the backup's day starts by itself: campaigns are held, rows in the air judged."""
    running = campaigns.c.state == "running"
    scheduled = (campaigns.c.state == "approved") & campaigns.c.at.is_not(None)
    conn.execute(
        update(campaigns).where(running | scheduled).values(state="held", held_reason=HELD)
    )
    outbox.recover(conn, alive=[], now=now)
    conn.execute(delete(processes_table))


def set_sequences(conn: Connection) -> None:
    """PostgreSQL counts ids apart from the rows: go on after the highest."""
    if conn.dialect.name == "sqlite":
        return
    for table in metadata.sorted_tables:
        if "id" in table.c and table.c.id.autoincrement is True:
            highest = f"(SELECT coalesce(max(id), 0) + 1 FROM {table.name})"  # noqa: S608
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            conn.execute(text(f"SELECT setval({sequence}, {highest}, false)"))
