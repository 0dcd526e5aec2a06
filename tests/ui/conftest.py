"""The page, started many times by Streamlit's `AppTest`."""

import math

import pytest


@pytest.fixture(autouse=True)
def quickly(scanned_once: None) -> None:
    """Streamlit looks for components once a process."""


@pytest.fixture(autouse=True)
def unslowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test chooses faster than any visitor does."""
    monkeypatch.setattr("turns.brake.AT_ONCE", math.inf)
