"""Many invitations at once in the console: a strip each, to be printed."""

from __future__ import annotations

import io
import re
from typing import Any

import aiohttp
import pytest

from bot.console.cookie import COOKIE
from tests.bot.console.conftest import KEYS, Answer, Browser


async def bring(browser: Browser, body: bytes) -> Answer:
    """Post a list."""
    token = KEYS.fingerprint(f"form:{browser.cookies[COOKIE]}")
    data = aiohttp.FormData({"form_token": token})
    data.add_field("file", io.BytesIO(body), filename="a.csv", content_type="text/csv")
    return await browser.ask("POST", "/console/invitations/file", data=data)


def test_each_good_line_is_a_strip_with_code_picture_and_link(play: Any) -> None:
    rows = (
        "office,role,name\nubnd-tho-phu,village-head,<b>Thôn 1</b>\n"
        "ubnd-tho-phu,head,Sai\npkt-trieu-son,village-head,Ngoài\nubnd-tho-phu,group-leader,\n"
    )

    async def story(stage: Any) -> tuple[Answer, Answer]:
        head = await stage.browser("head", "ubnd-tho-phu", "Sơn")
        return await head.get("/console/invitations"), await bring(head, rows.encode())

    page, told = play(story)
    assert 'action="/console/invitations/file"' in page.text
    assert told.status == 200
    assert len(re.findall(r'<svg[^>]*class="segno"', told.text)) == 2
    assert len(re.findall(r'class="card strip"', told.text)) == 2
    assert len(re.findall(r"chat\?s=join--[a-z0-9]{10}<", told.text)) == 2
    assert "&lt;b&gt;Thôn 1" in told.text
    assert "<b>Thôn 1" not in told.text
    assert "Dòng 3" in told.text
    assert "Dòng 4" in told.text


@pytest.mark.parametrize("body", [b"", b"a,b\n1,2\n", b"office,role\n" + b"x" * 1_000_001])
def test_a_list_that_is_none_makes_nothing_and_says_why(play: Any, body: bytes) -> None:
    async def story(stage: Any) -> Answer:
        head = await stage.browser("head", "ubnd-tho-phu", "Sơn")
        return await bring(head, body)

    told = play(story)
    assert told.status == 422
    assert "file-note" in told.text


def test_a_writer_makes_none(play: Any) -> None:
    async def story(stage: Any) -> Answer:
        writer = await stage.browser("writer", "ubnd-tho-phu", "Hoa")
        return await bring(writer, b"office,role\nubnd-tho-phu,village-head\n")

    assert play(story).status != 200
