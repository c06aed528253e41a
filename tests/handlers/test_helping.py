"""*Làm giúp bà con*: a check or a question for somebody else, of which nothing is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db import conversations
from db.cipher import Keys
from db.tables import checks, messages, metadata
from db.tables import conversations as standings
from scheduler.upkeep import IDLE_HELPING
from tests.talk import Talk, World

KEYS = Keys(b"k" * 32)
SECRET = "hàng xóm bị bệnh hiểm nghèo zzqx"
"""Words that nobody else says."""


def head(world: World, channel: str = "web") -> Talk:
    """A village head who has spoken before."""
    return world.someone("Lan", channel).becomes("village-head", "ubnd-tho-phu").opens()


def rows(world: World) -> list[str]:
    """Every row of every table as words, what is encrypted read."""
    found: list[str] = []
    with world.work() as conn:
        for table in metadata.sorted_tables:
            for row in conn.execute(select(table)).mappings():
                found.append(f"{table.name} " + repr({k: clear(v) for k, v in row.items()}))
    return found


def clear(value: Any) -> Any:
    return KEYS.decrypt(value) if isinstance(value, bytes) else value


def checked(someone: Talk) -> Talk:
    """Answer a check to its end, with the first option each time."""
    someone.taps("helping").presses("Xem nhà bà con").presses("Vay vốn")
    for _ in range(60):
        if someone.at != "check":
            break
        someone.taps(someone.screens[-1].buttons[0].to)
    assert someone.at == "check/result"
    return someone


def table_of(world: World, column: Any) -> list[Any]:
    with world.work() as conn:
        return list(conn.scalars(select(column)))


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_after_a_check_for_somebody_the_database_is_as_if_it_had_never_been(
    world: World, channel: str
) -> None:
    lan = head(world, channel)
    lan.taps("helping").presses("Xong, xóa hết")
    before = [row for row in rows(world) if not row.startswith("messages")]

    checked(lan)
    assert any("'helped': [[" in row for row in rows(world))
    lan.presses("Xong, xóa hết")

    after = [row for row in rows(world) if not row.startswith("messages")]
    assert [row for row in after if row not in before] == []
    assert not any("household_status" in row or "do/check" in row for row in rows(world))
    assert table_of(world, messages.c.private) in (
        [],
        [False] * len(table_of(world, messages.c.id)),
    )


def test_every_screen_is_headed_and_ends_with_the_way_to_erase_it(world: World) -> None:
    lan = head(world).taps("helping").presses("Xem nhà bà con").presses("Vay vốn")

    for _ in range(60):
        present = lan.screens[-1]
        assert present.title.startswith("Làm giúp bà con: ")
        assert present.buttons[-1].label == "Xong, xóa hết"
        assert not any(
            b.to.startswith(("do/check/keep", "do/check/later")) for b in present.buttons
        )
        if lan.at != "check":
            break
        lan.taps(present.buttons[0].to)
    assert lan.at == "check/result"


def test_ones_own_kept_answers_stay_and_are_not_used(world: World) -> None:
    lan = head(world)
    lan.taps("check").taps(lan.screens[-1].buttons[0].to)
    for _ in range(60):
        if lan.at != "check":
            break
        lan.taps(lan.screens[-1].buttons[0].to)
    lan.presses("Giữ lại").presses("Giữ câu trả lời")
    own = table_of(world, checks.c.answers)
    known = [clear(one) for one in own]

    lan.taps("helping").presses("Xem nhà bà con").presses("Vay vốn")
    first = lan.screens[-1]
    assert not first.trail
    lan.taps(first.buttons[1].to)
    lan.presses("Xong, xóa hết")

    assert [clear(one) for one in table_of(world, checks.c.answers)] == known
    assert table_of(world, standings.c.helped) == [None]


def test_a_question_for_somebody_is_answered_and_not_written_down(world: World) -> None:
    lan = head(world).taps("helping").presses("Hỏi giúp bà con")

    lan.says(SECRET)
    assert lan.screens[-1].title.startswith("Làm giúp bà con")
    lan.says("vay vốn hộ nghèo được bao nhiêu")
    assert lan.screens[-1].title.startswith("Làm giúp bà con")
    assert not any("zzqx" in row for row in rows(world))
    lan.presses("Xong, xóa hết")

    kept = rows(world)
    assert not any("zzqx" in row or "bao nhiêu" in row or "vay-ho-ngheo" in row for row in kept)


@pytest.mark.parametrize("way", ["menu", "việc của tôi", "cài đặt"])
def test_leaving_for_anything_else_erases_it(world: World, way: str) -> None:
    lan = head(world).taps("helping").presses("Xem nhà bà con").presses("Vay vốn")
    lan.taps(lan.screens[-1].buttons[0].to)
    assert table_of(world, standings.c.helped) != [None]

    lan.says(way)

    assert table_of(world, standings.c.helped) == [None]
    assert not any(table_of(world, messages.c.private))
    assert not lan.screens[-1].title.startswith("Làm giúp")


def test_a_commune_or_a_yes_of_somebody_else_is_not_ones_own(world: World) -> None:
    lan = head(world)
    before = {row.partition("'seen_at'")[0] for row in rows(world) if row.startswith("people ")}
    lan.taps("helping").presses("Hỏi giúp bà con").says("Hợp Tiến")

    after = {row.partition("'seen_at'")[0] for row in rows(world) if row.startswith("people ")}
    assert after == before


def test_what_lies_idle_for_an_hour_is_erased(world: World) -> None:
    lan = head(world).taps("helping").presses("Xem nhà bà con").presses("Vay vốn")
    lan.taps(lan.screens[-1].buttons[0].to)

    early = world.now - timedelta(minutes=1)
    assert world.does(conversations.forget_helped, early) == 0
    assert world.does(conversations.forget_helped, world.now + IDLE_HELPING) == 1
    assert table_of(world, standings.c.helped) == [None]
    assert table_of(world, standings.c.choices) == [[]]
    assert not any(table_of(world, messages.c.private))
    assert lan.says("1").reply


def test_it_is_no_door_of_a_resident(world: World) -> None:
    lan = world.someone("Lan").opens()

    assert not any(b.to == "helping" for b in lan.screens[-1].buttons)
    assert "danh cho can bo" in lan.taps("helping").sees
    assert table_of(world, standings.c.helped) == [None]


def test_an_official_finds_it_on_the_first_screen_and_by_typing(world: World) -> None:
    lan = head(world).says("menu")

    assert lan.presses("Làm giúp bà con").at == "helping"
    assert lan.says("menu").says("làm giúp bà con").at == "helping"


def test_a_keep_of_an_older_day_keeps_nothing_of_somebody_else(world: World) -> None:
    from content.address import Address, sealed

    lan = checked(head(world))
    old = sealed(Address.parse("do/check/keep"), "web:Lan", world.house.keys.seal)

    lan.taps(old)

    assert table_of(world, checks.c.id) == []
