"""How many messages a channel carried in a month, whoever began them: what a plan counts.

A group counts its own messages too, under a name made of its id, so that groups can be counted;
of who asks there nothing is kept.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite

from content.wording import local
from db.tables import contacts, usage


def month_of(now: datetime) -> str:
    """The month in Hà Nội, ``2026-11``."""
    return f"{local(now):%Y-%m}"


def next_month(now: datetime) -> datetime:
    """The moment in which the count begins anew."""
    first = local(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return (first + timedelta(days=32)).replace(day=1)


def group_of(channel: str, chat: str) -> str:
    """The name under which one group of a channel counts."""
    return f"{channel}:{hashlib.sha256(chat.encode('utf-8', 'replace')).hexdigest()[:10]}"


def add(conn: Connection, channel: str, count: int, now: datetime) -> int:
    """So many more were sent; how many it are now this month."""
    row = dict(channel=channel, month=month_of(now), sent=count)
    if conn.dialect.name == "sqlite":
        new = sqlite.insert(usage).values(row)
        more = dict(sent=usage.c.sent + new.excluded.sent)
        added = new.on_conflict_do_update(index_elements=["channel", "month"], set_=more)
        return int(conn.execute(added.returning(usage.c.sent)).scalar_one())
    fresh = postgresql.insert(usage).values(row)
    more = dict(sent=usage.c.sent + fresh.excluded.sent)
    joined = fresh.on_conflict_do_update(index_elements=["channel", "month"], set_=more)
    return int(conn.execute(joined.returning(usage.c.sent)).scalar_one())


def sent(conn: Connection, channel: str, now: datetime) -> int:
    """How many were sent this month."""
    here = (usage.c.channel == channel) & (usage.c.month == month_of(now))
    return conn.scalar(select(usage.c.sent).where(here)) or 0


def groups(conn: Connection, channel: str, now: datetime) -> int:
    """In how many groups something was answered this month."""
    named = usage.c.channel.startswith(f"{channel}:", autoescape=True)
    here = select(func.count()).where(named, usage.c.month == month_of(now))
    return conn.execute(here).scalar_one()


def people(conn: Connection, channel: str) -> int:
    """How many people can be reached there: those who left count no more."""
    here = (contacts.c.channel == channel) & (contacts.c.unreachable == "")
    return conn.execute(select(func.count()).select_from(contacts).where(here)).scalar_one()
