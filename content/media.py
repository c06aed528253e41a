"""What may go with a text: a picture, a voice, a document. Told by its first bytes, not its name.

Voices are OGG Opus, MP3 and M4A: what Telegram plays as a voice. Old browsers on iPhones play no
OGG; MP3 plays everywhere. Documents are those that open on any phone and hold no macros.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from dataclasses import dataclass, replace

from content.photos import Damaged, Moving, photo_of
from content.screen import Media, MediaKind
from content.wording import number, word

MEGABYTE = 1024 * 1024
MOST = 20
"""Megabytes of a file at most: a phone on a village's network downloads that in some minutes, and
people pay for it. Telegram takes 50."""
MOST_PHOTO = 10
"""Megabytes of a picture at most, by Telegram."""
SIDES = 10_000
"""Pixels that width and height may have together, by Telegram."""
RATIO = 20
"""How many times longer than the other a side may be, by Telegram."""
LONGEST_NAME = 120
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
}
"""Every type that we take, and how the names of its files end."""
OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
"""By what is in it, an archive is a document of Office."""
MIMES = {ending: mime for mime, ending in ENDINGS.items()}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class MediaError(ValueError):
    """A file we do not take; its text says why and what would be right, in Vietnamese. ``key`` of
    ``media.fault.*``."""

    def __init__(self, key: str, **fields: object) -> None:
        self.key = key
        self.fields = fields
        super().__init__(self.sentence())

    def sentence(self, language: str = "vi") -> str:
        """As the writer reads it."""
        return word(f"media.fault.{self.key}", language, **self.fields)


@dataclass(frozen=True, slots=True)
class File:
    """A file we take, as it is kept: a picture without what it told beside itself. ``name`` is a
    document's file name, or what is to be seen on a picture, for who cannot see it."""

    kind: MediaKind
    mime: str
    name: str
    body: bytes

    @property
    def media(self) -> Media:
        """As a screen carries it."""
        return Media(self.kind, hashlib.sha256(self.body).hexdigest(), self.name, len(self.body))


def taken(body: bytes, name: str = "", *, kind: MediaKind | None = None, most: int = MOST) -> File:
    """The file of these bytes; ``name`` as uploaded, kept for documents only; ``kind`` is what it
    has to be; ``most`` in megabytes. Raises MediaError."""
    if not body:
        raise MediaError("empty")
    file = recognised(body, name)
    if kind and file.kind != kind:
        raise MediaError(f"no_{kind}")
    most = min(most, MOST_PHOTO) if file.kind == "photo" else most
    if len(file.body) > most * MEGABYTE:
        size = number(-(-len(file.body) // MEGABYTE))
        raise MediaError("large", size=size, most=number(most))
    return file


def described(file: File, words: str) -> File:
    """A picture with the words that stand in for it; anything else as it is."""
    return replace(file, name=tidy(words)) if file.kind == "photo" else file


def recognised(body: bytes, name: str) -> File:
    """What these bytes are; raises MediaError for what we do not take."""
    if photo := picture(body):
        return photo
    if mime := sound(body):
        return File("voice", mime, "", body)
    mime = document(body)
    return File("document", mime, named(name, ENDINGS[mime]), body)


def picture(body: bytes) -> File | None:
    """A picture within Telegram's bounds, or None when it is none."""
    try:
        photo = photo_of(body)
    except Moving:
        raise MediaError("moving") from None
    except Damaged:
        raise MediaError("damaged") from None
    if photo is None:
        return None
    short, long = sorted((photo.width, photo.height))
    if short < 1:
        raise MediaError("damaged")
    if short + long > SIDES or long > RATIO * short:
        raise MediaError(
            "sides", width=photo.width, height=photo.height, most=number(SIDES), ratio=RATIO
        )
    return File("photo", photo.mime, "", photo.body)


def sound(body: bytes) -> str:
    """The type of a voice, or "". Raises MediaError for a film, or OGG that is no Opus."""
    if body.startswith(b"OggS"):
        if b"OpusHead" not in body[:512]:
            raise MediaError("ogg")
        return "audio/ogg"
    if body[4:8] == b"ftyp":
        if b"vide" in body or b"soun" not in body:
            raise MediaError("film")
        return "audio/mp4"
    is_frame = len(body) > 3 and body[0] == 0xFF and body[1] & 0xE6 == 0xE2
    return "audio/mpeg" if body.startswith(b"ID3") or is_frame else ""


def document(body: bytes) -> str:
    """The type of a document; raises MediaError when it is none of ours."""
    if b"%PDF-" in body[:1024]:
        return "application/pdf"
    if body.startswith(OLD_OFFICE):
        raise MediaError("old_office")
    if body.startswith(b"PK\x03\x04"):
        return archive(body)
    raise MediaError("unknown")


def archive(body: bytes) -> str:
    """The type of a document that is an archive inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            inside = set(packed.namelist())
            first = packed.read("mimetype")[:100].decode("latin-1") if is_open(packed) else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise MediaError("damaged") from None
    if any(name.lower().endswith("vbaproject.bin") for name in inside):
        raise MediaError("macros")
    if first in ENDINGS:
        return first
    for name, ending in OFFICE.items():
        if name in inside and "[Content_Types].xml" in inside:
            return MIMES[ending]
    raise MediaError("unknown")


def is_open(packed: zipfile.ZipFile) -> bool:
    """Whether it says its type as OpenDocument does; a bomb is not unpacked."""
    found = [one for one in packed.infolist() if one.filename == "mimetype"]
    return bool(found) and found[0].file_size <= 100


def named(name: str, ending: str) -> str:
    """A file name anybody can keep: no path, no control characters, the ending of what it is."""
    base = re.split(r"[/\\]", tidy(name))[-1]
    stem = re.sub(r'[<>:"|?*]', "", base)
    if stem.lower().endswith(f".{ending}"):
        stem = stem[: -len(ending) - 1]
    stem = stem.strip(" .")[: LONGEST_NAME - len(ending) - 1]
    return f"{stem or 'tai-lieu'}.{ending}"


def weight(size: int) -> str:
    """Bytes as people know them: ``340 KB``, ``1,2 MB``; a little is a whole one."""
    if size < MEGABYTE:
        return f"{number(max(1, round(size / 1024)))} KB"
    return f"{size / MEGABYTE:.1f}".removesuffix(".0").replace(".", ",") + " MB"


def tidy(words: str) -> str:
    """Words on one line, without what cannot be seen or stored."""
    whole = words.encode("utf-8", "replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in whole).split())[:LONGEST_NAME]
