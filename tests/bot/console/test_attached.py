"""The file of a campaign in the console: chosen, shown, kept over faults, taken off."""

from __future__ import annotations

import io
import re
from typing import Any

import aiohttp
import pytest

from bot.console.cookie import COOKIE
from content.media import taken
from db import media
from tests.bot.console.conftest import KEYS, Browser
from tests.files import OGG, PDF, png

NEW = "/console/campaigns/new"
PHOTO = taken(png()).media.file


async def send(
    browser: Browser, path: str, body: bytes | None = None, name: str = "a", **fields: str
) -> Any:
    """Post the form as a browser does that may carry a file."""
    form = aiohttp.FormData(quote_fields=False, default_to_multipart=True)
    form.add_field("form_token", KEYS.fingerprint(f"form:{browser.cookies[COOKIE]}"))
    typed = {"title": "Họp", "text": "Mời {name|bà con} họp.", "role": "resident", **fields}
    for field, value in typed.items():
        form.add_field(field, value)
    if body is not None:
        form.add_field(
            "file", io.BytesIO(body), filename=name, content_type="application/octet-stream"
        )
    return await browser.ask("POST", path, data=form)


def test_a_file_goes_with_the_form_and_stays_until_it_is_taken_off(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        writer = await stage.browser("writer", "ubnd-tho-phu")
        made = await send(writer, NEW, png(told=b"GPS"), media_words="Bà con họp thôn")
        page = "/console/campaigns/1/edit"
        shown = (await writer.get(page)).text
        await send(writer, page, media=PHOTO, media_words="Chợ phiên")
        renamed = (await writer.get(page)).text
        await send(writer, page, media=PHOTO, media_gone="1")
        gone = (await writer.get(page)).text
        kept = await stage.store.read(media.body, PHOTO)
        return [made.status, shown, renamed, gone, kept]

    status, shown, renamed, gone, kept = play(story)

    assert status == 303
    assert f'name="media" value="{PHOTO}"' in shown
    assert f'src="/media/{PHOTO}" alt="Bà con họp thôn"' in shown
    assert 'value="Chợ phiên"' in renamed
    assert PHOTO not in gone
    assert kept == taken(png()).body


def test_a_chosen_file_is_shown_at_once(play: Any) -> None:
    async def story(stage: Any) -> list[str]:
        writer = await stage.browser("writer", "ubnd-tho-phu")
        path = "/console/campaigns/file"
        voice = await send(writer, path, OGG)
        paper = await send(writer, path, PDF, "giấy mời.pdf", media=taken(OGG).media.file)
        wrong = await send(writer, path, b"MZ", media=taken(PDF).media.file)
        seen = await send(
            writer, "/console/campaigns/preview", media=taken(OGG).media.file, text="Nghe nhé"
        )
        return [voice.text, paper.text, wrong.text, seen.text]

    file = taken(OGG).media.file
    voice, paper, wrong, seen = play(story)

    assert "Tin thoại (1 KB)" in voice
    assert "Tệp: giấy mời.pdf (1 KB)" in paper
    assert "Không gửi được loại tệp này" in wrong
    assert taken(PDF).media.file in wrong
    assert f'<audio class="voice" controls preload="none" src="/media/{file}"' in seen


def test_a_fault_stands_at_the_field_and_keeps_what_was_there(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        writer = await stage.browser("writer", "ubnd-tho-phu")
        refused = await send(writer, NEW, b"MZ")
        await send(writer, NEW, png(), media_words="Chợ")
        kept = await send(writer, NEW, title="", media=PHOTO, media_words="Chợ")
        return [refused.status, refused.text, kept.status, kept.text]

    status, refused, again, kept = play(story)

    assert (status, again) == (422, 422)
    assert re.search(
        r'<input type="file"[^>]*aria-invalid="true" aria-describedby="file-note"', refused
    )
    assert 'id="file-note"' in refused
    assert f'name="media" value="{PHOTO}"' in kept


def test_what_is_too_large_is_said_kindly(play: Any) -> None:
    async def story(stage: Any) -> Any:
        writer = await stage.browser("writer", "ubnd-tho-phu")
        return await send(writer, NEW, b"%PDF-" + bytes(2 * 1024 * 1024))

    answer = play(story, most_megabytes=1)

    assert answer.status == 422
    assert "nhẹ hơn 1 MB" in answer.text


def test_a_picture_without_words_is_told_of_by_the_checks(play: Any) -> None:
    async def story(stage: Any) -> str:
        writer = await stage.browser("writer", "ubnd-tho-phu")
        await send(writer, NEW, png())
        return str((await writer.get("/console/campaigns/1/edit")).text)

    assert "Ảnh chưa có lời mô tả" in play(story)


@pytest.mark.parametrize("file", ["0" * 64, "../../etc", "' or 1=1", PHOTO])
def test_a_file_that_is_not_kept_is_no_file(play: Any, file: str) -> None:
    async def story(stage: Any) -> str:
        writer = await stage.browser("writer", "ubnd-tho-phu")
        await send(writer, NEW, media=file)
        return str((await writer.get("/console/campaigns/1/edit")).text)

    assert 'name="media" value' not in play(story)


def test_only_writers_give_files_and_only_by_our_own_form(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        viewer = await stage.browser("viewer", "ubnd-tho-phu")
        writer = await stage.browser("writer", "ubnd-tho-phu", "Tâm")
        path = "/console/campaigns/file"
        looked = await send(viewer, path, png())
        strange = aiohttp.FormData()
        strange.add_field("file", png(), filename="a.png")
        forged = await writer.ask("POST", path, data=strange)
        return [looked.status, forged.status, await stage.store.read(media.find, PHOTO)]

    assert play(story) == [403, 403, None]
