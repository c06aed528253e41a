"""A campaign's way through the console, over real HTTP: written, counted, approved, started."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from content.campaign_check import Rules
from scheduler.campaigns import tick
from tests.bot.console.conftest import Browser, library

MESSAGE = "Chào {name|bà con}! Xã {commune|mình} đang **rà soát**."
STRICT = Rules(opens=lambda address: address.segments[0] != "nowhere", approval_over=0)
FREE = Rules(opens=lambda _: True, approval_over=500)


async def write(browser: Browser, *more: tuple[str, str], **fields: str) -> Any:
    """Post the form of a new campaign."""
    typed = {"title": "Rà soát hộ nghèo", "text": MESSAGE, "then": "save", **fields}
    return await browser.post("/console/campaigns/new", *more, **typed)


def seen(text: str) -> str:
    """The mark of what a page of confirmation showed."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', text)
    assert found
    return found[1]


def note_at(text: str, field: str) -> str:
    """The sentence linked to a field that is marked as wrong."""
    control = re.search(rf'<(?:input|textarea|select)[^>]*name="{field}"[^>]*>', text)
    assert control
    assert 'aria-invalid="true"' in control[0]
    where = re.search(r'aria-describedby="([^"]+)"', control[0])
    assert where
    found = re.search(rf'id="{where[1]}".*?<span>([^<]+)</span>', text, re.DOTALL)
    assert found
    return found[1]


def test_the_whole_way_of_a_campaign(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        for name in ("Lan", "Hòa"):
            await stage.resident(name)
        await stage.resident("Minh", unit="an-nong")
        writer = await stage.browser("writer", "ubnd-tho-phu", "Tâm")
        approver = await stage.browser("approver", "ubnd-tho-phu", "Sơn")
        told: dict[str, Any] = {}
        reach = await writer.post("/console/campaigns/reach", ("role", "resident"))
        told["reach"] = re.sub(r"<[^>]+>|\s+", " ", reach.text)
        made = await write(writer, ("role", "resident"), then="submit")
        told["made"] = made.location
        page = "/console/campaigns/1"
        own = await writer.get(page + "/approve")
        told["own"] = own.status
        asked = await approver.get(page + "/approve")
        told["asked"] = asked.text
        approved = await approver.post(page + "/approve", seen=seen(asked.text))
        told["approved"] = approved.location
        confirm = await writer.get(page + "/start")
        told["started"] = (await writer.post(page + "/start", seen=seen(confirm.text))).location
        told["live"] = (await writer.get(page)).text
        told["paused"] = (await writer.post(page + "/pause")).location
        told["resumed"] = (await writer.post(page + "/resume")).location
        told["cancelled"] = (await writer.post(page + "/cancel")).location
        told["ended"] = (await writer.get(page + "?state=cancelled")).text
        return told

    told = play(story, rules=STRICT)

    assert "2 người sẽ nhận, trong 2 người khớp" in told["reach"].replace("  ", " ")
    assert told["made"] == "/console/campaigns/1?done=submitted"
    assert told["own"] == 403
    assert "Duyệt tin gửi tới 2 người?" in told["asked"]
    assert told["approved"] == "/console/campaigns/1?done=approved"
    assert told["started"] == "/console/campaigns/1?done=started"
    assert "0 / 2 người" in told["live"]
    assert told["live"].count("K1-") == 2
    assert "Lan" not in told["live"]
    assert told["paused"].endswith("paused")
    assert told["resumed"].endswith("resumed")
    assert told["cancelled"].endswith("cancelled")
    assert told["ended"].count("K1-") == 2


def test_an_urgent_campaign_is_marked_and_waits_for_a_second_person(play: Any) -> None:
    async def story(stage: Any) -> dict[str, str]:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        await write(writer, urgent="1", until="2026-12-25T19:00", then="submit")
        page = "/console/campaigns/1"
        return {
            "page": (await writer.get(page)).text,
            "list": (await writer.get("/console/campaigns")).text,
        }

    told = play(story, rules=FREE)

    assert "Chờ duyệt" in told["page"]
    assert "Khẩn" in told["page"]
    assert "Khẩn" in told["list"]


def test_a_question_is_written_previewed_and_its_figures_are_shown(play: Any) -> None:
    async def story(stage: Any) -> dict[str, str]:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        await write(writer, ask="yesno", writes="1")
        page = "/console/campaigns/1"
        told = {"edit": (await writer.get(page + "/edit")).text}
        told["draft"] = (await writer.get(page)).text
        confirm = await writer.get(page + "/start")
        await writer.post(page + "/start", seen=seen(confirm.text))
        told["live"] = (await writer.get(page)).text
        return told

    told = play(story, rules=FREE)

    assert 'value="yesno" checked' in told["edit"]
    assert 'name="writes" value="1" checked' in told["edit"]
    assert "bà con chọn: Có · Không · Viết ý kiến" in told["draft"]
    assert '<span class="button big">Trả lời</span>' in told["draft"]
    assert "answered:1=yes" in told["live"]
    assert "answered:1=text" in told["live"]
    assert told["live"].count("<span>dưới 5</span>") == 3


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title": ""}, "title", "Cần có tên chiến dịch"),
        ({"text": ""}, "text", "Cần có lời nhắn"),
        ({"expression": "unit:tho-fu"}, "expression", "Có phải: tho-phu"),
        ({"when": "timed", "at": ""}, "at", "Mời chọn ngày và giờ gửi."),
        ({"when": "timed", "at": "hôm nay"}, "at", "Mời chọn ngày và giờ gửi."),
        ({"until": "mai"}, "until", "Mời chọn đủ ngày và giờ."),
        ({"urgent": "1"}, "until", "Tin khẩn cần có giờ cuối cùng."),
        (
            {"when": "timed", "at": "2026-11-25T19:30", "until": "2026-11-25T19:00"},
            "until",
            "Giờ cuối cùng phải sau giờ gửi.",
        ),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    play: Any, fields: dict[str, str], field: str, sentence: str
) -> None:
    async def story(stage: Any) -> tuple[Any, str]:
        writer = await stage.browser("writer")
        answer = await write(writer, **fields)
        return answer, (await writer.get("/console/campaigns")).text

    answer, listed = play(story, rules=FREE)

    assert answer.status == 422
    assert sentence in note_at(answer.text, field)
    assert ("Rà soát hộ nghèo" in answer.text) == ("title" not in fields)
    assert "Chưa có chiến dịch nào" in listed


def test_a_button_needs_both_its_label_and_its_page(play: Any) -> None:
    async def story(stage: Any) -> Any:
        return await write(await stage.browser("writer"), label="Xem", to="")

    answer = play(story, rules=FREE)

    assert answer.status == 422
    assert "Nút cần cả chữ và trang để mở." in answer.text


def test_what_cannot_be_asked_for_yet_is_kept_as_a_draft(play: Any) -> None:
    async def story(stage: Any) -> tuple[Any, Any]:
        writer = await stage.browser("writer")
        answer = await write(writer, text="Xem https://lua-dao.example", then="submit")
        return answer, await writer.get("/console/campaigns/1/edit")

    answer, kept = play(story, rules=FREE)

    assert answer.status == 422
    assert "lua-dao.example" in answer.text
    assert 'action="/console/campaigns/1/edit"' in answer.text
    assert kept.status == 200


def test_a_writer_reaches_nobody_outside_their_unit(play: Any) -> None:
    async def story(stage: Any) -> list[str]:
        await stage.resident("Lan", unit="tho-phu")
        await stage.resident("Minh", unit="an-nong")
        own = await stage.browser("writer", "ubnd-tho-phu")
        above = await stage.browser("writer", "tinh")
        texts = []
        for browser in (own, above):
            answer = await browser.post("/console/campaigns/reach", expression="unit:an-nong")
            texts.append(re.findall(r'class="figure">(\d+)', answer.text)[0])
        return texts

    assert play(story, rules=FREE) == ["0", "1"]


def test_who_may_see_people_sees_whom_the_words_catch_by_first_name(play: Any) -> None:
    async def story(stage: Any) -> list[bool]:
        for name in ("Lê Thị Lan", "Minh", ""):
            await stage.resident(name)
        desks = [await stage.browser(role, "ubnd-tho-phu") for role in ("programme", "writer")]
        shown = [await one.post("/console/campaigns/reach", ("role", "resident")) for one in desks]
        assert "Thị" not in shown[0].text
        return ["Trong đó có: Lan, Minh." in one.text for one in shown]

    assert play(story, rules=FREE) == [True, False]


def test_another_units_campaign_is_not_there(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        await write(await stage.browser("writer", "ubnd-tho-phu"))
        stranger = await stage.browser("writer", "ubnd-an-nong")
        above = await stage.browser("viewer")
        paths = ("", "/edit", "/progress", "/start")
        looks = [(await stranger.get(f"/console/campaigns/1{path}")).status for path in paths]
        posts = [
            (await stranger.post(f"/console/campaigns/1/{act}")).status
            for act in ("submit", "start", "cancel", "test")
        ]
        saved = await stranger.post("/console/campaigns/1/edit", title="x", text="y")
        listed = await stranger.get("/console/campaigns")
        return [
            {*looks, *posts, saved.status},
            "Rà soát hộ nghèo" in listed.text,
            (await above.get("/console/campaigns/1")).status,
        ]

    assert play(story, rules=FREE) == [{404}, False, 200]


def test_nobody_approves_what_was_changed_after_they_read_it(play: Any) -> None:
    async def story(stage: Any) -> Any:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        approver = await stage.browser("approver")
        await write(writer, then="submit")
        read = seen((await approver.get("/console/campaigns/1/approve")).text)
        await writer.post("/console/campaigns/1/edit", title="Khác", text="Khác", then="submit")
        return await approver.post("/console/campaigns/1/approve", seen=read)

    answer = play(story, rules=STRICT)

    assert answer.status == 409
    assert "Tin vừa được sửa." in answer.text


def test_a_test_goes_to_whoever_asks_for_it_and_says_so_where_it_cannot(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        writer = await stage.browser("writer")
        nowhere = await write(writer, then="test")
        return [nowhere.status, "Chưa có kênh nào để gửi thử" in nowhere.text]

    assert play(story, rules=FREE) == [422, True]


def test_the_demo_writer_gets_the_test_in_the_chat_of_this_browser(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        demo = Browser(stage)
        await demo.post("/demo/staff")
        answer = await write(demo, then="test")

        def queued(conn: Any) -> list[Any]:
            from sqlalchemy import select

            from db.tables import deliveries

            rows = conn.execute(select(deliveries.c.channel, deliveries.c.kind))
            return [tuple(row) for row in rows]

        return [answer.location, await stage.store.read(queued)]

    assert play(story, has_token=False, rules=FREE) == [
        "/console/campaigns/1/edit?done=tested",
        [("web", "notice")],
    ]


def test_an_hour_is_kept_as_people_live_it(play: Any) -> None:
    async def story(stage: Any) -> str:
        writer = await stage.browser("writer")
        await write(writer, when="timed", at="2026-11-25T19:30")
        return (await writer.get("/console/campaigns/1")).text

    assert "Hẹn gửi 19:30 25/11/2026" in play(story, rules=FREE)


def test_an_audience_comes_back_as_it_was_ticked(play: Any) -> None:
    async def story(stage: Any) -> str:
        writer = await stage.browser("writer")
        await write(writer, ("role", "resident"), ("unit", "tho-phu"), ("unit", "an-nong"))
        return (await writer.get("/console/campaigns/1/edit")).text

    page = play(story, rules=FREE)

    ticked = re.findall(r'name="(role|unit|topic)" value="([a-z-]+)" checked', page)
    assert sorted(ticked) == [("role", "resident"), ("unit", "an-nong"), ("unit", "tho-phu")]


def test_the_list_is_searched_without_marks_filtered_and_paged(play: Any) -> None:
    async def story(stage: Any) -> dict[str, str]:
        writer = await stage.browser("writer")
        for n in range(51):
            await write(writer, title=f"Tin {n:02}")
        await write(writer, title="Thẻ bảo hiểm y tế")
        await writer.post("/console/campaigns/1/cancel")
        pages = {
            name: await writer.get(f"/console/campaigns{query}")
            for name, query in {
                "all": "",
                "second": "?page=2",
                "far": "?page=99",
                "search": "?q=bao+hiem",
                "ended": "?pill=ended",
                "none": "?q=khong-co",
                "sorted": "?sort=title",
                "nonsense": "?pill=x&sort=y&page=-1",
            }.items()
        }
        assert {page.status for page in pages.values()} == {200}
        return {name: page.text for name, page in pages.items()}

    found = play(story, rules=FREE)

    def titles(name: str) -> list[str]:
        return re.findall(r'<th scope="row"><a [^>]+>([^<]+)', found[name])

    assert len(titles("all")) == 50
    assert titles("all")[0] == "Thẻ bảo hiểm y tế"
    assert titles("second") == titles("far") == ["Tin 01", "Tin 00"]
    assert titles("search") == ["Thẻ bảo hiểm y tế"]
    assert titles("ended") == ["Tin 00"]
    assert "Không có chiến dịch nào khớp" in found["none"]
    assert titles("sorted")[0] == "Thẻ bảo hiểm y tế"
    assert titles("nonsense") == titles("all")


def test_home_tells_each_what_needs_them(play: Any) -> None:
    async def story(stage: Any) -> list[str]:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        await write(writer, then="submit")
        await write(writer, title="Nháp")
        browsers = [writer, await stage.browser("approver"), await stage.browser("official")]
        return [(await browser.get("/console")).text for browser in browsers]

    writers, approvers, officials = play(story, rules=STRICT)

    assert "1 bản nháp chưa xong" in writers
    assert "chờ duyệt</b>" not in writers
    assert "1 chiến dịch chờ duyệt" in approvers
    assert "bản nháp chưa xong" not in approvers, "who approves writes nothing on"
    assert 'href="/chat?s=tasks"' in officials
    assert "Nháp" not in officials


def test_what_people_type_is_never_markup(play: Any) -> None:
    bad = '<img src=x onerror="alert(1)">'

    async def story(stage: Any) -> list[str]:
        writer = await stage.browser("writer", name=bad)
        await write(writer, title=bad, text=bad, label=bad, to="check", expression=bad)
        await write(writer, title=bad, text=bad, label=bad, to="check")
        paths = ("/console", "/console/campaigns", "/console/campaigns/1", "/console/sessions")
        answers = [await writer.get(path) for path in paths]
        answers.append(await writer.post("/console/campaigns/preview", text=bad, title=bad))
        answers.append(await writer.get(f"/console/campaigns?q={bad}"))
        return [answer.text for answer in answers]

    assert not any("<img" in text for text in play(story, rules=FREE))


def test_an_invitation_made_here_is_told_once(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        admin = await stage.browser("admin")
        wish = dict(office="pkt-tho-phu", role="official", uses="3", days="7")
        made = await admin.post("/console/invitations", **wish)
        wrong = await admin.post("/console/invitations", **{**wish, "uses": "nhiều"})
        again = await admin.get("/console/invitations")
        link = re.compile(r"/chat\?s=join--[0-9a-z]{10}")
        return [
            bool(link.search(made.text)),
            bool(link.search(again.text)),
            wrong.status,
            note_at(wrong.text, "uses"),
        ]

    assert play(story) == [True, False, 422, "Mời chọn từ 1 đến 500 người."]


def test_the_page_weighs_little(play: Any) -> None:
    async def story(stage: Any) -> int:
        writer = await stage.browser("writer")
        return len((await writer.get("/console/campaigns/new")).text.encode())

    assert play(story) < 60_000


def test_late_hours_are_refused_when_asked_for(play: Any) -> None:
    async def story(stage: Any) -> Any:
        writer = await stage.browser("writer")
        stage.clock[0] += timedelta(days=3)
        return await write(writer, when="timed", at="2026-11-25T19:30", then="submit")

    answer = play(story, rules=FREE)

    assert answer.status == 422
    assert "Giờ gửi đã qua." in answer.text


def test_a_repeating_campaign_shows_its_next_day_and_is_not_started_by_hand(play: Any) -> None:
    async def story(stage: Any) -> dict[str, str]:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        timed = {"when": "timed", "at": "2026-11-30T19:30", "repeat": "FREQ=WEEKLY"}
        await write(writer, then="submit", **timed)
        page = "/console/campaigns/1"
        return {
            "edit": (await writer.get(page + "/edit")).text,
            "page": (await writer.get(page)).text,
            "list": (await writer.get("/console/campaigns")).text,
        }

    told = play(story, rules=FREE)

    assert 'value="FREQ=WEEKLY" selected' in told["edit"]
    assert "Mỗi tuần. Kỳ tới: 19:30 30/11/2026" in told["page"]
    assert "FREQ" not in told["page"]
    assert "Chưa tới kỳ nào." in told["page"]
    assert "/console/campaigns/1/start" not in told["page"]
    assert "Kỳ tới: " in told["list"]


def test_a_series_lists_its_days_and_one_that_is_held_has_one_way_on(play: Any) -> None:
    async def story(stage: Any) -> dict[str, str]:
        await stage.resident("Lan")
        writer = await stage.browser("writer")
        timed = {"when": "timed", "at": "2026-11-30T19:30", "repeat": "FREQ=WEEKLY"}
        await write(writer, then="submit", **timed)
        for name in ("Mai", "Minh"):
            await stage.resident(name)
        stage.clock[0] += timedelta(days=6, hours=9, minutes=31)
        for _ in range(2):
            await stage.store.write(tick, library(), stage.clock[0])
        pages = {"series": "/1", "day": "/2"}
        told = {k: (await writer.get("/console/campaigns" + p)).text for k, p in pages.items()}
        told["today"] = (await writer.get("/console")).text
        return told

    told = play(story, rules=FREE)

    assert 'href="/console/campaigns/2">19:30 30/11/2026' in told["series"]
    assert "Số người nhận khác hơn 20%" in told["series"], "why its day is held"
    assert "Kỳ tới: 19:30 07/12/2026" in told["series"]
    assert "Hẹn gửi 19:30 30/11/2026" not in told["series"], "that hour is past"
    assert re.search(r"<dt>Lúc duyệt</dt><dd>\d+ người khớp", told["day"])
    assert "/console/campaigns/2/start" in told["day"]
    assert "/console/campaigns/2/resume" not in told["day"], "one way on, which names the number"
    assert "19:30 07/12/2026" in told["today"], "what comes is the next day"


def test_the_table_of_a_campaign_is_taken_away_without_names(play: Any) -> None:
    async def story(stage: Any) -> tuple[Any, int]:
        for n in range(3):
            await stage.resident(f"Lan {n}")
        writer = await stage.browser("writer")
        await write(writer)
        page = "/console/campaigns/1"
        await writer.post(page + "/start", seen="")
        elsewhere = await stage.browser("writer", "ubnd-tan-ninh", "Xa")
        return await writer.get(page + "/export"), (await elsewhere.get(page + "/export")).status

    answer, elsewhere = play(story, rules=FREE)

    lines = answer.text.lstrip("\ufeff").splitlines()
    assert lines[0] == "Mã,Xã,Kênh,Kết quả,Lúc,Lý do"
    assert [line.split(",")[:4] for line in lines[1:]] == [
        [f"K1-{n}", "Thọ Phú", "web", "Đang chờ"] for n in (1, 2, 3)
    ]
    assert "Lan" not in answer.text
    assert elsewhere == 404


def test_the_names_of_the_fields_of_one_form_do_not_meet(play: Any) -> None:
    async def story(stage: Any) -> str:
        return str((await (await stage.browser("writer")).get("/console/campaigns/new")).text)

    controls = re.findall(r"<(input|select|textarea)[^>]*?\bname=\"(\w+)\"", play(story))
    kinds: dict[str, set[str]] = {}
    for kind, name in controls:
        kinds.setdefault(name, set()).add(kind)

    assert [name for name, of in kinds.items() if len(of) > 1] == []


def test_what_a_message_is_about_is_not_whom_it_is_for(play: Any) -> None:
    async def story(stage: Any) -> str:
        writer = await stage.browser("writer")
        await write(writer, about="vay-von")
        await write(writer, about="")
        return str((await writer.get("/console/campaigns/1")).text)

    told = play(story, rules=FREE)

    assert "<code>all</code>" in told
