"""An official: invited on the command line, joins, is reminded, and answers the reminder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from sqlalchemy.engine import make_url

from bot import clock
from content.duties import assign
from content.fold import fold
from content.wording import local
from db import duties
from db.sqlite import engine
from tests.journeys.chats import Chatting
from tests.journeys.deployments import Deploy
from tests.journeys.pages import Browser
from tests.journeys.service import PATIENCE, Deployment, wait
from tests.standins.telegram import BotApi
from tests.talk import library

pytestmark = [pytest.mark.xdist_group("official"), pytest.mark.usefixtures("service")]

OFFICE = "pkt-tho-phu"
days = count(5)


@pytest.fixture(scope="module")
def service(deploy: Deploy, telegram: BotApi) -> Iterator[Deployment]:
    here = deploy(telegram=telegram).start()
    yield here
    here.stop()


@pytest.fixture(scope="module")
def codes(service: Deployment) -> str:
    """One invitation for all who join here; each use is counted."""
    made = service.order("invite", "new", "--office", OFFICE, "--role", "official", "--uses", "50")
    assert set(made) == {"code", "link"}
    return str(made["code"])


@pytest.fixture
def tam(telegram: BotApi, codes: str) -> Chatting:
    """An official who has joined by typing the code."""
    tam = Chatting(telegram.person("Tâm"))
    tam.comes().says(codes)
    assert "da vao co quan" in tam.sees
    return tam


@pytest.fixture
def assignment(service: Deployment) -> int:
    """A duty of the plan, due in some days: what the scheduler makes at the right time of year.

    Made by the scheduler's own function, so that the test does not hang on today's date.
    """
    plan = library().plan
    duty = next(one for one in plan.duties if one.climbs)
    due = local(clock.now()).date() + timedelta(days=next(days))
    made = engine(make_url(f"sqlite:///{service.file}"), begin="BEGIN IMMEDIATE")
    with made.begin() as conn:
        duties.ensure(conn, [assign(plan, duty, OFFICE, due)], plan.ladder, clock.now())
    made.dispose()
    found = "SELECT id FROM assignments WHERE office = ? AND due = ? ORDER BY id DESC"
    return int(service.rows(found, OFFICE, due.isoformat())[0][0])


def test_joining_by_a_typed_code_opens_their_work(tam: Chatting, assignment: int) -> None:
    tam.says("việc của tôi")

    assert f"nv-{assignment}" in tam.sees


def test_a_stranger_sees_no_work(telegram: BotApi, assignment: int) -> None:
    stranger = Chatting(telegram.person("Người lạ"))
    stranger.comes().says("việc của tôi")
    assert "ma moi cua co quan" in stranger.sees

    stranger.says(f"NV-{assignment}")
    assert f"nv-{assignment}" not in stranger.sees


def test_a_wrong_code_is_told_kindly_and_guessing_is_locked_out(telegram: BotApi) -> None:
    stranger = Chatting(telegram.person("Đoán mò"))
    stranger.comes().says("2wymt-q5bhu")
    assert "ma moi nay khong dung duoc" in stranger.sees

    for n in range(6):
        stranger.says(f"2wymt-q5bh{n + 2}")
    assert "nhap sai nhieu lan" in stranger.sees


def test_joining_by_link_on_telegram_asks_before_it_binds(telegram: BotApi, codes: str) -> None:
    hoa = Chatting(telegram.person("Hoa"))
    hoa.after(lambda: hoa.person.opens(f"join--{codes.replace('-', '')}"), 2)
    assert "loi moi cua co quan" in hoa.sees

    hoa.taps("Nhận vai này")
    assert "da vao co quan" in hoa.sees


def test_joining_by_link_on_the_web(service: Deployment, assignment: int) -> None:
    made = service.order("invite", "new", "--office", OFFICE, "--role", "head")
    with Browser(service.base) as hoa:
        hoa.opens(made["link"])
        assert "loi moi cua co quan" in fold(hoa.sees)
        hoa.presses("Nhận vai này")
        assert "da vao co quan" in fold(hoa.latest)
        hoa.presses("Việc của tôi")
        assert f"nv-{assignment}" in fold(hoa.latest)

    with Browser(service.base) as late:
        late.opens(made["link"])
        assert "ma moi nay khong dung duoc" in fold(late.sees)


def test_known_and_done_by_one_tap_each(
    tam: Chatting, service: Deployment, assignment: int
) -> None:
    tam.says(f"NV-{assignment}").taps("Đã nhận")
    assert "da nhan viec" in tam.sees
    assert state(service, assignment) == "acknowledged"

    tam.taps("Đã xong")
    assert "khong con nhac nua" in tam.sees
    assert state(service, assignment) == "done"


def state(service: Deployment, assignment: int) -> str:
    return str(service.rows("SELECT state FROM assignments WHERE id = ?", assignment)[0][0])


def test_a_reminder_put_off_comes_back_and_a_finished_duty_falls_silent(
    tam: Chatting, telegram: BotApi, service: Deployment, assignment: int
) -> None:
    """Two officials put the duty off by an hour; the hour passes; the reminder comes. One of them
    finishes it from the reminder itself; the other, who put it off again, hears nothing more."""
    binh = Chatting(telegram.person("Bình"))
    binh.comes().says(
        service.order("invite", "new", "--office", OFFICE, "--role", "official")["code"]
    )
    for who in (tam, binh):
        who.says(f"NV-{assignment}").taps("Nhắc lại sau").taps("1 giờ nữa")
        assert "se nhac lai luc" in who.sees
    before = {who: len(who.person.sees()) for who in (tam, binh)}

    assert an_hour_passes(service, assignment) == 2
    for who in (tam, binh):
        more = before[who] + 1
        who.person.wait(partial(has_seen, who, more), PATIENCE)
        assert f"nv-{assignment}" in who.sees

    binh.taps("Nhắc lại sau").taps("1 giờ nữa")
    tam.taps("Đã xong")
    assert state(service, assignment) == "done"
    silent = len(binh.person.sees())
    assert an_hour_passes(service, assignment) == 1
    woken = "SELECT count(*) FROM snoozes WHERE assignment_id = ?"
    wait(lambda: service.rows(woken, assignment) == [(0,)], "the tick to look")

    binh.says("menu")
    assert len(binh.person.sees()) == silent + 1
    pushed = "SELECT state, count(*) FROM deliveries WHERE assignment_id = ? GROUP BY state"
    assert service.rows(pushed, assignment) == [("sent", 2)]


def has_seen(who: Chatting, many: int) -> bool:
    """Whether the bot has written so many messages to somebody."""
    return len(who.person.sees()) >= many


def an_hour_passes(service: Deployment, assignment: int) -> int:
    """Let the hour be over for whoever put a duty off; for how many people.

    The service is down when it ends, and looks at once when it comes back: its tick is a minute.
    """
    service.stop()
    past = (clock.now() - timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S.%f")
    sql = "UPDATE snoozes SET until = ? WHERE assignment_id = ?"
    done = service.change(sql, past, assignment)
    service.start()
    return done
