"""Who lives in the home: one tap each, numbers that stay, and the checks of every door."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.numbered import LIMIT, render
from content import members
from content.address import Address
from content.cards import question
from content.cards.results import DECISIONS, Results
from content.care import Care
from content.eligibility.upcoming import ahead
from content.facts import Fact, FactError
from content.forms import Form, Standing
from content.given import CARE, Answers, facts_only
from content.household import MEMBERS
from content.library.build import build
from content.screen import Button, Screen
from tests.content.homes import TODAY

LIBRARY = build()
FORM = LIBRARY.form()
OFFICIALS = LIBRARY.form(is_official=True)
FACT = LIBRARY.facts[MEMBERS]
CARES = (
    Care("loans"),
    Care("supports"),
    *(Care("cause", cause.slug) for cause in LIBRARY.circumstances),
    *(Care("programme", programme.slug) for programme in LIBRARY.programmes),
)
ROOM = 150
"""Characters of the heading and the button of who helps somebody else."""


def begin(*kinds: str) -> Answers:
    answers = FORM.start((), Care("supports"))
    for kind in kinds:
        answers = members.add(answers, kind, FACT)
    return answers


def stand(answers: Answers) -> Standing:
    return FORM.stand(answers, TODAY)


def test_the_home_is_asked_about_first_and_told_by_a_tap_each() -> None:
    standing = stand(begin())
    assert standing.slot == MEMBERS

    told = stand(begin("elder", "pupil", "pupil"))

    assert told.slot == MEMBERS
    assert list(told.names.values()) == [
        "Người từ 60 tuổi",
        "Học sinh lớp 1 đến lớp 12 (người 2)",
        "Học sinh lớp 1 đến lớp 12 (người 3)",
    ]
    assert stand(members.done(told.answers)).slot != MEMBERS


def test_nobody_is_an_answer_and_so_is_not_knowing() -> None:
    nobody = stand(members.done(begin()))
    unknown = stand(FORM.tap(begin(), MEMBERS, "unknown"))

    assert nobody.home.members == ()
    assert unknown.home.members is None
    assert nobody.slot != MEMBERS
    assert unknown.slot != MEMBERS


def test_whom_one_takes_out_leaves_a_hole_and_their_answers_go() -> None:
    answers = members.done(begin("elder", "pupil", "pupil"))
    answers = FORM.answer(FORM.answer(answers, "age-1", 71), "age-3", 9)

    left = stand(members.drop(answers, 1))

    assert [one.number for one in left.home.members or ()] == [2, 3]
    assert [one.slot for one in left.given if one.slot != MEMBERS] == ["age-3"]
    assert members.drop(left.answers, 3)[-2:] == ((MEMBERS, ["", "pupil"]), (":question", MEMBERS))


def test_back_goes_over_people_one_by_one_and_asks_again_who_lives_there() -> None:
    answers = FORM.answer(members.done(begin("elder", "pupil")), "household_status", "poor")

    again = FORM.back(FORM.back(answers))
    assert stand(again).slot == MEMBERS
    assert len(stand(again).names) == 2

    assert len(stand(FORM.back(again)).names) == 1
    assert facts_only(FORM.back(FORM.back(FORM.back(again)))) == ()


def test_a_change_of_who_lives_there_keeps_what_was_said_of_the_others() -> None:
    answers = FORM.answer(members.done(begin("elder")), "age-1", 71)

    changed = members.add(FORM.change(answers, MEMBERS), "pupil", FACT)

    assert stand(members.done(changed)).home.seen_by(stand(changed).home.member(1))["age"] == 71


def test_no_more_than_nine_are_asked_about() -> None:
    full = stand(begin(*["pupil"] * 12))

    assert len(full.names) == members.MOST
    assert full.options == ()
    screen = question.draw(full)
    assert not any(one.to == "do/check/member/elder" for one in screen.buttons)
    assert len(stand(members.add(members.drop(full.answers, 4), "elder", FACT)).names) == 9


@pytest.mark.parametrize(
    ("typed", "kinds"),
    [
        ("{elder}", ["elder"]),
        ("nguoi tu 60 tuoi", ["elder"]),
        ("{elder}, {pupil} {pupil}", ["elder", "pupil", "pupil"]),
        ("{elder} va {pupil}", ["elder", "pupil"]),
        ("khong co ai", []),
        ("xong", []),
        ("tôi không rõ", None),
    ],
)
def test_people_are_told_by_typing_without_marks(typed: str, kinds: list[str] | None) -> None:
    asked = stand(begin())
    numbers = {one.token: number for number, one in enumerate(asked.options, start=1)}

    answers = FORM.type(asked, typed.format(**numbers))

    assert answers is not None
    assert dict(answers)[MEMBERS] == kinds


def test_somebody_is_taken_out_by_typing() -> None:
    answers = FORM.type(stand(begin("elder", "pupil")), "bỏ 1")

    assert answers is not None
    assert dict(answers)[MEMBERS] == ["", "pupil"]


@given(st.text(max_size=30))
def test_no_typed_text_breaks_the_question(text: str) -> None:
    FORM.type(stand(begin("elder")), text)


@pytest.mark.parametrize("kind", ["nobody", "", "age"])
def test_a_kind_that_nobody_drew_is_an_error(kind: str) -> None:
    with pytest.raises(FactError):
        members.add(begin(), kind, FACT)


def test_an_answer_about_somebody_who_is_not_there_is_dropped() -> None:
    stored: Any = ((CARE, "supports"), (MEMBERS, ["elder"]), ("age-2", 8), ("residence-1", "none"))

    assert stand(stored).answers == stored[:2]
    with pytest.raises(FactError):
        FORM.tap(stored[:2], "age-2", "8")


def test_a_care_that_is_no_more_is_asked_about_as_loans() -> None:
    assert stand(((CARE, "programme:gone"),)).care == Care("loans")
    assert stand(((":programme", "vay-hssv"),)).care == Care("loans")  # type: ignore[arg-type]  # as an older day kept it


def test_only_people_a_programme_is_for_may_be_told() -> None:
    answers = FORM.start((), Care("programme", "tro-cap-huu-tri-xa-hoi"))

    tokens = [one.token for one in stand(answers).options]

    assert set(tokens) == LIBRARY.programmes["tro-cap-huu-tri-xa-hoi"].members
    assert "pupil" not in tokens


def test_one_loan_for_one_thing_does_not_ask_what_for() -> None:
    standing = stand(FORM.start((), Care("programme", "vay-hssv")))

    assert standing.slot != "purposes"
    assert standing.facts["purposes"] == ("study",)


def test_only_officials_are_asked_what_only_they_know() -> None:
    official = {fact.key for fact in LIBRARY.facts if fact.who == "official"}
    every = LIBRARY.programmes.by_slug

    assert official & OFFICIALS.askable(tuple(every))
    assert not official & FORM.askable(tuple(every))


def test_one_person_after_the_other_is_asked_about() -> None:
    answers = members.done(begin("pupil", "elder"))
    asked: list[tuple[str, str]] = []
    while (standing := stand(answers)).question:
        number = standing.slot.partition("-")[2] or "0"
        asked.append((standing.question.sensitivity, number))
        answers = FORM.answer(answers, standing.slot, None)

    assert asked == sorted(asked)
    assert len({number for _, number in asked}) == 3


def test_every_address_of_a_question_fits_even_for_the_ninth_person() -> None:
    full = members.done(begin(*["pupil"] * 9))
    for fact in LIBRARY.facts:
        name = f"{fact.key}-9" if fact.scope == "person" else fact.key
        asked = OFFICIALS.stand(OFFICIALS.change(full, name), TODAY)

        for button in drawn(asked, fact):
            assert str(Address.parse(button.to)) == button.to


def drawn(standing: Standing, fact: Fact) -> tuple[Button, ...]:
    assert standing.question == fact
    screen = question.draw(standing)
    return (*screen.buttons, *(button for _, _, button in screen.trail))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_every_screen_of_every_door_is_one_message_and_the_promise_only_shrinks(
    data: st.DataObject,
) -> None:
    form: Form = data.draw(st.sampled_from([FORM, OFFICIALS]))
    answers = form.start((), data.draw(st.sampled_from(CARES)))
    lefts: list[int] = []
    while (standing := form.stand(answers, TODAY)).question:
        assert_fits(question.draw(standing))
        if standing.slot == MEMBERS:
            kinds = st.lists(st.sampled_from(standing.options), max_size=3)
            answers = members.done(answers)
            for option in data.draw(kinds):
                answers = members.add(answers, option.token, FACT)
            answers = members.done(answers)
            continue
        lefts.append(standing.at_most_left)
        answers = form.tap(answers, standing.slot, data.draw(st.sampled_from(tokens(standing))))

    assert lefts == sorted(set(lefts), reverse=True)
    for screen in screens_of(standing):
        assert_fits(screen)


def tokens(standing: Standing) -> list[str]:
    """Answers that may be tapped or typed, *I do not know* too."""
    assert standing.question
    typed = {"date": "2025-01-01", "int": str(standing.question.most or 70), "money": "2000000"}
    options = [one.token for one in standing.options]
    return [*(options or [typed[standing.question.type]]), "unknown"]


def screens_of(standing: Standing) -> list[Screen]:
    """The result and all that hangs on it."""
    drawn = Results(LIBRARY.programmes)
    lists = [drawn.list(standing, kind, page) for kind in DECISIONS for page in (1, 2)]
    cards = [drawn.card.screen(one, standing) for one in standing.verdicts]
    guides = [drawn.card.guide(one) for one in standing.verdicts]
    later = [drawn.card.ahead(one, standing) for one in map(ahead, standing.verdicts) if one]
    answers = [question.answers(standing, page=page) for page in (1, 2)]
    return [drawn.summary(standing), *lists, *cards, *guides, *later, *answers]


def assert_fits(screen: Screen) -> None:
    """One message of the plainest channel, with what helping adds to it."""
    size = len("\n\n".join(render(screen)))
    assert size <= LIMIT - ROOM, f"{screen.address} has {size} characters"
