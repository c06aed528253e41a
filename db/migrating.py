"""Alembic, as it is called from here."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection

from db.schema import MIGRATIONS, Newer


def configured(conn: Connection) -> Config:
    """Alembic told where the migrations are, and to work on this connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    return config


def migrate(conn: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing, inside this transaction. Raises Newer."""
    try:
        command.upgrade(configured(conn), revision)
    except CommandError as error:
        raise Newer(str(error)) from None
