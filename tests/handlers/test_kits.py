"""A village head and a paste kit: one tap says that it is in the group."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from content.campaign_check import Rules
from content.campaigns import Draft
from content.screen import plain_text
from db.tables import campaign_answers, deliveries
from db.tables import campaigns as table
from handlers import campaigns, exports
from handlers.campaigns import Order
from handlers.kit_figures import posting
from handlers.routes import opens
from tests.crowd import PROVINCE
from tests.talk import Talk, World, library

TEXT = "Tối mai 19:30 họp thôn tại nhà văn hóa."
DRAFT = Draft("Họp thôn", TEXT, audience="all", kit=True)


def sent(world: World, *names: str) -> list[Talk]:
    """Village heads whom kit 1 has reached; a resident whom it is not for."""
    heads = [world.someone(n, "telegram").becomes("village-head", "ubnd-tho-phu") for n in names]
    for head in heads:
        head.says("menu")
    world.someone("Dân", "telegram").says("menu")
    rules = Rules(opens=lambda address: opens(library(), address))
    order = Order(None, PROVINCE, world.now)
    with world.work() as conn:
        number = campaigns.compose(conn, library(), DRAFT, order)
        assert campaigns.start(conn, library(), number, rules, order) == len(names)
        conn.execute(update(deliveries).values(state="sent", finished_at=world.now))
    return heads


def said(world: World) -> list[str]:
    rows = world.does(lambda conn: list(conn.scalars(select(campaign_answers.c.answer))))
    assert isinstance(rows, list)
    return rows


def test_one_tap_says_it_is_posted_and_is_thanked(world: World) -> None:
    (lan,) = sent(world, "Lan")

    lan.taps("kit/1")
    assert plain_text(lan.screens[0]) == TEXT
    assert not lan.screens[0].buttons
    lan.presses("Đã đăng")

    assert "khong nhac tin nay nua" in lan.sees
    assert said(world) == ["posted"]
    assert "da bao dang" in lan.taps("kit/1").sees


@pytest.mark.parametrize("text", ["đã đăng", "Dang roi"])
def test_it_may_be_typed_whatever_is_on_the_screen(world: World, text: str) -> None:
    (lan,) = sent(world, "Lan")

    lan.says("menu").says(text)

    assert said(world) == ["posted"]


def test_a_week_later_the_words_mean_nothing_special(world: World) -> None:
    (lan,) = sent(world, "Lan")
    world.waits(days=8)

    lan.says("đã đăng")

    assert said(world) == []


def test_nobody_else_sees_or_answers_it(world: World) -> None:
    lan, hoa = sent(world, "Lan", "Hòa")
    other = world.someone("Dân", "telegram")

    assert other.taps("kit/1").at == "lost"
    assert other.taps("kit/1/posted").at == "lost"
    assert other.taps(lan.taps("kit/1").button("Đã đăng").to).at == "lost"
    other.says("đã đăng")

    assert said(world) == []
    assert hoa.taps("kit/1/posted").at == "lost"


def test_a_campaign_that_is_no_kit_has_no_such_screen(world: World) -> None:
    (lan,) = sent(world, "Lan")
    world.does(lambda conn: conn.execute(update(table).values(kit=False)))

    assert lan.taps("kit/1").at == "lost"
    assert lan.taps("kit/x").at == "lost"
    assert lan.taps("kit/" + "9" * 30).at == "lost"


def test_the_figures_and_the_table_tell_who_posted(world: World) -> None:
    lan, _ = sent(world, "Lan", "Hòa")
    lan.taps("kit/1").presses("Đã đăng")
    order = Order(None, PROVINCE, world.now + timedelta(minutes=1))
    with world.work() as conn:
        found = campaigns.find(conn, library(), 1, order)  # type: ignore[arg-type]  # a number
        view = posting(conn, library(), found, world.now)
        assert view is not None
        assert (view.got, view.posted) == (2, 1)
        assert [(one.commune, one.got, one.posted) for one in view.lines] == [("Thọ Phú", 2, 1)]
        assert [(one.name, one.commune) for one in view.missing] == [("Hòa", "Thọ Phú")]
        assert campaigns.show(conn, library(), found.id, order)["posted"] == 1  # type: ignore[arg-type]
        head = exports.campaign_head(conn, library(), found.id, order)  # type: ignore[arg-type]
        rows, _after = exports.campaign_rows(conn, library(), found.id, order, 0)  # type: ignore[arg-type]
        assert head[-1] == "Đã đăng lúc"
        assert sorted(row[-1] for row in rows) == ["", "2026-11-24 09:00:00"]
        assert all(len(row) == len(head) for row in rows)


def test_a_test_to_oneself_brings_the_text_and_what_to_do_and_keeps_nothing(world: World) -> None:
    writer = world.someone("Viết", "telegram").becomes("writer", "pkt-tho-phu").says("menu")
    order = Order(None, PROVINCE, world.now)
    with world.work() as conn:
        number = campaigns.compose(conn, library(), DRAFT, order)
        campaigns.test_send(conn, library(), number, 1, order)  # type: ignore[arg-type]  # a number
        assert len(conn.execute(select(deliveries.c.id)).all()) == 2

    writer.taps(f"kit/{number}").presses("Đã đăng")

    assert "ban thu" in writer.sees
    assert said(world) == []


def test_who_posted_can_be_an_audience(world: World) -> None:
    (lan,) = sent(world, "Lan")
    lan.taps("kit/1").presses("Đã đăng")
    order = Order(None, PROVINCE, world.now)
    draft = Draft("Cảm ơn", "Cảm ơn bác.", audience="answered:1=posted")
    with world.work() as conn:
        assert campaigns.reach(conn, library(), draft, order).matched == 1
