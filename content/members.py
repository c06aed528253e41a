"""Who lives in the home: told one tap each, by a kind and a number, never by a name.

A number stays somebody's for as long as they are told: taking one out leaves a hole.
"""

from __future__ import annotations

import re
from collections import Counter

from content.eligibility.typed import DUNNO, EDGES, Given, Option, read_typed
from content.facts import Fact, read_choice
from content.fold import fold
from content.given import ASKED, Answers, kinds_told, without
from content.household import LEFT, MEMBERS, Household, parted
from content.wording import word

MOST = 9
"""So many people of a home are asked about."""
ENOUGH = frozenset(
    ("xong", "xong roi", "het", "het roi", "du roi", "khong con ai", "khong con", "khong co ai")
    + ("khong", "ko", "k", "chi vay", "the thoi", "vay thoi", "done")
)
"""Typed words for *nobody more*."""
SEVERAL = re.compile(r"\d+(?:\s*[,;.+&]?\s*(?:va\s+)?\d+)+\Z")
OUT = re.compile(r"(?:bo|xoa|bot)\s*(?:nguoi|so)?\s*(?:thu|so)?\s*(\d+)\Z")


def add(answers: Answers, kind: str, fact: Fact) -> Answers:
    """One more person; then who else. Past the most that are asked about nobody is added. Raises
    FactError."""
    kinds = [*kinds_told(answers)]
    read_choice(kind, fact)
    if len(kinds) < MOST:
        kinds.append(kind)
    elif LEFT in kinds:
        kinds[kinds.index(LEFT)] = kind
    return asking(answers, kinds)


def drop(answers: Answers, number: int) -> Answers:
    """Without one person and what was answered about them; the numbers of the others stay."""
    kinds = [LEFT if at == number else kind for at, kind in enumerate(kinds_told(answers), 1)]
    while kinds and kinds[-1] == LEFT:
        kinds.pop()
    return asking(tuple(pair for pair in answers if parted(pair[0])[1] != number), kinds)


def done(answers: Answers) -> Answers:
    """Nobody more: the next question. Nobody told is an answer too."""
    kinds = list(kinds_told(answers))
    return (*without(answers, ASKED, MEMBERS), (MEMBERS, kinds))


def asking(answers: Answers, kinds: list[str]) -> Answers:
    """With these people, and who else lives there to be asked now."""
    return (*without(answers, ASKED, MEMBERS), (MEMBERS, kinds), (ASKED, MEMBERS))


def typed(answers: Answers, text: str, fact: Fact, options: tuple[Option, ...]) -> Answers | None:
    """Typed words as people of the home: *xong*, *bỏ 2*, several numbers, or words of an option;
    None when they are none of these. Raises FactError."""
    words = fold(text).strip(EDGES)
    if words in ENOUGH:
        return done(answers)
    if out := OUT.match(words):
        return drop(answers, int(out[1]))
    if SEVERAL.match(words):
        return several(answers, [int(one) for one in re.findall(r"\d+", words)], fact, options)
    read = None if words in DUNNO else read_typed(text, fact, options)
    if words in DUNNO or isinstance(read, Given):
        return (*without(answers, ASKED, MEMBERS), (MEMBERS, None))
    return add(answers, read, fact) if isinstance(read, str) else None


def several(
    answers: Answers, numbers: list[int], fact: Fact, options: tuple[Option, ...]
) -> Answers | None:
    """Every number is one person; None where one of them is no option."""
    if not all(1 <= number <= len(options) for number in numbers):
        return None
    for number in numbers:
        answers = add(answers, options[number - 1].token, fact)
    return answers


def names_of(home: Household, fact: Fact, language: str = "vi") -> dict[int, str]:
    """What each person is called, by number: their kind, with the number where there are more."""
    labels = {choice.value: choice.label for choice in fact.choices}
    people = home.members or ()
    many = Counter(one.kind for one in people)
    names: dict[int, str] = {}
    for one in people:
        label = labels.get(one.kind, one.kind)
        which = word("eligibility.one_of", language, label=label, number=one.number)
        names[one.number] = which if many[one.kind] > 1 else label
    return names
