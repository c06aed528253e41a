"""How kept messages become bubbles."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.channels.web.bubbles import View, arrange
from content.screen import to_json
from db.messages import Message
from db.values import ContactId
from tests.bot.channels.web.world import HOME, NOW, PING, QUESTION


def kept(*what: str) -> list[Message]:
    """``said:…`` are their words, ``home``, ``check`` our screens, ``ping`` a push."""
    screens = {"home": HOME, "check": QUESTION, "ping": PING}
    return [
        Message(
            n,
            one.removeprefix("said:") if one.startswith("said:") else "",
            to_json(screens[one]) if one in screens else "",
            NOW + timedelta(seconds=n),
            one == "ping",
        )
        for n, one in enumerate(what, 1)
    ]


def test_the_last_turn_is_live_and_so_is_every_push() -> None:
    bubbles = arrange(kept("home", "ping", "said:a", "check", "ping"))
    assert [bubble.live for bubble in bubbles if bubble.screen] == [False, True, True, True]


def test_all_screens_of_one_turn_are_live() -> None:
    (home, question) = kept("home", "check")
    bubbles = arrange([home, replace(question, at=home.at)])
    assert [bubble.live for bubble in bubbles] == [True, True]


def test_an_answered_question_gives_way_to_the_next() -> None:
    assert [bubble.id for bubble in arrange(kept("home", "check", "check", "check"))] == [1, 4]
    assert [bubble.id for bubble in arrange(kept("check", "said:a", "check"))] == [1, 2, 3]
    assert [bubble.id for bubble in arrange(kept("check", "ping"))] == [1, 2]


def test_numbers_stand_on_the_last_screen_that_is_no_push() -> None:
    bubbles = arrange(kept("home", "said:a", "check", "ping"))
    assert [bubble.id for bubble in bubbles if bubble.numbered] == [3]
    assert View(ContactId(1), "vi", bubbles).present == QUESTION


def test_reading_begins_at_the_last_words() -> None:
    assert View(ContactId(1), "vi", arrange(kept("home", "said:a", "check", "ping"))).latest == 2
    assert View(ContactId(1), "vi", arrange(kept("home"))).latest == 1


def test_what_can_no_longer_be_read_is_left_out() -> None:
    broken = [Message(1, "", '{"address": 5}', NOW, False), Message(2, "", "", NOW, False)]
    assert arrange([*broken, *kept("home")[:1]])[0].screen == HOME
    assert len(arrange(broken)) == 0
