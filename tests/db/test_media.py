"""Files kept once; what a channel calls them; and what nobody needs any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from content.campaigns import Draft
from content.media import taken
from db import campaigns, media
from db.store import Connection
from tests.databases import Database
from tests.files import MP3, PDF

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
LATER = NOW + media.KEPT + timedelta(seconds=1)
BOT = "telegram:1"


def test_the_same_file_twice_is_one_row_under_the_newer_name(database: Database) -> None:
    first = database.write(media.keep, taken(PDF, "a.pdf"), now=NOW)
    second = database.write(media.keep, taken(PDF, "b.pdf"), now=NOW)

    assert first.file == second.file
    kept = database.read(media.find, first.file)
    assert kept == media.Kept("document", "application/pdf", "b.pdf", len(PDF))


def test_bytes_come_back_whole_or_in_part(database: Database) -> None:
    own = database.write(media.keep, taken(MP3), now=NOW)

    assert database.read(media.body, own.file) == MP3
    assert database.read(media.body, own.file, 5, 10) == MP3[5:15]
    assert database.read(media.body, "0" * 64) is None
    assert database.read(media.find, "0" * 64) is None


def test_a_channels_id_is_kept_renewed_and_forgotten(database: Database) -> None:
    own = database.write(media.keep, taken(PDF), now=NOW).file

    def live(conn: Connection) -> list[str]:
        seen = [media.copy(conn, own, BOT)]
        media.keep_copy(conn, own, BOT, "first")
        media.keep_copy(conn, own, "telegram:2", "other")
        seen.append(media.copy(conn, own, BOT))
        media.keep_copy(conn, own, BOT, "second")
        media.forget_copy(conn, own, BOT, "first")
        seen.append(media.copy(conn, own, BOT))
        media.forget_copy(conn, own, BOT, "second")
        return [*seen, media.copy(conn, own, BOT), media.copy(conn, own, "telegram:2")]

    assert database.write(live) == ["", "first", "second", "", "other"]


def test_the_id_of_a_file_that_is_gone_is_not_kept(database: Database) -> None:
    database.write(media.keep_copy, "0" * 64, BOT, "first")

    assert database.read(media.copy, "0" * 64, BOT) == ""


def test_what_no_campaign_names_goes_after_its_time(database: Database) -> None:
    named = database.write(media.keep, taken(PDF, "a.pdf"), now=NOW)
    loose = database.write(media.keep, taken(MP3), now=NOW)
    draft = replace(Draft("Tin", "Chữ"), media=named)
    for one in (draft, Draft("Tin khác", "Chữ")):
        database.write(
            lambda conn, one=one: campaigns.create(
                conn, one, unit="thanh-hoa", author=None, now=NOW
            )
        )
    database.write(media.keep_copy, loose.file, BOT, "first")

    assert database.write(media.prune, NOW + media.KEPT) == 0
    assert database.write(media.prune, LATER) == 1
    assert database.read(media.find, named.file) is not None
    assert database.read(media.find, loose.file) is None
    assert database.read(media.copy, loose.file, BOT) == ""


def test_a_file_given_again_stays_longer(database: Database) -> None:
    own = database.write(media.keep, taken(PDF), now=NOW)
    database.write(media.keep, taken(PDF), now=LATER)

    assert database.write(media.prune, LATER) == 0
    assert database.read(media.find, own.file) is not None
