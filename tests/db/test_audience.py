"""Whom a campaign reaches, on both databases: the SELECT says what plain Python says."""

from __future__ import annotations

import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select, update

from content.audience import All, Both, Either, Is, Not, Tree, both, either, negate
from content.campaigns import Draft, Variant
from content.channel import Contact
from content.delivery import Urgency
from content.variants import fitting, read_key
from db import audience, outbox
from db.audience import Aim, Reach
from db.tables import contacts, deliveries, people
from db.values import CampaignId, PersonId
from tests.crowd import NOW, PROVINCE, Line, One, belongs, holds, residents, settle
from tests.databases import Database
from tests.pushes import campaign, for_campaign
from tests.talk import library

OFFICIAL = ("official", "pkt-tho-phu", "tho-phu")
CROWD = (
    One("Lan"),
    One("Bình", unit="tan-ninh", language="en"),
    One("Chưa chọn xã", unit=None),
    One("Xã cũ", unit="xa-an-nong-2025"),
    One("Cán bộ", unit="tan-ninh", roles=(OFFICIAL,)),
    One("Cán bộ tỉnh", unit=None, roles=(("programme", "tinh", PROVINCE),)),
    One("Hết vai", old_roles=("official",)),
    One("Vai người dân", roles=(("resident", None, None),)),
    One("Theo vay vốn", topics=("vay-von",)),
    One("Theo y tế", topics=("y-te", "hoc-hanh"), unit="tan-ninh"),
    One("Tắt y tế", stopped=("y-te",), unit="tan-ninh"),
    One("Theo vay, tắt y tế", topics=("vay-von",), stopped=("y-te",)),
    One("Tắt tin", opted_out=True),
    One("Bị chặn", lines=(Line(unreachable="blocked"),)),
    One("Không căn cứ", lines=(Line(ground=""),)),
    One("Không kênh", lines=()),
    One("Thử", origin="demo"),
    One("Cán bộ thử", origin="demo", roles=(OFFICIAL,)),
    One("Hai kênh", lines=(Line(days=3), Line("web", days=1))),
    One("Kênh cũ còn được", lines=(Line("web", days=9), Line(unreachable="blocked", days=0))),
    One("Web lâu", lines=(Line("web", days=31),)),
    One("Sẽ đi", answers=((1, "yes"), (2, "no")), unit="tan-ninh"),
    One("Không đi", answers=((1, "no"),), opted_out=True, lines=(Line(unreachable="blocked"),)),
    One("Chưa thấy", lines=(Line(days=None), Line("zalo", days=100))),
)
TERMS = (
    *(Is("unit", unit) for unit in ("tho-phu", "tan-ninh", "an-nong", PROVINCE)),
    *(Is("role", role) for role in ("official", "resident", "programme")),
    *(Is("topic", topic) for topic in ("vay-von", "y-te")),
    *(Is("channel", channel) for channel in ("telegram", "web", "zalo")),
    Is("office", "pkt-tho-phu"),
    Is("language", "en"),
    *(Is("answered", value) for value in ("1", "1=yes", "1=no", "2=no", "2=yes", "3")),
    Is("unreachable", ""),
    All(),
)
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(TERMS),
    lambda inner: st.one_of(
        inner.map(negate),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: both(*parts)),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: either(*parts)),
    ),
    max_leaves=6,
)
UNITS = st.sampled_from(["tho-phu", "tan-ninh", "an-nong", PROVINCE])


def everybody(conn: Connection) -> dict[str, PersonId]:
    """The crowd, and the campaigns they answered."""
    campaign(conn, "finished")
    campaign(conn, "finished")
    return settle(conn, CROWD)


OFTEN = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def aim(tree: Tree, unit: str = PROVINCE) -> Aim:
    return Aim(tree, library().places, unit, NOW)


def told(conn: Connection, tree: Tree, unit: str = PROVINCE) -> set[str]:
    """The names of those who would be told."""
    return {one.name for one in audience.names(conn, aim(tree, unit), 1000)}


def meant(tree: Tree, unit: str) -> list[One]:
    """Those who match, by plain Python."""
    return [
        one
        for one in CROWD
        if one.origin != "demo" and belongs(one, unit, library()) and holds(tree, one, library())
    ]


def test_the_select_says_what_plain_python_says(database: Database) -> None:
    def story(conn: Connection) -> None:
        everybody(conn)

        @OFTEN
        @given(TREES, UNITS)
        def agrees(tree: Tree, unit: str) -> None:
            wanted = meant(tree, unit)
            fates = Counter(one.fate for one in wanted)
            assert audience.count(conn, aim(tree, unit)) == Reach(
                len(wanted),
                *(fates[f] for f in ("reachable", "opted_out", "unreachable", "no_ground")),
            )
            assert told(conn, tree, unit) == {o.name for o in wanted if o.fate == "reachable"}

        agrees()

    database.write(story)


def test_de_morgan_and_everyone_else_hold_in_the_database(database: Database) -> None:
    def story(conn: Connection) -> None:
        everybody(conn)
        everyone = audience.count(conn, aim(All())).matched

        @OFTEN
        @given(TREES, TREES)
        def holds_true(a: Tree, b: Tree) -> None:
            left = told(conn, Not(Both((a, b))))
            assert left == told(conn, Either((Not(a), Not(b))))
            assert told(conn, Not(Either((a, b)))) == told(conn, Both((Not(a), Not(b))))
            inside, outside = (audience.count(conn, aim(tree)).matched for tree in (a, Not(a)))
            assert inside + outside == everyone

        holds_true()

    database.write(story)


def test_a_writers_audience_never_leaves_their_unit(database: Database) -> None:
    def story(conn: Connection) -> None:
        everybody(conn)
        wide = either(All(), Is("unit", "tan-ninh"))
        names = told(conn, wide, "tho-phu")
        assert "Lan" in names
        assert not names & {"Bình", "Chưa chọn xã", "Xã cũ", "Cán bộ tỉnh", "Theo y tế"}

        @OFTEN
        @given(TREES)
        def stays(tree: Tree) -> None:
            assert told(conn, tree, "tho-phu") <= names

        stays()

    database.write(story)


def test_demo_people_are_in_no_audience(database: Database) -> None:
    def story(conn: Connection) -> set[str]:
        everybody(conn)
        return told(conn, either(All(), Is("role", "official"), Not(Is("role", "official"))))

    assert not {"Thử", "Cán bộ thử"} & database.write(story)


def test_the_channel_is_that_of_the_contact_last_seen_and_reachable(database: Database) -> None:
    def story(conn: Connection) -> dict[str, str]:
        everybody(conn)
        return {one.name: one.channel for one in audience.names(conn, aim(All()), 1000)}

    found = database.write(story)
    assert (found["Hai kênh"], found["Kênh cũ còn được"]) == ("web", "web")
    assert found["Chưa thấy"] == "zalo"


def test_of_two_contacts_on_the_channel_they_chose_the_one_last_seen_counts(
    database: Database,
) -> None:
    def story(conn: Connection) -> tuple[PersonId, str | None]:
        lines = (Line("web", days=20), Line("web", days=1), Line(days=0))
        person = settle(conn, (One("Hai máy", lines=lines),))["Hai máy"]
        conn.execute(update(people).values(channel="web"))
        return person, conn.scalar(audience.reached(aim(All()), contacts.c.external))

    person, told_at = database.write(story)
    assert told_at == f"{person}-1"


def test_counts_by_channel_sum_to_the_reachable(database: Database) -> None:
    def story(conn: Connection) -> tuple[dict[str, int], Reach]:
        everybody(conn)
        return audience.by_channel(conn, aim(All())), audience.count(conn, aim(All()))

    by_channel, reach = database.write(story)
    assert sum(by_channel.values()) == reach.reachable
    assert by_channel["web"] == 2


def test_an_empty_database_reaches_nobody(database: Database) -> None:
    assert database.read(audience.count, aim(All())) == Reach(0, 0, 0, 0, 0)


def test_one_row_a_person_is_queued_and_a_second_time_none(database: Database) -> None:
    def story(conn: Connection) -> tuple[int, int, list[str], dict[str, str]]:
        ids = everybody(conn)
        number = campaign(conn)
        first = audience.enqueue(conn, number, aim(All()), expires_at=None)
        again = audience.enqueue(conn, number, aim(All()), expires_at=None)
        keys = list(conn.scalars(select(deliveries.c.key)))
        assert f"campaign:{number}:{ids['Lan']}" in keys
        channels = conn.execute(
            select(deliveries.c.channel, contacts.c.channel).join(
                contacts, contacts.c.id == deliveries.c.contact_id
            )
        )
        assert all(row[0] == row[1] for row in channels)
        named = select(people.c.name, deliveries.c.fields).select_from(
            deliveries.join(contacts, contacts.c.id == deliveries.c.contact_id).join(people)
        )
        fields = {row.name: row.fields for row in conn.execute(named)}
        return first, again, keys, fields

    first, again, keys, fields = database.write(story)
    reachable = [one for one in CROWD if one.origin != "demo" and one.fate == "reachable"]
    assert (first, again) == (len(reachable), 0)
    assert len(set(keys)) == first
    assert fields["Lan"] == {"name": "Lan", "commune": "Thọ Phú"}
    assert fields["Xã cũ"] == {"name": "Xã cũ", "commune": "An Nông"}
    assert fields["Chưa chọn xã"]["commune"] == ""


@pytest.mark.parametrize("keys", [(), ("@web",), ("en",), ("@zalo", "@web", "en", "en@telegram")])
def test_each_row_says_which_text_its_reader_gets(
    database: Database, keys: tuple[str, ...]
) -> None:
    texts = tuple(Variant(*read_key(key), key) for key in keys)
    english = tuple(replace(one, name=f"{one.name} en", language="en", answers=()) for one in CROWD)

    def story(conn: Connection) -> list[tuple[str, str, str]]:
        everybody(conn)
        settle(conn, english)
        audience.enqueue(conn, campaign(conn), aim(All()), texts, expires_at=None)
        told = select(people.c.language, deliveries.c.channel, deliveries.c.variant)
        joined = deliveries.join(contacts, contacts.c.id == deliveries.c.contact_id).join(people)
        return [tuple(row) for row in conn.execute(told.select_from(joined))]

    rows = database.write(story)
    draft = Draft("Tin", "Chào", variants=texts)
    assert {variant for _, _, variant in rows} == {*keys, ""}
    assert all(variant == fitting(draft, *reader) for *reader, variant in rows)


def test_readers_are_counted_by_language_and_channel(database: Database) -> None:
    def story(conn: Connection) -> tuple[list[tuple[str, str, int]], Reach]:
        everybody(conn)
        return audience.readers(conn, aim(All())), audience.count(conn, aim(All()))

    readers, reach = database.write(story)
    assert sum(count for *_, count in readers) == reach.reachable
    assert ("en", "telegram", 1) in readers


def test_rows_are_as_the_outbox_wants_them(database: Database) -> None:
    until = NOW + timedelta(hours=1)

    def story(conn: Connection) -> None:
        settle(conn, (One('Tên "lạ" \\ {name}'),))
        audience.enqueue(conn, campaign(conn), aim(All()), expires_at=until)
        row = conn.execute(select(deliveries)).one()
        assert (row.kind, row.state, row.urgency, row.attempts) == ("campaign", "queued", 3, 0)
        assert (row.not_before, row.expires_at, row.screen) == (NOW, until, None)
        assert row.fields["name"] == 'Tên "lạ" \\ {name}'

    database.write(story)


def test_membership_is_fixed_when_it_starts(database: Database) -> None:
    def story(conn: Connection) -> list[dict[str, str]]:
        ids = settle(conn, (One("Lan"),))
        number = campaign(conn)
        audience.enqueue(conn, number, aim(All()), expires_at=None)
        conn.execute(update(people).where(people.c.id == ids["Lan"]).values(name="Mai"))
        settle(conn, (One("Sau"),))
        return list(conn.scalars(select(deliveries.c.fields)))

    assert database.write(story) == [{"name": "Lan", "commune": "Thọ Phú"}]


WEEKLY = 2


def told_before(conn: Connection, *names: str, days: float = 1, **values: Any) -> CampaignId:
    """A campaign that some of the crowd got, so many days ago."""
    state = values.pop("fate", "sent")
    began = NOW - timedelta(days=days)
    number = campaign(conn, "finished", started_at=began, **values)
    lines = select(contacts.c.id, contacts.c.channel).join(people).where(people.c.name.in_(names))
    for line in conn.execute(lines).all():
        contact = Contact(line.id, line.channel, "x")
        outbox.queue(conn, [for_campaign(contact, number)])
    conn.execute(update(deliveries).where(deliveries.c.campaign_id == number).values(state=state))
    return number


def weekly(conn: Connection) -> Reach:
    return audience.count(conn, Aim(All(), library().places, PROVINCE, NOW, WEEKLY))


def test_who_was_told_enough_this_week_gets_no_more(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan"), One("Bình"), One("Tắt", opted_out=True)))
        assert weekly(conn) == Reach(3, 2, 1, 0, 0, 0)
        told_before(conn, "Lan", "Bình", "Tắt")
        told_before(conn, "Lan", "Tắt", days=6.9, fate="unconfirmed")
        assert weekly(conn) == Reach(3, 1, 1, 0, 0, 1)
        number = campaign(conn)
        aim = Aim(All(), library().places, PROVINCE, NOW, WEEKLY)
        assert audience.enqueue(conn, number, aim, expires_at=None) == 1
        [one] = audience.names(conn, aim)
        assert one.name == "Bình"
        assert sum(audience.by_channel(conn, aim).values()) == 1

    database.write(story)


def test_what_does_not_count_towards_the_week(database: Database) -> None:
    def story(conn: Connection) -> None:
        settle(conn, (One("Lan", lines=(Line(), Line("web"))),))
        told_before(conn, "Lan", days=7.1, fate="sent")
        told_before(conn, "Lan", urgent=True)
        told_before(conn, "Lan", fate="failed")
        told_before(conn, "Lan", fate="cancelled")
        assert weekly(conn).full == 0

    database.write(story)


def test_without_a_limit_nobody_has_had_enough(database: Database) -> None:
    def story(conn: Connection) -> Reach:
        settle(conn, (One("Lan"),))
        for _ in range(5):
            told_before(conn, "Lan")
        return audience.count(conn, aim(All()))

    assert database.write(story) == Reach(1, 1, 0, 0, 0, 0)


def test_an_urgent_one_goes_first(database: Database) -> None:
    def story(conn: Connection) -> list[int]:
        settle(conn, (One("Lan"),))
        audience.enqueue(conn, campaign(conn), aim(All()), expires_at=None, urgent=True)
        return list(conn.scalars(select(deliveries.c.urgency)))

    assert database.write(story) == [int(Urgency.URGENT)]


def listened(conn: Connection, unit: Callable[[], object]) -> list[tuple[str, Any]]:
    """The statements of a piece of work, with their parameters."""
    seen: list[tuple[str, Any]] = []

    def listen(*told: Any) -> None:
        seen.append((told[2], told[3]))

    event.listen(conn, "before_cursor_execute", listen)
    unit()
    event.remove(conn, "before_cursor_execute", listen)
    return seen


def test_queuing_takes_one_statement_whatever_the_size(sqlite_database: Database) -> None:
    def story(conn: Connection) -> list[tuple[str, Any]]:
        residents(conn, 300)
        number = campaign(conn)
        return listened(conn, lambda: audience.enqueue(conn, number, aim(All()), expires_at=None))

    statements = sqlite_database.write(story)
    assert len(statements) == 1
    assert statements[0][0].startswith("INSERT INTO deliveries")


def test_contacts_are_found_by_index(sqlite_database: Database) -> None:
    def story(conn: Connection) -> str:
        tree = both(Is("unit", "tho-phu"), Is("role", "official"), Is("topic", "vay-von"))
        [(query, values)] = listened(conn, lambda: audience.names(conn, aim(tree, "tho-phu")))
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", values)
        return "\n".join(row[-1] for row in plan)

    plan = sqlite_database.write(story)
    assert "SCAN contacts" not in plan
    assert "SEARCH contacts USING INDEX ix_contacts_person_id" in plan
    assert "SEARCH contacts USING INTEGER PRIMARY KEY" in plan


@pytest.mark.parametrize(
    "size", [pytest.param(5_000), pytest.param(100_000, marks=pytest.mark.long)]
)
def test_a_crowd_is_counted_and_queued_in_seconds_without_memory(
    database: Database, size: int
) -> None:
    def story(conn: Connection) -> tuple[int, float, int]:
        residents(conn, size)
        number = campaign(conn)
        tracemalloc.start()
        began = time.perf_counter()
        assert audience.count(conn, aim(All())).matched == size
        queued = audience.enqueue(conn, number, aim(All()), expires_at=None)
        took = time.perf_counter() - began
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return queued, took, peak

    queued, took, peak = database.write(story)
    assert queued == size
    assert took < 20
    assert peak < 5_000_000


def test_who_stopped_the_topic_of_a_campaign_counts_as_opted_out(database: Database) -> None:
    def story(conn: Connection) -> None:
        crowd = (One("Lan"), One("Bình", stopped=("y-te",)), One("Hoa", topics=("vay-von",)))
        settle(conn, crowd)
        health = replace(aim(All()), topic="y-te")
        assert audience.count(conn, health) == Reach(3, 2, 1, 0, 0)
        assert audience.count(conn, replace(health, topic="vay-von")) == Reach(3, 3, 0, 0, 0)
        assert audience.enqueue(conn, campaign(conn, topic="y-te"), health, expires_at=None) == 2
        assert {one.name for one in audience.names(conn, health)} == {"Lan", "Hoa"}

    database.write(story)
