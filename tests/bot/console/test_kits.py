"""A paste kit in the console: ticked when it is written, counted on its page, names by right."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from db import people
from db.tables import deliveries
from tests.bot.console.conftest import NOW


def test_a_kit_is_ticked_and_its_page_tells_who_has_posted_and_names_by_right(play: Any) -> None:
    async def story(stage: Any) -> tuple[str, str, str]:
        def head(conn: Any) -> None:
            lan, _, _ = people.meet(conn, "web", "x", name="Bác Lan", origin="self", now=NOW)
            office, role = "ubnd-tho-phu", "village-head"
            people.give_role(conn, lan.id, role, office=office, unit="tho-phu", now=NOW)

        await stage.store.write(head)
        writer = await stage.browser("writer", name="Viết")
        viewer = await stage.browser("viewer", name="Xem")
        new = "/console/campaigns/new"
        await writer.post(new, title="Họp", text="Mai họp thôn.", kit="1", then="save")
        form = (await writer.get("/console/campaigns/1/edit")).text
        await writer.post("/console/campaigns/1/start")
        sent = update(deliveries).values(state="sent", finished_at=NOW)
        await stage.store.write(lambda conn: conn.execute(sent))
        pages = [(await one.get("/console/campaigns/1")).text for one in (writer, viewer)]
        return form, pages[0], pages[1]

    form, writers, viewers = play(story)
    assert 'name="kit" value="1" checked' in form
    assert "1 trưởng thôn" in form
    assert "0 trong 1 người đã đăng" in writers
    assert "0 trong 1 người đã đăng" in viewers
    assert "Bác Lan" in writers
    assert "Bác Lan" not in viewers
