"""Every route of the console as every role and as nobody: exactly as the one table says."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import update

from bot.console.access import PLACES, ROUTES, Route
from db.tables import roles
from handlers.staff import ROLES

DOORS = ("resident", "official", "staff", "communication", "approver")
OPEN = {"/sign-in", *(f"/demo/{door}" for door in DOORS)}


def path_of(route: Route) -> str:
    """A path with a number, or a name, nobody has."""
    return re.sub(r"\{(id|slug):.*?\}\}", "999", route.path)


async def statuses(stage: Any, browser: Any) -> dict[tuple[str, str], int]:
    """What each route answers."""
    found = {}
    for route in sorted(ROUTES, key=lambda route: route.path == "/console/sign-out"):
        ask = browser.get if route.method == "GET" else browser.post
        found[route.method, route.path] = (await ask(path_of(route))).status
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_exactly_what_the_table_gives_it(play: Any, role: str) -> None:
    async def story(stage: Any) -> dict[tuple[str, str], int]:
        office = "pkt-tho-phu" if role in ("head", "official") else None
        return await statuses(stage, await stage.browser(role, office))

    found = play(story)

    for route in ROUTES:
        refused = found[route.method, route.path] == 403
        assert refused == (role not in route.who), f"{role} {route.method} {route.path}"
        assert found[route.method, route.path] < 500


def test_nobody_is_sent_to_sign_in_from_everywhere(play: Any) -> None:
    async def story(stage: Any) -> set[tuple[int, str]]:
        browser = await stage.browser()
        seen = set()
        for route in ROUTES:
            ask = browser.get if route.method == "GET" else browser.post
            answer = await ask(path_of(route))
            seen.add((answer.status, answer.location))
        return seen

    assert play(story) == {(302, "/sign-in")}


def test_every_address_of_the_console_is_in_the_table(play: Any) -> None:
    async def story(stage: Any) -> set[str]:
        router = stage.server.app.router
        return {r.canonical for r in router.resources()}

    listed = {re.sub(r"\{(id|slug):.*?\}\}", r"{\1}", route.path) for route in ROUTES}
    served = {path for path in play(story) if path.startswith(("/console", "/sign", "/demo"))}

    assert served == listed | OPEN


def test_places_are_routes_of_the_table() -> None:
    assert {place.path for place in PLACES} <= {r.path for r in ROUTES if r.method == "GET"}


def test_a_form_without_its_token_is_refused(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        browser = await stage.browser("admin")
        without = await browser.ask("POST", "/console/invitations", data={"office": "tinh"})
        other = await browser.ask("POST", "/console/sign-out", data={"form_token": "a" * 64})
        foreign = await browser.ask(
            "POST", "/console/sign-out", data={}, Origin="https://elsewhere.example"
        )
        after = await browser.get("/console")
        return [without.status, other.status, foreign.status, after.status]

    assert play(story) == [403, 403, 403, 200]


def test_pages_are_kept_by_nobody_and_run_no_foreign_script(play: Any) -> None:
    async def story(stage: Any) -> Any:
        return await (await stage.browser("writer")).get("/console/campaigns/new")

    page = play(story)

    assert page.headers["Cache-Control"] == "no-store"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"]
    assert not re.search(r"<script(?![^>]*\bsrc=)|\bon[a-z]+=\"|style=\"", page.text)


def test_one_who_lost_their_role_is_refused_at_once(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        browser = await stage.browser("writer")
        before = await browser.get("/console/campaigns")

        def end_roles(conn: Any) -> None:
            from sqlalchemy import update

            from db.tables import roles

            conn.execute(update(roles).values(until=stage.clock[0]))

        await stage.store.write(end_roles)
        after = await browser.get("/console/campaigns")
        return [before.status, after.status]

    assert play(story) == [200, 403]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"a=b", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"a=%00%ff%ed%a0%80", "application/x-www-form-urlencoded"),
    ],
)
def test_bytes_that_are_no_form_change_nothing(play: Any, body: bytes, kind: str) -> None:
    async def story(stage: Any) -> list[int]:
        browser = await stage.browser("admin")
        paths = ("/sign-in", "/console/campaigns/new", "/console/sign-out")
        sent = {"Content-Type": kind}
        answers = [await browser.ask("POST", path, data=body, **sent) for path in paths]
        return [answer.status for answer in answers] + [(await browser.get("/console")).status]

    *refused, after = play(story)

    assert set(refused) <= {400, 403}
    assert after == 200


def test_a_number_too_long_for_a_campaign_is_not_there(play: Any) -> None:
    async def story(stage: Any) -> tuple[set[int], str]:
        browser = await stage.browser("admin")
        paths = [f"/console/campaigns/{'9' * n}" for n in (15, 16, 40)]
        answers = [await browser.get(path) for path in paths]
        return {answer.status for answer in answers}, answers[0].text

    statuses, text = play(story)

    assert statuses == {404}
    assert "Không có trang này trong phạm vi đơn vị của đồng chí." in text


def test_a_role_without_a_unit_opens_pages_with_nothing_on_them(play: Any) -> None:
    """As a list of people may give it."""

    async def story(stage: Any) -> dict[tuple[str, str], int]:
        browser = await stage.browser("head", "pkt-tho-phu")
        await stage.store.write(lambda conn: conn.execute(update(roles).values(unit=None)))
        return await statuses(stage, browser)

    assert max(play(story).values()) < 500
