"""Small files of every kind that a message may carry, made by hand."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

GPS = b"N 19 52 41.2 E 105 40 10.7"
"""What must never be found again in a picture that we keep."""
PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
OGG = b"OggS\0\x02" + bytes(22) + b"OpusHead\x01\x01" + bytes(60)
MP3 = b"ID3\x03\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" + bytes(413)
M4A = b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom" + b"\0\0\0\x20moov....hdlr....soun" + bytes(40)
FILM = b"\0\0\0\x1cftypmp42\0\0\0\0mp42isom" + b"....hdlr....soun....hdlr....vide"


def png(width: int = 4, height: int = 3, *, told: bytes = b"", shade: int = 120) -> bytes:
    """A grey picture, with a text chunk when something is to be told."""
    rows = (b"\0" + bytes([shade]) * width) * height
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        *([(b"tEXt", b"Comment\0" + told), (b"eXIf", told)] if told else []),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, inside) for kind, inside in parts)


def chunk(kind: bytes, inside: bytes) -> bytes:
    """A PNG chunk."""
    crc = zlib.crc32(kind + inside)
    return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", crc)


def jpeg(
    width: int = 40, height: int = 30, *, told: bytes = b"", up: int = 1, after: bytes = b""
) -> bytes:
    """The bones of a JPEG: every segment that matters, and data that no decoder would like.
    ``up`` is EXIF's orientation, ``after`` stands behind its end."""
    segments = [(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0")]
    if told or up != 1:
        entry = struct.pack("<HHIHH", 0x0112, 3, 1, up, 0)
        tiff = b"II*\0\x08\0\0\0\x01\0" + entry + b"\0\0\0\0" + told
        segments += [(0xE1, b"Exif\0\0" + tiff), (0xFE, told), (0xED, b"Photoshop 3.0\0" + told)]
    segments += [
        (0xE2, b"ICC_PROFILE\0\x01\x01colours"),
        (0xDB, b"\0" + bytes(range(1, 65))),
        (0xC0, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0"),
        (0xDA, b"\x01\x01\0\0\x3f\0"),
    ]
    made = b"".join(b"\xff" + bytes([m]) + struct.pack(">H", len(b) + 2) + b for m, b in segments)
    return b"\xff\xd8" + made + b"\x12\xff\0\x34\xff\xd0\x56" + b"\xff\xd9" + after


def webp(width: int = 40, height: int = 30, *, told: bytes = b"", moving: bool = False) -> bytes:
    """The bones of a WebP."""
    flags = (0x0C if told else 0) | (0x02 if moving else 0)
    sides = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    parts = [(b"VP8X", bytes([flags, 0, 0, 0]) + sides), (b"VP8L", b"\x2f" + bytes(9))]
    parts += [(b"EXIF", told), (b"XMP ", told)] if told else []
    inside = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(b)) + b + b"\0" * (len(b) % 2) for kind, b in parts
    )
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def packed(**names: bytes) -> bytes:
    """An archive: ``packed(**{"word/document.xml": b"…"})``."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, body in names.items():
            archive.writestr(name, body)
    return whole.getvalue()


DOCX = packed(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})
XLSX = packed(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
PPTX = packed(**{"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"})
ODT = packed(mimetype=b"application/vnd.oasis.opendocument.text", **{"content.xml": b"<c/>"})
MACROS = packed(**{"[Content_Types].xml": b"<Types/>", "word/vbaProject.bin": b"sub"})
