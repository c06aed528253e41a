"""What residents had us keep goes with them, is told to them, and is forgotten in time."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Table, func, insert, select, update

from content.channel import Contact
from db import joining, people, personal_data, pruning
from db.pruning import REQUESTS_KEPT
from db.tables import checks, received, repayments, requests
from db.values import ContactId, PersonId
from tests.databases import Database
from tests.kept import a_check, keep_everything
from tests.pushes import NOW, resident

ALL: tuple[Table, ...] = (checks, received, requests, repayments)


def owner(conn: Connection, contact: Contact) -> PersonId:
    found = people.find_contact(conn, ContactId(contact.id))
    assert found
    return found[1]


def counts(conn: Connection) -> dict[str, int]:
    return {one.name: conn.scalar(select(func.count()).select_from(one)) or 0 for one in ALL}


def test_erasing_somebody_leaves_nothing_of_what_they_kept(database: Database) -> None:
    def story(conn: Connection) -> tuple[dict[str, int], list[int | None]]:
        lan, hoa = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        keep_everything(conn, lan)
        keep_everything(conn, hoa)
        conn.execute(update(requests).values(taken_by=lan))
        people.erase(conn, lan)
        return counts(conn), list(conn.scalars(select(requests.c.taken_by)))

    left, taken_by = database.write(story)
    assert left == dict.fromkeys(left, 1)
    assert taken_by == [None]


def test_of_two_made_one_all_is_in_one_hand(database: Database) -> None:
    def story(conn: Connection) -> set[int | None]:
        one, other = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        keep_everything(conn, one)
        keep_everything(conn, other)
        joining.merge(conn, one, other, NOW)
        assert counts(conn) == {"checks": 2, "received": 2, "requests": 2, "repayments": 2}
        columns = (checks.c.person_id, requests.c.person_id, requests.c.taken_by)
        named = (*columns, repayments.c.person_id)
        return {who for column in named for who in conn.scalars(select(column))} - {one}

    assert database.write(story) == set()


def test_somebody_is_told_of_all_that_they_kept_and_of_nobody_elses(database: Database) -> None:
    def story(conn: Connection) -> tuple[str, str]:
        lan, hoa = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        keep_everything(conn, lan)
        told = [personal_data.export(conn, person, NOW) for person in (lan, hoa)]
        return json.dumps(told[0]), json.dumps(told[1])

    hers, theirs = (json.loads(text) for text in database.write(story))
    (check,) = hers["checks"]
    assert check["received"] == {"vay-hssv": "yes"}
    assert (check["day"], check["asked_on"], check["answers_kept"]) == (
        "2026-11-24",
        "2026-12-24",
        True,
    )
    assert [one["office"] for one in hers["requests"]] == ["ubnd-tho-phu"]
    assert [one["next_due"] for one in hers["repayments"]] == ["2026-11-24"]
    assert "poor" not in json.dumps(hers["checks"])
    assert (theirs["checks"], theirs["requests"], theirs["repayments"]) == ([], [], [])


@pytest.mark.parametrize(("late", "left"), [(0, 2), (1, 1)])
def test_what_is_past_its_time_is_forgotten_and_what_has_none_stays(
    database: Database, late: int, left: int
) -> None:
    def story(conn: Connection) -> dict[str, int]:
        lan = owner(conn, resident(conn, "1"))
        keep_everything(conn, lan)
        endless = dict(code_hash=None, expires_at=None)
        conn.execute(insert(checks).values(a_check(lan, **endless)))
        conn.execute(update(requests).values(done_at=NOW - REQUESTS_KEPT))
        conn.execute(update(repayments).values(stopped_at=NOW - REQUESTS_KEPT))
        conn.execute(update(checks).where(checks.c.expires_at.is_not(None)).values(expires_at=NOW))
        pruning.prune(conn, NOW + timedelta(seconds=late))
        return counts(conn)

    gone = left - 1
    assert database.write(story) == {
        "checks": left,
        "received": gone,
        "requests": gone,
        "repayments": gone,
    }


def test_the_number_of_a_check_is_given_to_no_other(database: Database) -> None:
    """Deliveries name it in their keys."""

    def story(conn: Connection) -> bool:
        lan, hoa = owner(conn, resident(conn, "1")), owner(conn, resident(conn, "2"))
        first = keep_everything(conn, lan)
        people.erase(conn, lan)
        return keep_everything(conn, hoa) > first

    assert database.write(story)
