"""How a reply is shown: in place, in parts, and stubbornly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.channels.telegram.files import Files
from bot.channels.telegram.reading import Tapped
from bot.channels.telegram.replies import Replier, Stubbornness, Unreachable
from bot.channels.telegram.transport import AnswerLost, AskedToWait, NotDone
from handlers.turn import Reply
from tests.bot.channels.telegram.wire import screen_of, telegram
from tests.standins.telegram import BotApi, Person

QUICK = Stubbornness(first=0.01, longest=0.02, tries=3, lost=2, told=1)
HOME = screen_of("Trang đầu", Vay="check/loans")


def walk(journey: Callable[[BotApi, Replier, Person], Coroutine[Any, Any, None]]) -> None:
    async def run() -> None:
        async with telegram() as (api, bot):
            await journey(api, Replier(bot, Files(bot), QUICK), api.person("An"))

    asyncio.run(run())


async def tap(api: BotApi, replier: Replier, person: Person) -> Tapped:
    """Someone who was shown the first screen and has tapped its button."""
    await replier.answer(str(person.id), None, Reply.of(HOME))
    return Tapped(person.taps("Vay"), person.last.id)


def test_a_long_answer_to_a_tap_begins_in_place_and_goes_on_below() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        tapped = await tap(api, replier, an)
        long = screen_of("a" * 4000, "b" * 4000, Xong="home")
        await replier.answer(str(an.id), tapped, Reply.of(long))
        first, second = an.sees()
        assert (first.text, first.labels) == ("a" * 4000, [])
        assert (second.text, second.labels) == ("b" * 4000, ["Xong"])

    walk(journey)


def test_several_screens_come_in_order_the_first_in_place() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        tapped = await tap(api, replier, an)
        await replier.answer(str(an.id), tapped, Reply.of(screen_of("một"), screen_of("hai")))
        assert [m.text for m in an.sees()] == ["một", "hai"]

    walk(journey)


def test_a_toast_too_long_for_a_tap_comes_as_a_message() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        tapped = await tap(api, replier, an)
        await replier.answer(str(an.id), tapped, Reply(toast="dài " * 60))
        assert an.answers == [(tapped.query, "")]
        assert an.last.text == ("dài " * 60).strip()

    walk(journey)


def test_a_toast_without_a_tap_comes_as_a_message() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        await replier.answer(str(an.id), None, Reply(toast="Đã ghi <nhé>"))
        assert an.last.text == "Đã ghi <nhé>"

    walk(journey)


def test_braces_somebody_typed_are_shown_as_typed() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        await replier.answer(str(an.id), None, Reply.of(screen_of("Bà con hỏi: {name} {x|y}")))
        assert an.last.text == "Bà con hỏi: {name} {x|y}"

    walk(journey)


def test_a_tap_with_nothing_to_say_still_stops_its_clock() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        tapped = await tap(api, replier, an)
        await replier.answer(str(an.id), tapped, None)
        assert an.answers == [(tapped.query, "")]
        assert len(an.sees()) == 1

    walk(journey)


def test_html_refused_in_an_edit_goes_as_plain_words() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        tapped = await tap(api, replier, an)
        words = "Bad Request: can't parse entities: Unclosed start tag"
        api.fail("json", method="editMessageText", code=400, description=words)
        await replier.answer(str(an.id), tapped, Reply.of(screen_of("một")))
        assert [m.text for m in an.sees()] == ["một"]

    walk(journey)


def test_who_blocked_us_is_unreachable_and_the_clock_stops_all_the_same() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        tapped = await tap(api, replier, an)
        an.blocked = True
        with pytest.raises(Unreachable):
            await replier.answer(str(an.id), tapped, Reply.of(screen_of("một")))
        assert an.answers == [(tapped.query, "")]

    walk(journey)


def test_an_answer_of_ours_that_telegram_refuses_becomes_an_apology() -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        bad = screen_of("một", Nút="x" * 65)
        await replier.answer(str(an.id), None, Reply.of(bad))
        assert an.last.text.startswith("Xin lỗi")

    walk(journey)


@pytest.mark.parametrize(
    ("order", "raised", "calls"),
    [
        (lambda api: api.fail("json", 99, code=500), NotDone, QUICK.tries),
        (lambda api: api.fail("reset", 99), AnswerLost, QUICK.lost),
        (lambda api: api.flood(1, 99), AskedToWait, QUICK.told + 1),
    ],
)
def test_patience_ends(
    order: Callable[[BotApi], None], raised: type[TelegramError], calls: int
) -> None:
    async def journey(api: BotApi, replier: Replier, an: Person) -> None:
        order(api)
        with pytest.raises(raised):
            await replier.answer(str(an.id), None, Reply(toast="một"))
        assert len(api.made("sendMessage")) == calls

    walk(journey)
