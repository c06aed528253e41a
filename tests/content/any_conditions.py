"""Conditions of every shape over a few made-up facts, and homes that answer some of them."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from content.conditions import (
    Compared,
    Condition,
    Every,
    Hearsay,
    OneOf,
    Opposite,
    Shares,
    Some,
    WithinMonths,
    Worded,
)

LEAVES = st.sampled_from(
    [
        OneOf("status", frozenset({"poor", "near"})),
        OneOf("paper", frozenset({True})),
        OneOf("year", frozenset({1, 2})),
        Shares("purposes", frozenset({"study", "water"})),
        Compared("year", "at_most", 3),
        Compared("income", "at_least", "chuan_ngheo_rural", 1.5),
        Compared("income", "at_most", "chuan_ngheo_rural"),
        WithinMonths("left", 36),
    ]
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inside: (
        st.lists(inside, max_size=3).map(lambda parts: Every(tuple(parts)))
        | st.lists(inside, max_size=3).map(lambda parts: Some(tuple(parts)))
        | inside.map(Opposite)
        | inside.map(Hearsay)
        | inside.map(lambda part: Worded(part, "met", "would"))
    ),
    max_leaves=8,
)
HOMES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["poor", "near", "none"]),
        "paper": st.booleans(),
        "year": st.integers(0, 5),
        "purposes": st.sampled_from([(), ("study",), ("house",), ("house", "water")]),
        "income": st.integers(0, 4_000_000),
        "left": st.dates(date(2021, 1, 1), date(2027, 1, 1)),
    },
)
