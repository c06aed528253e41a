"""A newer program opens an older database, and nothing that was in it is lost."""

from __future__ import annotations

from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url

from db.migrating import configured, migrate
from db.schema import upgrade, versions
from db.sqlite import engine

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
