"""The page, started many times by Streamlit's `AppTest`."""

import pytest


@pytest.fixture(autouse=True)
def quickly(scanned_once: None) -> None:
    """Streamlit looks for components once a process."""
