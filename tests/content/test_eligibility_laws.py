"""The laws that every verdict of every programme obeys, on any day and for any household."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from content.eligibility.explain import Trace, explain
from content.eligibility.judge import judge
from content.eligibility.logic import every, opposite, some
from content.eligibility.terms import ITEMS
from content.household import Household
from tests.content.homes import (
    FEW,
    PARAMETERS,
    PROGRAMMES,
    asking_on,
    complete,
    days,
    judge_all,
    some_used,
    used,
)

TRUTHS = st.sampled_from([True, False, None])


@given(st.lists(TRUTHS))
def test_some_is_the_mirror_of_every(truths: list[bool | None]) -> None:
    assert some(truths) == opposite(every(opposite(truth) for truth in truths))


@given(st.lists(TRUTHS), st.booleans())
def test_what_is_definite_stays_so_when_gaps_are_filled(
    truths: list[bool | None], fill: bool
) -> None:
    filled = [fill if truth is None else truth for truth in truths]

    for joined in (every, some):
        assert joined(truths) in (None, joined(filled))


@FEW
@given(complete(), some_used(), days())
def test_more_facts_never_turn_a_definite_verdict_into_its_opposite(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        before = judge(programme, part, day, PARAMETERS).verdict
        after = judge(programme, everything, day, PARAMETERS).verdict
        assert {before, after} != {"eligible", "ineligible"}
        if before == "ineligible":
            assert after == "ineligible"


@FEW
@given(complete(), some_used(), days())
def test_an_unknown_verdict_names_what_is_missing_or_why(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for verdict in judge_all(PROGRAMMES, part, day, PARAMETERS).values():
        assert set(verdict.missing).isdisjoint(part)
        assert verdict.reasons
        if verdict.verdict != "unknown":
            assert verdict.missing == ()


@FEW
@given(complete(), some_used(), days())
def test_where_nothing_is_missing_no_fact_settles_it(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        before = judge(programme, part, day, PARAMETERS)
        if before.verdict == "unknown" and not before.missing:
            assert judge(programme, everything, day, PARAMETERS).verdict == "unknown"


def ask(
    everything: dict[str, Any], day: date, order: Any = None
) -> tuple[dict[str, Any], list[int]]:
    """Answer every question until none is left; what was said, and the bounds on the way."""
    asking = asking_on(day)
    said: dict[str, Any] = {}
    bounds: list[int] = []
    while key := asking.next_question(Household(said), said):
        bounds.append(asking.at_most_left(key, Household(said), said))
        said[key] = everything[key]
        assert len(said) <= len(used())
    return said, bounds


@FEW
@given(complete(), days())
def test_the_asked_questions_suffice(everything: dict[str, Any], day: date) -> None:
    said, _ = ask(everything, day)
    asking = asking_on(day)

    for entry in asking.cared_for(Household(said), said):
        programme = entry.programme
        asked = judge(programme, said, day, PARAMETERS).verdict
        assert asked == judge(programme, everything, day, PARAMETERS).verdict


@FEW
@given(complete(), days())
def test_what_one_gets_is_settled_by_the_asked_questions(
    everything: dict[str, Any], day: date
) -> None:
    said, _ = ask(everything, day)
    home = Household(said)

    for entry in asking_on(day).cared_for(home, said):
        if judge(entry.programme, said, day, PARAMETERS).verdict == "eligible":
            assert entry.tariff.gaps(said) == ()


@FEW
@given(complete(), some_used(), days())
def test_more_facts_never_change_a_number_that_was_told(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    """But for works that are counted, and for what is given only on proof."""
    part = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        before = judge(programme, part, day, PARAMETERS)
        after = judge(programme, everything, day, PARAMETERS)
        tiers = before.entry.version.tiers
        if not any(tier.counted or tier.on_proof for tier in tiers):
            for item in ITEMS:
                assert getattr(before.terms, item) in (None, getattr(after.terms, item))


@FEW
@given(complete(), days())
def test_at_most_left_shrinks_with_every_answer_and_keeps_its_promise(
    everything: dict[str, Any], day: date
) -> None:
    everything |= {"purposes": everything["purposes"][:1]}

    said, bounds = ask(everything, day)

    assert all(later < earlier for earlier, later in zip(bounds, bounds[1:], strict=False))
    assert all(left >= len(said) - at for at, left in enumerate(bounds, start=1))


@FEW
@given(complete(), days())
def test_no_question_is_asked_that_can_change_nothing(
    everything: dict[str, Any], day: date
) -> None:
    asking = asking_on(day)
    said, _ = ask(everything, day)

    for entry in asking.cared_for(Household(said), said):
        verdict = judge(entry.programme, said, day, PARAMETERS)
        assert verdict.missing == () or verdict.verdict == "unknown"
    known: dict[str, Any] = {}
    for key, value in said.items():
        cared = asking.cared_for(Household(known), known)
        assert key in asking.left(Household(known), known)
        assert any(
            judge(one.programme, known, day, PARAMETERS).verdict != "ineligible" for one in cared
        )
        known[key] = value


@FEW
@given(complete(), some_used(), days())
def test_the_leaves_of_the_explanation_imply_the_verdict(
    everything: dict[str, Any], hidden: set[str], day: date
) -> None:
    part = {key: value for key, value in everything.items() if key not in hidden}

    for programme in PROGRAMMES:
        trace = explain(programme, part, day, PARAMETERS)
        verdict = judge(programme, part, day, PARAMETERS).verdict
        assert again(trace) == {"eligible": True, "ineligible": False, "unknown": None}[verdict]
        assert len(list(trace.lines())) == size(trace)


def again(trace: Trace) -> bool | None:
    """The truth of a tree, worked out anew from its leaves."""
    if not trace.parts:
        return trace.truth
    inside = [again(part) for part in trace.parts]
    match trace.what:
        case "any":
            return some(inside)
        case "not":
            return opposite(inside[0])
        case "hearsay":
            return None
        case _:
            return every(inside)


def size(trace: Trace) -> int:
    return 1 + sum(size(part) for part in trace.parts)
