"""A check on paper: a code that opens it again, for whoever holds the sheet."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.tables import checks as table
from db.tables import conversations, metadata
from handlers import saved
from handlers.invitations import WRONG_AT_MOST
from tests.handlers.test_checks import act, checked, row
from tests.talk import Talk, World

SITE = "https://chungtay.example"


def printed(world: World, channel: str = "web") -> tuple[Talk, str]:
    """Somebody who had a sheet made, and its code."""
    lan = checked(world, channel).presses("Giữ lại").presses("In ra giấy")
    return lan, lan.button("Mở trang để in").to.rpartition("/")[2]


def test_a_sheet_opens_for_whoever_holds_it_and_names_nobody(world: World) -> None:
    _, code = printed(world)
    assert saved.CODE.match(code)

    hoa = world.someone("Hòa", "telegram").opens(f"saved--{code}")

    assert hoa.at == "saved"
    assert "vay von ho ngheo" in hoa.sees
    assert "nhieu nhat 100 trieu dong" in hoa.sees
    assert "lan" not in hoa.sees.split()


def test_the_code_stands_nowhere_in_clear(world: World) -> None:
    lan, code = printed(world)
    world.someone("Hòa", "telegram").opens(f"saved--{code}")
    lan.says("menu")

    with world.work() as conn:
        kept = repr([list(conn.execute(select(one))) for one in metadata.sorted_tables])
        choices = [conn.scalars(select(conversations.c.choices)).all()]
    assert code not in kept
    assert code not in repr(choices)


def test_printing_keeps_no_answer(world: World) -> None:
    printed(world)

    assert row(world).answers is None
    assert row(world).code_hash is not None


def test_a_new_sheet_or_making_it_void_ends_the_old_one(world: World) -> None:
    lan, code = printed(world)
    act(lan, f"do/checks/print/{row(world).id}")
    newer = lan.button("Mở trang để in").to.rpartition("/")[2]
    hoa = world.someone("Hòa", "telegram")
    assert "khong con" in hoa.opens("menu").opens(f"saved--{code}").sees or hoa.at == "lost"
    assert hoa.opens(f"saved--{newer}").at == "saved"

    lan.presses("Hủy giấy đã in")
    assert hoa.opens(f"saved--{newer}").at == "lost"


def test_after_its_time_or_when_the_check_is_erased_it_opens_nothing(world: World) -> None:
    lan, code = printed(world)

    def opens() -> bool:
        with world.work() as conn:
            return saved.opened(conn, world.house, code, world.now) is not None

    assert opens()
    world.waits(days=366)
    assert not opens()
    world.now -= timedelta(days=366)
    act(lan, f"do/checks/drop/{row(world).id}")
    assert not opens()


def test_guessing_locks_as_with_invitations(world: World) -> None:
    _, code = printed(world)
    hoa = world.someone("Hòa", "telegram").opens()

    for _ in range(WRONG_AT_MOST):
        hoa.opens("saved--" + "a" * 26)

    assert hoa.opens(f"saved--{code}").at == "lost"
    world.waits(minutes=16)
    assert hoa.opens(f"saved--{code}").at == "saved"


@pytest.mark.parametrize("code", ["x", "a" * 25, "A" * 26, "1" * 26, "a" * 40])
def test_what_is_no_code_opens_nothing(world: World, code: str) -> None:
    assert world.someone().opens(f"saved--{code}").at == "lost"


def test_elsewhere_a_sheet_is_offered_only_where_a_safe_page_is_known(world: World) -> None:
    lan = checked(world).presses("Giữ lại")
    assert not any("In ra" in button.label for button in lan.screens[-1].buttons)
    act(lan, "do/check/keep/print")
    with world.work() as conn:
        assert conn.scalars(select(table.c.code_hash)).all() == [None]

    world.house = replace(world.house, public_url=SITE)
    lan.taps("check/keep").presses("In ra giấy")
    assert re.match(rf"{SITE}/saved/[a-z2-7]{{26}}\Z", lan.button("Mở trang để in").to)


def test_with_kept_answers_the_sheet_tells_what_changed_since(world: World) -> None:
    lan, code = printed(world)
    lan.presses("Quay lại").presses("Giữ câu trả lời")
    with world.work() as conn:
        conn.execute(table.update().values(day=world.now.date().replace(year=2025, day=1)))
        paper = saved.opened(conn, world.house, code, world.now)

    assert paper
    assert any("6,24%" in said for _, said in paper.changes)


def test_back_from_the_sheet_its_code_is_not_shown_again(world: World) -> None:
    lan, code = printed(world)

    lan.presses("Quay lại")

    assert lan.at == "check/keep"
    assert not any(code in button.to for button in lan.screens[-1].buttons)
    assert "dang xem lai duoc" in lan.sees
    assert lan.taps("saved").at == "saved"
