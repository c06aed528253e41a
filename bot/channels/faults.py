"""A fault of ours, told to the log without a single value: among the values is the token."""

from __future__ import annotations

import traceback

import structlog

log = structlog.get_logger(__name__)


def tell(event: str, fault: BaseException, **about: object) -> None:
    """Log where a fault came from, as plain lines of source.

    Not ``log.exception``: a renderer may show each frame's variables, and in the frames of the
    client one of them is the URL with our token in it.
    """
    trace = "".join(traceback.format_exception(fault))
    log.error(event, fault=type(fault).__name__, trace=trace, **about)
