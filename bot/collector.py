"""Python's cyclic garbage collector, which need not walk what is made once and stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting() -> Iterator[None]:
    """For making what stays until the program ends: modules, the library, the index.

    They are a million objects; walking them anew while they grow was a third of a start, and a
    tenth of a second now and then for whoever waits for an answer.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
