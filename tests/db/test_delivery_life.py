"""A delivery's life, walked at random on a real database beside a model in plain Python.

Whatever happens in whatever order, each push ends in a state the promise allows: a campaign's is
never sent twice, nothing is claimed that may not be sent, and the ledger always balances.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import Connection, select, update

from content.channel import Delivered, Postponed, Receipt, Refused, Unconfirmed
from content.delivery import MOST_ATTEMPTS, fate
from db import outbox, people
from db.claims import Claimed
from db.outbox import Settled
from db.schema import upgrade
from db.sqlite import engine
from db.store import parse_url
from db.tables import contacts, deliveries
from db.values import CampaignId, ContactId
from tests.pushes import (
    campaign,
    for_campaign,
    later,
    ping,
    resident,
    set_campaign,
    take,
)

PEOPLE = 4
PROCESSES = ("p1", "p2")


class DeliveryLife(RuleBasedStateMachine):
    """Queue, claim, receive, crash, recover, pause, stop: in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.engine = engine(
            parse_url(f"sqlite:///{Path(self.folder.name) / 'life.db'}"), begin="BEGIN IMMEDIATE"
        )
        self.now = 0
        self.in_air: dict[str, list[Claimed]] = {name: [] for name in PROCESSES}
        self.sent: Counter[int] = Counter()
        self.maybe_sent: Counter[int] = Counter()
        self.queued = 0
        self.out: set[int] = set()
        with self.engine.begin() as conn:
            upgrade(conn)
            self.contacts = [resident(conn, f"c{n}") for n in range(PEOPLE)]
            self.campaign: CampaignId = campaign(conn)
            everybody = [for_campaign(contact, self.campaign) for contact in self.contacts]
            self.queued += outbox.queue(conn, everybody)
        self.running = True

    def teardown(self) -> None:
        self.engine.dispose()
        self.folder.cleanup()

    def do(self, unit: Any, *args: Any, **kwargs: Any) -> Any:
        with self.engine.begin() as conn:
            return unit(conn, *args, **kwargs)

    @rule(who=st.integers(0, PEOPLE - 1), broadcast=st.booleans())
    def queue(self, who: int, broadcast: bool) -> None:
        contact = self.contacts[who]
        if broadcast:
            push = for_campaign(contact, self.campaign)
        else:
            push = ping(contact, f"ping/{self.queued}", not_before=later(self.now))
        self.queued += self.do(outbox.queue, [push, push])

    @rule(process=st.sampled_from(PROCESSES), limit=st.integers(1, 5))
    def claim(self, process: str, limit: int) -> None:
        self.now += 2  # beyond the pace of a chat
        claimed = self.do(take, limit, process=process, now=later(self.now))
        assert len(claimed.rows) <= limit
        chats = [row.contact.id for row in claimed.rows]
        assert len(chats) == len(set(chats))
        assert not self.out & set(chats)
        if not self.running:
            assert all(row.kind != "campaign" for row in claimed.rows)
        self.in_air[process] += claimed.rows

    @rule(process=st.sampled_from(PROCESSES), kind=st.integers(0, 4), chance=st.floats(0, 0.99))
    def receive(self, process: str, kind: int, chance: float) -> None:
        if not self.in_air[process]:
            return
        row = self.in_air[process].pop()
        now = later(self.now)
        receipts: tuple[Receipt, ...] = (
            Delivered("m"),
            Refused("server error", for_good=False),
            Postponed(later(self.now + 3), "wait"),
            Unconfirmed("time-out"),
            Refused("blocked", for_good=True),
        )
        receipt = receipts[kind]
        if row.kind == "campaign":
            self.sent[row.id] += isinstance(receipt, Delivered)
            self.maybe_sent[row.id] += isinstance(receipt, Delivered | Unconfirmed)
        became = fate(row.kind, row.attempts, receipt, now, chance)
        settled = [Settled(row.id, ContactId(row.contact.id), became)]
        self.do(outbox.settle, settled, process=process, now=now)
        if became.state == "undeliverable":
            self.out.add(row.contact.id)

    @rule(process=st.sampled_from(PROCESSES))
    def crash(self, process: str) -> None:
        """The worst case: everything in the air arrived and nobody learnt of it."""
        for row in self.in_air[process]:
            if row.kind == "campaign":
                self.maybe_sent[row.id] += 1
        self.in_air[process] = []
        alive = [name for name in PROCESSES if name != process]
        self.do(outbox.recover, alive=alive, now=later(self.now))

    @rule()
    def pause_or_resume(self) -> None:
        self.running = not self.running
        self.do(set_campaign, self.campaign, "running" if self.running else "paused")

    @rule(who=st.integers(0, PEOPLE - 1))
    def stop(self, who: int) -> None:
        contact = self.contacts[who].id
        found = self.do(people.find_contact, contact)
        self.do(people.change, found[1], opted_out_at=later(self.now))
        self.out.add(contact)

    @precondition(lambda self: self.out)
    @rule()
    def everybody_comes_back(self) -> None:
        def back(conn: Connection) -> None:
            conn.execute(update(contacts).values(unreachable=""))
            conn.execute(update(people.people).values(opted_out_at=None))

        self.do(back)
        self.out.clear()

    @rule(seconds=st.integers(1, 40))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @invariant()
    def no_campaign_message_goes_out_twice_by_itself(self) -> None:
        assert all(times <= 1 for times in self.maybe_sent.values())

    @invariant()
    def what_was_sent_is_said_to_be_sent(self) -> None:
        with self.engine.begin() as conn:
            rows = conn.execute(select(deliveries)).all()
        by_id = {row.id: row for row in rows}
        assert len(rows) == self.queued
        for number in self.sent:
            if self.sent[number]:
                assert by_id[number].state in ("sent", "unconfirmed")
        for row in rows:
            assert (row.process_id is not None) == (row.state == "sending")
            assert (row.finished_at is None) == (row.state in ("queued", "sending"))
            assert row.attempts <= MOST_ATTEMPTS


DeliveryLife.TestCase.settings = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestDeliveryLife = DeliveryLife.TestCase
