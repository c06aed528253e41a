"""A form whose state is the named answers so far: the next question is computed from them.

*Back* drops the last answer, changing one keeps the rest, and an answer to a question that no
longer exists, or with a value it no longer takes, is simply asked again. The state is plain JSON.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from content import members
from content.care import Care
from content.eligibility.judge import Verdict
from content.eligibility.questions import PURPOSES, Asking, served
from content.eligibility.rulebook import rulebook
from content.eligibility.typed import Given, Option, read_typed
from content.facts import Catalogue, Fact, FactError, Facts, FactValue, read_value
from content.given import (
    ASKED,
    CARE,
    OTHER,
    Answers,
    Json,
    facts_only,
    freeze,
    kinds_told,
    said,
    value_of,
    without,
)
from content.household import (
    LEFT,
    MEMBERS,
    Household,
    Slot,
    household_of,
    parted,
    read_members,
    slot,
)
from content.parameters import Parameters
from content.programmes import Programmes
from content.wording import word


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as the engine reads it; None is *I do not know*."""

    slot: Slot
    fact: Fact
    value: FactValue | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is. ``question`` is None when no answer can change a verdict any more; else
    ``slot`` says of whom it is asked. ``names`` are what the people of the home are called,
    ``askable`` the facts that their answers may tell."""

    answers: Answers
    care: Care
    home: Household
    slot: Slot
    question: Fact | None
    options: tuple[Option, ...]
    at_most_left: int
    verdicts: tuple[Verdict, ...]
    day: date
    given: tuple[Answered, ...] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    askable: frozenset[str] = frozenset()

    @property
    def facts(self) -> Facts:
        """What is known of the home and of who asks."""
        return self.home.seen_by(None)

    @property
    def said(self) -> frozenset[Slot]:
        """What was answered, *I do not know* too."""
        return frozenset(one.slot for one in self.given)

    def verdict(self, slug: str, who: int = 0) -> Verdict | None:
        """The verdict on a programme, for a person of the home (0: for the first that it is for);
        None where there is none."""
        about = (one for one in self.verdicts if one.slug == slug)
        return next((one for one in about if who in (0, one.who)), None)


@dataclass(frozen=True, slots=True)
class Form:
    """The check: pure functions from answers to answers, and to a standing.

    ``causes`` are the programmes of each cause. ``is_official``: an official answers for somebody,
    so that what only they know is asked too.
    """

    programmes: Programmes
    catalogue: Catalogue
    parameters: Parameters
    causes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    is_official: bool = False

    def start(self, answers: Answers = (), care: Care | None = None) -> Answers:
        """Begin anew; or, with answers, go on with the same answers for another care. What is
        given here may also come from elsewhere, to be seen and changed before it counts."""
        return ((CARE, str(care or Care())), *facts_only(answers))

    def stand(self, answers: Answers, day: date, known: Facts | None = None) -> Standing:
        """Replay. ``known`` are facts from the kept profile (commune …), not asked again."""
        valid = self.valid(answers)
        slugs = self.slugs(valid)
        given = self.read(valid)
        home = self.home(valid, known)
        book = rulebook(self.programmes, self.parameters, day)
        askable = self.askable(slugs)
        asking = Asking(book, self.catalogue, slugs, askable)
        answered = {one.slot for one in given}
        name = str(said(valid, ASKED) or asking.next_question(home, answered) or "")
        question = self.catalogue[parted(name)[0]] if name else None
        return Standing(
            answers=valid,
            care=self.care(valid),
            home=home,
            slot=name,
            question=question,
            options=self.options(question, slugs, day) if question and has_room(name, home) else (),
            at_most_left=asking.at_most_left(name, home, answered) if name else 0,
            verdicts=book.judge_household(home, slugs),
            day=day,
            given=given,
            names=self.names(home),
            askable=self.told_by(askable),
        )

    def care(self, answers: Answers) -> Care:
        """What they came to ask about; loans where nothing is said."""
        return Care.read(str(said(answers, CARE))) or Care()

    def slugs(self, answers: Answers) -> tuple[str, ...]:
        """The programmes that they came to ask about."""
        return self.care(answers).slugs(self.programmes, self.causes)

    def read(self, valid: Answers) -> tuple[Answered, ...]:
        """Valid answers as the engine reads them."""
        return tuple(self.given(name, value) for name, value in facts_only(valid))

    def home(self, answers: Answers, known: Facts | None = None) -> Household:
        """The household that answers tell of; they win over ``known``, the profile."""
        given = self.read(self.valid(answers))
        told = {one.slot: one.value for one in given if one.value is not None}
        return household_of({**(known or {}), **self.implied(answers), **told}, self.catalogue)

    def implied(self, answers: Answers) -> Facts:
        """Who asks about one loan that is made for one thing alone wants just that."""
        care = self.care(answers)
        one = care.name if care.door == "programme" else ""
        purposes = self.programmes[one].made_for if one in self.programmes else frozenset()
        return {PURPOSES: tuple(purposes)} if len(purposes) == 1 else {}

    def askable(self, slugs: Sequence[str]) -> frozenset[str]:
        """What may be asked in the checks of some programmes."""
        doors = frozenset(self.programmes[slug].kind for slug in slugs)
        return frozenset(fact.key for fact in self.catalogue if self.may_ask(fact, doors))

    def told_by(self, askable: frozenset[str]) -> frozenset[str]:
        """The facts that these questions tell of, by themselves or by what they imply."""
        implied = {one.fact for key in askable for one in self.catalogue[key].implies}
        return askable | implied

    def may_ask(self, fact: Fact, doors: frozenset[str]) -> bool:
        """Whether a fact is asked behind some doors: what officials know, of them alone; who lives
        there, wherever supports are."""
        if fact.key == MEMBERS:
            return "support" in doors
        if fact.who == "official":
            return self.is_official
        return not doors.isdisjoint(fact.doors)

    def names(self, home: Household) -> Mapping[int, str]:
        """What the people of the home are called."""
        return members.names_of(home, self.catalogue[MEMBERS]) if home.members else {}

    def given(self, name: Slot, value: Json) -> Answered:
        """A stored answer as the engine reads it. Raises FactError."""
        fact = self.catalogue[parted(name)[0]]
        if value is None:
            return Answered(name, fact, None)
        read = read_members if fact.key == MEMBERS else read_value
        return Answered(name, fact, read(value, fact))

    def valid(self, answers: Answers) -> Answers:
        """Only what can be replayed today: known questions, values they take, each once."""
        last = dict(answers)
        if not self.fits(MEMBERS, last.get(MEMBERS), ()):
            last.pop(MEMBERS, None)
        kinds = kinds_told(tuple(last.items()))
        return tuple(pair for pair in last.items() if self.fits(*pair, kinds))

    def fits(self, name: Slot, value: Json, kinds: tuple[str, ...]) -> bool:
        """Whether a stored answer still means something, in a home of these people."""
        if name == CARE:
            care = Care.read(value) if isinstance(value, str) else None
            return bool(care and care.slugs(self.programmes, self.causes))
        if name == ASKED:
            return isinstance(value, str) and self.is_slot(value, kinds)
        try:
            return self.is_slot(name, kinds) and bool(self.given(name, value))
        except FactError:
            return False

    def is_slot(self, name: Slot, kinds: tuple[str, ...]) -> bool:
        """Whether there is such a question, and such a person to ask it of."""
        key, number = parted(name)
        if key not in self.catalogue or slot(key, number) != name:
            return False
        is_there = 0 < number <= len(kinds) and kinds[number - 1] != LEFT
        return not number or (is_there and self.catalogue[key].scope == "person")

    def known(self, answers: Answers, name: Slot) -> Fact:
        """The fact of a slot. Raises FactError."""
        if not self.is_slot(name, kinds_told(answers)):
            raise FactError(f"unknown fact {name!r}")
        return self.catalogue[parted(name)[0]]

    def answer(self, answers: Answers, name: Slot, value: FactValue | None) -> Answers:
        """One more answer, in place of an older one to the same question. Raises FactError."""
        self.known(answers, name)
        read = self.given(name, freeze(value)).value
        return (*without(answers, name, ASKED), (name, freeze(read)))

    def tap(self, answers: Answers, name: Slot, token: str) -> Answers:
        """The answer of a button ``do/check/answer/<slot>/<token>``. Raises FactError."""
        return self.answer(answers, name, value_of(token, self.known(answers, name)))

    def type(self, standing: Standing, text: str) -> Answers | None:
        """The answer of typed words to the present question; None when not understood."""
        fact, answers = standing.question, standing.answers
        if fact is None:
            return None
        if fact.key == MEMBERS:
            return members.typed(answers, text, fact, standing.options)
        read = read_typed(text, fact, standing.options)
        if isinstance(read, str):
            return self.tap(answers, standing.slot, read)
        return self.answer(answers, standing.slot, read.value) if isinstance(read, Given) else None

    def back(self, answers: Answers) -> Answers:
        """Without the last answer; of who lives in the home, without who was told last."""
        kept = without(answers, ASKED)
        last = next(reversed(facts_only(kept)), None)
        if last is None:
            return kept
        if last[0] != MEMBERS:
            return without(kept, last[0])
        if said(answers, ASKED) != MEMBERS:
            return (*kept, (ASKED, MEMBERS))
        kinds = kinds_told(kept)
        return members.drop(kept, len(kinds)) if kinds else without(kept, MEMBERS)

    def change(self, answers: Answers, name: Slot) -> Answers:
        """Ask one question again now; the other answers stay. Raises FactError."""
        self.known(answers, name)
        kept = without(answers, ASKED) if name == MEMBERS else without(answers, name, ASKED)
        return (*kept, (ASKED, name))

    def options(
        self, fact: Fact, slugs: Sequence[str], day: date, language: str = "vi"
    ) -> tuple[Option, ...]:
        """What a person may tap, without *I do not know*; nothing where they must type."""
        if fact.type == "bool":
            return tuple(
                Option(token, word(f"eligibility.{token}", language)) for token in ("yes", "no")
            )
        cared_for = [self.programmes[slug] for slug in slugs]
        values: Collection[str] = fact.values
        if fact.key == MEMBERS:
            values = {kind for one in cared_for for kind in one.members}
        elif fact.type == "list":
            values = served(cared_for, day, fact)
        options = [
            Option(one.value, one.label, one.help) for one in fact.choices if one.value in values
        ]
        if fact.key == PURPOSES:
            options.append(Option(OTHER, word("eligibility.other", language)))
        return tuple(options)


def has_room(name: Slot, home: Household) -> bool:
    """Whether one more of the options may be taken: of people only so many are asked about."""
    return name != MEMBERS or len(home.members or ()) < members.MOST
