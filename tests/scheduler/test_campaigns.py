"""What time does to campaigns, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update
from structlog.testing import capture_logs

from content.campaign_check import Rules
from content.campaigns import Campaign, Draft, fingerprint
from content.screen import from_json, plain_text
from content.wording import word
from db import campaigns as store
from db import deliveries, usage
from db.tables import audit
from db.tables import campaigns as table
from db.tables import deliveries as rows
from db.values import CampaignId
from handlers import campaigns as handlers_campaigns
from handlers.campaigns import Order
from scheduler import campaigns
from tests.crowd import PROVINCE, Line, One, keep, settle
from tests.databases import Database
from tests.pushes import NOW, broadcast, deliver, later, states, take
from tests.talk import library

HOUR = NOW + timedelta(hours=1)
DRAFT = Draft("Rà soát", "Chào {name|bà con}!", (), "all", HOUR)


def approved(conn: Connection, draft: Draft = DRAFT, **values: Any) -> CampaignId:
    """A campaign approved as it stands."""
    number = store.create(conn, draft, unit=PROVINCE, author=None, now=NOW)
    row = dict(state="approved", approved_hash=fingerprint(draft, PROVINCE)) | values
    conn.execute(update(table).where(table.c.id == number).values(**row))
    return number


def tick(conn: Connection, now: datetime) -> Mapping[str, int]:
    return campaigns.tick(conn, library(), now)


def got(conn: Connection, number: CampaignId) -> Campaign:
    found = store.get(conn, number)
    assert found
    return found


def test_it_starts_at_its_hour_and_not_before(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Tắt", opted_out=True)))
        number = approved(conn)
        assert tick(conn, HOUR - timedelta(seconds=1)) == {}
        assert tick(conn, HOUR) == {"started": 1}
        assert states(conn) == [("queued", "")]
        assert (got(conn, number).state, got(conn, number).started_at) == ("running", HOUR)
        assert tick(conn, HOUR) == {}

    database.write(story)


def test_without_an_hour_it_waits_for_a_person(database: Database) -> None:
    def story(conn: Connection) -> str:
        number = approved(conn, replace(DRAFT, at=None))
        assert tick(conn, later(10**6)) == {}
        return got(conn, number).state

    assert database.write(story) == "approved"


@pytest.mark.parametrize(("minutes", "state"), [(30, "finished"), (31, "held")])
def test_an_hour_missed_by_half_an_hour_is_sent_and_by_more_is_held(
    database: Database, minutes: int, state: str
) -> None:
    def story(conn: Connection) -> None:
        number = approved(conn)
        tick(conn, HOUR + timedelta(minutes=minutes))
        found = got(conn, number)
        assert (found.state, found.held_reason) == (state, "late" if state == "held" else "")

    database.write(story)


def test_an_hour_that_comes_without_approval_is_held(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = approved(conn, state="submitted", approved_hash="")
        assert tick(conn, HOUR) == {}
        assert tick(conn, HOUR + timedelta(minutes=31)) == {"held": 1}
        assert got(conn, number).held_reason == "unapproved"

    database.write(story)


def test_words_that_differ_from_what_was_approved_are_held(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = approved(conn, approved_hash=fingerprint(DRAFT, "tho-phu"))
        assert tick(conn, HOUR) == {"held": 1}
        assert got(conn, number).held_reason == "changed"
        assert states(conn) == []

    database.write(story)


def test_an_audience_nobody_understands_any_more_holds_and_stops_no_other(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        bad = approved(conn, replace(DRAFT, audience="unit:da-mat"))
        good = approved(conn)
        assert tick(conn, HOUR) == {"held": 1, "started": 1}
        assert (got(conn, bad).state, got(conn, good).state) == ("held", "running")

    database.write(story)


@pytest.mark.parametrize("state", ["submitted", "approved", "paused", "held"])
def test_after_the_last_hour_it_expires_and_nobody_gets_it(database: Database, state: str) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 2, state=state, not_later_than=HOUR)
        assert tick(conn, HOUR - timedelta(seconds=1)) == {}
        assert tick(conn, HOUR) == {"expired": 1}
        assert got(conn, number).state == "expired"
        assert states(conn) == [("expired", "expired")] * 2

    database.write(story)


def test_a_running_one_past_its_last_hour_finishes(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 2, not_later_than=HOUR)
        deliver(conn, take(conn, 1))
        assert tick(conn, HOUR) == {"finished": 1}
        assert got(conn, number).finished_at == HOUR
        assert [state for state, _ in states(conn)] == ["sent", "expired"]

    database.write(story)


def test_missed_hour_and_missed_last_hour_expire(database: Database) -> None:
    def story(conn: Connection) -> str:
        until = HOUR + timedelta(minutes=5)
        number = approved(conn, replace(DRAFT, not_later_than=until))
        assert tick(conn, HOUR + timedelta(hours=3)) == {"expired": 1}
        return got(conn, number).state

    assert database.write(story) == "expired"


def test_rows_carry_the_last_hour(database: Database) -> None:
    def story(conn: Connection) -> list[datetime]:
        settle(conn, (One("Lan"),))
        approved(conn, replace(DRAFT, not_later_than=HOUR + timedelta(hours=1)))
        tick(conn, HOUR)
        return list(conn.scalars(select(rows.c.expires_at)))

    assert database.write(story) == [HOUR + timedelta(hours=1)]


def test_finished_only_when_the_last_row_is_settled(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 1)
        claimed = take(conn)
        assert tick(conn, NOW) == {}
        deliver(conn, claimed)
        assert tick(conn, NOW) == {"finished": 1}
        assert got(conn, number).state == "finished"
        assert tick(conn, NOW) == {}

    database.write(story)


def test_a_row_that_comes_back_after_cancelling_is_cancelled(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 1)
        claimed = take(conn)
        store.move(conn, number, "cancel")
        assert deliveries.cancel(conn, number, reason="campaign cancel", now=NOW) == 0
        conn.execute(update(rows).values(state="queued", process_id=None))
        assert len(claimed.rows) == 1
        assert tick(conn, NOW) == {"swept": 1}
        assert states(conn) == [("cancelled", "campaign cancel")]
        assert tick(conn, NOW) == {}

    database.write(story)


def test_what_the_service_does_by_itself_is_audited(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str, Any]]:
        approved(conn)
        tick(conn, HOUR)
        found = conn.execute(select(audit.c.action, audit.c.subject, audit.c.person_id))
        return [tuple(row) for row in found]

    subject = "campaign:1"
    assert database.write(story) == [
        ("campaign-start", subject, None),
        ("campaign-finish", subject, None),
    ]


def test_the_sender_draws_the_message_with_fields_open(database: Database) -> None:
    def story(conn: Connection) -> str:
        return plain_text(campaigns.draw(conn, approved(conn), ""))

    assert database.write(story) == "Chào {name|bà con}!"


def test_the_sender_draws_the_text_that_a_row_names(database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        number = approved(conn)
        texts = [dict(language="en", channel="", text="Hello")]
        conn.execute(update(table).values(variants=texts))
        return [plain_text(campaigns.draw(conn, number, key)) for key in ("en", "", "en@web")]

    assert database.write(story) == ["Hello", "Chào {name|bà con}!", "Chào {name|bà con}!"]


def test_drawing_a_campaign_that_is_gone_is_an_error(database: Database) -> None:
    with pytest.raises(LookupError):
        database.read(campaigns.draw, CampaignId(99), "")


def test_a_unit_that_is_gone_holds_and_stops_no_other(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        gone, well = approved(conn), approved(conn)
        row = dict(unit="khong-con", approved_hash=fingerprint(DRAFT, "khong-con"))
        conn.execute(update(table).where(table.c.id == gone).values(**row))

        assert tick(conn, HOUR) == {"held": 1, "started": 1}

        assert [got(conn, one).state for one in (gone, well)] == ["held", "running"]

    database.write(story)


def ended(conn: Connection, number: CampaignId, *fates: tuple[str, int], at: datetime) -> None:
    """Let so many queued rows come to each end, in order."""
    for state, count in fates:
        some = (
            select(rows.c.id)
            .where(rows.c.campaign_id == number, rows.c.state == "queued")
            .order_by(rows.c.id)
            .limit(count)
        )
        ids = list(conn.scalars(some))
        assert len(ids) == count
        gone = update(rows).where(rows.c.id.in_(ids))
        conn.execute(gone.values(state=state, finished_at=at))


def notices(conn: Connection) -> list[str]:
    """The words of every notice queued."""
    found = conn.scalars(select(rows.c.screen).where(rows.c.kind == "notice"))
    return [plain_text(from_json(one)) for one in found]


def test_an_error_spike_holds_it_and_tells_its_author(database: Database) -> None:
    def story(conn: Connection) -> None:
        author = settle(conn, (One("Tâm"),))["Tâm"]
        number = broadcast(conn, 300, title="Rà soát", author_id=author, started_at=NOW)
        ended(conn, number, ("sent", 150), ("failed", 39), ("unconfirmed", 60), at=later(1))
        assert tick(conn, later(2)) == {}
        ended(conn, number, ("failed", 1), ("undeliverable", 10), at=later(3))
        with capture_logs() as logs:
            assert tick(conn, later(4)) == {"held": 1}
        assert (got(conn, number).state, got(conn, number).held_reason) == ("held", "errors")
        assert [one["reason"] for one in logs if one["event"] == "campaign.held"] == ["errors"]
        shown = handlers_campaigns.show(conn, library(), number, Order(None, PROVINCE, later(4)))
        assert shown["held"] == "errors"
        [told] = notices(conn)
        assert "“Rà soát”" in told and f"số {number}" in told
        assert tick(conn, later(5)) == {}

    database.write(story)


def test_who_resumes_has_seen_the_failures_of_before(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 100, started_at=NOW, resumed_at=later(10))
        ended(conn, number, ("failed", 50), at=later(9))
        assert tick(conn, later(11)) == {}
        ended(conn, number, ("failed", 40), at=later(12))
        assert tick(conn, later(13)) == {"held": 1}
        assert notices(conn) == []

    database.write(story)


def test_people_nobody_can_reach_are_no_errors(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = broadcast(conn, 201, started_at=NOW)
        ended(conn, number, ("undeliverable", 200), at=later(1))
        assert tick(conn, later(2)) == {}

    database.write(story)


def test_at_its_hour_who_has_had_enough_is_left_out_unless_it_is_urgent(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        storm = replace(DRAFT, urgent=True, not_later_than=HOUR + timedelta(hours=6))
        for draft in (DRAFT, DRAFT, storm):
            number = approved(conn, draft)
            campaigns.tick(conn, library(), HOUR, campaigns.Bounds(per_week=1))
            assert got(conn, number).started_at == HOUR
        found = conn.execute(select(rows.c.campaign_id, rows.c.urgency)).all()
        assert found == [(1, 3), (3, 0)]

    database.write(story)


def test_who_wrote_it_is_told_whatever_it_is_held_for(database: Database) -> None:
    def story(conn: Connection) -> None:
        author = settle(conn, (One("Tâm"),))["Tâm"]
        approved(conn, author_id=author)
        assert tick(conn, HOUR + timedelta(minutes=31)) == {"held": 1}
        [told] = notices(conn)
        assert word("campaigns.held.late") in told

    database.write(story)


def test_a_small_audience_that_grew_waits_for_a_second_person(database: Database) -> None:
    def story(conn: Connection) -> None:
        people = settle(conn, (One("Lan"), One("Minh"), One("Hoa")))
        alone = approved(conn, author_id=people["Lan"], approver_id=people["Lan"])
        agreed = approved(conn, author_id=people["Lan"], approver_id=people["Minh"])

        campaigns.tick(conn, library(), HOUR, campaigns.Bounds(approval_over=2))

        assert (got(conn, alone).state, got(conn, alone).held_reason) == ("held", "unapproved")
        assert got(conn, agreed).state == "running"

    database.write(story)


def weekly(conn: Connection, rule: str = "FREQ=WEEKLY", **values: Any) -> CampaignId:
    """An approved campaign that repeats from HOUR on."""
    author = values.pop("author", None)
    draft = replace(DRAFT, repeat=rule, not_later_than=HOUR + timedelta(hours=2))
    orders = Order(author, PROVINCE, NOW)
    number = handlers_campaigns.compose(conn, library(), draft, orders)
    rules = Rules(opens=bool)
    handlers_campaigns.approve(conn, library(), number, rules, Order(None, PROVINCE, NOW))
    return number


def test_a_repeating_one_makes_a_campaign_a_week_under_one_approval(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        parent = weekly(conn)
        assert tick(conn, HOUR - timedelta(seconds=1)) == {}
        for week in range(3):
            at = HOUR + timedelta(weeks=week)
            assert tick(conn, at)["recurred"] == 1
            assert tick(conn, at) == {"started": 1}
            child = got(conn, CampaignId(parent + 1 + week))
            assert (child.parent, child.draft.at, child.is_approved) == (parent, at, True)
            assert child.draft.not_later_than == at + timedelta(hours=2)
            assert got(conn, parent).next_at == at + timedelta(weeks=1)
        assert got(conn, parent).state == "approved"
        shown = handlers_campaigns.show(conn, library(), parent, Order(None, PROVINCE, HOUR))
        assert [one["id"] for one in shown["occurrences"]] == [parent + 3, parent + 2, parent + 1]
        assert datetime.fromisoformat(shown["next_at"]) == HOUR + timedelta(weeks=3)
        assert len(states(conn)) == 3

    database.write(story)


def test_after_its_last_day_it_is_finished(database: Database) -> None:
    def story(conn: Connection) -> None:
        parent = weekly(conn, "FREQ=DAILY;COUNT=1")
        assert tick(conn, HOUR) == {"recurred": 1}
        assert (got(conn, parent).state, got(conn, parent).next_at) == ("finished", None)

    database.write(story)


def test_days_missed_while_the_service_was_down_are_not_sent_in_a_heap(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        parent = weekly(conn, "FREQ=DAILY")
        now = HOUR + timedelta(days=3, minutes=31)
        assert tick(conn, now) == {"recurred": 1}
        assert got(conn, parent).next_at == HOUR + timedelta(days=4)
        tick(conn, now)
        assert got(conn, CampaignId(parent + 1)).state in ("held", "expired")
        assert tick(conn, now) == {}
        assert states(conn) == []

    database.write(story)


def test_an_occurrence_whose_people_changed_by_a_fifth_is_held(database: Database) -> None:
    def story(conn: Connection) -> None:
        author = settle(conn, tuple(One(f"Người {n}") for n in range(5)))["Người 0"]
        parent = weekly(conn, author=author)
        settle(conn, (One("Mới"),))
        tick(conn, HOUR)
        assert tick(conn, HOUR) == {"started": 1}  # six of five: a fifth
        settle(conn, (One("Mới hơn"),))
        tick(conn, HOUR + timedelta(weeks=1))
        assert tick(conn, HOUR + timedelta(weeks=1)).get("held") == 1
        child = got(conn, CampaignId(parent + 2))
        assert (child.state, child.held_reason) == ("held", "drift")
        assert len(notices(conn)) == 1

    database.write(story)


def test_what_the_plan_does_not_carry_is_held_and_its_author_told(database: Database) -> None:
    def story(conn: Connection) -> None:
        author = keep(conn, One("Soạn"))
        settle(conn, (One("Lan", lines=(Line("zalo"),)), One("Mai", lines=(Line("zalo"),))))
        usage.add(conn, "zalo", 2, NOW)
        number = approved(conn, author_id=author)
        bounds = campaigns.Bounds(plans={"zalo": 3})
        assert campaigns.tick(conn, library(), HOUR, bounds) == {"held": 1}
        assert (got(conn, number).state, got(conn, number).held_reason) == ("held", "quota")
        (told,) = conn.scalars(select(rows.c.screen))
        assert "Gói tin của tháng này không còn đủ" in plain_text(from_json(told))

    database.write(story)


def test_what_the_plan_carries_starts(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan", lines=(Line("zalo"),)),))
        usage.add(conn, "zalo", 2, NOW)
        approved(conn)
        bounds = campaigns.Bounds(plans={"zalo": 3})
        assert campaigns.tick(conn, library(), HOUR, bounds) == {"started": 1}

    database.write(story)
