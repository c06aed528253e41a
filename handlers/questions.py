"""A typed question: answered, offered as a choice of three, or honestly refused."""

from __future__ import annotations

from dataclasses import replace

from content.address import Address
from content.blocks import Paragraph, line
from content.screen import Button, Screen, to
from handlers import explainers
from handlers.scene import Scene
from handlers.standing import go_on
from handlers.turn import Reply
from handlers.welcome import home_button

SUGGESTED = 3
REFUSED = to("refuse")


def ask(scene: Scene, text: str) -> Reply:
    """Typed words that are no command: look for the explainer they mean."""
    found = scene.library.search(text)
    match found.decision:
        case "answer":
            return heard(scene, explainers.explainer(scene, explainer_of(found.results[0][0])))
        case "suggest":
            slugs = [slug for slug, _ in found.results[:SUGGESTED]]
            return heard(scene, Reply.of(suggest(scene, slugs)))
    return refuse(scene)


def is_answered(reply: Reply) -> bool:
    """Whether the reply is an explainer, not a choice or a refusal."""
    return reply.screens[-1].address.startswith("explainer/")


def is_refused(reply: Reply) -> bool:
    """Whether we had to say that we do not know."""
    return reply.screens[-1].address == REFUSED


def explainer_of(slug: str) -> Address:
    """The address of an explainer."""
    return Address.of("explainer", slug)


def heard(scene: Scene, reply: Reply) -> Reply:
    """Understood: the count of misses starts anew; an open form is offered again below."""
    screens = reply.screens
    if scene.standing.has_form:
        screens = (*screens[:-1], screens[-1].with_rows((go_on(scene, scene.standing),)))
    return replace(reply, screens=screens, standing=replace(scene.standing, misses=0))


def suggest(scene: Scene, slugs: list[str]) -> Screen:
    """Three choices told apart by their second line, and two honest ways out."""
    known = scene.library.explainers
    rows = tuple(
        (Button(known[slug].title, str(explainer_of(slug)), hint=known[slug].hint),)
        for slug in slugs
    )
    none = Button(scene.word("questions.none"), to("topics"), look="dashed")
    person = Button(scene.word("questions.person"), to("contact"), icon="chat")
    return Screen(
        to("suggest"),
        scene.word("questions.suggest.title"),
        (Paragraph(line(scene.word("questions.suggest"))),),
        (*rows, (none,), (person,)),
        style="options",
    )


def refuse(scene: Scene) -> Reply:
    """We do not know, and say so; after the second time in a row, a person comes first."""
    misses = scene.standing.misses + 1
    key = "questions.refuse" if misses < 2 else "questions.refuse.again"
    topics = Button(scene.word("questions.topics"), to("topics"), icon="book")
    person = Button(scene.word("questions.person"), to("contact"), icon="chat")
    ways = (topics, person) if misses < 2 else (person, topics)
    back = ((go_on(scene, scene.standing),),) if scene.standing.has_form else ()
    rows = (*back, *((way,) for way in ways))
    screen = Screen(
        REFUSED,
        scene.word("questions.refuse.title"),
        (Paragraph(line(scene.word(key))),),
        (*rows, (home_button(scene),)),
    )
    return Reply.of(screen, standing=replace(scene.standing, misses=misses))
