"""What a resident lives through: greeting, home, explainers, check, questions, settings, data."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from db.tables import contacts, conversations, messages, people, suppressed
from tests.talk import POOR, World, with_operator


def test_first_contact_says_that_it_is_a_machine_who_runs_it_and_how_to_delete(
    world: World,
) -> None:
    with_operator(world, "Sở Nông nghiệp và Môi trường")

    lan = world.someone().opens()

    assert lan.at == "home"
    assert "may tra loi tu dong, khong phai can bo" in lan.sees
    assert "so nong nghiep va moi truong" in lan.sees
    assert "xoa du lieu" in lan.sees


def test_without_an_operator_the_first_screen_says_that_it_is_a_trial(world: World) -> None:
    assert "ban thu" in world.someone().opens().sees


def test_a_typed_question_is_answered_at_once_with_the_greeting_before_it(world: World) -> None:
    lan = world.someone().says("hộ nghèo được cấp thẻ bảo hiểm y tế không")

    assert lan.at == "explainer/bhyt-ho-ngheo"
    assert "may tra loi tu dong" in lan.sees
    assert "may tra loi tu dong" not in lan.says("menu").says("thẻ bhyt hộ nghèo").sees


def test_home_has_at_most_six_doors(world: World) -> None:
    assert len(world.someone().opens().screens[-1].buttons) <= 6


def test_a_check_asks_a_few_questions_and_gives_a_verdict_with_reasons(world: World) -> None:
    lan = world.someone().says("menu").presses("Nhà mình được gì").presses("Vay vốn")
    lan.presses("Làm ăn").presses("Hộ nghèo").answers(POOR)

    assert lan.at == "check/result"
    assert "du dieu kien" in lan.sees
    assert "100 trieu dong" in lan.sees
    assert "ngan hang csxh va ubnd xa quyet dinh" in lan.sees


def test_the_same_check_can_be_typed(world: World) -> None:
    lan = world.someone().says("kiem tra vay von")
    assert lan.at == "check"

    lan.says("1").says("hộ nghèo").answers(POOR)

    assert lan.at == "check/result"
    assert "100 trieu dong" in lan.sees


def test_answers_are_erased_when_the_person_leaves_the_result_unless_kept(world: World) -> None:
    lan = world.someone().says("menu").presses("Nhà mình được gì").presses("Vay vốn")
    lan.presses("Làm ăn").presses("Hộ nghèo")
    lan.taps("check/result")
    assert answers_kept(world)

    lan.says("menu")
    assert not answers_kept(world)

    lan.presses("Nhà mình được gì").presses("Vay vốn").presses("Làm ăn").presses("Hộ nghèo")
    lan.taps("check/result").presses("Giữ lại").presses("Giữ câu trả lời").says("menu")
    assert not answers_kept(world)
    lan.taps("checks").presses("Lần xem ngày").presses("Xem lại theo hôm nay")
    assert answers_kept(world)


def answers_kept(world: World) -> bool:
    with world.work() as conn:
        return conn.scalar(select(conversations.c.answers)) is not None


def test_bubbles_that_show_answers_go_when_the_answers_go(world: World) -> None:
    lan = world.someone(channel="web").says("kiem tra vay von").says("1").says("1")
    assert private_bubbles(world) > 1

    lan.taps("check/result")
    assert private_bubbles(world) > 1

    lan.says("menu")
    assert private_bubbles(world) == 0
    assert bubbles(world) > 2


def private_bubbles(world: World) -> int:
    with world.work() as conn:
        return conn.scalar(select(func.count()).where(messages.c.private)) or 0


def bubbles(world: World) -> int:
    with world.work() as conn:
        return conn.scalar(select(func.count()).select_from(messages)) or 0


def test_a_question_during_the_check_is_answered_and_the_check_goes_on(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").says("1")
    lan.says("học phí cho con hộ nghèo có được miễn không")
    assert lan.at == "explainer/hoc-phi"

    lan.presses("Quay lại câu đang hỏi")

    assert lan.at == "check"
    assert lan.screens[-1].trail


def test_back_drops_the_last_answer_and_change_keeps_the_rest(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").says("1").says("1")
    assert len(lan.screens[-1].trail) == 2

    lan.says("quay lại")
    assert len(lan.screens[-1].trail) == 1

    lan.says("1").presses("Sửa").says("2")
    assert len(lan.screens[-1].trail) == 2


@pytest.mark.parametrize("text", ["STOP", "dừng", "NGỪNG!", "đừng nhắn nữa", "huy dang ky"])
def test_a_clear_stop_stops_at_once(world: World, text: str) -> None:
    lan = world.someone().says("menu").says(text)

    assert lan.at == "settings/stopped"
    assert opted_out(world)
    lan.says("nhận tin")
    assert not opted_out(world)


@pytest.mark.parametrize("text", ["dung", "huy", "thoi"])
def test_a_bare_word_without_marks_asks_with_two_buttons(world: World, text: str) -> None:
    lan = world.someone().says("menu").says(text)

    assert lan.at == "settings/stop"
    assert len(lan.screens[-1].buttons) == 2
    assert not opted_out(world)
    assert world.someone().says("có").at == "settings/stopped"


def test_stop_while_a_question_is_open_answers_it_first_and_then_asks(world: World) -> None:
    lan = world.someone().says("kiem tra vay von").says("1").says("1")
    assert lan.at == "check"
    asked = len(lan.screens[-1].trail)

    lan.says("dung")

    assert [screen.address for screen in lan.screens][-1] == "settings/stop"
    assert not opted_out(world)
    lan.says("2")
    assert lan.at == "check"
    assert len(lan.screens[-1].trail) >= asked


def opted_out(world: World) -> bool:
    with world.work() as conn:
        return conn.scalar(select(people.c.opted_out_at)) is not None


def test_language_and_commune_can_be_set_and_an_old_name_is_understood(world: World) -> None:
    lan = world.someone().says("doi ngon ngu").presses("English")
    assert "language" in lan.sees

    lan.taps("settings/commune").says("xã Xuân Lộc cũ").taps("settings/commune")
    lan.says("tho the")
    assert "tho phu" in lan.sees


def test_data_can_be_seen_exported_and_deleted_at_once(world: World) -> None:
    lan = world.someone().says("menu").says("du lieu cua toi")
    assert lan.at == "settings/data"
    lan.presses("Xem bản đầy đủ")
    assert '"language": "vi"' in lan.sees

    lan.says("xoa du lieu").presses("Xóa hết")

    assert "da duoc xoa" in lan.sees
    with world.work() as conn:
        assert conn.scalar(select(func.count()).select_from(people)) == 0
        assert conn.scalar(select(func.count()).select_from(contacts)) == 0
        assert conn.scalar(select(func.count()).select_from(conversations)) == 0
        assert conn.scalar(select(func.count()).select_from(suppressed)) == 1


def test_who_was_erased_and_writes_again_is_somebody_new(world: World) -> None:
    lan = world.someone().says("menu").says("xoa du lieu").presses("Xóa hết")

    lan.says("chào")

    with world.work() as conn:
        assert conn.scalar(select(func.count()).select_from(people)) == 1
        assert conn.scalar(select(func.count()).select_from(suppressed)) == 0


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "location", "contact"])
def test_whatever_is_sent_gets_a_reply(world: World, kind: str) -> None:
    lan = world.someone().says("menu").sends(kind)

    assert lan.screens[-1].buttons


@pytest.mark.parametrize(
    "text",
    ["", " ", "🙂🙂🙂", "a" * 5000, "\x00\x01", "<b>x</b>", "9999999999", "do/erase", "{name}"],
)
def test_garbage_gets_a_kind_reply_and_nothing_happens(world: World, text: str) -> None:
    lan = world.someone().says("menu").says(text)

    assert lan.screens[-1].buttons
    with world.work() as conn:
        assert conn.scalar(select(func.count()).select_from(people)) == 1


@pytest.mark.parametrize(
    "data",
    ["", "do/erase", "do/erase!AAAAAAAA", "do/stop!", "explainer/none", "x" * 64, "../..", "tasks"],
)
def test_callback_data_that_nobody_made_changes_nothing(world: World, data: str) -> None:
    lan = world.someone().says("menu").taps(data)

    assert lan.screens[-1].buttons
    assert not opted_out(world)


def test_a_seal_is_good_for_one_person_only(world: World) -> None:
    lan = world.someone("Lan").says("menu").says("dung")
    stop = lan.button("Dừng nhận tin").to

    world.someone("Minh").says("menu").taps(stop)

    assert not opted_out(world)


@pytest.mark.parametrize("payload", ["do--erase", "no--such", "--", "a" * 64, "đ", "join--zzzz"])
def test_a_link_carries_screens_only(world: World, payload: str) -> None:
    lan = world.someone().opens(payload)

    assert lan.screens[-1].buttons
    with world.work() as conn:
        assert conn.scalar(select(func.count()).select_from(people)) == 1


def test_a_link_to_an_explainer_opens_it(world: World) -> None:
    assert world.someone().opens("explainer--hoc-phi").at == "explainer/hoc-phi"


def test_what_is_kept_is_told_in_peoples_words(world: World) -> None:
    lan = world.someone(channel="web").says("cài đặt").presses("Chọn loại tin")
    lan.presses("Con đi học").presses("Chọn loại tin này")

    lan.says("dữ liệu của tôi")

    assert "con di hoc" in lan.sees
    assert "trang web" in lan.sees
    assert "hoc-hanh" not in lan.sees


def test_a_button_is_pressed_by_typing_its_words(world: World) -> None:
    lan = world.someone().says("hộ nghèo vay vốn được bao nhiêu").says("giay to gi")

    assert lan.at == "explainer/vay-ho-ngheo/papers"


def test_typing_a_languages_name_speaks_it_at_once(world: World) -> None:
    lan = world.someone().says("english")
    assert "language" in lan.sees

    assert "ngon ngu" in lan.says("tieng viet").sees


def test_a_topic_is_stopped_by_typing_and_taken_up_again(world: World) -> None:
    lan = world.someone("Lan", "web").says("khong nhan tin ve bao hiem")
    assert "khong gui tin ve kham chua benh" in lan.sees

    lan.says("dữ liệu của tôi")
    assert "loai tin da tat: kham chua benh" in lan.sees
    lan.says("cài đặt").presses("Chọn loại tin")
    assert lan.button("Khám chữa bệnh").hint == "Đã tắt"

    lan.presses("Khám chữa bệnh").presses("Nhận lại loại tin này")
    assert "dang nhan tin ve kham chua benh" in lan.sees
    assert "da tat" not in lan.says("dữ liệu của tôi").sees


def test_a_topic_is_chosen_stopped_and_undone_by_buttons(world: World) -> None:
    lan = world.someone().opens("settings--topics--vay-von")
    lan.presses("Chọn loại tin này")
    assert "da chon nhan tin ve vay von" in lan.sees
    assert lan.presses("Chọn loại tin").button("Khám").hint == "Chưa chọn"

    lan.presses("Vay vốn làm ăn").presses("Không nhận loại tin này nữa").presses("Nhận lại")
    assert "dang nhan tin ve vay von" in lan.sees


def test_stopping_one_topic_leaves_the_others_and_stop_stops_all(world: World) -> None:
    lan = world.someone("Lan", "web").says("dừng tin vay vốn")
    assert "dang bat" in lan.says("cài đặt").sees
    assert "dang tat" in lan.says("STOP").says("cài đặt").sees


def test_nobody_revives_what_they_stopped_by_choosing_another(world: World) -> None:
    lan = world.someone("Lan", "web").says("dừng tin vay vốn")
    lan.opens("settings--topics--y-te").presses("Chọn loại tin này").presses("Chọn loại tin")

    assert lan.button("Vay vốn làm ăn").hint == "Đã tắt"
    assert lan.button("Khám chữa bệnh").hint == "Đã chọn"
