"""Edits of content made in the console, laid over the files when the library is built."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from db.tables import edits

Row = tuple[str, tuple[str | int, ...], Any]
"""File, path of keys, new value."""


def standing(conn: Connection) -> tuple[Row, ...]:
    """The edits in force, oldest first."""
    found = conn.execute(select(edits).where(edits.c.undone_at.is_(None)).order_by(edits.c.id))
    return tuple((row.file, tuple(row.path), row.value) for row in found)


def mark(conn: Connection) -> tuple[int, int]:
    """Changes whenever an edit is made or undone; cheap enough to ask each second."""
    row = conn.execute(select(func.max(edits.c.id), func.count(edits.c.undone_at))).one()
    return row[0] or 0, row[1]
