"""Numbers in texts come from the parameters of the day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from content.references import REFERENCE, Reading, names, strays

DAY = date(2026, 11, 24)
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True)
PLAIN = st.text(st.characters(exclude_characters="{}"))


def known(name: str, day: date, language: str) -> str | None:
    return None if name.startswith("x") else f"<{name} {day:%Y} {language}>"


def test_a_reference_reads_as_the_value_of_the_day_and_language() -> None:
    text = "Nhiều nhất {param:most} một nhà."

    assert Reading(DAY, known).resolve(text) == "Nhiều nhất <most 2026 vi> một nhà."
    assert Reading(date(2018, 1, 1), known, "en").resolve(text).count("<most 2018 en>") == 1


def test_a_value_nobody_knows_says_that_it_needs_checking() -> None:
    assert Reading(DAY, known).resolve("{param:x}") == "(cần kiểm tra lại)"


@given(st.lists(st.tuples(PLAIN, NAMES)), PLAIN)
def test_every_reference_is_found_and_all_else_stays(
    parts: list[tuple[str, str]], end: str
) -> None:
    text = "".join(f"{plain}{{param:{name}}}" for plain, name in parts) + end

    resolved = Reading(DAY, lambda name, day, language: "").resolve(text)

    assert names(text) == tuple(name for _, name in parts)
    assert strays(text) == ()
    unknown = len(parts) * len("(cần kiểm tra lại)")
    assert len(resolved) == sum(len(plain) for plain, _ in parts) + len(end) + unknown


@given(st.text())
def test_no_text_breaks_a_reading(text: str) -> None:
    reading = Reading(DAY, known)

    assert isinstance(reading.blocks(text), tuple)
    assert bool(strays(text)) == any(brace in REFERENCE.sub("", text) for brace in "{}")


@given(NAMES)
def test_braces_that_are_no_reference_are_strays(name: str) -> None:
    assert strays(f"a {{{name}}} b") == (f"{{{name}}}",)
    assert strays(f"a {{param:{name} b") == (f"{{param:{name} b",)
    assert strays(f"a {name}}} b") == ("}",)
