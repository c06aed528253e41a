"""Orders on campaigns, on both databases: followed, or refused in a sentence, nothing changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update

from content.address import Address
from content.campaign_check import Rules
from content.campaigns import (
    EVENTS,
    MOVES,
    STATES,
    Campaign,
    Draft,
    Event,
    State,
    Variant,
    fingerprint,
)
from content.delivery import STATES as FATES
from content.media import described, taken
from content.screen import Button, from_json, plain_text
from content.variants import read_key
from content.wording import HANOI
from db import campaigns as store
from db.tables import audit, contacts, deliveries
from db.tables import campaigns as table
from db.values import CampaignId
from handlers import campaigns, media, resends
from handlers.campaigns import CampaignError, Order
from scheduler.campaigns import tick
from tests.crowd import PROVINCE, Line, One, keep, residents, settle
from tests.databases import Database
from tests.fakes import FakeChannel
from tests.files import PDF, png
from tests.pushes import NOW, later, states, take
from tests.talk import library

DRAFT = Draft("Rà soát", "Chào {name|bà con}!", (Button("Xem", "home"),), "all")
RULES = Rules(
    link_hosts=("thanhhoa.gov.vn",), opens=lambda a: a == Address.of("home"), approval_over=2
)
OPERATOR = Order(None, PROVINCE, NOW)
Do = Callable[[Connection, CampaignId], object]


def new(conn: Connection, draft: Draft = DRAFT, order: Order = OPERATOR) -> CampaignId:
    return campaigns.compose(conn, library(), draft, order)


def in_state(conn: Connection, state: State) -> CampaignId:
    """A campaign put into a state, approved where that state says so."""
    number = new(conn)
    values: dict[str, Any] = dict(state=state)
    if state not in ("draft", "submitted"):
        values |= dict(approved_hash=fingerprint(DRAFT, PROVINCE), approved_at=NOW)
    if state in ("running", "paused", "finished"):
        values |= dict(started_at=NOW)
    conn.execute(update(table).where(table.c.id == number).values(**values))
    return number


def got(conn: Connection, number: CampaignId) -> Campaign:
    found = store.get(conn, number)
    assert found
    return found


def start(conn: Connection, number: CampaignId, order: Order = OPERATOR) -> int:
    return campaigns.start(conn, library(), number, RULES, order)


def approve(conn: Connection, number: CampaignId, order: Order = OPERATOR) -> None:
    campaigns.approve(conn, library(), number, RULES, order)


def submit(conn: Connection, number: CampaignId, order: Order = OPERATOR) -> None:
    campaigns.submit(conn, library(), number, RULES, order)


def resend(conn: Connection, number: CampaignId) -> object:
    """To one whom it missed."""
    found = store.get(conn, number)
    contact = conn.scalar(select(contacts.c.id))
    row = dict(key=f"x{number}", kind="campaign", contact_id=contact, channel="telegram")
    row |= dict(campaign_id=number, fields={}, state="failed", urgency=3, not_before=NOW)
    if found and found.state in MOVES["resend"].before:
        conn.execute(insert(deliveries).values(**row))
    return resends.resend(conn, library(), number, RULES, "rest", OPERATOR)


ORDERS: dict[Event, Do] = {
    "edit": lambda c, n: campaigns.edit(c, library(), n, replace(DRAFT, text="Khác"), OPERATOR),
    "submit": lambda c, n: campaigns.submit(
        c, library(), n, replace(RULES, approval_over=0), OPERATOR
    ),
    "schedule": submit,
    "approve": approve,
    "start": start,
    "pause": lambda c, n: campaigns.pause(c, library(), n, OPERATOR),
    "resume": lambda c, n: campaigns.resume(c, library(), n, RULES, OPERATOR),
    "cancel": lambda c, n: campaigns.cancel(c, library(), n, OPERATOR),
    "recall": lambda c, n: campaigns.recall(c, library(), n, RULES, OPERATOR),
    "resend": resend,
}


def refused(conn: Connection, order: Callable[[], object]) -> CampaignError:
    """The error of an order that changes nothing."""

    def everything() -> Sequence[Any]:
        return [
            conn.execute(select(one).order_by("id")).all() for one in (table, deliveries, audit)
        ]

    before = everything()
    with pytest.raises(CampaignError) as caught:
        order()
    assert everything() == before
    assert "\n" not in str(caught.value)
    assert caught.value.sentence("en") != str(caught.value)
    return caught.value


def test_the_orders_of_this_test_are_all_there_are() -> None:
    assert set(ORDERS) == set(EVENTS) - {"hold", "expire", "finish", "end"}


@pytest.mark.parametrize("event", list(ORDERS))
def test_every_order_from_every_state_moves_by_the_table_or_is_refused(
    database: Database, event: Event
) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        for state in STATES:
            number = in_state(conn, state)
            if event == "recall" and state == "finished":
                continue  # what has ended stays as it is: see test_amendments
            if state in MOVES[event].before:
                ORDERS[event](conn, number)
                assert got(conn, number).state == MOVES[event].after
            else:
                refused(conn, lambda number=number: ORDERS[event](conn, number))  # type: ignore[misc]  # lambda

    database.write(story)


def test_from_draft_to_finished(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Mai"), One("Tắt", opted_out=True)))
        reach = campaigns.reach(conn, library(), Draft("T", "x"), OPERATOR)
        assert (reach.matched, reach.reachable, reach.opted_out) == (3, 2, 1)
        number = new(conn)
        assert refused(conn, lambda: start(conn, number)).key == "approval"
        submit(conn, number)
        assert got(conn, number).state == "submitted"
        approve(conn, number)
        assert start(conn, number) == 2
        shown = campaigns.show(conn, library(), number, OPERATOR)
        counts = {fate: 2 if fate == "queued" else 0 for fate in FATES}
        assert {"id": number, "state": "running", "counts": counts}.items() <= shown.items()
        assert json.loads(json.dumps(shown)) == shown
        conn.execute(update(deliveries).values(state="sent"))
        tick(conn, library(), NOW)
        assert campaigns.show(conn, library(), number, OPERATOR)["state"] == "finished"

    database.write(story)


def test_a_small_audience_needs_no_second_person(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Mai")))
        number = new(conn)
        assert start(conn, number) == 2
        scheduled = new(conn, replace(DRAFT, at=later(60)))
        submit(conn, scheduled)
        assert got(conn, scheduled).state == "approved"
        assert tick(conn, library(), later(60)) == {"started": 1}

    database.write(story)


def test_a_colleague_who_asks_is_no_second_person(database: Database) -> None:
    def story(conn: Connection) -> None:
        some = settle(conn, (One("Lan"), One("Mai")))
        number = new(conn, order=Order(some["Lan"], PROVINCE, NOW))
        submit(conn, number, Order(some["Mai"], PROVINCE, NOW))
        assert got(conn, number).state == "approved"
        settle(conn, (One("Hoa"),))
        assert refused(conn, lambda: start(conn, number)).key == "approval"

    database.write(story)


def test_authors_do_not_approve_their_own_and_the_operator_may(database: Database) -> None:
    def story(conn: Connection) -> None:
        writer, other = keep(conn, One("Soạn")), keep(conn, One("Duyệt"))
        order = Order(writer, PROVINCE, NOW)
        number = new(conn, order=order)
        assert refused(conn, lambda: approve(conn, number, order)).key == "own"
        approve(conn, number, replace(order, by=other))
        assert (got(conn, number).author, got(conn, number).approver) == (writer, other)
        again = new(conn, order=order)
        approve(conn, again)
        assert got(conn, again).state == "approved"

    database.write(story)


def test_who_edits_does_not_approve_their_own_words_either(database: Database) -> None:
    def story(conn: Connection) -> None:
        writer, other = keep(conn, One("Soạn")), keep(conn, One("Duyệt"))
        mine, theirs = Order(writer, PROVINCE, NOW), Order(other, PROVINCE, NOW)
        number = new(conn, order=mine)
        campaigns.edit(conn, library(), number, replace(DRAFT, text="Chào!"), theirs)
        assert refused(conn, lambda: approve(conn, number, theirs)).key == "own"
        approve(conn, number, mine)
        assert got(conn, number).approver == writer

    database.write(story)


def test_an_edit_needs_another_approval(database: Database) -> None:
    def story(conn: Connection) -> None:
        residents(conn, 3)
        number = new(conn)
        approve(conn, number)
        campaigns.edit(conn, library(), number, replace(DRAFT, text="Chào!"), OPERATOR)
        assert got(conn, number).state == "draft"
        assert refused(conn, lambda: start(conn, number)).key == "approval"

    database.write(story)


def test_an_approval_of_other_words_starts_nothing(database: Database) -> None:
    def story(conn: Connection) -> None:
        residents(conn, 3)
        number = new(conn)
        approve(conn, number)
        conn.execute(update(table).values(text="Lén đổi"))
        assert refused(conn, lambda: start(conn, number)).key == "approval"

    database.write(story)


def test_a_writer_of_a_commune_reaches_their_commune_only(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Bình", unit="tan-ninh"), One("Chưa", unit=None)))
        order = Order(None, "tho-phu", NOW)
        wide = replace(DRAFT, audience="all | unit:tan-ninh")
        assert campaigns.reach(conn, library(), wide, order).matched == 1
        number = new(conn, wide, order)
        start(conn, number, order)
        assert [one["name"] for one in conn.scalars(select(deliveries.c.fields))] == ["Lan"]

    database.write(story)


def test_campaigns_of_another_commune_are_not_there(database: Database) -> None:
    def story(conn: Connection) -> None:
        theirs = new(conn, order=Order(None, "tan-ninh", NOW))
        order = Order(None, "tho-phu", NOW)
        for do in (start, approve, submit):
            assert refused(conn, lambda do=do: do(conn, theirs, order)).key == "none"  # type: ignore[misc]  # lambda
        assert refused(conn, lambda: campaigns.show(conn, library(), theirs, order)).key == "none"
        assert campaigns.listing(conn, library(), order) == []
        assert [one.id for one in campaigns.listing(conn, library(), OPERATOR)] == [theirs]

    database.write(story)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": "\n"}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"buttons": (Button("a", "home"),) * 21}, "buttons"),
        ({"audience": "unit:tho-phuu"}, "audience"),
        ({"audience": "role:official &"}, "audience"),
        ({"topic": "vay-vonn"}, "topic"),
        ({"at": later(60), "not_later_than": later(60)}, "hours"),
        ({"at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, "hours_far"),
        ({"at": datetime(1, 1, 1, tzinfo=HANOI), "repeat": "FREQ=DAILY"}, "hours_far"),
        ({"not_later_than": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, "hours_far"),
    ],
)
def test_what_no_draft_may_be_is_one_line_and_keeps_nothing(
    sqlite_database: Database, change: dict[str, Any], key: str
) -> None:
    def story(conn: Connection) -> CampaignError:
        return refused(conn, lambda: new(conn, replace(DRAFT, **change)))

    assert sqlite_database.write(story).key == key


def test_an_audience_is_kept_in_its_normal_form(sqlite_database: Database) -> None:
    def story(conn: Connection) -> str:
        return got(
            conn, new(conn, replace(DRAFT, audience="(ROLE:official)&!!unit:tho-phu"))
        ).draft.audience

    assert sqlite_database.write(story) == "role:official & unit:tho-phu"


def test_shaming_words_never_go_out_whoever_agrees(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = new(conn, replace(DRAFT, text="Ai lười biếng thì nghe"))
        for do in (approve, start, submit):
            error = refused(conn, lambda do=do: do(conn, number))  # type: ignore[misc]  # lambda
            assert error.key == "problems"
            assert "lười biếng" in str(error)

    sqlite_database.write(story)


def test_the_check_names_everything_at_once(sqlite_database: Database) -> None:
    class Short(FakeChannel):
        def problems(self, screen: Any) -> list[str]:
            return ["Dài quá"] if len(plain_text(screen)) > 20 else []

    def story(conn: Connection) -> list[str]:
        bad = replace(
            DRAFT,
            text="Chào {ten}, ai lười biếng thì xem xau.com",
            buttons=(Button("Dừng", "do/stop"), Button("Đi", "khong-co")),
            at=NOW - timedelta(minutes=1),
        )
        rules = replace(RULES, channels=(Short(),))
        assert campaigns.check(conn, library(), DRAFT, rules, OPERATOR) != []
        settle(conn, (One("Lan"),))
        assert campaigns.check(conn, library(), DRAFT, rules, OPERATOR) == []
        return campaigns.check(conn, library(), bad, rules, OPERATOR)

    found = " ".join(sqlite_database.write(story))
    for part in ("{ten}", "lười biếng", "xau.com", "do/stop", "khong-co", "Dài quá", "Giờ gửi"):
        assert part in found


def test_a_bad_audience_is_among_what_the_check_names(sqlite_database: Database) -> None:
    bad = replace(DRAFT, audience="unit:tho-phuu")
    found = sqlite_database.read(campaigns.check, library(), bad, RULES, OPERATOR)
    assert any("tho-phuu" in one for one in found)


def test_nobody_to_reach_stops_the_request_and_not_the_operator(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        number = new(conn)
        assert "0 người khớp" in str(refused(conn, lambda: submit(conn, number)))
        approve(conn, number)
        assert start(conn, number) == 0

    sqlite_database.write(story)


def test_pausing_and_cancelling_act_on_the_next_claim(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, tuple(One(f"N{n}", lines=(Line("fake"),)) for n in range(4)))
        number = new(conn)
        approve(conn, number)
        start(conn, number)
        assert len(take(conn, 1).rows) == 1
        campaigns.pause(conn, library(), number, OPERATOR)
        assert take(conn, 9).rows == ()
        campaigns.resume(conn, library(), number, RULES, OPERATOR)
        assert len(take(conn, 1).rows) == 1
        assert campaigns.cancel(conn, library(), number, OPERATOR) == 2
        assert take(conn, 9).rows == ()
        assert sorted(state for state, _ in states(conn)) == ["cancelled"] * 2 + ["sending"] * 2

    database.write(story)


def test_resuming_adds_nobody(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = new(conn)
        start(conn, number)
        campaigns.pause(conn, library(), number, OPERATOR)
        settle(conn, (One("Mai"),))
        assert campaigns.resume(conn, library(), number, RULES, OPERATOR) == 0
        assert len(states(conn)) == 1

    database.write(story)


def test_a_held_one_is_sent_when_a_person_says_so(database: Database) -> None:
    def story(conn: Connection) -> None:
        residents(conn, 3)
        number = new(conn, replace(DRAFT, at=later(60)))
        approve(conn, number)
        tick(conn, library(), later(3600))
        assert got(conn, number).state == "held"
        order = replace(OPERATOR, now=later(3700))
        assert campaigns.resume(conn, library(), number, RULES, order) == 3
        assert (got(conn, number).state, got(conn, number).held_reason) == ("running", "")

    database.write(story)


def test_one_held_for_want_of_approval_does_not_start(database: Database) -> None:
    def story(conn: Connection) -> None:
        residents(conn, 3)
        number = new(conn, replace(DRAFT, at=later(60)))
        submit(conn, number)
        tick(conn, library(), later(3600))
        order = replace(OPERATOR, now=later(3700))
        assert refused(conn, lambda: start(conn, number, order)).key == "approval"

    database.write(story)


def test_nothing_starts_after_its_last_hour(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = new(conn, replace(DRAFT, not_later_than=later(60)))
        order = replace(OPERATOR, now=later(60))
        assert refused(conn, lambda: start(conn, number, order)).key == "problems"

    sqlite_database.write(story)


def test_what_has_started_is_not_edited_even_when_held(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = new(conn)
        start(conn, number)
        store.move(conn, number, "hold", held_reason="late")
        assert refused(conn, lambda: ORDERS["edit"](conn, number)).key == "started"

    sqlite_database.write(story)


def test_a_cancelled_one_never_shows_waiting_people(database: Database) -> None:
    def story(conn: Connection) -> dict[str, int]:
        settle(conn, (One("Lan"), One("Mai")))
        number = new(conn)
        start(conn, number)
        store.move(conn, number, "cancel")
        counts: dict[str, int] = campaigns.show(conn, library(), number, OPERATOR)["counts"]
        return counts

    counts = database.write(story)
    assert (counts["queued"], counts["cancelled"]) == (0, 2)


def test_progress_adds_up_and_says_why_in_words(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Mai")))
        number = new(conn)
        start(conn, number)
        one = conn.scalar(select(func.min(deliveries.c.id)))
        gone = dict(state="cancelled", reason="opted out", finished_at=NOW)
        conn.execute(update(deliveries).where(deliveries.c.id == one).values(**gone))
        found = campaigns.progress(conn, library(), number, OPERATOR)
        assert (found.total, found.done) == (2, 1)
        assert found.reasons == (("Bà con đã tắt tin", 1),)
        told = campaigns.show(conn, library(), number, OPERATOR)["missed"]
        assert told == [{"state": "cancelled", "reason": "Bà con đã tắt tin", "count": 1}]

    database.write(story)


def test_people_are_shown_by_code_and_never_by_name(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan", unit="xa-an-nong-2025"), One("Mai", unit=None)))
        number = new(conn)
        start(conn, number)
        first, second = campaigns.people_of(conn, library(), number, OPERATOR)
        assert first.code.startswith(f"K{number}-")
        assert first.code != second.code
        assert (first.commune, first.channel, first.state) == ("An Nông", "telegram", "queued")
        assert (second.commune, second.at, second.reason) == ("", None, "")
        assert "Lan" not in repr(first)
        assert campaigns.people_of(conn, library(), number, OPERATOR, state="sent") == []

    database.write(story)


def test_a_test_goes_to_oneself_and_leaves_the_campaign_alone(database: Database) -> None:
    def story(conn: Connection) -> None:
        me = keep(conn, One("Lan"))
        number = new(conn, replace(DRAFT, text="Chào {name|bà con}, xã {commune}!"))
        campaigns.test_send(conn, library(), number, me, OPERATOR)
        row = conn.execute(select(deliveries)).one()
        assert (row.kind, row.campaign_id) == ("notice", None)
        assert plain_text(from_json(row.screen)) == "Chào Lan, xã Thọ Phú!"
        assert got(conn, number).state == "draft"
        again = replace(OPERATOR, now=later(1))
        campaigns.test_send(conn, library(), number, me, again)
        assert len(states(conn)) == 2

    database.write(story)


def test_a_test_is_in_the_text_that_its_reader_would_get(sqlite_database: Database) -> None:
    def story(conn: Connection) -> str:
        me = keep(conn, One("Lan", language="en", lines=(Line("web"),)))
        texts = (Variant("en", "", "Hello"), Variant("", "web", "Ngắn"))
        number = new(conn, replace(DRAFT, variants=texts))
        campaigns.test_send(conn, library(), number, me, OPERATOR)
        return plain_text(from_json(conn.scalars(select(deliveries.c.screen)).one()))

    assert sqlite_database.write(story) == "Hello"


def test_who_reads_another_language_is_told_of_and_stops_nobody(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Ann", language="en"), One("Bob", language="en")))

        def told(*keys: str) -> str:
            texts = tuple(Variant(*read_key(key), "Hello") for key in keys)
            draft = replace(DRAFT, variants=texts)
            return " ".join(campaigns.check(conn, library(), draft, RULES, OPERATOR))

        assert "2 người đọc ngôn ngữ “en”" in told()
        assert "2 người đọc ngôn ngữ “en”" in told("en@web")
        assert told("en") == told("en@telegram") == ""
        submit(conn, new(conn))

    sqlite_database.write(story)


@pytest.mark.parametrize("variant", [Variant("fr", "", "Bonjour"), Variant("en", "", " ")])
def test_a_variant_that_nobody_could_get_is_kept_in_no_draft(
    sqlite_database: Database, variant: Variant
) -> None:
    draft = replace(DRAFT, variants=(variant,))

    def story(conn: Connection) -> str:
        return refused(conn, lambda: new(conn, draft)).key

    assert sqlite_database.write(story) == "variant"


PHOTO = described(taken(png()), "Bà con họp thôn")


def test_a_file_goes_with_a_campaign_its_test_and_its_copy(database: Database) -> None:
    def story(conn: Connection) -> None:
        me = keep(conn, One("Lan"))
        number = new(conn, replace(DRAFT, media=media.keep(conn, PHOTO, OPERATOR)))
        assert got(conn, number).draft.media == PHOTO.media
        campaigns.test_send(conn, library(), number, me, OPERATOR)
        sent = from_json(conn.scalars(select(deliveries.c.screen)).one())
        assert sent.media == PHOTO.media
        copy = got(conn, campaigns.duplicate(conn, library(), number, OPERATOR))
        assert copy.draft.media == PHOTO.media

    database.write(story)


def test_another_file_needs_another_approval(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = new(conn, replace(DRAFT, media=media.keep(conn, PHOTO, OPERATOR)))
        approve(conn, number)
        draft = replace(DRAFT, media=media.keep(conn, taken(PDF, "a.pdf"), OPERATOR))
        campaigns.edit(conn, library(), number, draft, OPERATOR)
        after = got(conn, number)
        assert (after.state, after.is_approved) == ("draft", False)

    sqlite_database.write(story)


def test_a_picture_without_words_is_neither_approved_nor_started(
    sqlite_database: Database,
) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        own = media.keep(conn, taken(png()), OPERATOR)
        number = new(conn, replace(DRAFT, media=own))
        for do in (approve, start, submit):
            assert "mô tả" in str(refused(conn, lambda do=do: do(conn, number)))  # type: ignore[misc]  # lambda

    sqlite_database.write(story)


def test_a_draft_names_no_file_that_is_not_kept_or_is_another_kind(
    sqlite_database: Database,
) -> None:
    def story(conn: Connection) -> list[str]:
        own = media.keep(conn, PHOTO, OPERATOR)
        wrong = (replace(own, kind="voice"), replace(own, file="0" * 64))
        drafts = [replace(DRAFT, media=one) for one in wrong]
        return [refused(conn, lambda one=one: new(conn, one)).key for one in drafts]  # type: ignore[misc]  # lambda

    assert sqlite_database.write(story) == ["media", "media"]


def test_a_file_kept_before_is_found_with_new_words(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        own = media.keep(conn, PHOTO, OPERATOR)
        paper = media.keep(conn, taken(PDF, "a.pdf"), OPERATOR)
        assert media.kept(conn, own.file, " Chợ ") == replace(own, name="Chợ")
        assert media.kept(conn, paper.file, "lời") == paper
        assert media.kept(conn, "0" * 64, "") is None

    sqlite_database.write(story)


def test_a_test_without_a_way_to_reach_oneself_is_refused(sqlite_database: Database) -> None:
    def story(conn: Connection) -> str:
        me = keep(conn, One("Lan", lines=()))
        number = new(conn)
        return refused(conn, lambda: campaigns.test_send(conn, library(), number, me, OPERATOR)).key

    assert sqlite_database.write(story) == "nowhere"


def test_a_copy_is_a_draft_without_hours_and_without_approval(sqlite_database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"),))
        number = new(conn, replace(DRAFT, at=later(60)))
        approve(conn, number)
        copy = got(conn, campaigns.duplicate(conn, library(), number, OPERATOR))
        assert (copy.state, copy.draft.at, copy.approved_hash) == ("draft", None, "")
        assert (copy.draft.text, copy.draft.buttons) == (DRAFT.text, DRAFT.buttons)
        assert copy.draft.title == "Rà soát (bản sao)"

    sqlite_database.write(story)


def test_every_change_is_audited_with_who_and_when(database: Database) -> None:
    def story(conn: Connection) -> None:
        writer, other = keep(conn, One("Soạn")), keep(conn, One("Duyệt"))
        mine, theirs = Order(writer, PROVINCE, NOW), Order(other, PROVINCE, later(9))
        number = new(conn, order=mine)
        approve(conn, number, theirs)
        start(conn, number, theirs)
        for event in ("pause", "resume", "cancel"):
            ORDERS[event](conn, number)
        found = conn.execute(select(audit).order_by(audit.c.id)).all()
        assert [(row.action, row.person_id) for row in found] == [
            ("campaign-new", writer),
            ("campaign-approve", other),
            ("campaign-start", other),
            ("campaign-pause", None),
            ("campaign-resume", None),
            ("campaign-cancel", None),
        ]
        assert {row.subject for row in found} == {f"campaign:{number}"}
        assert found[1].at == later(9)
        assert found[1].detail["hash"] == fingerprint(DRAFT, PROVINCE)

    database.write(story)


STORM = replace(DRAFT, urgent=True, not_later_than=NOW + timedelta(hours=6))


def test_an_urgent_campaign_needs_a_last_hour_and_always_a_second_person(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        author = keep(conn, One("Tâm"))
        order = Order(author, PROVINCE, NOW)
        endless = replace(STORM, not_later_than=None)
        assert refused(conn, lambda: new(conn, endless)).key == "urgent_end"
        number = new(conn, STORM, order)
        assert refused(conn, lambda: start(conn, number, order)).key == "urgent_approval"
        submit(conn, number, order)
        assert got(conn, number).state == "submitted"
        assert refused(conn, lambda: approve(conn, number, order)).key == "own"
        approve(conn, number)
        assert start(conn, number) == 1
        row = conn.execute(select(deliveries)).one()
        assert (row.urgency, row.expires_at) == (0, STORM.not_later_than)

    database.write(story)


def test_the_week_counts_for_all_but_urgent_campaigns(database: Database) -> None:
    def story(conn: Connection) -> None:
        keep(conn, One("Lan"))
        rules = replace(RULES, per_week=2)

        def begin(draft: Draft) -> int:
            number = new(conn, draft)
            if draft.urgent:
                approve(conn, number)
            return campaigns.start(conn, library(), number, rules, OPERATOR)

        assert [begin(DRAFT), begin(STORM), begin(DRAFT), begin(DRAFT)] == [1, 1, 1, 0]
        assert begin(STORM) == 1
        found = campaigns.faults(conn, library(), DRAFT, rules, OPERATOR)
        assert [one.key for one in found] == ["nobody"]
        assert campaigns.faults(conn, library(), STORM, rules, OPERATOR) == []

    database.write(story)


def test_a_rule_without_hour_sense_or_day_is_refused(database: Database) -> None:
    def story(conn: Connection) -> None:
        timed = replace(DRAFT, at=later(3600))
        for draft, key in (
            (replace(DRAFT, repeat="FREQ=DAILY"), "repeat_at"),
            (replace(timed, repeat="FREQ=HOURLY"), "repeat"),
            (replace(timed, repeat="FREQ=DAILY;UNTIL=20200101"), "repeat_never"),
        ):
            assert refused(conn, lambda draft=draft: new(conn, draft)).key == key  # type: ignore[misc]  # bound now

    database.write(story)


def test_a_repeating_one_is_not_started_by_hand_and_an_edit_ends_its_approval(
    database: Database,
) -> None:
    def story(conn: Connection) -> None:
        draft = replace(DRAFT, at=later(3600), repeat="FREQ=DAILY")
        number = new(conn, draft)
        approve(conn, number)
        assert got(conn, number).next_at == later(3600)
        assert refused(conn, lambda: start(conn, number)).key == "repeat_start"
        campaigns.edit(conn, library(), number, replace(draft, text="Khác"), OPERATOR)
        assert (got(conn, number).state, got(conn, number).next_at) == ("draft", None)
        assert tick(conn, library(), later(3600)) == {}
        campaigns.duplicate(conn, library(), number, OPERATOR)

    database.write(story)
