"""The schema's versions: which a database has, and bringing it to the newest."""

from __future__ import annotations

import importlib
from pathlib import Path

from sqlalchemy import Connection, inspect, text

MIGRATIONS = Path(__file__).parent / "migrations"
NOW = text("SELECT version_num FROM alembic_version")
"""Where Alembic keeps what it has done."""


class Newer(Exception):
    """A database that a newer version of this program made."""


def versions() -> list[str]:
    """Every version that this program knows, oldest first: migrations are ``0004_what.py``."""
    return sorted(path.stem.partition("_")[0] for path in (MIGRATIONS / "versions").glob("0*.py"))


def is_current(conn: Connection) -> bool:
    """Whether nothing is to be done."""
    if not inspect(conn).has_table("alembic_version"):
        return False
    return list(conn.scalars(NOW)) == versions()[-1:]


def upgrade(conn: Connection) -> None:
    """Bring the schema to the newest version, inside this transaction. Raises Newer."""
    if not is_current(conn):
        # Importing Alembic takes longer than most commands work, and most need it never.
        importlib.import_module("db.migrating").migrate(conn)
