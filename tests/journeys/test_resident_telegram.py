"""A resident on Telegram, end to end: everything they do gets a reply."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from content.fold import fold
from tests.journeys.chats import Chatting
from tests.journeys.deployments import Deploy
from tests.journeys.service import PATIENCE, Deployment, wait
from tests.standins.telegram import BotApi

pytestmark = [pytest.mark.xdist_group("resident-telegram"), pytest.mark.usefixtures("service")]


@pytest.fixture(scope="module")
def service(deploy: Deploy, telegram: BotApi) -> Iterator[Deployment]:
    here = deploy(telegram=telegram).start()
    yield here
    here.stop()


@pytest.fixture
def lan(service: Deployment, telegram: BotApi) -> Chatting:
    """A resident of this test alone; Telegram's paces are her own chat's."""
    return Chatting(telegram.person("Lan"))


def test_home_explainer_door_and_back_in_one_message(lan: Chatting, telegram: BotApi) -> None:
    lan.comes()
    assert "may tra loi tu dong" in lan.sees
    assert "ubnd xa tho phu" in lan.sees
    assert 1 <= len(lan.person.last.labels) <= 6
    first = lan.person.last

    lan.taps("Tìm hiểu chính sách").taps(lan.person.last.labels[0])
    lan.taps(lan.person.last.labels[0])
    explainer = lan.sees
    lan.taps("Ai được")
    assert lan.sees != explainer

    back = next(label for label in lan.person.last.labels if "quay lai" in fold(label))
    lan.taps(back)

    assert lan.sees == explainer
    assert lan.person.last is first
    assert len(lan.person.sees()) == 1
    assert len(lan.person.answers) == 5


def test_a_first_question_is_answered_after_the_greeting(lan: Chatting) -> None:
    lan.says("ho ngheo vay duoc bao nhieu", replies=2)
    hello, answer = lan.person.sees()

    assert "may tra loi tu dong" in fold(hello.text)
    assert "ho ngheo" in fold(answer.text)
    assert "100 trieu dong" in fold(answer.text)


def test_a_check_to_its_verdict_is_tapped_through_and_forgotten(
    lan: Chatting, service: Deployment
) -> None:
    lan.comes().taps("Nhà mình được gì?").taps("Vay vốn")
    for _ in range(20):
        if "ngan hang csxh" in lan.sees:
            break
        lan.taps(lan.person.last.labels[0])

    assert "co the duoc" in lan.sees
    assert "ngan hang csxh va ubnd xa quyet dinh" in lan.sees
    assert "otp" in lan.sees
    lan.comes()
    kept = service.rows(
        "SELECT answers FROM conversations JOIN contacts ON contacts.id = contact_id"
        " WHERE external = ?",
        str(lan.person.id),
    )
    assert kept == [(None,)]


@pytest.mark.parametrize("text", ["STOP", "Dừng", "NGỪNG", "dung nhan tin", "huy dang ky"])
def test_a_sure_stop_stops_at_once(lan: Chatting, service: Deployment, text: str) -> None:
    lan.comes().says(text)

    assert "da dung" in lan.sees
    assert opted_out(service, lan)
    lan.taps("Nhận tin lại")
    assert not opted_out(service, lan)


@pytest.mark.parametrize("text", ["dung", "huy", "thoi"])
def test_a_bare_word_that_may_mean_stop_is_asked_about(
    lan: Chatting, service: Deployment, text: str
) -> None:
    lan.comes().says(text)

    assert len(lan.person.last.labels) == 2
    assert not opted_out(service, lan)
    lan.taps("Dừng nhận tin")
    assert "da dung" in lan.sees
    assert opted_out(service, lan)


def test_a_stop_within_a_question_answers_it_first(lan: Chatting, service: Deployment) -> None:
    lan.comes().taps("Nhà mình được gì?").taps("Vay vốn")
    lan.says("dừng")

    assert "dung nhan tin" in lan.sees
    assert len(lan.person.last.labels) == 2
    assert not opted_out(service, lan)


def opted_out(service: Deployment, who: Chatting) -> bool:
    """Whether the database says that they want no pushes."""
    rows = service.rows(
        "SELECT people.opted_out_at FROM people JOIN contacts ON person_id = people.id"
        " WHERE external = ?",
        str(who.person.id),
    )
    return rows[0][0] is not None


@pytest.mark.parametrize(
    "text", ["/chang_co_lenh_nay", "/", "?", "🙏", "asdfghjkl", "1", "0", "999", "<b>&amp;", "-"]
)
def test_whatever_is_typed_gets_a_kind_reply(lan: Chatting, text: str) -> None:
    lan.comes().says(text)

    assert lan.person.last.text


def test_a_very_long_text_gets_a_reply(lan: Chatting) -> None:
    lan.comes().says("nhà tôi nghèo lắm " * 220)

    assert lan.person.last.text


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [{"file_id": "a", "file_unique_id": "b", "width": 9, "height": 9}]},
        {"voice": {"file_id": "a", "file_unique_id": "b", "duration": 3}},
        {"location": {"latitude": 19.8, "longitude": 105.6}},
        {"contact": {"phone_number": "0900000000", "first_name": "Lan"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"something_new": {"x": 1}},
    ],
)
def test_what_is_no_text_gets_a_kind_reply(lan: Chatting, content: dict[str, object]) -> None:
    lan.comes()
    lan.after(lambda: lan.person.sends(**content))

    assert "moi ba con go cau hoi" in lan.sees


def test_an_edited_message_is_heard_anew(lan: Chatting) -> None:
    lan.comes().says("zzz")
    lan.after(lambda: lan.person.edits("ho ngheo vay duoc bao nhieu"))

    assert "100 trieu dong" in lan.sees


@pytest.mark.parametrize(
    "data", ["do/stop", "do/stop!AAAAAAAA", "nothing/here", "do/erase", "../..", "ă", "x" * 64]
)
def test_callback_data_nobody_made_does_nothing_and_is_answered(
    lan: Chatting, service: Deployment, data: str
) -> None:
    lan.comes()
    lan.after(lambda: lan.person.presses(data, lan.person.last), 2)

    assert "nut da cu" in lan.sees
    assert not opted_out(service, lan)


def test_a_button_drawn_for_somebody_else_does_nothing(
    lan: Chatting, telegram: BotApi, service: Deployment
) -> None:
    other = Chatting(telegram.person("Hùng"))
    other.comes().says("dung")
    theirs = other.person.last.buttons["Dừng nhận tin"]
    assert theirs.startswith("do/stop!")

    lan.comes()
    lan.after(lambda: lan.person.presses(theirs, lan.person.last), 2)

    assert not opted_out(service, lan)
    assert not opted_out(service, other)


@pytest.mark.parametrize("payload", ["do--stop", "nothing--here", "join--zzzz", "%00", "x" * 64])
def test_a_link_opens_screens_only(lan: Chatting, service: Deployment, payload: str) -> None:
    lan.comes(payload)

    assert lan.person.last.text
    assert not opted_out(service, lan)


def test_a_link_opens_its_screen_after_the_greeting(lan: Chatting) -> None:
    lan.after(lambda: lan.person.opens("explainer--vay-ho-ngheo"), 2)

    assert "ho ngheo" in lan.sees


def test_a_doubled_update_is_handled_once(lan: Chatting, telegram: BotApi) -> None:
    lan.comes()
    number = lan.person.says("cam on")
    lan.person.wait(lambda: len(lan.person.sees()) == 2, PATIENCE)

    body = {"text": "cam on", **lan.person.as_sent(lan.person.messages[-2])}
    telegram.push("message", body, update_id=number)
    lan.says("menu")

    assert len(lan.person.sees()) == 3


def test_malformed_updates_block_nobody(lan: Chatting, telegram: BotApi) -> None:
    bad: list[dict[str, object]] = [
        {"message": {"text": 5}},
        {"callback_query": {}},
        {"message": {"chat": {"id": "x"}, "date": "never"}},
        {"my_chat_member": [1, 2]},
        {},
    ]
    for update in bad:
        telegram.push_raw({"update_id": telegram.next_update(), **update})
    lan.comes()

    assert "may tra loi tu dong" in lan.sees


def test_who_blocks_is_unreachable_until_they_write_again(
    lan: Chatting, service: Deployment
) -> None:
    lan.comes()
    lan.person.blocks()
    wait(lambda: unreachable(service, lan), "the block to be noted")

    lan.person.unblocks()
    wait(lambda: not unreachable(service, lan), "the end of the block to be noted")
    lan.comes()
    assert "may tra loi tu dong" in lan.sees


def unreachable(service: Deployment, who: Chatting) -> str:
    """Why they cannot be reached, or ""."""
    sql = "SELECT unreachable FROM contacts WHERE external = ?"
    return str(service.rows(sql, str(who.person.id))[0][0])


def test_their_data_is_shown_and_erased_at_once(lan: Chatting, service: Deployment) -> None:
    lan.comes().says("xem du lieu cua toi")
    assert "telegram" in lan.sees
    lan.taps("Xóa hết dữ liệu của tôi").taps("Xóa hết")

    assert "da duoc xoa" in lan.sees
    who = str(lan.person.id)
    assert service.rows("SELECT id FROM contacts WHERE external = ?", who) == []
    assert service.rows("SELECT count(*) FROM inbox WHERE body LIKE ?", f"%{who}%") == [(0,)]
    lan.comes()
    assert "may tra loi tu dong" in lan.sees


def test_it_keeps_where_everyone_stands_over_a_restart(lan: Chatting, service: Deployment) -> None:
    lan.comes().taps("Nhà mình được gì?").taps("Vay vốn")
    question = lan.sees

    assert service.stop() == 0
    lan.person.says("1")
    service.start()
    lan.waits_for("")
    lan.person.wait(lambda: lan.sees != question, PATIENCE)

    assert re.search(r"cau 2", lan.sees) or "?" in lan.sees


def test_in_a_group_it_leaves_without_a_word(telegram: BotApi, service: Deployment) -> None:
    chat = {"id": -100123, "type": "group", "title": "Thôn 1"}
    state = {"status": "member", "user": telegram.user}
    body = {"chat": chat, "from": telegram.person("Ai").user, "date": 1}
    telegram.push("my_chat_member", body | {"old_chat_member": state, "new_chat_member": state})

    wait(lambda: telegram.made("leaveChat", chat=-100123), "it to leave the group")
    assert not telegram.made("sendMessage", chat=-100123)


def test_nothing_it_sent_was_refused(lan: Chatting, telegram: BotApi) -> None:
    lan.comes()
    refused = [
        call
        for call in telegram.calls
        if call.status == 400 and call.method in ("sendMessage", "editMessageText")
    ]

    assert [call.answer["description"] for call in refused] == []
