"""Corrections and recalls on both databases: only who got a message is concerned, and everybody
who may hold it is seen to or listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select, update

from content.campaigns import Draft, Variant
from content.screen import Button, plain_text
from db import amendments as store
from db import campaigns as kept
from db.tables import audit, deliveries, people
from db.tables import campaigns as table
from db.values import CampaignId
from handlers import amendments, campaigns, resends
from handlers.amendments import SETTLED
from handlers.campaigns import CampaignError, Order
from scheduler import enlisting
from scheduler.campaigns import Bounds, draw, tick
from tests.crowd import Line, One, keep, settle
from tests.databases import Database
from tests.fakes import FakeChannel
from tests.handlers.test_campaigns import DRAFT, OPERATOR, RULES, got, new, refused
from tests.pushes import NOW, deliver, take
from tests.talk import library

FAKE = replace(RULES, channels=(FakeChannel(),))
BOUNDS = Bounds(changes={"correct": ["fake"], "recall": ["fake"]})
LATER = NOW + timedelta(minutes=5)
THEN = replace(OPERATOR, now=LATER)
TEXT = "Chào {name|bà con}, họp lúc 08h00."


def crowd(conn: Connection, count: int, channel: str = "fake") -> None:
    settle(conn, tuple(One(f"N{n}", lines=(Line(channel),)) for n in range(count)))


def sent(conn: Connection, told: int = 3, waiting: int = 0, draft: Draft = DRAFT) -> CampaignId:
    """A campaign that reached some and waits for others."""
    crowd(conn, told + waiting)
    number = new(conn, draft)
    campaigns.approve(conn, library(), number, FAKE, OPERATOR)
    campaigns.start(conn, library(), number, FAKE, OPERATOR)
    for row in range(told):
        deliver(conn, take(conn, 1))
        mine = deliveries.c.campaign_id == number
        fresh = update(deliveries).where(mine, deliveries.c.message == "m1")
        conn.execute(fresh.values(message=f"m{row + 10}"))
    tick(conn, library(), NOW)
    return number


def correction(conn: Connection, number: CampaignId, text: str = TEXT) -> CampaignId:
    return amendments.correct(conn, library(), number, text, (), THEN)


def begun(conn: Connection, made: CampaignId, order: Order = THEN) -> int:
    campaigns.approve(conn, library(), made, FAKE, order)
    return campaigns.start(conn, library(), made, FAKE, order)


def recall(conn: Connection, number: CampaignId, order: Order = THEN) -> CampaignId:
    made = amendments.recall(conn, library(), number, FAKE, order)
    assert made
    return made


def rows(conn: Connection, number: CampaignId) -> list[tuple[str, str, str]]:
    """Kind, state and target of a campaign's rows."""
    wanted = select(deliveries.c.kind, deliveries.c.state, deliveries.c.target)
    mine = wanted.where(deliveries.c.campaign_id == number).order_by(deliveries.c.target)
    return [(row[0], row[1], row[2]) for row in conn.execute(mine)]


def test_a_correction_concerns_those_who_got_it_and_nobody_else(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=3, waiting=2)
        assert got(conn, number).state == "running"
        made = correction(conn, number)
        assert got(conn, number).state == "paused"
        assert (got(conn, made).state, got(conn, made).act) == ("draft", "correct")
        crowd(conn, 2)  # who joins later got nothing to correct
        assert begun(conn, made) == 3
        assert rows(conn, made) == [("correction", "queued", f"m{n}") for n in (10, 11, 12)]

    database.write(story)


def test_those_who_still_wait_get_the_right_words_when_it_goes_on(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=1, waiting=1)
        begun(conn, correction(conn, number))
        assert got(conn, number).draft.text == TEXT
        assert got(conn, number).is_approved
        order = replace(THEN, now=LATER + SETTLED)
        soon = refused(conn, lambda: campaigns.resume(conn, library(), number, FAKE, THEN))
        assert soon.key == "moment"
        campaigns.resume(conn, library(), number, FAKE, order)
        assert got(conn, number).state == "running"

    database.write(story)


def test_a_correction_needs_a_second_person_where_the_original_did(database: Database) -> None:
    def story(conn: Connection) -> None:
        writer, other = keep(conn, One("Soạn")), keep(conn, One("Duyệt"))
        number = sent(conn, told=4)
        mine, theirs = replace(THEN, by=writer), replace(THEN, by=other)
        made = amendments.correct(conn, library(), number, TEXT, (), mine)
        start = lambda: campaigns.start(conn, library(), made, FAKE, mine)  # noqa: E731
        assert refused(conn, start).key == "approval"
        campaigns.submit(conn, library(), made, FAKE, mine)
        assert got(conn, made).state == "submitted"
        own = lambda: campaigns.approve(conn, library(), made, FAKE, mine)  # noqa: E731
        assert refused(conn, own).key == "own"
        campaigns.approve(conn, library(), made, FAKE, theirs)
        changed = replace(DRAFT, text="Lén đổi")
        campaigns.edit(conn, library(), made, changed, mine)
        assert refused(conn, start).key == "approval"
        campaigns.approve(conn, library(), made, FAKE, theirs)
        assert start() == 4

    database.write(story)


def test_editing_a_correction_changes_its_words_only(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        made = correction(conn, sent(conn))
        wide = Draft("Khác", "Chào!", (Button("Xem", "about"),), "unit:tho-phu", urgent=True)
        before = got(conn, made).draft
        campaigns.edit(conn, library(), made, wide, THEN)
        assert got(conn, made).draft == replace(before, text="Chào!")

    sqlite_database.write(story)


def test_nothing_starts_while_a_message_is_in_the_air(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=1, waiting=1)
        flying = take(conn, 1)
        made = correction(conn, number)
        campaigns.approve(conn, library(), made, FAKE, THEN)
        start = lambda: campaigns.start(conn, library(), made, FAKE, THEN)  # noqa: E731
        assert refused(conn, start).key == "moment"
        deliver(conn, flying)
        assert start() == 2

    database.write(story)


def test_an_original_that_goes_on_is_paused_before_its_correction_starts(
    sqlite_database: Database,
) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=1, waiting=1)
        made = correction(conn, number)
        campaigns.resume(conn, library(), number, FAKE, THEN)
        campaigns.approve(conn, library(), made, FAKE, THEN)
        start = lambda: campaigns.start(conn, library(), made, FAKE, THEN)  # noqa: E731
        assert refused(conn, start).key == "original_running"

    sqlite_database.write(story)


def test_the_last_correction_counts(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn)
        first = correction(conn, number, "Một")
        begun(conn, first)
        second = correction(conn, number, "Hai")
        assert got(conn, first).state == "paused"
        begun(conn, second)
        assert got(conn, first).state == "cancelled"
        assert got(conn, number).draft.text == "Hai"
        assert {row.campaign for row in take(conn, now=LATER).rows} == {second}

    database.write(story)


def test_a_recall_of_a_running_campaign_stops_it_and_takes_back_what_was_sent(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=2, waiting=2)
        made = recall(conn, number)
        assert got(conn, number).state == "cancelled"
        assert got(conn, made).state == "running"
        assert rows(conn, made) == [("recall", "queued", "m10"), ("recall", "queued", "m11")]
        deliver(conn, take(conn, now=LATER))
        tick(conn, library(), LATER, BOUNDS)
        shown = campaigns.show(conn, library(), number, OPERATOR)
        assert shown["counts"]["cancelled"] == 2
        (told,) = shown["amendments"]
        assert (told["id"], told["act"], told["state"]) == (made, "recall", "finished")
        assert told["counts"]["sent"] == 2

    database.write(story)


def test_a_recall_of_a_finished_campaign_leaves_it_finished_and_stands_once(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn)
        assert got(conn, number).state == "finished"
        made = recall(conn, number)
        assert got(conn, number).state == "finished"
        for again in (
            lambda: amendments.recall(conn, library(), number, FAKE, THEN),
            lambda: correction(conn, number),
            lambda: resends.resend(conn, library(), number, FAKE, "rest", THEN),
        ):
            assert refused(conn, again).key == "recalled"
        campaigns.cancel(conn, library(), made, THEN)
        assert recall(conn, number) != made, "what was broken off may be ordered anew"

    database.write(story)


def test_a_recall_waits_for_what_is_in_the_air_and_misses_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=1, waiting=2)
        flying = take(conn, 1)
        made = recall(conn, number)
        assert (got(conn, number).state, got(conn, made).state) == ("cancelled", "approved")
        hour = LATER + timedelta(hours=1)  # the service was down: that is no reason to hold it
        assert tick(conn, library(), hour, BOUNDS) == {}
        deliver(conn, flying)
        assert tick(conn, library(), hour, BOUNDS)["started"] == 1
        assert [target for _, _, target in rows(conn, made)] == ["m1", "m10"]

    database.write(story)


def test_a_recall_ends_every_correction(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn)
        going, draft = correction(conn, number, "Một"), correction(conn, number, "Hai")
        begun(conn, going)
        recall(conn, number)
        assert got(conn, going).state == got(conn, draft).state == "cancelled"

    database.write(story)


def test_a_recall_is_not_edited_and_needs_nobodys_approval(database: Database) -> None:
    def story(conn: Connection) -> None:
        writer = keep(conn, One("Soạn"))
        number = sent(conn, told=4)
        made = recall(conn, number, replace(THEN, by=writer))
        edit = lambda: campaigns.edit(conn, library(), made, DRAFT, THEN)  # noqa: E731
        assert refused(conn, edit).key == "started"
        subjects = conn.execute(select(audit.c.action, audit.c.person_id, audit.c.subject))
        told = {(row[0], row[1]) for row in subjects if row[2] == f"campaign:{made}"}
        assert told >= {("campaign-new", writer), ("campaign-start", writer)}

    database.write(story)


def test_those_for_whom_nothing_can_be_done_are_counted_before_and_listed_after(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn, told=4)
        ids = list(conn.scalars(select(deliveries.c.id).order_by(deliveries.c.id)))
        some = lambda n: update(deliveries).where(deliveries.c.id == ids[n])  # noqa: E731
        conn.execute(some(0).values(state="unconfirmed", message=""))
        conn.execute(some(1).values(channel="terminal"))
        conn.execute(some(2).values(state="undeliverable", message=""))
        extent = amendments.extent(conn, number, FAKE, "recall")
        assert (extent.able, extent.fixed, extent.unknown) == (1, 1, 1)
        made = recall(conn, number)
        why = select(deliveries.c.state, deliveries.c.reason)
        found = conn.execute(why.where(deliveries.c.campaign_id == made))
        assert sorted((row[0], row[1]) for row in found) == [
            ("queued", ""),
            ("undeliverable", "channel cannot"),
            ("undeliverable", "unconfirmed before"),
        ]

    database.write(story)


def test_quiet_hours_and_stop_do_not_keep_a_wrong_message_standing(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = sent(conn)
        recall(conn, number)
        conn.execute(update(people).values(opted_out_at=NOW))
        assert len(take(conn, now=LATER).rows) == 3

    database.write(story)


def test_a_change_is_none_of_the_three_a_week(database: Database) -> None:
    def story(conn: Connection) -> None:
        begun(conn, correction(conn, sent(conn)))
        deliver(conn, take(conn, now=LATER))
        reach = campaigns.reach(conn, library(), DRAFT, THEN, per_week=2)
        assert (reach.full, reach.reachable) == (0, 3)

    database.write(story)


def test_many_rows_are_made_slice_by_slice_each_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FIRST", 4)
    monkeypatch.setattr(store, "SLICE", 3)

    def story(conn: Connection) -> None:
        number = sent(conn, told=10)
        made = recall(conn, number)
        assert len(rows(conn, made)) == 4
        tick(conn, library(), LATER, BOUNDS)
        assert got(conn, made).state == "running", "it is not finished before all are made"
        added = []
        while (more := enlisting.enlist(conn, library(), LATER, 0, BOUNDS.changes)) is not None:
            added.append(more)
        assert added == [3, 3, 0]
        targets = [target for _, _, target in rows(conn, made)]
        assert targets == sorted(f"m{n}" for n in range(10, 20))

    database.write(story)


@pytest.mark.parametrize("order", ["correct", "recall"])
def test_what_sent_nothing_is_neither_corrected_nor_recalled(
    sqlite_database: Database, order: str
) -> None:
    def story(conn: Connection) -> CampaignError:
        number = new(conn)
        if order == "correct":
            return refused(conn, lambda: correction(conn, number))
        return refused(conn, lambda: recall(conn, number))

    key = sqlite_database.write(story).key
    assert key == ("unsent" if order == "correct" else "cannot.recall")


def test_an_amendment_is_not_amended_itself(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        made = correction(conn, sent(conn))
        for order in (lambda: correction(conn, made), lambda: recall(conn, made)):
            assert refused(conn, order).key == "amendment"

    sqlite_database.write(story)


def test_a_correction_that_is_longer_than_one_message_is_told_beforehand(
    sqlite_database: Database,
) -> None:
    def story(conn: Connection) -> CampaignError:
        number = sent(conn)
        made = correction(conn, number, "dài " * 600)  # the channel takes 2,000 characters
        return refused(conn, lambda: campaigns.submit(conn, library(), made, FAKE, THEN))

    assert "2000" in str(sqlite_database.write(story))


def test_answers_to_a_corrected_question_belong_to_the_original(sqlite_database: Database) -> None:
    def story(conn: Connection) -> list[str]:
        asking = replace(DRAFT, buttons=(Button("Có", "answer"), Button("Không", "answer")))
        number = sent(conn, draft=asking)
        screen = draw(conn, correction(conn, number), "")
        return [str(number), *(button.to for button in screen.buttons)]

    number, to = sqlite_database.write(story)
    assert to == f"poll/{number}"


def ended(conn: Connection, state: str = "finished") -> CampaignId:
    """A campaign with a row in every state that a row may end in."""
    crowd(conn, 8)
    number = new(conn)
    campaigns.approve(conn, library(), number, FAKE, OPERATOR)
    campaigns.start(conn, library(), number, FAKE, OPERATOR)
    ends = (
        ("sent", ""),
        ("failed", "500"),
        ("expired", "expired"),
        ("unconfirmed", "time-out"),
        ("undeliverable", "blocked"),
        ("cancelled", "opted out"),
        ("cancelled", "erased"),
        ("cancelled", "campaign cancel"),
    )
    ids = list(conn.scalars(select(deliveries.c.id).order_by(deliveries.c.id)))
    for one, (fate, why) in zip(ids, ends, strict=True):
        row = update(deliveries).where(deliveries.c.id == one)
        conn.execute(row.values(state=fate, reason=why, attempts=3, finished_at=NOW))
    conn.execute(update(table).values(state=state, finished_at=NOW, enlist_to=7))
    return number


@pytest.mark.parametrize(
    ("to", "whom"),
    [("rest", {"500", "expired", "campaign cancel"}), ("unconfirmed", {"time-out"})],
)
@pytest.mark.parametrize("state", ["finished", "cancelled"])
def test_sending_again_reaches_those_it_names_and_nobody_else(
    database: Database, to: str, whom: set[str], state: str
) -> None:
    def story(conn: Connection) -> None:
        number = ended(conn, state)
        crowd(conn, 3)  # people who joined since
        before = dict(conn.execute(select(deliveries.c.id, deliveries.c.reason)).all())  # type: ignore[arg-type]
        assert resends.offered(conn, got(conn, number))[to] == len(whom)  # type: ignore[index]
        count = resends.resend(conn, library(), number, FAKE, to, THEN)  # type: ignore[arg-type]
        assert count == len(whom)
        assert got(conn, number).state == "running"
        assert enlisting.enlist(conn, library(), LATER, 0) is None, "nobody is added"
        going = {before[row.id] for row in take(conn, now=LATER).rows}
        assert going == whom
        assert conn.scalar(select(func.count()).select_from(deliveries)) == 8

    database.write(story)


def test_who_said_stop_since_is_not_sent_to_again(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = ended(conn)
        conn.execute(update(people).values(opted_out_at=NOW))
        resends.resend(conn, library(), number, FAKE, "rest", THEN)
        assert take(conn, now=LATER).rows == ()

    database.write(story)


def test_sending_again_is_refused_where_it_would_be_wrong(sqlite_database: Database) -> None:
    def again(conn: Connection, number: CampaignId, at: datetime = LATER) -> str:
        order = replace(THEN, now=at)
        return refused(
            conn, lambda: resends.resend(conn, library(), number, FAKE, "unconfirmed", order)
        ).key

    def story(conn: Connection) -> None:
        number = ended(conn)
        last = update(table).where(table.c.id == number)
        conn.execute(last.values(text="Lén đổi"))
        assert again(conn, number) == "approval"
        conn.execute(last.values(text=DRAFT.text, not_later_than=NOW))
        assert again(conn, number) in ("past", "problems")
        conn.execute(last.values(not_later_than=None, state="running"))
        assert again(conn, number) == "cannot.resend"
        conn.execute(last.values(state="cancelled"))
        conn.execute(update(deliveries).values(state="queued"))
        assert again(conn, number) == "moment"
        conn.execute(update(deliveries).values(state="sent"))
        assert again(conn, number) == "nobody_again.unconfirmed"
        made = correction(conn, number)
        assert again(conn, made) == "again_correction"

    sqlite_database.write(story)


def test_a_corrected_campaign_sends_the_right_words_to_the_rest(database: Database) -> None:
    def story(conn: Connection) -> None:
        number = ended(conn)
        made = correction(conn, number)
        begun(conn, made)
        order = replace(THEN, now=LATER + SETTLED)
        resends.resend(conn, library(), number, FAKE, "rest", order)
        found = kept.get(conn, number)
        assert found
        assert (found.state, found.draft.text) == ("running", TEXT)

    database.write(story)


def test_each_text_of_its_own_is_written_anew_and_goes_to_its_readers(database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, str]]:
        english = Variant("en", "", "Hello, the meeting is at 09h00.")
        number = sent(conn, told=2, draft=replace(DRAFT, variants=(english,)))
        one = conn.scalar(select(func.min(deliveries.c.id)))
        conn.execute(update(deliveries).where(deliveries.c.id == one).values(variant="en"))
        half = lambda: correction(conn, number)  # noqa: E731
        assert refused(conn, half).key == "variants"
        better = replace(english, text="Hello, the meeting is at 08h00.")
        made = amendments.correct(conn, library(), number, TEXT, [better], THEN)
        begun(conn, made)
        assert got(conn, number).draft.variants == (better,)
        return [
            (row.variant, plain_text(draw(conn, made, row.variant)))
            for row in sorted(take(conn, now=LATER).rows, key=lambda row: row.variant)
        ]

    own, english = database.write(story)
    assert own == ("", "Chào {name|bà con}, họp lúc 08h00.")
    assert english == ("en", "Hello, the meeting is at 08h00.")
