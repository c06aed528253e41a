"""Who is running: a row a process, with the moment its heart last beat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from db.tables import processes


def beat(conn: Connection, process: str, pid: int, now: datetime) -> None:
    """Say that this process lives; its first beat enters it."""
    here = processes.c.id == process
    if conn.execute(update(processes).where(here).values(beat_at=now)).rowcount == 0:
        conn.execute(insert(processes).values(id=process, pid=pid, started_at=now, beat_at=now))


def alive(conn: Connection, since: datetime) -> list[str]:
    """The processes whose heart has beaten since a moment."""
    return list(conn.scalars(select(processes.c.id).where(processes.c.beat_at >= since)))


def leave(conn: Connection, process: str) -> None:
    """This process ends in good order."""
    conn.execute(delete(processes).where(processes.c.id == process))


def prune(conn: Connection, before: datetime) -> int:
    """Forget processes whose heart stopped before a moment; how many."""
    return conn.execute(delete(processes).where(processes.c.beat_at < before)).rowcount
