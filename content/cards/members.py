"""How *who lives in the home* is asked: a tap for each person, and one to take somebody out."""

from __future__ import annotations

from content.blocks import Block, Callout, Paragraph, plain
from content.facts import Fact
from content.forms import Standing
from content.given import UNKNOWN
from content.household import MEMBERS
from content.members import MOST
from content.screen import Button, Screen, to
from content.wording import word

Rows = tuple[tuple[Button, ...], ...]


def draw(standing: Standing, fact: Fact, language: str = "vi", *, unclear: bool = False) -> Screen:
    """Who is told so far, and who else lives there."""
    return Screen(
        address=to("check"),
        title=word("eligibility.who_else", language) if standing.names else fact.question,
        blocks=tuple(blocks(standing, fact, language, unclear=unclear)),
        rows=(*kinds(standing), *ways_on(standing, language)),
        style="options",
        trail=people(standing, language),
        placeholder=word("eligibility.type_members", language),
    )


def blocks(standing: Standing, fact: Fact, language: str, *, unclear: bool) -> list[Block]:
    """Why we ask, and how to answer."""
    key = "members_full" if len(standing.names) >= MOST else "members_how"
    told = [Paragraph(plain(f"{fact.help} {word(f'eligibility.{key}', language)}"))]
    again = Callout("note", plain(word("eligibility.unclear", language)))
    return [again, *told] if unclear else [*told]


def kinds(standing: Standing) -> Rows:
    """Everyone who may be told."""
    return tuple(
        (Button(one.label, to("do", "check", "member", one.token), one.hint),)
        for one in standing.options
    )


def ways_on(standing: Standing, language: str) -> Rows:
    """Not knowing, nobody more, back and later."""
    unknown = Button(
        word("eligibility.unknown", language),
        to("do", "check", "answer", MEMBERS, UNKNOWN),
        word("eligibility.unknown_hint", language),
        icon="help",
        look="dashed",
    )
    label = word("eligibility.done" if standing.names else "eligibility.nobody", language)
    done = Button(label, to("do", "check", "members", "done"), icon="check", look="filled")
    back = Button(word("eligibility.back", language), to("do", "check", "back"), icon="back")
    later = Button(word("eligibility.later", language), to("do", "check", "later"), icon="close")
    return (unknown,), (done,), (back, later) if standing.given else (later,)


def people(standing: Standing, language: str) -> tuple[tuple[str, str, Button], ...]:
    """Who was told, each with the way to take them out."""
    label = word("eligibility.take_out", language)
    return tuple(
        (
            word("eligibility.person_number", language, number=number),
            name,
            Button(label, to("do", "check", "member", "drop", number), icon="close"),
        )
        for number, name in standing.names.items()
    )
