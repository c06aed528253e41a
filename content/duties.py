"""Assignments: an occurrence of a duty for one office, and how it moves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from content.plan import Duty, Plan
from content.wording import HANOI

State = Literal["open", "acknowledged", "overdue", "done", "done_late", "waived"]
Press = Literal["overdue", "soon", "later", "closed"]
Snooze = Literal["hour", "morning", "days-2"]

MOVES: Mapping[State, frozenset[State]] = {
    "open": frozenset({"acknowledged", "overdue", "done", "done_late", "waived"}),
    "acknowledged": frozenset({"open", "overdue", "done", "done_late", "waived"}),
    "overdue": frozenset({"done_late", "waived"}),
    "done": frozenset(),
    "done_late": frozenset(),
    "waived": frozenset(),
}
"""Which state may follow which. Acknowledged falls back to open where nothing followed; open to
done late is for a service that was down when the day passed."""

RUNNING: tuple[State, ...] = ("open", "acknowledged", "overdue")
"""States in which somebody still has to act."""
SOON = 7
"""Days ahead that count as pressing."""
MORNING = time(7, 30)


@dataclass(frozen=True, slots=True)
class Assignment:
    """What one office owes by one day. Title to note are copied from the plan when it is made,
    so that later edits of the plan do not change it. Moments are aware."""

    id: int
    duty_id: str
    office: str
    due: date
    state: State = "open"
    title: str = ""
    submit_to: str = ""
    done_when: str = ""
    because: str = ""
    note: str = ""
    acknowledged_at: datetime | None = None
    done_at: datetime | None = None
    snoozed_until: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether somebody still has to act."""
        return self.state in RUNNING

    @property
    def code(self) -> str:
        """The stable reference in every message: ``NV-812``."""
        return f"NV-{self.id}"


def assign(plan: Plan, duty: Duty, office: str, due: date) -> Assignment:
    """A new assignment with the plan's words as they are now; its id is given when stored."""
    return Assignment(
        id=0,
        duty_id=duty.id,
        office=office,
        due=due,
        title=duty.title,
        submit_to=duty.submit_to,
        done_when=duty.done_when.text,
        because=plan.because(duty),
        note="\n".join(plan.notes(duty, due)),
    )


def may_move(before: State, after: State) -> bool:
    """Whether a state may follow another."""
    return after in MOVES[before]


def finished(assignment: Assignment, today: date) -> State:
    """The state of an assignment that is finished today (a local day)."""
    return "done" if today <= assignment.due else "done_late"


def days_left(assignment: Assignment, today: date) -> int:
    """Calendar days until the due day; negative when it has passed."""
    return (assignment.due - today).days


def press(assignment: Assignment, today: date) -> Press:
    """How an assignment presses on a day, whatever the clockwork has written yet."""
    left = days_left(assignment, today)
    if not assignment.running:
        return "closed"
    if left < 0:
        return "overdue"
    return "soon" if left <= SOON else "later"


def by_press(assignments: Iterable[Assignment], today: date) -> dict[Press, tuple[Assignment, ...]]:
    """Assignments in groups, each earliest first."""
    groups: dict[Press, list[Assignment]] = {"overdue": [], "soon": [], "later": [], "closed": []}
    for one in sorted(assignments, key=lambda one: (one.due, one.id)):
        groups[press(one, today)].append(one)
    return {name: tuple(group) for name, group in groups.items()}


def snoozed_until(choice: Snooze, now: datetime) -> datetime:
    """When a snoozed reminder comes back: in an hour, or at 07:30 local of a later day."""
    if choice == "hour":
        return now + timedelta(hours=1)
    ahead = 1 if choice == "morning" else 2
    return datetime.combine(now.astimezone(HANOI).date() + timedelta(days=ahead), MORNING, HANOI)


def snoozes(assignment: Assignment, now: datetime) -> tuple[Snooze, ...]:
    """The choices that make sense: none past the due day, unless it has passed already."""
    every: tuple[Snooze, ...] = ("hour", "morning", "days-2")
    today = now.astimezone(HANOI).date()
    if today > assignment.due:
        return every
    return tuple(
        one for one in every if snoozed_until(one, now).astimezone(HANOI).date() <= assignment.due
    )
