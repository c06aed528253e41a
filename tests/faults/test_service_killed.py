"""kill −9 of the real program: nobody gets a campaign twice, nobody waits for an answer in vain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from content.fold import fold
from tests.journeys.chats import Chatting
from tests.journeys.deployments import *  # noqa: F403  (fixtures)
from tests.journeys.deployments import Deploy
from tests.journeys.service import PATIENCE, Deployment, wait
from tests.standins.telegram import UNLIMITED, BotApi, Call, running
from tests.standins.telegram_people import Person

pytestmark = pytest.mark.xdist_group("killed")

PACE = 100
"""Pushes a second: quick enough that a test ends soon, slow enough to hit it in the middle."""
AIR = 30
"""What may be in the air when we are killed: a tick of 100 ms and its settlement, on a slow
machine."""
TEXT = "Chào {name}, xã mời bà con tới họp thôn."
WORDS = "xa moi ba con toi hop thon"


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Telegram without a pace of its own, far away: every answer takes a while."""
    with running(BotApi(rates=UNLIMITED)) as made:
        made.latency = 0.03
        yield made


@pytest.fixture
def service(deploy: Deploy, api: BotApi) -> Deployment:
    here: Deployment = deploy(
        telegram=api, CHUNGTAY_TELEGRAM__MESSAGES_PER_SECOND=str(PACE)
    ).start()
    return here


def people(service: Deployment, api: BotApi, many: int) -> list[Person]:
    """So many people on a list with a ground to write to them."""
    persons = [api.person(f"Người {n}") for n in range(many)]
    rows = [f"telegram,{one.id},{one.name},tho-phu" for one in persons]
    path = service.write("people.csv", "\n".join(["channel,contact,name,unit", *rows]) + "\n")
    taken = service.order("people", "import", path, "--basis", "Danh sách của UBND xã")
    assert taken["added"] == many
    return persons


def started(service: Deployment) -> str:
    """A campaign to everyone on the list, running; its number."""
    text = service.write("text.md", TEXT)
    words = ("--title", "Họp thôn", "--text-file", text, "--audience", "unit:tho-phu")
    number = str(service.order("campaign", "new", *words)["id"])
    service.order("campaign", "approve", number)
    service.order("campaign", "start", number)
    return number


def finished(service: Deployment, number: str, seconds: float = PATIENCE) -> dict[str, int]:
    """Wait for its end; the counts."""
    over = "SELECT 1 FROM campaigns WHERE id = ? AND state = 'finished'"
    wait(lambda: service.rows(over, number), "the campaign to end", service.told, seconds)
    shown: dict[str, Any] = service.order("campaign", "show", number)
    assert shown["state"] == "finished"
    counts: dict[str, int] = shown["counts"]
    return counts


def arrived(api: BotApi) -> list[Call]:
    """Every campaign message that reached a person."""
    calls = list(api.calls)
    return [c for c in calls if c.status == 200 and WORDS in fold(str(c.params.get("text")))]


def has_arrived(api: BotApi, many: int) -> bool:
    """Whether so many people have it."""
    return len(arrived(api)) >= many


@pytest.mark.parametrize(
    ("many", "kills"), [(300, 2), pytest.param(3000, 5, marks=pytest.mark.long)]
)
def test_killed_in_mid_broadcast_it_goes_on_and_nobody_gets_it_twice(
    service: Deployment, api: BotApi, many: int, kills: int
) -> None:
    persons = people(service, api, many)
    number = started(service)
    for n in range(1, kills + 1):
        part = n * many // (kills + 1)
        wait(partial(has_arrived, api, part), "part of the broadcast", service.told)
        service.kill()
        service.start()

    counts = finished(service, number, many / PACE * 3 + PATIENCE)

    reached = Counter(call.chat for call in arrived(api))
    assert set(reached.values()) == {1}
    assert counts["sent"] + counts["unconfirmed"] == many == sum(counts.values())
    assert counts["unconfirmed"] <= kills * AIR
    unsure = (
        "SELECT external FROM deliveries JOIN contacts ON contacts.id = contact_id WHERE state = ?"
    )
    named = {int(who) for (who,) in service.rows(unsure, "unconfirmed")}
    assert {one.id for one in persons} - set(reached) <= named
    assert counts["sent"] <= len(reached)


@pytest.mark.parametrize(
    ("kind", "code"), [("reset", 0), ("close", 0), ("html", 502), ("html", 200)]
)
def test_an_answer_lost_on_the_way_is_not_sent_again(
    service: Deployment, api: BotApi, kind: Any, code: int
) -> None:
    persons = people(service, api, 5)
    api.fail(kind, method="sendMessage", chat=persons[2].id, effect=True, code=code)
    number = started(service)

    counts = finished(service, number)
    assert counts["sent"] == 4
    assert counts["unconfirmed"] == 1

    service.kill()
    service.start()
    Chatting(persons[2]).comes()
    assert len(persons[2].sees()) == 2  # the campaign's, once, and the answer to /start


def test_killed_between_commit_and_reply_it_draws_the_screen_again(
    service: Deployment, api: BotApi
) -> None:
    lan = Chatting(api.person("Lan"))
    lan.comes()
    api.fail("hang", method="sendMessage", chat=lan.person.id, seconds=5 * PATIENCE)
    lan.person.says("ho ngheo vay duoc bao nhieu")
    handled = "SELECT count(*) FROM inbox WHERE state = 'handled' AND body IS NULL"
    wait(lambda: service.rows(handled) == [(1,)], "the turn to be committed", service.told)
    wait(lambda: hangs(api, lan.person), "the reply to be under way", service.told)

    service.kill()
    service.start()

    lan.person.wait(lambda: len(lan.person.sees()) == 2, PATIENCE)
    assert "ho ngheo" in lan.sees
    wait(lambda: service.rows(handled) == [(0,)], "the row to be replied", service.told)


def hangs(api: BotApi, who: Person) -> bool:
    """Whether a message to somebody was taken and will never be answered."""
    return any(call.status == 0 for call in api.made("sendMessage", chat=who.id))


def test_killed_while_many_speak_nobody_is_left_without_an_answer(
    service: Deployment, api: BotApi
) -> None:
    crowd = [api.person(f"Đông {n}") for n in range(40)]
    for one in crowd:
        one.opens()
    wait(lambda: len(api.made("sendMessage")) >= 5, "the first answers")

    service.kill()
    service.start()

    for one in crowd:
        one.wait(one.sees, PATIENCE)
        assert len(one.sees()) <= 2  # at worst the answer whose receipt died, and the screen again
    left = "SELECT count(*) FROM inbox WHERE state IN ('new', 'handled')"
    wait(lambda: service.rows(left) == [(0,)], "the inbox to be worked off", service.told)


def test_told_to_end_in_mid_broadcast_it_leaves_nothing_unsure(
    service: Deployment, api: BotApi
) -> None:
    people(service, api, 150)
    number = started(service)
    wait(lambda: len(arrived(api)) >= 50, "part of the broadcast", service.told)

    assert service.stop() == 0
    service.start()

    counts = finished(service, number)
    assert counts["sent"] == 150
    assert len(arrived(api)) == 150
