"""How a question of the loan check is drawn: one question, its options, the way back."""

from __future__ import annotations

from datetime import date

from content.blocks import Block, Callout, Paragraph, plain
from content.eligibility.typed import Option
from content.facts import Fact, FactValue
from content.forms import OTHER, UNKNOWN, Standing
from content.screen import Button, Progress, Screen, to
from content.wording import day, money, word

MANY = 8
"""From so many answers on, the result is offered beside the next question."""


def draw(standing: Standing, language: str = "vi", *, unclear: bool = False) -> Screen:
    """The present question. ``unclear``: the typed words were not understood, so ask again.

    Raises ValueError when there is no question left: draw the verdict instead.
    """
    fact = standing.question
    if fact is None:
        raise ValueError("no question is left: draw the verdict")
    options = tuple((option_button(fact, one),) for one in standing.options)
    return Screen(
        address=to("check"),
        title=fact.question,
        blocks=blocks(fact, language, unclear=unclear),
        rows=(*options, (unknown_button(fact, language),), *ways_out(fact, standing, language)),
        style="options",
        trail=trail(standing, language),
        progress=Progress(len(standing.given) + 1, standing.at_most_left),
        placeholder=placeholder(fact, standing.options, language),
    )


def blocks(fact: Fact, language: str, *, unclear: bool) -> tuple[Block, ...]:
    """What stands beside the question; why it is asked and what becomes of the answer, where it
    may hurt to be asked."""
    again = (Callout("note", plain(word("eligibility.unclear", language))),) if unclear else ()
    return (*again, *reasons(fact, language)) if fact.sensitivity == "sensitive" else again


def option_button(fact: Fact, option: Option) -> Button:
    return Button(option.label, to("do", "check", "answer", fact.key, option.token), option.hint)


def unknown_button(fact: Fact, language: str) -> Button:
    """Always last among the options, and dashed."""
    label, hint = word("eligibility.unknown", language), word("eligibility.unknown_hint", language)
    where = to("do", "check", "answer", fact.key, UNKNOWN)
    return Button(label, where, hint, icon="help", look="dashed")


def ways_out(fact: Fact, standing: Standing, language: str) -> tuple[tuple[Button, ...], ...]:
    """Why we ask; back and later; and the result so far once it may be wanted."""
    back = Button(word("eligibility.back", language), to("do", "check", "back"), icon="back")
    later = Button(word("eligibility.later", language), to("do", "check", "later"), icon="close")
    rows = (*why_rows(fact, language), (back, later) if standing.given else (later,))
    tired = len(standing.given) >= MANY or any(value is None for _, value in standing.given)
    return (*rows, (result_button(language),)) if tired else rows


def why_rows(fact: Fact, language: str) -> tuple[tuple[Button, ...], ...]:
    """The way to why we ask, unless it stands beside the question."""
    if fact.sensitivity == "sensitive":
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
            fact.label,
            answer_words(fact, value, language),
            Button(label, to("do", "check", "change", fact.key), icon="edit"),
        )
        for fact, value in standing.given
        if fact.doors
    )


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


def answers(standing: Standing, language: str = "vi") -> Screen:
    """Every answer with its change button, at ``check/answers``."""
    rows = tuple(
        (Button(f"{label}: {words}", change.to, change.label, icon="edit"),)
        for label, words, change in trail(standing, language)
    )
    again = Button(word("eligibility.again", language), to("do", "check", "start"), icon="back")
    title = word("eligibility.change_answers", language)
    return Screen(to("check", "answers"), title, (), (*rows, (result_button(language),), (again,)))
