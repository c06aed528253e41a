"""The chat as a browser without script lives it: real HTTP, forms and redirects."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from html import unescape

import pytest
from aiohttp import ClientResponse, ClientSession

from bot.channels.web.pace import Pace
from bot.channels.web.visitors import COOKIE
from content.channel import Delivered
from content.media import File, described, taken
from content.sealing import seal_screen
from db import media, messages
from db.values import ContactId
from handlers.scene import Operator
from handlers.turn import Opened, Tap, Words
from tests.bot.channels.web.world import (
    HOME,
    KEYS,
    NOW,
    PING,
    QUESTION,
    Visitor,
    World,
    chat_world,
    visitor,
)
from tests.databases import Database
from tests.files import OGG, PDF, png

Story = Callable[[World, Visitor], Awaitable[None]]


def live(database: Database, story: Story, **how: object) -> None:
    """One visitor in one world."""

    async def go() -> None:
        async with chat_world(database.url, **how) as world, visitor(world) as session:  # type: ignore[arg-type]  # the world checks its own arguments
            await story(world, session)

    asyncio.run(go())


async def page(answer: ClientResponse, status: int = 200) -> str:
    """The text of a page that must have come with a status."""
    text = unescape(await answer.text())
    assert answer.status == status, text[:300]
    return text


def data_of(html: str, label: str) -> str:
    """What the button of a label carries."""
    for found in re.finditer(
        r'<button class="[^"]*" name="data" value="([^"]*)">(.*?)</button>', html, re.S
    ):
        if label in re.sub(r"<[^>]*>", "", found[2]):
            return found[1]
    raise AssertionError(f"no button {label!r}")


def test_a_first_visit_greets_and_shows_the_doors(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        html = await page(await session.get("/chat"))
        assert world.talk.turns[0].said == Opened("")
        assert "Chào bà con!" in html
        for button in HOME.buttons:
            assert data_of(html, button.label) == button.to

    live(sqlite_database, story)


def test_the_database_alone_does_not_hold_the_token(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        answer = await session.get("/chat")
        token = answer.cookies[COOKIE].value
        cookie = answer.headers["Set-Cookie"]
        assert len(token) == 43
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert (await world.contact()).external != token
        assert token not in (await world.contact()).external

    live(sqlite_database, story)


def test_a_reload_keeps_the_conversation_and_says_nothing_new(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        html = await page(await session.post("/chat/say", data={"text": "toi muon hoi"}))
        again = await page(await session.get("/chat"))
        assert "Bà con nói: toi muon hoi" in html
        assert "Bà con nói: toi muon hoi" in again
        assert len(world.talk.turns) == 2

    live(sqlite_database, story)


def test_a_post_is_answered_by_a_redirect_to_the_newest(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        answer = await session.post("/chat/say", data={"text": "vay"}, allow_redirects=False)
        assert (answer.status, answer.headers["Location"]) == (303, "/chat#latest")
        html = await page(await session.get("/chat"))
        assert html.count('id="latest"') == 1
        assert re.search(r'<p class="bubble said"[^>]*id="latest"', html)

    live(sqlite_database, story)


def test_a_tapped_act_carries_its_seal_back(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        html = await page(await session.post("/chat/say", data={"text": "check"}))
        data = data_of(html, "Để sau")
        assert "!" in data
        html = await page(await session.post("/chat/tap", data={"data": data}))
        assert "Đã bấm do/check/later" in html

    live(sqlite_database, story)


def test_an_act_without_our_seal_is_refused_kindly(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        for forged in (
            "do/check/back",
            "do/check/back!AAAAAAAA",
            "Ạ/?//",
            "x" * 900,
        ):
            html = await page(await session.post("/chat/tap", data={"data": forged}))
            assert "Nút này không còn dùng được." in html

    live(sqlite_database, story)


def test_a_link_opens_its_screen_once(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await page(await session.get("/chat?s=check"))
        answer = await session.get("/chat?s=check", allow_redirects=False)
        assert answer.status == 303  # so that a reload does not open it again
        assert [turn.said for turn in world.talk.turns] == [Opened("check")] * 2

    live(sqlite_database, story)


def test_numbers_stand_on_the_present_screen_only(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        await session.post("/chat/say", data={"text": "check"})
        html = await page(await session.post("/chat/say", data={"text": "check"}))
        articles = re.findall(r'<article class="([^"]*)"', html)
        assert articles == ["screen past", "screen past asks", "screen numbered asks"]
        assert html.count(QUESTION.title) == 2

    live(sqlite_database, story)


def test_older_bubbles_are_a_link_away(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        for n in range(9):
            await session.post("/chat/say", data={"text": f"cau {n}."})
        html = await page(await session.get("/chat"))
        assert "cau 0." not in html
        more = re.search(r'href="(/chat\?more=\d+)"', html)
        assert more
        html = await page(await session.get(more[1]))
        assert "cau 0." in html
        assert "Chào bà con!" in html
        assert "more=" not in html

    live(sqlite_database, story)


def test_words_are_drawn_as_words(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        await session.post("/chat/say", data={"text": "<script>alert(1)</script> & <b>"})
        raw = await (await session.get("/chat")).text()
        assert "<script>alert" not in raw
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;" in raw

    live(sqlite_database, story)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"", "Bà con gõ câu hỏi"),
        (b"text=", "Bà con gõ câu hỏi"),
        (b"text=%00%01", "Bà con gõ câu hỏi"),
        (b"text=" + b"a" * 2001, "Tin dài quá"),
        (b"text=" + b"a" * 9000, "Tin dài quá"),
        (b"&&&=" * 500, "Bà con gõ câu hỏi"),
        (b"\xff\xfe\x00", "Bà con gõ câu hỏi"),
    ],
)
def test_what_cannot_be_read_is_answered_kindly(
    sqlite_database: Database, body: bytes, says: str
) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        html = await page(await session.post("/chat/say", data=body, headers=kind), 400)
        assert says in html
        assert "Chào bà con!" in html  # the conversation is still there
        assert len(world.talk.turns) == 1

    live(sqlite_database, story)


def test_invalid_utf8_is_read_as_far_as_it_goes(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        await page(await session.post("/chat/say", data=b"text=vay%FF%FEvon", headers=kind))
        assert world.talk.turns[-1].said == Words("vay\ufffd\ufffdvon")

    live(sqlite_database, story)


def test_too_long_a_text_is_kept_in_the_field(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        html = await page(await session.post("/chat/say", data={"text": "câu hỏi dài " * 190}), 400)
        assert 'value="câu hỏi dài' in html

    live(sqlite_database, story)


def test_who_keeps_no_cookies_still_gets_an_answer(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        for cookie in ({}, {"Cookie": f"{COOKIE}=../../etc"}):
            answer = await session.post("/chat/say", data={"text": "vay"}, headers=cookie)
            assert "Vay vốn hộ nghèo" in await page(answer)
            session.session.cookie_jar.clear()

    live(sqlite_database, story)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Referer": "https://example.org/chat"},
    ],
)
def test_another_site_cannot_speak_for_a_visitor(
    sqlite_database: Database, headers: dict[str, str]
) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        answer = await session.post("/chat/say", data={"text": "vay"}, headers=headers)
        assert "mở từ nơi khác" in await page(answer, 400)
        assert len(world.talk.turns) == 1

    live(sqlite_database, story)


def test_made_up_cookies_fill_the_database_only_so_fast(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        statuses = []
        for n in range(4):
            cookie = {"Cookie": f"chungtay_chat={n:043}"}
            async with (
                ClientSession(world.base) as stranger,
                stranger.get("/chat", headers=cookie) as answer,
            ):
                statuses.append(answer.status)
        statuses.append((await session.post("/chat/say", data={"text": "vay"})).status)

        assert statuses == [200, 200, 429, 429, 200]
        assert len(world.talk.turns) == 4

    live(sqlite_database, story, newcomers=Pace(rate=0.001, burst=3))


def test_too_fast_is_told_and_nothing_is_lost_after_a_wait(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        statuses = []
        for n in range(5):
            answer = await session.post("/chat/say", data={"text": f"{n}"})
            statuses.append(answer.status)
        html = await page(answer, 400)
        assert statuses == [200, 200, 200, 400, 400]
        assert "chờ vài giây" in html

    # Four tokens: the greeting's was taken from a new visitor's bucket, which is not counted.
    live(sqlite_database, story, pace=Pace(rate=0.001, burst=3))


def test_a_failing_turn_keeps_the_words_and_asks_to_try_again(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        world.talk.broken = True
        html = await page(await session.post("/chat/say", data={"text": "hoi gi do"}), 503)
        assert "Máy đang bận" in html
        assert 'value="hoi gi do"' in html

    live(sqlite_database, story)


def test_a_push_appears_in_the_conversation_and_is_acknowledged(database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        contact = await world.contact()
        own = seal_screen(PING, contact.holder, KEYS.seal)  # as whatever is pushed is
        await world.channel.send(world.channel.prepare(own), contact, {"delivery": "7"}, NOW)
        html = await page(await session.get("/chat"))
        assert PING.title in html
        assert "screen pushed" in html
        html = await page(await session.post("/chat/tap", data={"data": data_of(html, "Đã xong")}))
        assert "Đã bấm do/duty/done/812" in html

    live(database, story)


def test_the_page_says_what_it_showed(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        contact = ContactId((await world.contact()).id)
        last = (await world.store.read(messages.newest_ids, [contact]))[contact]
        answer = await session.post("/chat/seen", data={"shown": str(last)})
        assert answer.status == 204
        assert await world.store.read(unseen, contact) == 0

    live(sqlite_database, story)


def unseen(conn: object, contact: ContactId) -> int:
    """How many bubbles nobody has seen yet."""
    from sqlalchemy import Connection, func, select

    from db.tables import messages as table

    assert isinstance(conn, Connection)
    wanted = (table.c.contact_id == contact) & table.c.seen_at.is_(None)
    return conn.scalar(select(func.count()).select_from(table).where(wanted)) or 0


def test_a_fragment_holds_only_what_is_new(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        html = await page(await session.get("/chat"))
        shown = re.search(r'name="shown" value="(\d+)"', html)
        assert shown
        fields = {"text": "vay", "shown": shown[1]}
        part = await page(await session.post("/chat/say", data=fields, headers={"X-Fragment": "1"}))
        assert "<html" not in part
        assert "Chào bà con!" not in part
        assert part.index('class="bubble said"') < part.index("Vay vốn hộ nghèo")

    live(sqlite_database, story)


def test_erasure_takes_the_cookie_and_the_history(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        await session.post("/chat/say", data={"text": "chuyen rieng"})
        html = await page(await session.post("/chat/tap", data={"data": "do/erase"}))
        assert "Đã xóa hết." in html
        assert "chuyen rieng" not in html
        assert not [cookie for cookie in session.session.cookie_jar if cookie.key == COOKIE]
        html = await page(await session.get("/chat"))
        assert "chuyen rieng" not in html

    live(sqlite_database, story)


def test_live_events_hint_at_once_and_end_with_the_service(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        contact = await world.contact()
        async with session.session.get("/chat/events") as stream, asyncio.timeout(5):
            assert (await stream.content.readline()).startswith(b"retry:")
            await world.channel.send(world.channel.prepare(PING), contact, {"delivery": "7"}, NOW)
            await stream.content.readline()
            assert await stream.content.readline() == b"event: new\n"
            await world.hub.close()
            assert (await stream.content.read()).strip() == b"data: 1"

    live(sqlite_database, story)


def test_a_bubble_stored_elsewhere_is_noticed_within_seconds(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        contact = ContactId((await world.contact()).id)
        async with session.session.get("/chat/events") as stream, asyncio.timeout(5):
            await stream.content.readline()
            await world.store.write(messages.say, KEYS, contact, "from another process", NOW)
            await stream.content.readline()
            assert await stream.content.readline() == b"event: new\n"
            await world.hub.close()

    live(sqlite_database, story)


def test_strangers_and_too_many_pages_get_no_stream(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        assert (await session.get("/chat/events")).status == 204
        await session.get("/chat")
        streams = [await session.session.get("/chat/events") for _ in range(7)]
        assert [stream.status for stream in streams] == [200] * 6 + [204]
        await world.hub.close()
        for stream in streams:
            await stream.read()  # each comes to its end

    live(sqlite_database, story)


def test_the_foot_says_who_runs_this_or_that_it_is_a_trial(sqlite_database: Database) -> None:
    async def trial(world: World, session: Visitor) -> None:
        assert "BẢN THỬ – không phải kênh" in await page(await session.get("/chat"))

    async def real(world: World, session: Visitor) -> None:
        html = await page(await session.get("/chat"))
        assert "UBND xã Thọ Phú vận hành" in html
        assert "BẢN THỬ" not in html

    live(sqlite_database, trial)
    live(sqlite_database, real, operator=Operator("UBND xã Thọ Phú"))


def test_every_answer_carries_the_policy_of_content(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        for path in ("/", "/chat", "/static/style.css", "/nowhere"):
            answer = await session.get(path)
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        html = await page(await session.get("/chat"))
        assert " style=" not in html
        assert not re.search(r"<script(?! src=)", html)

    live(sqlite_database, story)


def test_taps_and_words_reach_the_conversation_as_they_are(sqlite_database: Database) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        await session.post("/chat/tap", data={"data": "topics/vay"})
        await session.post("/chat/say", data={"text": "  Vay\r\nvốn  "})
        said = [turn.said for turn in world.talk.turns[1:]]
        assert said == [Tap("topics/vay"), Words("Vay\nvốn")]
        assert len({turn.external for turn in world.talk.turns}) == 1

    live(sqlite_database, story)


@pytest.mark.parametrize(("demo", "origin"), [(True, "demo"), (False, "self")])
def test_a_visitor_of_a_demonstration_is_entered_as_one(
    sqlite_database: Database, demo: bool, origin: str
) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        assert [turn.origin for turn in world.talk.turns] == [origin]

    live(sqlite_database, story, demo=lambda _: demo)


def test_a_button_of_a_push_says_whose_it_is_and_one_of_an_answer_does_not(
    sqlite_database: Database,
) -> None:
    async def story(world: World, session: Visitor) -> None:
        html = await page(await session.get("/chat"))
        assert 'name="on"' not in html
        contact = await world.contact()
        stored = await world.channel.send(
            world.channel.prepare(PING), contact, {"delivery": "7"}, NOW
        )
        html = await page(await session.get("/chat"))
        found = re.search(r'name="on" value="(\d+)"', html)
        assert found
        assert stored == Delivered(found[1])
        await session.post("/chat/tap", data={"data": "duty/812/snooze", "on": found[1]})
        await session.post("/chat/tap", data={"data": "home", "on": "<script>"})
        assert [turn.seen_on for turn in world.talk.turns[-2:]] == [found[1], ""]

    live(sqlite_database, story)


@pytest.mark.parametrize(
    ("file", "seen"),
    [
        (
            described(taken(png()), "Chợ <phiên>"),
            r'<img src="{}" alt="Chợ <phiên>" loading="lazy">',
        ),
        (taken(OGG), '<audio class="voice" controls preload="none" src="{}"'),
        (taken(PDF, "giấy.pdf"), 'href="{}" download="giấy.pdf">'),
    ],
)
def test_a_file_is_seen_heard_or_fetched_from_its_own_address(
    sqlite_database: Database, file: File, seen: str
) -> None:
    async def story(world: World, session: Visitor) -> None:
        await session.get("/chat")
        own = await world.store.write(media.keep, file, now=NOW)
        prepared = world.channel.prepare(replace(PING, media=own))
        await world.channel.send(prepared, await world.contact(), {}, NOW)
        answer = await session.get("/chat")
        assert seen.format(f"/media/{own.file}") in await page(answer)
        policy = answer.headers["Content-Security-Policy"]
        assert "media-src 'self'" in policy
        assert "default-src 'none'" in policy
        fetched = await session.get(f"/media/{own.file}")
        assert (fetched.status, await fetched.read()) == (200, file.body)

    live(sqlite_database, story)
