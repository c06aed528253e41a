"""Live pages: bounded for one visitor and for all together."""

from __future__ import annotations

from contextlib import ExitStack

from bot.channels.web.hub import MOST_PAGES, MOST_WATCHED, Hub
from db.values import ContactId
from tests.databases import Database
from tests.databases import sqlite_database as sqlite_database
from tests.databases import sqlite_template as sqlite_template


def test_one_visitor_and_everybody_together_watch_only_so_many_pages(
    sqlite_database: Database,
) -> None:
    async def story(store: object) -> list[bool]:
        hub = Hub(store)  # type: ignore[arg-type]  # any store will do: nothing is read
        lan, hoa = ContactId(1), ContactId(2)
        with ExitStack() as pages:
            for _ in range(MOST_PAGES):
                pages.enter_context(hub.watch(lan, 0))
            found = [hub.is_full(lan), hub.is_full(hoa)]
            for n in range(2, MOST_WATCHED + 1):
                pages.enter_context(hub.watch(ContactId(n), 0))
            found += [hub.is_full(ContactId(MOST_WATCHED + 1)), hub.is_full(hoa)]
        return [*found, hub.is_full(lan)]

    assert sqlite_database.run(story) == [True, False, True, False, False]
