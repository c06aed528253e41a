"""The file that goes with a campaign: chosen, shown, taken off again. It is kept as soon as it is
given, so that neither a fault elsewhere in the form nor the preview needs it a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aiohttp import web

from bot.console.draft_form import Form, read
from bot.console.posted import Upload
from bot.console.visit import Visit
from content.media import ENDINGS, MOST_PHOTO, File, MediaError, described, taken
from content.screen import Media
from content.wording import number
from handlers import media

ACCEPTED = ",".join([".jpeg", *(f".{ending}" for ending in ENDINGS.values())])
"""What a browser offers to choose from."""


async def posted(visit: Visit) -> tuple[Form, Mapping[str, str]]:
    """The form as it was posted, with its file; and what cannot be read of it, by field."""
    form = read(visit.form)
    faults = {name: visit.word(f"console.fault.{key}") for name, key in form.faults.items()}
    try:
        return replace(form, media=await attached(visit)), faults
    except MediaError as error:
        faults["file"] = error.sentence(visit.actor.language)
        return replace(form, media=await had(visit)), faults


async def attached(visit: Visit) -> Media | None:
    """What goes with the message now; raises MediaError for a file that we do not take."""
    if visit.upload:
        file = described(file_of(visit.upload, visit.console.most_megabytes), words_of(visit))
        return await visit.write(media.keep, file, visit.order)
    return None if visit.form.get("media_gone") else await had(visit)


async def had(visit: Visit) -> Media | None:
    """What went with it before, with the words that stand in for it now."""
    file = visit.form.get("media", "")
    return await visit.read(media.kept, file, words_of(visit)) if file else None


def words_of(visit: Visit) -> str:
    """What was typed of a picture."""
    return visit.form.get("media_words", "")


def file_of(upload: Upload, most: int) -> File:
    """An upload as a file of ours; raises MediaError."""
    if upload.body is None:
        raise MediaError("large", size=f"> {number(most)}", most=number(most))
    return taken(upload.body, upload.name, most=most)


async def choose(visit: Visit) -> web.StreamResponse:
    """POST /console/campaigns/file: what was chosen is kept and shown, as a fragment."""
    form, faults = await posted(visit)
    return visit.draw("attached.html", form=form, faults=faults)


def bounds(visit: Visit) -> dict[str, object]:
    """What the page tells of what may be chosen."""
    return {
        "accepted": ACCEPTED,
        "most_photo": MOST_PHOTO,
        "most_file": visit.console.most_megabytes,
    }
