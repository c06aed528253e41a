"""The stand-in holds Telegram's documented limits, in Telegram's words."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.error import HTTPError

import pytest
from aiohttp import ClientSession

from tests.standins.telegram import TOKEN, UNLIMITED, BotApi, Person, running
from tests.standins.telegram_faults import Rates
from tests.standins.telegram_markup import BadMarkup, parse_html

Ask = Callable[..., Coroutine[Any, Any, dict[str, Any]]]


def walk(journey: Callable[[BotApi, Person, Ask], Coroutine[Any, Any, None]], **how: Any) -> None:
    async def run() -> None:
        how.setdefault("rates", UNLIMITED)
        async with BotApi(**how) as api, ClientSession() as session:

            async def ask(method: str, **params: Any) -> dict[str, Any]:
                async with session.post(f"{api.base}/bot{api.token}/{method}", json=params) as got:
                    answer: dict[str, Any] = await got.json()
                    assert got.status == (200 if answer["ok"] else answer["error_code"])
                    return answer

            await journey(api, api.person("An"), ask)

    asyncio.run(run())


def keyboard(*buttons: dict[str, str]) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


DATA = {"text": "x", "callback_data": "home"}
LONG = {"text": "x", "callback_data": "đ" * 33}
TWICE = DATA | {"url": "https://a.vn"}


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "message text is empty"),
        ({"text": "😀" * 4097}, "message is too long"),
        ({"text": "<x>", "parse_mode": "HTML"}, "can't parse entities: Unsupported start tag"),
        ({"text": "ấ<b>", "parse_mode": "HTML"}, "can't parse entities: Can't find end tag"),
        ({"text": "a", "reply_markup": keyboard(*[DATA] * 101)}, "reply markup is too long"),
        (
            {"text": "a", "reply_markup": keyboard(DATA | {"callback_data": "đ" * 33})},
            "BUTTON_DATA",
        ),
        (
            {"text": "a", "reply_markup": keyboard(DATA | {"url": "https://a.vn"})},
            "can't parse inline",
        ),
        ({"text": "a", "reply_markup": keyboard(DATA | {"text": ""})}, "can't be empty"),
        ({"text": "a", "chat_id": 5}, "chat not found"),
    ],
)
def test_bad_messages_are_refused(params: dict[str, Any], words: str) -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        answer = await ask("sendMessage", **({"chat_id": an.id} | params))
        assert words in answer["description"]
        assert answer["error_code"] == 400
        assert an.sees() == []

    walk(journey)


def test_the_limits_themselves_are_allowed() -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        markup = keyboard(*[DATA | {"callback_data": "đ" * 32}] * 100)
        html = "<b>" + "😀" * 4096 + "</b>"
        answer = await ask(
            "sendMessage", chat_id=an.id, text=html, parse_mode="HTML", reply_markup=markup
        )
        assert answer["ok"]

    walk(journey)


def test_edits_are_refused_where_telegram_refuses_them() -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        an.says("của tôi")
        mine = an.messages[-1].id
        sent = await ask("sendMessage", chat_id=an.id, text="một", reply_markup=keyboard(DATA))
        number = sent["result"]["message_id"]
        edit = {"chat_id": an.id, "message_id": number}
        same = await ask("editMessageText", **edit, text="một", reply_markup=keyboard(DATA))
        assert "message is not modified" in same["description"]
        assert (await ask("editMessageText", **edit, text="hai"))["ok"]
        assert (an.last.text, an.last.labels) == ("hai", [])
        foreign = await ask("editMessageText", chat_id=an.id, message_id=mine, text="x")
        assert foreign["description"] == "Bad Request: message can't be edited"
        await ask("deleteMessage", **edit)
        gone = await ask("editMessageText", **edit, text="ba")
        assert gone["description"] == "Bad Request: message to edit not found"

    walk(journey)


def test_a_query_is_answered_once_with_at_most_200_characters() -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        await ask("sendMessage", chat_id=an.id, text="một", reply_markup=keyboard(DATA))
        query = an.taps("x")
        answer = {"callback_query_id": query}
        assert not (await ask("answerCallbackQuery", **answer, text="a" * 201))["ok"]
        assert (await ask("answerCallbackQuery", **answer, text="a" * 200))["ok"]
        again = await ask("answerCallbackQuery", **answer)
        assert "query is too old" in again["description"]

    walk(journey)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"blocked": True}, "Forbidden: bot was blocked by the user"),
        ({"deactivated": True}, "Forbidden: user is deactivated"),
        ({"started": False}, "Forbidden: bot can't initiate conversation with a user"),
    ],
)
def test_who_cannot_be_reached(state: dict[str, bool], words: str) -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        for name, value in state.items():
            setattr(an, name, value)
        answer = await ask("sendMessage", chat_id=an.id, text="a")
        assert (answer["error_code"], answer["description"]) == (403, words)

    walk(journey)


def test_the_pace_of_one_chat_and_of_the_bot() -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        answers = [await ask("sendMessage", chat_id=an.id, text="a") for _ in range(4)]
        assert [answer["ok"] for answer in answers] == [True, True, True, False]
        assert answers[-1]["error_code"] == 429
        assert answers[-1]["parameters"]["retry_after"] >= 1
        others = [api.person(str(n)) for n in range(4)]
        answers = [await ask("sendMessage", chat_id=person.id, text="a") for person in others]
        assert [answer["ok"] for answer in answers] == [True, True, False, False]

    walk(journey, rates=Rates(overall=1, overall_burst=5, per_chat=1, chat_burst=3))


def test_updates_are_kept_until_the_offset_passes_them() -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        numbers = [an.says(str(n)) for n in range(3)]

        async def got(**how: Any) -> list[int]:
            return [u["update_id"] for u in (await ask("getUpdates", **how))["result"]]

        assert await got() == numbers
        assert await got(limit=2) == numbers[:2]
        assert await got(offset=numbers[1]) == numbers[1:]
        assert await got(offset=-1) == numbers[2:]
        assert await got(offset=numbers[2] + 1) == []

    walk(journey)


def test_long_polling_waits_for_news_and_a_second_poll_ends_the_first() -> None:
    async def journey(api: BotApi, an: Person, ask: Ask) -> None:
        async with asyncio.TaskGroup() as group:
            first = group.create_task(ask("getUpdates", timeout=5))
            await asyncio.sleep(0.1)
            second = group.create_task(ask("getUpdates", timeout=5))
            await asyncio.sleep(0.1)
            an.says("chào")
        assert "terminated by other getUpdates" in first.result()["description"]
        assert len(second.result()["result"]) == 1
        await ask("setWebhook", url="https://example.vn/hook", secret_token="a")
        assert "webhook is active" in (await ask("getUpdates"))["description"]

    walk(journey)


def test_it_runs_in_a_thread_for_synchronous_tests() -> None:
    with running(BotApi()) as api:
        an = api.person("An")
        an.says("chào")
        body = json.dumps({"chat_id": an.id, "text": "nghe"}).encode()
        url = f"{api.base}/bot{TOKEN}/sendMessage"
        request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            assert json.load(answer)["ok"]
        an.wait(lambda: an.last.text == "nghe")
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{api.base}/bot1:wrong/getMe")
        assert refused.value.code == 401
        refused.value.close()


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a &lt;b&gt; &amp; &quot;c&quot; &#233; &#x110;", 'a <b> & "c" é Đ'),
        ("&nbsp; & &x", "&nbsp; & &x"),
        ('<a href="https://a.vn/?b=1&amp;c">x</a>', "x"),
        ("<blockquote expandable>x<b>y</b></blockquote>", "xy"),
    ],
)
def test_good_html_is_read(source: str, text: str) -> None:
    assert parse_html(source)[0] == text


@pytest.mark.parametrize("source", ["<", "<b", "</b>", "<b></i>", "<b>", "<br>", "<span>x</span>"])
def test_bad_html_is_refused(source: str) -> None:
    with pytest.raises(BadMarkup):
        parse_html(source)
