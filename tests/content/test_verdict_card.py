"""The result screen: caveat first, good news first, never a bare no."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content import wording
from content.blocks import Heading
from content.cards.verdict import ORDER, Card
from content.forms import Form, freeze
from content.library import facts, parameters, programmes
from content.library.source import DATA
from content.screen import Screen, from_json, plain_text, to_json

TODAY = date(2026, 11, 24)
PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
FORM = Form.of(PROGRAMMES, FACTS, PARAMETERS)
POOR = {
    "purposes": ("production_business",),
    "household_status": "poor",
    "status_certified": True,
    "residence": "permanent",
    "tkvv_member": True,
}


def result(known: dict[str, Any], day: date = TODAY, language: str = "vi") -> Screen:
    answers = tuple((key, freeze(value)) for key, value in known.items())
    return Card(PROGRAMMES, language).screen(FORM.stand(answers, day))


def text_of(screen: Screen) -> str:
    return plain_text(screen).replace("\xa0", " ")


def test_the_caveat_comes_first() -> None:
    text = text_of(result(POOR))

    assert text.index("Có thể được vay theo quy định ngày 24/11/2026") < text.index("Vay vốn")
    assert "Ngân hàng CSXH và UBND xã quyết định" in text


def test_good_news_comes_first_then_what_is_open_then_what_is_not_yet() -> None:
    known = POOR | {"purposes": ("study",), "school_confirmation": None}

    icons = [one.icon for one in result(known).blocks if isinstance(one, Heading)]

    assert icons[0] == "eligible"
    assert icons == sorted(icons, key=ORDER.index)


def test_an_eligible_card_says_how_much_why_where_and_who_says_so() -> None:
    text = text_of(result(POOR))

    assert "Nhiều nhất 100 triệu đồng, lãi 6,24% một năm, lâu nhất 10 năm." in text
    assert "- Nhà mình là hộ nghèo." in text
    assert "mẫu 01/TD" in text
    assert "Nghị định 78/2002/NĐ-CP, khoản 1 Điều 2" in text
    assert "Đúng đến ngày 24/11/2026." in text


def test_a_no_says_when_it_may_be() -> None:
    answers = FORM.start(
        tuple((key, freeze(value)) for key, value in POOR.items()), "vay-ho-moi-thoat-ngheo"
    )

    text = text_of(Card(PROGRAMMES).screen(FORM.stand(answers, TODAY)))

    assert "Khi nào thì được? Khi xã công nhận thoát nghèo" in text


def test_an_uncertain_number_is_marked() -> None:
    text = text_of(result(POOR | {"household_status": "near_poor"}))

    assert "lâu nhất 10 năm (cần kiểm tra lại)" in text


def test_the_ceiling_is_named_when_more_is_wanted() -> None:
    known = POOR | {"amount_wanted": 150_000_000}

    assert "muốn vay 150 triệu đồng; mức cao nhất là 100 triệu đồng" in text_of(result(known))


def test_an_open_programme_offers_its_questions() -> None:
    known = POOR | {"purposes": ("study",), "school_confirmation": True, "tkvv_member": None}
    known.pop("tkvv_member")

    buttons = [one.to for one in result(known).buttons]

    assert "do/check/start/vay-ho-ngheo" in buttons


def test_an_open_programme_never_looks_like_a_no() -> None:
    text = text_of(result({}))
    open_today = [one for one in PROGRAMMES if one.on(TODAY).status != "closed"]

    assert all(f"Cần hỏi thêm: {one.name}" in text for one in open_today)
    assert all(one.name in text for one in PROGRAMMES), "each is named, a closed one too"


def test_no_fee_no_otp_no_loan_book() -> None:
    assert "Không ai được thu phí, hỏi mã OTP hay giữ sổ vay" in text_of(result({}))


def values(key: str) -> st.SearchStrategy[Any]:
    fact = FACTS[key]
    match fact.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(fact.values)
        case "list":
            return st.lists(st.sampled_from(fact.values), max_size=4, unique=True).map(tuple)
        case _:
            return st.just(date(2025, 1, 1))


ASKED = {fact.key: values(fact.key) for fact in FACTS if fact.doors}


@settings(max_examples=80, deadline=None)
@given(
    st.fixed_dictionaries({}, optional=ASKED),
    st.sampled_from([TODAY, date(2021, 2, 1), date(2022, 5, 18), date(2003, 1, 1)]),
    st.sampled_from(["vi", "en"]),
)
def test_every_result_fits_in_one_message_and_survives_storage(
    known: dict[str, Any], day: date, language: str
) -> None:
    screen = result(known | {"amount_wanted": 900_000_000}, day, language)

    assert len(plain_text(screen)) <= 4096
    assert from_json(to_json(screen)) == screen
    assert "{" not in plain_text(screen)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_key_that_the_code_uses_has_a_sentence(language: str) -> None:
    room = Path(wording.__file__).parent
    code = "".join(
        (room / name).read_text(encoding="utf-8")
        for name in (
            "cards/verdict.py",
            "cards/question.py",
            "forms.py",
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

    catalogue = wording.catalogue("eligibility", language)

    assert len(keys) > 20
    assert {f"eligibility.{key}" for key in keys} <= set(catalogue)
