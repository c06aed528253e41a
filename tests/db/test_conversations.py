"""Where people stand, and the key that hides their answers."""

from __future__ import annotations

import stat
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from db import conversations, messages
from db.cipher import Keys, load_keys
from db.conversations import Standing
from db.tables import conversations as conversations_table
from db.tables import messages as messages_table
from db.values import ContactId
from tests.databases import Database
from tests.pushes import KEYS, NOW, later, resident

FULL = Standing(
    screen="check/loans",
    shown="77",
    choices=(("Trang đầu", "home"), ("Vay vốn", "check/loans")),
    form="loans",
    answers=(("status", "poor"), ("works", ["water"]), ("age", None)),
    answered_at=NOW,
    misses=2,
    wrong_codes=1,
    locked_until=later(60),
    greeted_at=NOW,
)


def lan(conn: Connection) -> ContactId:
    return ContactId(resident(conn, "lan").id)


def test_who_is_new_stands_nowhere(database: Database) -> None:
    assert database.write(lambda c: conversations.standing(c, lan(c), KEYS)) == Standing()


def test_a_standing_comes_back_as_it_was_left(database: Database) -> None:
    def story(conn: Connection) -> list[Standing]:
        contact = lan(conn)
        conversations.keep(conn, contact, Standing(), KEYS)
        conversations.keep(conn, contact, FULL, KEYS)
        return [conversations.standing(conn, contact, KEYS)]

    assert database.write(story) == [FULL]


def test_answers_are_kept_encrypted_and_gone_when_the_form_ends(database: Database) -> None:
    def story(conn: Connection) -> list[bytes | None]:
        contact = lan(conn)
        kept = []
        for standing in (FULL, replace(FULL, form="")):
            conversations.keep(conn, contact, standing, KEYS)
            kept.append(conn.scalar(select(conversations_table.c.answers)))
        return kept

    encrypted, gone = database.write(story)
    assert encrypted is not None
    assert b"poor" not in encrypted
    assert gone is None


def test_with_another_key_a_form_begins_anew(database: Database) -> None:
    def story(conn: Connection) -> Standing:
        contact = lan(conn)
        conversations.keep(conn, contact, FULL, KEYS)
        return conversations.standing(conn, contact, Keys(b"another" * 5))

    standing = database.write(story)
    assert (standing.form, standing.answers, standing.screen) == ("", (), "check/loans")


def test_bubbles_come_back_in_order_and_are_not_readable_in_the_table(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str, bool]]:
        contact = lan(conn)
        messages.say(conn, KEYS, contact, "nhà em nghèo", NOW)
        shown = messages.show(conn, KEYS, contact, '{"address":"home"}', NOW)
        assert messages.newest_ids(conn, [contact]) == {contact: shown}
        for body in conn.scalars(select(messages_table.c.body)):
            assert "nghèo".encode() not in bytes(body)
        found = messages.latest(conn, KEYS, contact)
        return [(one.said, one.screen, one.pushed) for one in found]

    assert database.write(story) == [
        ("nhà em nghèo", "", False),
        ("", '{"address":"home"}', False),
    ]


def test_the_newest_bubbles_are_paged_backwards(database: Database) -> None:
    def story(conn: Connection) -> list[list[str]]:
        contact = lan(conn)
        ids = [messages.say(conn, KEYS, contact, str(n), NOW) for n in range(5)]
        pages = [
            messages.latest(conn, KEYS, contact, limit=2),
            messages.latest(conn, KEYS, contact, limit=2, before=ids[3]),
            messages.latest(conn, KEYS, contact, after=ids[2]),
        ]
        return [[one.said for one in page] for page in pages]

    assert database.write(story) == [["3", "4"], ["1", "2"], ["3", "4"]]


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "key"
    first, second = load_keys(file), load_keys(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first.fingerprint("x") == second.fingerprint("x") != Keys(b"other").fingerprint("x")
    assert first.decrypt(second.encrypt({"a": 1})) == {"a": 1}
    assert first.seal != first.derive("answers")
