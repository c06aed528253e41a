"""Deadline pings: what the plan asks becomes assignments, and each reminds who must act.

One tick, every minute, whatever ran before it: make the assignments of the coming weeks, mark what
is overdue, and queue what each person is to be told today. A rung of a ladder is told a person
once; a person gets at most one ping a day outside escalation, on Mondays within the digest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog

from content.cards.duty import digest_screen, duty_screen, tasks_screen
from content.delivery import Kind, Urgency
from content.duties import Assignment, assign
from content.ladder import Ladder, Ping, pings
from content.library.library import Library
from content.recurrence import occurrences
from content.rehearsal import offices_in_charge
from content.screen import Screen, to_json
from content.wording import local
from db import duties, people
from db.duties import Holder, Running
from db.outbox import Push, queue
from db.store import Connection
from db.values import AssignmentId, PersonId

log = structlog.get_logger(__name__)

AHEAD = timedelta(days=45)
"""How far ahead assignments are made: a service down for less misses none."""
LATE = timedelta(days=3)
"""A rung missed for longer is not told any more; the next one is."""
STALE = timedelta(hours=30)
"""A ping that could not be sent for so long has a fresher one behind it."""
TOLD = {"official": ("official", "head"), "head": ("head",), "programme": ("programme",)}
"""Who of an office hears a rung."""
ANY_OFFICE = "*"
EVERY_ROLE = ("official", "head", "programme")


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of an assignment's ladder that a person is to be told."""

    running: Running
    ping: Ping

    @property
    def name(self) -> str:
        """As it is kept: ``before-7``."""
        return f"{self.ping.kind}-{self.ping.step}"

    @property
    def assignment(self) -> Assignment:
        """What it is about."""
        return self.running.assignment


def tick(conn: Connection, library: Library, now: datetime) -> Mapping[str, int]:
    """Everything that is due now; counts of what was done."""
    today = local(now).date()
    counts = {
        "made": make_assignments(conn, library, today, now),
        "overdue": duties.mark_overdue(conn, today),
    }
    teller = Teller(conn, library, now)
    counts["queued"] = teller.tell()
    return {name: count for name, count in counts.items() if count}


def make_assignments(conn: Connection, library: Library, today: date, now: datetime) -> int:
    """One assignment per office in charge for every occurrence from today on."""
    have = duties.known(conn, today)
    missing = [
        one for one in due_ahead(library, today) if (one.duty_id, one.office, one.due) not in have
    ]
    return duties.ensure(conn, missing, library.plan.ladder, now) if missing else 0


def due_ahead(library: Library, today: date) -> Iterator[Assignment]:
    """What the plan asks in the coming weeks of every office."""
    plan = library.plan
    for duty in plan.duties:
        if not duty.climbs:
            continue
        for due in occurrences(duty, today, today + AHEAD, plan.calendar):
            for office in offices_in_charge(duty, library.places, due):
                yield assign(plan, duty, office.slug, due)


class Teller:
    """Who must be told what now. Reads once, then decides, then queues."""

    def __init__(self, conn: Connection, library: Library, now: datetime) -> None:
        self.conn, self.library, self.now = conn, library, now
        self.today = local(now).date()
        self.running = duties.running(conn)
        self.holders = duties.holders(conn, EVERY_ROLE, now)
        self.by_office = by_office(self.holders)
        self.ladders: dict[tuple[date, Ladder], list[Ping]] = {}
        self.told = duties.told(conn)
        self.snoozed = duties.snoozed(conn)

    def tell(self) -> int:
        """Queue pings, escalations, digests and the reminders people put off; how many."""
        return self.tell_snoozed() + self.tell_rungs()

    def tell_rungs(self) -> int:
        """What the ladders ask to be told today."""
        return sum(self.tell_one(*each) for each in self.rungs_by_person().items())

    def tell_one(self, person: PersonId, rungs: Sequence[Rung]) -> int:
        """One person's rungs in a savepoint: a fault with one must not silence the others."""
        try:
            with self.conn.begin_nested():
                plain = [rung for rung in rungs if rung.ping.kind != "escalation"]
                queued = sum(self.escalate(person, r) for r in rungs if r not in plain)
                return queued + (self.ping(person, plain) if plain or self.is_digest_hour() else 0)
        except Exception:
            log.exception("duties.untold", person=person)
            return 0

    def rungs_by_person(self) -> dict[PersonId, list[Rung]]:
        """For each person the rungs that are due, not told yet, and not put off."""
        found: defaultdict[PersonId, list[Rung]] = defaultdict(list)
        if self.is_digest_hour():
            for holder in self.holders:
                found[holder.person] = []
        for running in self.running:
            for ping in self.due_rungs(running):
                rung = Rung(running, ping)
                for holder in self.audience(rung):
                    if self.is_news(holder, rung) and rung not in found[holder.person]:
                        found[holder.person].append(rung)
        return dict(found)

    def due_rungs(self, running: Running) -> list[Ping]:
        """Every escalation whose hour has come, and the latest other rung."""
        come = [one for one in self.rungs_of(running) if self.now - LATE < one.at <= self.now]
        escalations = [ping for ping in come if ping.kind == "escalation"]
        return escalations + [ping for ping in come if ping.kind != "escalation"][-1:]

    def rungs_of(self, running: Running) -> list[Ping]:
        """The whole ladder of an assignment; many share a due day, so it is climbed once."""
        key = (running.assignment.due, running.ladder)
        if key not in self.ladders:
            self.ladders[key] = pings(*key, self.library.plan.calendar)
        return self.ladders[key]

    def audience(self, rung: Rung) -> Iterator[Holder]:
        """Who hears a rung: people of the office, its head, or the programme office."""
        office = ANY_OFFICE if rung.ping.to == "programme" else rung.assignment.office
        for holder in self.by_office.get(office, ()):
            if holder.role in TOLD[rung.ping.to]:
                yield holder

    def is_news(self, holder: Holder, rung: Rung) -> bool:
        """Not told yet, not put off, and not older than their role."""
        assignment = AssignmentId(rung.assignment.id)
        if (assignment, holder.person, rung.name) in self.told or holder.since > rung.ping.at:
            return False
        put_off = self.snoozed.get((assignment, holder.person))
        return put_off is None or put_off <= self.now or rung.ping.kind == "escalation"

    def is_digest_hour(self) -> bool:
        """Monday, from the ladder's hour on."""
        now = local(self.now)
        return now.weekday() == 0 and now.time() >= self.library.plan.ladder.at

    def ping(self, person: PersonId, rungs: Sequence[Rung]) -> int:
        """The one ping of a person's day: one duty, several, or on Mondays the digest."""
        screen = self.ping_screen(person, rungs)
        if screen is None:
            return 0
        single = rungs[0].assignment if len(rungs) == 1 and not self.is_digest_hour() else None
        queued = self.push(person, f"ping:{person}:{self.today}", "ping", screen, single)
        if queued:
            self.count_as_told(person, rungs)
        return queued

    def ping_screen(self, person: PersonId, rungs: Sequence[Rung]) -> Screen | None:
        """How that ping is drawn; None when a digest would be empty."""
        language = self.language(person)
        if self.is_digest_hour():
            return self.digest(person, language)
        if len(rungs) == 1:
            step = self.step_of(rungs[0])
            return duty_screen(rungs[0].assignment, self.today, reminder=step, language=language)
        return tasks_screen([rung.assignment for rung in rungs], self.today, language)

    def step_of(self, rung: Rung) -> int:
        """The how-manieth reminder of its ladder this is, counting from 1."""
        plain = [ping for ping in self.rungs_of(rung.running) if ping.kind != "escalation"]
        return plain.index(rung.ping) + 1

    def digest(self, person: PersonId, language: str) -> Screen | None:
        """Everything that runs in their offices, and the duties without a written day."""
        offices = {holder.office for holder in self.holders if holder.person == person}
        known = self.library.places.offices  # an office may have gone while its people stayed
        kinds = {known[office].kind for office in offices if office in known}
        mine = [r.assignment for r in self.running if r.assignment.office in offices]
        undated = [
            duty
            for duty in self.library.plan.in_force(self.today)
            if not duty.climbs and kinds & set(duty.today.in_charge)
        ]
        return digest_screen(mine, undated, self.today, language) if mine or undated else None

    def escalate(self, person: PersonId, rung: Rung) -> int:
        """Tell the head or the programme office; not bound to one a day."""
        screen = duty_screen(rung.assignment, self.today, language=self.language(person))
        key = f"escalation:{rung.assignment.id}:{rung.name}:{person}"
        queued = self.push(person, key, "escalation", screen, rung.assignment)
        if queued:
            name = [(AssignmentId(rung.assignment.id), rung.name)]
            duties.tell(self.conn, name, person, self.now)
        return queued

    def tell_snoozed(self) -> int:
        """The reminders that people asked to have now; each stands for the rungs it put off."""
        running = {one.assignment.id: one for one in self.running}
        queued = 0
        for (assignment, person), until in self.snoozed.items():
            if until > self.now:
                continue
            duties.wake(self.conn, assignment, person)
            if found := running.get(assignment):
                screen = duty_screen(found.assignment, self.today, language=self.language(person))
                key = f"snooze:{assignment}:{person}:{until.isoformat()}"
                queued += self.push(person, key, "ping", screen, found.assignment)
                self.count_as_told(person, [Rung(found, one) for one in self.due_rungs(found)])
        return queued

    def count_as_told(self, person: PersonId, rungs: Sequence[Rung]) -> None:
        """Note that these rungs were told a person; escalations are always told apart."""
        plain = [rung for rung in rungs if rung.ping.kind != "escalation"]
        names = [(AssignmentId(rung.assignment.id), rung.name) for rung in plain]
        if names:
            duties.tell(self.conn, names, person, self.now)
            self.told |= {(assignment, person, name) for assignment, name in names}

    def language(self, person: PersonId) -> str:
        """The language of a person."""
        return people.get(self.conn, person).language

    def push(
        self,
        person: PersonId,
        key: str,
        kind: Kind,
        screen: Screen,
        assignment: Assignment | None,
    ) -> int:
        """Queue a screen for the contact where the person was last seen and can be reached."""
        contact = people.reachable_contact(self.conn, person)
        if contact is None:
            return 0
        return queue(
            self.conn,
            [
                Push(
                    key=key,
                    kind=kind,
                    contact=contact,
                    not_before=self.now,
                    screen=to_json(screen),
                    urgency=Urgency.PING,
                    expires_at=self.now + STALE,
                    assignment=AssignmentId(assignment.id) if assignment else None,
                )
            ],
        )


def by_office(holders: Sequence[Holder]) -> dict[str, list[Holder]]:
    """Who acts for each office; the programme office's people stand under ANY_OFFICE too."""
    found: defaultdict[str, list[Holder]] = defaultdict(list)
    for holder in holders:
        found[holder.office].append(holder)
        if holder.role == "programme":
            found[ANY_OFFICE].append(holder)
    return dict(found)
