"""Correcting, recalling and sending again in the console, with the numbers before each order."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import select, update

from content.campaign_check import Rules
from db.tables import campaigns, deliveries
from tests.bot.console.test_campaigns import seen, write
from tests.fakes import FakeChannel

FREE = Rules(approval_over=500, channels=(FakeChannel(name="web"),))
PAGE = "/console/campaigns/1"


async def sent(stage: Any, *ends: str, **fields: str) -> Any:
    """A campaign that came to these ends, in the browser of who wrote it."""
    for n, _ in enumerate(ends):
        await stage.resident(f"Người {n}")
    writer = await stage.browser("writer")
    await write(writer, **fields)
    confirm = await writer.get(PAGE + "/start")
    await writer.post(PAGE + "/start", seen=seen(confirm.text))

    def end(conn: Any) -> None:
        ids = list(conn.scalars(select(deliveries.c.id).order_by(deliveries.c.id)))
        for number, state in zip(ids, ends, strict=True):
            row = update(deliveries).where(deliveries.c.id == number)
            conn.execute(row.values(state=state, message=str(number), finished_at=stage.clock[0]))
        conn.execute(update(campaigns).values(state="finished", finished_at=stage.clock[0]))

    await stage.store.write(end)
    return writer


def test_a_correction_is_written_from_what_was_sent_and_goes_its_own_way(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        writer = await sent(stage, "sent", "unconfirmed")
        told = {"page": (await writer.get(PAGE)).text}
        told["form"] = (await writer.get(PAGE + "/correct")).text
        empty = await writer.post(PAGE + "/correct", text="")
        told["empty"] = (empty.status, "Cần có lời nhắn" in empty.text)
        await writer.post(PAGE + "/correct", text="Họp lúc **08h00**")
        other = "/console/campaigns/2"
        told["draft"] = (await writer.get(other)).text
        await writer.post(other + "/reword", text="Họp lúc 09h00")
        confirm = await writer.get(other + "/start")
        told["confirm"] = confirm.text
        await writer.post(other + "/start", seen=seen(confirm.text))
        told["after"] = (await writer.get(PAGE)).text
        return told

    told = play(story, rules=FREE)

    assert 'href="/console/campaigns/1/correct"' in told["page"]
    assert "Không rõ có tới hay không" in told["form"]
    assert "Chào" in told["form"].split("<textarea")[1]
    assert told["empty"] == (422, True)
    assert "08h00" in told["draft"]
    assert "1 tin sẽ đổi." in told["draft"]
    assert "/console/campaigns/2/reword" in told["draft"]
    assert "Sửa 1 tin đã gửi?" in told["confirm"]
    assert "Sửa và thu hồi" in told["after"]
    assert "09h00" in told["after"], "the original shows its new words"


def test_each_text_of_a_message_is_corrected_in_its_own_box(play: Any) -> None:
    async def story(stage: Any) -> list[str]:
        own = {"variant_language": "en", "variant_channel": "", "variant_text": "At **9**."}
        writer = await sent(stage, "sent", **own)
        form = await writer.get(PAGE + "/correct")
        await writer.post(PAGE + "/correct", **{"text": "Lúc **8** giờ.", "text-en": "At **8**."})
        again = await writer.get("/console/campaigns/2/reword")
        return [form.text, again.text]

    form, again = play(story, rules=FREE)

    assert "Bản riêng English" in form
    assert "At **9**.</textarea>" in form
    assert "At **8**.</textarea>" in again


def through(conn: Any) -> None:
    """The recall has ended."""
    conn.execute(update(deliveries).where(deliveries.c.campaign_id == 2).values(state="sent"))
    conn.execute(update(campaigns).where(campaigns.c.id == 2).values(state="finished"))


def test_who_approves_a_correction_is_asked_about_messages_to_change(play: Any) -> None:
    async def story(stage: Any) -> str:
        writer = await sent(stage, "sent")
        await writer.post(PAGE + "/correct", text="Họp lúc **08h00**")
        await stage.store.write(submitted)
        approver = await stage.browser("approver")
        return str((await approver.get("/console/campaigns/2/approve")).text)

    asked = play(story, rules=FREE)

    assert "Sửa 1 tin đã gửi?" in asked
    assert "Duyệt sửa 1 tin" in asked


def submitted(conn: Any) -> None:
    """The correction waits for a second person."""
    conn.execute(update(campaigns).where(campaigns.c.id == 2).values(state="submitted"))


def test_a_recall_says_what_it_takes_back_and_is_ordered_once(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        writer = await sent(stage, "sent", "sent")
        confirm = (await writer.get(PAGE + "/recall")).text
        await writer.post(PAGE + "/recall")
        page = (await writer.get(PAGE)).text
        again = await writer.post(PAGE + "/recall")
        await stage.store.write(through)
        ended = (await writer.get(PAGE)).text
        own = (await writer.get("/console/campaigns/2")).text
        home = (await writer.get("/console")).text
        return [confirm, page, again.status, ended, own, home]

    confirm, page, again, ended, own, home = play(story, rules=FREE)

    assert "Thu hồi 2 tin đã gửi?" in confirm
    assert "Đang thu hồi tin này. Đã thu hồi 0 trong 2 tin." in page
    assert "Tin này đã được thu hồi. Đã thu hồi 2 trong 2 tin." in ended
    assert 'href="/console/campaigns/2"' in ended
    assert "Đã gửi" not in own, "it sent nothing, it took back"
    assert "Không cần người thứ hai" in own
    assert re.search(r"<b>2</b><span[^>]*> Đã gửi", home), "what was taken back is sent once"
    assert "/recall" not in page
    assert "/correct" not in page
    assert again == 409


def test_sending_again_names_the_number_and_warns_of_the_unconfirmed(play: Any) -> None:
    async def story(stage: Any) -> list[Any]:
        writer = await sent(stage, "sent", "failed", "unconfirmed", "unconfirmed")
        page = (await writer.get(PAGE)).text
        confirm = (await writer.get(PAGE + "/resend?to=unconfirmed")).text
        lost = await writer.get(PAGE + "/resend?to=everybody")
        garbage = await writer.post(PAGE + "/resend", to="everybody")
        await writer.post(PAGE + "/resend", to="rest")
        state = await stage.store.read(
            lambda conn: sorted(conn.scalars(select(deliveries.c.state)))
        )
        return [page, confirm, lost.status, garbage.status, state]

    page, confirm, lost, garbage, states = play(story, rules=FREE)

    assert "Gửi lại 1 người chưa nhận…" in page
    assert "Gửi lại 2 người chưa rõ…" in page
    assert "Gửi lại cho 2 người?" in confirm
    assert "Có người sẽ nhận hai lần." in confirm
    assert (lost, garbage) == (303, 303)
    assert states == ["queued", "sent", "unconfirmed", "unconfirmed"]


def test_a_viewer_and_a_stranger_order_nothing(play: Any) -> None:
    async def story(stage: Any) -> set[int]:
        await sent(stage, "sent")
        viewer = await stage.browser("viewer")
        stranger = await stage.browser("writer", "ubnd-an-nong")
        acts = ("correct", "recall", "resend")
        found = {(await viewer.post(f"{PAGE}/{act}", to="rest")).status for act in acts}
        assert "/recall" not in (await viewer.get(PAGE)).text
        return found | {(await stranger.post(f"{PAGE}/{act}", to="rest")).status for act in acts}

    assert play(story, rules=FREE) <= {403, 404}
