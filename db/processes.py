"""Who is running: a row a process, with the moment its heart last beat."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, insert, select, update

from db.tables import processes


def beat(conn: Connection, process: str, pid: int, now: datetime, *, sends: bool = False) -> None:
    """Say that this process lives; its first beat enters it. Who ``sends`` has a share of the
    pace."""
    here = processes.c.id == process
    if conn.execute(update(processes).where(here).values(beat_at=now)).rowcount == 0:
        row = dict(id=process, pid=pid, started_at=now, beat_at=now, sends=sends)
        conn.execute(insert(processes).values(row))


def set_back(conn: Connection, now: datetime, at_least: timedelta) -> timedelta:
    """How far the clock was set back since the latest heart beat, 0 for less than ``at_least``
    (clocks of several machines differ a little).

    Hearts that beat in what is the future now count from now: the living beat again soon, and the
    dead must not live for as long as the clock was set back. Who asks second is told 0.
    """
    ahead = processes.c.beat_at > now + at_least
    found = select(processes.c.beat_at).where(ahead).order_by(processes.c.id).with_for_update()
    latest = max(conn.scalars(found), default=now)
    if latest > now:
        conn.execute(update(processes).where(ahead).values(beat_at=now))
    return latest - now


def bring_along(conn: Connection, by: timedelta, now: datetime, patience: timedelta) -> None:
    """After the clock was set forward: hearts that beat until then count from now. Those that had
    stopped before stay so."""
    lived = and_(processes.c.beat_at >= now - by - patience, processes.c.beat_at < now)
    found = select(processes.c.id).where(lived).order_by(processes.c.id).with_for_update()
    these = processes.c.id.in_(conn.scalars(found).all())
    conn.execute(update(processes).where(these).values(beat_at=now))


def alive(conn: Connection, since: datetime) -> list[str]:
    """The processes whose heart has beaten since a moment."""
    return list(conn.scalars(select(processes.c.id).where(processes.c.beat_at >= since)))


def senders(conn: Connection, since: datetime) -> tuple[str, ...]:
    """Those among the living that send, in an order that is the same for all of them."""
    lively = and_(processes.c.sends, processes.c.beat_at >= since)
    return tuple(sorted(conn.scalars(select(processes.c.id).where(lively))))


def silence_others(conn: Connection, process: str) -> None:
    """On SQLite, under the lock: whoever else is written down here sends no more."""
    conn.execute(update(processes).where(processes.c.id != process).values(sends=False))


def leave(conn: Connection, process: str, beat_at: datetime) -> None:
    """This process ends in good order. Who sent counts until a heart that beat at that moment is
    taken to have stopped."""
    here = processes.c.id == process
    conn.execute(update(processes).where(here, processes.c.sends).values(beat_at=beat_at))
    conn.execute(delete(processes).where(here, ~processes.c.sends))


def audited(conn: Connection, process: str, now: datetime) -> None:
    """This process's auditor has looked, whatever it found."""
    conn.execute(update(processes).where(processes.c.id == process).values(audited_at=now))


def prune(conn: Connection, before: datetime) -> int:
    """Forget processes whose heart stopped before a moment; how many."""
    return conn.execute(delete(processes).where(processes.c.beat_at < before)).rowcount
