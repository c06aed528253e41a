"""The doors of the check, each gone through by tapping and by typing without marks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import conversations
from db.cipher import Keys
from db.tables import conversations as standings
from db.tables import messages
from tests.talk import Talk, World

KEYS = Keys(b"k" * 32)


def finished(someone: Talk, answer: int = 0) -> Talk:
    """Answer to the end, with the same option each time where there are several."""
    for _ in range(80):
        if someone.at != "check":
            break
        options = [b for b in someone.screens[-1].buttons if b.to.startswith("do/check/answer")]
        someone.taps(options[min(answer, len(options) - 1)].to)
    assert someone.at == "check/result"
    return someone


def test_the_first_screen_leads_to_four_doors(world: World) -> None:
    lan = world.someone().says("menu").presses("Nhà mình được gì")

    assert lan.at == "check/doors"
    ways = [button.to for button in lan.screens[-1].buttons]
    assert ways == ["check/supports", "check/loans", "check/causes", "check/find", "home"]


def test_a_home_is_told_by_tapping_and_each_verdict_names_its_person(world: World) -> None:
    lan = world.someone(channel="web").says("menu").presses("Nhà mình được gì")
    lan.presses("Nhà mình được hỗ trợ gì").presses("Người từ 60 tuổi").presses("Học sinh lớp 1")
    lan.presses("Học sinh lớp 1").presses("Xong")

    finished(lan)
    labels = ""
    for kind in ("eligible", "unknown", "ineligible"):
        for page in ("", "/2"):
            lan.taps(f"check/result/{kind}{page}")
            labels += " ".join(f"{b.label}: {b.hint}" for b in lan.screens[-1].buttons)

    assert "(người 3): Học sinh lớp 1 đến lớp 12 (người 3): " in labels
    assert "(người 1): Người từ 60 tuổi: " in labels


def test_the_same_by_typing_without_marks(world: World) -> None:
    lan = world.someone().says("nha toi duoc ho tro gi").says("1, 5").says("bo 2").says("xong")
    assert lan.at == "check"

    lan.says("ho ngheo").says("quay lai").says("1")
    for _ in range(40):
        if lan.at != "check":
            break
        lan.says("khong biet")

    assert lan.at == "check/result"
    assert "ubnd xa" in lan.sees


def test_back_at_the_first_question_leads_to_the_doors(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").says("quay lai")

    assert lan.at == "check/doors"


def test_who_goes_through_another_door_keeps_their_answers(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").presses("Làm ăn").presses("Hộ nghèo")
    lan.says("nha toi duoc ho tro gi").says("khong co ai")

    said = [label for label, _, _ in lan.screens[-1].trail]
    assert "Nhà mình là" in said


def test_circumstances_lead_to_what_may_help_and_to_what_one_may_read(world: World) -> None:
    lan = world.someone().says("hoan canh cua toi").presses("Thiếu việc làm")
    assert lan.at == "check/cause/thieu-viec-lam"
    assert lan.button("Tìm việc làm").to == "explainer/viec-lam"

    lan.presses("Xem nhà mình có thể được gì").says("khong co ai")
    finished(lan)

    told = {one for one in lan.screens[-1].buttons if one.to.startswith("check/result")}
    assert told


def test_a_programme_is_found_by_its_name_and_checked_alone(world: World) -> None:
    lan = world.someone().says("tim mot khoan").says("hoc phi")
    assert lan.at == "check/find"
    assert "check/programme/hoc-phi" in [button.to for button in lan.screens[-1].buttons]
    assert len(lan.screens[-1].buttons) <= 6

    lan.taps("check/programme/hoc-phi").says("xong")
    finished(lan)

    assert "hoc phi" in lan.sees


@pytest.mark.parametrize("text", ["xyzzy", "🙂", "", "<b>"])
def test_a_name_that_nobody_knows_is_answered_kindly(world: World, text: str) -> None:
    assert world.someone().says("tim mot khoan").says(text).screens[-1].buttons


def test_an_explainer_of_a_support_leads_to_its_check(world: World) -> None:
    lan = world.someone().opens("explainer--tro-cap-huu-tri-xa-hoi")

    assert lan.presses("Nhà tôi có thể được không").at == "check"
    assert lan.button("Người từ 60 tuổi").to.startswith("do/check/member/elder")


def test_a_home_that_was_told_is_kept_for_a_day_and_no_longer(world: World) -> None:
    lan = world.someone("Lan", "web").says("nha toi duoc ho tro gi")
    lan.presses("Người lớn khuyết tật").presses("Để sau")

    lan.says("kiểm tra")
    assert [words for _, words, _ in lan.screens[-1].trail] == ["Người lớn khuyết tật"]

    world.does(conversations.forget_answers, world.now + timedelta(hours=25))
    assert lan.says("kiểm tra").at == "check/doors"
    assert "khuyết tật" not in kept(world)


def test_who_lives_there_stands_nowhere_in_clear_and_goes_with_the_result(world: World) -> None:
    lan = world.someone("Lan", "web").says("nha toi duoc ho tro gi")
    lan.presses("Người lớn khuyết tật").presses("Xong")
    finished(lan)
    lan.presses("Chưa đủ điều kiện")

    assert "khuyết tật" not in str(column(world, standings.c.choices))
    lan.says("menu")
    assert "khuyết tật" not in kept(world)


def test_an_official_who_helps_is_asked_what_only_they_know_and_keeps_nothing(
    world: World,
) -> None:
    lan = world.someone("Lan", "web").becomes("village-head", "ubnd-tho-phu").opens()
    lan.taps("helping").presses("Xem nhà bà con").taps("check/programme/vay-vung-kho-khan")
    asked = set()
    for _ in range(40):
        if lan.at != "check":
            break
        options = [b for b in lan.screens[-1].buttons if b.to.startswith("do/check/answer")]
        asked.add(options[0].to.split("/")[3])
        lan.taps(options[0].to)
    assert "disadvantaged_area" in asked

    lan.presses("Xong, xóa hết")
    assert column(world, standings.c.helped) == [None]


def test_what_is_known_to_change_can_be_seen_before(world: World) -> None:
    lan = world.someone().taps("check/programme/phu-nu-dtts-sinh-con")
    lan.presses("Người mang thai").presses("Xong")
    finished(lan, answer=1)

    lan.presses("Từ 01/01/2027 sẽ khác")

    assert lan.at == "check/ahead/phu-nu-dtts-sinh-con/1"
    assert "xem truoc" in lan.sees
    assert lan.says("quay lai").at == "check/result"


def test_a_resident_is_never_asked_what_only_officials_know(world: World) -> None:
    lan = world.someone().taps("check/programme/vay-vung-kho-khan")
    finished(lan)

    assert "vung kho khan" not in " ".join(label for label, _, _ in lan.screens[-1].trail)


def column(world: World, of: Any) -> list[Any]:
    with world.work() as conn:
        return list(conn.scalars(select(of)))


def kept(world: World) -> str:
    """All that is kept of what they said and saw, read."""
    bubbles = [KEYS.decrypt(body) for body in column(world, messages.c.body)]
    return f"{bubbles} {column(world, standings.c.choices)}"
