"""People as a table: an import takes it back and changes nothing, whoever they are."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, select, update

from bot import tables
from db import people, topics
from db.tables import audit
from db.tables import contacts as contacts_table
from db.tables import people as people_table
from handlers import roster
from handlers.campaign_orders import Order
from handlers.people import Ground, import_people, known_to, read_people
from tests.databases import *  # noqa: F403  (fixtures)
from tests.databases import Database
from tests.pushes import KEYS, NOW
from tests.talk import library

OPERATOR = Order(None, "thanh-hoa", NOW)
DAY = NOW.date()
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["=1+1", "'=x", "-5", "@lan", "+84", "Nguyễn  Lan", 'a"b', "a;b,c", "'", "#REF"]
)
SOMEBODY = st.tuples(
    NAMES,
    st.sampled_from(["telegram", "web", "zalo", "terminal"]),
    st.sampled_from([None, "tho-phu", "an-nong"]),
    st.sets(st.sampled_from(["vay-von", "y-te", "hoc-hanh"])),
    st.sampled_from([None, "vay-von", "viec-lam"]),
    st.sampled_from([None, "village-head", "official", "admin"]),
    st.booleans(),
)


def keep(conn: Connection, number: int, one: Any) -> None:
    """Keep somebody as the strategies made them."""
    name, channel, unit, followed, stopped, role, is_out = one
    external = str(number) if number % 2 else f"-100{number}"
    person, _, _ = people.meet(conn, channel, external, name=name, origin="self", now=NOW)
    people.change(conn, person.id, unit=unit, opted_out_at=NOW if is_out else None)
    topics.follow(conn, person.id, followed)
    if stopped:
        topics.stop(conn, person.id, stopped, NOW)
    if role:
        people.give_role(conn, person.id, role, office=None, unit="tho-phu", now=NOW)


def table(conn: Connection, kind: tables.Kind, order: Order = OPERATOR) -> bytes:
    """The file of an export."""

    head, pages, after = roster.head(conn, order), {}, 0
    while True:
        pages[after] = roster.rows(conn, library(), order, after)
        after = pages[after][1]
        if not after:
            break

    async def rows_after(row: int) -> Any:
        return pages[row]

    async def whole() -> bytes:
        return b"".join([part async for part in tables.parts(kind, head, rows_after)])

    with ThreadPoolExecutor(1) as aside:  # a test may stand inside a loop of its own
        return aside.submit(asyncio.run, whole()).result()


def taken_back(conn: Connection, data: bytes) -> dict[str, Any]:
    """What an import of a file answers."""
    sheet = read_people(data, known_to(library(), DAY))
    return import_people(conn, sheet, ground=Ground(""), keys=KEYS, now=NOW)


def everything(conn: Connection) -> list[Any]:
    """Each person with what hangs on them."""
    found = conn.execute(select(people_table).order_by(people_table.c.id)).all()
    return [
        (row, topics.followed(conn, row.id), topics.stopped(conn, row.id),
         people.roles_of(conn, row.id, NOW))
        for row in found
    ]  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(st.lists(SOMEBODY, max_size=4), st.sampled_from(["csv", "xlsx"]))
def test_what_is_taken_away_and_brought_back_changes_nothing(
    sqlite_database: Database, crowd: list[Any], kind: tables.Kind
) -> None:
    def story(conn: Connection) -> None:
        conn.execute(delete(people_table))
        for number, one in enumerate(crowd, start=1):
            keep(conn, number, one)
        before = everything(conn)
        answer = taken_back(conn, table(conn, kind))
        assert answer == {"added": 0, "updated": 0, "rejected": []}
        assert everything(conn) == before

    sqlite_database.write(story)


def test_the_refusals_of_people_go_along_to_another_deployment(database: Database) -> None:
    def story(conn: Connection) -> None:
        keep(conn, 2, ("=1+1", "telegram", "tho-phu", {"y-te"}, "vay-von", "village-head", True))
        data = table(conn, "xlsx")
        before = [(row.name, row.unit, row.opted_out_at, *rest) for row, *rest in everything(conn)]
        conn.execute(delete(people_table))
        assert taken_back(conn, data)["added"] == 1
        ((row, followed, stopped, (role,)),) = everything(conn)
        assert (row.name, row.unit, row.opted_out_at, followed, stopped) == before[0][:5]
        assert (role.role, role.unit) == ("village-head", "tho-phu")

    database.write(story)


def test_who_stopped_one_contact_alone_is_not_revived_elsewhere(database: Database) -> None:
    def story(conn: Connection) -> None:
        keep(conn, 2, ("Lan", "telegram", "tho-phu", set(), None, None, False))
        conn.execute(update(contacts_table).values(opted_out_at=NOW))
        data = table(conn, "csv")
        assert taken_back(conn, data) == {"added": 0, "updated": 0, "rejected": []}
        assert everything(conn)[0][0].opted_out_at is None
        conn.execute(delete(people_table))
        taken_back(conn, data)
        assert everything(conn)[0][0].opted_out_at == NOW

    database.write(story)


def test_who_leads_a_unit_takes_its_people_only_and_that_is_kept(database: Database) -> None:
    def story(conn: Connection) -> None:
        for number, unit in enumerate(("tho-phu", "an-nong", None), start=1):
            keep(conn, number, (f"Người {number}", "web", unit, set(), None, None, False))
        person, _, _ = people.meet(conn, "web", "demo", name="Thử", origin="demo", now=NOW)
        people.change(conn, person.id, unit="tho-phu")
        text = table(conn, "csv", Order(None, "tho-phu", NOW)).decode()
        assert "Người 1" in text
        assert not any(name in text for name in ("Người 2", "Người 3", "Thử"))
        assert table(conn, "csv", Order(None, "", NOW)).decode().count("\n") == 1
        noted = conn.execute(select(audit.c.action, audit.c.subject)).all()
        assert noted == [("people.export", "tho-phu"), ("people.export", "")]
        lines = roster.lines(conn, library(), Order(None, "thanh-hoa", NOW))
        assert {(line.unit, line.by_channel["web"]) for line in lines} == {
            ("tho-phu", 1), ("an-nong", 1), ("", 1),
        }  # fmt: skip

    database.write(story)


def test_a_long_list_is_read_page_by_page(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        text = "channel,contact\n" + "".join(f"telegram,{n}\n" for n in range(4500))
        taken_back(conn, text.encode())
        conn.execute(update(people_table).values(unit="tho-phu"))
        assert table(conn, "csv").decode().count("\n") == 4501

    sqlite_database.write(story)
