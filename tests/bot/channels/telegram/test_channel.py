"""Every way a delivery can go, and the receipt for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.telegram.channel import TelegramChannel
from content.address import Address, sealed
from content.blocks import Paragraph, Span
from content.channel import Delivered, Impossible, Postponed, Receipt, Refused, Unconfirmed
from content.screen import Button, Screen
from tests.bot.channels.telegram.wire import NOW, contact_of, quick_bot, screen_of, telegram
from tests.standins.telegram import TOKEN, BotApi, Person

Journey = Callable[[BotApi, TelegramChannel, Person], Coroutine[Any, Any, None]]
LONG = ("a" * 4000, "b" * 4000)


def walk(journey: Journey) -> None:
    async def run() -> None:
        async with telegram() as (api, bot):
            await journey(api, TelegramChannel(bot), api.person("An"))

    asyncio.run(run())


async def send(channel: TelegramChannel, person: Person, *texts: str, **fields: str) -> Receipt:
    prepared = channel.prepare(screen_of(*(texts or ("Chào {name|bà con}",)), Vay="check/loans"))
    return await channel.send(prepared, contact_of(person), fields, NOW)


def outcome(arrange: Callable[[BotApi, Person], object], *texts: str) -> tuple[Receipt, Person]:
    found: list[tuple[Receipt, Person]] = []

    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        arrange(api, an)
        found.append((await send(channel, an, *texts), an))

    walk(journey)
    return found[0]


def test_a_delivered_message_has_its_id_its_fields_and_its_buttons() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        receipt = await send(channel, an, name="<An>")
        assert receipt == Delivered(str(an.last.id))
        assert an.last.text == "Chào <An>"
        assert an.last.buttons == {"Vay": "check/loans"}

    walk(journey)


def test_a_sealed_act_is_carried_verbatim() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        data = sealed(Address.of("do", "x" * 51), contact_of(an).holder, b"key")
        assert len(data) == 63
        prepared = channel.prepare(Screen("home", "Chào", rows=((Button("Làm", data),),)))
        assert isinstance(await channel.send(prepared, contact_of(an), {}, NOW), Delivered)
        assert an.last.buttons == {"Làm": data}

    walk(journey)


def test_links_into_the_bot_work_though_nobody_told_us_our_name_yet() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        blocks = (Paragraph((Span("Xem thêm", link="explainer/bhyt"),)),)
        prepared = channel.prepare(Screen("home", blocks=blocks))
        api.fail("json", method="getMe")
        for _ in range(2):
            await channel.send(prepared, contact_of(an), {}, NOW)
        assert [[e.href for e in message.entities] for message in an.sees()] == [
            [],
            ["https://t.me/chungtay_bot?start=explainer--bhyt"],
        ]

    walk(journey)


def test_a_long_text_arrives_in_parts_and_all_ids_are_kept() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        receipt = await send(channel, an, *LONG)
        first, second = an.sees()
        assert receipt == Delivered(f"{first.id},{second.id}")
        assert (first.labels, second.labels) == ([], ["Vay"])

    walk(journey)


def test_a_429_postpones_this_chat_by_what_was_asked() -> None:
    receipt, an = outcome(lambda api, an: api.flood(90))
    assert isinstance(receipt, Postponed)
    assert (receipt.until, receipt.everyone) == (NOW + timedelta(seconds=90), False)
    assert an.sees() == []


def test_429s_on_several_chats_in_short_time_slow_everyone_down() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        people = [api.person(name) for name in ("Bình", "Chi", "Dung")]
        api.flood(5, times=5)
        same = [await send(channel, an) for _ in range(2)]
        others = [await send(channel, person) for person in people]
        assert [r.everyone for r in same if isinstance(r, Postponed)] == [False, False]
        everyone = [r.everyone for r in others if isinstance(r, Postponed)]
        assert everyone == [False, True, True]

    walk(journey)


def test_what_never_left_us_is_postponed_a_little() -> None:
    async def run() -> None:
        async with BotApi() as api:
            base = api.base
        async with quick_bot(base, TOKEN) as bot:
            receipt = await send(TelegramChannel(bot), api.person("An"))
        assert isinstance(receipt, Postponed)
        assert NOW < receipt.until <= NOW + timedelta(seconds=30)
        assert not receipt.everyone

    asyncio.run(run())


@pytest.mark.parametrize("state", ["blocked", "deactivated"])
def test_who_blocked_us_or_is_gone_is_refused_for_good(state: str) -> None:
    receipt, _ = outcome(lambda api, an: setattr(an, state, True))
    assert isinstance(receipt, Refused)
    assert receipt.for_good


def test_who_never_started_the_bot_and_who_does_not_exist_are_refused_for_good() -> None:
    receipt, _ = outcome(lambda api, an: setattr(an, "started", False))
    assert isinstance(receipt, Refused)
    assert receipt.for_good
    receipt, _ = outcome(lambda api, an: api.people.clear())
    assert receipt == Refused("Chat not found", for_good=True)
    receipt, _ = outcome(
        lambda api, an: api.fail("json", code=400, description="Bad Request: PEER_ID_INVALID")
    )
    assert isinstance(receipt, Refused)
    assert receipt.for_good


def test_an_error_of_the_bot_api_is_a_failed_attempt() -> None:
    receipt, an = outcome(lambda api, an: api.fail("json", code=500, description="Internal"))
    assert receipt == Refused("500: Internal", for_good=False)
    assert an.sees() == []


def test_what_telegram_does_not_take_is_not_tried_again_and_harms_nobody() -> None:
    words = "Bad Request: BUTTON_DATA_INVALID"
    receipt, an = outcome(lambda api, an: api.fail("json", code=400, description=words))
    assert receipt == Impossible("Button_data_invalid")
    assert an.sees() == []


@pytest.mark.parametrize("kind", ["hang", "reset", "close", "html"])
def test_a_lost_answer_is_unconfirmed_and_not_sent_again(kind: Any) -> None:
    receipt, an = outcome(lambda api, an: api.fail(kind, code=502, seconds=1, effect=True))
    assert isinstance(receipt, Unconfirmed)
    assert len(an.sees()) == 1


def test_html_that_telegram_cannot_read_goes_as_plain_words_once() -> None:
    words = "Bad Request: can't parse entities: Unsupported start tag"
    receipt, an = outcome(lambda api, an: api.fail("json", code=400, description=words))
    assert isinstance(receipt, Delivered)
    assert an.last.text == "Chào bà con"
    assert len(an.api.made("sendMessage")) == 2
    receipt, _ = outcome(lambda api, an: api.fail("json", times=5, code=400, description=words))
    assert isinstance(receipt, Impossible)


@pytest.mark.parametrize("texts", [(), LONG])
def test_a_group_that_became_a_supergroup_is_followed_and_told_of(texts: tuple[str, ...]) -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        moved = api.person("Nhóm", number=-1001234567)
        api.fail("json", chat=an.id, code=400, description="x", migrate_to=moved.id)
        receipt = await send(channel, an, *texts)
        ids = ",".join(str(message.id) for message in moved.sees())
        assert receipt == Delivered(ids, moved="-1001234567")
        assert an.sees() == []

    walk(journey)


def test_hours_told_to_one_chat_after_another_are_for_everyone_however_far_apart() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        api.flood(3 * 3600, times=3)
        told = []
        for minutes, person in enumerate((an, api.person("Bình"), api.person("Chi"))):
            prepared, now = channel.prepare(screen_of("Chào")), NOW + timedelta(minutes=minutes)
            told.append(await channel.send(prepared, contact_of(person), {}, now))
        assert [r.everyone and r.slower for r in told if isinstance(r, Postponed)] == [
            False,
            False,
            True,
        ]

    walk(journey)


@pytest.mark.parametrize("texts", [("Chào {name|bà con}",), LONG])
def test_only_a_campaign_is_paid_for_and_only_where_that_was_asked(texts: tuple[str, ...]) -> None:
    async def run() -> list[list[Any]]:
        found = []
        async with telegram() as (api, bot):
            for paid in (False, True):
                channel = TelegramChannel(bot, messages_per_second=1000, paid=paid)
                for broadcast in (False, True):
                    prepared = channel.prepare(screen_of(*texts), broadcast=broadcast)
                    await channel.send(prepared, contact_of(api.person()), {}, NOW)
                    calls = api.made("sendMessage")[-len(texts) :]
                    found.append([str(c.params.get("allow_paid_broadcast")) for c in calls])
        return found

    free, free_too, ping, campaign = asyncio.run(run())
    assert {*free, *free_too, *ping} == {"None"}
    assert {word.lower() for word in campaign} == {"true"}


def test_what_is_no_campaign_keeps_to_the_rate_that_costs_nothing() -> None:
    async def run() -> None:
        async with telegram() as (_, bot):
            paid = TelegramChannel(bot, messages_per_second=1000, paid=True).limits
            plain = TelegramChannel(bot, messages_per_second=1000).limits
            assert (paid.per_second, paid.unpaid) == (1000, 30)
            assert plain.unpaid > 1000
            assert paid.account == TOKEN.partition(":")[0]

    asyncio.run(run())


def test_a_refused_token_makes_everyone_wait_and_costs_nobody_an_attempt() -> None:
    receipt, _ = outcome(lambda api, an: setattr(api, "token", "1:other"))
    assert isinstance(receipt, Postponed)
    assert receipt.everyone


def test_a_later_part_that_is_held_up_shortly_goes_on() -> None:
    receipt, an = outcome(lambda api, an: api.flood(1, after=1), *LONG)
    assert isinstance(receipt, Delivered)
    assert len(an.sees()) == 2


@pytest.mark.parametrize("fault", [("flood", 600), ("json", 500), ("hang", 0)])
def test_a_message_that_stopped_half_way_is_unconfirmed(fault: tuple[Any, int]) -> None:
    kind, number = fault

    def arrange(api: BotApi, an: Person) -> None:
        if kind == "flood":
            api.flood(number, times=9, after=1)
        else:
            api.fail(kind, times=9, after=1, code=number, seconds=1)

    receipt, an = outcome(arrange, *LONG)
    assert isinstance(receipt, Unconfirmed)
    assert receipt.reason.startswith("1 of 2 parts arrived")
    assert len(an.sees()) == 1


def test_who_blocks_us_between_two_parts_cannot_be_reached() -> None:
    words = "Forbidden: bot was blocked by the user"
    receipt, _ = outcome(
        lambda api, an: api.fail("json", after=1, code=403, description=words), *LONG
    )
    assert isinstance(receipt, Refused)
    assert receipt.for_good


def test_a_fault_of_ours_is_a_receipt_too() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        prepared = channel.prepare(screen_of("Chào {name}"))
        fields: Any = {"name": 7}
        receipt = await channel.send(prepared, contact_of(an), fields, NOW)
        assert receipt == Refused("cannot be drawn: TypeError", for_good=False)

    walk(journey)


def test_problems_are_told_in_vietnamese_and_a_good_screen_has_none() -> None:
    async def journey(api: BotApi, channel: TelegramChannel, an: Person) -> None:
        assert channel.problems(screen_of("Chào", Vay="check/loans", Xem="https://x.vn/a")) == []
        rows = tuple((Button("n", f"a/{n}"),) for n in range(101))
        assert "101 nút" in channel.problems(Screen("home", "Chào", rows=rows))[0]
        assert len(channel.problems(Screen("home"))) == 1
        bad = screen_of("Chào", Xem="Không Phải Địa Chỉ", Mở="http://x.vn", **{" ": "home"})
        assert len(channel.problems(bad)) == 3

    walk(journey)
