"""Pictures, voices and documents, kept once by the SHA-256 of their bytes; and what a channel calls
them, so that each is uploaded once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, delete, func, insert, literal, select, update

from content.media import File
from content.screen import Media, MediaKind
from db.tables import campaigns, media, media_copies
from db.values import PersonId

KEPT = timedelta(days=30)
"""How long a file stays that no campaign names: drafts not saved yet, pictures in answers."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file without its bytes; ``size`` in bytes."""

    kind: MediaKind
    mime: str
    name: str
    size: int


def keep(conn: Connection, file: File, *, now: datetime, by: PersonId | None = None) -> Media:
    """Keep a file, or note that one we have was given again; as screens carry it."""
    own = file.media
    again = update(media).where(media.c.file == own.file).values(made_at=now, name=file.name)
    if conn.execute(again).rowcount == 0:
        row = dict(file=own.file, kind=file.kind, mime=file.mime, name=file.name, body=file.body)
        conn.execute(insert(media).values(**row, made_at=now, made_by=by))
    return own


def find(conn: Connection, file: str) -> Kept | None:
    """What we know of a file."""
    length = func.length(media.c.body)
    wanted = select(media.c.kind, media.c.mime, media.c.name, length).where(media.c.file == file)
    row = conn.execute(wanted).first()
    return Kept(*row) if row else None


def body(conn: Connection, file: str, start: int = 0, length: int | None = None) -> bytes | None:
    """The bytes of a file, or some of them; None where there is none."""
    whole = media.c.body if length is None else func.substr(media.c.body, start + 1, length)
    found = conn.scalar(select(whole).where(media.c.file == file))
    return bytes(found) if found is not None else None


def copy(conn: Connection, file: str, holder: str) -> str:
    """A channel's own id of a file; "" where it has none."""
    here = and_(media_copies.c.file == file, media_copies.c.holder == holder)
    return conn.scalar(select(media_copies.c.external).where(here)) or ""


def keep_copy(conn: Connection, file: str, holder: str, external: str) -> None:
    """Remember a channel's id of a file; one that was given up meanwhile is not."""
    here = and_(media_copies.c.file == file, media_copies.c.holder == holder)
    if conn.execute(update(media_copies).where(here).values(external=external)).rowcount == 0:
        known = select(media.c.file, literal(holder), literal(external)).where(media.c.file == file)
        conn.execute(insert(media_copies).from_select(["file", "holder", "external"], known))


def forget_copy(conn: Connection, file: str, holder: str, external: str) -> None:
    """The channel no longer knows this id. One that somebody else renewed meanwhile stays."""
    here = and_(media_copies.c.file == file, media_copies.c.holder == holder)
    conn.execute(delete(media_copies).where(here, media_copies.c.external == external))


def prune(conn: Connection, now: datetime) -> int:
    """Let go of files that no campaign names and that nobody gave us lately; how many."""
    file = campaigns.c.media["file"].as_string()
    named = select(file).where(file.is_not(None))
    old = and_(media.c.made_at < now - KEPT, media.c.file.not_in(named))
    return conn.execute(delete(media).where(old)).rowcount
