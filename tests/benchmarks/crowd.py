"""A crowd as a province has it, made inside the database, whatever its size.

Of a hundred people about eighty can be told. The others opted out, have no contact, a contact
that fails, one without a ground, or a web page not opened for a month. Everybody has a commune of
today or of before the merger; some have two contacts, some follow topics, some hold an office.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, text

from content.library.library import Library

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
NUMBERS = {
    "sqlite": "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < :people)",
    "postgresql": "WITH g(n) AS (SELECT generate_series(1, CAST(:people AS integer)))",
}
PEOPLE = """INSERT INTO people (name, language, unit, origin, opted_out_at, joined_at)
SELECT 'Người ' || (n % 997), CASE WHEN n % 33 = 0 THEN 'en' ELSE 'vi' END, {unit},
       CASE WHEN n % 10 < 3 THEN 'self' ELSE 'import' END,
       CASE WHEN n % 29 = 0 THEN {long_ago} END, {long_ago} FROM g"""
PHONES = """INSERT INTO contacts (person_id, channel, external, ground, unreachable, seen_at)
SELECT n, 'telegram', CAST(n AS text), CASE WHEN n % 23 = 0 THEN '' ELSE 'wrote' END,
       CASE WHEN n % 19 = 0 THEN 'blocked' ELSE '' END, {recently} FROM g WHERE n % 11 <> 0"""
PAGES = """INSERT INTO contacts (person_id, channel, external, ground, seen_at)
SELECT n, 'web', 'w' || n, 'wrote', CASE WHEN n % 2 = 0 THEN {recently} ELSE {long_ago} END
FROM g WHERE n % 7 = 0"""
FOLLOWING = """INSERT INTO topics (person_id, topic)
SELECT n, CASE WHEN n % 2 = 0 THEN 'vay-von' ELSE 'y-te' END FROM g WHERE n % 5 < 2"""
OFFICIALS = """INSERT INTO roles (person_id, role, office, unit, since)
SELECT n, 'official', 'pkt-tho-phu', 'tho-phu', {long_ago} FROM g WHERE n % 100 = 1"""
EVERYBODY = (PEOPLE, PHONES, PAGES, FOLLOWING, OFFICIALS)


def gather(conn: Connection, library: Library, people: int) -> None:
    """Fill an empty database with so many people."""
    units = sorted(u.slug for u in library.places.units.values() if u.kind in ("commune", "ward"))
    known = dict(
        unit=choice("n % ", units),
        long_ago=moment(conn, "2026-01-05 03:00:00"),
        recently=moment(conn, "2026-11-20 03:00:00"),
    )
    for each in EVERYBODY:
        statement = f"{NUMBERS[conn.dialect.name]} {each.format(**known)}"
        conn.execute(text(statement), dict(people=people))
    conn.execute(text("ANALYZE"))


def choice(number: str, values: list[str]) -> str:
    """SQL for one of some words, in turn."""
    cases = " ".join(f"WHEN {n} THEN '{value}'" for n, value in enumerate(values))
    return f"CASE {number}{len(values)} {cases} END"


def moment(conn: Connection, at: str) -> str:
    """SQL for a moment, as db.columns.Moment keeps it."""
    return f"CAST('{at}+00' AS timestamptz)" if conn.dialect.name == "postgresql" else f"'{at}'"


def twin(conn: Connection, table: Any) -> str:
    """Make an empty table like one of ours, with the same indexes; its name."""
    name = f"{table.name}_twin"
    copy = table.to_metadata(type(table.metadata)(), name=name)
    for foreign in list(copy.foreign_key_constraints):
        copy.constraints.discard(foreign)
    for named in (copy.primary_key, *copy.indexes):
        named.name = f"twin_{named.name}"
    copy.create(conn)
    return name
