"""What all tests share: databases, and a headless browser found on the system."""

from __future__ import annotations

import gc
import re
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from hypothesis import HealthCheck, settings
from playwright.async_api import Browser, async_playwright

from tests.databases import *  # noqa: F403  (fixtures)

# How long an example takes says how busy the machine is, not whether the law holds.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SLOW = re.compile(r"/(faults|journeys)/|browser\.py$|test_benchmarks\.py$|test_dispatch\.py$")
OpenBrowser = Callable[[], AbstractAsyncContextManager[Browser]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is; a browser test without one fails and says which package to install."""
    for name in CHROMIUMS:
        if path := shutil.which(name):
            return path
    pytest.fail("no Chromium found: apt-get install chromium")


@pytest.fixture
def browser(chromium: str) -> OpenBrowser:
    """``async with browser() as opened:`` inside the test's own event loop."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[Browser]:
        async with async_playwright() as playwright:
            made = await playwright.chromium.launch(executable_path=chromium, args=list(QUIET))
            try:
                yield made
            finally:
                await made.close()

    return opened


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for processes and pages begins first (else one worker is left with it at the end,
    and the others idle); within that, the order stays as random as it was."""
    items.sort(key=lambda item: not SLOW.search(str(item.path)))


def pytest_collection_finish() -> None:
    """Four thousand tests and what they import stay: the collector need not walk them again."""
    gc.collect()
    gc.freeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have measured: ``record_property("figures", …)``."""
    told = [
        f"{report.nodeid}: {value}"
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "figures"
    ]
    if told:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(told))
