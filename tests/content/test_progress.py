"""When a campaign will be through: never sooner than the sending takes, never in the night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from content.progress import LATELY, Lane, Tempo, estimate, lately, outlook
from content.quiet import QuietHours, quiet_until
from content.wording import HANOI

NIGHT = QuietHours.parse("21:00-06:00")
MOMENTS = st.integers(0, 20 * 86_400).map(lambda s: hanoi(1, 0) + timedelta(seconds=s))
HOURS = st.sampled_from([NIGHT, QuietHours.parse("11:30-13:00"), None])
LANES = st.builds(
    Lane,
    st.sampled_from(["telegram", "web"]),
    left=st.integers(0, 100_000),
    ended=st.integers(0, 5_000),
    seconds=st.floats(1, 120),
)


def hanoi(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


def sending_time(start: datetime, end: datetime, quiet: QuietHours | None) -> timedelta:
    """How much of a span is not quiet, by walking it."""
    whole, step = timedelta(), timedelta(minutes=1)
    while start < end:
        part = min(step, end - start)
        if quiet_until(start, quiet) is None:
            whole += part
        start += part
    return whole


def test_what_waits_by_the_speed_of_the_last_minutes() -> None:
    lanes = [Lane("telegram", 18_000, 3_600, 120)]
    assert estimate(lanes, Tempo(), hanoi(24, 9)) == hanoi(24, 9, 10)


def test_the_slowest_channel_decides() -> None:
    lanes = [Lane("telegram", 1_800, 60, 2), Lane("web", 100_000, 500, 1)]
    assert estimate(lanes, Tempo(), hanoi(24, 9)) == hanoi(24, 9) + timedelta(seconds=200)
    assert estimate(lanes[:1], Tempo(), hanoi(24, 9)) == hanoi(24, 9, 1)


def test_where_nothing_moved_nobody_knows() -> None:
    moving, still = Lane("web", 5, 5, 60), Lane("telegram", 1, 0, 60)
    assert estimate([moving, still], Tempo(), hanoi(24, 9)) is None
    assert estimate([Lane("telegram", 10**9, 1, 120)], Tempo(), hanoi(24, 9)) is None


def test_where_nothing_waits_it_is_through_now() -> None:
    assert estimate([], Tempo(), hanoi(24, 9)) == hanoi(24, 9)
    assert estimate([Lane("web", 0, 0, 60)], Tempo(NIGHT), hanoi(24, 22)) == hanoi(24, 22)


def test_in_quiet_hours_it_is_said_when_they_end() -> None:
    waiting = [Lane("telegram", 5, 0, 60)]
    assert outlook(waiting, Tempo(NIGHT), hanoi(24, 22)).quiet_until == hanoi(25, 6)
    assert outlook(waiting, Tempo(NIGHT), hanoi(25, 6)).quiet_until is None


def test_no_channel_is_counted_faster_than_it_takes() -> None:
    burst = [Lane("telegram", 300, 100, 1)]
    tempo = Tempo(per_second={"telegram": 30})
    assert estimate(burst, tempo, hanoi(24, 9)) == hanoi(24, 9) + timedelta(seconds=10)


def test_the_night_is_waited_out() -> None:
    hour = [Lane("telegram", 3_600, 60, 60)]
    assert estimate(hour, Tempo(NIGHT), hanoi(24, 20, 30)) == hanoi(25, 6, 30)
    assert estimate(hour, Tempo(NIGHT), hanoi(24, 23)) == hanoi(25, 7)
    assert estimate(hour, Tempo(None), hanoi(24, 20, 30)) == hanoi(24, 21, 30)


@given(st.lists(LANES, min_size=1, max_size=4), MOMENTS, HOURS)
def test_there_is_just_so_much_time_to_send_until_then(
    lanes: list[Lane], now: datetime, quiet: QuietHours | None
) -> None:
    ends = estimate(lanes, Tempo(quiet), now)
    assume(ends is not None and ends - now < timedelta(days=2))
    assert ends is not None
    needed = max(one.left / (one.ended / one.seconds) if one.left else 0 for one in lanes)
    sent = sending_time(now, ends, quiet).total_seconds()
    assert abs(sent - needed) <= 60.001


@given(LANES, MOMENTS, HOURS, st.integers(1, 1_000))
def test_more_people_never_end_it_sooner(
    lane: Lane, now: datetime, quiet: QuietHours | None, more: int
) -> None:
    fuller = Lane(lane.channel, lane.left + more, lane.ended, lane.seconds)
    first, second = estimate([lane], Tempo(quiet), now), estimate([fuller], Tempo(quiet), now)
    assert (first is not None and now <= first <= second) if second else True
    assert (second is None) >= (first is None)


@given(MOMENTS, st.integers(0, 100_000).map(lambda s: timedelta(seconds=s)), HOURS)
def test_speed_is_measured_while_sending_was_allowed(
    now: datetime, ago: timedelta, quiet: QuietHours | None
) -> None:
    begun = now - ago
    since, until = lately(now, begun, quiet)
    assert begun <= since <= until <= since + LATELY
    assert since == until or sending_time(since, until, quiet) == until - since
