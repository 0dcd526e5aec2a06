"""The server is ready when it has computed a run, and not before."""

from __future__ import annotations

import asyncio

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from front_door import health


@pytest.fixture
def readiness() -> health.Readiness:
    return health.Readiness()


def status(readiness: health.Readiness) -> tuple[int, dict]:
    client = TestClient(Starlette(routes=[Route("/healthz", readiness.answer)]))
    response = client.get("/healthz")
    return response.status_code, response.json()


def test_ready_only_when_a_run_has_been_computed(readiness):
    """Before, a proxy sends nobody there."""
    assert status(readiness) == (503, {"ready": False})

    readiness.prove()

    assert status(readiness) == (200, {"ready": True})


def test_never_ready_if_no_run_can_be_computed(readiness, monkeypatch, caplog):
    """The log has the trace, and the server goes on."""

    def broken(settings):
        raise ArithmeticError("no run")

    monkeypatch.setattr(health, "race", broken)
    asyncio.run(readiness.prove_aside())

    assert status(readiness)[0] == 503
    assert "ArithmeticError: no run" in caplog.text
