"""Pictures as bytes: how large they are, and what they tell beside the picture taken out.

A phone writes where and when a photo was taken, and by whom, into the file (EXIF, XMP, comments;
a whole second film behind the end). All of it goes, without encoding the picture anew, so that
nothing is lost of it. What stays: colours, and which side is up.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

JPEG_KEPT = (0xE0, 0xEE)
"""JFIF; Adobe's, which tells how colours are meant."""
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Markers that tell width and height."""
START, END, SCAN = 0xD8, 0xD9, 0xDA
PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT bKGD pHYs cICP".split())
WEBP_DROPPED = (b"EXIF", b"XMP ")
HIDDEN = 0x0C
"""The two bits of a WebP header that promise EXIF and XMP."""
MOVING = 0x02


class Damaged(ValueError):
    """It begins like a picture and is none that we can read."""


class Moving(ValueError):
    """A picture of several pictures."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture without what it told beside itself; sides in pixels."""

    mime: str
    width: int
    height: int
    body: bytes


def photo_of(body: bytes) -> Photo | None:
    """A JPEG, PNG or WebP, cleaned; None for anything else. Raises Damaged, Moving."""
    try:
        if body.startswith(b"\xff\xd8\xff"):
            return jpeg(body)
        if body.startswith(b"\x89PNG\r\n\x1a\n"):
            return png(body)
        if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
            return webp(body)
    except (struct.error, IndexError):
        raise Damaged from None
    return None


def jpeg(body: bytes) -> Photo:
    """A JPEG; what stands behind its end goes too."""
    kept, size, turn, exif_at = [b"\xff\xd8"], (0, 0), b"", 1
    for marker, piece in segments(body):
        inside = piece[4:]
        if marker in FRAMES:
            size = struct.unpack(">HH", inside[1:5])
        if marker == 0xE1 and inside.startswith(b"Exif\0\0"):
            turn = turned(inside[6:])
        elif not is_told(marker, inside):
            kept.append(piece)
            exif_at = 2 if marker == 0xE0 and len(kept) == 2 else exif_at
    if turn:
        kept.insert(exif_at, turn)
    return Photo("image/jpeg", size[1], size[0], b"".join((*kept, b"\xff\xd9")))


def is_told(marker: int, inside: bytes) -> bool:
    """Whether a segment tells something beside the picture."""
    if marker in JPEG_KEPT or (marker == 0xE2 and inside.startswith(b"ICC_PROFILE\0")):
        return False
    return 0xE1 <= marker <= 0xEF or marker == 0xFE


def segments(body: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG after its start and before its end; that of a scan with its data."""
    at = 2
    while True:
        while body[at] == 0xFF and body[at + 1] == 0xFF:
            at += 1  # a marker may be filled up
        if body[at] != 0xFF:
            raise Damaged
        marker = body[at + 1]
        if marker == END:
            return
        length = 0 if marker in STANDALONE else struct.unpack(">H", body[at + 2 : at + 4])[0]
        end = at + 2 + length
        if marker == SCAN:
            end = end_of_scan(body, end)
        if end > len(body) or marker == START:
            raise Damaged
        yield marker, body[at:end]
        at = end


def end_of_scan(body: bytes, at: int) -> int:
    """Where a scan's data ends: at a marker that is neither a filled-in zero nor a restart."""
    while True:
        at = body.find(b"\xff", at)
        if at < 0 or at + 1 >= len(body):
            raise Damaged
        if body[at + 1] not in (0x00, 0xFF) and body[at + 1] not in STANDALONE:
            return at
        at += 2 if body[at + 1] != 0xFF else 1


def turned(tiff: bytes) -> bytes:
    """A segment that says only which side is up, when EXIF says that it is not the first."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return b""
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for n in range(count):
            tag, kind, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * n)
            if tag == 0x0112 and kind == 3 and 2 <= value <= 8:
                entry = struct.pack(">HHIHH", 0x0112, 3, 1, value, 0)
                said = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + entry + b"\0\0\0\0"
                return b"\xff\xe1" + struct.pack(">H", len(said) + 2) + said
    except struct.error:  # EXIF that cannot be read turns nothing
        return b""
    return b""


def png(body: bytes) -> Photo:
    """A PNG of the chunks that draw it."""
    width, height = struct.unpack(">II", body[16:24])
    kept, at, kind = [body[:8]], 8, b""
    while kind != b"IEND":
        (length,) = struct.unpack(">I", body[at : at + 4])
        kind, end = body[at + 4 : at + 8], at + 12 + length
        chunk = body[at:end]
        if len(chunk) < 12 + length or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:]):
            raise Damaged
        if kind in PNG_KEPT:
            kept.append(chunk)
        at = end
    return Photo("image/png", width, height, b"".join(kept))


def webp(body: bytes) -> Photo:
    """A WebP of one picture."""
    size, kept = (0, 0), list[bytes]()
    for kind, chunk in chunks(body):
        if kind in WEBP_DROPPED:
            continue
        if kind == b"VP8X":
            if chunk[8] & MOVING:
                raise Moving
            chunk = chunk[:8] + bytes((chunk[8] & ~HIDDEN,)) + chunk[9:]
        size = size if any(size) else sides(kind, chunk[8:]) or size
        kept.append(chunk)
    whole = b"WEBP" + b"".join(kept)
    return Photo("image/webp", *size, b"RIFF" + struct.pack("<I", len(whole)) + whole)


def chunks(body: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a RIFF file, each with its name, length and filling."""
    at, end = 12, 8 + struct.unpack("<I", body[4:8])[0]
    if end > len(body):
        raise Damaged
    while at < end:
        (length,) = struct.unpack("<I", body[at + 4 : at + 8])
        after = at + 8 + length + length % 2
        if at + 8 + length > end:
            raise Damaged
        yield body[at : at + 4], body[at:after]
        at = after


def sides(kind: bytes, inside: bytes) -> tuple[int, int] | None:
    """Width and height, where a WebP's chunk tells them."""
    if kind == b"VP8X":
        return int.from_bytes(inside[4:7], "little") + 1, int.from_bytes(inside[7:10], "little") + 1
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", inside[6:10])
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        bits = int.from_bytes(inside[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    return None
