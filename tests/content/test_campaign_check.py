"""What a writer is told to mend: every check with a draft that needs it and one that does not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pytest

from content.address import Address
from content.campaign_check import Rules, problems
from content.campaigns import ANSWER, Draft, Variant
from content.channel import Limits
from content.screen import Button, Media, Screen, plain_text
from tests.crowd import NOW
from tests.fakes import FakeChannel

FINE = Draft("Rà soát", "Chào {name|bà con} xã {commune|mình}!", (Button("Xem", "home"),))
RULES = Rules(link_hosts=("thanhhoa.gov.vn",), opens=lambda address: address == Address.of("home"))


@dataclass
class Narrow(FakeChannel):
    """A channel that takes few characters."""

    def problems(self, screen: Screen) -> list[str]:
        return ["Dài quá."] if len(plain_text(screen)) > self.limits.text else []


def narrow(name: str, most: int = 20) -> Narrow:
    return Narrow(name=name, limits=Limits(most, True, True, 1, 0))


def found(draft: Draft, rules: Rules = RULES) -> list[str]:
    """Keys of what is to mend, each once; a channel's own sentences as they are."""
    return list(dict.fromkeys(one.key or one.said for one in problems(draft, rules, NOW)))


def test_a_draft_without_a_fault_is_told_nothing() -> None:
    assert found(FINE) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "empty_text"),
        ("Chào {ten|bà con}!", "field"),
        ("Chào {name}!", "no_fallback"),
        ("Xã {commune} họp.", "no_fallback"),
        ("Chào {name!", "brace"),
        ("Chào {name|bà **con**}!", "brace"),
        ("Chào &#123;name&#125;!", "no_fallback"),
        ("Đừng ỷ **lại** nhé.", "shaming"),
        ("Tải ở xau.app nhé", "link"),
        ("Tải ở xau.bond/x", "link"),
        ("Ai lười biếng thì thôi.", "shaming"),
        ("Xem https://xau.com", "link"),
        ("Xem xau.com nhé", "link"),
        ("Xem http://thanhhoa.gov.vn", "link"),
        ("Xem https://thanhhoa.gov.vn.xau.com", "link"),
        ("[Xem](explainer/da-bo)", "address"),
        ("[Xem](do/stop)", "act"),
    ],
)
def test_each_fault_is_found_in_the_text_and_in_a_variant(text: str, key: str) -> None:
    assert found(replace(FINE, text=text)) == [key]
    if text:
        assert found(replace(FINE, variants=(Variant("en", "", text),))) == [key]


@pytest.mark.parametrize(
    "text",
    [
        "Chào {name|bà con} và {commune|}.",
        "Xem https://thanhhoa.gov.vn/tin và https://www.thanhhoa.gov.vn.",
        "[Trang đầu](home)",
        "Chào **{name|bà con}**, theo Kế hoạch 12/KH-UBND.TP/2026, 100.000 đồng/tháng.",
    ],
)
def test_what_is_right_is_left_alone(text: str) -> None:
    assert found(replace(FINE, text=text)) == []


def test_a_dead_button_is_named_with_where_it_leads() -> None:
    draft = replace(FINE, buttons=(Button("Vay vốn", "explainer/da-bo"),))

    (problem,) = problems(draft, RULES, NOW)

    assert "“Vay vốn” trỏ tới explainer/da-bo" in problem.sentence()


def test_a_field_without_a_word_for_others_is_said_with_what_would_be_right() -> None:
    (problem,) = problems(replace(FINE, text="Chào {name}!"), RULES, NOW)

    assert "{name|bà con}" in problem.sentence()
    assert not problem.grave


def test_a_text_too_long_for_one_channel_is_grave_until_that_channel_has_its_own() -> None:
    long = replace(FINE, text="Bà con nhớ đến họp thôn sáng mai.")
    rules = replace(RULES, channels=(narrow("telegram", 50), narrow("web", 20)))

    told = list(problems(long, rules, NOW))
    mended = replace(long, variants=(Variant("", "web", "Mai họp thôn."),))

    assert [(one.said or one.sentence(), one.grave) for one in told] == [
        ("Dài quá.", True),
        ("Có thể viết bản ngắn riêng cho kênh này: @web.", False),
    ]
    assert found(mended, rules) == []


def test_a_variant_is_judged_on_the_channels_that_carry_it_only() -> None:
    long = "Come to the meeting tomorrow morning."
    draft = replace(FINE, text="Mai họp.", variants=(Variant("en", "", long),))
    rules = replace(RULES, channels=(narrow("telegram", 50), narrow("web", 20)))

    (said, advice) = problems(draft, rules, NOW)
    short = Variant("en", "web", "Meeting tomorrow.")

    assert said.sentence() == "Bản “en”: Dài quá."
    assert "en@web" in advice.sentence()
    assert found(replace(draft, variants=(*draft.variants, short)), rules) == []


def test_a_variant_too_long_for_its_own_channel_gets_no_advice_to_write_it() -> None:
    draft = replace(FINE, text="Mai họp.", variants=(Variant("", "web", "x" * 30),))

    assert found(draft, replace(RULES, channels=(narrow("web"),))) == ["variant_said"]


@pytest.mark.parametrize(
    ("variants", "key"),
    [
        ((Variant("fr", "", "Bonjour"),), "variant_key"),
        ((Variant("", "fax", "Chào"),), "variant_key"),
        ((Variant("", "", "Chào"),), "variant_key"),
        ((Variant("en", "", "Hi"), Variant("en", "", "Hello")), "variant_twice"),
        ((Variant("en", "", "  "),), "variant_empty"),
    ],
)
def test_variants_that_nobody_could_get_are_named(variants: Any, key: str) -> None:
    assert found(replace(FINE, variants=variants)) == [key]


def test_a_lone_answer_and_the_same_answer_twice_are_named() -> None:
    yes = Button("Có", ANSWER)

    assert found(replace(FINE, buttons=(yes,))) == ["lone_answer"]
    assert found(replace(FINE, buttons=(yes, Button("có", ANSWER)))) == ["same_answer"]


def test_a_picture_needs_words_and_they_shame_nobody() -> None:
    photo = Media("photo", "0" * 64)
    assert found(replace(FINE, media=photo)) == ["photo_words"]
    assert found(replace(FINE, media=replace(photo, name="Bà con họp thôn"))) == []
    assert found(replace(FINE, media=replace(photo, name="Nhà lười biếng"))) == ["shaming"]
    assert found(replace(FINE, media=Media("voice", "0" * 64))) == []
