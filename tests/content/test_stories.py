"""Stories: told with newspaper, day and link; a takedown is obeyed at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from content.address import Address
from content.dated import Source
from content.explainers import MOST
from content.library.build import assemble
from content.screen import plain_text
from content.stories import Story, listed, stories_screen, story_screen
from content.wording import LANGUAGES

TODAY = date(2026, 11, 24)
LIBRARY = assemble().library
READING = LIBRARY.reading(TODAY)
STORY = Story(
    slug="tea",
    title="Giữ vườn chè",
    name="Thanh",
    commune="Thọ Bình",
    text="Nhà này giữ vườn chè.",
    newspaper="Báo VietNamNet",
    link="https://vietnamnet.vn/bai.html",
    source=Source("Báo VietNamNet"),
    programmes=("vay-viec-lam", "mo-hinh-giam-ngheo"),
    published=date(2025, 11, 22),
)


def test_a_story_names_newspaper_and_day_and_links_to_the_article() -> None:
    screen = story_screen(STORY, READING)

    assert "Báo VietNamNet, ngày 22/11/2025" in plain_text(screen)
    assert STORY.link in [button.to for button in screen.buttons]


def test_a_story_without_a_known_day_names_the_newspaper_alone() -> None:
    text = plain_text(story_screen(replace(STORY, published=None), READING))

    assert text.endswith("Theo Báo VietNamNet.")


def test_wanting_the_same_leads_to_what_helped() -> None:
    with_help = story_screen(STORY, READING).buttons[0]
    without = story_screen(replace(STORY, programmes=()), READING).buttons

    assert (with_help.to, with_help.look) == ("explainer/vay-viec-lam", "filled")
    assert all(button.look == "plain" for button in without)


def test_a_takedown_is_obeyed_at_once() -> None:
    gone = replace(STORY, slug="gone", takedown=True)

    screen = stories_screen([STORY, gone], READING)

    assert [button.to for button in screen.buttons] == ["story/tea", "home"]
    with pytest.raises(LookupError, match="taken down"):
        story_screen(gone, READING)


def test_the_newest_story_comes_first_and_undated_ones_last() -> None:
    old = replace(STORY, slug="old", published=date(2020, 1, 1))
    undated = replace(STORY, slug="undated", published=None)

    assert [each.slug for each in listed([undated, old, STORY])] == ["tea", "old", "undated"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_real_story_fits_and_leads_on(language: str) -> None:
    reading = LIBRARY.reading(TODAY, language)
    shown = LIBRARY.shown_stories()

    assert len(shown) >= 4
    for screen in (stories_screen(shown, reading), *(story_screen(s, reading) for s in shown)):
        assert len(plain_text(screen)) <= MOST
        ours = [b.to for b in screen.buttons if not b.to.startswith("https://")]
        assert {Address.parse(to).head for to in ours} <= {"home", "stories", "story", "explainer"}
        assert "home" in ours


def test_every_real_story_leads_to_an_explainer_of_what_helped() -> None:
    for story in LIBRARY.shown_stories():
        assert story.programmes, story.slug
        assert story.link.startswith("https://")
