"""Hypothesis on shared, noisy machines: no deadlines, and examples that are the same every time.
Two processes share the tests: one drives the browser, which must not wait for the other."""

import os

import pytest
from hypothesis import HealthCheck, settings

from momentum_core.surfaces import CATALOGUE

settings.register_profile(
    "momentum",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("momentum")


BROWSER = "browser"


def in_browser(item: pytest.Item) -> bool:
    """Whether a test is one of those in tests/browser."""
    return BROWSER in item.path.parts


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in the browser are one group, for one process."""
    for item in items:
        if in_browser(item):
            item.add_marker(pytest.mark.xdist_group(BROWSER))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Who computes steps back for who draws."""
    if not in_browser(item) and os.nice(0) == 0:
        os.nice(10)


@pytest.fixture
def with_losses(monkeypatch):
    """A function that adds losses to the catalogue for one test."""

    def add(**losses):
        monkeypatch.setattr("momentum_core.settings.CATALOGUE", {**CATALOGUE, **losses})

    return add
