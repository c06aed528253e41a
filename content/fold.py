"""Text as it is compared: without tone marks, one case, one space."""

from __future__ import annotations

import re
import unicodedata

SPACES = re.compile(r"\s+")


def tidy(text: str) -> str:
    """NFC, lower case, single spaces; marks kept.

    >>> tidy("  Hộ   Nghèo ")
    'hộ nghèo'
    """
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip().lower()


def fold(text: str) -> str:
    """Lower case without any mark, đ as d.

    >>> fold("Đường về THỌ PHÚ")
    'duong ve tho phu'
    """
    bare = unicodedata.normalize("NFD", tidy(text).replace("đ", "d"))
    return "".join(char for char in bare if not unicodedata.combining(char))
