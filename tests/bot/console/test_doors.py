"""The demo doors: each condition alone shuts them, and what came in by them goes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.console import doors
from tests.bot.console.conftest import Browser

DOORS = ("/demo/resident", "/demo/official", "/demo/staff", "/demo/approver")


async def statuses(browser: Browser) -> list[int]:
    """What the doors answer, and whether the front page shows them."""
    answers = [(await browser.post(door)).status for door in DOORS]
    front = await browser.get("/")
    return [*answers, front.text.count("/demo/")]


def test_the_doors_stand_open_on_a_fresh_machine(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        return await statuses(Browser(stage))

    assert play(story, has_token=False) == [303, 303, 303, 303, 2]


def test_a_channel_with_a_token_shuts_them(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        return await statuses(Browser(stage))

    assert play(story, has_token=True) == [404, 404, 404, 404, 0]


def test_anybody_but_demo_people_shuts_them(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        await stage.resident("Lan")
        return await statuses(Browser(stage))

    assert play(story, has_token=False) == [404, 404, 404, 404, 0]


@pytest.mark.parametrize(
    "header",
    [
        {"Forwarded": "for=127.0.0.1"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Proto": "https"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Real-IP": "127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"Host": "chungtay.example.vn"},
        {"Host": "127.0.0.1.example.vn"},
        {"Host": "localhost@example.vn"},
        {"Host": "192.168.1.5:8080"},
    ],
)
def test_a_proxy_or_a_foreign_name_shuts_them(play: Any, header: dict[str, str]) -> None:
    async def story(stage: Any) -> list[int]:
        return await statuses(Browser(stage, headers=header))

    assert play(story, has_token=False) == [404, 404, 404, 404, 0]


@pytest.mark.parametrize(
    ("site", "status"),
    [("https://chungtay.example.vn", 404), ("http://127.0.0.1:8080", 303)],
)
def test_a_site_with_a_public_address_has_no_doors(play: Any, site: str, status: int) -> None:
    """However well its proxy hides itself."""

    async def story(stage: Any) -> int:
        return (await Browser(stage).post("/demo/staff")).status

    assert play(story, has_token=False, public_url=site) == status


def test_a_proxy_that_was_told_nothing_shuts_them(play: Any) -> None:
    """It speaks HTTP/1.0, names this machine as host, and adds no header."""

    async def story(stage: Any) -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", stage.server.port)
        writer.write(b"POST /demo/staff HTTP/1.0\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\n\r\n")
        answer = await reader.readline()
        writer.close()
        return answer

    assert b" 404 " in play(story, has_token=False)


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "localhost:8080", "[::1]:8080"])
def test_the_machines_own_names_are_local_at_any_port(host: str) -> None:
    assert doors.host_is_local(host)


class Transport:
    """A connection from somewhere."""

    def __init__(self, peer: Any) -> None:
        self._peer = peer

    def get_extra_info(self, _name: str) -> Any:
        return self._peer


class Request:
    """As much of a request as the peer's address needs."""

    def __init__(self, peer: Any) -> None:
        self.transport = Transport(peer) if peer else None


@pytest.mark.parametrize(
    ("peer", "local"),
    [
        (("127.0.0.1", 4), True),
        (("127.8.0.1", 4), True),
        (("::1", 4, 0, 0), True),
        (("10.0.0.7", 4), False),
        (("203.0.113.9", 4), False),
        (None, False),
    ],
)
def test_only_this_machine_is_loopback(peer: Any, local: bool) -> None:
    request: Any = Request(peer)

    assert doors.is_loopback(request) is local


def test_another_sites_form_opens_no_door(play: Any) -> None:
    async def story(stage: Any) -> int:
        browser = Browser(stage, headers={"Origin": "https://elsewhere.example"})
        return (await browser.post("/demo/staff")).status

    assert play(story, has_token=False) == 403


def test_a_demo_writer_and_approver_come_in_as_two_people(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        browser = Browser(stage)
        await browser.post("/demo/staff")
        found = [(await browser.get("/console/campaigns/new")).status]
        await browser.post("/demo/approver")
        return [*found, (await browser.get("/console/campaigns/new")).status]

    assert play(story, has_token=False) == [200, 403]


def test_a_demo_session_dies_with_the_doors(play: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doors, "LOOK_EVERY", 0.0)

    async def story(stage: Any) -> list[Any]:
        browser = Browser(stage)
        await browser.post("/demo/staff")
        before = (await browser.get("/console")).status
        await stage.resident("Lan")
        return [before, (await browser.get("/console")).location]

    assert play(story, has_token=False) == [200, "/sign-in"]


def test_a_demo_session_is_worth_nothing_through_a_proxy(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        browser = Browser(stage)
        await browser.post("/demo/staff")
        passed_on = await browser.get("/console", **{"X-Forwarded-For": "203.0.113.9"})
        return [passed_on.location, (await browser.get("/console")).status]

    assert play(story, has_token=False) == ["/sign-in", 200]


def test_the_official_comes_in_with_the_cookie_of_the_chat(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        browser = Browser(stage)
        answer = await browser.post("/demo/official")
        return [answer.location, sorted(browser.cookies)]

    assert play(story, has_token=False) == ["/chat?s=tasks", ["chungtay_chat"]]
