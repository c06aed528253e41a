"""Joining an office, and one's own work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.invitations import Offer
from db.tables import assignments, audit, roles
from handlers.invitations import WRONG_AT_MOST, invite, new_code, payload
from scheduler.duties import tick
from tests.talk import MORNING, World, library

OFFICE = "pkt-tho-phu"


def code_for(world: World, uses: int = 1, days: int = 7) -> str:
    offer = Offer(OFFICE, "official", uses, world.now + timedelta(days=days))
    with world.work() as conn:
        return invite(conn, world.house.keys, offer, by=None, now=world.now)


def held_roles(world: World) -> list[tuple[str, str | None]]:
    with world.work() as conn:
        return [(row.role, row.office) for row in conn.execute(select(roles))]


@pytest.mark.parametrize("typed", [str, str.upper, lambda code: code.replace("-", "")])
def test_a_typed_code_binds_a_person_to_office_and_role(world: World, typed: object) -> None:
    code = code_for(world)

    sau = world.someone("Sáu").says("menu").says(f"mã mời {typed(code)}")  # type: ignore[operator]

    assert held_roles(world) == [("official", OFFICE)]
    assert "phong kinh te" in sau.sees
    assert sau.presses("Việc của tôi").at == "tasks"


def test_every_code_holds_a_digit_by_which_it_is_known() -> None:
    for _ in range(500):
        assert any(char.isdigit() for char in new_code())


def test_a_link_shows_the_invitation_and_one_button_takes_it(world: World) -> None:
    sau = world.someone("Sáu").opens(payload(code_for(world)))
    assert not held_roles(world)

    sau.presses("Nhận vai này")

    assert held_roles(world) == [("official", OFFICE)]


def test_a_code_is_good_for_as_many_people_as_it_says_and_not_for_ever(world: World) -> None:
    once, expired = code_for(world), code_for(world, days=1)

    world.someone("Sáu").says(once)
    late = world.someone("Bảy").says(once)
    assert "khong dung duoc" in late.sees

    world.waits(days=2)
    assert "khong dung duoc" in world.someone("Bảy").says(expired).sees
    assert held_roles(world) == [("official", OFFICE)]


def test_guessing_is_locked_out_and_the_lock_opens_by_itself(world: World) -> None:
    code = code_for(world)
    guesser = world.someone("X").says("menu")
    for guess in range(WRONG_AT_MOST):
        guesser.says(f"ma moi 2222{guess + 2}-23456")

    assert "thu lai sau" in guesser.says(code).sees
    assert not held_roles(world)

    world.waits(minutes=16)
    guesser.says(code)
    assert held_roles(world) == [("official", OFFICE)]


def test_my_work_lists_what_runs_and_a_finished_duty_falls_silent(world: World) -> None:
    sau = world.someone("Sáu").becomes("official", OFFICE)
    with world.work() as conn:
        tick(conn, library(), MORNING)

    sau.says("việc của tôi")
    assert sau.at == "tasks"
    sau.presses("NV-")
    assert sau.at.startswith("duty/")
    number = sau.at.split("/")[1]
    sau.presses("Đã nhận")
    sau.says(f"nv-{number}").presses("Đã xong")

    with world.work() as conn:
        row = conn.execute(select(assignments).where(assignments.c.id == int(number))).one()
    assert row.state == "done"
    assert row.acknowledged_at == MORNING
    assert f"nv-{number}" not in sau.says("việc của tôi").sees


def test_a_button_pressed_twice_and_days_later_counts_once(world: World) -> None:
    sau = world.someone("Sáu").becomes("official", OFFICE)
    with world.work() as conn:
        tick(conn, library(), MORNING)
    sau.says("việc của tôi").presses("NV-")
    number, old = int(sau.at.split("/")[1]), sau.button("Đã xong").to

    for now in (MORNING, MORNING, MORNING + timedelta(days=3)):
        world.now = now
        sau.taps(old)
        assert sau.screens, "a tap is met by silence"

    with world.work() as conn:
        row = conn.execute(select(assignments).where(assignments.c.id == number)).one()
        finishes = select(audit).where(audit.c.subject == f"duty:{number}")
        noted = [one.action for one in conn.execute(finishes)]
    assert (row.state, row.done_at) == ("done", MORNING)
    assert len(noted) == len(set(noted))


@pytest.mark.parametrize("typed", ["Đã xong", "da xong", "xong rồi ạ", "da nop", "1"])
def test_a_duty_is_finished_by_typing_too(world: World, typed: str) -> None:
    sau = world.someone("Sáu").becomes("official", OFFICE)
    with world.work() as conn:
        tick(conn, library(), MORNING)
    sau.says("việc của tôi").presses("NV-")
    number = int(sau.at.split("/")[1])

    sau.says(typed)

    assert "da ghi: viec nay xong" in sau.sees
    with world.work() as conn:
        state = conn.scalar(select(assignments.c.state).where(assignments.c.id == number))
    assert state == "done"


def test_another_offices_duty_is_not_theirs(world: World) -> None:
    world.someone("Sáu").becomes("official", OFFICE)
    bay = world.someone("Bảy").becomes("official", "pkt-tan-ninh")
    with world.work() as conn:
        tick(conn, library(), MORNING)
        theirs = conn.scalar(
            select(assignments.c.id).where(assignments.c.office == OFFICE).limit(1)
        )

    bay.says("menu").taps(f"duty/{theirs}")

    assert "danh cho can bo" in bay.sees


def test_snoozing_keeps_the_due_day_and_comes_back(world: World) -> None:
    sau = world.someone("Sáu", channel="web").becomes("official", OFFICE)
    with world.work() as conn:
        tick(conn, library(), MORNING)
    sau.says("việc của tôi").presses("NV-").presses("Nhắc lại sau").presses("1 giờ nữa")

    assert "han van la" in sau.sees or "van la" in sau.sees
    with world.work() as conn:
        assert not tick(conn, library(), MORNING).get("queued")
        later = tick(conn, library(), MORNING + timedelta(hours=2))
    assert later == {"queued": 1}


def test_an_invitation_to_an_office_that_is_gone_opens_nothing(world: World) -> None:
    offer = Offer("khong-con", "official", 1, world.now + timedelta(days=1))
    with world.work() as conn:
        code = invite(conn, world.house.keys, offer, by=None, now=world.now)

    assert "khong dung duoc" in world.someone("Sáu").opens(payload(code)).sees
    assert "khong dung duoc" in world.someone("Sáu").says(code).sees
    assert not held_roles(world)
