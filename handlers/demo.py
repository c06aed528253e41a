"""The doors of a demonstration: who enters by them, and what they may do while the doors stand.

A resident is only a demo person. An official and a writer are the person of this browser's web
chat, given a role; the approver is one more person, so that approval by a second person can be
tried by who sits here alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from content.library.library import Library
from content.wording import word
from db import audit, demo, people
from db.demo import ORIGIN
from db.store import Connection
from db.values import PersonId
from handlers import staff
from handlers.scene import House

WEB = "web"
OFFICE = "pkt-tho-phu"
LASTS = timedelta(hours=12)


def alone(conn: Connection) -> bool:
    """Whether the database holds nobody but demo people: else no door opens."""
    return demo.alone(conn)


def close(conn: Connection, now: datetime) -> None:
    """The doors are shut: sign every demo session out and end every demo role."""
    ended = demo.end(conn, now)
    if ended:
        audit.record(conn, "doors-close", "demo", by=None, now=now, detail={"ended": ended})


def resident(conn: Connection, external: str, now: datetime) -> PersonId:
    """The demo person of a browser; who is not a demo person stays who they are."""
    return people.meet(conn, WEB, external, name="", origin=ORIGIN, now=now)[0].id


def official(conn: Connection, house: House, external: str, now: datetime) -> None:
    """Let this browser's demo person act for an office."""
    give(conn, house, resident(conn, external, now), "official", now)


def writer(conn: Connection, house: House, external: str, now: datetime) -> str:
    """The token of a console session of this browser's demo person, as a writer."""
    person = resident(conn, external, now)
    if not people.get(conn, person).name:
        people.change(conn, person, name=word("console.demo.writer"))
    return enter(conn, house, person, "writer", now)


def approver(conn: Connection, house: House, now: datetime) -> str:
    """The token of a console session of the demonstration's approver."""
    name = word("console.demo.approver")
    person = demo.named(conn, name)
    if person is None:
        person = people.join(conn, name=name, origin=ORIGIN, now=now).id
    return enter(conn, house, person, "approver", now)


def enter(conn: Connection, house: House, person: PersonId, role: str, now: datetime) -> str:
    """Give a demo person a role in the province and sign them in."""
    give(conn, house, person, role, now)
    return staff.begin_session(conn, house.keys, person, now + LASTS, now)


def give(conn: Connection, house: House, person: PersonId, role: str, now: datetime) -> None:
    """Give a demo person a role; raises PermissionError for anybody else."""
    if people.get(conn, person).origin != ORIGIN:
        raise PermissionError("not a demo person")
    office, unit = place(house.library(), role)
    people.give_role(conn, person, role, office=office, unit=unit, now=now)
    detail = {"role": role, "office": office or ""}
    audit.record(conn, "give-role", f"person:{person}", by=person, now=now, detail=detail)


def place(library: Library, role: str) -> tuple[str | None, str]:
    """The office and unit of a demo role."""
    if role == "official":
        return OFFICE, library.places.office(OFFICE).unit
    return None, staff.province(library.places)
