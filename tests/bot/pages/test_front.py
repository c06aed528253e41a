"""The open pages over real HTTP."""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.pages import front, static_files
from bot.pages.front import Front, local
from bot.pages.security import own_origin_only, protect
from content.wording import LANGUAGES, catalogue
from handlers.scene import Operator

Story = Callable[[ClientSession], Awaitable[None]]
ROOT = Path(static_files.__file__).parents[2]


def serve(story: Story, *, demo: bool = True, operator: Operator | None = None) -> None:
    """The open pages on a free port."""

    async def go() -> None:
        app = web.Application(middlewares=[own_origin_only])
        app.add_routes(front.routes(Front(operator or Operator(), lambda _: demo)))
        app.on_response_prepare.append(protect)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            async with ClientSession(
                f"http://127.0.0.1:{runner.addresses[0][1]}", auto_decompress=False
            ) as session:
                await story(session)
        finally:
            await runner.cleanup()

    asyncio.run(go())


async def text_of(session: ClientSession, path: str) -> str:
    """A page as text."""
    answer = await session.get(path, headers={"Accept-Encoding": "identity"})
    assert answer.status == 200
    return await answer.text()


def test_three_doors_stand_open_in_a_demonstration() -> None:
    async def story(session: ClientSession) -> None:
        html = await text_of(session, "/")
        assert re.findall(r'action="(/demo/[a-z]+)"', html) == [
            "/demo/official",
            "/demo/communication",
        ]
        assert 'href="/chat"' in html
        assert "Dữ liệu mẫu" in html

    serve(story)


def test_only_the_residents_door_is_open_otherwise() -> None:
    async def story(session: ClientSession) -> None:
        html = await text_of(session, "/")
        assert "/demo/" not in html
        assert 'href="/chat"' in html
        assert "đường dẫn dùng một lần" in html
        assert "Dữ liệu mẫu" not in html

    serve(story, demo=False)


@pytest.mark.parametrize("path", ["/", "/about", "/privacy"])
def test_each_page_speaks_both_languages_and_remembers(path: str) -> None:
    async def story(session: ClientSession) -> None:
        assert '<html lang="vi"' in await text_of(session, path)
        answer = await session.get(path + "?lang=en")
        assert "chungtay_language=en" in answer.headers["Set-Cookie"]
        assert '<html lang="en"' in await text_of(session, path + "?lang=en")
        assert '<html lang="vi"' in await text_of(session, path + "?lang=xx")

    serve(story)


def test_the_foot_names_the_operator_or_says_trial() -> None:
    async def trial(session: ClientSession) -> None:
        assert "BẢN THỬ – không phải kênh của cơ quan nhà nước" in await text_of(session, "/")

    async def real(session: ClientSession) -> None:
        assert "UBND xã Thọ Phú vận hành" in await text_of(session, "/")

    serve(trial)
    serve(real, operator=Operator("UBND xã Thọ Phú"))


def test_static_files_are_squeezed_kept_and_known_by_their_hash() -> None:
    async def story(session: ClientSession) -> None:
        for name, file in static_files.files().items():
            answer = await session.get(
                static_files.address(name), headers={"Accept-Encoding": "gzip"}
            )
            assert gzip.decompress(await answer.read()) == file.body
            assert "immutable" in answer.headers["Cache-Control"]
            same = await session.get(
                f"/static/{name}", headers={"If-None-Match": answer.headers["ETag"]}
            )
            assert same.status == 304
        for path in ("/static/nothing.css", "/static/..%2Ffront.py"):
            assert (await session.get(path)).status == 404

    serve(story)


def test_another_site_cannot_order_anything() -> None:
    async def story(session: ClientSession) -> None:
        form = {"theme": "dark", "back": "/"}
        no = await session.post("/theme", data=form, headers={"Origin": "https://example.org"})
        assert no.status == 403
        own = f"http://{session._base_url.authority}" if session._base_url else ""
        yes = await session.post(
            "/theme", data=form, headers={"Origin": own}, allow_redirects=False
        )
        assert yes.status == 303
        assert "chungtay_theme=dark" in yes.headers["Set-Cookie"]

    serve(story)


@pytest.mark.parametrize(
    "path", ["//example.org", "https://example.org", "/\\example.org", "chat", "", "/a\r\nb: c"]
)
def test_nobody_is_sent_elsewhere_by_a_form_field(path: str) -> None:
    assert local(path) == "/"


def test_ways_on_this_site_are_followed() -> None:
    assert local("/chat?more=20") == "/chat?more=20"


def test_every_key_that_templates_and_pages_use_has_its_words() -> None:
    folders = (ROOT / "bot/pages", ROOT / "bot/channels/web", ROOT / "bot/channels/terminal")
    used = {
        key
        for folder in folders
        for path in folder.rglob("*")
        if path.suffix in (".html", ".py")
        for key in re.findall(
            r"""["']((?:web|terminal)\.[a-z0-9_.]*[a-z0-9_])["']""", path.read_text()
        )
    }
    assert len(used) > 50
    for language in LANGUAGES:
        known = catalogue("web", language) | catalogue("terminal", language)
        assert used <= set(known)


def test_every_icon_a_template_names_is_in_the_sprite() -> None:
    named = {
        name
        for path in ROOT.glob("bot/**/templates/*.html")
        for name in re.findall(r"""icon\("([a-z-]+)"\)""", path.read_text())
    }
    assert named
    assert named <= static_files.icons()


def test_the_script_stays_small() -> None:
    """Of what a phone pays for: the bytes on the wire, not the words of its comments."""
    assert len(static_files.files()["chat.js"].squeezed) <= 2_200


FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": f"{FORM}; charset=nope"}, b"theme=dark", 400),
        ({"Content-Type": FORM}, b"\xff=\xff", 400),
        ({"Content-Type": "multipart/form-data"}, b"x", 400),
        ({"Content-Type": FORM, "Origin": "http://["}, b"theme=dark", 403),
        ({"Content-Type": FORM, "Origin": "null"}, b"theme=dark", 403),
    ],
)
def test_a_form_no_browser_sends_is_refused(
    headers: dict[str, str], body: bytes, status: int
) -> None:
    async def story(session: ClientSession) -> None:
        async with session.post("/theme", data=body, headers=headers) as answer:
            assert answer.status == status

    serve(story)
