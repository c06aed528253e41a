"""Every sentence a user sees, by key, through gettext.

A key is ``domain.rest``; the domain names the catalogue (``locale/vi/LC_MESSAGES/<domain>.po``).
Catalogues are read from their .po at import: no compile step between a clerk and a sentence.
Numbers, money and days are written here as Vietnamese people write them.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = ("vi", "en")
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NBSP = "\u00a0"
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


@cache
def catalogue(domain: str, language: str) -> dict[str, str]:
    """Key to sentence; an untranslated key is absent."""
    path = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        messages = read_po(file)
    return {str(m.id): str(m.string) for m in messages if m.id and m.string}


def word(key: str, /, language: str = "vi", **fields: object) -> str:
    """The sentence of a key, fields put in (one may be called ``key`` too); Vietnamese where a
    language lacks it.

    Raises LookupError for a key that no catalogue has: a programmer's error, caught by a test
    that looks up every key used in the code.
    """
    domain = key.partition(".")[0]
    sentence = catalogue(domain, language).get(key) or catalogue(domain, "vi").get(key)
    if sentence is None:
        raise LookupError(f"locale/vi/LC_MESSAGES/{domain}.po has no {key!r}")
    return sentence.format(**fields) if fields else sentence


def number(value: int) -> str:
    """24860 as ``24.860``."""
    return f"{value:,}".replace(",", ".")


def percent(value: float) -> str:
    """6.24 as ``6,24%``; no trailing zeros."""
    return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",") + "%"


def money(dong: int) -> str:
    """Đồng in words people say, on one line.

    >>> money(100_000_000).replace(NBSP, " "), money(540_000).replace(NBSP, " ")
    ('100 triệu đồng', '540 nghìn đồng')
    >>> money(2_200_000).replace(NBSP, " "), money(59_520).replace(NBSP, " ")
    ('2 triệu 200 nghìn đồng', '59.520 đồng')
    """
    if dong % 1000 or dong == 0:
        return f"{number(dong)}{NBSP}đồng"
    units = ((10**9, "tỷ"), (10**6, "triệu"), (10**3, "nghìn"))
    parts: list[str] = []
    for size, name in units:
        count, dong = divmod(dong, size)
        if count:
            parts += [str(count), name]
    return NBSP.join([*parts, "đồng"])


def day(value: date) -> str:
    """05/12/2026."""
    return f"{value:%d/%m/%Y}"


def long_day(value: date) -> str:
    """Thứ Sáu, 04/12/2026."""
    return f"{WEEKDAYS[value.weekday()]}, {day(value)}"


def local(moment: datetime) -> datetime:
    """A moment as the people of the province live it."""
    return moment.astimezone(HANOI)


def moment(value: datetime) -> str:
    """19:30 25/11/2026, local."""
    return f"{local(value):%H:%M %d/%m/%Y}"
