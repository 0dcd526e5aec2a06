"""Hypothesis on shared, noisy machines: no deadlines, and examples that are the same every time."""

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
