"""One server of the app for the tests that share it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.serving.server import Server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """For a module's tests."""
    with serving() as running:
        yield running
