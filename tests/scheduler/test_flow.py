"""How much is under way at once."""

from __future__ import annotations

from scheduler.flow import LEAST_AT_ONCE, LEAST_IN_AIR, Flow


def busy(flow: Flow, *, rate: float, took: float, seconds: float) -> None:
    """A channel that takes so many a second, each answered after so long."""
    for n in range(int(rate * seconds)):
        flow.landed(n / rate, took)


def test_a_flow_keeps_a_tenth_of_a_second_of_work_in_the_air() -> None:
    flow = Flow()
    flow.claimed(0.02)
    for n in range(40_000):  # a short wire: whoever comes beside stands in line
        flow.landed(n / 8000, 0.0004 if n < 8 else flow.at_once / 8000)
    assert flow.at_once <= 2 * LEAST_AT_ONCE
    assert 0.08 * 8000 <= flow.in_air <= 0.12 * 8000
    assert 0 < flow.low < flow.ahead < flow.in_air


def test_a_slow_wire_gets_more_at_once_until_the_rate_is_no_longer_its_fault() -> None:
    flow = Flow()
    began = 0.0
    for _ in range(6):
        rate = min(500.0, flow.at_once / 0.2)  # 500 a second is what we are allowed
        for n in range(int(rate)):
            flow.landed(began + n / rate, 0.2)
        began += 1
    assert 100 <= flow.at_once <= 2.1 * 100  # 500 a second × 0.2 s are on the wire


def test_a_few_quick_answers_promise_no_flood() -> None:
    flow = Flow()
    busy(flow, rate=30, took=0.0003, seconds=3)
    assert flow.in_air == LEAST_IN_AIR
    assert flow.at_once == LEAST_AT_ONCE
