"""The rules as a tree to read: every programme, every version, no household."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from content.eligibility import periods
from content.eligibility.bind import Binder
from content.eligibility.outline import Branch, Writer
from content.library import facts, parameters, programmes
from content.library.source import DATA
from content.programmes import Programme

TODAY = date(2026, 11, 24)
PARAMETERS, _ = parameters.read(DATA / "parameters")
FACTS, _ = facts.read(DATA / "facts.toml")
PROGRAMMES, _ = programmes.read(DATA / "programmes", FACTS, PARAMETERS)


def writer(day: date = TODAY, language: str = "vi") -> Writer:
    return Writer(Binder(day, PARAMETERS), FACTS, language)


def texts(branch: Branch) -> Iterator[str]:
    yield branch.text
    for part in branch.parts:
        yield from texts(part)


def bare(text: str) -> str:
    return text.replace("\xa0", " ")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("programme", tuple(PROGRAMMES), ids=lambda one: one.slug)
def test_every_version_is_written_whole(programme: Programme, language: str) -> None:
    for row in programme.versions:
        words = writer(row.since or row.until or TODAY, language)
        for rule in words.rules(row.value):
            assert rule.met
            assert rule.source.document
            said = [text for text in texts(rule.tree) if text]
            assert said
            assert not [text for text in said if "{" in text or "frozenset" in text]
        for tier in words.tiers(row.value):
            assert tier.terms, tier.name
        for remark in words.remarks((*row.value.doubts, *row.value.hints)):
            assert remark.say


def test_a_tree_has_its_joins_as_a_clerk_writes_them() -> None:
    version = PROGRAMMES["vay-hssv"].on(TODAY)

    tree = writer().rules(version)[0].tree

    assert tree.join == "any"
    assert tree.parts[0].join == "all"
    assert tree.parts[0].met == "Nhà mình có tên trong danh sách hộ nghèo, hộ cận nghèo."
    assert [part.text for part in tree.parts[0].parts] == [
        "Nhà mình là: Hộ cận nghèo hoặc Hộ nghèo",
        "Có giấy của xã: Có",
    ]


def test_a_dated_bound_says_its_number_of_the_day_and_where_it_is_from() -> None:
    def hearsay_on(day: date) -> str:
        rule = next(
            one
            for one in writer(day).rules(PROGRAMMES["vay-hssv"].on(day))
            if one.name == "who-2007"
        )
        return bare(" ".join(texts(rule.tree)))

    assert "Thu nhập một người: không quá 1 triệu 500 nghìn đồng (150%" not in hearsay_on(
        date(2012, 1, 1)
    )
    assert "không quá 2 triệu 250 nghìn đồng (150% " in hearsay_on(date(2022, 5, 1))


def test_numbers_of_tiers_are_those_of_the_day_with_their_source() -> None:
    def told(day: date) -> dict[str, str]:
        tiers = writer(day).tiers(PROGRAMMES["vay-viec-lam"].on(day))
        return {term.item: bare(term.words) for term in tiers[-1].terms}

    assert told(date(2025, 12, 31))["total"] == "100 triệu đồng"
    assert told(date(2026, 1, 1))["total"] == "200 triệu đồng"
    assert told(date(2026, 1, 1))["rate"] == "7,9248%"


def test_the_next_change_is_that_of_a_version_or_of_a_number() -> None:
    job, poor = PROGRAMMES["vay-viec-lam"], PROGRAMMES["vay-ho-ngheo"]

    assert periods.next_change(job, PARAMETERS, date(2025, 12, 15)) == date(2026, 1, 1)
    assert periods.next_change(poor, PARAMETERS, date(2025, 11, 30)) == date(2025, 12, 1)
    assert periods.next_change(poor, PARAMETERS, TODAY) == date(2027, 1, 1)  # the poverty line
    assert periods.next_change(poor, PARAMETERS, date(2031, 1, 1)) is None


def test_what_is_past_its_review_is_named_from_the_day_after() -> None:
    poor = PROGRAMMES["vay-ho-ngheo"]

    assert periods.overdue(poor, PARAMETERS, date(2027, 1, 31)) == ()
    assert "Nghị định 78/2002/NĐ-CP" in {
        source.document for source in periods.overdue(poor, PARAMETERS, date(2027, 12, 31))
    }


def test_a_version_says_what_differs_from_the_one_before() -> None:
    student = PROGRAMMES["vay-hssv"]

    changed = periods.difference(student, TODAY)

    assert changed
    assert [name for name, _ in changed.added] == ["who"]
    assert [name for name, _ in changed.dropped] == ["who-2007"]
    assert periods.difference(student, date(2010, 1, 1)) is None
    assert periods.difference(student, date(2000, 1, 1)) is None


def test_before_the_first_version_there_is_none() -> None:
    student = PROGRAMMES["vay-hssv"]

    assert periods.row_of(student, date(2000, 1, 1)) is None
    assert writer(date(2000, 1, 1)).rules(student.on(date(2000, 1, 1))) == ()
    assert periods.next_change(student, PARAMETERS, date(2000, 1, 1)) == date(2007, 10, 1)


def test_what_is_known_of_a_household_is_one_line() -> None:
    known = {
        "household_status": "poor",
        "status_certified": False,
        "purposes": ("study", "water"),
        "income_per_capita_month": 1_500_000,
        "exit_date": date(2025, 1, 2),
        "age": 70,
    }

    assert bare(writer().facts(known)) == (
        "Nhà mình là: Hộ nghèo; Có giấy của xã: Không; Vay để: Cho con đi học, "
        "Làm, sửa công trình nước sạch; Thu nhập một người: 1 triệu 500 nghìn đồng; "
        "Ngày công nhận thoát nghèo: 02/01/2025; Tuổi: 70"
    )
