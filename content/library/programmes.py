"""content/data/programmes/*.toml: a file a programme.

Conditions, doubts, hints, tiers and guides have names and stand once; each version lists the names
of those in force, so that several periods live side by side. A gap between versions is an error
unless a version with ``status = "closed"`` or ``"unknown"`` declares it, and the last version has
no end: what comes after is declared in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from content.conditions import Compared, Condition, OneOf, Shares, WithinMonths, leaves
from content.dated import Row, faults
from content.facts import Catalogue, Fact, suggestion
from content.library.clauses import Known
from content.library.programme_shapes import ProgrammeShape
from content.library.source import Path_, Problem, Shape, SourceFile, fit, read_all
from content.parameters import Parameters, Unit
from content.programmes import Changeable, Programme, Programmes

BLANK = re.compile(r"\{([a-z_]+)\}")
MEMBERS = "members"
"""The fact whose choices are the kinds of people a programme of scope *person* is for."""
UNITS: Mapping[str, tuple[Unit, ...]] = {
    "total": ("dong",),
    "per_month": ("dong",),
    "rate": ("percent-year",),
    "term": ("months",),
}


def read(
    folder: Path, facts: Catalogue, parameters: Parameters
) -> tuple[Programmes, list[Problem]]:
    """Every programme of a folder, and every mistake at file and line."""
    files, problems = read_all(folder)
    known = Known(facts, parameters)
    found: dict[str, Programme] = {}
    ranks: dict[str, int] = {}
    for file in files:
        shape = fit(ProgrammeShape, file)
        if isinstance(shape, list):
            problems += shape
            continue
        mistakes = list(loose_ends(file, shape, known))
        problems += mistakes
        if not list(misspelt(file, shape)):
            programme = shape.programme(file.stem)
            found[file.stem] = replace(programme, changeable=changeable(shape, facts))
            ranks[file.stem] = shape.rank
    return Programmes(
        {slug: found[slug] for slug in sorted(found, key=ranks.__getitem__)}
    ), problems


def changeable(shape: ProgrammeShape, facts: Catalogue) -> dict[str, Changeable]:
    """Those of its conditions' facts that people may change, anywhere or by this programme."""
    found: dict[str, Changeable] = {}
    for rule in shape.conditions.values():
        for leaf in leaves(rule.condition()):
            by = leaf.fact in facts and (rule.change or facts[leaf.fact].change)
            if by and not isinstance(leaf, WithinMonths):
                fact = facts[leaf.fact]
                known = found[fact.key].values if fact.key in found else ()
                values = dict.fromkeys((*known, *asked_by(leaf)))
                found[fact.key] = Changeable(by, tuple(values), fact.type == "list")
    return {key: with_one_more(able, facts[key]) for key, able in found.items()}


def asked_by(leaf: OneOf | Shares | Compared) -> tuple[bool | int | str, ...]:
    """The answers that a comparison speaks of."""
    if isinstance(leaf, Compared):
        return (leaf.bound,) if isinstance(leaf.bound, int) else ()
    return tuple(sorted(leaf.values, key=str))


def with_one_more(able: Changeable, fact: Fact) -> Changeable:
    """With an answer that no comparison speaks of, where there is one: it stands for all such."""
    every = fact.values or ((True, False) if fact.type == "bool" else ())
    others = [value for value in every if value not in able.values]
    return replace(able, values=(*able.values, *others[:1]))


def loose_ends(file: SourceFile, shape: ProgrammeShape, known: Known) -> Iterator[Problem]:
    """Names that lead nowhere, versions that overlap, leave a gap or an end."""
    yield from misspelt(file, shape)
    for path, condition in conditions_of(shape):
        yield from (file.problem(path, text) for text in known.faults(condition))
    for source in (blanks, wrong_values, wrong_numbers, wrong_members):
        yield from (file.problem(path, text) for path, text in source(shape, known))
    rows = [Row(None, one.since, one.until, one.source()) for one in shape.versions]
    yield from (file.problem(("versions", at), text) for at, text in faults(rows))
    yield from endings(file, shape)


def endings(file: SourceFile, shape: ProgrammeShape) -> Iterator[Problem]:
    """A last version with an end: nobody would know what holds on the day after."""
    last = len(shape.versions) - 1
    if until := shape.versions[last].until:
        text = (
            f"ends on {until} and no version follows: add one for the days after, "
            'with status = "closed" or "unknown" and `say` where no rules are in force'
        )
        yield file.problem(("versions", last, "until"), text)


def blanks(shape: ProgrammeShape, known: Known) -> Iterator[tuple[Path_, str]]:
    """``{names}`` in sentences that no parameter fills."""
    for table in ("conditions", "doubts", "hints"):
        for name, one in getattr(shape, table).items():
            for blank in BLANK.findall(one.model_dump_json()):
                if blank != "day":
                    yield from (((table, name), text) for text in known.lost(blank))


def wrong_values(shape: ProgrammeShape, known: Known) -> Iterator[tuple[Path_, str]]:
    """Sentences for a value that the condition's first fact cannot have."""
    for name, rule in shape.conditions.items():
        first = next(leaves(rule.condition())).fact
        values = known.facts[first].values if first in known.facts else ()
        for key in ("not_met_for", "would_for"):
            for value in getattr(rule, key):
                if first in known.facts and value not in values:
                    close = suggestion(value, values)
                    yield ("conditions", name, key, value), f"{first} has no {value!r}{close}"


def wrong_numbers(shape: ProgrammeShape, known: Known) -> Iterator[tuple[Path_, str]]:
    """Amounts, rates and terms that no parameter has, or in another unit; facts that are none."""
    bare: dict[Path_, object] = {("amount",): shape.amount, (): shape}
    named: dict[Path_, object] = {("tiers", name): tier for name, tier in shape.tiers.items()}
    for path, table in (bare | named).items():
        for key, units in UNITS.items():
            name = getattr(table, key, "")
            texts = known.lost(name) or known.measured(name, units)
            yield from (((*path, key), text) for text in texts)
        for fact in getattr(table, "counted", ()):
            yield from (((*path, "counted"), text) for text in known.strange(fact, "choice"))
        bound = getattr(table, "at_most", "")
        if bound:
            yield from (((*path, "at_most"), text) for text in known.strange(bound, "money"))


def wrong_members(shape: ProgrammeShape, known: Known) -> Iterator[tuple[Path_, str]]:
    """Kinds of people that the fact ``members`` does not know."""
    values = known.facts[MEMBERS].values if MEMBERS in known.facts else ()
    for kind in sorted(shape.members):
        if kind not in values:
            yield ("members",), f"{MEMBERS} has no choice {kind!r}{suggestion(kind, values)}"


def misspelt(file: SourceFile, shape: ProgrammeShape) -> Iterator[Problem]:
    """Names in a version that no table of the file has."""
    for at, version in enumerate(shape.versions):
        tables: tuple[tuple[str, tuple[str, ...], str, Mapping[str, Shape]], ...] = (
            ("conditions", version.conditions, "conditions", shape.conditions),
            ("doubts", version.doubts, "doubts", shape.doubts),
            ("hints", version.hints, "hints", shape.hints),
            ("tiers", version.tiers, "tiers", shape.tiers),
            ("guide", (version.guide,) if version.guide else (), "guides", shape.guides),
        )
        for key, names, heading, table in tables:
            for name in names:
                if name not in table:
                    near = suggestion(name, tuple(table))
                    text = f"lists {name!r}, no table of [{heading}]{near}"
                    yield file.problem(("versions", at, key), text)


def conditions_of(shape: ProgrammeShape) -> Iterator[tuple[Path_, Condition]]:
    """Every condition of the file and where it stands."""
    for name, rule in shape.conditions.items():
        yield ("conditions", name), rule.condition()
    for name, tier in shape.tiers.items():
        yield ("tiers", name, "when"), tier.condition()
    for key, table in (("doubts", shape.doubts), ("hints", shape.hints)):
        for name, one in table.items():
            when, unless, _ = one.parts()
            yield (key, name, "when"), when
            if unless:
                yield (key, name, "unless"), unless
