"""A picture that we keep tells nothing beside itself, and looks as before."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.photos import Damaged, Moving, photo_of
from tests.files import GPS, chunk, jpeg, png, webp

MADE = {"jpeg": jpeg, "png": png, "webp": webp}


@pytest.mark.parametrize("kind", sorted(MADE))
def test_what_it_tells_of_place_and_hour_is_taken_out(kind: str) -> None:
    told, plain = MADE[kind](told=GPS), MADE[kind]()
    assert GPS in told

    photo = photo_of(told)

    assert photo is not None
    assert GPS not in photo.body
    assert photo == photo_of(plain)


@pytest.mark.parametrize("kind", sorted(MADE))
def test_its_sides_are_told(kind: str) -> None:
    photo = photo_of(MADE[kind](640, 480))

    assert photo is not None
    assert (photo.mime, photo.width, photo.height) == (f"image/{kind}", 640, 480)


@pytest.mark.parametrize("kind", sorted(MADE))
def test_cleaning_twice_changes_nothing_more(kind: str) -> None:
    once = photo_of(MADE[kind](told=GPS))

    assert once is not None
    assert photo_of(once.body) == once


def test_the_colours_of_a_jpeg_stay_and_the_data_of_its_scan_is_untouched() -> None:
    photo = photo_of(jpeg(told=GPS))

    assert photo is not None
    assert b"ICC_PROFILE\0" in photo.body
    assert photo.body.endswith(b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9")


def test_a_film_behind_the_end_of_a_jpeg_goes() -> None:
    photo = photo_of(jpeg(after=b"ftypmp42" + GPS + b"\xff\xd9"))

    assert photo is not None
    assert photo.body.endswith(b"\x56\xff\xd9")
    assert GPS not in photo.body


def test_which_side_is_up_stays() -> None:
    upright, turned = photo_of(jpeg(told=GPS)), photo_of(jpeg(told=GPS, up=6))

    assert upright is not None
    assert turned is not None
    assert b"Exif" not in upright.body
    assert b"Exif\0\0MM\0*" in turned.body
    assert GPS not in turned.body
    assert turned.body.count(b"\x01\x12\0\x03\0\0\0\x01\0\x06") == 1
    assert photo_of(turned.body) == turned


def test_a_moving_picture_is_none() -> None:
    with pytest.raises(Moving):
        photo_of(webp(moving=True))


@pytest.mark.parametrize(
    "body",
    [
        jpeg()[:-2],
        jpeg()[:40],
        b"\xff\xd8\xff",
        png()[:-4],
        png().replace(b"IDAT", b"IDAU"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b""),
        webp()[:-8],
    ],
)
def test_a_broken_picture_is_told_as_broken(body: bytes) -> None:
    with pytest.raises(Damaged):
        photo_of(body)


def test_anything_else_is_no_picture() -> None:
    assert photo_of(b"GIF89a") is None
    assert photo_of(b"") is None


@given(
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b""]),
    st.binary(),
)
def test_whatever_comes_it_is_a_picture_broken_or_none(begin: bytes, rest: bytes) -> None:
    try:
        photo = photo_of(begin + rest)
    except (Damaged, Moving):
        return
    assert photo is None or photo_of(photo.body) == photo


@given(st.sampled_from([jpeg(told=GPS, up=3), png(told=GPS), webp(told=GPS)]), st.data())
def test_a_picture_with_a_wrong_byte_raises_nothing_else(body: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(body) - 1))
    changed = body[:at] + bytes([data.draw(st.integers(0, 255))]) + body[at + 1 :]
    try:
        photo_of(changed)
    except (Damaged, Moving):
        return
