"""How a question is drawn: one question, its options, the way back."""

from __future__ import annotations

from datetime import date

from content.blocks import Block, Callout, Paragraph, Span, plain
from content.cards import members
from content.eligibility.typed import Option
from content.facts import Fact, FactValue
from content.forms import Answered, Standing
from content.given import OTHER, UNKNOWN
from content.household import MEMBERS, Slot, parted
from content.screen import Button, Progress, Screen, to
from content.wording import day, money, word

MANY = 8
"""From so many answers on, the result is offered beside the next question."""
FEW = 12
"""Up to so many questions that may still come are told."""
RECENT = 6
"""So many of the last answers stand above a question; all of them are one tap away."""
PAGE = 12
"""Answers on one screen of the list."""


def draw(standing: Standing, language: str = "vi", *, unclear: bool = False) -> Screen:
    """The present question. ``unclear``: the typed words were not understood, so ask again.

    Raises ValueError when there is no question left: draw the verdict instead.
    """
    fact = standing.question
    if fact is None:
        raise ValueError("no question is left: draw the verdict")
    if fact.key == MEMBERS:
        return members.draw(standing, fact, language, unclear=unclear)
    options = tuple((option_button(standing.slot, one),) for one in standing.options)
    return Screen(
        address=to("check"),
        title=fact.question,
        blocks=(*of_whom(standing, language), *beside(fact, language, unclear=unclear)),
        rows=(*options, (unknown_button(standing.slot, language),), *ways_out(standing, language)),
        style="options",
        trail=trail(standing, language)[-RECENT:],
        progress=progress(standing),
        placeholder=placeholder(fact, standing.options, language),
    )


def progress(standing: Standing) -> Progress | None:
    """How many questions may still come, once they are few enough to be good news."""
    if standing.at_most_left > FEW:
        return None
    return Progress(len(standing.given) + 1, standing.at_most_left)


def of_whom(standing: Standing, language: str) -> tuple[Block, ...]:
    """Of whom it is asked, where that is one of the people of the home."""
    person = standing.names.get(parted(standing.slot)[1])
    if not person:
        return ()
    return (
        Paragraph((Span(word("eligibility.about_person", language, person=person), bold=True),)),
    )


def beside(fact: Fact, language: str, *, unclear: bool) -> tuple[Block, ...]:
    """What stands beside the question; why it is asked and what becomes of the answer, where it
    may hurt to be asked."""
    again = (Callout("note", plain(word("eligibility.unclear", language))),) if unclear else ()
    return (*again, *reasons(fact, language)) if fact.sensitivity == "sensitive" else again


def option_button(name: Slot, option: Option) -> Button:
    return Button(option.label, to("do", "check", "answer", name, option.token), option.hint)


def unknown_button(name: Slot, language: str) -> Button:
    """Always last among the options, and dashed."""
    label, hint = word("eligibility.unknown", language), word("eligibility.unknown_hint", language)
    where = to("do", "check", "answer", name, UNKNOWN)
    return Button(label, where, hint, icon="help", look="dashed")


def ways_out(standing: Standing, language: str) -> tuple[tuple[Button, ...], ...]:
    """Why we ask; back and later; and the result so far once it may be wanted."""
    back = Button(word("eligibility.back", language), to("do", "check", "back"), icon="back")
    later = Button(word("eligibility.later", language), to("do", "check", "later"), icon="close")
    rows = (*why_rows(standing.question, language), (back, later) if standing.given else (later,))
    tired = len(standing.given) >= MANY or any(one.value is None for one in standing.given)
    return (*rows, (result_button(language),)) if tired else rows


def why_rows(fact: Fact | None, language: str) -> tuple[tuple[Button, ...], ...]:
    """The way to why we ask, unless it stands beside the question."""
    if fact is None or fact.sensitivity == "sensitive":
        return ()
    label, where = word("eligibility.why", language), to("check", "why", fact.key)
    return ((Button(label, where, icon="help"),),)


def result_button(language: str) -> Button:
    return Button(word("eligibility.see_result", language), to("check", "result"), icon="document")


def trail(standing: Standing, language: str = "vi") -> tuple[tuple[str, str, Button], ...]:
    """The answers so far, each with its change button."""
    label = word("eligibility.change", language)
    return tuple(
        (
            label_of(one, standing, language),
            said(one, standing, language),
            Button(label, to("do", "check", "change", one.slot), icon="edit"),
        )
        for one in standing.given
    )


def label_of(one: Answered, standing: Standing, language: str) -> str:
    """What was asked, and of whom."""
    person = standing.names.get(parted(one.slot)[1])
    if not person:
        return one.fact.label
    return word("eligibility.of_person", language, name=one.fact.label, person=person)


def said(one: Answered, standing: Standing, language: str) -> str:
    """An answer in the words of its question."""
    if one.fact.key != MEMBERS or one.value is None:
        return answer_words(one.fact, one.value, language)
    count = len(standing.names)
    return word("eligibility.people" if count else "eligibility.nobody", language, count=count)


def answer_words(fact: Fact, value: FactValue | None, language: str = "vi") -> str:
    """An answer as the person gave it."""
    if value is None:
        return word("eligibility.unknown", language)
    if isinstance(value, bool):
        return word("eligibility.yes" if value else "eligibility.no", language)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return money(value) if fact.type == "money" else str(value)
    labels = {choice.value: choice.label for choice in fact.choices}
    chosen = (value,) if isinstance(value, str) else value or (OTHER,)
    return ", ".join(labels.get(one) or word("eligibility.other", language) for one in chosen)


def placeholder(fact: Fact, options: tuple[Option, ...], language: str) -> str:
    """What one may type."""
    if options:
        numbers = ", ".join(str(number) for number in range(1, len(options) + 1))
        return word("eligibility.type_number", language, numbers=numbers)
    kinds = {"date": "type_day", "money": "type_money"}
    return word(f"eligibility.{kinds.get(fact.type, 'type_count')}", language)


def why(fact: Fact, language: str = "vi") -> Screen:
    """Why this question is asked, at ``check/why/<fact>``."""
    go_on = Button(word("eligibility.go_on", language), to("check"), icon="back", look="filled")
    title = word("eligibility.why", language)
    return Screen(to("check", "why", fact.key), title, reasons(fact, language), ((go_on,),))


def reasons(fact: Fact, language: str) -> tuple[Block, ...]:
    """Why a question is asked; of a sensitive one also that its answer is erased."""
    why_asked = Paragraph(plain(fact.help))
    if fact.sensitivity != "sensitive":
        return (why_asked,)
    return (why_asked, Paragraph(plain(word("eligibility.forgotten", language))))


def answers(standing: Standing, language: str = "vi", page: int = 1) -> Screen:
    """Every answer with its change button, a page at a time, at ``check/answers[/<page>]``."""
    every = trail(standing, language)
    page = max(1, min(page, -(-len(every) // PAGE)))
    rows = tuple(
        (Button(f"{label}: {words}", change.to, change.label, icon="edit"),)
        for label, words, change in every[(page - 1) * PAGE : page * PAGE]
    )
    again = Button(word("eligibility.again", language), to("do", "check", "start"), icon="trash")
    back = Button(word("eligibility.see_result", language), to("check", "result"), icon="back")
    title = word("eligibility.change_answers", language)
    ways = (*turning(page, len(every), language), (again,), (back,))
    here = to("check", "answers", page) if page > 1 else to("check", "answers")
    return Screen(here, title, (), (*rows, *ways))


def turning(page: int, count: int, language: str) -> tuple[tuple[Button, ...], ...]:
    """The pages before and after."""
    labels = {page - 1: "page_before", page + 1: "page_after"}
    return tuple(
        (Button(word(f"eligibility.{label}", language), to("check", "answers", to_page)),)
        for to_page, label in labels.items()
        if 0 < to_page <= -(-count // PAGE)
    )
