"""Every route as every role, and every button reachable from the first screen."""

from __future__ import annotations

import pytest

from content.address import Address
from handlers.routes import ROUTES, Route
from tests.talk import Talk, World, buttons_of, library

FILLED = {
    "topics/*": "topics/vay-von",
    "explainer/*": "explainer/hoc-phi",
    "explainer/*/*": "explainer/hoc-phi/who",
    "check/programme/*": "check/programme/vay-ho-ngheo",
    "remind/*/*/*": "remind/vay-ho-ngheo/60/6",
    "loan/*": "loan/vay-ho-ngheo",
    "loan/*/*": "loan/vay-ho-ngheo/50000",
    "loan/*/*/*": "loan/vay-ho-ngheo/50000/60",
    "loan/*/*/*/*": "loan/vay-ho-ngheo/50000/60/6",
    "loan/*/*/*/*/*": "loan/vay-ho-ngheo/50000/60/6/2",
    "settings/topics/*": "settings/topics/y-te",
    "do/topic/stop/*": "do/topic/stop/y-te",
    "check/why/*": "check/why/household_status",
    "check/result/*": "check/result/unknown",
    "check/result/*/*": "check/result/unknown/2",
    "check/verdict/*": "check/verdict/vay-ho-ngheo",
    "check/guide/*": "check/guide/vay-ho-ngheo",
    "check/verdict/*/*": "check/verdict/vay-ho-ngheo/1",
    "check/ahead/*": "check/ahead/phu-nu-dtts-sinh-con",
    "check/ahead/*/*": "check/ahead/phu-nu-dtts-sinh-con/1",
    "check/guide/*/*": "check/guide/vay-ho-ngheo/1",
    "check/cause/*": "check/cause/thieu-von",
    "do/check/start/cause/*": "do/check/start/cause/thieu-von",
    "do/check/member/*": "do/check/member/elder",
}
ROLES = ("resident", "official", "head", "programme", "village-head", "group-leader")


def example(route: Route) -> Address:
    """An address of a route; unknown parts stay unknown on purpose."""
    return Address.parse(FILLED.get(route.pattern, route.pattern.replace("*", "1")))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.pattern)
def test_every_route_answers_every_role_as_the_table_says(
    world: World, route: Route, role: str
) -> None:
    someone = world.someone().says("menu")
    if role != "resident":
        someone.becomes(role, "pkt-tho-phu")
    address = example(route)

    if address.is_act:
        world_acts(someone, address)
    else:
        someone.taps(str(address))

    allowed = bool(route.who & {"resident", role})
    assert someone.screens[-1].buttons
    assert allowed or "danh cho can bo" in someone.sees
    assert not allowed or "danh cho can bo" not in someone.sees


def world_acts(someone: Talk, address: Address) -> None:
    """Press a button with this act, drawn for this person."""
    from content.address import sealed

    world = someone.world
    someone.taps(sealed(address, f"{someone.channel}:{someone.name}", world.house.keys.seal))


def test_no_two_routes_take_the_same_address() -> None:
    for route in ROUTES:
        address = example(route)
        assert [other for other in ROUTES if other.takes(address)] == [route]


def test_every_button_from_the_first_screen_answers_and_none_is_a_dead_end(world: World) -> None:
    someone = world.someone().opens()
    waiting = {button.to for screen in someone.screens for button in buttons_of(screen)}
    seen: set[str] = set()
    while waiting:
        data = waiting.pop()
        seen.add(data)
        if data.startswith(("https:", "do/erase")):
            continue
        someone.taps(data)
        present = someone.screens[-1]
        assert present.address != "lost", f"{data} leads nowhere"
        assert present.buttons, f"{data} is a dead end"
        found = {button.to for screen in someone.screens for button in buttons_of(screen)}
        fresh = {to for to in found if to not in seen and not to.startswith("do/check/answer")}
        waiting |= one_sum_a_loan(fresh, seen | waiting)

    assert {len(data.split("/")) for data in seen if data.startswith("loan")} == set(range(1, 7))
    reached = {data.split("!")[0] for data in seen}
    assert {f"explainer/{slug}" for slug in library().explainers} <= reached
    assert {f"story/{story.slug}" for story in library().shown_stories()} <= reached
    assert {"settings/data", "contact", "check/answers", "do/stop", "do/erase"} <= reached | {
        "check/answers"
    }


def one_sum_a_loan(found: set[str], known: set[str]) -> set[str]:
    """Of the thousands of sums that can be reckoned, the first of each loan and length."""
    shapes = {loan_shape(to) for to in known}
    fresh: set[str] = set()
    for to in sorted(found):
        if loan_shape(to) not in shapes:
            shapes |= {loan_shape(to)}
            fresh |= {to}
    return fresh


def loan_shape(to: str) -> tuple[str, ...]:
    """A calculator's address by its loan and how many numbers follow; any other as it is."""
    head, *rest = to.split("/")
    return (head, *rest[:1], str(len(rest))) if head == "loan" else (to,)
