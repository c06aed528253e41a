"""Assignments, and how they look to the office that owes them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.blocks import Callout
from content.cards.duty import (
    SHOWN,
    acknowledged_notice,
    digest_screen,
    done_notice,
    duty_screen,
    snooze_screen,
    snoozed_notice,
    tasks_screen,
)
from content.duties import (
    MOVES,
    RUNNING,
    Assignment,
    assign,
    by_press,
    finished,
    may_move,
    snoozed_until,
    snoozes,
)
from content.library.places import load_places
from content.library.plan import load_plan
from content.plan import Plan
from content.screen import Screen, from_json, plain_text, to_json
from content.wording import HANOI, LANGUAGES, NBSP, catalogue

LOADED = load_plan(load_places()[0])[0]
assert LOADED is not None
PLAN: Plan = LOADED
TODAY = date(2026, 12, 1)
NOW = datetime(2026, 12, 1, 8, 0, tzinfo=HANOI)
OPEN = replace(assign(PLAN, PLAN.duty("III.2.2"), "pkt-tho-phu", date(2026, 12, 4)), id=812)
LATE = replace(OPEN, id=3, due=date(2026, 11, 27), state="overdue")
TAKEN = replace(OPEN, id=5, due=date(2026, 12, 27), state="acknowledged", acknowledged_at=NOW)


def words(screen: Screen) -> str:
    return plain_text(screen).replace(NBSP, " ")


def targets(screen: Screen) -> list[str]:
    return [button.to for button in screen.buttons]


def test_a_duty_says_what_by_when_to_whom_and_why() -> None:
    screen = duty_screen(OPEN, TODAY, reminder=4)
    text = words(screen)
    assert screen.address == "duty/812"
    assert screen.title == "Giao chỉ tiêu giảm nghèo cho từng xã"
    for part in (
        "Còn 3 ngày · Nhắc lần 4",
        "Hạn: Thứ Sáu, 04/12/2026",
        "Nộp cho: Cơ quan chương trình cấp tỉnh",
        "Xong khi: Có số quyết định hoặc văn bản đã gửi.",
        "Căn cứ: Kế hoạch 2022, mục III.2.2",
        "Mã việc: NV-812",
        "áp dụng tiếp khi chưa có kế hoạch mới",
        "cần kiểm tra lại",
    ):
        assert part in text


def test_one_filled_button_and_acts_that_carry_the_reference() -> None:
    screen = duty_screen(OPEN, TODAY)
    assert targets(screen) == ["do/duty/done/812", "do/duty/ack/812", "duty/812/snooze", "tasks"]
    assert [b.label for b in screen.buttons if b.look == "filled"] == ["Đã xong"]


def test_a_duty_already_taken_is_not_offered_again() -> None:
    assert "do/duty/ack/5" not in targets(duty_screen(TAKEN, TODAY))
    assert "do/duty/done/5" in targets(duty_screen(TAKEN, TODAY))


def test_a_finished_duty_has_nothing_left_to_do() -> None:
    done = replace(OPEN, state="done", done_at=NOW)
    assert targets(duty_screen(done, TODAY)) == ["tasks"]
    assert "Đã xong · 01/12/2026" in words(duty_screen(done, TODAY))
    assert "không còn nhắc nữa" in words(done_notice(done))
    assert "muộn hạn" in words(done_notice(replace(done, state="done_late")))


@pytest.mark.parametrize(
    ("today", "said", "tone"),
    [
        (date(2026, 11, 20), "Còn 14 ngày", "note"),
        (date(2026, 12, 4), "Hôm nay là hạn", "warn"),
        (date(2026, 12, 8), "Quá 4 ngày", "warn"),
    ],
)
def test_days_left_stand_first_and_press_when_they_should(
    today: date, said: str, tone: str
) -> None:
    chip = duty_screen(OPEN, today).blocks[0]
    assert isinstance(chip, Callout)
    assert (words(Screen("x", blocks=(chip,))), chip.tone) == (said, tone)


def test_snoozing_repeats_that_the_due_day_stays() -> None:
    screen = snooze_screen(OPEN, NOW)
    assert screen.title == "Nhắc lại khi nào? Hạn vẫn là 04/12."
    assert targets(screen) == [
        "do/duty/snooze/812/hour",
        "do/duty/snooze/812/morning",
        "do/duty/snooze/812/days-2",
        "duty/812",
    ]
    snoozed = replace(OPEN, snoozed_until=snoozed_until("morning", NOW))
    assert "07:30 02/12/2026" in words(snoozed_notice(snoozed))
    assert "Hạn vẫn là Thứ Sáu, 04/12/2026." in words(snoozed_notice(snoozed))


def test_no_snooze_reaches_past_the_due_day_until_it_has_passed() -> None:
    eve = datetime(2026, 12, 3, 8, 0, tzinfo=HANOI)
    night = datetime(2026, 12, 4, 23, 30, tzinfo=HANOI)
    assert snoozes(OPEN, eve) == ("hour", "morning")
    assert snoozes(OPEN, night) == ()
    assert targets(snooze_screen(OPEN, night)) == ["duty/812"]
    assert snoozes(LATE, NOW) == ("hour", "morning", "days-2")


def test_snooze_times_are_local_whatever_zone_now_is_in() -> None:
    utc_evening = datetime.fromisoformat("2026-12-01T18:00:00+00:00")  # 01:00 on 02/12 in Hà Nội
    assert snoozed_until("morning", utc_evening).isoformat() == "2026-12-03T07:30:00+07:00"
    assert snoozed_until("days-2", NOW).isoformat() == "2026-12-03T07:30:00+07:00"


def test_acknowledging_offers_the_next_step() -> None:
    screen = acknowledged_notice(replace(OPEN, state="acknowledged", acknowledged_at=NOW))
    assert targets(screen) == ["do/duty/done/812", "duty/812/snooze", "tasks"]


def test_the_list_counts_and_groups_by_urgency() -> None:
    screen = tasks_screen([TAKEN, OPEN, LATE], TODAY)
    text = words(screen)
    assert "Quá hạn: 1\n7 ngày tới: 1\nSau đó: 1" in text
    assert text.index("Quá 4 ngày, hạn 27/11. Chưa nhận · NV-3") < text.index(
        "Còn 3 ngày, hạn 04/12"
    )
    assert "Còn 26 ngày, hạn 27/12. Đã nhận 01/12 · NV-5" in text
    assert targets(screen) == ["duty/3", "duty/812", "duty/5", "unreached", "home"]
    assert screen.placeholder == "Gõ mã việc, ví dụ 3"


def test_a_finished_duty_is_not_in_the_list_and_an_empty_list_says_so() -> None:
    screen = tasks_screen([replace(OPEN, state="done")], TODAY)
    assert "Hiện không có việc nào chờ" in words(screen)
    assert targets(screen) == ["unreached", "home"]


def test_a_long_list_is_cut_counted_and_fits_the_plainest_channel() -> None:
    many = [replace(LATE, id=n) for n in range(1, 41)] + [replace(OPEN, id=99)]
    screen = tasks_screen(many, TODAY)
    assert "và 28 việc khác" in words(screen)
    assert "và 1 việc khác" in words(screen)
    assert len([b for b in screen.buttons if b.to.startswith("duty/")]) == SHOWN
    assert len(plain_text(screen)) <= 2000


def test_the_digest_names_duties_without_a_written_day() -> None:
    undated = [duty for duty in PLAN.in_force(TODAY) if not duty.climbs]
    screen = digest_screen([OPEN], undated, TODAY)
    text = words(screen)
    assert "Việc trong năm, chưa ghi ngày" in text
    assert undated[0].title in text
    assert f"và {len(undated) - SHOWN} việc khác" in text
    assert len(text) <= 2000
    assert "duty/812" in targets(screen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_survives_storage(language: str) -> None:
    screens = [
        duty_screen(OPEN, TODAY, reminder=1, language=language),
        snooze_screen(OPEN, NOW, language),
        tasks_screen([OPEN, LATE, TAKEN], TODAY, language),
        digest_screen([], PLAN.duties, TODAY, language),
        done_notice(OPEN, language),
        acknowledged_notice(OPEN, language),
        snoozed_notice(OPEN, language),
    ]
    for screen in screens:
        assert from_json(to_json(screen)) == screen
        assert screen.title


def test_both_languages_have_every_sentence() -> None:
    assert catalogue("duties", "vi").keys() == catalogue("duties", "en").keys()


def test_closed_states_stay_closed_and_running_ones_can_end() -> None:
    assert set(MOVES) == {after for moves in MOVES.values() for after in moves} | set(RUNNING)
    for state, moves in MOVES.items():
        assert bool(moves) == (state in RUNNING)
    assert may_move("open", "acknowledged")
    assert not may_move("overdue", "done")
    assert not may_move("done", "open")


@given(st.sampled_from(RUNNING), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_finishing_is_late_only_after_the_due_day(state: str, today: date) -> None:
    assert finished(OPEN, today) == ("done" if today <= OPEN.due else "done_late")


@given(
    st.lists(
        st.builds(
            lambda due, state: replace(OPEN, due=due, state=state),
            st.dates(date(2026, 1, 1), date(2027, 12, 31)),
            st.sampled_from(list(MOVES)),
        )
    )
)
def test_grouping_loses_nobody(assignments: list[Assignment]) -> None:
    groups = by_press(assignments, TODAY)
    assert sorted(a.due for group in groups.values() for a in group) == sorted(
        a.due for a in assignments
    )
    assert all(not one.running for one in groups["closed"])
