"""Explainers as people see them: short screens, doors that lead on, past policies that say so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from content.address import Address
from content.blocks import Callout, words_of
from content.dated import Source
from content.explainers import (
    MOST,
    Claim,
    Door,
    Explainer,
    Group,
    door_screen,
    first_screen,
    group_screen,
    topics_screen,
)
from content.library.build import assemble
from content.library.library import Library
from content.references import Reading
from content.screen import Screen, plain_text
from content.wording import LANGUAGES, catalogue

TODAY = date(2026, 11, 24)
DAYS = (date(2022, 8, 1), date(2025, 6, 30), TODAY, date(2027, 1, 1), date(2027, 6, 1))
HEADS = {"home", "topics", "explainer", "stories", "story", "check", "contact", "loan"}
LIBRARY = assemble().library


def reading(day: date = TODAY, language: str = "vi") -> Reading:
    return LIBRARY.reading(day, language)


def sample(**changes: object) -> Explainer:
    source = Source("Nghị định 1", "Điều 2", date(2026, 11, 1), date(2027, 1, 31))
    explainer = Explainer(
        slug="sample",
        title="Chính sách mẫu",
        hint="Mẫu",
        group="vay-von",
        answer="**Có thể** được giúp.",
        doors=(Door("who", "- Hộ nghèo."), Door("where", "UBND xã.")),
        claims=(Claim(source, "Nói vậy"),),
    )
    return replace(explainer, **changes)  # type: ignore[arg-type]


def heads(screen: Screen) -> list[str]:
    return [Address.parse(button.to).head for button in screen.buttons]


def notes(screen: Screen) -> list[str]:
    return [words_of(b.text) for b in screen.blocks if isinstance(b, Callout) and b.tone == "note"]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_screen_of_the_real_content_fits_and_leads_on(day: date, language: str) -> None:
    for screen in every_screen(LIBRARY, reading(day, language)):
        assert len(plain_text(screen)) <= MOST, screen.address
        assert "{" not in plain_text(screen), screen.address
        assert set(heads(screen)) <= HEADS, screen.address
        assert "home" in heads(screen), screen.address
        assert all(button.label for button in screen.buttons)
        Address.parse(screen.address).payload()


def every_screen(library: Library, reading: Reading) -> list[Screen]:
    screens = [topics_screen(library.shelves(), reading)]
    screens += [
        group_screen(group, library.on_shelf(group.key), reading) for group in library.shelves()
    ]
    for each in library.explainers.values():
        screens.append(first_screen(each, reading))
        related = library.related(each)
        screens += [door_screen(each, kind, reading, related) for kind in each.kinds]
    return screens


def test_every_door_button_of_the_real_content_opens_its_door() -> None:
    for each in LIBRARY.explainers.values():
        for button in first_screen(each, reading()).buttons:
            segments = Address.parse(button.to).segments
            if segments[:2] == ("explainer", each.slug):
                kind = segments[2]
                assert door_screen(each, kind, reading()).address == button.to  # type: ignore[arg-type]


def test_the_first_screen_answers_then_opens_doors_in_pairs_and_leads_to_a_person() -> None:
    explainer = sample(programme="vay-ho-ngheo", warning="Không mất phí.")

    screen = first_screen(explainer, reading())

    tones = [block.tone for block in screen.blocks if isinstance(block, Callout)]
    assert tones == ["answer", "warn"]
    assert [button.to for button in screen.buttons] == [
        "explainer/sample/who",
        "explainer/sample/where",
        "explainer/sample/sources",
        "check/programme/vay-ho-ngheo",
        "loan/vay-ho-ngheo",
        "contact",
        "home",
    ]
    assert [len(row) for row in screen.rows] == [2, 1, 1, 1, 1, 1]
    assert [button.to for button in screen.buttons if button.look == "filled"] == [
        "check/programme/vay-ho-ngheo"
    ]


def test_a_warning_stands_on_every_screen() -> None:
    explainer = sample(warning="Không ai được thu phí.")

    for kind in explainer.kinds:
        assert "thu phí" in plain_text(door_screen(explainer, kind, reading()))


def test_an_explainer_without_a_programme_offers_no_check_and_no_calculator() -> None:
    assert not {"check", "loan"} & set(heads(first_screen(sample(), reading())))


def test_only_a_loan_that_one_can_still_have_is_reckoned() -> None:
    past = sample(programme="vay-ho-ngheo", closed=True)
    support = sample(programme="bhyt-ho-ngheo")

    assert "loan" not in heads(first_screen(past, reading()))
    assert "loan" not in heads(first_screen(support, reading()))


@pytest.mark.parametrize("past", [{"closed": True}, {"valid_until": date(2025, 12, 31)}], ids=str)
def test_a_past_policy_says_so_and_points_to_todays(past: dict[str, object]) -> None:
    explainer = sample(programme="vay-ho-ngheo", today="lai-suat", **past)

    for screen in (
        first_screen(explainer, reading()),
        door_screen(explainer, "who", reading()),
    ):
        assert notes(screen) == [reading().word("explainers.past")]
        assert "explainer/lai-suat" in [button.to for button in screen.buttons]
        assert "check" not in heads(screen)


def test_a_policy_is_current_on_its_last_day_and_ahead_before_its_first() -> None:
    explainer = sample(valid_from=date(2026, 1, 1), valid_until=date(2026, 12, 31))

    assert notes(first_screen(explainer, reading(date(2026, 12, 31)))) == []
    assert notes(first_screen(explainer, reading(date(2027, 1, 1)))) != []
    assert "01/01/2026" in notes(first_screen(explainer, reading(date(2025, 12, 31))))[0]


def test_an_explainer_past_its_review_day_says_that_it_is_due() -> None:
    stale = [reading().word("explainers.stale")]

    assert notes(first_screen(sample(), reading(date(2027, 1, 31)))) == []
    assert notes(first_screen(sample(), reading(date(2027, 2, 1)))) == stale
    assert notes(door_screen(sample(), "who", reading(date(2027, 2, 1)))) == stale


def test_the_sources_door_names_document_doubt_and_the_two_days() -> None:
    press = Source("Nghị quyết 9", "", date(2026, 10, 2), date(2027, 3, 1), "second-hand")
    explainer = sample(claims=(*sample().claims, Claim(press, "Giúp thêm")))

    text = plain_text(door_screen(explainer, "sources", reading()))

    assert "- Nghị định 1, Điều 2: Nói vậy\n" in text
    assert "- Nghị quyết 9: Giúp thêm (theo báo chí)" in text
    assert "02/10/2026" in text
    assert "31/01/2027" in text


def test_a_document_no_longer_in_force_is_left_out_unless_it_is_the_only_one() -> None:
    source = Source("Nghị định cũ", "", date(2026, 11, 1), date(2027, 1, 31))
    old = Claim(source, "Xưa", until=date(2025, 12, 31))

    both = sample(claims=(*sample().claims, old))
    alone = sample(claims=(old,))

    assert "Nghị định cũ" not in plain_text(door_screen(both, "sources", reading()))
    assert "Nghị định cũ" in plain_text(door_screen(both, "sources", reading(date(2025, 12, 31))))
    assert "Nghị định cũ" in plain_text(door_screen(alone, "sources", reading()))


def test_a_door_that_an_explainer_does_not_have_is_an_error() -> None:
    with pytest.raises(LookupError, match="papers"):
        door_screen(sample(), "papers", reading())


def test_a_door_offers_at_most_two_related_explainers_and_the_way_back() -> None:
    related = [sample(slug=f"other-{number}") for number in range(3)]

    targets = [button.to for button in door_screen(sample(), "who", reading(), related).buttons]

    assert targets == ["explainer/other-0", "explainer/other-1", "explainer/sample", "home"]


def test_a_shelf_shows_what_holds_today_before_what_is_past() -> None:
    group = Group("vay-von", "Vay vốn", "Loans", "")
    past = sample(slug="past", closed=True)

    screen = group_screen(group, [past, sample()], reading())

    assert [button.to for button in screen.buttons][:2] == ["explainer/sample", "explainer/past"]
    assert screen.buttons[1].hint == reading().word("explainers.over")


def test_shelves_are_named_in_the_readers_language() -> None:
    group = Group("vay-von", "Vay vốn", "Loans", "")

    assert topics_screen([group], reading()).buttons[0].label == "Vay vốn"
    assert topics_screen([group], reading(language="en")).buttons[0].label == "Loans"


def test_both_languages_have_every_sentence() -> None:
    for domain in ("explainers", "stories"):
        assert catalogue(domain, "vi").keys() == catalogue(domain, "en").keys()
        assert len(catalogue(domain, "vi")) > 5


def test_past_policies_of_the_real_content_point_to_a_policy_of_today() -> None:
    past = [each for each in LIBRARY.explainers.values() if each.is_past(TODAY)]

    assert past, "the closed loans are content too"
    for each in past:
        assert each.today, each.slug
        assert not LIBRARY.explainers[each.today].is_past(TODAY)
