"""Texts of their own and questions, written in the console and read back from what is kept."""

from __future__ import annotations

import re
from typing import Any

import pytest

from content.campaign_check import Rules
from db import campaigns
from db.values import CampaignId
from tests.bot.console.conftest import Browser, Stage

RULES = Rules(opens=lambda _: True, approval_over=500)
NEW = "/console/campaigns/new"
ENGLISH = [("variant_language", "en"), ("variant_channel", ""), ("variant_text", "Hello *you*")]
SHORT = [("variant_language", ""), ("variant_channel", "web"), ("variant_text", "Ngắn")]
BLANK = [("variant_language", ""), ("variant_channel", ""), ("variant_text", "")]
BASE = {"title": "Họp thôn", "text": "Chào bà con!", "then": "save"}


async def kept(stage: Stage) -> Any:
    """The draft of campaign 1, or None."""
    found = await stage.store.read(campaigns.get, CampaignId(1))
    return found.draft if found else None


async def post(browser: Browser, path: str, *more: tuple[str, str], **fields: str) -> Any:
    return await browser.post(path, *more, **{**BASE, **fields})


def test_texts_are_kept_shown_again_and_previewed_each(play: Any) -> None:
    async def story(stage: Stage) -> dict[str, Any]:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        await post(writer, NEW, *ENGLISH, *SHORT, *BLANK)
        told: dict[str, Any] = {"draft": await kept(stage)}
        told["edit"] = (await writer.get("/console/campaigns/1/edit")).text
        look = await post(writer, "/console/campaigns/preview", *ENGLISH, look="en")
        told["look"] = look.text
        told["page"] = (await writer.get("/console/campaigns/1?look=@web")).text
        told["odd"] = (await writer.get("/console/campaigns/1?look=fr")).text
        told["confirm"] = (await writer.get("/console/campaigns/1/start")).text
        return told

    told = play(story, rules=RULES)

    assert [one.key for one in told["draft"].variants] == ["en", "@web"]
    assert told["edit"].count('<textarea name="variant_text"') == 3
    assert "Hello *you*" in told["edit"]
    assert bubbles(told["look"]) == ["Hello you"]
    assert 'value="en" checked' in told["look"]
    assert bubbles(told["page"]) == ["Ngắn"]
    assert bubbles(told["odd"]) == ["Chào bà con!"]
    assert bubbles(told["confirm"]) == ["Chào bà con!", "Hello you", "Ngắn"]


def bubbles(page: str) -> list[str]:
    """The words of the phones on a page."""
    found = re.findall(r'<div class="bubble-preview stack">(.*?)</div>', page, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ([*BLANK[:2], ("variant_text", "Cho ai?")], "Bản riêng cần ngôn ngữ hoặc kênh"),
        ([*ENGLISH[:2], ("variant_text", " ")], "Bản riêng cần ngôn ngữ hoặc kênh"),
        ([*ENGLISH, *ENGLISH], "Có hai bản riêng “en”."),
        ([("variant_language", "fr"), *ENGLISH[1:]], "Không có bản riêng “fr”"),
        ([("ask", "choices"), ("choice", " ")], "Mời viết ít nhất hai câu trả lời."),
    ],
)
def test_what_is_wrong_with_them_is_said_and_nothing_is_kept(
    play: Any, more: list[tuple[str, str]], sentence: str
) -> None:
    async def story(stage: Stage) -> tuple[Any, Any]:
        return await post(await stage.browser("writer"), NEW, *more), await kept(stage)

    answer, draft = play(story, rules=RULES)

    assert (answer.status, draft) == (422, None)
    assert sentence in answer.text
    assert "Chào bà con!" in answer.text


@pytest.mark.parametrize(
    ("more", "buttons"),
    [
        ([], []),
        ([("ask", "yesno")], [("Có", "answer"), ("Không", "answer")]),
        (
            [("ask", "choices"), ("choice", "Sáng"), ("choice", ""), ("choice", "Tối")],
            [("Sáng", "answer"), ("Tối", "answer")],
        ),
        ([("writes", "1")], [("Viết ý kiến", "write")]),
        (
            [("ask", "yesno"), ("writes", "1"), ("write_label", "Ý khác")],
            [("Có", "answer"), ("Không", "answer"), ("Ý khác", "write")],
        ),
        ([("ask", "none"), ("choice", "Sáng")], []),
    ],
)
def test_every_kind_of_question_survives_saving_and_editing(
    play: Any, more: list[tuple[str, str]], buttons: list[tuple[str, str]]
) -> None:
    async def story(stage: Stage) -> list[Any]:
        writer = await stage.browser("writer")
        await post(writer, NEW, *more, ("label", "Xem"), ("to", "home"))
        first = await kept(stage)
        page = (await writer.get("/console/campaigns/1/edit")).text
        await writer.post("/console/campaigns/1/edit", *fields_of(page))
        return [first, await kept(stage)]

    for draft in play(story, rules=RULES):
        kinds = [(button.label, button.to) for button in draft.buttons]
        assert kinds == [*buttons, ("Xem", "home")]


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would post of the form as it stands."""
    fields = [("title", "Họp thôn"), ("text", "Chào bà con!"), ("then", "save")]
    for tag in re.findall(r"<input [^>]*>", page):
        name = re.search(r'name="(ask|choice|writes|write_label|label)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and value and (" checked" in tag or 'type="' not in tag):
            fields.append((name[1], value[1]))
    for select in re.findall(r'<select name="to".*?</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', select)
        fields.append(("to", chosen[1] if chosen else ""))
    return fields


def test_a_message_asks_and_its_phone_says_how(play: Any) -> None:
    async def story(stage: Stage) -> str:
        writer = await stage.browser("writer")
        look = await post(writer, "/console/campaigns/preview", ask="yesno", writes="1")
        return str(look.text)

    assert "Có · Không · Viết ý kiến" in play(story, rules=RULES)
