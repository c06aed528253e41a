"""One programme's card: caveat first, what to do, never a bare no."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.numbered import render
from content import wording
from content.blocks import Heading, words_of
from content.cards.results import DECISIONS
from content.cards.verdict import MOST, Card
from content.care import Care
from content.eligibility.judge import Verdict
from content.forms import Form, Standing
from content.given import freeze
from content.screen import Screen, from_json, length, plain_text, to_json
from tests.content.homes import FACTS, LOAN_ANSWERS, PARAMETERS, POOR, PROGRAMMES, TODAY

FORM = Form(PROGRAMMES, FACTS, PARAMETERS)


def result(
    known: dict[str, Any], slug: str = "vay-ho-ngheo", day: date = TODAY, language: str = "vi"
) -> Screen:
    answers = tuple((key, freeze(value)) for key, value in known.items())
    loan = PROGRAMMES[slug].kind == "loan"
    standing = FORM.stand(FORM.start(answers, None if loan else Care("programme", slug)), day)
    return Card(PROGRAMMES, language).screen(verdict(standing, slug), standing)


def verdict(standing: Standing, slug: str) -> Verdict:
    found = standing.verdict(slug)
    assert found, slug
    return found


def text_of(screen: Screen) -> str:
    return plain_text(screen).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("known", "rate"),
    [
        ({}, "lãi 7,9248% một năm"),
        ({"ethnic_minority": True}, "lãi 6,24% một năm"),
        ({"household_status": "near_poor", "disability_degree": "none"}, "lãi 7,9248% một năm"),
    ],
)
def test_a_rate_that_is_lower_on_proof_is_told_once_it_is_proven(
    known: dict[str, Any], rate: str
) -> None:
    assert rate in text_of(result(POOR | {"age": 40} | known, "vay-viec-lam"))


def test_the_caveat_comes_first() -> None:
    text = text_of(result(POOR))

    assert text.index("Có thể được vay theo quy định ngày 24/11/2026") < text.index("Vay vốn")
    assert "Ngân hàng CSXH và UBND xã quyết định" in text


def test_an_eligible_card_says_how_much_why_where_and_who_says_so() -> None:
    text = text_of(result(POOR))

    assert "Nhiều nhất 100 triệu đồng, lãi 6,24% một năm, lâu nhất 10 năm." in text
    assert "- Nhà mình là hộ nghèo." in text
    assert "mẫu 01/TD" in text
    assert "Nghị định 78/2002/NĐ-CP, khoản 1 Điều 2" in text
    assert "Đúng đến ngày 24/11/2026." in text


def test_an_eligible_card_says_what_to_do_step_by_step() -> None:
    text = text_of(result(POOR))

    assert "1. Vào Tổ tiết kiệm và vay vốn ở thôn." in text
    assert "Thế chấp: Không cần thế chấp." in text
    assert "Phí: Không mất phí." in text
    assert "- Nhà mình được trả nợ trước hạn." in text


def test_what_to_do_moves_to_its_own_screen_where_it_is_too_long() -> None:
    programme = PROGRAMMES["vay-ho-ngheo"]
    long = replace(programme.guide, steps=("Viết giấy đề nghị vay vốn. " * 4,) * 12)
    programmes_now = replace(PROGRAMMES, by_slug={programme.slug: replace(programme, guide=long)})
    standing = FORM.stand(tuple((key, freeze(value)) for key, value in POOR.items()), TODAY)
    card, found = Card(programmes_now), verdict(standing, programme.slug)

    assert "check/guide/vay-ho-ngheo" in [one.to for one in card.screen(found, standing).buttons]
    assert length(card.screen(found, standing)) <= MOST
    assert "12. Viết giấy" in plain_text(card.guide(found))


def test_a_no_says_when_it_may_be() -> None:
    text = text_of(result(POOR | {"tkvv_member": False}, "vay-ho-ngheo"))

    assert "Khi nào thì được? Vào Tổ tiết kiệm và vay vốn ở thôn" in text


def test_an_uncertain_number_is_marked() -> None:
    text = text_of(result(POOR | {"household_status": "near_poor"}, "vay-ho-can-ngheo"))

    assert "lâu nhất 10 năm (cần kiểm tra lại)" in text


def test_the_ceiling_is_named_when_more_is_wanted() -> None:
    known = POOR | {"amount_wanted": 150_000_000}

    assert "muốn vay 150 triệu đồng; mức cao nhất là 100 triệu đồng" in text_of(result(known))


def test_what_one_would_borrow_says_nothing_of_what_is_given() -> None:
    worker = {"age": 30, "area_type": "rural", "amount_wanted": 150_000_000}

    assert "muốn vay" not in text_of(result(worker, "dao-tao-nghe"))


def test_an_open_programme_offers_its_questions() -> None:
    known = POOR | {"purposes": ("study",), "school_confirmation": True, "tkvv_member": None}
    known.pop("tkvv_member")

    buttons = [one.to for one in result(known).buttons]

    assert "do/check/start/vay-ho-ngheo" in buttons


def test_an_open_programme_never_looks_like_a_no() -> None:
    for slug in PROGRAMMES.by_slug:
        (heading,) = (one for one in result({}, slug).blocks if isinstance(one, Heading))

        is_closed = PROGRAMMES[slug].on(TODAY).status == "closed"
        assert is_closed or words_of(heading.text).startswith("Cần hỏi thêm")


def test_no_fee_no_otp_no_loan_book() -> None:
    assert "Không ai được thu phí, hỏi mã OTP hay giữ sổ vay" in text_of(result({}))


@settings(max_examples=80, deadline=None)
@given(
    LOAN_ANSWERS,
    st.sampled_from([TODAY, date(2021, 2, 1), date(2022, 5, 18), date(2003, 1, 1)]),
    st.sampled_from(["vi", "en"]),
    st.sampled_from(sorted(PROGRAMMES.by_slug)),
)
def test_every_card_fits_in_one_message_and_survives_storage(
    known: dict[str, Any], day: date, language: str, slug: str
) -> None:
    screen = result(known | {"amount_wanted": 900_000_000}, slug, day, language)

    assert len(render(screen)) == 1
    assert length(screen) <= MOST
    assert len(render(screen)[0]) <= length(screen)
    assert from_json(to_json(screen)) == screen
    assert "{" not in plain_text(screen)


def test_a_support_says_by_what_it_is_counted_and_from_what_to_what() -> None:
    elder = {"members": ("elder",), "age-1": 76, "has_pension-1": False}
    text = text_of(result(elder, "tro-cap-huu-tri-xa-hoi"))
    assert "một tháng" in text
    assert "giữ giấy tờ" in text
    assert "sổ vay" not in text

    poor = {"household_status": "poor", "status_certified": True}
    assert "Nhà nước trả hết tiền." in text_of(result(poor, "bhyt-ho-ngheo"))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_key_that_the_code_uses_has_a_sentence(language: str) -> None:
    room = Path(wording.__file__).parent
    code = "".join(
        (room / name).read_text(encoding="utf-8")
        for name in (
            "cards/verdict.py",
            "cards/question.py",
            "cards/terms.py",
            "cards/results.py",
            "forms.py",
            "members.py",
            "cards/members.py",
            "parameters.py",
            "eligibility/judge.py",
        )
    )
    keys = set(re.findall(r'word\(\s*"eligibility\.([a-z_]+)"', code))
    keys |= set(re.findall(r'self\.(?:word|marked)\("([a-z_]+)"', code))
    keys |= {
        "yes",
        "no",
        "type_day",
        "type_money",
        "type_count",
        "is_eligible",
        "is_unknown",
        "is_ineligible",
    }
    keys |= {f"{kind}_{name}" for kind in ("all", "about", "state") for name in DECISIONS}

    catalogue = wording.catalogue("eligibility", language)

    assert len(keys) > 20
    assert {f"eligibility.{key}" for key in keys} <= set(catalogue)
