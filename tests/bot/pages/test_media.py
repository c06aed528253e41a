"""The files of messages, given out over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import ClientSession, web

from bot.pages import media as pages
from bot.pages.security import protect
from content.media import File, taken
from db import media
from db.opening import open_store
from tests.databases import *  # noqa: F403  (fixtures)
from tests.databases import Database
from tests.files import MP3, PDF, png

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
Story = Callable[[ClientSession, str], Awaitable[None]]


def look(database: Database, file: File, story: Story) -> None:
    """Keep a file, serve, live a story with its address."""

    async def go() -> None:
        store = await open_store(database.url)
        kept = await store.write(media.keep, file, now=NOW)
        app = web.Application()
        app.add_routes(pages.routes(store))
        app.on_response_prepare.append(protect)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            async with ClientSession(base) as session:
                await story(session, f"/media/{kept.file}")
        finally:
            await runner.cleanup()
            await store.close()

    asyncio.run(go())


def test_a_picture_comes_with_its_type_for_long_and_can_do_nothing(database: Database) -> None:
    async def story(session: ClientSession, path: str) -> None:
        answer = await session.get(path)
        assert await answer.read() == taken(png()).body
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Content-Disposition" not in answer.headers
        again = await session.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status == 304

    look(database, taken(png()), story)


def test_a_document_is_saved_under_its_name(sqlite_database: Database) -> None:
    async def story(session: ClientSession, path: str) -> None:
        answer = await session.get(path)
        told = answer.headers["Content-Disposition"]
        assert told == "attachment; filename*=UTF-8''gi%E1%BA%A5y%20vay.pdf"

    look(sqlite_database, taken(PDF, "giấy vay.pdf"), story)


def test_a_player_gets_the_part_it_asks_for(database: Database) -> None:
    async def story(session: ClientSession, path: str) -> None:
        whole = len(MP3)
        for asked, status, part in (
            ("bytes=0-", 200, MP3),
            ("bytes=0-9", 206, MP3[:10]),
            ("bytes=100-", 206, MP3[100:]),
            ("bytes=-5", 206, MP3[-5:]),
            (f"bytes={whole - 1}-{whole + 90}", 206, MP3[-1:]),
            ("bytes=0-1,5-6", 200, MP3),
            ("elephants=1", 200, MP3),
        ):
            answer = await session.get(path, headers={"Range": asked})
            assert (answer.status, await answer.read()) == (status, part), asked
        answer = await session.get(path, headers={"Range": "bytes=100-199"})
        assert answer.headers["Content-Range"] == f"bytes 100-199/{whole}"

    look(database, taken(MP3), story)


def test_a_part_beyond_the_end_or_of_another_file_is_not_given(sqlite_database: Database) -> None:
    async def story(session: ClientSession, path: str) -> None:
        beyond = await session.get(path, headers={"Range": "bytes=9999-"})
        assert (beyond.status, beyond.headers["Content-Range"]) == (416, f"bytes */{len(MP3)}")
        changed = await session.get(path, headers={"Range": "bytes=0-1", "If-Range": '"other"'})
        assert (changed.status, await changed.read()) == (200, MP3)

    look(sqlite_database, taken(MP3), story)


def test_nothing_but_what_is_kept_is_found(sqlite_database: Database) -> None:
    async def story(session: ClientSession, path: str) -> None:
        for other in ("/media/" + "0" * 64, path[:-1], path + "0", "/media/../etc/passwd"):
            assert (await session.get(other)).status == 404
        head = await session.head(path)
        assert (head.status, head.headers["Content-Length"]) == (200, str(len(PDF)))

    look(sqlite_database, taken(PDF), story)
