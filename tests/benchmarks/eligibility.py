"""How many full checks a second one core does, and how long the choice of the next question takes.

``python -m tests.benchmarks.eligibility [--programmes N] [--households N] [--walks N]`` prints one
JSON object. The programmes of the product are repeated until there are N. A *full check* is one
household judged on all of them: the decision, the facts that are missing, and what one gets.
Sentences and ways are made when somebody reads them, so they are counted apart: ``told`` is a full
check with every sentence of the command line. The control is the same conditions, doubts included,
written out as bare Python functions and compiled: a decision, and nothing else. ``decided`` is our
decision alone, ``ratio`` is that ÷ control, ``full_ratio`` a full check ÷ control.

``question`` is the choice of the next question on walks with random answers, until none is left, in
milliseconds of this process's processor, of all that any door asks: ``cold`` forgets all that was
worked out before each walk, ``warm`` remembers it, as a service does.
All figures count processor time, which other work on the machine hardly spoils.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice

from content.eligibility.entry import Entry
from content.eligibility.judge import as_json, weigh
from content.eligibility.questions import Asking
from content.eligibility.rulebook import Rulebook
from content.facts import Fact, FactValue
from content.household import MEMBERS, household_of
from content.library.build import build
from content.library.library import Library
from content.programmes import Programmes
from tests.benchmarks.bare import bare

DAY = date(2026, 11, 24)
MONEY = (1, 900_000, 2_250_000, 30_000_000, 250_000_000)
NUMBERS = (0, 1, 2, 16, 20, 60, 70, 80)
Home = Mapping[str, FactValue]
Walk = list[float]


def rulebook(library: Library, count: int) -> Rulebook:
    """The rules of a day, with so many programmes."""
    every = islice(cycle(library.programmes), count)
    copies = (replace(one, slug=f"{one.slug}-{at}") for at, one in enumerate(every))
    return Rulebook(Programmes({one.slug: one for one in copies}), library.parameters, DAY)


def answer(fact: Fact, dice: random.Random) -> FactValue:
    """Any answer that a person may give."""
    match fact.type:
        case "bool":
            return dice.random() < 0.5
        case "choice":
            return dice.choice(fact.values)
        case "list":
            return tuple(dice.sample(fact.values, min(2, len(fact.values))))
        case "date":
            return DAY - timedelta(days=dice.randrange(1500))
        case "money":
            return dice.choice(MONEY)
        case "int":
            return dice.choice([one for one in NUMBERS if one <= (fact.most or 100)])


def homes(library: Library, book: Rulebook, count: int, dice: random.Random) -> list[Home]:
    """Households that know seven facts of ten."""
    keys = sorted({key for entry in book for key in entry.reads})
    return [
        {key: answer(library.facts[key], dice) for key in keys if dice.random() < 0.7}
        for _ in range(count)
    ]


def rate(check: Callable[[Home], object], homes: Sequence[Home], rounds: int = 5) -> float:
    """Checks a second of processor time, in the best of some rounds."""

    def work() -> None:
        for home in homes:
            check(home)

    return max(len(homes) / spent(work) for _ in range(rounds))


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    work()
    return max(time.process_time() - began, 1e-9)


def checks(book: Rulebook, homes: Sequence[Home]) -> dict[str, object]:
    """Full checks and decisions, beside the control."""
    entries = list(book)
    control = [bare(entry) for entry in entries]
    for home in homes:
        assert [decide(home) for decide in control] == [decided(one, home) for one in entries]
    full = rate(lambda home: [weigh(one, home) for one in entries], homes)
    ours = rate(lambda home: [decided(one, home) for one in entries], homes)
    told = rate(lambda home: [as_json(weigh(one, home)) for one in entries], homes[:100], 1)
    best = rate(lambda home: [decide(home) for decide in control], homes)
    return dict(
        full_checks_a_second=round(full),
        decided_a_second=round(ours),
        told_a_second=round(told),
        control_a_second=round(best),
        ratio=round(ours / best, 2),
        full_ratio=round(full / best, 2),
    )


def decided(entry: Entry, home: Home) -> str:
    """The decision alone."""
    if not entry.scales.tests:
        return "ineligible" if entry.version.status == "closed" else "unknown"
    met = entry.met(home)
    if met is False:
        return "ineligible"
    return "unknown" if met is None or entry.is_doubtful(home) else "eligible"


def walk(asking: Asking, dice: random.Random) -> Iterator[float]:
    """Seconds for each next question, until there is none; one answer of eight is not known."""
    known: dict[str, FactValue] = {}
    said: dict[str, None] = {}
    while True:
        home = household_of(known, asking.catalogue)
        began = time.process_time()
        name = asking.next_question(home, said)
        yield time.process_time() - began
        if name is None:
            return
        said[name] = None
        if dice.random() < 0.875 or name == MEMBERS:
            known[name] = answer(asking.fact(name), dice)


def questions(library: Library, book: Rulebook, walks: int, *, is_cold: bool) -> dict[str, object]:
    """How long the choice takes on many walks."""
    dice = random.Random(8)
    askable = frozenset(fact.key for fact in library.facts if fact.doors)
    asking = Asking(book, library.facts, askable=askable)
    times: Walk = []
    for _ in range(walks):
        if is_cold:
            asking.openings.forget()
        times += walk(asking, dice)
    return shape(times)


def shape(times: Walk) -> dict[str, object]:
    """The middle, the 95th of a hundred and the longest, in milliseconds."""
    ranked = [round(seconds * 1000, 3) for seconds in sorted(times)]
    p95 = ranked[min(len(ranked) * 95 // 100, len(ranked) - 1)]
    return dict(count=len(ranked), p50=ranked[len(ranked) // 2], p95=p95, max=ranked[-1])


def main() -> None:
    """Read the arguments, run, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--programmes", type=int, default=40)
    reader.add_argument("--households", type=int, default=500)
    reader.add_argument("--walks", type=int, default=40)
    given = reader.parse_args()
    library = build()
    book = rulebook(library, given.programmes)
    found = checks(book, homes(library, book, given.households, random.Random(7)))
    question = {
        name: questions(library, book, given.walks, is_cold=name == "cold")
        for name in ("cold", "warm")
    }
    head = dict(benchmark="eligibility", programmes=given.programmes)
    print(json.dumps(head | found | dict(question=question)), flush=True)


if __name__ == "__main__":
    main()
