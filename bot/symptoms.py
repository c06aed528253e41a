"""What ``doctor`` asks of the running service: whether it ticks, moves and answers."""

from __future__ import annotations

from datetime import timedelta

from bot.config import Settings
from bot.home import database_file
from bot.lock import ServiceLock
from bot.patient import Finding, Patient
from content.findings import Kind, is_silent
from content.wording import local
from db import findings, health

SILENT = timedelta(minutes=5)


async def service(patient: Patient) -> Finding:
    """Whether one is running, and whether it ticks."""
    last = await patient.store.read(health.last_beat)
    if last is not None and patient.now - last < SILENT:
        return Finding("service", "ok", f"running, last heard {local(last):%H:%M:%S}")
    if is_locked(patient.settings):
        mend = "look at its log; restart it"
        return Finding("service", "wrong", "running, but its clockwork is silent", mend)
    return Finding("service", "care", "not running", "start it: python -m bot run")


def is_locked(settings: Settings) -> bool:
    """Whether a service holds the SQLite file's lock."""
    file = database_file(settings)
    return ServiceLock(file).is_held() if file else False


async def auditor(patient: Patient) -> Finding:
    """What the running service finds amiss with itself."""
    looked, standing = await patient.store.read(findings.state)
    every = timedelta(seconds=patient.settings.service.audit_seconds)
    if standing:
        since = min(standing.values())
        what = f"{', '.join(standing)}: amiss since {local(since):%H:%M %d/%m}"
        mend = "; ".join(MENDS[kind] for kind in standing)
        return Finding("auditor", "wrong", what, mend)
    if not is_silent(looked, patient.now, every):
        return Finding("auditor", "ok", "all well" + heard_outside(patient.settings))
    last = await patient.store.read(health.last_beat)
    if last is not None and patient.now - last < SILENT:
        mend = "run a process with the role scheduler, or look at its log and restart it"
        return Finding("auditor", "wrong", "nobody has looked lately", mend)
    return Finding("auditor", "care", "looks only while the service runs")


def heard_outside(settings: Settings) -> str:
    """Whether anybody outside hears when we stop."""
    if settings.service.heartbeat_url:
        return ", and told to the outside heartbeat"
    return "; set service.heartbeat_url, so that somebody hears when we stop"


MENDS: dict[Kind, str] = {
    "ticks": "look for tick.failed in the log; restart the service",
    "standstill": "is a sender running, does the channel answer (doctor --deep)? look at the log",
    "orphans": "is a scheduler running? look for recovery in the log; restart it",
    "campaigns": "is a scheduler running? look for tick=campaigns in the log",
    "inbox": "is a receiver running? restart it: it takes up what waits",
}
"""What to do about each kind of finding."""


async def outbox(patient: Patient) -> Finding:
    """Pushes that hang, failed, or whose end nobody knows."""
    state = await patient.store.read(health.outbox, patient.now)
    what = f"{state.queued} queued, {state.failed} failed, {state.unconfirmed} unconfirmed"
    if state.overdue:
        mend = "is a sender running (service), and are these quiet hours?"
        return Finding("outbox", "wrong", f"{what}; {state.overdue} wait over an hour", mend)
    if state.failed or state.unconfirmed:
        return Finding("outbox", "care", what, "see the campaign's page: who, and why")
    return Finding("outbox", "ok", what)


async def inbox(patient: Patient) -> Finding:
    """Updates that nobody could read, or that wait."""
    broken, waiting = await patient.store.read(health.inbox, patient.now)
    if waiting:
        mend = "is a receiver running (service)?"
        return Finding("inbox", "wrong", f"{waiting} updates wait over five minutes", mend)
    if broken:
        return Finding("inbox", "care", f"{broken} updates could not be read", "see the log")
    return Finding("inbox", "ok", "nothing waits")
