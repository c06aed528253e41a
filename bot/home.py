"""Where a deployment keeps its things: database file, keys, library with its edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bot.config import Settings
from content.campaign_check import Rules
from content.campaigns import Act
from content.channel import Channel, editing, recalling
from content.checks import Keeping
from content.library.build import build
from content.library.edits import Edit
from content.library.library import Library
from content.progress import Tempo
from content.quiet import QuietHours
from db import edits
from db.cipher import Keys, load_keys
from db.store import Store, parse_url
from handlers.routes import opens


def database_file(settings: Settings) -> Path | None:
    """The SQLite file, or None on PostgreSQL."""
    url = parse_url(settings.database.url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def key_file(settings: Settings) -> Path:
    """Where the master key is: the file named, or beside the database, or in var/."""
    if settings.security.key_file:
        return Path(settings.security.key_file)
    beside = database_file(settings)
    return (beside.parent if beside else Path("var")) / "chungtay.key"


def keys_of(settings: Settings) -> Keys:
    """The keys, made when there are none."""
    path = key_file(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    return load_keys(path)


async def library_of(store: Store) -> Library:
    """The library of the files with the console's edits. Raises ContentError."""
    rows = await store.read(edits.standing)
    return build(edits=[Edit(file, path, value) for file, path, value in rows])


def keeping_of(settings: Settings) -> Keeping:
    """For how long checks are kept."""
    return Keeping(settings.checks.keep_months, settings.checks.follow_up_days)


def rules_of(
    settings: Settings, channels: Iterable[Channel], library: Callable[[], Library]
) -> Rules:
    """What a campaign is checked by in this deployment."""
    told = settings.campaigns
    return Rules(
        tuple(channels),
        told.link_hosts,
        lambda address: opens(library(), address),
        told.approval_over,
        told.per_week,
    )


def changes_of(channels: Iterable[Channel]) -> Mapping[Act, list[str]]:
    """The channels that can correct, or recall, what they sent."""
    every = list(channels)
    return {"correct": editing(every), "recall": recalling(every)}


def tempo_of(settings: Settings, channels: Iterable[Channel]) -> Tempo:
    """How fast this deployment may send."""
    quiet = QuietHours.parse(settings.delivery.quiet_hours)
    return Tempo(quiet, {one.name: one.limits.per_second for one in channels})


def public_url(settings: Settings, port: int | None = None) -> str:
    """How people reach the pages: as configured, or on this machine."""
    server = settings.server
    return server.public_url.rstrip("/") or address_of(server.host, port or server.port)


def address_of(host: str, port: int) -> str:
    """Where a server is reached from this machine; one that listens everywhere is here, too."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(host, host)
    return f"http://[{here}]:{port}" if ":" in here else f"http://{here}:{port}"
