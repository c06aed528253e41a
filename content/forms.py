"""A form whose state is the named answers so far: the next question is computed from them.

*Back* drops the last answer, changing one keeps the rest, and an answer to a question that no
longer exists, or with a value it no longer takes, is simply asked again. The state is plain JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from content.care import Care
from content.eligibility.judge import Verdict
from content.eligibility.questions import PURPOSES, Asking, served
from content.eligibility.rulebook import rulebook
from content.eligibility.typed import Given, Option, read_typed
from content.facts import Catalogue, Fact, FactError, Facts, FactValue, read_value
from content.household import Household, with_answer
from content.parameters import Parameters
from content.programmes import Programmes
from content.wording import word

Json = bool | int | str | list[str] | None
Answers = tuple[tuple[str, Json], ...]
"""In the order they were given; None is *I do not know*."""

ONLY = ":programme"
ASKED = ":question"
"""Two answers that are no facts: the one programme that is checked, the question to ask now."""
UNKNOWN = "unknown"
OTHER = "other"
"""In a button's address: *I do not know*, and a purpose that no programme serves."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is. ``question`` is None when no answer can change a verdict any more."""

    answers: Answers
    facts: Facts
    question: Fact | None
    options: tuple[Option, ...]
    at_most_left: int
    verdicts: Mapping[str, Verdict]
    day: date
    given: tuple[tuple[Fact, FactValue | None], ...] = ()
    only: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """The check of loans: pure functions from answers to answers, and to a standing."""

    programmes: Programmes
    catalogue: Catalogue
    parameters: Parameters
    askable: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, programmes: Programmes, catalogue: Catalogue, parameters: Parameters) -> Form:
        """A form that asks what the catalogue marks as asked."""
        asked = frozenset(
            fact.key for fact in catalogue if "loan" in fact.doors and fact.who == "resident"
        )
        return cls(programmes, catalogue, parameters, asked)

    def start(self, answers: Answers = (), programme: str = "") -> Answers:
        """Begin anew; or, with answers, go on with the same answers for one programme."""
        kept = tuple(pair for pair in answers if not pair[0].startswith(":"))
        chosen: Answers = ((ONLY, programme),) if programme in self.programmes else ()
        return chosen + kept

    def stand(self, answers: Answers, day: date, known: Facts | None = None) -> Standing:
        """Replay. ``known`` are facts from the kept profile (commune …), not asked again."""
        valid = self.valid(answers)
        only = next((str(value) for key, value in valid if key == ONLY), "")
        given = tuple(self.given(key, value) for key, value in valid if not key.startswith(":"))
        facts = self.facts_of(given, known or {})
        book = rulebook(self.programmes, self.parameters, day)
        loans = Care("loans").slugs(self.programmes, {})
        cared = (only,) if only else loans
        asking = Asking(book, self.catalogue, cared, self.askable)
        home = Household(facts)
        answered = {fact.key for fact, _ in given}
        asked_now = next((str(value) for key, value in valid if key == ASKED), None)
        key = asked_now or asking.next_question(home, answered)
        question = self.catalogue[key] if key else None
        return Standing(
            answers=valid,
            facts=facts,
            question=question,
            options=self.options(question, day) if question else (),
            at_most_left=asking.at_most_left(key, home, answered) if key else 0,
            verdicts={slug: book.judge(slug, facts) for slug in dict.fromkeys((*loans, *cared))},
            day=day,
            given=given,
            only=only,
        )

    def facts_of(self, given: Sequence[tuple[Fact, FactValue | None]], known: Facts) -> Facts:
        """What was said, and what it implies; the answers win over the profile."""
        facts: Facts = {}
        for key, value in known.items():
            facts = with_answer(self.catalogue[key], value, facts)
        for fact, answer in given:
            facts = {key: value for key, value in facts.items() if key != fact.key}
            if answer is not None:
                facts = with_answer(fact, answer, facts)
        return facts

    def given(self, key: str, value: Json) -> tuple[Fact, FactValue | None]:
        """A stored answer as the engine reads it."""
        fact = self.catalogue[key]
        return fact, None if value is None else read_value(value, fact)

    def valid(self, answers: Answers) -> Answers:
        """Only what can be replayed today: known questions, values they take, each once."""
        last = dict(answers)
        return tuple((key, last[key]) for key in last if self.fits(key, last[key]))

    def fits(self, key: str, value: Json) -> bool:
        """Whether a stored answer still means something."""
        if key == ONLY:
            return isinstance(value, str) and value in self.programmes
        if key == ASKED:
            return value in self.askable
        if key not in self.catalogue:
            return False
        try:
            return value is None or read_value(value, self.catalogue[key]) is not None
        except FactError:
            return False

    def answer(self, answers: Answers, key: str, value: FactValue | None) -> Answers:
        """One more answer, in place of an older one to the same question. Raises FactError."""
        if key not in self.catalogue:
            raise FactError(f"unknown fact {key!r}")
        if value is not None:
            value = read_value(value, self.catalogue[key])
        kept = tuple(pair for pair in answers if pair[0] not in (key, ASKED))
        return (*kept, (key, freeze(value)))

    def tap(self, answers: Answers, key: str, token: str) -> Answers:
        """The answer of a button ``do/check/answer/<key>/<token>``. Raises FactError."""
        if key not in self.catalogue:
            raise FactError(f"unknown fact {key!r}")
        return self.answer(answers, key, value_of(token, self.catalogue[key]))

    def type(self, standing: Standing, text: str) -> Answers | None:
        """The answer of typed words to the present question; None when not understood."""
        if standing.question is None:
            return None
        read = read_typed(text, standing.question, standing.options)
        if isinstance(read, str):
            return self.tap(standing.answers, standing.question.key, read)
        if isinstance(read, Given):
            return self.answer(standing.answers, standing.question.key, read.value)
        return None

    def back(self, answers: Answers) -> Answers:
        """Without the last answer."""
        kept = [pair for pair in answers if pair[0] != ASKED]
        last = next((at for at in reversed(range(len(kept))) if kept[at][0] != ONLY), None)
        return tuple(pair for at, pair in enumerate(kept) if at != last)

    def change(self, answers: Answers, key: str) -> Answers:
        """Ask one question again now; the other answers stay. Raises FactError."""
        if key not in self.askable:
            raise FactError(f"unknown fact {key!r}")
        kept = tuple(pair for pair in answers if pair[0] not in (key, ASKED))
        return (*kept, (ASKED, key))

    def options(self, fact: Fact, day: date, language: str = "vi") -> tuple[Option, ...]:
        """What a person may tap, without *I do not know*; nothing where they must type."""
        if fact.type == "bool":
            return tuple(
                Option(token, word(f"eligibility.{token}", language)) for token in ("yes", "no")
            )
        values = served(self.programmes, day, fact) if fact.type == "list" else fact.values
        options = [
            Option(one.value, one.label, one.help) for one in fact.choices if one.value in values
        ]
        if fact.key == PURPOSES:
            options.append(Option(OTHER, word("eligibility.other", language)))
        return tuple(options)


def value_of(token: str, fact: Fact) -> FactValue | None:
    """What a button's token stands for."""
    if token == UNKNOWN:
        return None
    match fact.type:
        case "bool":
            return {"yes": True, "no": False}.get(token, token)
        case "list":
            return () if token == OTHER else (token,)
        case "int" | "money":
            return int(token) if token.isdecimal() else token
        case _:
            return token


def freeze(value: FactValue | None) -> Json:
    """As JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def load(raw: object) -> Answers:
    """Answers as they come back from storage; anything that is none is left out."""
    return tuple(pairs(raw)) if isinstance(raw, list | tuple) else ()


def pairs(raw: Sequence[object]) -> Iterator[tuple[str, Json]]:
    """Every pair of a key and a plain value."""
    for pair in raw:
        if isinstance(pair, list | tuple) and len(pair) == 2 and isinstance(pair[0], str):
            value = pair[1]
            if value is None or isinstance(value, bool | int | str | list):
                yield pair[0], value
