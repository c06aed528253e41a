"""Deadline pings, on both databases: who is told what, when, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from content.library.library import Library
from content.screen import from_json, plain_text
from content.wording import NBSP
from db import duties, people
from db.cipher import Keys
from db.store import Connection
from db.tables import assignments, deliveries
from db.values import AssignmentId, PersonId
from scheduler.duties import Rung, Teller, tick
from tests.databases import Database
from tests.talk import library

KEYS = Keys(b"k" * 32)
OFFICE = "pkt-tho-phu"
START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
"""Tuesday 24/11/2026, 08:00 in Hà Nội. The targets of III.2.2 are due on Friday 4/12."""


def local(day: int, hour: int, minute: int = 0, month: int = 12) -> datetime:
    """A moment of 2026 in Hà Nội."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def official(
    conn: Connection, name: str = "Sáu", role: str = "official", office: str = OFFICE
) -> PersonId:
    """Somebody of an office, reachable on Telegram."""
    person, _, _ = people.meet(conn, "telegram", name, name=name, origin="self", now=START)
    people.give_role(conn, person.id, role, office=office, unit="tho-phu", now=START)
    return person.id


def live(conn: Connection, *moments: datetime) -> list[dict[str, int]]:
    """Tick at each moment."""
    return [dict(tick(conn, library(), moment)) for moment in moments]


def pushes(conn: Connection) -> list[tuple[str, str]]:
    """Kind and words of everything queued, oldest first."""
    rows = conn.execute(select(deliveries).order_by(deliveries.c.id))
    return [(row.kind, spoken(row.screen)) for row in rows]


def spoken(screen: str) -> str:
    """The words of a stored screen, with plain spaces."""
    return plain_text(from_json(screen)).replace(NBSP, " ")


def only(conn: Connection, *lines: str) -> None:
    """Let every other duty be finished, so that a story has one line."""
    rest = assignments.c.duty.not_in(lines)
    conn.execute(update(assignments).where(rest).values(state="waived"))


def story(database: Database, tell: Callable[[Connection], None]) -> None:
    """Run a story in one unit of work."""
    database.write(tell)


def test_the_plan_becomes_assignments_once_whatever_runs_twice(database: Database) -> None:
    def tell(conn: Connection) -> None:
        first, second = live(conn, START, START)

        assert first["made"] > 0
        assert "made" not in second
        targets = conn.execute(
            select(assignments.c.office, assignments.c.due).where(assignments.c.duty == "III.2.2")
        ).all()
        assert {row.due.isoformat() for row in targets} == {"2026-12-04"}
        assert {OFFICE, "tinh"} <= {row.office for row in targets}

    story(database, tell)


def test_pings_come_before_on_and_after_the_day_one_a_day(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        official(conn)
        only(conn, "III.2.2")

        for moment in (local(1, 8), local(1, 8, 1), local(1, 23), local(3, 8), local(4, 8)):
            live(conn, moment)

        said = pushes(conn)
        assert [kind for kind, _ in said] == ["ping", "ping", "ping"]
        assert "Còn 3 ngày" in said[0][1]
        assert "Còn 1 ngày" in said[1][1]
        assert "Hôm nay là hạn" in said[2][1]

    story(database, tell)


def test_silence_escalates_to_the_head_and_then_to_the_programme_office(
    database: Database,
) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        official(conn)
        head = official(conn, "Hòa", "head")
        programme = official(conn, "Minh", "programme", "tinh")
        only(conn, "III.2.2")

        live(conn, *(local(day, 8) for day in range(5, 20)))

        escalations = conn.execute(
            select(deliveries.c.key).where(deliveries.c.kind == "escalation")
        ).scalars()
        told = [key.rsplit(":", 1)[1] for key in escalations]
        assert str(head) in told
        assert str(programme) in told
        overdue = conn.scalar(
            select(assignments.c.state).where(
                assignments.c.duty == "III.2.2", assignments.c.office == OFFICE
            )
        )
        assert overdue == "overdue"

    story(database, tell)


def test_a_finished_duty_is_told_nobody_any_more(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        person = official(conn)
        only(conn, "III.2.2")
        number = mine(conn)

        assert duties.finish(conn, number, "done", by=person, now=local(1, 7))
        assert not duties.finish(conn, number, "done", by=person, now=local(1, 7))
        live(conn, local(1, 8), local(3, 8), local(4, 8), local(7, 8, 30))

        assert [kind for kind, _ in pushes(conn) if kind == "escalation"] == []
        assert all("NV-" + str(number) not in text for _, text in pushes(conn))

    story(database, tell)


def mine(conn: Connection) -> AssignmentId:
    found = conn.scalar(
        select(assignments.c.id).where(
            assignments.c.duty == "III.2.2", assignments.c.office == OFFICE
        )
    )
    return AssignmentId(found or 0)


def test_a_missed_tick_is_made_up_for_and_told_once(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        official(conn)
        only(conn, "III.2.2")

        live(conn, local(2, 9), local(2, 10))  # the service was down on the 1st

        assert [kind for kind, _ in pushes(conn)] == ["ping"]

    story(database, tell)


def test_several_duties_of_a_day_come_in_one_message(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        official(conn)
        only(conn, "III.2.2", "III.2.3.1a")

        live(conn, local(1, 8))

        said = pushes(conn)
        assert [kind for kind, _ in said] == ["ping"]
        assert said[0][1].count("NV-") == 2

    story(database, tell)


def test_on_mondays_the_digest_stands_in_for_the_ping(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        official(conn)

        live(conn, local(30, 8, month=11), local(30, 9, month=11))

        said = pushes(conn)
        assert len(said) == 1
        assert "30/11/2026" in said[0][1]

    story(database, tell)


def test_a_snoozed_duty_is_quiet_until_its_moment(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        person = official(conn)
        only(conn, "III.2.2")
        duties.snooze(conn, mine(conn), person, local(2, 8))

        live(conn, local(1, 8))
        assert pushes(conn) == []
        live(conn, local(2, 8, 1), local(2, 8, 2))
        assert len(pushes(conn)) == 1

    story(database, tell)


def test_who_opted_out_or_joined_later_hears_nothing_of_it(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        gone = official(conn, "Năm")
        people.change(conn, gone, opted_out_at=START)
        late, _, _ = people.meet(
            conn, "telegram", "Tám", name="Tám", origin="self", now=local(1, 9)
        )
        people.give_role(conn, late.id, "official", office=OFFICE, unit="tho-phu", now=local(1, 9))
        only(conn, "III.2.2")

        live(conn, local(1, 10))

        assert pushes(conn) == []

    story(database, tell)


def test_an_office_that_is_gone_silences_nobody_elses_digest(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        official(conn, "Bảy", office="khong-con")
        official(conn)
        live(conn, local(30, 9, month=11))
        return pushes(conn)

    assert len(database.write(story)) == 1


def test_a_fault_with_one_person_silences_nobody_else(database: Database) -> None:
    def tell(conn: Connection) -> None:
        live(conn, START)
        first, second = official(conn, "Năm"), official(conn, "Sáu")
        only(conn, "III.2.2")

        class Clumsy(Teller):
            """Fails half-way with one person."""

            def ping(self, person: PersonId, rungs: Sequence[Rung]) -> int:
                queued = super().ping(person, rungs)
                if person == first:
                    raise RuntimeError("cannot be drawn")
                return queued

        assert Clumsy(conn, library(), local(1, 8)).tell() == 1

        assert conn.scalars(select(deliveries.c.key)).all() == [f"ping:{second}:2026-12-01"]

    story(database, tell)


def test_a_ladder_edited_in_mid_case_is_for_what_is_made_afterwards(database: Database) -> None:
    def pings_of(conn: Connection, shelf: Library) -> list[datetime]:
        for day in (1, 2, 3, 4, 7):
            tick(conn, shelf, local(day, 8))
        kinds = deliveries.c.kind.in_(("ping", "digest"))
        return list(conn.scalars(select(deliveries.c.not_before).where(kinds)))

    def tell(conn: Connection) -> None:
        plan = library().plan
        silent = replace(plan, ladder=replace(plan.ladder, before=(), overdue_days=0))
        live(conn, START)
        official(conn)
        only(conn, "III.2.2")

        told = pings_of(conn, replace(library(), plan=silent))

        assert local(1, 8) in told  # three days before: the ladder of the day it was made
        assert local(7, 8) in told

    story(database, tell)
