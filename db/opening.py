"""Opening a store: the one place that chooses between SQLite and PostgreSQL, and migrates."""

from __future__ import annotations

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from db.postgres import PostgresStore
from db.schema import Newer, is_current, upgrade
from db.sqlite import SqliteStore
from db.store import Store, Unavailable, parse_url


async def open_store(url: str) -> Store:
    """The store of a database.url, its schema brought up to date. Raises BadUrl, Unavailable."""
    parsed = parse_url(url)
    store = store_of(parsed)
    try:
        if not await store.read(is_current):  # else a command would wait for the writer's turn
            await store.write(upgrade)
    except (DBAPIError, OSError) as error:
        await store.close()
        reason = str(getattr(error, "orig", None) or error)
        shown = parsed.render_as_string(hide_password=True)
        raise Unavailable(f"database {shown} cannot be opened: {reason}") from None
    except Newer as error:
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
