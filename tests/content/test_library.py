"""The real library: sound, quick to load, immutable, and named by a version."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import FrozenInstanceError, fields, is_dataclass
from datetime import date
from typing import Any

import pytest

from content.library.build import build, frozen
from content.library.edits import Edit
from content.library.library import Library, index_of
from content.library.source import DATA
from content.lint import check

TODAY = date(2026, 11, 24)
LOAN = "content/data/explainers/vay-ho-ngheo.toml"


@pytest.fixture(scope="module")
def library() -> Library:
    return build()


def test_the_real_content_has_no_mistake() -> None:
    assert [str(problem) for problem in check(DATA, TODAY)] == []


def test_loading_takes_less_than_a_second() -> None:
    times = []
    for _ in range(2):
        start = time.process_time()  # of this process: others may keep the machine busy
        build()
        times.append(time.process_time() - start)

    assert min(times) < 1


def test_nothing_in_the_library_can_be_changed(library: Library) -> None:
    with pytest.raises(FrozenInstanceError):
        library.version = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        library.explainers["x"] = library.explainers["vay-ho-ngheo"]  # type: ignore[index]

    changeable = {type(value).__name__ for value in everything(library)} & {"dict", "list", "set"}

    assert changeable == set()


def everything(value: Any) -> Iterator[Any]:
    """The value and all it holds."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.init:
                yield from everything(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from everything(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from everything(each)


def test_freezing_keeps_what_a_value_says() -> None:
    assert frozen({"a": [1, {"b": {2}}]}) == {"a": (1, {"b": {2}})}


def test_the_version_is_the_same_for_the_same_files_and_another_with_an_edit(
    library: Library,
) -> None:
    edited = build(edits=[Edit(LOAN, ("title",), "Vay vốn cho hộ nghèo")])

    assert build().version == library.version
    assert edited.version != library.version
    assert edited.explainers["vay-ho-ngheo"].title == "Vay vốn cho hộ nghèo"


def test_an_edit_that_breaks_is_refused_with_its_reason_and_the_others_stay() -> None:
    good = Edit(LOAN, ("title",), "Vay vốn cho hộ nghèo")
    wrong = Edit(LOAN, ("group",), "vay-vonn")
    lost = Edit(LOAN, ("doors", "when", "then"), "x")
    bad_other = Edit("content/data/stories/che-binh-son.toml", ("link",), "http://x.vn")

    library = build(edits=[good, wrong, lost, bad_other])

    assert library.explainers["vay-ho-ngheo"].title == "Vay vốn cho hộ nghèo"
    assert library.explainers["vay-ho-ngheo"].group == "vay-von"
    assert library.version == build(edits=[good]).version
    reasons = {each.edit: each.reason for each in library.rejected}
    assert set(reasons) == {wrong, lost, bad_other}
    assert "did you mean 'vay-von'?" in reasons[wrong]
    assert "leads nowhere" in reasons[lost]
    assert "is not https" in reasons[bad_other]


def test_new_files_that_point_at_each_other_stand_beside_a_broken_edit() -> None:
    one, two = explainer("moi-mot", related="moi-hai"), explainer("moi-hai", related="moi-mot")
    wrong = Edit(LOAN, ("answer",), 5)

    library = build(edits=[one, wrong, two])

    assert {"moi-mot", "moi-hai"} <= set(library.explainers)
    assert [each.edit for each in library.rejected] == [wrong]


def explainer(slug: str, related: str) -> Edit:
    """A whole new explainer, as an editor writes one in the console."""
    source = {"document": "Nghị định 1", "confidence": "confirmed"}
    dates = {"checked_on": TODAY, "review_by": date(2027, 1, 31)}
    value = {
        "slug": slug,
        "title": "Chính sách mới",
        "hint": "Mới có",
        "group": "ho-ngheo",
        "answer": "Có thể được giúp.",
        "questions": ["chính sách mới là gì"],
        "related": [related],
        "doors": {"where": "Bà con hỏi UBND xã."},
        "sources": [source | dates],
    }
    return Edit(f"content/data/explainers/{slug}.toml", (), value)


def test_an_edit_is_held_to_the_check_like_a_file() -> None:
    long = Edit(LOAN, ("answer",), "Câu này dài. " * 60)

    found = check(DATA, TODAY, edits=[long])

    assert [problem.file for problem in found] == [LOAN]
    assert "shorten" in found[0].message


@pytest.mark.parametrize(
    ("line", "known"),
    [("III.2.3.1", True), ("III.2.3.1a", True), ("III.9", False), ("III.2.3.10", False)],
)
def test_an_explainer_names_lines_that_the_plan_has(line: str, known: bool) -> None:
    found = check(DATA, TODAY, edits=[Edit(LOAN, ("plan",), [line])])

    assert [problem.message for problem in found] == (
        [] if known else [f"{line!r} is no line of the plan: see plan/lines.toml"]
    )


def test_the_index_is_made_once_a_library(library: Library) -> None:
    assert index_of(library) is index_of(library)
    found = [slug for slug, _ in library.search("hộ nghèo vay được bao nhiêu").results]
    assert "vay-ho-ngheo" in found


def test_a_parameter_nobody_has_has_no_words(library: Library) -> None:
    assert library.in_words("no_such_parameter", TODAY) is None
    assert library.in_words("vay_ho_ngheo_max", TODAY) == "100\u00a0triệu\u00a0đồng"


def test_a_shelf_shows_its_chosen_explainers_first(library: Library) -> None:
    first = [each.slug for each in library.on_shelf("vay-von")][:3]

    assert first == ["vay-ho-ngheo", "vay-ho-can-ngheo", "vay-ho-moi-thoat-ngheo"]
    with pytest.raises(LookupError):
        library.on_shelf("no-such-shelf")
