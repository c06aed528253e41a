"""What residents have us keep of a check, each use of it by a tap of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from content.address import Address, sealed
from content.screen import from_json
from db import checks
from db.tables import checks as table
from db.tables import conversations, deliveries, messages
from db.values import PersonId
from handlers.checks import MOST
from scheduler import checks as ticking
from tests.talk import POOR, Talk, World


def checked(world: World, channel: str = "telegram", name: str = "Lan") -> Talk:
    """A poor household at its result; the last answer is one of those that hurt to be read."""
    return world.someone(name, channel).says("menu").says("kiem tra vay von").answers(POOR)


def row(world: World) -> Any:
    with world.work() as conn:
        return conn.execute(select(table)).one()


def answers(world: World) -> dict[str, Any]:
    """The kept answers by key."""
    return dict(world.house.keys.decrypt(row(world).answers))


def act(lan: Talk, address: str) -> Talk:
    """Press an act drawn for this person before."""
    holder = f"{lan.channel}:{lan.name}"
    return lan.taps(sealed(Address.parse(address), holder, lan.world.house.keys.seal))


def test_nothing_is_kept_before_a_tap_and_no_consent_is_given_beforehand(world: World) -> None:
    lan = checked(world).presses("Giữ lại")

    assert lan.at == "check/keep"
    with world.work() as conn:
        assert conn.execute(select(table)).all() == []
    labels = [button.label for button in lan.screens[-1].buttons]
    assert labels == ["Giữ câu trả lời", "Một tháng sau hỏi lại tôi", "Về kết quả"]


def test_answers_are_kept_without_what_is_private_unless_asked_for_by_a_second_tap(
    world: World,
) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời")
    assert answers(world)["household_status"] == "poor"
    assert "overdue_vbsp" not in answers(world)
    kept = row(world)
    assert (kept.with_sensitive, kept.tell_at, kept.ask_on, kept.code_hash) == (False,) + (
        None,
    ) * 3

    lan.presses("điều riêng tư")
    assert answers(world)["overdue_vbsp"] is False
    assert row(world).with_sensitive

    lan.presses("Bỏ điều riêng tư")
    assert "overdue_vbsp" not in answers(world)


def test_each_consent_is_given_and_taken_back_by_itself(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Một tháng sau")
    assert (row(world).answers, row(world).tell_at) == (None, None)
    assert row(world).ask_on == (world.now + timedelta(days=30)).date()

    lan.presses("Giữ câu trả lời").presses("Báo tôi khi có thay đổi")
    assert row(world).tell_at == world.now
    assert lan.at == "check/keep"

    lan.presses("đừng hỏi lại").presses("đừng báo nữa")
    assert (row(world).ask_on, row(world).tell_at) == (None, None)
    assert row(world).answers is not None


def test_without_answers_nobody_is_told_of_changes(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời").presses("Báo tôi")

    lan.presses("Thôi giữ câu trả lời")

    assert (row(world).answers, row(world).tell_at) == (None, None)
    act(lan, f"do/checks/tell/{row(world).id}")
    assert row(world).tell_at is None


def test_what_is_kept_lasts_a_year_and_is_no_part_of_the_conversation(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời").says("menu")

    with world.work() as conn:
        assert conn.scalar(select(conversations.c.answers)) is None
    assert row(world).expires_at.date().isoformat() == "2027-11-24"
    world.waits(days=364)
    assert lan.taps("checks").presses("Lần xem ngày 24/11/2026").at.startswith("checks/")
    world.waits(days=2)
    assert "khong giu lan xem nao" in lan.taps("checks").sees


def test_from_kept_answers_one_goes_on_and_what_is_private_is_asked_again(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời").says("menu")

    lan.taps("checks").presses("Lần xem ngày").presses("Xem lại theo hôm nay")

    assert lan.at == "check"
    assert "no qua han" in lan.sees
    assert lan.answers(POOR).at == "check/result"


def test_a_check_is_its_owners_alone(world: World) -> None:
    checked(world).presses("Giữ lại").presses("Giữ câu trả lời")
    number = row(world).id
    hoa = checked(world, name="Hòa")

    for verb in ("tell", "hush", "ask", "spare", "public", "forget", "use", "drop"):
        assert act(hoa, f"do/checks/{verb}/{number}").at == "checks"
    for screen in (f"checks/{number}", f"checks/{number}/changed"):
        assert hoa.taps(screen).at == "checks"
    kept = row(world)
    assert (kept.tell_at, kept.ask_on) == (None, None)
    assert kept.answers is not None


@pytest.mark.parametrize("number", ["0", "99", "x", "9" * 30])
def test_a_check_that_is_not_there_is_no_dead_end(world: World, number: str) -> None:
    lan = checked(world)
    assert lan.taps(f"checks/{number}").at == "checks"
    assert act(lan, f"do/checks/tell/{number}").at == "checks"
    assert lan.screens[-1].buttons


def test_tapping_twice_keeps_one_check_and_too_many_wait_for_another_to_go(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời")
    act(lan, "do/check/keep")
    act(lan, "do/check/keep/ask")
    assert row(world)
    for _ in range(MOST):
        world.waits(days=1)
        checked(world).presses("Giữ lại").presses("Giữ câu trả lời")

    assert lan.reply
    assert "xóa bớt một lần" in lan.reply.toast
    with world.work() as conn:
        kept = checks.of_person(conn, world.house.keys, PersonId(1), world.now)
    assert len(kept) == MOST
    assert lan.at == "checks"


def test_erasing_a_check_leaves_the_others(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời")
    world.waits(days=1)
    checked(world).presses("Giữ lại").presses("Giữ câu trả lời")

    lan.says("menu").taps("checks").presses("24/11/2026").presses("Xóa lần xem này")

    assert [button.label for button in lan.screens[-1].buttons][0] == "Lần xem ngày 25/11/2026"


def test_after_the_day_nothing_more_can_be_kept_of_answers_that_are_gone(world: World) -> None:
    lan = checked(world).presses("Giữ lại").says("menu")

    assert act(lan, "do/check/keep").at == "check/empty"
    with world.work() as conn:
        assert conn.execute(select(table)).all() == []


def test_the_screens_of_a_check_name_no_answer_and_no_programme(world: World) -> None:
    """They stay in the conversation of the web."""
    lan = checked(world, "web").presses("Giữ lại").presses("Giữ câu trả lời").presses("Báo tôi")
    lan.says("menu").taps("checks").presses("Lần xem ngày")

    with world.work() as conn:
        bodies = [world.house.keys.decrypt(body) for body in conn.scalars(select(messages.c.body))]
        choices = str(conn.scalar(select(conversations.c.choices)))
    kept = [str(body) for body in bodies if '"address":"check' in str(body)]
    assert len(kept) > 2
    for told in (*kept, choices):
        assert "nghèo" not in told.lower()


def test_the_kept_answers_are_offered_where_a_check_begins(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời").says("menu")

    assert lan.taps("check").presses("Dùng lại").at == "checks"
    lan.presses("Lần xem ngày").presses("Xóa lần xem này")
    assert not any(b.to == "checks" for b in lan.says("menu").taps("check").screens[-1].buttons)


def test_whoever_looks_at_their_data_finds_what_they_keep(world: World) -> None:
    assert checked(world).taps("settings/data").presses("Lần xem đã giữ").at == "checks"


def test_who_cannot_be_told_is_told_so(world: World) -> None:
    lan = checked(world, "terminal").presses("Giữ lại").presses("Giữ câu trả lời")
    assert "dang tat" not in lan.sees

    assert "dang tat" in lan.presses("Báo tôi").sees
    hoa = checked(world, name="Hòa").presses("Giữ lại").presses("Giữ câu trả lời")
    assert "dang tat" not in hoa.presses("Báo tôi").sees
    number = hoa.button("đừng báo nữa").to.split("!")[0].rpartition("/")[2]
    assert "dang tat" in hoa.says("dừng tin").taps(f"checks/{number}").sees


def test_the_message_of_a_change_leads_to_what_changed(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời").presses("Báo tôi")
    with world.work() as conn:
        (kept,) = checks.of_person(conn, world.house.keys, PersonId(1), world.now)
        older = world.now.date().replace(year=2025, day=1)
        conn.execute(table.update().values(day=older))
        checks.keep_outcome(conn, world.house.keys, replace(kept, found=None))
        world.waits(days=1)
        ticking.tick(conn, world.house.keys, world.house.library(), world.now)
        notice = from_json(conn.scalar(select(deliveries.c.screen)) or "")

    see, stop = (button.to for button in notice.buttons)
    lan.says("menu").taps(see)

    assert "vay von ho ngheo: lai nay la 6,24% mot nam, truoc la 6,6%" in lan.sees
    assert lan.presses("Xem lại theo hôm nay").at.startswith("check")
    act(lan, stop)
    assert row(world).tell_at is None


def test_where_nothing_changed_the_screen_says_so(world: World) -> None:
    lan = checked(world).presses("Giữ lại").presses("Giữ câu trả lời")

    assert "chua co gi thay doi" in lan.taps(f"checks/{row(world).id}/changed").sees
