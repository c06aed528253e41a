"""Campaigns as kept, on both databases: moved by the table alone, ended rows told apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from content.campaigns import EVENTS, MOVES, STATES, Draft, Event, State, fingerprint
from content.screen import Button
from db import campaigns, deliveries
from db.tables import campaigns as table
from db.tables import deliveries as rows
from db.values import CampaignId
from tests.databases import Database
from tests.pushes import NOW, broadcast, campaign, later

DRAFT = Draft(
    "Rà soát",
    "Chào {name|bà con}!",
    (Button("Xem", "home"),),
    "unit:tho-phu",
    NOW + timedelta(hours=1),
    NOW + timedelta(hours=2),
)


def made(conn: Connection, draft: Draft = DRAFT, **values: Any) -> CampaignId:
    """A campaign of a draft, with columns set as a test needs them."""
    number = campaigns.create(conn, draft, unit="tho-phu", author=None, now=NOW)
    if values:
        conn.execute(update(table).where(table.c.id == number).values(**values))
    return number


def state_of(conn: Connection, number: CampaignId) -> State:
    found = campaigns.get(conn, number)
    assert found
    return found.state


def fates(conn: Connection) -> list[str]:
    """The states of all rows, in order."""
    return list(conn.scalars(select(rows.c.state).order_by(rows.c.id)))


def test_a_draft_is_kept_to_the_letter(database: Database) -> None:
    def story(conn: Connection) -> None:
        found = campaigns.get(conn, made(conn), lock=True)
        assert found
        assert (found.draft, found.unit, found.state) == (DRAFT, "tho-phu", "draft")
        assert fingerprint(found.draft, found.unit) == fingerprint(DRAFT, "tho-phu")

    database.write(story)


def test_an_unknown_number_is_none(database: Database) -> None:
    assert database.read(campaigns.get, CampaignId(99)) is None


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_moves_from_its_states_and_from_no_other(
    database: Database, event: Event
) -> None:
    def story(conn: Connection) -> None:
        for state in STATES:
            number = made(conn, state=state)
            before = campaigns.get(conn, number)
            moved = campaigns.move(conn, number, event, held_reason="x")
            after = campaigns.get(conn, number)
            assert before and after
            if state in MOVES[event].before:
                assert moved
                assert (after.state, after.held_reason) == (MOVES[event].after, "x")
            else:
                assert not moved
                assert after == before

    database.write(story)


def test_only_one_of_two_starts_wins(database: Database) -> None:
    def story(conn: Connection) -> list[bool]:
        number = made(conn)
        return [campaigns.move(conn, number, "start") for _ in range(2)]

    assert database.write(story) == [True, False]


def test_an_edit_voids_the_approval(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = made(
            conn, state="approved", approved_hash=fingerprint(DRAFT, "tho-phu"), approved_at=NOW
        )
        before = campaigns.get(conn, number)
        assert before and before.is_approved
        assert campaigns.edit(conn, number, replace(DRAFT, text="Khác"), author=None)
        after = campaigns.get(conn, number)
        assert after
        assert (after.state, after.is_approved, after.approved_at) == ("draft", False, None)

    database.write(story)


def test_what_runs_or_has_ended_is_not_edited(database: Database) -> None:
    def story(conn: Connection) -> None:
        for state in ("running", "paused", "finished", "cancelled", "expired"):
            number = made(conn, state=state)
            assert not campaigns.edit(conn, number, replace(DRAFT, text="Khác"), author=None)
            found = campaigns.get(conn, number)
            assert found and found.draft == DRAFT

    database.write(story)


def test_due_are_those_whose_hour_has_come(database: Database) -> None:
    def story(conn: Connection) -> None:
        approved = made(conn, state="approved")
        waiting = made(conn, state="submitted")
        made(conn)
        made(conn, replace(DRAFT, at=None), state="approved")
        assert campaigns.due(conn, NOW) == []
        assert {one.id for one in campaigns.due(conn, later(3600))} == {approved, waiting}

    database.write(story)


def test_past_are_those_that_nobody_should_get_any_more(database: Database) -> None:
    def story(conn: Connection) -> None:
        numbers = {state: made(conn, state=state) for state in STATES}
        assert campaigns.past(conn, NOW) == []
        found = {one.id for one in campaigns.past(conn, later(7200))}
        open_ones = ("submitted", "approved", "running", "paused", "held")
        assert found == {numbers[state] for state in open_ones}

    database.write(story)


def test_finished_when_no_row_is_queued_or_sending(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 2)
        paused = broadcast(conn, 0, state="paused")
        for first, second, done in (
            ("queued", "sent", []),
            ("sending", "sent", []),
            ("sent", "unconfirmed", [number]),
        ):
            found = list(conn.scalars(select(rows.c.id)))
            for row, state in zip(found, (first, second), strict=True):
                conn.execute(update(rows).where(rows.c.id == row).values(state=state))
            assert campaigns.finish(conn, NOW) == done
        assert (state_of(conn, number), state_of(conn, paused)) == ("finished", "paused")

    database.write(story)


def test_rows_left_behind_are_found_and_expired_alone(database: Database) -> None:
    def story(conn: Connection) -> None:
        ended = broadcast(conn, 2, state="cancelled")
        broadcast(conn, 1)
        assert [one.id for one in campaigns.unswept(conn)] == [ended]
        assert deliveries.expire_rows(conn, ended, NOW) == 2
        assert fates(conn) == ["expired", "expired", "queued"]
        assert campaigns.unswept(conn) == []

    database.write(story)


def test_people_are_listed_by_state_and_page(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, deliveries.PAGE + 1)
        broadcast(conn, 1)
        first = deliveries.told(conn, number)
        second = deliveries.told(conn, number, page=2)
        assert (len(first), len(second)) == (deliveries.PAGE, 1)
        assert {one.id for one in first} & {one.id for one in second} == set()
        assert deliveries.told(conn, number, state="sent") == []
        assert deliveries.told(conn, number, page=0) == first

    database.write(story)


def test_reasons_are_counted_most_frequent_first(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[Any, str, int]]:
        number = broadcast(conn, 4)
        found = list(conn.scalars(select(rows.c.id)))
        ends = [("undeliverable", "blocked")] * 2 + [("failed", "500"), ("queued", "pace")]
        for row, (state, why) in zip(found, ends, strict=True):
            changed = update(rows).where(rows.c.id == row)
            conn.execute(changed.values(state=state, reason=why))
        return deliveries.reasons(conn, number)

    assert database.write(story) == [("undeliverable", "blocked", 2), ("failed", "500", 1)]


def test_the_list_is_newest_first_within_units_and_states(database: Database) -> None:
    def story(conn: Connection) -> None:
        here = [made(conn), made(conn, state="running")]
        campaign(conn, unit="tan-ninh")
        found = campaigns.listing(conn, units=("tho-phu",))
        assert [one.id for one in found] == here[::-1]
        running = campaigns.listing(conn, units=("tho-phu",), states=("running",))
        assert [one.id for one in running] == [here[1]]
        assert len(campaigns.listing(conn)) == 3

    database.write(story)
