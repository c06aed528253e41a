"""Somebody who had us keep something in every table that can hold it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert

from db.cipher import Keys
from db.tables import checks, received, repayments, requests
from db.values import PersonId
from tests.pushes import KEYS, NOW


def keep_everything(conn: Connection, person: PersonId, keys: Keys = KEYS) -> int:
    """One row each in the four tables; the number of the check."""
    number: int = conn.execute(
        insert(checks).values(a_check(person, keys)).returning(checks.c.id)
    ).scalar_one()
    answered = dict(check_id=number, programme="vay-hssv", answer="yes", at=NOW)
    conn.execute(insert(received).values(**answered))
    conn.execute(insert(requests).values(a_request(person, keys)))
    conn.execute(insert(repayments).values(a_loan(person, keys)))
    return number


def a_check(person: PersonId, keys: Keys = KEYS, **values: Any) -> dict[str, Any]:
    """A check with answers, told and asked."""
    row = dict(
        person_id=person,
        code_hash=keys.fingerprint(f"saved:{person}"),
        door="loans",
        answers=keys.encrypt([["household_status", "poor"]]),
        day=NOW.date(),
        kept_at=NOW,
        tell_at=NOW,
        ask_on=NOW.date() + timedelta(days=30),
        expires_at=NOW + timedelta(days=365),
    )
    return row | values


def a_request(person: PersonId, keys: Keys = KEYS, **values: Any) -> dict[str, Any]:
    """A request that the commune took."""
    row = dict(
        code_hash=keys.fingerprint(f"request:{person}"),
        person_id=person,
        office="ubnd-tho-phu",
        unit="tho-phu",
        body=keys.encrypt("Nhờ xã xem giúp"),
        topic="check",
        state="taken",
        consented_at=NOW,
        taken_at=NOW,
        taken_by=person,
    )
    return row | values


def a_loan(person: PersonId, keys: Keys = KEYS, **values: Any) -> dict[str, Any]:
    """A loan of which they want to be reminded."""
    row = dict(
        person_id=person,
        body=keys.encrypt({"programme": "vay-hssv"}),
        since_key=f"loan-{person}",
        begun_at=NOW,
        next_due=NOW.date(),
    )
    return row | values
