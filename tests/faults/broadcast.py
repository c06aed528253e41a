"""A broadcast of the real program in bad weather, and what became of it, told from both ends.

``Fleet`` is the program's processes: on SQLite one that does all, on PostgreSQL a desk that
receives and ticks, and two senders. ``Outcome`` holds the stand-in's ledger beside our rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random

from sqlalchemy import Connection, select, update

from content.fold import fold
from db.tables import campaigns, contacts, deliveries, processes
from scheduler.recovery import DEAD_AFTER
from tests.databases import Database
from tests.journeys.deployments import with_telegram
from tests.journeys.service import PATIENCE, Deployment, wait
from tests.standins.telegram import BotApi
from tests.standins.telegram_faults import weather
from tests.standins.telegram_people import Person

TEXT = "Chào {name}, xã mời bà con tới họp thôn."
WORDS = "xa moi ba con toi hop thon"
BLOCKED = 0.03
"""The share of people who have blocked the bot."""
DESK = ("--role", "web", "--role", "receiver", "--role", "scheduler")
SENDER = ("--role", "sender")


class Fleet:
    """The processes of one deployment, each of which may be killed at any moment."""

    def __init__(self, folder: Path, database: Database, api: BotApi, pace: int) -> None:
        alone = database.dialect == "sqlite"
        settings = with_telegram(api) | {
            "CHUNGTAY_DATABASE__URL": database.url,
            "CHUNGTAY_SECURITY__KEY_FILE": str(folder / "chungtay.key"),
            "CHUNGTAY_TELEGRAM__MESSAGES_PER_SECOND": str(pace),
        }
        self.database = database
        self.desk = Deployment(folder / "desk", settings)
        self.senders = [Deployment(folder / name, settings) for name in ("a", "b") if not alone]
        self._roles = () if alone else DESK

    def start(self) -> None:
        """Start whatever does not run; the desk is waited for, before it has to share a slow
        machine with others that start."""
        if not self.desk.runs:
            self.desk.start(*self._roles)
        for sender in self.senders:
            if not sender.runs:
                sender.launch(*SENDER)

    def kill(self, turn: int) -> None:
        """kill −9 one of them, each in its turn, and start it again."""
        every = [*self.senders, self.desk]
        victim = every[turn % len(every)]
        pid = victim.process.pid
        victim.kill()
        self.database.write(grow_cold, pid)
        self.start()

    def close(self) -> None:
        """Leave nothing running."""
        for one in (self.desk, *self.senders):
            one.close()

    def told(self) -> str:
        """All logs."""
        return "\n".join(one.told() for one in (self.desk, *self.senders))


def grow_cold(conn: Connection, pid: int) -> None:
    """A minute passes since a heart's last beat. (On SQLite nobody waits for it: whoever holds the
    lock knows that it is alone.)"""
    long_ago = select(processes.c.beat_at).where(processes.c.pid == pid)
    for beat in conn.scalars(long_ago).all():
        cold = beat - DEAD_AFTER - timedelta(seconds=5)
        conn.execute(update(processes).where(processes.c.pid == pid).values(beat_at=cold))


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people of a broadcast, and what each will meet, by kind of trouble."""

    people: list[Person]
    troubles: dict[str, set[int]]


def gather(api: BotApi, many: int, chance: Random) -> Crowd:
    """So many people under bad weather; some have blocked the bot."""
    people = [api.person(f"Người {n}") for n in range(many)]
    blocked = chance.sample(people, round(BLOCKED * many))
    for one in blocked:
        one.blocked = True
    gone = {one.id for one in blocked}
    met = weather([one.id for one in people if one.id not in gone], chance)
    for faults in met.values():
        for fault in faults.values():
            api.orders.add(fault)
    return Crowd(people, {"blocked": gone} | {kind: set(orders) for kind, orders in met.items()})


def broadcast(here: Deployment, people: Sequence[Person]) -> None:
    """Put people on a list and set the first campaign of an empty deployment running."""
    rows = [f"telegram,{one.id},{one.name},tho-phu" for one in people]
    listed = here.write("people.csv", "\n".join(["channel,contact,name,unit", *rows]) + "\n")
    text = here.write("text.md", TEXT)
    words = ("--title", "Họp thôn", "--text-file", text, "--audience", "unit:tho-phu")
    made = here.order("people", "import", listed, "--basis", "Danh sách của UBND xã")
    assert made["added"] == len(people)
    assert here.order("campaign", "new", *words)["id"] == 1
    assert here.order("campaign", "approve", "1")["state"] == "approved"
    assert here.order("campaign", "start", "1")["state"] == "running"


def is_over(conn: Connection) -> bool:
    """Whether the campaign has finished."""
    return conn.scalar(select(campaigns.c.state)) == "finished"


def finish(database: Database, seconds: float, why: Fleet) -> None:
    """Wait for the campaign's end."""
    wait(lambda: database.read(is_over), "the campaign to end", why.told, seconds + PATIENCE)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How often each person was told, by the stand-in's own ledger; and our rows: state and reason
    by person."""

    told: Counter[int]
    rows: dict[int, tuple[str, str]]

    def listed(self, state: str, reason: str = "") -> set[int]:
        """Who stands in a state, for a reason that begins like this."""
        return {who for who, (s, why) in self.rows.items() if s == state and why.startswith(reason)}

    @property
    def states(self) -> Counter[str]:
        """How many stand in each state."""
        return Counter(state for state, _ in self.rows.values())


def outcome(database: Database, people: Sequence[Person]) -> Outcome:
    """Look at both ends."""
    told = Counter({one.id: n for one in people if (n := times_told(one))})
    return Outcome(told, database.read(rows))


def times_told(person: Person) -> int:
    """How often the campaign's message stands in somebody's chat."""
    return sum(1 for message in person.sees() if WORDS in fold(message.text))


def rows(conn: Connection) -> dict[int, tuple[str, str]]:
    """State and reason of each delivery, by chat."""
    columns = (contacts.c.external, deliveries.c.state, deliveries.c.reason)
    return {
        int(who): (state, why) for who, state, why in conn.execute(select(*columns).join(contacts))
    }
