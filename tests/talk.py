"""Talking to the conversation as a person would: says, presses, opens, sees. No channel between."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from content.fold import fold
from content.library.build import build
from content.library.library import Library
from content.screen import Button, Screen, plain_text
from db import people
from db.cipher import Keys
from db.sqlite import engine
from db.store import Connection
from handlers.conversation import take_turn
from handlers.scene import House, Operator
from handlers.turn import Opened, Other, Reply, Said, Tap, Turn, Words

POOR = {
    "purposes": "lam an",
    "household_status": "ho ngheo",
    "status_certified": "co",
    "residence": "thuong tru",
    "tkvv_member": "vang",
    "age": "40",
    "has_plan": "co",
    "overdue_vbsp": "khong",
    "ethnic_minority": "khong",
}
"""What a poor household that wants to work types, by question."""
MORNING = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
"""09:00 of 24/11/2026 in Hà Nội."""


@cache
def library() -> Library:
    """The real library, built once."""
    return build()


@dataclass
class World:
    """A database, the house, and the clock of a test."""

    made: Engine
    house: House
    now: datetime = MORNING
    people: dict[str, Talk] = field(default_factory=dict)

    def someone(self, name: str = "Lan", channel: str = "terminal") -> Talk:
        """A person by name; the same one each time."""
        return self.people.setdefault(name, Talk(self, name, channel))

    def waits(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    @contextmanager
    def work(self) -> Iterator[Connection]:
        """A unit of work."""
        with self.made.begin() as conn:
            yield conn

    def does(self, unit: Callable[..., object], *args: object, **kwargs: object) -> object:
        """Run one unit."""
        with self.work() as conn:
            return unit(conn, *args, **kwargs)


@dataclass
class Talk:
    """One person on one channel."""

    world: World
    name: str
    channel: str
    reply: Reply | None = None

    def turn(self, said: Said) -> Reply:
        """Do something, and get the answer."""
        turn = Turn(self.channel, self.name, said, self.world.now, name=self.name)
        with self.world.work() as conn:
            self.reply = take_turn(conn, turn, self.world.house)
        assert self.reply is not None
        return self.reply

    def says(self, text: str) -> Talk:
        """They type."""
        self.turn(Words(text))
        return self

    def opens(self, payload: str = "") -> Talk:
        """They come by a link."""
        self.turn(Opened(payload))
        return self

    def sends(self, kind: str) -> Talk:
        """They send a photo, a voice note …"""
        self.turn(Other(kind))
        return self

    def taps(self, data: str) -> Talk:
        """They send a button's data."""
        self.turn(Tap(data))
        return self

    def presses(self, label: str) -> Talk:
        """They press the button that says so (marks aside)."""
        return self.taps(self.button(label).to)

    def answers(self, said: Mapping[str, str]) -> Talk:
        """They type an answer to each question of a check, whichever comes, as far as they can."""
        while (key := self.asked) in said:
            self.says(said[key])
        return self

    @property
    def asked(self) -> str:
        """The fact that is asked now; nothing when none is."""
        targets = " ".join(b.to for screen in self.screens for b in buttons_of(screen))
        found = re.search(r"do/check/answer/([a-z0-9_-]+)", targets)
        return found[1] if found else ""

    def button(self, label: str) -> Button:
        """The button with these words on the screens shown."""
        wanted = fold(label)
        every = [b for screen in self.screens for b in buttons_of(screen)]
        found = [b for b in every if wanted in fold(b.label)]
        assert found, f"no button {label!r} among {[b.label for b in every]}"
        return found[0]

    @property
    def screens(self) -> tuple[Screen, ...]:
        """What was answered last."""
        assert self.reply is not None
        return self.reply.screens

    @property
    def at(self) -> str:
        """The address of the present screen."""
        return self.screens[-1].address

    @property
    def sees(self) -> str:
        """All words on the screens, without marks."""
        return fold("\n".join(plain_text(screen) for screen in self.screens))

    def becomes(self, role: str, office: str) -> Talk:
        """Give them a role in an office, as of now."""
        with self.world.work() as conn:
            person, _, _ = people.meet(
                conn, self.channel, self.name, name=self.name, origin="self", now=self.world.now
            )
            unit = library().places.office(office).unit
            now = self.world.now
            people.give_role(conn, person.id, role, office=office, unit=unit, now=now)
        return self


def buttons_of(screen: Screen) -> list[Button]:
    """Every button of a screen, those of its trail included."""
    return [*screen.buttons, *(button for _, _, button in screen.trail)]


def world_of(template: Path, folder: Path, operator: Operator | None = None) -> World:
    """A fresh world on a copy of a migrated SQLite file."""
    file = folder / "talk.db"
    shutil.copy(template, file)
    made = engine(make_url(f"sqlite:///{file}"), begin="BEGIN IMMEDIATE")
    return World(made, House(library, Keys(b"k" * 32), operator or Operator()))


def with_operator(world: World, name: str) -> World:
    """The same world, run by somebody."""
    world.house = replace(world.house, operator=Operator(name))
    return world
