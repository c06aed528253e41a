"""kill −9 of a real sending process in mid-broadcast: nobody is told twice, nobody is lost."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Connection, select

from db import deliveries, outbox
from db.tables import contacts
from db.tables import deliveries as rows
from db.values import CampaignId
from tests.databases import Database
from tests.faults.sender import LATENCY, RATE
from tests.pushes import broadcast, ping, resident

UNKNOWN_FOR = 0.1 + LATENCY + 0.15
"""Seconds of sending that a kill may leave unknown: a tick claimed, on the wire, being settled."""
SHIFT = 120
"""Seconds between two lives: more than a heart may be silent."""


def begin(database: Database, ledger: Path, life: int) -> subprocess.Popen[bytes]:
    """Start a sender."""
    order = [sys.executable, "-m", "tests.faults.sender", database.url, str(ledger)]
    return subprocess.Popen([*order, str(life * SHIFT)])


def kill(process: subprocess.Popen[bytes]) -> None:
    """As the power cut would."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=10)


def accepted(ledger: Path) -> Counter[str]:
    """How often each person really got it."""
    if not ledger.exists():
        return Counter()
    lines = ledger.read_text().splitlines()
    return Counter(line[2:] for line in lines if line.startswith("e "))


def by_state(conn: Connection, campaign: CampaignId) -> dict[str, set[str]]:
    """Who stands in which state."""
    found = conn.execute(
        select(rows.c.state, contacts.c.external)
        .join(contacts)
        .where(rows.c.campaign_id == campaign)
    )
    people: dict[str, set[str]] = {}
    for state, external in found:
        people.setdefault(state, set()).add(external)
    return people


def live_and_die(database: Database, ledger: Path, people: int, kills: int) -> CampaignId:
    """A broadcast over so many lives, each ended in the middle of sending, the last one whole."""
    campaign = database.write(broadcast, people)
    chance = Random(kills)
    for life in range(kills):
        before = accepted(ledger).total()
        process = begin(database, ledger, life)
        wanted = before + chance.randint(1, max(2, people // (kills + 1)))
        wait_for(lambda wanted=wanted: accepted(ledger).total() >= wanted)  # type: ignore[misc]
        time.sleep(chance.random() * 0.1)
        kill(process)
    last = begin(database, ledger, kills)
    wait_for(lambda: not database.read(deliveries.is_open, campaign), most=60)
    kill(last)
    return campaign


def wait_for(condition, most: float = 30) -> None:  # type: ignore[no-untyped-def]
    """Until something holds; fails when it does not in time."""
    end = time.monotonic() + most
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def judge(database: Database, ledger: Path, people: int, kills: int) -> None:
    """The promise: told at most once, or listed; and the ledger balances."""
    campaign = live_and_die(database, ledger, people, kills)
    told = accepted(ledger)
    states = database.read(by_state, campaign)
    listed = states.get("unconfirmed", set())
    assert max(told.values()) == 1, "somebody was told twice"
    assert states.get("sent", set()) | listed == states_all(states)
    assert sum(len(group) for group in states.values()) == people
    assert set(told) | listed == states_all(states), "somebody is neither told nor listed"
    assert states.get("sent", set()) <= set(told), "somebody is called told and was not"
    assert len(listed) <= kills * UNKNOWN_FOR * RATE
    assert len(listed) > 0, "no kill met a message in the air: the test proves nothing"


def states_all(states: dict[str, set[str]]) -> set[str]:
    """Everybody."""
    return set().union(*states.values())


def test_a_broadcast_survives_its_sender_being_killed(database: Database, tmp_path: Path) -> None:
    judge(database, tmp_path / "ledger", people=400, kills=3)


@pytest.mark.long
def test_a_broadcast_survives_thirty_kills(database: Database, tmp_path: Path) -> None:
    judge(database, tmp_path / "ledger", people=3000, kills=30)


def test_pings_in_the_air_of_a_killed_sender_are_told_again(
    database: Database, tmp_path: Path
) -> None:
    def prepare(conn: Connection) -> None:
        outbox.queue(conn, [ping(resident(conn, f"p{n}")) for n in range(40)])

    def still_open(conn: Connection) -> bool:
        states = set(conn.scalars(select(rows.c.state)))
        return states != {"sent"}

    ledger = tmp_path / "ledger"
    database.write(prepare)
    process = begin(database, ledger, 0)
    wait_for(lambda: accepted(ledger).total() >= 5)
    kill(process)
    process = begin(database, ledger, 1)
    wait_for(lambda: not database.read(still_open), most=30)
    kill(process)
    told = accepted(ledger)
    assert len(told) == 40
    assert max(told.values()) <= 2
