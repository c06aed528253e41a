"""An answer as people type it: without marks, shortened, as a number of the list.

``50tr``, ``1tr5``, ``co roi``, ``khong biet``, ``15/9/2025``, ``ho can ngheo``, ``2``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from content.facts import Fact, FactError, FactValue, read_value
from content.fold import fold

YES = frozenset(
    ("co", "roi", "co roi", "da co", "co a", "dung", "dung roi", "vang", "vang a", "da", "u", "uh")
    + ("ok", "phai", "san sang", "dong y", "yes", "y")
)
NO = frozenset(
    ("khong", "ko", "k", "kg", "hok", "hong", "khong co", "ko co", "k co", "chua", "chua co")
    + ("khong phai", "khong a", "no", "n")
)
DUNNO = frozenset(
    ("?", "khong biet", "ko biet", "k biet", "toi khong biet", "chua biet", "khong ro", "ko ro")
    + ("k ro", "toi khong ro", "chua ro", "khong nho", "ko nho", "khong chac", "bo qua")
)
EDGES = " .,;:!"
DENIALS = re.compile(r"\b(khong|ko|chua)\b")
SIZES = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "cu": 10**6}
SIZES |= {"nghin": 10**3, "ngan": 10**3, "k": 10**3}
SUM = re.compile(
    r"(\d+(?:[.,]\d+)?)\s*(ty|ti|trieu|tr|cu|nghin|ngan|k)(?:\s*(\d+)(?![\d.,]|\s*[a-z]))?"
)
PLAIN = re.compile(r"\d{1,3}(?:[.,]\d{3})+|\d+")
DAY = re.compile(
    r"(\d{1,2})\s*(?:/|-|\.|\s+thang\s+)\s*(\d{1,2})\s*(?:/|-|\.|\s+nam\s+)\s*(\d{4}|\d{2})"
)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Given:
    """What was understood; None is *I do not know*, which is an answer."""

    value: FactValue | None


@dataclass(frozen=True, slots=True)
class Option:
    """One line of a question: ``token`` as it stands in a button's address."""

    token: str
    label: str
    hint: str = ""


def read_typed(text: str, fact: Fact, options: tuple[Option, ...]) -> Given | str | None:
    """A typed answer: the token of an option, a value, or None when it is not understood."""
    said = fold(text).strip(EDGES)
    if said in DUNNO or said == str(len(options) + 1):
        return Given(None)
    if options:
        return chosen(said, options)
    return value_of(said, fact)


def chosen(said: str, options: tuple[Option, ...]) -> str | None:
    """The option by its number, by yes and no, or by its words; None unless exactly one fits."""
    if said.isdecimal() and 1 <= int(said) <= len(options):
        return options[int(said) - 1].token
    tokens = {option.token for option in options}
    if tokens == {"yes", "no"}:
        return "yes" if said in YES else "no" if said in NO else None
    return said if said in tokens else by_words(said, options)


def by_words(said: str, options: tuple[Option, ...]) -> str | None:
    """The label itself; else the only label that holds the words; else the longest label said."""
    labels = {fold(option.label): option.token for option in options}
    if said in labels:
        return labels[said]
    holding = [token for label, token in labels.items() if len(said) > 1 and holds(label, said)]
    if holding:
        return holding[0] if len(holding) == 1 else None
    told = [label for label in labels if holds(said, label)]
    if not told or (DENIALS.search(said) and not DENIALS.search(max(told, key=len))):
        return None
    return labels[max(told, key=len)]


def holds(text: str, words: str) -> bool:
    """Whole words only: *can* is no part of *canh*."""
    return f" {words} " in f" {re.sub(r'[^a-z0-9]+', ' ', text)} "


def value_of(said: str, fact: Fact) -> Given | None:
    """A number, sum or day, within what the fact allows."""
    value: FactValue | None
    match fact.type:
        case "money":
            value = money(said)
        case "date":
            value = day(said)
        case "int":
            numbers = re.findall(r"\d+", said)  # a day of birth is no age
            value = int(numbers[0]) if len(numbers) == 1 else None
        case _:
            value = None
    try:
        return None if value is None else Given(read_value(value, fact))
    except FactError:
        return None


def money(said: str) -> int | None:
    """Whole đồng; a bare number counts only from 1,000 on (``50`` may be thousands or millions).

    >>> money("1tr5"), money("50 trieu"), money("2 trieu 200 nghin"), money("50.000.000 d")
    (1500000, 50000000, 2200000, 50000000)
    """
    parts = SUM.findall(said)
    if parts:
        return sum(part_of_sum(*part) for part in parts)
    found = PLAIN.search(said)
    whole = int(re.sub(r"[.,]", "", found[0])) if found else 0
    return whole if whole >= 1000 else None


def part_of_sum(number: str, unit: str, rest: str) -> int:
    """``1tr5`` is one and a half; ``1tr250`` is one and a quarter."""
    size = SIZES[unit]
    extra = int(rest) * size // 10 ** len(rest) if rest else 0
    return round(float(number.replace(",", ".")) * size) + extra


def day(said: str) -> date | None:
    """Day, month, year as written here; None for a day that does not exist.

    >>> day("15/9/2025"), day("ngay 5 thang 12 nam 2024"), day("31/2/2025")
    (datetime.date(2025, 9, 15), datetime.date(2024, 12, 5), None)
    """
    try:
        if iso := ISO.search(said):
            return date.fromisoformat(iso[0])
        if found := DAY.search(said):
            year = int(found[3]) + (2000 if len(found[3]) == 2 else 0)
            return date(year, int(found[2]), int(found[1]))
    except ValueError:
        return None
    return None
