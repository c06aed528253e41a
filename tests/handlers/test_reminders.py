"""Asking to be reminded of a loan's days, looking at them, ending it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from db.tables import conversations, repayments
from handlers import reminders
from tests.talk import Talk, World

ADDRESS = "remind/vay-ho-ngheo/60/6"


def kept(world: World) -> object:
    with world.work() as conn:
        return conn.scalar(select(func.count()).select_from(repayments))


def asked(world: World) -> Talk:
    lan = world.someone().says("menu").taps("loan/vay-ho-ngheo/50000/60/6")
    return lan.presses("Nhắc tôi trước ngày trả")


def test_a_typed_day_is_shown_again_and_only_a_tap_agrees(world: World) -> None:
    lan = asked(world)
    assert lan.at == ADDRESS

    lan.says("15/9/2025")
    assert "15/12/2026" in lan.sees
    assert "khong giu so tien" in lan.sees
    assert kept(world) == 0

    lan.presses("Nhắc tôi")
    assert lan.at == "repayments"
    assert "ngay tra toi: 15/12/2026" in lan.sees
    assert kept(world) == 1


def test_today_is_one_tap(world: World) -> None:
    lan = asked(world).presses("Hôm nay")

    assert "ngay tra toi: 24/12/2026" in lan.sees


def test_no_loan_is_named_where_it_would_lie_in_clear(world: World) -> None:
    lan = asked(world).presses("Hôm nay")

    assert "von ho ngheo" in lan.sees
    with world.work() as conn:
        row = conn.execute(select(conversations.c.screen, conversations.c.choices)).one()
    assert "ngh" not in str(row)


def test_twice_the_same_is_once(world: World) -> None:
    asked(world).presses("Hôm nay")

    assert "da nhac khoan nay roi" in asked(world).presses("Hôm nay").sees
    assert kept(world) == 1


def test_it_ends_by_one_button(world: World) -> None:
    lan = asked(world).presses("Hôm nay").presses("Thôi nhắc")

    assert "da thoi" in lan.sees
    assert "may khong nhac khoan nao" in lan.sees


@pytest.mark.parametrize("typed", ["31/2/2026", "25/11/2026", "1/1/1990", "24/11/2021", "12"])
def test_a_day_that_makes_no_sense_is_asked_for_again(world: World, typed: str) -> None:
    lan = asked(world).says(typed)

    assert lan.at == ADDRESS
    assert "chua dung duoc" in lan.sees
    assert kept(world) == 0


@pytest.mark.parametrize(
    "address",
    [
        "remind/vay-khong-co/60/6",
        "remind/vay-ho-ngheo/0/6",
        "remind/vay-ho-ngheo/60/61",
        "remind/vay-ho-ngheo/sau/6",
        "remind/bhyt-ho-ngheo/60/6",
    ],
)
def test_an_address_of_no_loan_leads_on_kindly(world: World, address: str) -> None:
    assert world.someone().says("menu").taps(address).at == "lost"


def test_who_has_stopped_all_messages_is_told_that_none_can_come(world: World) -> None:
    world.someone().says("STOP")

    lan = asked(world).presses("Hôm nay")

    assert "dang tat tin" in lan.sees


def test_nobody_has_more_than_ten(world: World) -> None:
    lan = world.someone().says("menu")
    for months in range(50, 50 + reminders.MOST + 1):
        lan.taps(f"remind/vay-ho-ngheo/{months}/6").presses("Hôm nay")

    assert "nhieu nhat 10 khoan" in lan.sees
    assert kept(world) == reminders.MOST


def test_somebody_elses_number_changes_nothing(world: World) -> None:
    stop = asked(world).presses("Hôm nay").button("Thôi nhắc").to.split("!")[0]
    hoa = world.someone("Hoa").says("menu")

    hoa.taps(stop)

    assert hoa.at == "lost"  # not drawn for her
    assert kept(world) == 1


def test_who_helps_is_offered_none_of_it(world: World) -> None:
    hoa = world.someone("Hoa").says("menu").becomes("village-head", "pkt-tho-phu").taps("helping")

    hoa.taps("loan/vay-ho-ngheo/50000/60/6")

    assert [b.to for b in hoa.screens[-1].buttons if "remind" in b.to] == []


def test_a_calendar_is_offered_where_a_link_can_be_given_and_the_link_is_kept_nowhere_in_clear(
    world: World,
) -> None:
    assert "Lấy lịch" not in [b.label for b in asked(world).presses("Hôm nay").screens[-1].buttons]
    world.house = replace(world.house, public_url="https://xa.example.vn/")

    lan = world.someone().says("menu").taps("repayments").presses("Lấy lịch")

    links = [span.link for block in lan.screens[-1].blocks for span in block.text]  # type: ignore[union-attr]  # notes and paragraphs
    (link,) = [one for one in links if one]
    code = link.rpartition("/")[2].removesuffix(".ics")
    assert link == f"https://xa.example.vn/repayments/{code}.ics"
    with world.work() as conn:
        assert reminders.opened(conn, world.house, code)
        assert reminders.opened(conn, world.house, "a" * 26) is None
        assert code not in str(conn.execute(select(conversations)).all())
