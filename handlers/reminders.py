"""Being reminded of a loan's days: asked for by the person, ended by one button.

Kept are the loan's name and days, encrypted; no sum. Whoever helps somebody else is offered none
of this: it would keep something of a stranger.
"""

from __future__ import annotations

from datetime import date, datetime

from content.address import Address
from content.cards.reminder import Asking, Line, ask_screen, confirm_screen, list_screen
from content.eligibility.typed import day as typed_day
from content.fold import fold
from content.offers import Offer, offer
from content.reminders import Reminder, ReminderError, reminder
from content.repayments import LoanError
from content.wording import HANOI
from db import reminders
from db.reminders import Kept
from db.store import Connection
from handlers.saved import new_code
from handlers.scene import House, Scene
from handlers.turn import Reply
from handlers.welcome import lost

MOST = 10
"""Loans of which one person is reminded."""
ASKING = 4
"""Segments of the address that asks for the day."""


def ask(scene: Scene, address: Address) -> Reply:
    """Address ``remind/<programme>/<months>/<every>``: on which day did the money come."""
    found = asked(scene, address.segments[1:])
    if found is None:
        return lost(scene)
    return Reply.of(ask_screen(found[0], scene.today, scene.language))


def asked(scene: Scene, parts: tuple[str, ...]) -> tuple[Asking, Offer] | None:
    """The loan that an address names, and its terms; None where there is no such loan."""
    slug, months, every = parts
    library = scene.library
    if slug not in library.programmes or not (months.isdecimal() and every.isdecimal()):
        return None
    terms = offer(library.programmes[slug], library.parameters, scene.today)
    if terms is None:
        return None
    before = scene.house.days_before
    asking = Asking(slug, terms.name, int(months), int(every), before)
    return (asking, terms) if made(scene, asking, terms, scene.today) else None


def made(scene: Scene, asking: Asking, terms: Offer, since: date) -> Reminder | None:
    """The reminder of a loan since a day; None for one that has not begun or is over."""
    try:
        return reminder(terms, asking.months, asking.every, since, scene.today)
    except (ReminderError, LoanError):
        return None


def hear(scene: Scene, text: str) -> Reply | None:
    """A typed day, where the present screen asks for it; None for words without figures."""
    parts = tuple((scene.standing.screen or "home").split("/"))
    if parts[0] != "remind" or len(parts) != ASKING or not any(one.isdigit() for one in text):
        return None
    found = asked(scene, parts[1:])
    if found is None:
        return None
    asking, terms = found
    since = typed_day(fold(text))
    wanted = made(scene, asking, terms, since) if since else None
    due = wanted.after(scene.today) if wanted else None
    if since is None or due is None:
        return Reply.of(ask_screen(asking, scene.today, scene.language, unclear=True))
    return Reply.of(confirm_screen(asking, since, due, scene.language))


def remind(scene: Scene, address: Address) -> Reply:
    """``do/remind/<programme>/<months>/<every>/<yymmdd>``: from now on."""
    *parts, written = address.segments[2:]
    found, since = asked(scene, tuple(parts)), day_of(written)
    wanted = made(scene, *found, since) if found and since else None
    due = wanted.after(scene.today) if wanted else None
    if wanted is None or due is None or scene.standing.is_helping:
        return lost(scene)
    if reminders.count(scene.conn, scene.person.id) >= MOST:
        return shown(scene, "reminders.too_many")
    keys, person = scene.house.keys, scene.person.id
    is_new = reminders.keep(scene.conn, keys, person, wanted, due, scene.now)
    silent = ("reminders.silent",) if scene.person.opted_out_at else ()
    return shown(scene, "reminders.kept" if is_new else "reminders.known", *silent)


def day_of(written: str) -> date | None:
    """``261124`` as a day of this century."""
    try:
        return datetime.strptime(written, "%y%m%d").replace(tzinfo=HANOI).date()
    except ValueError:
        return None


def every(scene: Scene, _address: Address) -> Reply:
    """Address ``repayments``: of which loans one is reminded."""
    return shown(scene)


def shown(scene: Scene, *notes: str, link: str = "") -> Reply:
    """The list, with what was just done; ``link`` is named in a note."""
    found = reminders.of_person(scene.conn, scene.house.keys, scene.person.id)
    names = scene.library.programmes
    lines = [
        Line(
            one.id,
            names[one.reminder.programme].name if one.reminder.programme in names else "…",
            one.reminder.since,
            one.next_due,
        )
        for one in found
        if one.reminder
    ]
    said = [scene.word(note, days=scene.house.days_before, link=link) for note in notes]
    calendars = bool(site_of(scene))
    return Reply.of(list_screen(lines, scene.language, notes=said, calendars=calendars))


def calendar(scene: Scene, address: Address) -> Reply:
    """``do/repayments/calendar/<number>``: a fresh link to its days; an older one opens nothing any
    more. The link stands in the text, for the buttons of a screen are kept in clear."""
    number, site = address.segments[3], site_of(scene)
    if not site or not number.isdecimal() or len(number) > 15:
        return shown(scene)
    code, keys = new_code(), scene.house.keys
    if not reminders.give_code(scene.conn, keys, scene.person.id, int(number), code):
        return shown(scene)
    return shown(scene, "reminders.calendar.ready", link=f"{site}/repayments/{code}.ics")


def site_of(scene: Scene) -> str:
    """Where we are reached by https; "" where we are not, so that no link can be given."""
    site = scene.house.public_url.rstrip("/")
    return site if site.startswith("https://") else ""


def opened(conn: Connection, house: House, code: str) -> Kept | None:
    """The loan whose calendar a code opens; None for a code that opens nothing (any more)."""
    return reminders.by_code(conn, house.keys, code)


def stop(scene: Scene, address: Address) -> Reply:
    """``do/repayments/stop/<number>``: no more of that loan."""
    number = address.segments[3]
    known = number.isdecimal() and len(number) <= 15
    if known and reminders.stop(scene.conn, scene.person.id, int(number), scene.now):
        return shown(scene, "reminders.stopped")
    return shown(scene)
