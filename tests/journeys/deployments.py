"""Fixtures: a service of the real program, and Telegram beside it.

Use them by ``from tests.journeys.deployments import *`` in a conftest or a test module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.service import Deployment
from tests.standins.telegram import TOKEN, BotApi, running

__all__ = ["Deploy", "deploy", "telegram"]

Deploy = Callable[..., Deployment]


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApi]:
    """Telegram, as strict as it documents to be."""
    with running(BotApi()) as api:
        yield api


@pytest.fixture(scope="module")
def deploy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deploy]:
    """``deploy(telegram=api, CHUNGTAY_…="…")``: a fresh deployment, ended after the module."""
    made: list[Deployment] = []

    def make(folder: Path | None = None, telegram: BotApi | None = None, **more: str) -> Deployment:
        settings = dict(more)
        if telegram:
            settings |= with_telegram(telegram)
        made.append(Deployment(folder or tmp_path_factory.mktemp("deployment"), settings))
        return made[-1]

    yield make
    for one in made:
        one.close()


def with_telegram(api: BotApi) -> dict[str, str]:
    """The settings by which a service finds the stand-in."""
    return {"CHUNGTAY_TELEGRAM__TOKEN": TOKEN, "CHUNGTAY_TELEGRAM__API_BASE": api.base}
