"""Assignments: an occurrence of a duty for one office, kept with the policy of the day it was made.

Every change of state is one conditional UPDATE over content's MOVES; whatever ran twice or late
changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any, cast

from sqlalchemy import Connection, Row, and_, case, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from content.dated import Source
from content.duties import MOVES, RUNNING, Assignment, State
from content.ladder import Escalation, Ladder
from db.tables import assignments, people, pings, roles, snoozes
from db.values import AssignmentId, PersonId

CHUNK = 500
WORDS = ("title", "submit_to", "done_when", "because", "note")
"""What an assignment keeps of the plan's words."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who acts for an office, in what role, since when."""

    person: PersonId
    language: str
    office: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """An assignment somebody must still act on, with the ladder in force when it was made."""

    assignment: Assignment
    ladder: Ladder


def ensure(conn: Connection, wanted: Iterable[Assignment], ladder: Ladder, now: datetime) -> int:
    """Make the assignments that are not there yet; how many were new."""
    rows = [
        {
            "duty": one.duty_id,
            "office": one.office,
            "due": one.due,
            "state": "open",
            "policy": {name: getattr(one, name) for name in WORDS} | {"ladder": frozen(ladder)},
            "made_at": now,
        }
        for one in wanted
    ]
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    new = 0
    for start in range(0, len(rows), CHUNK):
        made = dialect.insert(assignments).values(rows[start : start + CHUNK])
        keys = ["duty", "office", "due"]
        new += conn.execute(made.on_conflict_do_nothing(index_elements=keys)).rowcount
    return new


def known(conn: Connection, since: date) -> set[tuple[str, str, date]]:
    """The assignments due from a day on: (duty, office, due)."""
    found = conn.execute(
        select(assignments.c.duty, assignments.c.office, assignments.c.due).where(
            assignments.c.due >= since
        )
    )
    return {(row.duty, row.office, row.due) for row in found}


def get(conn: Connection, assignment: AssignmentId) -> Assignment | None:
    """One assignment; None when there is none of that number."""
    row = conn.execute(select(assignments).where(assignments.c.id == assignment)).first()
    return as_assignment(row) if row else None


def of_offices(
    conn: Connection, offices: Collection[str], states: Collection[State] = RUNNING
) -> list[Assignment]:
    """The assignments of some offices in some states, earliest first."""
    found = conn.execute(
        select(assignments)
        .where(assignments.c.office.in_(offices), assignments.c.state.in_(states))
        .order_by(assignments.c.due, assignments.c.id)
    )
    return [as_assignment(row) for row in found]


def running(conn: Connection) -> list[Running]:
    """Every assignment that somebody must still act on."""
    found = conn.execute(
        select(assignments).where(assignments.c.state.in_(RUNNING)).order_by(assignments.c.id)
    )
    return [Running(as_assignment(row), thawed(row.policy["ladder"])) for row in found]


def acknowledge(conn: Connection, assignment: AssignmentId, *, by: PersonId, now: datetime) -> bool:
    """The office knows of it. What is overdue stays overdue, and is noted as known."""
    new = and_(
        assignments.c.id == assignment,
        assignments.c.state.in_(RUNNING),
        assignments.c.acknowledged_at.is_(None),
    )
    state = case((assignments.c.state == "open", "acknowledged"), else_=assignments.c.state)
    values = dict(state=state, acknowledged_at=now, acknowledged_by=by)
    return conn.execute(update(assignments).where(new).values(**values)).rowcount == 1


def finish(
    conn: Connection, assignment: AssignmentId, after: State, *, by: PersonId, now: datetime
) -> bool:
    """``done`` or ``done_late``, if the state it is in allows; False when it was ended before."""
    before = [state for state, follows in MOVES.items() if after in follows]
    here = and_(assignments.c.id == assignment, assignments.c.state.in_(before))
    values = dict(state=after, done_at=now, done_by=by)
    return conn.execute(update(assignments).where(here).values(**values)).rowcount == 1


def mark_overdue(conn: Connection, today: date) -> int:
    """Whatever was due before today and is not finished is overdue; how many became so."""
    before = [state for state, follows in MOVES.items() if "overdue" in follows]
    late = and_(assignments.c.due < today, assignments.c.state.in_(before))
    return conn.execute(update(assignments).where(late).values(state="overdue")).rowcount


def snooze(conn: Connection, assignment: AssignmentId, person: PersonId, until: datetime) -> None:
    """This person hears of it again at ``until``; the due day stays."""
    here = and_(snoozes.c.assignment_id == assignment, snoozes.c.person_id == person)
    conn.execute(delete(snoozes).where(here))
    values = dict(assignment_id=assignment, person_id=person, until=until)
    conn.execute(insert(snoozes).values(**values))


def snoozed(conn: Connection) -> dict[tuple[AssignmentId, PersonId], datetime]:
    """Until when each person has put each assignment off."""
    found = conn.execute(select(snoozes))
    return {(AssignmentId(r.assignment_id), PersonId(r.person_id)): r.until for r in found}


def wake(conn: Connection, assignment: AssignmentId, person: PersonId) -> None:
    """The snooze is over."""
    here = and_(snoozes.c.assignment_id == assignment, snoozes.c.person_id == person)
    conn.execute(delete(snoozes).where(here))


def told(conn: Connection) -> set[tuple[AssignmentId, PersonId, str]]:
    """Which rungs of running assignments were told whom."""
    found = conn.execute(
        select(pings.c.assignment_id, pings.c.person_id, pings.c.rung)
        .join(assignments, assignments.c.id == pings.c.assignment_id)
        .where(assignments.c.state.in_(RUNNING))
    )
    return {(AssignmentId(r.assignment_id), PersonId(r.person_id), r.rung) for r in found}


def tell(
    conn: Connection, rungs: Iterable[tuple[AssignmentId, str]], person: PersonId, now: datetime
) -> None:
    """Note that a person is told these rungs."""
    rows = [
        {"assignment_id": assignment, "person_id": person, "rung": rung, "at": now}
        for assignment, rung in rungs
    ]
    dialect = sqlite if conn.dialect.name == "sqlite" else postgresql
    conn.execute(dialect.insert(pings).values(rows).on_conflict_do_nothing())


def holders(conn: Connection, wanted: Collection[str], now: datetime) -> list[Holder]:
    """Everybody who acts for an office in one of the wanted roles now, and hears of it."""
    held = and_(roles.c.since <= now, or_(roles.c.until.is_(None), roles.c.until > now))
    found = conn.execute(
        select(roles, people.c.language)
        .join(people, people.c.id == roles.c.person_id)
        .where(held, roles.c.role.in_(wanted), roles.c.office.is_not(None))
        .where(people.c.opted_out_at.is_(None))
        .order_by(roles.c.person_id, roles.c.id)
    )
    return [Holder(PersonId(r.person_id), r.language, r.office, r.role, r.since) for r in found]


def frozen(ladder: Ladder) -> Mapping[str, Any]:
    """A ladder as it is kept with an assignment."""
    return {
        "at": ladder.at.isoformat(),
        "before": list(ladder.before),
        "overdue_days": ladder.overdue_days,
        "escalations": [asdict(rung) for rung in ladder.escalations],
        "document": ladder.source.document,
    }


def thawed(kept: Mapping[str, Any]) -> Ladder:
    """Read back what ``frozen`` wrote."""
    return Ladder(
        at=time.fromisoformat(kept["at"]),
        before=tuple(kept["before"]),
        overdue_days=kept["overdue_days"],
        escalations=tuple(Escalation(**rung) for rung in kept["escalations"]),
        source=Source(kept["document"]),
    )


def as_assignment(row: Row[Any]) -> Assignment:
    """A row as a value."""
    return Assignment(
        id=row.id,
        duty_id=row.duty,
        office=row.office,
        due=row.due,
        state=cast("State", row.state),
        acknowledged_at=row.acknowledged_at,
        done_at=row.done_at,
        **{name: row.policy[name] for name in WORDS},
    )
