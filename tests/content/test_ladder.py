"""The pings of one assignment that nobody acts on."""

from __future__ import annotations

from collections import Counter
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content.dated import Source
from content.days import VietnameseCalendar
from content.ladder import Escalation, Ladder, Ping, pings
from content.library.places import load_places
from content.library.plan import load_plan

CALENDAR = VietnameseCalendar()
PLAN = load_plan(load_places()[0])[0]
assert PLAN is not None
LADDER = PLAN.ladder
LADDERS = st.builds(
    Ladder,
    at=st.just(time(7, 30)),
    before=st.lists(st.integers(1, 60), max_size=6).map(tuple),
    overdue_days=st.integers(1, 20),
    escalations=st.lists(
        st.builds(Escalation, st.integers(1, 25), st.sampled_from(["head", "programme"])),
        max_size=4,
    ).map(tuple),
    source=st.just(Source("mặc định")),
)


def told(found: list[Ping], kind: str) -> list[tuple[str, int]]:
    return [(one.at.date().isoformat(), one.step) for one in found if one.kind == kind]


def test_the_default_ladder_says_that_it_is_a_default() -> None:
    assert LADDER.source.document == "mặc định"
    assert LADDER.before == (30, 14, 7, 3, 1)


def test_reminders_on_days_off_move_to_the_last_working_day_before() -> None:
    found = pings(date(2027, 12, 3), LADDER, CALENDAR)
    assert told(found, "before") == [
        ("2027-11-03", 30),
        ("2027-11-19", 14),
        ("2027-11-26", 7),
        ("2027-11-30", 3),
        ("2027-12-02", 1),
    ]
    monday = pings(date(2026, 6, 15), LADDER, CALENDAR)
    # 3 days before (Friday) and 1 day before (Sunday, moved) fall together: the nearer stays.
    assert told(monday, "before")[-2:] == [("2026-06-08", 7), ("2026-06-12", 1)]


def test_on_the_day_and_then_ten_working_days_at_half_past_seven() -> None:
    found = pings(date(2027, 12, 3), LADDER, CALENDAR)
    assert told(found, "day") == [("2027-12-03", 0)]
    assert [step for _, step in told(found, "overdue")] == list(range(1, 11))
    assert told(found, "overdue")[-1][0] == "2027-12-17"
    assert {one.at.isoformat()[10:] for one in found} == {"T07:30:00+07:00"}


def test_silence_climbs_to_the_head_and_then_to_the_programme_office() -> None:
    found = pings(date(2026, 11, 20), LADDER, CALENDAR)
    climbed = [(o.at.date().isoformat(), o.step, o.to) for o in found if o.kind == "escalation"]
    # 24/11/2026 is a public holiday: it is no working day overdue.
    assert climbed == [
        ("2026-11-26", 3, "head"),
        ("2026-12-02", 7, "head"),
        ("2026-12-07", 10, "programme"),
    ]


def test_a_due_day_off_counts_as_the_last_working_day() -> None:
    assert pings(date(2027, 12, 5), LADDER, CALENDAR) == pings(date(2027, 12, 3), LADDER, CALENDAR)


def test_overdue_pings_rest_over_tet() -> None:
    found = pings(date(2027, 2, 3), LADDER, CALENDAR)
    assert told(found, "overdue")[0] == ("2027-02-11", 1)


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), LADDERS)
def test_pings_are_sorted_on_working_days_one_a_day_and_end(due: date, ladder: Ladder) -> None:
    found = pings(due, ladder, CALENDAR)
    moments = [one.at for one in found]
    plain = Counter(one.at for one in found if one.kind != "escalation")
    assert moments == sorted(moments)
    assert all(CALENDAR.is_working_day(moment.date()) for moment in moments)
    assert max(plain.values()) == 1
    assert sum(one.kind == "day" for one in found) == 1
    assert sum(one.kind == "overdue" for one in found) == ladder.overdue_days
    assert sum(one.kind == "escalation" for one in found) == len(ladder.escalations)
    assert moments[-1].date() - due < timedelta(days=7 * 25 + 60)
