"""No icon that a screen names is without its sign on Telegram."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels.telegram.icons import SIGNS, signed

ROOT = Path(__file__).parents[4]
NAMED = re.compile(r"\bicon ?= ?\"([a-z-]+)\"")


@pytest.mark.parametrize("room", ["content", "handlers"])
def test_every_icon_named_by_a_screen_has_a_sign(room: str) -> None:
    files = [*(ROOT / room).rglob("*.py"), *(ROOT / room).rglob("*.toml")]
    used = {name for file in files for name in NAMED.findall(file.read_text("utf-8"))}
    assert used
    assert used - set(SIGNS) == set()


def test_an_unknown_icon_is_left_out() -> None:
    assert signed("no-such-icon", "Vay vốn") == "Vay vốn"
    assert signed("", "Vay vốn") == "Vay vốn"
