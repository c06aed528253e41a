"""Reckoning with a loan: by tapping and by typing, for oneself and for somebody else."""

from __future__ import annotations

import pytest

from content.address import Address
from handlers.routes import opens
from tests.talk import World, library


def test_by_tapping_one_learns_what_a_loan_costs_month_by_month(world: World) -> None:
    lan = world.someone().says("menu").says("tính trả nợ")
    assert lan.at == "loan"

    lan.presses("Vay vốn hộ nghèo").presses("100 triệu").presses("5 năm").presses("6 tháng")

    assert lan.at == "loan/vay-ho-ngheo/100000/60/6"
    assert "17 trieu 160 nghin dong" in lan.sees
    lan.presses("Xem từng tháng")
    assert lan.at == "loan/vay-ho-ngheo/100000/60/6/1"
    assert "24/12/2026: 520.000 dong" in lan.sees


def test_the_same_can_be_typed_without_marks(world: World) -> None:
    lan = world.someone().says("menu").says("tinh lai")

    lan.says("vay von ho ngheo").says("35 trieu").says("4 nam").says("6 thang mot lan")

    assert lan.at == "loan/vay-ho-ngheo/35000/48/6"


@pytest.mark.parametrize(
    ("typed", "reads"),
    [
        ("35tr", 35_000),
        ("35", 35_000),
        ("1tr5", 1_500),
        ("35.500.000", 35_500),
        ("dạ khoảng 40 triệu ạ", 40_000),
        ("7200k", 7_200),
    ],
)
def test_a_sum_is_read_as_people_write_it(world: World, typed: str, reads: int) -> None:
    lan = world.someone().says("menu").taps("loan/vay-ho-ngheo").says(typed)

    assert lan.at == f"loan/vay-ho-ngheo/{reads}"


@pytest.mark.parametrize(
    ("typed", "months"),
    [("5 năm", 60), ("60", 60), ("40 thang", 40), ("1 năm 6 tháng", 18), ("10 nam", 120)],
)
def test_a_term_is_read_in_years_or_months(world: World, typed: str, months: int) -> None:
    lan = world.someone().says("menu").taps("loan/vay-ho-ngheo/50000").says(typed)

    assert lan.at == f"loan/vay-ho-ngheo/50000/{months}"


@pytest.mark.parametrize(
    ("at", "typed"),
    [
        ("loan/vay-ho-ngheo", "9999 tỷ"),
        ("loan/vay-ho-ngheo", "500 đồng"),
        ("loan/vay-ho-ngheo/50000", "99 năm"),
        ("loan/vay-ho-ngheo/50000", "5 lần 3"),
        ("loan/vay-hssv/4000", "300 tháng"),
    ],
)
def test_figures_that_make_no_sense_are_asked_for_again(world: World, at: str, typed: str) -> None:
    lan = world.someone().says("menu").taps(at).says(typed)

    assert lan.at == at
    assert "chua doc duoc con so" in lan.sees


def test_a_question_typed_there_is_answered_as_one(world: World) -> None:
    lan = world.someone().says("menu").taps("loan/vay-ho-ngheo")

    assert lan.says("hộ nghèo được cấp thẻ bảo hiểm y tế không").at == "explainer/bhyt-ho-ngheo"


@pytest.mark.parametrize(
    "address",
    [
        "loan/vay-khong-co",
        "loan/vay-ho-ngheo/nhieu",
        "loan/vay-ho-ngheo/0",
        "loan/vay-ho-ngheo/999999999999999999",
        "loan/vay-ho-ngheo/50000/0",
        "loan/vay-ho-ngheo/50000/9999",
        "loan/vay-ho-ngheo/50000/60/0",
        "loan/vay-ho-ngheo/50000/60/61",
        "loan/vay-ho-ngheo/50000/60/6/0",
        "loan/vay-ho-ngheo/50000/60/6/6",
    ],
)
def test_an_address_that_makes_no_sense_leads_on_kindly(world: World, address: str) -> None:
    lan = world.someone().says("menu").taps(address)

    assert lan.at == "lost"
    assert lan.screens[-1].buttons


def test_a_link_opens_a_reckoned_loan(world: World) -> None:
    lan = world.someone().opens("loan--vay-ho-ngheo--50000--60--6")

    assert lan.at == "loan/vay-ho-ngheo/50000/60/6"


def test_back_takes_one_step_back(world: World) -> None:
    lan = world.someone().says("menu").taps("loan/vay-ho-ngheo/50000/60/6").says("quay lại")

    assert lan.at == "loan/vay-ho-ngheo/50000/60"


def test_who_helps_reckons_too_and_goes_on_helping(world: World) -> None:
    hoa = world.someone("Hoa").says("menu").becomes("village-head", "pkt-tho-phu").taps("helping")

    hoa.says("tính lãi").taps("loan/vay-ho-ngheo").says("35 triệu").says("40")

    assert hoa.at == "loan/vay-ho-ngheo/35000/40"
    assert "lam giup" in hoa.sees


def test_a_loan_that_may_be_had_leads_to_what_it_costs(world: World) -> None:
    lan = world.someone().says("menu").taps("check/programme/vay-ho-ngheo")
    while lan.at == "check":
        labels = [button.label for button in lan.screens[-1].buttons]
        good = [
            one for one in ("Hộ nghèo", "Làm ăn", "Thường trú") if any(one in x for x in labels)
        ]
        lan.presses(good[0] if good else "Không" if "qua han" in lan.sees else "Có")

    assert lan.presses("Tính trả nợ vay").at == "loan/vay-ho-ngheo"


def test_a_broadcast_may_link_to_a_loan_that_is_there() -> None:
    assert opens(library(), Address.parse("loan/vay-ho-ngheo/50000/60/6"))
    assert not opens(library(), Address.parse("loan/bhyt-ho-ngheo"))
    assert not opens(library(), Address.parse("loan/vay-khong-co/50000"))
