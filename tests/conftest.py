"""Hypothesis on shared, noisy machines: no deadlines, and examples that are the same every time."""

import functools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from momentum_core.losses.catalogue import CATALOGUE

settings.register_profile(
    "momentum",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("quick", settings.get_profile("momentum"), max_examples=15)
settings.load_profile("momentum")


@pytest.fixture
def with_losses(monkeypatch):
    """A function that adds losses to the catalogue for one test."""

    def add(**losses):
        monkeypatch.setattr("momentum_core.settings.settings.CATALOGUE", {**CATALOGUE, **losses})

    return add


@pytest.fixture(scope="session")
def scanned_once() -> Iterator[None]:
    """Streamlit reads what every installed package says of itself at each start of an `AppTest`:
    three quarters of a second, and the same each time."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield
