"""*Bà con đã nhận được chưa?*, by consent, a month after a check."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from content.received import ANSWERS
from content.screen import from_json, plain_text
from db import received
from db.tables import deliveries
from db.tables import received as table
from handlers import received as asking
from handlers.campaign_orders import Order
from scheduler import checks as ticking
from tests.handlers.test_checks import act, checked, row
from tests.talk import Talk, World, library

PROVINCE = "thanh-hoa"


def asked(world: World) -> Talk:
    """Somebody who agreed, a month later, at the question."""
    lan = checked(world).presses("Giữ lại").presses("Một tháng sau").says("menu")
    world.waits(days=31)
    with world.work() as conn:
        ticking.tick(conn, world.house.keys, library(), world.now)
        notice = from_json(conn.scalar(select(deliveries.c.screen)) or "")
    assert "nghèo" not in plain_text(notice).lower()
    return lan.taps(notice.buttons[0].to)


def told(world: World) -> dict[str, str]:
    number = row(world).id
    with world.work() as conn:
        return received.of_check(conn, number)


def answers(lan: Talk, label: str) -> Talk:
    """Give one answer to every question."""
    for _ in range(20):
        found = [b for b in lan.screens[-1].buttons if b.label == label]
        if not found:
            break
        lan.taps(found[0].to)
    return lan


@pytest.mark.parametrize(
    ("label", "said"), [*zip(("Đã nhận", "Chưa", "Bị từ chối", "Chưa làm"), ANSWERS, strict=True)]
)
def test_each_programme_that_could_be_had_is_asked_of_once(
    world: World, label: str, said: str
) -> None:
    lan = asked(world)
    assert "vay von ho ngheo: ba con da nhan duoc chua" in lan.sees
    assert len({button.look for button in lan.screens[-1].buttons}) == 1

    answers(lan, label)

    assert told(world)["vay-ho-ngheo"] == said
    assert set(told(world).values()) == {said}
    assert ("ghi ro ly do" in lan.sees) == (said in ("not_yet", "refused"))


def test_it_can_be_typed_and_the_last_answer_counts(world: World) -> None:
    lan = asked(world)
    old = lan.button("Bị từ chối").to
    lan.says("da nhan")
    assert told(world) == {"vay-ho-ngheo": "yes"}

    lan.taps(old)

    assert told(world) == {"vay-ho-ngheo": "refused"}
    assert "cam on" in answers(lan, "Đã nhận").sees


def test_who_did_not_agree_is_not_asked(world: World) -> None:
    checked(world).presses("Giữ lại").presses("Giữ câu trả lời")
    world.waits(days=60)

    with world.work() as conn:
        assert ticking.tick(conn, world.house.keys, library(), world.now)["asked"] == 0
        assert conn.scalars(select(deliveries.c.id)).all() == []


def test_nobody_else_answers_and_nonsense_is_kept_nowhere(world: World) -> None:
    lan, number = asked(world), row(world).id
    hoa = world.someone("Hòa", "telegram").says("menu")

    act(hoa, f"do/received/{number}/0/yes")
    for nonsense in (f"{number}/99/yes", f"{number}/x/yes", f"{number}/0/maybe", "x/0/yes"):
        act(lan, f"do/received/{nonsense}")

    with world.work() as conn:
        assert conn.execute(select(table)).all() == []
    assert hoa.at == "checks"


def test_after_it_was_asked_the_check_leads_to_the_answers_and_is_not_asked_again(
    world: World,
) -> None:
    lan = asked(world)
    lan.presses("Để sau").presses("Đã nhận được chưa?")
    assert lan.at.endswith("received")
    act(lan, f"do/checks/ask/{row(world).id}")
    world.waits(days=60)
    with world.work() as conn:
        assert ticking.tick(conn, world.house.keys, library(), world.now)["asked"] == 0


def test_figures_are_of_the_people_of_a_unit_and_tell_no_small_number(world: World) -> None:
    for n in range(6):
        someone = checked(world, name=f"Người {n}").presses("Giữ lại").presses("Một tháng sau")
        number = someone.button("đừng hỏi lại").to.split("!")[0].rpartition("/")[2]
        said = "yes" if n < 5 else "refused"
        with world.work() as conn:
            received.answer(conn, int(number), "vay-ho-ngheo", said, world.now)

    def counts(unit: str) -> list[object]:
        with world.work() as conn:
            order = Order(None, unit, world.now)
            return [
                *asking.sheet(asking.effects(conn, library(), order))[1:],
            ]

    assert counts(PROVINCE) == [["Vay vốn hộ nghèo", 5, 0, "dưới 5", 0]]
    assert counts("tho-phu") == []
