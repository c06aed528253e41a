"""Own words for a campaign: asked for or not, they reach who wrote it, and nothing else is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from content.campaign_check import Rules
from content.campaigns import ANSWER, WRITE, Draft
from content.replies import LONGEST, MOST
from content.screen import Button, plain_text
from db import answers, replies
from db.cipher import Keys
from db.tables import campaign_replies, deliveries
from db.tables import campaigns as table
from db.tables import people as persons
from db.values import CampaignId
from handlers import campaigns
from handlers.campaigns import Order
from handlers.routes import opens
from tests.crowd import PROVINCE
from tests.talk import Talk, World, library

KEYS = Keys(b"k" * 32)
TEXT = "Mời bà con họp thôn."
YES, NO = Button("Có", ANSWER), Button("Không", ANSWER)
OWN = Button("Ý kiến khác", WRITE)
NOVEL = "thôn mình mất cái mương thủy lợi rồi bác ơi"
"""Words that the search refuses."""


def told(world: World, *names: str, buttons: tuple[Button, ...] = ()) -> list[Talk]:
    """People whom campaign 1 reaches now."""
    crowd = [world.someone(name, "telegram").says("menu") for name in names]
    send(world, Draft("Họp thôn", TEXT, buttons, "all"))
    return crowd


def send(world: World, draft: Draft) -> None:
    """A campaign that arrives now."""
    rules = Rules(opens=lambda address: opens(library(), address))
    order = Order(None, PROVINCE, world.now)
    with world.work() as conn:
        number = campaigns.compose(conn, library(), draft, order)
        campaigns.start(conn, library(), number, rules, order)
        now = dict(state="sent", finished_at=world.now)
        conn.execute(update(deliveries).where(deliveries.c.state == "queued").values(**now))


def written(world: World, campaign: int = 1) -> list[str]:
    """What an inbox holds, newest first."""
    with world.work() as conn:
        return [one.text for one in replies.page(conn, KEYS, CampaignId(campaign))]


def counts(world: World) -> object:
    return world.does(answers.counts, CampaignId(1))


def test_own_words_are_asked_for_kept_and_thanked(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO, OWN))

    lan.taps("poll/1").presses("Ý kiến khác")
    assert "nhan cau tra loi vao day" in lan.sees
    lan.says("Nhà tôi xin họp buổi tối")
    assert "da chuyen loi cua nha minh" in lan.sees
    assert "khong hua duoc" in lan.sees
    lan.presses("Viết thêm").says("Buổi tối thứ Bảy ạ")

    assert written(world) == ["Buổi tối thứ Bảy ạ", "Nhà tôi xin họp buổi tối"]
    assert counts(world) == {}


def test_a_message_that_asks_for_own_words_only_leads_straight_to_writing(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))

    lan.taps("poll/1/write").says("Tối")

    assert written(world) == ["Tối"]


@pytest.mark.parametrize(
    "text", ["5", "vay vốn", "có", "không", "cảm ơn", "thọ phú", "bảo hiểm y tế", "1", "/start"]
)
def test_whatever_is_typed_is_the_answer(world: World, text: str) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO, OWN))

    lan.taps("poll/1/write").says(text)

    assert written(world) == [text]
    assert counts(world) == {}


def test_a_clear_stop_back_menu_and_a_cry_for_help_keep_their_meaning(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO, OWN))

    assert lan.taps("poll/1/write").says("STOP").at == "settings/stopped"
    assert lan.taps("poll/1/write").says("menu").at == "home"
    assert lan.taps("poll/1/write").says("quay lại").at == "poll/1"
    assert lan.taps("poll/1/write").says("tôi chỉ muốn chết").at == "kind/distress"

    assert written(world) == []


def test_a_word_that_may_mean_stop_is_kept_and_asked_about(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))

    lan.taps("poll/1/write").says("thôi")

    assert written(world) == ["thôi"]
    assert lan.at == "settings/stop"


def test_who_leaves_the_screen_is_understood_as_ever(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))

    lan.taps("poll/1/write").taps("home").says("vay vốn")

    assert lan.at == "check"
    assert written(world) == []


def test_nobody_writes_to_a_campaign_that_did_not_reach_them(world: World) -> None:
    told(world, "Lan", buttons=(OWN,))
    stranger = world.someone("Người lạ", "telegram").says("menu")

    assert stranger.taps("poll/1/write").at == "lost"
    assert stranger.taps("poll/1/passed").at == "lost"
    stranger.says(NOVEL)

    assert stranger.at == "refuse"
    assert written(world) == []


def test_staff_try_it_and_nothing_is_kept(world: World) -> None:
    order = Order(None, PROVINCE, world.now)
    world.does(campaigns.compose, library(), Draft("Hỏi", TEXT, (OWN,)), order)
    writer = world.someone("Tâm", "telegram").says("menu").becomes("writer", "ubnd-tho-phu")

    assert "tin gui thu" in writer.taps("poll/1/write").sees
    assert "tin gui thu" in writer.says("thử xem").sees
    assert written(world) == []


def test_no_words_are_taken_after_a_month(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))
    lan.taps("poll/1/write")
    world.waits(days=31)
    lan.says("muộn rồi")

    assert "khong nhan them" in lan.taps("poll/1/write").sees
    assert written(world) == []


def test_words_that_nobody_knows_go_to_the_campaign_that_came_last(world: World) -> None:
    (lan,) = told(world, "Lan")
    world.waits(hours=1)
    send(world, Draft("Mương", "Tin về mương."))

    lan.says(NOVEL)

    assert lan.at == "poll/2/passed"
    assert lan.button("chính sách").to == "topics"
    assert lan.button("cán bộ").to == "contact"
    assert (written(world), written(world, 2)) == ([], [NOVEL])


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("thẻ bảo hiểm y tế cho hộ nghèo", "explainer/bhyt-ho-ngheo"),
        ("cảm ơn", "kind/thanks"),
        ("menu", "home"),
        ("tôi chỉ muốn chết", "kind/distress"),
        ("!!!", "lost"),
    ],
)
def test_what_is_understood_reaches_no_inbox(world: World, text: str, at: str) -> None:
    (lan,) = told(world, "Lan")

    assert lan.says(text).at == at
    assert written(world) == []


def test_after_48_hours_it_is_an_honest_refusal_again(world: World) -> None:
    (lan,) = told(world, "Lan")
    world.waits(hours=47.9)
    assert lan.says(NOVEL).at == "poll/1/passed"
    world.waits(hours=0.2)

    assert lan.says("mương của thôn bên cạnh lấp mất").at == "refuse"
    assert written(world) == [NOVEL]


def test_the_same_words_are_kept_once_and_never_more_than_so_many(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))
    for _ in range(2):
        lan.taps("poll/1/write").says("xin họp tối")
    assert written(world) == ["xin họp tối"]
    for n in range(MOST):
        lan.taps("poll/1/write").says(f"lời thứ {n}")

    assert len(written(world)) == MOST
    assert "khong chuyen nua" in lan.sees
    assert lan.taps("home").says(NOVEL).at == "refuse"


def test_a_long_text_is_cut_and_says_so(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))

    lan.taps("poll/1/write").says("a" * (LONGEST + 1))

    assert written(world) == ["a" * LONGEST]
    assert "phan cuoi khong chuyen duoc" in lan.sees


def test_words_lie_encrypted_and_go_with_their_writer(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))
    lan.taps("poll/1/write").says("bí mật nhà tôi")
    with world.work() as conn:
        body = conn.scalars(select(campaign_replies.c.body)).one()
    assert '"replies_kept": 1' in plain_text(lan.taps("settings/export").screens[-1])
    lan.taps("settings/erase").presses("Xóa")

    assert "bí mật".encode() not in body
    assert written(world) == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [("có", "yes"), ("co a", "yes"), ("khong", "no"), ("dạ không", "no"), ("ok", "yes")],
)
def test_an_answer_may_be_typed_without_opening_the_question(
    world: World, typed: str, key: str
) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO))

    lan.says(typed)

    assert counts(world) == {key: 1}
    assert "cau tra loi cua nha minh" in lan.sees


@pytest.mark.parametrize(("typed", "key"), [("co", "yes"), ("KHÔNG", "no"), ("2", "no")])
def test_an_answer_may_be_typed_on_the_question(world: World, typed: str, key: str) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO))

    lan.taps("poll/1").says(typed)

    assert counts(world) == {key: 1}


def test_a_yes_belongs_to_what_is_on_the_screen_first(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO))

    lan.taps("settings/stop").says("có")

    assert lan.at == "settings/stopped"
    assert counts(world) == {}


def test_one_of_several_is_named_by_its_words(world: World) -> None:
    several = (Button("Sáng thứ Bảy", ANSWER), Button("Tối Chủ nhật", ANSWER))
    (lan,) = told(world, "Lan", buttons=several)

    lan.says("toi chu nhat")

    assert counts(world) == {"toi-chu-nhat": 1}


def test_an_old_question_takes_no_typed_word(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(YES, NO))
    world.waits(hours=49)

    lan.says("có")

    assert counts(world) == {}


def test_the_screen_of_passed_words_can_be_drawn_again(world: World) -> None:
    (lan,) = told(world, "Lan")
    lan.says(NOVEL)

    assert "da chuyen loi" in lan.taps("poll/1/passed").sees


@pytest.mark.parametrize("address", ["poll/x/write", "poll/99/write", "poll/x/passed"])
def test_an_address_that_is_none_is_answered_kindly(world: World, address: str) -> None:
    (lan,) = told(world, "Lan")

    assert lan.taps(address).at == "lost"


def test_writers_are_an_audience_and_are_counted(world: World) -> None:
    lan, hoa, mai = told(world, "Lan", "Hòa", "Mai", buttons=(YES, NO, OWN))
    lan.taps("poll/1/write").says("ý của Lan")
    hoa.taps("poll/1").presses("Có")
    mai.says("menu")
    order = Order(None, PROVINCE, world.now)
    draft = Draft("Tiếp", TEXT)

    def reached(audience: str) -> int:
        aimed = replace(draft, audience=audience)
        return world.does(campaigns.reach, library(), aimed, order).matched  # type: ignore[attr-defined]

    assert [reached(f"answered:1{one}") for one in ("", "=yes", "=text")] == [2, 1, 1]
    shown = world.does(campaigns.show, library(), CampaignId(1), order)
    assert shown["answers"] == {"yes": None, "no": None, "text": None}  # type: ignore[index]


def test_an_answer_called_text_is_another_than_own_words(world: World) -> None:
    buttons = (Button("Text", ANSWER), NO)
    (lan,) = told(world, "Lan", buttons=buttons)

    lan.taps("poll/1").presses("Text")

    assert counts(world) == {"text-2": 1}


def test_a_withdrawn_question_takes_no_words_but_its_inbox_does(world: World) -> None:
    (lan,) = told(world, "Lan", buttons=(OWN,))
    lan.taps("poll/1/write")
    world.does(lambda conn: conn.execute(update(table).values(state="cancelled")))

    assert lan.says(NOVEL).at == "poll/1/passed"
    assert written(world) == [NOVEL]


def test_demo_people_have_an_inbox_too(world: World) -> None:
    (lan,) = told(world, "Lan")
    world.does(lambda conn: conn.execute(update(persons).values(origin="demo")))

    assert lan.says(NOVEL).at == "poll/1/passed"
