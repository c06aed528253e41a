"""``doctor``: what is wrong with a deployment, and how to mend it. One function a question."""

from __future__ import annotations

import shutil
import stat

from bot.channels.email.client import MailError
from bot.channels.opening import email_of, telegram_of, zalo_of
from bot.channels.zalo.client import ZaloError
from bot.home import database_file, key_file
from bot.patient import Finding, Patient, Question
from bot.symptoms import auditor, inbox, outbox, service
from content import lint
from content.library.source import DATA
from content.wording import local
from db import budgets, health, usage
from scheduler.budgets import remaining

SCARCE = 200 * 1024 * 1024
"""Bytes of disk below which a backup or a busy day may fail."""


async def examine(patient: Patient, questions: tuple[Question, ...]) -> list[Finding]:
    """Ask everything; one question that cannot be answered is a finding of its own."""
    findings: list[Finding] = []
    for question in questions:
        try:
            findings.append(await question(patient))
        except Exception as error:
            about = question.__name__
            findings.append(Finding(about, "wrong", f"cannot be examined: {error}", "see the log"))
    return findings


async def operator(patient: Patient) -> Finding:
    """Who runs it."""
    name = patient.settings.operator.name
    if name:
        return Finding("operator", "ok", f"run by {name}")
    mend = "set [operator] name, office and phone; until then every first screen says BẢN THỬ"
    return Finding("operator", "care", "nobody is named", mend)


async def database(patient: Patient) -> Finding:
    """Kind, size and room for more."""
    file = database_file(patient.settings)
    if file is None:
        return Finding("database", "ok", "PostgreSQL, schema up to date")
    free = shutil.disk_usage(file.parent).free
    size = file.stat().st_size if file.exists() else 0
    what = f"SQLite, {size // 1024} KiB, schema up to date, {free // 2**20} MiB free"
    if free < SCARCE:
        return Finding("database", "wrong", what, f"make room on the disk of {file.parent}")
    return Finding("database", "ok", what)


async def key(patient: Patient) -> Finding:
    """Nobody else may read the master key."""
    path = key_file(patient.settings)
    mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o600
    if mode & 0o077:
        return Finding("key", "wrong", f"{path} may be read by others", f"chmod 600 {path}")
    mend = f"keep a copy of {path} apart from the backups: answers cannot be read without it"
    return Finding("key", "ok", str(path), mend)


async def content(patient: Patient) -> Finding:
    """Mistakes, and what is past its review date."""
    today = local(patient.now).date()
    problems = lint.check(DATA, today)
    if problems:
        return Finding(
            "content", "wrong", f"{len(problems)} mistakes", "python -m bot content check"
        )
    stale = lint.stale(patient.library, today)
    if stale:
        what = f"{len(stale)} entries are past their review date"
        return Finding("content", "care", what, "python -m bot content stale")
    return Finding("content", "ok", f"version {patient.library.version}")


async def edits(patient: Patient) -> Finding:
    """Edits of the console that no longer fit."""
    fallen = patient.library.rejected
    if not fallen:
        return Finding("edits", "ok", "all fit")
    mend = "look at them in the console and make them anew: " + str(fallen[0].reason)
    return Finding("edits", "wrong", f"{len(fallen)} edits are left out", mend)


async def channels(patient: Patient) -> Finding:
    """By what people can be reached."""
    settings = patient.settings
    tokens = {"Telegram": settings.telegram.token, "Zalo": settings.zalo.token}
    named = [name for name, token in tokens.items() if token.get_secret_value()]
    named += ["e-mail"] if settings.email.host else []
    if named:
        return Finding("channels", "ok", ", ".join(["web", *named]))
    mend = "set CHUNGTAY_TELEGRAM__TOKEN (from @BotFather) or CHUNGTAY_ZALO__TOKEN"
    return Finding("channels", "care", "web only", mend)


async def pace(patient: Patient) -> Finding:
    """Whether Telegram lets us go as fast as we are told to, and whether it asks us to wait."""
    for holder, budget in (await patient.store.read(budgets.listing)).items():
        if rest := remaining(budget, patient.now):
            what = f"{holder} was told to wait until {local(patient.now + rest):%H:%M:%S}"
            return Finding("pace", "care", what, "nothing: it is waited for, replies go on")
    told = patient.settings.telegram
    free, bought = 30, 1000
    most = bought if told.paid_broadcast else free
    if told.messages_per_second <= most or told.api_base:
        return Finding("pace", "ok", f"{told.messages_per_second} a second on Telegram")
    what = f"{told.messages_per_second} a second is more than the {most} that Telegram takes"
    mend = f"set telegram.messages_per_second to {most} or less"
    if not told.paid_broadcast:
        mend += ", or telegram.paid_broadcast = true (0.1 Star a message), or an api_base"
    return Finding("pace", "care", what, mend)


async def plans(patient: Patient) -> Finding:
    """Whether Zalo's plan still carries this month's messages, people and groups."""
    told, store, now = patient.settings.zalo, patient.store, patient.now
    if not told.token.get_secret_value():
        return Finding("plans", "ok", "no Zalo")
    used = (
        ("messages this month", await store.read(usage.sent, "zalo", now), told.messages_a_month),
        ("people", await store.read(usage.people, "zalo"), told.people),
        ("groups this month", await store.read(usage.groups, "zalo", now), told.groups),
    )
    what = "Zalo: " + ", ".join(f"{n} of {most or 'any number of'} {of}" for of, n, most in used)
    limited = [(count, most) for _, count, most in used if most]
    mend = "take a larger plan at Zalo, then set zalo.people, zalo.groups, zalo.messages_a_month"
    if any(count >= most for count, most in limited):
        return Finding("plans", "wrong", what, mend)
    if any(count * 5 >= most * 4 for count, most in limited):
        return Finding("plans", "care", what, mend)
    return Finding("plans", "ok", what)


QUESTIONS: tuple[Question, ...] = (
    operator,
    database,
    key,
    service,
    auditor,
    content,
    edits,
    channels,
    pace,
    plans,
    outbox,
    inbox,
)


async def telegram(patient: Patient) -> Finding:
    """``--deep``: does Telegram know our token?"""
    bot = telegram_of(patient.settings)
    if bot is None:
        return Finding("telegram", "care", "no token", "set CHUNGTAY_TELEGRAM__TOKEN")
    try:
        await bot.initialize()
        return Finding("telegram", "ok", f"@{bot.public_name} answers")
    except Exception as error:
        mend = "check the token, telegram.api_base and the network"
        return Finding("telegram", "wrong", f"does not answer: {type(error).__name__}", mend)
    finally:
        await bot.shutdown()


async def zalo(patient: Patient) -> Finding:
    """``--deep``: does Zalo know our token?"""
    bot = zalo_of(patient.settings)
    if bot is None:
        return Finding("zalo", "ok", "no token, no Zalo")
    try:
        name = (await bot.get_me()).get("account_name")
        return Finding("zalo", "ok", f"{name} answers")
    except ZaloError as error:
        mend = "check the token, zalo.api_base and the network"
        return Finding("zalo", "wrong", f"does not answer: {type(error).__name__}", mend)
    finally:
        await bot.close()


async def email(patient: Patient) -> Finding:
    """``--deep``: does the mail server let us in?"""
    client, told = email_of(patient.settings), patient.settings.email
    if client is None:
        return Finding("email", "ok", "no mail server, no e-mail")
    try:
        await client.greet()
        return Finding("email", "ok", f"{told.host}:{told.port} lets us in")
    except MailError as error:
        mend = "check email.host, port, security, user, and CHUNGTAY_EMAIL__PASSWORD"
        return Finding("email", "wrong", str(error), mend)
    finally:
        await client.close()


async def integrity(patient: Patient) -> Finding:
    """``--deep``: does SQLite find its own file sound?"""
    answer = await patient.store.read(health.integrity)
    if answer == "ok":
        return Finding("integrity", "ok", "the database file is sound")
    return Finding(
        "integrity", "wrong", answer, "restore the last backup: python -m bot db restore"
    )


DEEP: tuple[Question, ...] = (*QUESTIONS, telegram, zalo, email, integrity)
"""The questions that take long or go out on the network, too."""


def as_lines(findings: list[Finding]) -> list[str]:
    """For a person to read."""
    lines = []
    for one in findings:
        lines.append(f"{one.grade:<6} {one.about:<10} {one.what}")
        if one.mend:
            lines.append(f"{'':<17} → {one.mend}")
    return lines
