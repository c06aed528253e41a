"""The loan calculator: how much, how long, how often, and what it costs. Nothing of it is kept."""

from __future__ import annotations

import re

from content.address import Address
from content.cards.loan import Questions, closed_screen, loans_screen
from content.cards.repayment import MILLION, THOUSAND, Calculator
from content.eligibility.typed import money
from content.fold import fold
from content.offers import Offer, Wish, loan_of, offer, offers
from content.repayments import LARGEST, LONGEST, LoanError
from content.screen import Screen
from handlers.scene import Scene
from handlers.turn import Reply
from handlers.welcome import lost

TYPED_SUM, TYPED_TERM = 2, 3
"""Segments of the address of a screen that asks for a sum, for a term."""
YEARS = re.compile(r"(\d{1,2})\s*nam(?:\s*(\d{1,2})\s*thang)?")
MONTHS = re.compile(r"(\d{1,3})\s*(?:thang)?")


def loans(scene: Scene, _address: Address) -> Reply:
    """Address ``loan``: which one."""
    library = scene.library
    found = offers(library.programmes, library.parameters, scene.today)
    return Reply.of(loans_screen(found, scene.language))


def loan(scene: Scene, address: Address) -> Reply:
    """Address ``loan/<programme>`` and whatever follows it: the next thing to ask, or the cost."""
    _, slug, *rest = address.segments
    if slug not in scene.library.programmes:
        return lost(scene)
    terms = terms_of(scene, slug)
    if terms is None:
        name = scene.library.programmes[slug].name
        return Reply.of(closed_screen(slug, name, scene.language))
    if not all(part.isdecimal() for part in rest):
        return lost(scene)
    try:
        return Reply.of(drawn(scene, terms, [int(part) for part in rest]))
    except (LoanError, LookupError):
        return lost(scene)


def terms_of(scene: Scene, slug: str) -> Offer | None:
    """The terms of a loan today; None where there is no such loan, or they are not known."""
    library = scene.library
    if slug not in library.programmes:
        return None
    return offer(library.programmes[slug], library.parameters, scene.today)


def questions(scene: Scene, terms: Offer) -> Questions:
    return Questions(terms, scene.today, scene.language)


def drawn(scene: Scene, terms: Offer, numbers: list[int]) -> Screen:
    """The screen for what is known so far. Raises LoanError, LookupError."""
    asks, cost = questions(scene, terms), Calculator(terms, scene.today, scene.language)
    match numbers:
        case []:
            return asks.ask_sum()
        case [thousands]:
            loan_of(terms, Wish(thousands * THOUSAND, 1, 1), scene.today)
            return asks.ask_term(thousands * THOUSAND)
        case [thousands, months]:
            return asks.ask_every(thousands * THOUSAND, months)
        case [thousands, months, every]:
            wish = Wish(thousands * THOUSAND, months, every)
            return cost.result(wish, reminds=not scene.standing.is_helping)
        case [thousands, months, every, page]:
            return cost.page(Wish(thousands * THOUSAND, months, every), page)
    raise LookupError("so many numbers name no screen")


def hear(scene: Scene, text: str) -> Reply | None:
    """A typed sum or term where the present screen asks for one; None for words without figures."""
    parts = (scene.standing.screen or "home").split("/")
    if parts[0] != "loan" or len(parts) not in (TYPED_SUM, TYPED_TERM):
        return None
    said, terms = fold(text), terms_of(scene, parts[1])
    if terms is None or not any(char.isdigit() for char in said):
        return None
    read = sum_of(said) if len(parts) == TYPED_SUM else term_of(said)
    if read is None:
        return unclear(scene, terms, parts[2:])
    try:
        return Reply.of(drawn(scene, terms, [*map(int, parts[2:]), read]))
    except LoanError:
        return unclear(scene, terms, parts[2:])


def unclear(scene: Scene, terms: Offer, numbers: list[str]) -> Reply:
    """The same question, saying that the figures were not understood."""
    asks = questions(scene, terms)
    if not numbers:
        return Reply.of(asks.ask_sum(unclear=True))
    return Reply.of(asks.ask_term(int(numbers[0]) * THOUSAND, unclear=True))


def sum_of(said: str) -> int | None:
    """Thousands of đồng; a bare number below a thousand is millions, for nobody borrows less."""
    bare = int(said) if said.isdecimal() else THOUSAND
    dong = bare * MILLION if bare < THOUSAND else money(said)
    return dong // THOUSAND if dong and THOUSAND <= dong <= LARGEST else None


def term_of(said: str) -> int | None:
    """Months: *60*, *60 tháng*, *5 năm*, *1 năm 6 tháng*."""
    if found := YEARS.fullmatch(said):
        months = int(found[1]) * 12 + int(found[2] or 0)
    elif found := MONTHS.fullmatch(said):
        months = int(found[1])
    else:
        return None
    return months if 1 <= months <= LONGEST else None
