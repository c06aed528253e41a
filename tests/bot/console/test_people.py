"""The people at the console: counted, taken away, brought in after a look, each within a unit."""

from __future__ import annotations

import io
import re
from random import randbytes
from typing import Any

import aiohttp
import pytest
from openpyxl import load_workbook

from bot.console.cookie import COOKIE
from content.wording import word
from db.people import find_by_external
from tests.bot.console.conftest import KEYS, Answer, Browser

HEADER = "channel,contact,name,language,unit,topics,role\n"


async def bring(browser: Browser, body: bytes, name: str = "ds.csv", basis: str = "QĐ 1") -> Answer:
    """Post the form with a file."""
    token = KEYS.fingerprint(f"form:{browser.cookies[COOKIE]}")
    data = aiohttp.FormData({"form_token": token, "basis": basis})
    data.add_field("file", io.BytesIO(body), filename=name, content_type="application/octet-stream")
    return await browser.ask("POST", "/console/people/import", data=data)


def carried(text: str) -> str:
    """The list that the page carries."""
    found = re.search(r'name="carried" value="([^"]+)"', text)
    assert found, text
    return found[1].replace("&#43;", "+").replace("&#x2B;", "+")


def figures(text: str) -> list[int]:
    """New, changed, left out."""
    return [int(one) for one in re.findall(r'<b class="figure">(\d+)</b>', text)]


def test_a_list_is_looked_at_before_it_goes_in(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        head = await stage.browser("head", "ubnd-tho-phu", "Sơn")
        rows = (
            "telegram,1,Lan,vi,tho-phu,,village-head\ntelegram,2,Hoa,vi,,,\n"
            "telegram,3,Xa,vi,an-nong,,\ntelegram,4,Trưởng,vi,,,head\n"
            "email,an@xa.example.vn,An,vi,tho-phu,,\n"
        )
        looked = await bring(head, (HEADER + rows).encode())
        before = await stage.store.read(find_by_external, "telegram", "1")
        done = await head.post(
            "/console/people/import/confirm", carried=carried(looked.text), basis="QĐ 1"
        )
        again = await bring(head, (HEADER + rows).encode())
        taken = await head.get("/console/people/export")
        page = await head.get("/console/people")
        return dict(looked=looked, before=before, done=done, again=again, taken=taken, page=page)

    told = play(story)
    assert figures(told["looked"].text) == [3, 0, 2]
    assert "an-nong" in told["looked"].text
    assert told["before"] is None
    assert figures(told["done"].text) == [3, 0, 2]
    assert figures(told["again"].text) == [0, 0, 2]
    assert "telegram,2,Hoa,vi,tho-phu" in told["taken"].text
    assert "Xã Thọ Phú" in told["page"].text
    assert word("data.channel.email") in told["page"].text


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b"", "chọn một tệp"),
        (b"a,b\n", "“a”"),
        (b"PK\x03\x04x", "xlsx"),
        (randbytes(1_000_000), "lớn quá"),
        ((HEADER + "fax,,,,,,\n" * 10_001).encode(), "dài hơn 10.000 dòng"),
    ],
)
def test_a_bad_file_is_one_sentence_at_the_field(play: Any, body: bytes, what: str) -> None:
    async def story(stage: Any) -> Answer:
        return await bring(await stage.browser("admin"), body)

    answer = play(story)
    assert answer.status == 422
    assert what in answer.text


def test_garbage_carried_is_no_list(play: Any) -> None:
    async def story(stage: Any) -> list[int]:
        admin = await stage.browser("admin")
        path = "/console/people/import/confirm"
        return [(await admin.post(path, carried=x)).status for x in ("", "%%", "eJw=", "AAAA")]

    assert play(story) == [422] * 4


def test_people_are_for_those_who_lead_and_within_their_unit(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        await stage.resident("Lan")
        await stage.resident("Minh", unit="an-nong")
        told: dict[str, Any] = {}
        for role in ("viewer", "writer", "approver", "official"):
            other = await stage.browser(role, "ubnd-tho-phu", f"Người {role}")
            told[role] = [
                (await other.get(path)).status
                for path in ("/console/people", "/console/people/export")
            ]
        head = await stage.browser("head", "ubnd-tho-phu", "Sơn")
        told["csv"] = await head.get("/console/people/export")
        return told

    told = play(story)
    assert all(told[role] == [403, 403] for role in ("viewer", "writer", "approver", "official"))
    assert "Lan" in told["csv"].text
    assert "Minh" not in told["csv"].text
    assert told["csv"].headers["Content-Disposition"] == 'attachment; filename="people-tho-phu.csv"'


def test_tables_are_taken_as_workbooks_too(play: Any) -> None:
    async def story(stage: Any) -> list[tuple[Any, bytes]]:
        await stage.resident("Lan")
        admin = await stage.browser("admin")
        form = dict(title="T", text="Chào", then="save")
        await admin.post("/console/campaigns/new", ("role", "resident"), **form)
        return [
            await fetched(admin, path)
            for path in ("/console/people/export?as=xlsx", "/console/campaigns/1/export?as=xlsx")
        ]

    for headers, body in play(story):
        assert headers["Content-Type"].endswith("spreadsheetml.sheet")
        assert headers["Content-Disposition"].endswith('.xlsx"')
        sheet = load_workbook(io.BytesIO(body)).worksheets[0]
        assert sheet.max_row >= 1
        assert sheet.cell(1, 1).value


async def fetched(browser: Browser, path: str) -> tuple[Any, bytes]:
    """A file with its headers."""
    cookies = {"Cookie": "; ".join(f"{k}={v}" for k, v in browser.cookies.items())}
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
        session.get(browser.stage.url(path), headers=cookies) as answer,
    ):
        assert answer.status == 200
        return answer.headers, await answer.read()
