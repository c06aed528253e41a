"""Opening a store: the one place that chooses between SQLite and PostgreSQL, and migrates."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from db.postgres import PostgresStore
from db.sqlite import SqliteStore
from db.store import Store, Unavailable, parse_url

MIGRATIONS = Path(__file__).parent / "migrations"


async def open_store(url: str) -> Store:
    """The store of a database.url, its schema brought up to date. Raises BadUrl, Unavailable."""
    parsed = parse_url(url)
    store = store_of(parsed)
    try:
        await store.write(upgrade)
    except (DBAPIError, OSError) as error:
        await store.close()
        reason = str(getattr(error, "orig", None) or error)
        shown = parsed.render_as_string(hide_password=True)
        raise Unavailable(f"database {shown} cannot be opened: {reason}") from None
    except CommandError as error:
        await store.close()
        shown = parsed.render_as_string(hide_password=True)
        raise Unavailable(
            f"database {shown} was made by a newer version of this program: {error}; "
            "update the program, or restore a backup of its own version"
        ) from None
    except BaseException:
        await store.close()
        raise
    return store


def store_of(url: URL) -> Store:
    """The store of a database.url, as it is. Raises Unavailable."""
    if url.get_backend_name() != "sqlite":
        return PostgresStore(url)
    try:
        return SqliteStore(url)
    except OSError as error:
        raise Unavailable(f"database {url} cannot be opened: {error}") from None


def upgrade(conn: Connection) -> None:
    """Bring the schema to the newest migration, inside this transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
