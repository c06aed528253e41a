"""One person on two channels, as they do it: a code here, typed there."""

from __future__ import annotations

import re

import pytest

from db import people
from tests.talk import Talk, World


def code_of(talk: Talk) -> str:
    """The code that a screen shows."""
    found = re.search(r"noi (\d{3}) (\d{3})", talk.sees)
    assert found
    return found[0]


def on_two(world: World) -> tuple[Talk, Talk]:
    """Lan on Telegram and, joined, on Zalo."""
    here, there = world.someone("Lan", "telegram"), world.someone("Lan Zalo", "zalo")
    here.opens().says("cài đặt").presses("Kênh nhận tin").presses("Nối thêm kênh")
    there.opens().says(code_of(here))
    return here, there


def person_of(world: World, talk: Talk) -> int:
    contact = world.does(people.find_by_external, talk.channel, talk.name)
    return world.does(people.find_contact, contact.id)[1]  # type: ignore[attr-defined,index,return-value]


def test_a_code_typed_on_the_other_channel_joins_them(world: World) -> None:
    here, there = on_two(world)

    assert "da noi voi telegram" in there.sees
    assert person_of(world, here) == person_of(world, there)


def test_the_first_channel_is_told_and_can_undo_it(world: World) -> None:
    here, there = on_two(world)
    here.taps("settings/channels").presses("Zalo này không phải của tôi")

    assert "da tach zalo ra" in here.sees
    assert person_of(world, here) != person_of(world, there)


@pytest.mark.parametrize("typed", ["nối 000 000", "noi000000", "NOI 000-000"])
def test_a_wrong_code_joins_nobody_and_five_lock(world: World, typed: str) -> None:
    there = world.someone("Kẻ lạ", "zalo")
    for _ in range(5):
        there.opens().says(typed)
    assert "khong mo duoc" in there.sees or "sai" in there.sees or "ma" in there.sees

    here = world.someone("Lan", "telegram").opens()
    here.taps("settings/channels/code")
    there.says(code_of(here))

    assert person_of(world, here) != person_of(world, there)


def test_stopping_everything_offers_to_stop_only_here(world: World) -> None:
    here, there = on_two(world)

    there.says("DỪNG").presses("Chỉ dừng ở kênh này")

    assert "chi dung tin qua zalo" in there.sees
    mine = world.does(people.get, person_of(world, here))
    assert mine.opted_out_at is None  # type: ignore[attr-defined]
    found = world.does(people.reachable_contact, mine.id)  # type: ignore[attr-defined]
    assert found.channel == "telegram"  # type: ignore[attr-defined]


def test_starting_again_on_a_channel_means_that_channel_too(world: World) -> None:
    _, there = on_two(world)
    there.says("DỪNG").presses("Chỉ dừng ở kênh này")

    there.says("nhận tin lại")

    contact = world.does(people.find_by_external, "zalo", there.name)
    reach = world.does(people.reachability, person_of(world, there))
    (mine,) = [r for r in reach if r.contact == contact]  # type: ignore[attr-defined]
    assert mine.opted_out_at is None


def test_nobody_changes_somebody_elses_channel(world: World) -> None:
    here, _ = on_two(world)
    stranger = world.someone("Người khác", "telegram").opens()
    contact = world.does(people.find_by_external, "zalo", "Lan Zalo")

    stranger.taps(f"do/channel/stop/{contact.id}")  # type: ignore[attr-defined]

    reach = world.does(people.reachability, person_of(world, here))
    assert [r.opted_out_at for r in reach] == [None, None]  # type: ignore[attr-defined]
