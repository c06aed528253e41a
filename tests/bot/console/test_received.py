"""What came of checks, in the console: by programme, no small number."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from db import checks, received
from db.checks import Check
from db.store import Connection
from db.values import PersonId
from tests.bot.console.conftest import KEYS, NOW


def told(conn: Connection, person: int, said: str) -> None:
    """A check of somebody, and what came of it."""
    fresh = Check(PersonId(person), "loans", NOW.date(), NOW, expires_at=NOW + timedelta(days=365))
    number = checks.keep(conn, KEYS, fresh)
    received.answer(conn, number, "vay-ho-ngheo", said, NOW)


def test_figures_by_programme_are_shown_and_taken_away(play: Any) -> None:
    async def story(stage: Any) -> dict[str, Any]:
        reader = await stage.browser("viewer")
        pages = {"empty": await reader.get("/console/figures/received")}
        for n in range(7):
            person = await stage.resident(f"Người {n}")
            await stage.store.write(told, person, "yes" if n < 5 else "refused")
        pages["page"] = await reader.get("/console/figures/received")
        pages["csv"] = await reader.get("/console/figures/received/export")
        pages["way"] = await reader.get("/console/figures")
        return pages

    pages = play(story)
    assert "Chưa ai trả lời" in pages["empty"].text
    assert 'data-label="Đã nhận">5<' in pages["page"].text
    assert 'data-label="Bị từ chối">dưới 5<' in pages["page"].text
    assert "Vay vốn hộ nghèo,5,0,dưới 5,0" in pages["csv"].text
    assert 'href="/console/figures/received"' in pages["way"].text
