"""What a start says when something is wrong: one sentence, and never a secret."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.config import ConfigError, load
from bot.home import address_of
from db.opening import open_store
from db.store import BadUrl, Store, Unavailable, parse_url
from tests.databases import *  # noqa: F403  (fixtures)
from tests.databases import Database


@pytest.mark.parametrize(
    "url", ["mysql://u:hush@h/x", "postgresql://u:hu@sh@h:port/x", "postgresql://u:hush@h:port/x"]
)
def test_a_wrong_url_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BadUrl, match="use sqlite:///FILE") as caught:
        parse_url(url)

    assert "sh@" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("line", ['telegram = "12:hush"', 'telegram.tokn = "12:hush"'])
def test_a_wrong_setting_is_refused_without_the_token(tmp_path: Path, line: str) -> None:
    file = tmp_path / "config.toml"
    file.write_text(line, encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        load(file, {})

    assert "hush" not in str(caught.value)


@pytest.mark.parametrize("url", ["ftp://x/hush", "hush", "https://x/h ush"])
def test_a_wrong_heartbeat_is_refused_without_its_address(url: str, tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'[service]\nheartbeat_url = "{url}"', encoding="utf-8")

    with pytest.raises(ConfigError, match="use http://… or https://…") as caught:
        load(file, {})

    assert "service.heartbeat_url" in str(caught.value)
    assert "ush" not in str(caught.value)


def test_a_database_of_a_newer_version_is_refused(database: Database) -> None:
    def from_the_future(conn: Connection) -> None:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999_future'"))

    async def reopen() -> Store:
        return await open_store(database.url)

    database.write(from_the_future)
    with pytest.raises(Unavailable, match="newer version of this program"):
        asyncio.run(reopen())


def test_a_database_in_no_folder_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    async def reopen() -> Store:
        return await open_store(f"sqlite:///{file}/chungtay.db")

    with pytest.raises(Unavailable, match="cannot be opened"):
        asyncio.run(reopen())


def test_an_address_of_any_host_can_be_opened() -> None:
    found = [address_of(host, 80) for host in ("127.0.0.1", "::1", "0.0.0.0", "::", "mot.vn")]

    assert found == [
        "http://127.0.0.1:80",
        "http://[::1]:80",
        "http://127.0.0.1:80",
        "http://[::1]:80",
        "http://mot.vn:80",
    ]
