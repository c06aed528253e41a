"""What we take with a message: told by its bytes, bounded, and refused in plain words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.media import MEGABYTE, MediaError, described, named, taken, weight
from tests.files import (
    DOCX,
    FILM,
    M4A,
    MACROS,
    MP3,
    ODT,
    OGG,
    PDF,
    PPTX,
    XLSX,
    jpeg,
    packed,
    png,
    webp,
)


@pytest.mark.parametrize(
    ("body", "kind", "name"),
    [
        (jpeg(), "photo", ""),
        (png(), "photo", ""),
        (webp(), "photo", ""),
        (OGG, "voice", ""),
        (MP3, "voice", ""),
        (MP3[10:], "voice", ""),
        (M4A, "voice", ""),
        (PDF, "document", "giay.pdf"),
        (DOCX, "document", "giay.docx"),
        (XLSX, "document", "giay.xlsx"),
        (PPTX, "document", "giay.pptx"),
        (ODT, "document", "giay.odt"),
    ],
)
def test_a_file_is_told_by_its_bytes_whatever_it_is_called(
    body: bytes, kind: str, name: str
) -> None:
    file = taken(body, "giay.exe" if name.endswith("exe") else f"giay.{name[5:]}")

    assert (file.kind, file.name) == (kind, name)
    assert file.media.file == taken(body).media.file
    assert file.media.size == len(file.body)


@pytest.mark.parametrize(
    ("body", "key"),
    [
        (b"", "empty"),
        (b"MZ\x90\0", "unknown"),
        (b"GIF89a", "unknown"),
        (b"<html><script>", "unknown"),
        (packed(**{"a.txt": b"a"}), "unknown"),
        (jpeg()[:-9], "damaged"),
        (b"PK\x03\x04 broken", "damaged"),
        (webp(moving=True), "moving"),
        (b"OggS" + bytes(30) + b"\x01vorbis", "ogg"),
        (FILM, "film"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
        (MACROS, "macros"),
        (jpeg(9000, 1001), "sides"),
        (jpeg(2100, 100), "sides"),
        (jpeg(0, 100), "damaged"),
        (b"%PDF-1.4" + bytes(20 * MEGABYTE), "large"),
    ],
)
def test_what_we_do_not_take_is_refused_in_vietnamese(body: bytes, key: str) -> None:
    with pytest.raises(MediaError) as refusal:
        taken(body, "tệp")

    assert refusal.value.key == key
    assert re.search("[ạ-ỹ]", str(refusal.value))
    assert refusal.value.sentence("en") != str(refusal.value)


@pytest.mark.parametrize(("width", "height"), [(9000, 1000), (2000, 100)])
def test_the_largest_sides_are_taken(width: int, height: int) -> None:
    assert taken(jpeg(width, height)).kind == "photo"


def test_a_picture_may_weigh_ten_megabytes_at_most_other_files_what_is_set() -> None:
    heavy = b"%PDF-1.4" + bytes(2 * MEGABYTE)
    noise = jpeg()[:-2] + bytes(10 * MEGABYTE) + b"\xff\xd9"

    assert taken(heavy, most=3).kind == "document"
    with pytest.raises(MediaError, match="3 MB.*2 MB"):
        taken(heavy, most=2)
    with pytest.raises(MediaError, match="10 MB"):
        taken(noise, most=50)


@pytest.mark.parametrize(("body", "kind"), [(PDF, "photo"), (png(), "voice"), (OGG, "document")])
def test_a_file_of_another_kind_than_asked_for_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(MediaError) as refusal:
        taken(body, kind=kind)  # type: ignore[arg-type]  # a parameter of the test

    assert refusal.value.key == f"no_{kind}"


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("giấy vay.pdf", "giấy vay.pdf"),
        ("GIAY.PDF", "GIAY.pdf"),
        ("C:\\Users\\An\\giay.pdf", "giay.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ('a"b<c>|?*:.pdf', "abc.pdf"),
        ("a\r\nX: y\0.pdf", "a X y.pdf"),
        ("", "tai-lieu.pdf"),
        (" .pdf", "tai-lieu.pdf"),
        ("a" * 300, "a" * 116 + ".pdf"),
    ],
)
def test_a_document_keeps_a_name_that_harms_nobody(given_name: str, kept: str) -> None:
    assert named(given_name, "pdf") == kept


@given(st.text())
def test_any_name_becomes_one_that_can_be_kept(name: str) -> None:
    kept = named(name, "pdf")

    assert kept.endswith(".pdf")
    assert len(kept) <= 120
    assert kept.isprintable()
    assert not set('/\\"<>|?*:') & set(kept)


def test_words_stand_in_for_a_picture_and_for_nothing_else() -> None:
    assert described(taken(png()), "  Bà con\nphơi thóc ").media.name == "Bà con phơi thóc"
    assert described(taken(PDF, "a.pdf"), "lời").media.name == "a.pdf"


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 KB"), (348_160, "340 KB"), (MEGABYTE, "1 MB"), (1_300_000, "1,2 MB")],
)
def test_a_size_is_said_as_people_know_it(size: int, said: str) -> None:
    assert weight(size) == said


@given(st.sampled_from([b"", b"PK\x03\x04", b"OggS", b"....ftyp", b"%PDF-"]), st.binary())
def test_whatever_comes_it_is_a_file_or_refused(begin: bytes, rest: bytes) -> None:
    try:
        file = taken(begin + rest)
    except MediaError as refusal:
        assert refusal.sentence()
    else:
        assert file.kind in ("photo", "voice", "document")
