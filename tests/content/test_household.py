"""A household and its people: slots, the flat view of a rule, and what an answer tells besides."""

from __future__ import annotations

import pytest

from content.facts import Catalogue, Choice, Fact, FactError, Implication
from content.household import (
    Household,
    answered,
    household_of,
    parted,
    read_members,
    slot,
)

KINDS = (Choice("elder", "Người cao tuổi"), Choice("pupil", "Học sinh"))
MEMBERS = Fact(
    "members",
    "household",
    "list",
    "Trong nhà",
    "Ai?",
    choices=KINDS,
    implies=(Implication("pupil", "enrolled", True),),
)
FACTS = Catalogue(
    {
        "members": MEMBERS,
        "residence": Fact("residence", "household", "bool", "Ở", "Ở?"),
        "age": Fact("age", "person", "int", "Tuổi", "Tuổi?"),
        "enrolled": Fact("enrolled", "person", "bool", "Học", "Học?"),
    }
)


@pytest.mark.parametrize("pair", [("age", 2), ("residence", 0), ("monthly_income", 12)])
def test_a_slot_comes_apart_as_it_was_put_together(pair: tuple[str, int]) -> None:
    assert parted(slot(*pair)) == pair


def test_a_rule_sees_the_home_with_one_of_its_people() -> None:
    home = household_of(
        {"age-1": 76, "members": ("elder", "pupil"), "residence": True, "age-2": 9, "age": 40},
        FACTS,
    )

    assert home.members is not None
    elder, pupil = home.members
    assert home.seen_by(elder)["age"] == 76
    assert home.seen_by(pupil)["age"] == 9
    assert home.seen_by(None)["age"] == 40
    assert all(home.seen_by(one)["residence"] for one in (elder, pupil, None))
    assert "enrolled" not in home.seen_by(elder)


def test_what_a_kind_of_person_tells_is_taken_over_and_can_be_corrected() -> None:
    home = household_of({"members": ("pupil", "pupil"), "enrolled-2": False}, FACTS)

    assert [home.seen_by(one)["enrolled"] for one in home.members or ()] == [True, False]


def test_who_is_taken_out_leaves_the_numbers_of_the_others() -> None:
    home = household_of({"members": ("elder", "pupil"), "age-2": 9}, FACTS)

    home = answered(home, "members", ("", "pupil"), FACTS)

    assert home.member(1) is None
    assert [(one.number, one.facts["age"]) for one in home.members or ()] == [(2, 9)]
    assert home.facts["members"] == ("pupil",)


def test_an_answer_about_somebody_who_is_not_there_changes_nothing() -> None:
    home = household_of({"members": ("elder",)}, FACTS)

    assert answered(home, "age-7", 50, FACTS) == home
    assert answered(Household(), "age-1", 50, FACTS).members is None


def test_only_kinds_we_know_and_holes_are_members() -> None:
    assert read_members(["elder", "", "pupil"], MEMBERS) == ("elder", "", "pupil")
    for wrong in ("elder", ["eldest"], [1]):
        with pytest.raises(FactError, match="elder"):
            read_members(wrong, MEMBERS)
