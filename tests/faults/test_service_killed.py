"""kill −9 of the real program, or its orderly end: nobody waits for an answer in vain."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from content.fold import fold
from tests.faults.broadcast import WORDS, broadcast, times_told
from tests.journeys.chats import Chatting
from tests.journeys.deployments import *  # noqa: F403  (fixtures)
from tests.journeys.deployments import Deploy
from tests.journeys.service import PATIENCE, Deployment, wait
from tests.standins.telegram import UNLIMITED, BotApi, running
from tests.standins.telegram_people import Person

pytestmark = pytest.mark.xdist_group("killed")

PACE = "CHUNGTAY_TELEGRAM__MESSAGES_PER_SECOND"


@pytest.fixture
def api() -> Iterator[BotApi]:
    """Telegram without a pace of its own, far away: every answer takes a while."""
    with running(BotApi(rates=UNLIMITED)) as made:
        made.latency = 0.03
        yield made


@pytest.fixture
def service(deploy: Deploy, api: BotApi) -> Deployment:
    here: Deployment = deploy(telegram=api, **{PACE: "100"}).start()
    return here


def arrived(api: BotApi) -> int:
    """How many campaign messages reached a person."""
    calls = [c for c in list(api.calls) if c.status == 200]
    return sum(1 for c in calls if WORDS in fold(str(c.params.get("text"))))


def state(service: Deployment) -> str:
    """Where the campaign stands."""
    ((found,),) = service.rows("SELECT state FROM campaigns")
    return str(found)


def states(service: Deployment) -> dict[str, int]:
    """How many deliveries stand in each state."""
    return dict(service.rows("SELECT state, count(*) FROM deliveries GROUP BY state"))


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


@pytest.mark.long
def test_told_to_end_in_mid_broadcast_it_leaves_nothing_unsure(
    service: Deployment, api: BotApi
) -> None:
    broadcast(service, [api.person(f"Người {n}") for n in range(150)])
    wait(lambda: arrived(api) >= 50, "part of the broadcast", service.told)

    assert service.stop() == 0
    service.start()

    wait(lambda: state(service) == "finished", "the campaign to end", service.told)
    assert states(service) == {"sent": 150}
    assert arrived(api) == 150


@pytest.mark.long
def test_paused_then_killed_it_goes_on_where_it_stood_at_another_pace(
    deploy: Deploy, api: BotApi
) -> None:
    service: Deployment = deploy(telegram=api, **{PACE: "15"}).start()
    people = [api.person(f"Người {n}") for n in range(300)]
    broadcast(service, people)
    wait(lambda: arrived(api) >= 20, "part of the broadcast", service.told)

    service.order("campaign", "pause", "1")
    wait(lambda: "sending" not in states(service), "the air to be clear", service.told)
    paused = arrived(api)
    service.kill()
    service.settings = {**service.settings, PACE: "400"}
    service.start()
    Chatting(people[0]).comes()  # it serves, and has looked at its queue
    assert arrived(api) == paused < 300
    service.order("campaign", "resume", "1")

    wait(lambda: state(service) == "finished", "the campaign to end", service.told)
    assert states(service) == {"sent": 300}
    assert {times_told(one) for one in people} == {1}
