"""Kleene's three-valued logic: True, False, and None for *not known*.

What is not known can still become either; so a result is definite only where every way of
filling the gaps gives it.
"""

from __future__ import annotations

from collections.abc import Iterable

Truth = bool | None


def every(truths: Iterable[Truth]) -> Truth:
    """False if one is false; else not known if one is not known; else true."""
    known: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            known = None
    return known


def some(truths: Iterable[Truth]) -> Truth:
    """True if one is true; else not known if one is not known; else false."""
    known: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            known = None
    return known


def opposite(truth: Truth) -> Truth:
    """Not known stays not known."""
    return None if truth is None else not truth
