"""Coming in by a one-time link, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.console.cookie import COOKIE
from tests.bot.console.conftest import Browser


def token_of(path: str) -> str:
    return path.partition("token=")[2]


def test_looking_at_a_link_does_not_use_it_up(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        path = await stage.staff_path("writer")
        scanner, person = Browser(stage), Browser(stage)
        looks = [(await scanner.get(path)).status, (await scanner.ask("HEAD", path)).status]
        entered = await person.post("/sign-in", token=token_of(path))
        return [looks, scanner.cookies, entered.status, entered.location]

    assert play(story) == [[200, 200], {}, 303, "/console"]


def test_a_link_lets_in_once(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        token = token_of(await stage.staff_path("writer"))
        first, second = Browser(stage), Browser(stage)
        return [(await b.post("/sign-in", token=token)).status for b in (first, second)]

    assert play(story) == [303, 403]


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "é" * 50, "A" * 5000])
def test_a_wrong_link_lets_nobody_in(play: Any, token: str) -> None:
    async def story(stage: Any) -> list[Any]:
        browser = Browser(stage)
        answer = await browser.post("/sign-in", token=token)
        return [answer.status, browser.cookies, (await browser.get("/console")).location]

    assert play(story) == [403, {}, "/sign-in"]


def test_a_link_runs_out(play: Any) -> None:
    async def story(stage: Any) -> int:
        token = token_of(await stage.staff_path("writer"))
        stage.clock[0] += timedelta(minutes=15)
        return (await Browser(stage).post("/sign-in", token=token)).status

    assert play(story) == 403


def test_a_session_ends_after_its_days(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        browser = await stage.browser("writer")
        stage.clock[0] += timedelta(days=7, seconds=-1)
        inside = (await browser.get("/console")).status
        stage.clock[0] += timedelta(seconds=1)
        return [inside, (await browser.get("/console")).status]

    assert play(story, session_days=7) == [200, 302]


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_out_of_reach(play: Any, secure: bool) -> None:
    async def story(stage: Any) -> str:
        token = token_of(await stage.staff_path("writer"))
        answer = await Browser(stage).post("/sign-in", token=token)
        return str(answer.headers["Set-Cookie"])

    cookie = play(story, secure=secure)

    assert cookie.startswith(f"{COOKIE}=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))
    assert ("Secure" in cookie.split("; ")) is secure


def test_another_site_cannot_sign_anybody_in(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        token = token_of(await stage.staff_path("writer"))
        browser = Browser(stage, headers={"Sec-Fetch-Site": "cross-site"})
        foreign = (await browser.post("/sign-in", token=token)).status
        own = (await Browser(stage).post("/sign-in", token=token)).status
        return [foreign, own]

    assert play(story) == [403, 303]


def test_guessing_is_slowed_down(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        browser = Browser(stage)
        return [(await browser.post("/sign-in", token=f"{n}")).status for n in range(21)]

    assert play(story) == [403] * 20 + [429]


def test_many_wrong_links_do_not_shut_out_a_good_one(play: Any) -> None:
    async def story(stage: Any) -> int:
        browser = await stage.browser()
        for n in range(25):
            await browser.post("/sign-in", token=f"{n}")
        return (
            await browser.post("/sign-in", token=token_of(await stage.staff_path("writer")))
        ).status

    assert play(story) == 303


def test_signing_out_ends_the_session_itself(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        browser = await stage.browser("writer")
        stolen = Browser(stage, dict(browser.cookies))
        out = await browser.post("/console/sign-out")
        return [out.status, (await stolen.get("/console")).status]

    assert play(story) == [303, 302]


def test_one_signs_out_another_browser_of_theirs_and_nobody_elses(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        mine = await stage.browser("writer", name="Lan")
        other = await stage.browser("writer", name="Lan")
        theirs = await stage.browser("writer", name="Hòa")
        statuses = [(await mine.post(f"/console/sessions/{n}/end")).status for n in (2, 3)]
        return statuses + [(await b.get("/console")).status for b in (mine, other, theirs)]

    assert play(story) == [303, 404, 200, 302, 200]


@pytest.mark.parametrize("kind", ["utf-7", "hex", "nope"])
def test_a_link_in_a_character_set_of_nobody_is_refused(play: Any, kind: str) -> None:
    async def story(stage: Any) -> int:
        form = f"application/x-www-form-urlencoded; charset={kind}"
        browser = await stage.browser()
        answer = await browser.ask("POST", "/sign-in", b"token=+2AA-", **{"Content-Type": form})
        return int(answer.status)

    assert play(story) == 400
