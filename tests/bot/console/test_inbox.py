"""What people wrote to a campaign, in the console: read, marked, taken away, by those who may."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from sqlalchemy import select

from content.campaign_check import Rules
from db import replies
from db.replies import PAGE
from db.tables import audit
from db.values import CampaignId, PersonId
from tests.bot.console.conftest import KEYS, Stage

RULES = Rules(opens=lambda _: True, approval_over=500)
HERE = "/console/campaigns/1/replies"
WORDS = "Nhà tôi ở <b>cuối thôn</b>,\n=xin gặp cán bộ"


async def started(stage: Stage, *texts: str) -> Any:
    """A campaign of Thọ Phú under way, and what Lan wrote to it; the browser of its writer."""
    lan = await stage.resident("Lan")
    writer = await stage.browser("writer", "ubnd-tho-phu", "Tâm")
    await writer.post("/console/campaigns/new", title="Họp thôn", text="Chào!", then="save")
    await writer.post("/console/campaigns/1/start")

    def write(conn: Any) -> None:
        for text in texts:
            replies.keep(conn, KEYS, CampaignId(1), PersonId(lan), text, stage.clock[0])

    await stage.store.write(write)
    return writer


def test_an_unread_note_is_on_the_first_page_and_on_the_campaigns(play: Any) -> None:
    async def story(stage: Stage) -> dict[str, str]:
        writer = await started(stage, WORDS)
        told = {"today": (await writer.get("/console")).text}
        told["campaign"] = (await writer.get("/console/campaigns/1")).text
        told["inbox"] = (await writer.get(HERE)).text
        await writer.post(HERE, reply="1")
        told["after"] = (await writer.get("/console")).text
        told["read"] = (await writer.get(HERE)).text
        return told

    told = play(story, rules=RULES)

    assert "1 lời nhắn chưa đọc" in told["today"]
    assert f'href="{HERE}"' in told["today"]
    assert "1 lời nhắn chưa đọc" in told["campaign"]
    assert "Nhà tôi ở &lt;b&gt;cuối thôn&lt;/b&gt;" in told["inbox"]
    assert "Thọ Phú" in told["inbox"]
    assert "K1-1" in told["inbox"]
    assert "Lan" not in told["inbox"]
    assert "lời nhắn chưa đọc" not in told["after"]
    assert "1 lời nhắn, 0 chưa đọc" in told["read"]


def test_a_page_is_marked_whole_and_only_what_it_showed(play: Any) -> None:
    texts = [f"lời {n}" for n in range(PAGE + 1)]

    async def story(stage: Stage) -> tuple[list[str], str, str]:
        writer = await started(stage)
        for n, text in enumerate(texts):
            person = PersonId(await stage.resident(f"Người {n}"))
            await stage.store.write(replies.keep, KEYS, CampaignId(1), person, text, stage.clock[0])
        page = (await writer.get(HERE)).text
        shown = re.findall(r'name="shown" value="(\d+)"', page)
        await writer.post(HERE, ("page", "all"), *(("shown", one) for one in shown))
        second = (await writer.get(HERE + "?page=2")).text
        return shown, (await writer.get(HERE)).text, second

    shown, after, second = play(story, rules=RULES)

    assert len(shown) == PAGE
    assert f"{PAGE + 1} lời nhắn, 1 chưa đọc" in after
    assert "lời 0" in after.partition("lời 20")[0]
    assert second.count('<p class="words">') == 1


def test_the_table_holds_the_words_harmlessly_and_its_taking_is_audited(play: Any) -> None:
    async def story(stage: Stage) -> tuple[Any, list[tuple[Any, ...]]]:
        writer = await started(stage, "=1+1", WORDS)
        await writer.post(HERE, reply="1")
        answer = await writer.get(HERE + "/export")

        def lines(conn: Any) -> list[tuple[Any, ...]]:
            found = select(audit.c.action, audit.c.detail).where(audit.c.action.like("%replies%"))
            return [tuple(row) for row in conn.execute(found.order_by(audit.c.id))]

        return answer, await stage.store.read(lines)

    answer, audited = play(story, rules=RULES)
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))

    assert [len(rows), rows[0][-1]] == [3, "Lời nhắn"]
    assert [row[-1] for row in rows[1:]] == ["'=1+1", WORDS]
    assert [row[4] for row in rows[1:]] == ["có", "chưa"]
    assert audited == [("campaign-replies-read", {"count": 1}), ("campaign-replies-export", {})]


def test_another_unit_and_garbage_find_nothing(play: Any) -> None:
    async def story(stage: Stage) -> list[int]:
        writer = await started(stage, WORDS)
        other = await stage.browser("writer", "ubnd-an-nong", "Người khác")
        looks = [await other.get(HERE), await other.get(HERE + "/export")]
        asks = [await other.post(HERE, reply="1"), await writer.post(HERE, reply="9" * 40)]
        pages = [await writer.get(f"{HERE}?page={page}") for page in ("0", "x", "9" * 30)]
        unread = await stage.store.read(replies.unread)
        return [one.status for one in (*looks, *asks, *pages)] + [unread[CampaignId(1)]]

    assert play(story, rules=RULES) == [404, 404, 404, 303, 200, 200, 200, 1]


def test_who_only_looks_reads_no_private_words(play: Any) -> None:
    async def story(stage: Stage) -> tuple[int, str, str]:
        await started(stage, WORDS)
        viewer = await stage.browser("viewer", "ubnd-tho-phu", "Khách")
        today = (await viewer.get("/console")).text
        return (await viewer.get(HERE)).status, (await viewer.get(HERE[:-8])).text, today

    status, campaign, today = play(story, rules=RULES)

    assert status == 403
    assert "/replies" not in campaign + today


def test_an_empty_inbox_says_what_will_come(play: Any) -> None:
    async def story(stage: Stage) -> str:
        return str((await (await started(stage)).get(HERE)).text)

    assert "Chưa có lời nhắn nào" in play(story, rules=RULES)
