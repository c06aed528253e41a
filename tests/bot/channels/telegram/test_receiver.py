"""From what a person does on Telegram to what they see there, over real HTTP and a real store."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import shutil
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import ClientSession, web
from sqlalchemy import text

from bot.channels.receiving import TokenRefused
from bot.channels.telegram.client import make_bot
from bot.channels.telegram.intake import SECRET_HEADER, number_of
from bot.channels.telegram.receiver import Habits, TelegramReceiver
from bot.channels.telegram.replies import Stubbornness
from content.screen import Button, Screen
from db import inbox, people
from db.opening import open_store
from db.store import Connection, Store
from db.values import ContactId
from handlers.turn import Left, Opened, Other, Reply, Tap, Turn, Words
from tests.bot.channels.telegram.wire import NOW, quick_bot
from tests.standins.telegram import TOKEN, UNLIMITED, BotApi

SECRET = "mot-bi_mat"
STUBBORN = Stubbornness(first=0.01, longest=0.05, tries=4)
HABITS = Habits(idle=0.05, drain=2.0, pause=0.01, stubbornness=STUBBORN)


@dataclass
class Parrot:
    """A conversation that repeats what it hears, and keeps the rules of the real one."""

    store: Store
    turns: list[Turn] = field(default_factory=list)
    redrawn: list[int] = field(default_factory=list)
    pause: float = 0.0
    fails: int = 0
    untold: bool = False

    async def converse(self, turn: Turn) -> Reply | None:
        self.turns.append(turn)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the database is busy")
        await asyncio.sleep(self.pause)
        reply = await self.store.write(repeat, turn)
        if self.untold:
            self.untold = False
            raise RuntimeError("the database went away after the commit")
        return reply

    async def redraw(self, contact: ContactId) -> Reply | None:
        self.redrawn.append(contact)
        return Reply((screen_with("vẽ lại"),))


def screen_with(title: str) -> Screen:
    rows = ((Button("Vay vốn", "check/loans"),), (Button("Làm", "do/x!12345678"),))
    return Screen("home", title, rows=rows)


def repeat(conn: Connection, turn: Turn) -> Reply | None:
    said = turn.said
    if isinstance(said, Left):
        contact = people.find_by_external(conn, turn.channel, turn.external)
        assert contact and turn.inbox
        people.mark_unreachable(conn, ContactId(contact.id), said.reason)
        inbox.mark_handled(conn, turn.inbox, ContactId(contact.id))
        return None
    _, contact, _ = people.meet(
        conn, turn.channel, turn.external, name=turn.name, origin=turn.origin, now=turn.at
    )
    assert turn.inbox
    if not inbox.mark_handled(conn, turn.inbox, ContactId(contact.id)):
        return None
    match said:
        case Words(text=heard) | Opened(payload=heard) | Tap(data=heard) | Other(kind=heard):
            title = f"nghe: {heard}"
    toast = "Đã ghi" if isinstance(said, Tap) else ""
    if heard == "check/same":
        return Reply((screen_with("nghe: x"),), contact=contact)
    screens = (screen_with(title),) if heard != "do/x!12345678" else ()
    return Reply(screens, toast, contact=contact)


@dataclass
class Stage:
    api: BotApi
    store: Store
    parrot: Parrot
    receiver: TelegramReceiver
    stop: asyncio.Event

    async def states(self) -> list[str]:
        return await self.store.read(all_states)

    async def settle(self, *states: str) -> None:
        """Until the inbox looks so."""
        end = time.monotonic() + 5
        while (found := await self.states()) != list(states):
            assert time.monotonic() < end, found
            await asyncio.sleep(0.01)


def all_states(conn: Connection) -> list[str]:
    return [
        state
        for state in ("new", "handled", "replied", "broken")
        for row in inbox.waiting(conn, "telegram", state=state, after=0, limit=5000)
    ]


@pytest.fixture(scope="module")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, made once."""
    file = tmp_path_factory.mktemp("db") / "empty.db"

    async def make() -> None:
        await (await open_store(f"sqlite:///{file}")).close()

    asyncio.run(make())
    return file


@pytest.fixture
def file(empty_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(empty_file, tmp_path / "test.db"))


@asynccontextmanager
async def stage(file: Path, *, poll: bool = True, **how: Any) -> AsyncIterator[Stage]:
    """A receiver at work; ended in order at the end."""
    store = await open_store(f"sqlite:///{file}")
    habits = how.pop("habits", HABITS)
    rates = how.pop("rates", UNLIMITED)
    async with BotApi(rates=rates) as api, quick_bot(api.base, api.token) as bot:
        parrot, stop = Parrot(store), asyncio.Event()
        receiver = TelegramReceiver(bot, store, parrot, lambda: NOW, habits)
        async with asyncio.TaskGroup() as group:
            if poll:
                group.create_task(receiver.poll(stop))
            yield Stage(api, store, parrot, receiver, stop)
            stop.set()
    await store.close()


def walk(file: Path, journey: Callable[[Stage], Coroutine[Any, Any, None]], **how: Any) -> None:
    async def run() -> None:
        async with stage(file, **how) as on:
            await journey(on)

    asyncio.run(run())


def test_words_are_answered_and_the_raw_update_is_emptied(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("vay vốn")
        await an.until(an.sees)
        assert an.last.text == "nghe: vay vốn"
        await on.settle("replied")
        turn = on.parrot.turns[0]
        assert (turn.external, turn.name, turn.at) == (str(an.id), "An", NOW)
        (row,) = await on.store.read(inbox.waiting, "telegram", state="replied", after=0, limit=9)
        assert row.body is None

    walk(file, journey)


def test_every_kind_of_private_message_gets_a_reply(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.opens("explainer--bhyt")
        an.says("/menu")
        an.sends(sticker={"file_id": "a", "file_unique_id": "b", "type": "regular"} | SIZE)
        an.sends(brand_new_kind={"x": 1})
        an.edits("sửa")
        await an.until(lambda: len(an.sees()) == 5)
        assert [m.text.removeprefix("nghe: ") for m in an.sees()] == [
            "explainer--bhyt",
            "menu",
            "sticker",
            "other",
            "sửa",
        ]

    walk(file, journey)


SIZE = {"width": 1, "height": 1, "is_animated": False, "is_video": False}


def test_a_tap_edits_in_place_and_is_answered(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("chào")
        await an.until(an.sees)
        an.taps("Vay vốn")
        await an.until(lambda: an.last.text == "nghe: check/loans")
        assert len(an.sees()) == 1
        await an.until(lambda: [text for _, text in an.answers] == ["Đã ghi"])

    walk(file, journey)


def test_a_toast_alone_answers_the_tap_and_leaves_the_screen(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("chào")
        await an.until(an.sees)
        an.taps("Làm")
        await an.until(lambda: an.answers)
        assert (an.last.text, an.last.edits) == ("nghe: chào", 0)

    walk(file, journey)


def test_a_tap_that_changes_nothing_is_no_error_and_no_second_message(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("x")
        await an.until(an.sees)
        an.presses("check/same", an.last)
        await an.until(lambda: an.answers)
        await on.settle("replied", "replied")
        assert len(an.sees()) == 1

    walk(file, journey)


def test_where_a_message_cannot_be_edited_a_new_one_comes(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("chào")
        await an.until(an.sees)
        gone = an.last
        gone.deleted = True
        an.presses("check/loans", gone)
        await an.until(an.sees)
        assert an.last.text == "nghe: check/loans"

    walk(file, journey)


def test_an_old_query_is_answered_all_the_same_and_the_screen_comes(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("chào")
        await an.until(an.sees)
        on.api.query_seconds = -1
        an.taps("Vay vốn")
        await an.until(lambda: an.last.text == "nghe: check/loans")
        await an.until(lambda: on.api.made("answerCallbackQuery"))
        await on.settle("replied", "replied")

    walk(file, journey)


def test_each_chat_is_answered_in_order_and_different_chats_at_once(file: Path) -> None:
    async def journey(on: Stage) -> None:
        on.parrot.pause = 0.1
        everyone = [on.api.person(f"Người {n}") for n in range(20)]
        began = time.monotonic()
        for n in range(5):
            for person in everyone:
                person.says(str(n))
        for person in everyone:
            await person.until(lambda person=person: len(person.sees()) == 5)
            assert [m.text for m in person.sees()] == [f"nghe: {n}" for n in range(5)]
        took = time.monotonic() - began
        assert 0.5 <= took < 5, "100 turns of 0.1 s one after the other would take 10 s"

    walk(file, journey)


def test_a_chat_told_to_wait_holds_up_nobody_else(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an, binh = on.api.person("An"), on.api.person("Bình")
        on.api.flood(1, chat=an.id)
        an.says("một")
        await an.until(lambda: on.api.made("sendMessage", chat=an.id))
        binh.says("hai")
        await binh.until(binh.sees, 0.9)
        assert an.sees() == []
        await an.until(an.sees)
        first, second = on.api.made("sendMessage", chat=an.id)
        assert second.at - first.at >= 0.99

    walk(file, journey)


@pytest.mark.parametrize(
    "trouble",
    [("json", 502, False), ("html", 502, False), ("reset", 0, False), ("hang", 0, False)],
)
def test_a_reply_is_tried_again_through_trouble(file: Path, trouble: Any) -> None:
    kind, code, effect = trouble

    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.api.fail(kind, method="sendMessage", code=code, effect=effect, seconds=1)
        an.says("chào")
        await an.until(an.sees)
        await on.settle("replied")

    walk(file, journey)


def test_the_same_update_twice_is_handled_once(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        number = an.says("chào")
        update = on.api.updates[-1][1]
        await an.until(an.sees)
        on.api.push_raw(update)
        an.says("lần nữa")
        await an.until(lambda: len(an.sees()) == 2)
        assert number == update["update_id"]
        assert [turn.said for turn in on.parrot.turns] == [Words("chào"), Words("lần nữa")]

    walk(file, journey)


@pytest.mark.parametrize(
    "poison",
    [
        {"message": {"text": "không có chat"}},
        {"message": 7},
        {"callback_query": {"id": "1", "data": "x"}},
        {"my_chat_member": {"chat": None}},
    ],
)
def test_a_malformed_update_blocks_nobody(file: Path, poison: Any) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.api.push_raw({"update_id": 400_000} | poison)
        an.says("chào")
        await an.until(an.sees)
        await on.settle("replied", "broken")
        assert on.api.updates == [] or on.api.updates[-1][1]["update_id"] != 400_000

    walk(file, journey)


def test_half_of_a_surrogate_pair_keeps_no_batch_out(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.api.push_raw({"update_id": 400_000, "message": {"text": "x\ud83d"}})
        an.says("chào")
        await an.until(an.sees)
        assert an.last.text == "nghe: chào"

    walk(file, journey)


@pytest.mark.parametrize("number", [-1, 2**63, True, "7", None, 1.5])
def test_what_no_database_counts_is_no_update_number(number: Any) -> None:
    assert number_of({"update_id": number}) is None


@pytest.mark.parametrize("rubbish", ["chữ", 7, None, [], {"update_id": "x"}, {"message": {}}])
def test_rubbish_without_a_number_blocks_nobody(file: Path, rubbish: Any) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.api.push_raw(rubbish)
        an.says("chào")
        await an.until(an.sees)

    walk(file, journey)


@dataclass
class FullDisk:
    """A store that cannot take updates for a while."""

    inner: Store
    fails: int
    dialect: str = "sqlite"

    async def write(self, unit: Any, *args: Any, **kwargs: Any) -> Any:
        if unit is inbox.receive and self.fails:
            self.fails -= 1
            raise OSError("disk full")
        return await self.inner.write(unit, *args, **kwargs)

    async def read(self, unit: Any, *args: Any, **kwargs: Any) -> Any:
        return await self.inner.read(unit, *args, **kwargs)

    async def close(self) -> None:
        await self.inner.close()


def test_the_offset_moves_only_past_what_is_stored(file: Path) -> None:
    async def run() -> None:
        store = FullDisk(await open_store(f"sqlite:///{file}"), fails=2)
        async with BotApi(rates=UNLIMITED) as api, quick_bot(api.base, api.token) as bot:
            an, stop = api.person("An"), asyncio.Event()
            receiver = TelegramReceiver(bot, store, Parrot(store), lambda: NOW, HABITS)
            number = an.says("chào")
            async with asyncio.TaskGroup() as group:
                group.create_task(receiver.poll(stop))
                await an.until(an.sees)
                an.says("nữa")
                await an.until(lambda: len(an.sees()) == 2)
                stop.set()
            offsets = [call.params["offset"] for call in api.made("getUpdates")]
            assert offsets == ["0", "0", "0", str(number + 1)]
        await store.close()

    asyncio.run(run())


def test_after_a_crash_between_commit_and_reply_the_present_screen_is_drawn(file: Path) -> None:
    async def crash() -> None:
        """Two turns committed, their replies lost with the process; a third that is erased."""
        store = await open_store(f"sqlite:///{file}")
        for number in (1, 2):
            await store.write(inbox.receive, "telegram", [(number, "{}")], NOW)
            (row,) = await store.read(inbox.waiting, "telegram", state="new", after=0, limit=9)
            turn = Turn("telegram", "700001", Words("chào"), NOW, inbox=row.id)
            await store.write(repeat, turn)
        await store.write(inbox.receive, "telegram", [(3, "{}")], NOW)
        (row,) = await store.read(inbox.waiting, "telegram", state="new", after=0, limit=9)
        await store.write(inbox.mark_handled, row.id, None)
        await store.close()

    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        assert an.id == 700_001
        an.says("và nữa")
        await on.settle("replied", "replied", "replied", "replied")
        assert [m.text for m in an.sees()] == ["vẽ lại", "nghe: và nữa"]
        assert len(on.parrot.redrawn) == 1

    asyncio.run(crash())
    walk(file, journey)


def test_a_reply_that_never_went_out_stays_handled_for_the_next_start(file: Path) -> None:
    async def fail(on: Stage) -> None:
        an = on.api.person("An")
        on.api.fail("json", times=99, method="sendMessage", code=500)
        an.says("chào")
        await an.until(lambda: len(on.api.made("sendMessage")) >= STUBBORN.tries)
        await on.settle("handled")

    async def again(on: Stage) -> None:
        an = on.api.person("An")
        await an.until(an.sees)
        assert an.last.text == "vẽ lại"
        await on.settle("replied")

    walk(file, fail)
    walk(file, again)


def test_a_turn_that_fails_is_tried_again_and_at_last_apologised_for(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.parrot.fails = 1
        an.says("một")
        await an.until(an.sees)
        assert an.last.text == "nghe: một"
        on.parrot.fails = 3
        an.says("hai")
        an.says("ba")
        await an.until(lambda: len(an.sees()) == 3)
        assert an.sees()[1].text.startswith("Xin lỗi")
        assert an.last.text == "nghe: ba"
        await on.settle("replied", "replied", "broken")

    walk(file, journey)


def test_a_turn_committed_without_our_being_told_is_answered_by_the_present_screen(
    file: Path,
) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.parrot.untold = True
        an.says("một")
        await an.until(an.sees)
        assert an.last.text == "vẽ lại"
        on.parrot.untold = True
        an.blocks()
        await on.settle("replied", "replied")
        assert len(an.sees()) == 1

    walk(file, journey)


def reachability(conn: Connection) -> str:
    contact = people.find_by_external(conn, "telegram", "700001")
    assert contact
    return str(conn.execute(text("SELECT unreachable FROM contacts")).scalar_one())


def test_who_blocks_us_is_unreachable_and_comes_back_by_unblocking(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("chào")
        await an.until(an.sees)
        an.blocks()
        await on.settle("replied", "replied")
        assert await on.store.read(reachability) == "bot was blocked by the user"
        an.unblocks()
        await on.settle("replied", "replied", "replied")
        assert await on.store.read(reachability) == ""
        assert len(an.sees()) == 1

    walk(file, journey)


def test_who_blocked_us_before_the_reply_is_marked_unreachable(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.blocked = True
        an.says("chào")
        await on.settle("replied")
        assert "blocked" in await on.store.read(reachability)

    walk(file, journey)


def test_a_group_is_left_without_a_word(file: Path) -> None:
    async def journey(on: Stage) -> None:
        group = {"id": -100, "type": "supergroup", "title": "Thôn"}
        who = on.api.person("An").user
        member = {"user": on.api.user, "status": "member"}
        change = {"chat": group, "from": who, "date": 1, "new_chat_member": member}
        on.api.push("my_chat_member", change | {"old_chat_member": member | {"status": "left"}})
        on.api.push("message", {"message_id": 1, "date": 1, "chat": group, "text": "x"})
        await on.settle("replied", "replied")
        assert [call.params["chat_id"] for call in on.api.made("leaveChat")] == ["-100"]
        assert on.api.made("sendMessage") == []

    walk(file, journey)


def test_a_burst_of_a_hundred_is_answered_and_what_is_over_is_told_once(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        for n in range(130):
            an.says(str(n))
        await on.settle(*["replied"] * 130)
        await an.until(lambda: len(an.sees()) == 101)
        texts = [m.text for m in an.sees()]
        assert sum(text.startswith("Bà con gửi nhanh quá") for text in texts) == 1
        assert [t for t in texts if t.startswith("nghe")] == [f"nghe: {n}" for n in range(100)]

    walk(file, journey)


def test_the_stop_finishes_what_is_in_hand(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.parrot.pause = 0.3
        an.says("chào")
        await an.until(lambda: on.parrot.turns)
        on.stop.set()
        await on.settle("replied")
        assert an.last.text == "nghe: chào"

    walk(file, journey)


def test_the_stop_waits_no_longer_than_it_may_and_loses_nothing(file: Path) -> None:
    short = Habits(idle=0.05, drain=0.2, pause=0.01, stubbornness=STUBBORN)
    began = 0.0

    async def journey(on: Stage) -> None:
        nonlocal began
        an = on.api.person("An")
        on.api.flood(30, method="sendMessage")
        an.says("chào")
        await on.settle("handled")
        began = time.monotonic()

    async def again(on: Stage) -> None:
        an = on.api.person("An")
        await an.until(an.sees)

    walk(file, journey, habits=short)
    assert time.monotonic() - began < 2
    walk(file, again)


def test_the_bot_introduces_itself(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        await an.until(lambda: ("short_description", "en") in on.api.about)
        commands = [command["command"] for command in on.api.about["commands", ""]]
        assert commands == ["start", "menu", "viec", "dung"]
        assert "máy trả lời tự động" in on.api.about["description", ""]

    walk(file, journey)


# trouble with Telegram itself


def test_a_webhook_left_over_is_taken_away_when_polling(file: Path) -> None:
    async def run() -> None:
        store = await open_store(f"sqlite:///{file}")
        async with BotApi(rates=UNLIMITED) as api, quick_bot(api.base, api.token) as bot:
            api.webhook = {"url": "https://old.example.vn/hook"}
            an, stop = api.person("An"), asyncio.Event()
            receiver = TelegramReceiver(bot, store, Parrot(store), lambda: NOW, HABITS)
            async with asyncio.TaskGroup() as group:
                group.create_task(receiver.poll(stop))
                await an.until(lambda: api.made("deleteWebhook"))
                an.says("chào")
                await an.until(an.sees)
                stop.set()
        await store.close()

    asyncio.run(run())


def test_another_poller_with_our_token_is_told_of_and_outlasted(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        conflict = "Conflict: terminated by other getUpdates request"
        on.api.fail("json", 3, method="getUpdates", code=409, description=conflict)
        with structlog.testing.capture_logs() as logs:
            an.says("chào")
            await an.until(an.sees)
        assert any(
            entry["event"] == "telegram.conflict" and "another program" in entry["action"]
            for entry in logs
        )
        assert on.api.made("deleteWebhook") == []

    walk(file, journey)


@pytest.mark.parametrize("kind", ["json", "html", "reset", "hang"])
def test_polling_goes_on_through_trouble(file: Path, kind: Any) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        on.api.fail(kind, 3, method="getUpdates", code=502, seconds=0.2)
        on.api.flood(1, method="getUpdates")
        an.says("chào")
        await an.until(an.sees)

    walk(file, journey)


def test_a_refused_token_ends_it_with_one_clear_sentence(file: Path) -> None:
    async def run() -> None:
        store = await open_store(f"sqlite:///{file}")
        async with BotApi() as api, quick_bot(api.base, "1:wrong") as bot:
            receiver = TelegramReceiver(bot, store, Parrot(store), lambda: NOW, HABITS)
            with pytest.raises(TokenRefused, match="BotFather"):
                await receiver.poll(asyncio.Event())
        await store.close()

    asyncio.run(run())


def test_the_token_is_in_no_log_and_no_repr(
    file: Path,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def run() -> None:
        store = await open_store(f"sqlite:///{file}")
        async with BotApi(rates=UNLIMITED) as api:
            bot = make_bot(TOKEN, api.base)
            assert TOKEN not in f"{bot!r} {bot}"
            an, stop = api.person("An"), asyncio.Event()
            parrot = Parrot(store, fails=3)
            receiver = TelegramReceiver(bot, store, parrot, lambda: NOW, HABITS)
            api.fail("html", method="getUpdates", code=502)
            api.fail("reset", method="getUpdates")
            api.fail("close", method="getUpdates")
            api.fail("json", method="getMe", code=500)
            api.fail("json", 99, method="sendMessage", code=400, description="Bad Request: x")
            async with asyncio.TaskGroup() as group:
                group.create_task(receiver.poll(stop))
                an.says("chào")
                an.says("hai")
                await an.until(lambda: len(api.made("sendMessage")) >= 4)
                stop.set()
            await bot.shutdown()
        await store.close()

    monkeypatch.setenv("COLUMNS", "1000")  # a renderer that shows variables would show it whole
    with caplog.at_level(logging.DEBUG):
        asyncio.run(run())
    captured = capsys.readouterr()
    everything = captured.out + captured.err + caplog.text
    assert "telegram.poll_failed" in everything
    assert "telegram.turn_failed" in everything
    assert TOKEN not in everything
    assert TOKEN.split(":")[1] not in everything


# the webhook


@asynccontextmanager
async def hooked(file: Path) -> AsyncIterator[tuple[Stage, str]]:
    """A receiver behind a webhook on a server of ours."""
    async with stage(file, poll=False) as on:
        app = web.Application()
        app.router.add_post("/hook", on.receiver.webhook(SECRET))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(on.receiver.serve(on.stop, url=url, secret=SECRET))
                yield on, url
                on.stop.set()
        finally:
            await runner.cleanup()


def test_updates_come_by_webhook_and_are_answered(file: Path) -> None:
    async def run() -> None:
        async with hooked(file) as (on, url):
            an = on.api.person("An")
            for n in range(3):
                an.says(str(n))
            await an.until(lambda: len(an.sees()) == 3)
            assert [m.text for m in an.sees()] == ["nghe: 0", "nghe: 1", "nghe: 2"]
            assert on.api.webhook_answers == [200, 200, 200]
            assert on.api.allowed == [
                "message",
                "edited_message",
                "callback_query",
                "my_chat_member",
            ]

    asyncio.run(run())


@pytest.mark.parametrize("secret", [None, "", "wrong", "môt-bí"])
def test_a_post_without_our_secret_is_401_and_stores_nothing(file: Path, secret: Any) -> None:
    async def run() -> None:
        async with hooked(file) as (on, url), ClientSession() as session:
            headers = {} if secret is None else {SECRET_HEADER: secret}
            body = {"update_id": 1, "message": {}}
            async with session.post(url, json=body, headers=headers) as response:
                assert response.status == 401
            assert await on.states() == []

    asyncio.run(run())


def test_garbage_with_our_secret_is_taken_and_a_huge_body_is_not(file: Path) -> None:
    async def run() -> None:
        async with hooked(file) as (on, url), ClientSession() as session:
            headers = {SECRET_HEADER: SECRET}
            for body in (b"", b"{", b"[]", b'"x"', b'{"update_id": "x"}', b"\xff"):
                async with session.post(url, data=body, headers=headers) as response:
                    assert response.status == 200
            huge = json.dumps({"update_id": 1, "x": "a" * 2_000_000}).encode()
            async with session.post(url, data=io.BytesIO(huge), headers=headers) as response:
                assert response.status == 413
            assert await on.states() == []

    asyncio.run(run())


def test_the_same_post_twice_is_handled_once(file: Path) -> None:
    async def run() -> None:
        async with hooked(file) as (on, url), ClientSession() as session:
            an = on.api.person("An")
            an.says("chào")
            await an.until(an.sees)
            update = {"update_id": 500_001, "message": {"text": "khác"}}
            headers = {SECRET_HEADER: SECRET}
            async with session.post(url, json=update, headers=headers) as response:
                assert response.status == 200
            await on.settle("replied")
            assert len(on.parrot.turns) == 1

    asyncio.run(run())


def test_a_tap_says_on_which_message_it_was_and_words_do_not(file: Path) -> None:
    async def journey(on: Stage) -> None:
        an = on.api.person("An")
        an.says("chào")
        await an.until(an.sees)
        message = an.last.id
        an.taps("Vay vốn")
        await on.settle("replied", "replied")
        assert [turn.seen_on for turn in on.parrot.turns] == ["", str(message)]

    walk(file, journey)
