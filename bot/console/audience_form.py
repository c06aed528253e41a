"""The audience as a form: boxes to tick (roles, communes, topics), or the expression itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.audience import All, Both, Either, Is, Tree, both, either, written

KEYS = ("role", "unit", "topic")


@dataclass(frozen=True, slots=True)
class Picked:
    """What is ticked, by key; nothing ticked of a key leaves it open. ``expression`` is what was
    typed instead, where boxes cannot say it."""

    ticked: Mapping[str, tuple[str, ...]]
    expression: str = ""

    @property
    def text(self) -> str:
        """The expression of it all."""
        if self.expression:
            return self.expression
        parts = [
            either(*(Is(key, value) for value in self.ticked[key]))
            for key in KEYS
            if self.ticked.get(key)
        ]
        return written(both(*parts)) if parts else "all"


def from_boxes(ticked: Mapping[str, Sequence[str]], expression: str) -> Picked:
    """What a form says: an expression typed wins over boxes."""
    kept = {key: tuple(ticked.get(key, ())) for key in KEYS}
    return Picked(kept, expression.strip())


def from_tree(tree: Tree) -> Picked:
    """The boxes that say the same as a tree, or its expression where none do."""
    ticked: dict[str, tuple[str, ...]] = {}
    for part in tree.parts if isinstance(tree, Both) else (tree,):
        if isinstance(part, All):
            continue
        one_of = part.parts if isinstance(part, Either) else (part,)
        terms = [term for term in one_of if isinstance(term, Is) and term.key in KEYS]
        keys = {term.key for term in terms}
        if len(terms) != len(one_of) or len(keys) != 1 or keys & ticked.keys():
            return Picked(dict.fromkeys(KEYS, ()), written(tree))
        ticked[terms[0].key] = tuple(term.value for term in terms)
    return Picked({key: ticked.get(key, ()) for key in KEYS})
