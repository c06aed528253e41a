"""An official with office mail: imported, reminded of a duty by a mail, and it is answered by a
press on the page behind its link."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy.engine import make_url

from bot import clock
from content.duties import assign
from content.fold import fold
from content.wording import local
from db import duties
from db.sqlite import engine
from tests.journeys.deployments import Deploy
from tests.journeys.pages import Browser
from tests.journeys.service import Deployment, wait
from tests.standins.mail import Postbox, mail_server
from tests.talk import library

pytestmark = pytest.mark.xdist_group("mail")
OFFICE = "pkt-tho-phu"
OFFICIAL = "an@xa.example.vn"
LIST = (
    f"channel,contact,name,language,unit,topics,role\nemail,{OFFICIAL},An,vi,,,official:{OFFICE}\n"
)


@contextmanager
def running() -> Iterator[Postbox]:
    """A mail server in a thread of its own."""
    ready, over = threading.Event(), asyncio.Event()
    boxes: list[Postbox] = []
    loop = asyncio.new_event_loop()

    async def serve() -> None:
        async with mail_server() as box:
            boxes.append(box)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(20)
    try:
        yield boxes[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(20)
        loop.close()


def due_soon(service: Deployment) -> int:
    """A duty of the plan due the day after tomorrow; one of its reminders lies behind us."""
    plan = library().plan
    duty = next(one for one in plan.duties if one.climbs)
    due = local(clock.now()).date() + timedelta(days=2)
    made = engine(make_url(f"sqlite:///{service.file}"), begin="BEGIN IMMEDIATE")
    with made.begin() as conn:
        duties.ensure(conn, [assign(plan, duty, OFFICE, due)], plan.ladder, clock.now())
    made.dispose()
    return int(service.rows("SELECT max(id) FROM assignments WHERE office = ?", OFFICE)[0][0])


def test_a_reminder_by_mail_is_answered_on_the_page_behind_its_link(deploy: Deploy) -> None:
    with running() as box:
        here = deploy(
            CHUNGTAY_EMAIL__HOST="127.0.0.1",
            CHUNGTAY_EMAIL__PORT=str(box.port),
            CHUNGTAY_EMAIL__SECURITY="none",
            CHUNGTAY_EMAIL__SENDER="nhac-viec@example.vn",
            CHUNGTAY_SERVER__PUBLIC_URL="https://chungtay.example.vn",
        )
        people = here.write("can-bo.csv", LIST)
        assert here.order("people", "import", people, "--basis", "Danh sách xã")["added"] == 1
        number = due_soon(here)
        # Reminders are told to who held the role at their hour: they have been here for a month.
        month_ago = (clock.now() - timedelta(days=31)).strftime("%Y-%m-%d %H:%M:%S.%f")
        here.change("UPDATE roles SET since = ?", month_ago)
        # On Mondays one digest stands for them; what was put off comes by itself on any day.
        put_off = (
            "INSERT INTO snoozes (assignment_id, person_id, until) SELECT ?, id, ? FROM people"
        )
        here.change(put_off, number, month_ago)
        here.start()
        link = wait(lambda: known_by(box), "the reminder to arrive", here.told)

        with Browser(here.base) as an:
            an.opens(link)
            assert state(here, number) != "acknowledged", "opening a link changes nothing"
            an.presses("Đã nhận")
            assert state(here, number) == "acknowledged"
            an.opens(link).presses("Đã nhận")
            assert "da dung roi" in fold(an.sees)
        assert here.stop() == 0


def known_by(box: Postbox) -> str:
    """Where *Đã nhận* leads in a reminder that came, or ""."""
    parts = (mail.get_body(("plain",)) for mail in box.to(OFFICIAL))
    words = "\n".join(part.get_content() for part in parts if part)
    found = re.search(r"Đã nhận:\s+(https://\S+)", words)
    return found[1] if found else ""


def state(service: Deployment, assignment: int) -> str:
    return str(service.rows("SELECT state FROM assignments WHERE id = ?", assignment)[0][0])
