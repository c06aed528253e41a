"""Texts of their own: which one a reader gets, and what no draft may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.campaigns import ANSWER, Draft, Variant
from content.cards.campaign import campaign_screen
from content.channel import CHANNELS
from content.screen import Button, plain_text
from content.variants import MOST, VariantError, fitting, flaws, keys_on, read_key, text_of
from content.wording import LANGUAGES

EN, WEB, EN_WEB = Variant("en", "", "Hello"), Variant("", "web", "Ngắn"), Variant("en", "web", "Hi")


def draft(*variants: Variant) -> Draft:
    return Draft("Tin", "Chào", variants=variants)


@pytest.mark.parametrize(
    ("variants", "language", "channel", "text"),
    [
        ((), "en", "web", "Chào"),
        ((EN,), "vi", "web", "Chào"),
        ((WEB, EN), "en", "web", "Hello"),
        ((WEB, EN, EN_WEB), "en", "web", "Hi"),
        ((WEB, EN, EN_WEB), "vi", "web", "Ngắn"),
        ((WEB, EN, EN_WEB), "en", "telegram", "Hello"),
        ((WEB, EN, EN_WEB), "vi", "telegram", "Chào"),
    ],
)
def test_the_most_specific_text_wins(
    variants: tuple[Variant, ...], language: str, channel: str, text: str
) -> None:
    for order in (variants, variants[::-1]):
        told = draft(*order)
        assert text_of(told, fitting(told, language, channel)) == text


def test_a_key_that_a_draft_has_lost_gives_its_own_text() -> None:
    assert text_of(draft(), "en@web") == "Chào"


def test_a_channel_with_a_text_of_its_own_carries_no_other_in_that_language() -> None:
    assert keys_on(draft(WEB, EN), "web") == ("@web", "en")
    assert keys_on(draft(WEB, EN), "telegram") == ("", "en")


@given(st.sampled_from(("", *LANGUAGES)), st.sampled_from(("", *CHANNELS)))
def test_every_key_that_is_written_is_read_back(language: str, channel: str) -> None:
    key = Variant(language, channel, "").key

    if key:
        assert read_key(key) == (language, channel)
    else:
        with pytest.raises(VariantError):
            read_key(key)


@pytest.mark.parametrize(
    "key", ["", "@", "fr", "en@", "@fax", "en@fax", "en@web@web", "en web", "ẽ"]
)
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(VariantError):
        read_key(key)


def test_each_flaw_of_variants_is_named() -> None:
    def named(*variants: Variant) -> list[str]:
        return [one.key for one in flaws(variants)]

    assert named(EN, WEB, EN_WEB) == []
    assert named(Variant("", "", "x")) == ["variant_key"]
    assert named(Variant("fr", "", "x")) == ["variant_key"]
    assert named(EN, EN) == ["variant_twice"]
    assert named(Variant("en", "", " \n")) == ["variant_empty"]
    assert named(*[EN] * (MOST + 1))[0] == "variant_many"


def test_the_screen_of_a_variant_speaks_its_language_on_its_own_buttons() -> None:
    told = Draft("Tin", "Chào", (Button("Có", ANSWER), Button("Xem", "home")), variants=(EN,))

    base, english = campaign_screen(told, 7), campaign_screen(told, 7, "en")

    assert (plain_text(base), base.buttons[0].label) == ("Chào", "Trả lời")
    assert (plain_text(english), english.buttons[0].label) == ("Hello", "Answer")
    assert [one.to for one in english.buttons] == ["poll/7", "home"]
