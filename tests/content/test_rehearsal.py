"""What would go out if nobody acted."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from content.library.places import load_places
from content.library.plan import load_plan
from content.places import Places
from content.plan import Plan, Recurring, When
from content.rehearsal import Row, rehearse

PLACES: Places = load_places()[0]
LOADED = load_plan(PLACES)[0]
assert LOADED is not None
PLAN: Plan = LOADED


def rows(since: date, until: date, plan: Plan = PLAN, places: Places = PLACES) -> list[Row]:
    return rehearse(plan, places, plan.calendar, since, until)


def of(found: list[Row], duty: str, office: str) -> list[tuple[str, str, str]]:
    return [
        (row["at"][:10], row["kind"], row["due"])
        for row in found
        if row["duty"] == duty and row["office"] == office
    ]


def test_a_window_holds_the_pings_of_its_days_only() -> None:
    found = rows(date(2027, 12, 1), date(2027, 12, 6))
    assert of(found, "III.2.2", "pkt-tho-phu") == [
        ("2027-12-02", "before", "2027-12-03"),
        ("2027-12-03", "day", "2027-12-03"),
        ("2027-12-06", "overdue", "2027-12-03"),
    ]
    assert all("2027-12-01" <= row["at"][:10] <= "2027-12-06" for row in found)


def test_occurrences_due_before_and_after_the_window_count() -> None:
    early = of(rows(date(2026, 12, 31), date(2027, 1, 5)), "IV.1c", "ubnd-an-nong")
    late = of(rows(date(2027, 11, 3), date(2027, 11, 3)), "III.2.2", "tinh")
    assert early == []  # ten working days after 15/12/2026 are over on 29/12
    assert of(rows(date(2026, 12, 29), date(2026, 12, 29)), "IV.1c", "ubnd-an-nong") == [
        ("2026-12-29", "escalation", "2026-12-15"),
        ("2026-12-29", "overdue", "2026-12-15"),
    ]
    assert late == [("2027-11-03", "before", "2027-12-03")]


def test_a_row_is_the_contract() -> None:
    row = rows(date(2027, 12, 3), date(2027, 12, 3))[0]
    assert set(row) == {"at", "due", "duty", "office", "kind"}
    assert datetime.fromisoformat(row["at"]).utcoffset() == timedelta(hours=7)


def test_each_office_in_charge_is_told() -> None:
    found = rows(date(2027, 12, 3), date(2027, 12, 3))
    offices = {row["office"] for row in found if row["duty"] == "III.2.2"}
    assert offices == {"tinh"} | {f"pkt-{unit.slug}" for unit in PLACES.communes(date(2027, 12, 3))}
    reporting = {row["office"] for row in rows(date(2027, 6, 15), date(2027, 6, 15))}
    assert len(reporting) == 8 * 4 + 1


def test_undated_duties_and_ended_targets_send_nothing() -> None:
    lines = {row["duty"] for row in rows(date(2026, 1, 1), date(2028, 12, 31))}
    assert not lines & {duty.id for duty in PLAN.duties if not duty.climbs}
    assert "II.2.1" not in {row["duty"] for row in rows(date(2026, 2, 1), date(2028, 12, 31))}
    assert of(rows(date(2025, 12, 31), date(2025, 12, 31)), "II.2.1", "ubnd-tho-phu") == [
        ("2025-12-31", "day", "2025-12-31")
    ]


def test_offices_get_pings_only_on_days_they_exist() -> None:
    before = {row["office"] for row in rows(date(2025, 6, 1), date(2025, 6, 30))}
    assert before == {"nhcsxh-trieu-son"}
    gone = replace(PLACES.office("pkt-tho-phu"), until=date(2027, 11, 26))
    offices = [gone if o.slug == gone.slug else o for o in PLACES.offices.values()]
    places = Places.of(PLACES.units.values(), offices)
    found = rows(date(2027, 10, 1), date(2027, 12, 31), places=places)
    assert of(found, "III.2.2", "pkt-tho-phu")[-1][0] == "2027-11-26"
    assert of(found, "III.2.2", "pkt-an-nong")[-1][0] == "2027-12-17"


def test_one_duty_that_never_comes_does_not_stop_the_others() -> None:
    never = When(Recurring("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", date(2022, 1, 1)), "plan")
    duties = [replace(d, when=never) if d.id == "III.1.1" else d for d in PLAN.duties]
    found = rows(date(2027, 1, 1), date(2027, 12, 31), replace(PLAN, duties=tuple(duties)))
    assert {row["duty"] for row in found} == {
        duty.id for duty in PLAN.in_force(date(2027, 1, 1)) if duty.climbs
    } - {"III.1.1"}


def test_a_year_of_every_office_rehearses_within_two_seconds() -> None:
    started = time.perf_counter()
    found = rows(date(2028, 1, 1), date(2028, 12, 31))
    assert time.perf_counter() - started < 2
    assert len(found) > 1000


@settings(max_examples=25, deadline=None)
@given(
    st.dates(date(2025, 1, 1), date(2029, 12, 31)),
    st.integers(0, 120),
    st.integers(0, 120),
)
def test_windows_side_by_side_add_up(start: date, first: int, second: int) -> None:
    cut = start + timedelta(days=first)
    end = cut + timedelta(days=1 + second)
    whole = rows(start, end)
    assert whole == rows(start, cut) + rows(cut + timedelta(days=1), end)
    keys = [tuple(row.values()) for row in whole]
    assert len(set(keys)) == len(keys)
    assert [row["at"] for row in whole] == sorted(row["at"] for row in whole)
