"""A newer program opens an older database, and nothing that was in it is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.engine import make_url

from db.migrating import configured, migrate
from db.schema import upgrade, versions
from db.sqlite import engine
from db.tables import checks, contacts, conversations, messages, people
from tests.databases import Database
from tests.pushes import KEYS

FIRST = (
    "INSERT INTO people (id, origin, joined_at) VALUES (1, 'self', '2026-01-01')",
    "INSERT INTO contacts (id, person_id, channel, external) VALUES (1, 1, 'telegram', '7')",
    "INSERT INTO campaigns (id, title, text, buttons, audience, unit, state, created_at)"
    " VALUES (1, 'Tin', 'Chào', '[]', 'all', 'thanh-hoa', 'running', '2026-01-01')",
    "INSERT INTO deliveries"
    " (id, key, kind, contact_id, channel, campaign_id, fields, state, urgency, not_before)"
    " VALUES (1, 'k', 'campaign', 1, 'telegram', 1, '{}', 'sent', 3, '2026-01-01')",
    "INSERT INTO messages (contact_id, body, at, private) VALUES (1, 'x', '2026-01-01', 0)",
    "INSERT INTO roles (person_id, role, since) VALUES (1, 'official', '2026-01-01')",
)
KEPT = ("people", "contacts", "campaigns", "deliveries", "messages", "roles")


def test_no_migration_drops_a_table_that_others_hang_on(tmp_path: Path) -> None:
    """On SQLite a table that is made anew takes the rows along that refer to it."""
    made = engine(make_url(f"sqlite:///{tmp_path / 'old.db'}"), begin="BEGIN IMMEDIATE")
    with made.begin() as conn:
        migrate(conn, "0001")
        for row in FIRST:
            conn.execute(text(row))
    with made.begin() as conn:
        upgrade(conn)
    with made.begin() as conn:
        counts = {name: conn.scalar(text(f"SELECT count(*) FROM {name}")) for name in KEPT}
        flags = conn.execute(text("SELECT urgent FROM campaigns")).scalars().all()
    made.dispose()
    assert counts == dict.fromkeys(KEPT, 1)
    assert flags == [0]


def test_the_versions_told_by_file_names_are_those_that_alembic_knows(tmp_path: Path) -> None:
    """A command asks the names whether it need import Alembic at all."""
    made = engine(make_url(f"sqlite:///{tmp_path / 'any.db'}"), begin="BEGIN")
    with made.begin() as conn:
        script = ScriptDirectory.from_config(configured(conn))
    made.dispose()
    assert [one.revision for one in reversed([*script.walk_revisions()])] == versions()
    assert script.get_heads() == versions()[-1:]


EVENING = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
"""In Hà Nội it is the 21st."""


def somebody(conn: Connection, name: str, standings: list[dict[str, Any]]) -> int:
    """A person with a contact and a private bubble for each standing."""
    person = insert(people).values(name=name, origin="self", joined_at=EVENING)
    number: int = conn.execute(person.returning(people.c.id)).scalar_one()
    for at, standing in enumerate(standings):
        row = dict(person_id=number, channel="fake", external=f"{name}-{at}")
        made = insert(contacts).values(**row).returning(contacts.c.id)
        contact: int = conn.execute(made).scalar_one()
        conn.execute(insert(conversations).values(contact_id=contact, choices=[], **standing))
        bubble = dict(contact_id=contact, body=b"x", at=EVENING, private=True)
        conn.execute(insert(messages).values(**bubble))
    return number


def test_kept_answers_become_checks_of_the_person(database: Database) -> None:
    def kept(what: str, at: datetime) -> dict[str, Any]:
        return dict(form="kept", answers=KEYS.encrypt([["a", what]]), answered_at=at)

    def story(conn: Connection) -> tuple[int, int, list[Any], list[Any], int]:
        for name in ("received", "requests", "repayments", "checks"):
            conn.execute(text(f"DROP TABLE {name}"))
        conn.execute(text("UPDATE alembic_version SET version_num = '0004'"))
        earlier = EVENING.replace(day=1)
        lan = somebody(conn, "Lan", [kept("new", EVENING), kept("old", earlier)])
        hoa = somebody(conn, "Hoa", [kept("hers", earlier)])
        asked = dict(form="check", answers=KEYS.encrypt([["a", "open"]]), answered_at=EVENING)
        somebody(conn, "An", [asked])
        upgrade(conn)
        left = conn.execute(select(conversations.c.form, conversations.c.answers)).all()
        bubbles = len(conn.execute(select(messages.c.id)).all())
        return lan, hoa, [*conn.execute(select(checks).order_by("person_id"))], [*left], bubbles

    lan, hoa, found, left, bubbles = database.write(story)
    assert [(row.person_id, KEYS.decrypt(row.answers)) for row in found] == [
        (lan, [["a", "new"]]),
        (hoa, [["a", "hers"]]),
    ]
    assert (found[0].day, found[0].kept_at) == (date(2026, 11, 21), EVENING)
    assert {(row.door, row.with_sensitive, row.expires_at, row.outcome) for row in found} == {
        ("loans", True, None, None)
    }
    assert sorted(row.form for row in left) == ["", "", "", "check"]
    assert [row.answers is None for row in left].count(True) == 3
    assert bubbles == 1
