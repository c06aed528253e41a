"""Who may enter the console: one-time links, sessions, and what a signed-in person may do."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from content.address import Address
from content.blocks import Callout, Paragraph, line, plain
from content.library.library import Library
from content.places import Places
from content.screen import Button, Screen, to
from content.wording import moment
from db import audit, people, sessions, staff
from db.cipher import Keys
from db.sessions import Session, SessionId
from db.store import Connection, Store
from db.values import PersonId, Role
from handlers.scene import House, Scene
from handlers.turn import Reply
from handlers.welcome import home_button

P = ParamSpec("P")
T = TypeVar("T")

ROLES = ("viewer", "writer", "approver", "admin", "head", "programme", "official")
"""The roles that may enter the console. What each may do there: bot/console/access.py."""
READERS = frozenset(ROLES) - {"official"}
"""Who may look at campaigns and what they came to."""
WHOLE_PROVINCE = frozenset({"admin", "programme"})
SEEN_EVERY = timedelta(minutes=5)
"""A session's last use is written no more often than this: reading a page writes nothing."""
NOBODY = PersonId(0)


class BadStaff(ValueError):
    """A role or office that does not exist: what was given, and what would be right."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the console. ``posts`` are their roles with the unit each one covers ("" for
    none), ``heads`` the offices they lead; ``form_token`` must come back in each of their forms."""

    person: PersonId
    name: str
    language: str
    posts: tuple[tuple[str, str], ...]
    province: str
    offices: tuple[str, ...]
    heads: tuple[str, ...]
    demo: bool
    session: SessionId
    form_token: str

    @property
    def roles(self) -> frozenset[str]:
        """Every role they hold."""
        return frozenset(role for role, _ in self.posts)

    @property
    def unit(self) -> str:
        """The widest unit of all their roles; "" for none."""
        return self.within(self.roles)

    def may(self, allowed: frozenset[str]) -> bool:
        """Whether one of their roles is among those allowed."""
        return bool(self.roles & allowed)

    def within(self, allowed: frozenset[str]) -> str:
        """The unit in which they may do what these roles allow: a reader of the province who
        writes for one commune writes for that commune only."""
        units = [unit for role, unit in self.posts if role in allowed and unit]
        return self.province if self.province in units else next(iter(units), "")


@dataclass(frozen=True, slots=True)
class Desk:
    """What the console works with: units of work of handlers, run in the store."""

    store: Store
    house: House
    clock: Callable[[], datetime]

    @property
    def library(self) -> Library:
        """What we know and say now."""
        return self.house.library()

    async def read(
        self, unit: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run where nothing can be written."""
        return await self.store.read(unit, *args, **kwargs)

    async def write(
        self, unit: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run and commit."""
        return await self.store.write(unit, *args, **kwargs)


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is to be: a role, in an office or for the whole province."""

    name: str
    role: str
    office: str | None = None


def link(conn: Connection, keys: Keys, person: PersonId, minutes: int, now: datetime) -> str:
    """The token of a new one-time link that signs a person in, good for some minutes."""
    token = secrets.token_urlsafe(32)
    sessions.make_link(conn, keys, token, person, now + timedelta(minutes=minutes))
    return token


def path(token: str) -> str:
    """Where on our site a link leads."""
    return f"/sign-in?token={token}"


def staff_link(conn: Connection, house: House, post: Post, minutes: int, now: datetime) -> str:
    """The path that signs in a member of staff, entered if they are new. Raises BadStaff.

    One name in one office is one person, so that nobody approves their own text under two roles.
    """
    places = house.library().places
    unit = unit_of_post(post, places)
    person = staff.named(conn, post.name, post.office, now)
    if person is None:
        person = people.join(conn, name=post.name, origin="operator", now=now).id
    people.give_role(conn, person, post.role, office=post.office, unit=unit, now=now)
    detail = {"role": post.role, "office": post.office or ""}
    audit.record(conn, "give-role", f"person:{person}", by=None, now=now, detail=detail)
    return path(link(conn, house.keys, person, minutes, now))


def unit_of_post(post: Post, places: Places) -> str:
    """The unit that bounds a post: its office's; the province without an office."""
    if not post.name.strip():
        raise BadStaff('a name is needed, for example "Lan"')
    if post.role not in ROLES:
        raise BadStaff(f"no role {post.role!r}; use one of {', '.join(ROLES)}")
    if post.office is None:
        return province(places)
    if post.office not in places.offices:
        near = difflib.get_close_matches(post.office, list(places.offices), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadStaff(f"no office {post.office!r}{hint}")
    return places.office(post.office).unit


def province(places: Places) -> str:
    """The unit above all others."""
    return next(unit.slug for unit in places.units.values() if unit.kind == "province")


def link_stands(conn: Connection, keys: Keys, token: str, now: datetime) -> bool:
    """Whether a link would let somebody in; looking uses nothing up."""
    return sessions.link_stands(conn, keys, token, now)


def open_session(conn: Connection, keys: Keys, token: str, days: int, now: datetime) -> str | None:
    """Use a one-time link up: the token of a new session, or None when the link opens nothing."""
    person = sessions.use_link(conn, keys, token, now)
    if person is None:
        return None
    return begin_session(conn, keys, person, now + timedelta(days=days), now)


def begin_session(
    conn: Connection,
    keys: Keys,
    person: PersonId,
    expires_at: datetime,
    now: datetime,
) -> str:
    """The token of a new session. A demo person's is marked: it dies with the doors."""
    token = secrets.token_urlsafe(32)
    demo = people.get(conn, person).origin == "demo"
    new = Session(SessionId(0), person, "", demo, now, now, expires_at)
    made = sessions.begin(conn, keys, token, new)
    audit.record(conn, "sign-in", f"session:{made}", by=person, now=now)
    return token


def actor(conn: Connection, house: House, token: str, now: datetime) -> tuple[Actor, bool] | None:
    """Who is behind a session's token, and whether its last use should be written; None for
    nobody. Somebody whose roles have all ended is still signed in, and may do nothing."""
    found = sessions.find(conn, house.keys, token, now)
    if found is None:
        return None
    person = people.get(conn, found.person)
    held = [role for role in people.roles_of(conn, person.id, now) if role.role in ROLES]
    whole = province(house.library().places)
    entered = Actor(
        person=person.id,
        name=person.name,
        language=person.language,
        posts=tuple((role.role, unit_of(role, whole)) for role in held),
        province=whole,
        offices=tuple(role.office for role in held if role.office),
        heads=tuple(role.office for role in held if role.office and role.role == "head"),
        demo=found.demo,
        session=found.id,
        form_token=house.keys.fingerprint(f"form:{token}"),
    )
    return entered, now - found.seen_at > SEEN_EVERY


def unit_of(role: Role, whole: str) -> str:
    """The unit a role covers: the province for those who run the programme."""
    return whole if role.role in WHOLE_PROVINCE else role.unit or ""


def mark_seen(conn: Connection, session: SessionId, now: datetime) -> None:
    """Remember that a session was used."""
    sessions.see(conn, session, now)


def sessions_for(conn: Connection, of: Actor, now: datetime) -> list[Session]:
    """The running sessions somebody may end: their own; an administrator everybody's."""
    return sessions.running_of(conn, None if "admin" in of.roles else of.person, now)


def end_session(conn: Connection, by: Actor, session: int, now: datetime) -> bool:
    """Sign a browser out; False when it is none of theirs, or is out already."""
    of = None if "admin" in by.roles else by.person
    ended = sessions.end(conn, SessionId(session), now, of=of)
    if ended:
        audit.record(conn, "sign-out", f"session:{session}", by=by.person, now=now)
    return ended


def console(scene: Scene, _address: Address) -> Reply:
    """Address ``console``: the door to the console, and one button that asks for a link."""
    ask = Button(scene.word("console.chat.ask"), to("do", "console", "link"), look="filled")
    told = Paragraph(line(scene.word("console.chat.what")))
    figures = Button(scene.word("console.nav.figures"), to("figures"), icon="chart")
    ways = (ask, figures) if scene.role_names & READERS else (ask,)
    rows = (*((way,) for way in ways), (home_button(scene),))
    return Reply.of(Screen(to("console"), scene.word("console.chat.title"), (told,), rows))


CHAT_MINUTES = 15


def send_link(scene: Scene, _address: Address) -> Reply:
    """``do/console/link``: a one-time link into the chat of the person themselves."""
    if not scene.house.public_url:
        told = Paragraph(line(scene.word("console.chat.nowhere")))
        rows = ((home_button(scene),),)
        return Reply.of(Screen(to("console"), scene.word("console.chat.title"), (told,), rows))
    token = link(scene.conn, scene.house.keys, scene.person.id, CHAT_MINUTES, scene.now)
    subject = f"person:{scene.person.id}"
    audit.record(scene.conn, "sign-in-link", subject, by=scene.person.id, now=scene.now)
    return Reply.of(link_screen(scene, scene.house.public_url.rstrip("/") + path(token)))


def link_screen(scene: Scene, url: str) -> Screen:
    """The link, as a button where the site is reached by https, else to copy."""
    until = moment(scene.now + timedelta(minutes=CHAT_MINUTES))
    blocks = (
        Paragraph(line(scene.word("console.chat.link", until=until))),
        Callout("warn", line(scene.word("console.chat.alone"))),
    )
    title = scene.word("console.chat.title")
    if url.startswith("https://"):
        open_it = Button(scene.word("console.chat.open"), url, look="filled")
        return Screen(to("console"), title, blocks, ((open_it,), (home_button(scene),)))
    copied = (Paragraph(line(scene.word("console.chat.copy"))), Paragraph(plain(url)))
    return Screen(to("console"), title, (*blocks, *copied), ((home_button(scene),),))
