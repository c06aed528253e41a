"""How *Bà con đã nhận được chưa?* is asked: one programme at a time, four answers."""

from __future__ import annotations

from content import wording
from content.blocks import Paragraph, plain
from content.received import ANSWERS, STUCK
from content.screen import Button, Screen, to

ICONS = {"yes": "check", "not_yet": "clock", "refused": "close", "not_asked": "help"}


def notice(number: int, language: str = "vi") -> Screen:
    """The message a month later: nothing on it says of what."""
    answer = Button(word("answer", language), to("checks", number, "received"), icon="next")
    spare = Button(word("spare", language), to("do", "checks", "spare", number), icon="close")
    said = (Paragraph(plain(word("notice", language))),)
    rows = ((answer,), (spare,))
    return Screen(to("checks", number, "received"), word("title", language), said, rows)


def question(number: int, at: int, name: str, language: str = "vi") -> Screen:
    """One programme; ``at`` is its place in what was seen. No answer is given beforehand."""
    rows = tuple(
        (Button(word(said, language), to("do", "received", number, at, said), icon=ICONS[said]),)
        for said in ANSWERS
    )
    later = Button(word("later", language), to("checks", number), icon="back")
    asked = (Paragraph(plain(word("question", language, name=name))),)
    return Screen(
        to("checks", number, "received"), word("title", language), asked, (*rows, (later,))
    )


def thanks(number: int, answers: frozenset[str], language: str = "vi") -> Screen:
    """All is answered; who is stuck is told where to go."""
    said = [Paragraph(plain(word("thanks", language)))]
    if answers & STUCK:
        said.append(Paragraph(plain(word("stuck", language))))
    person = Button(word("person", language), to("contact"), icon="chat")
    back = Button(word("back", language), to("checks", number), icon="back")
    title = word("thanks.title", language)
    return Screen(to("checks", number, "received"), title, tuple(said), ((person,), (back,)))


def word(key: str, language: str, **fields: object) -> str:
    return wording.word(f"received.{key}", language, **fields)
