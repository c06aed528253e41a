"""What a person came to ask about."""

from __future__ import annotations

import pytest

from content.care import Care
from content.library import facts, parameters, programmes
from content.library.source import DATA

PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)
CAUSES = {"thieu-von": ["vay-nuoc-sach", "no-more", "vay-ho-ngheo"]}


@pytest.mark.parametrize("text", ["loans", "supports", "cause:thieu-von", "programme:vay-hssv"])
def test_a_care_is_read_as_it_is_written(text: str) -> None:
    assert str(Care.read(text)) == text


@pytest.mark.parametrize("text", ["", "loan", "loans:x", "cause", "programme:", "door:x"])
def test_what_is_no_care_is_none(text: str) -> None:
    assert Care.read(text) is None


def test_each_door_leads_to_programmes_that_exist() -> None:
    loans = Care("loans").slugs(PROGRAMMES, CAUSES)
    supports = Care("supports").slugs(PROGRAMMES, CAUSES)

    assert {PROGRAMMES[slug].kind for slug in loans} == {"loan"}
    assert {*loans, *supports} == set(PROGRAMMES.by_slug)
    assert not {*loans} & {*supports}
    assert Care("programme", "vay-hssv").slugs(PROGRAMMES, {}) == ("vay-hssv",)
    assert Care("programme", "no-more").slugs(PROGRAMMES, {}) == ()
    assert Care("cause", "thieu-von").slugs(PROGRAMMES, CAUSES) == ("vay-nuoc-sach", "vay-ho-ngheo")
    assert Care("cause", "other").slugs(PROGRAMMES, CAUSES) == ()
