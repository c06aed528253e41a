"""Files as the Bot API takes them: uploaded once, then named by an id; each kind has its limits."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from content.photos import Damaged, photo_of
from tests.standins.telegram_refusal import Refusal

if TYPE_CHECKING:
    from tests.standins.telegram import BotApi

MEGABYTE = 1024**2
MOST = {"photo": 10 * MEGABYTE, "voice": 50 * MEGABYTE, "document": 50 * MEGABYTE}
TYPES = {"photo": "Photo", "voice": "VoiceNote", "document": "Document"}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a request."""

    filename: str
    body: bytes


@dataclass(frozen=True, slots=True)
class File:
    """What somebody uploaded."""

    kind: str
    name: str
    body: bytes
    width: int = 0
    height: int = 0


def received(api: BotApi, kind: str, given: Any) -> str:
    """The id of the file that a request carries, or names."""
    if not given:
        raise Refusal(f"there is no {kind} in the request")
    if not isinstance(given, Upload):
        return named(api, kind, str(given))
    body = given.body
    if not body:
        raise Refusal("file must be non-empty")
    if len(body) > MOST[kind]:
        raise Refusal("", 413)
    file = File(kind, given.filename, body, *sides(kind, body))
    # A new id each time, as Telegram gives: whoever uploads twice finds out.
    number = f"{kind}-{len(api.files)}-{hashlib.sha256(body).hexdigest()[:8]}"
    api.files[number] = file
    return number


def named(api: BotApi, kind: str, number: str) -> str:
    """An id that the bot was given, for the same kind of file."""
    file = api.files.get(number)
    if file is None:
        raise Refusal("wrong file identifier/HTTP URL specified")
    if file.kind != kind:
        raise Refusal(f"can't use file of type {TYPES[file.kind]} as {TYPES[kind]}")
    return number


def sides(kind: str, body: bytes) -> tuple[int, int]:
    """Width and height of a picture; the others have none."""
    if kind != "photo":
        return 0, 0
    try:
        photo = photo_of(body)
    except Damaged:
        photo = None
    if photo is None:
        raise Refusal("IMAGE_PROCESS_FAILED")
    short, long = sorted((photo.width, photo.height))
    if short + long > 10_000 or long > 20 * short:
        raise Refusal("PHOTO_INVALID_DIMENSIONS")
    return photo.width, photo.height


def as_carried(api: BotApi, kind: str, number: str) -> dict[str, Any]:
    """The part of a message that tells of its file: a photo in two sizes, the larger last."""
    file = api.files[number]
    whole = {"file_id": number, "file_unique_id": f"u-{number}", "file_size": len(file.body)}
    match kind:
        case "photo":
            small = whole | {"file_id": f"small-{number}", "width": 90, "height": 90}
            return {"photo": [small, whole | {"width": file.width, "height": file.height}]}
        case "voice":
            return {"voice": whole | {"duration": 1}}
    return {"document": whole | {"file_name": file.name}}
