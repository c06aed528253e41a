"""Communication staff: people taken in, a broadcast from the command line, one from the console."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from content.fold import fold
from tests.journeys.chats import Chatting
from tests.journeys.deployments import Deploy
from tests.journeys.pages import Browser
from tests.journeys.service import Deployment, wait
from tests.standins.telegram import BotApi, Call
from tests.standins.telegram_people import Person

pytestmark = pytest.mark.xdist_group("staff")

COMMUNE = "tho-phu"
BASIS = "Danh sách thông báo của UBND xã Thọ Phú"
PEOPLE = 300
OUT, GONE, SILENT = 3, 4, 5
"""How many stopped messages, blocked us and were seen to, blocked us and nobody has seen it yet."""
TEXT = """Chào {name|bà con},

Sáng thứ Hai, **Ngân hàng Chính sách xã hội** giao dịch tại UBND xã {commune|nhà mình}.
Bà con mang theo giấy tờ tùy thân. Làm hồ sơ không mất phí.
"""
WORDS = "giao dich tai ubnd xa tho phu"


@pytest.fixture(scope="module")
def service(deploy: Deploy, telegram: BotApi) -> Iterator[Deployment]:
    """A campaign over 4 people needs a second person."""
    here = deploy(telegram=telegram, CHUNGTAY_CAMPAIGNS__APPROVAL_OVER="4").start()
    yield here
    here.stop()


@pytest.fixture(scope="module")
def desk(service: Deployment) -> Iterator[Browser]:
    """The console as an administrator sees it."""
    with signed_in(service, "Quản trị", "admin") as browser:
        yield browser


@contextmanager
def signed_in(service: Deployment, name: str, role: str, *more: str) -> Iterator[Browser]:
    """A browser signed in by a one-time link: looking uses nothing up, pressing does."""
    link = service.order("staff", "link", name, "--role", role, *more)["link"]
    with Browser(service.base) as browser:
        browser.opens(link).opens(link)
        assert browser.path.startswith("/sign-in"), browser.path
        browser.fills("/sign-in")
        assert browser.path == "/console", browser.sees
        yield browser


def sheet(persons: list[Person], unit: str) -> str:
    """A list as an office keeps it."""
    rows = [f"telegram,{one.id},{one.name},vi,{unit},,resident" for one in persons]
    return "\n".join(["channel,contact,name,language,unit,topics,role", *rows]) + "\n"


def is_push(call: Call) -> bool:
    return call.method == "sendMessage" and WORDS in fold(str(call.params.get("text", "")))


@dataclass
class Broadcast:
    """What one broadcast to three hundred people brought about."""

    persons: list[Person]
    imported: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    shown: dict[str, Any] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    paused: tuple[float, float] = (0.0, 0.0)
    held_up: tuple[float, float] = (0.0, 0.0)
    waits: list[float] = field(default_factory=list)
    waits_held_up: list[float] = field(default_factory=list)

    @property
    def landed(self) -> list[Call]:
        return [call for call in self.calls if call.status == 200]


@pytest.fixture(scope="module")
def broadcast(service: Deployment, telegram: BotApi, desk: Browser) -> Broadcast:
    """The life of one campaign, from the list of people to its end."""
    persons = [telegram.person(f"Người {n}") for n in range(PEOPLE)]
    told = Broadcast(persons)
    path = service.write("people.csv", sheet(persons, COMMUNE))
    told.imported = service.order("people", "import", path, "--basis", BASIS)
    for one in persons[:OUT]:
        Chatting(one).comes().says("dừng nhận tin")
    for one in persons[OUT : OUT + GONE]:
        one.blocks()
    unreachable = """SELECT count(*) FROM contacts JOIN people ON people.id = person_id
        WHERE unit = ? AND unreachable <> ''"""
    wait(lambda: service.rows(unreachable, COMMUNE) == [(GONE,)], "the blocks to be noted")
    for one in persons[OUT + GONE : OUT + GONE + SILENT]:
        one.blocked = True

    text = service.write("text.md", TEXT)
    told.made = service.order(
        "campaign", "new", "--title", "Giao dịch", "--text-file", text,
        "--audience", f"unit:{COMMUNE}",
    )  # fmt: skip
    number = str(told.made["id"])
    assert service.order("campaign", "approve", number)["state"] == "approved"
    assert service.order("campaign", "start", number)["state"] == "running"
    live_through(told, telegram, desk, f"/console/campaigns/{number}")
    over = "SELECT 1 FROM campaigns WHERE id = ? AND state = 'finished'"
    wait(lambda: service.rows(over, number), "the campaign to end", service.told, seconds=90)
    told.shown = service.order("campaign", "show", number)
    told.calls = [call for call in telegram.calls if is_push(call)]
    return told


def live_through(told: Broadcast, telegram: BotApi, desk: Browser, here: str) -> None:
    """While it runs: residents ask, Telegram asks us to slow down, somebody pauses and resumes."""

    def landed() -> int:
        return sum(1 for call in telegram.calls if is_push(call) and call.status == 200)

    hoa = Chatting(telegram.person("Hoa"))
    wait(lambda: landed() >= 30, "the broadcast to begin")
    told.waits = [seconds_of_reply(hoa, n) for n in range(3)]

    slow = told.persons[120:123]  # one may be about that chat alone; three are about us
    for one in slow:
        telegram.flood(4, method="sendMessage", chat=one.id)
    for one in slow:
        wait(partial(telegram.made, "sendMessage", chat=one.id), "Telegram to slow us down")
    struck = [telegram.made("sendMessage", chat=one.id)[0] for one in slow]
    since = max(call.at for call in struck)
    told.held_up = (since, since + 4)
    told.waits_held_up = [seconds_of_reply(hoa, n) for n in range(2)]

    wait(lambda: landed() >= 150, "half of it")
    desk.opens(here).presses("Tạm dừng")
    assert "tam dung" in fold(desk.sees)
    since = time.time()
    time.sleep(3)  # so long nothing may arrive
    told.paused = (since, time.time())
    desk.opens(here).presses("Gửi tiếp")


def seconds_of_reply(who: Chatting, n: int) -> float:
    """How long somebody waits for an answer."""
    began = time.monotonic()
    who.says("hoc phi" if n % 2 else "the bao hiem y te")
    return time.monotonic() - began


def test_everyone_on_the_list_is_taken_in(broadcast: Broadcast) -> None:
    assert broadcast.imported == {"added": PEOPLE, "updated": 0, "rejected": []}


def test_who_stopped_or_blocked_us_counts_as_matched_and_not_as_reachable(
    broadcast: Broadcast,
) -> None:
    assert broadcast.made["state"] == "draft"
    assert broadcast.made["matched"] == PEOPLE
    assert broadcast.made["reachable"] == PEOPLE - OUT - GONE


def test_the_counts_add_up_to_what_really_happened(broadcast: Broadcast) -> None:
    counts = broadcast.shown["counts"]

    assert broadcast.shown["state"] == "finished"
    assert counts["sent"] == PEOPLE - OUT - GONE - SILENT
    assert counts["undeliverable"] in (SILENT, OUT + GONE + SILENT)
    assert sum(counts.values()) == counts["sent"] + counts["undeliverable"]


def test_each_gets_it_exactly_once_and_who_stopped_not_at_all(broadcast: Broadcast) -> None:
    reached = Counter(call.chat for call in broadcast.landed)

    assert set(reached.values()) == {1}
    assert set(reached) == {one.id for one in broadcast.persons[OUT + GONE + SILENT :]}


def test_each_is_called_by_name_and_commune(broadcast: Broadcast) -> None:
    last = broadcast.persons[-1]

    assert f"Chào {last.name}," in last.last.text
    assert "xã Thọ Phú" in last.last.text


def test_the_pace_stays_under_telegrams(broadcast: Broadcast) -> None:
    at = [call.at for call in broadcast.calls]
    busiest = max(sum(1 for other in at if one <= other < one + 5) for one in at)

    assert busiest <= 5 * 30 + 30


def test_who_asks_meanwhile_is_answered_at_once(broadcast: Broadcast) -> None:
    assert sorted(broadcast.waits)[1] < 2


def test_told_to_slow_down_it_holds_pushes_and_not_replies(broadcast: Broadcast) -> None:
    since, until = broadcast.held_up
    meanwhile = [call for call in broadcast.landed if since + 1 < call.at < until - 0.1]

    assert meanwhile == []
    assert min(broadcast.waits_held_up) < 2


def test_a_pause_acts_within_a_second(broadcast: Broadcast) -> None:
    since, until = broadcast.paused

    assert [call for call in broadcast.calls if since + 1 < call.at < until] == []


def test_a_campaign_over_the_console_needs_a_second_person(
    service: Deployment, telegram: BotApi
) -> None:
    persons = [telegram.person(f"Ngọc {n}") for n in range(8)]
    path = service.write("ngoc.csv", sheet(persons, "tho-ngoc"))
    service.order("people", "import", path, "--basis", BASIS)
    persons[0].blocked = True

    with signed_in(service, "Vy", "writer") as vy, signed_in(service, "Duy", "approver") as duy:
        vy.opens("/console/campaigns/new")
        vy.fills(
            "/console/campaigns/new",
            ("then", "submit"),
            title="Tin xã Thọ Ngọc",
            text=TEXT,
            unit="tho-ngoc",
        )
        here = vy.path.split("?")[0]
        assert here.startswith("/console/campaigns/"), vy.sees
        assert "cho duyet" in fold(vy.sees)
        assert vy.button("Duyệt…") is None
        assert vy.posts(f"{here}/approve", {}).status == 403

        duy.opens(here).presses("Duyệt…").presses("Duyệt cho 8 người")
        assert "da duyet" in fold(duy.sees)
        duy.presses("Bắt đầu gửi…").presses("Gửi tới 8 người")
        wait(lambda: "da xong" in fold(duy.opens(here).sees), "it to end", lambda: duy.sees)

        assert "7" in duy.sees
        shown = fold(duy.opens(f"{here}?state=undeliverable").sees)
        assert "xa tho ngoc" in shown
        assert all(fold(one.name) not in shown for one in persons)
    assert [len(one.sees()) for one in persons] == [0, *[1] * 7]


def test_a_forged_or_foreign_order_is_refused(service: Deployment, desk: Browser) -> None:
    kept = service.rows("SELECT count(*) FROM campaigns")
    desk.posts("/console/campaigns/new", {"title": "x", "text": "y", "form_token": "z"})

    assert desk.status == 403
    assert service.rows("SELECT count(*) FROM campaigns") == kept


def test_a_link_signs_in_once(service: Deployment) -> None:
    link = service.order("staff", "link", "Thu", "--role", "viewer")["link"]
    with Browser(service.base) as thu, Browser(service.base) as thief:
        assert thu.opens(link).fills("/sign-in").path == "/console"
        assert thief.opens(link).fills("/sign-in").status == 403
        assert thief.opens("/console").path == "/sign-in"


def test_signing_out_ends_it(service: Deployment) -> None:
    with signed_in(service, "Ba", "viewer") as ba:
        ba.opens("/console/sessions").fills("/console/sign-out")
        assert ba.opens("/console").path == "/sign-in"
