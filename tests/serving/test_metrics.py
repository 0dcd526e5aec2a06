"""Numbers for who runs the server: only where they are wanted, and of nobody in particular."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from front_door import door
from momentum_core import counted


def client() -> TestClient:
    return TestClient(Starlette(routes=door.routes(), middleware=door.middleware()))


def numbers(client: TestClient) -> dict[tuple[str, str], float]:
    """By the sample's name and its labels."""
    text = client.get("/metrics").text
    return {
        (sample.name, "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOMENTUM_METRICS", "1")


@pytest.mark.parametrize("value", ["", "0", "no"])
def test_off_unless_it_is_switched_on(monkeypatch, value):
    """Nothing is counted out to the world by default."""
    monkeypatch.setenv("MOMENTUM_METRICS", value)

    assert client().get("/metrics").status_code == 404


def test_what_happens_is_counted(on):
    """Openings, releases with how long they took, refusals, failures, answers by status."""
    asks = client()
    before = numbers(asks)
    with counted.OPENINGS.timed():
        pass
    with pytest.raises(ArithmeticError), counted.RELEASES.timed():
        raise ArithmeticError
    counted.REFUSALS.add()
    counted.FAILED.add()
    asks.get("/momentum/none.js")
    after = numbers(asks)

    def more(name: str, label: str = "") -> float:
        return after[name, label] - before.get((name, label), 0)

    assert more("momentum_opening_seconds_count") == 1
    assert more("momentum_release_seconds_count") == 1
    assert more("momentum_release_seconds_bucket", "+Inf") == 1
    assert more("momentum_change_seconds_count") == 0
    assert more("momentum_refusals_total") == 1
    assert more("momentum_failures_total") == 1
    assert more("momentum_answers_total", "404") == 1
    assert ("process_resident_memory_bytes", "") in after


def test_there_is_nothing_of_a_visitor(on):
    """No link, no address, no browser: labels are statuses and sizes of groups, and the process's."""
    asks = client()
    asks.get("/?q=secret^2", headers={"user-agent": "secret", "x-forwarded-for": "203.0.113.7"})
    text = asks.get("/metrics").text

    assert "secret" not in text
    assert "203.0.113.7" not in text
    ours = {label for name, label in numbers(asks) if name.startswith("momentum_")}
    assert all(label == "+Inf" or label.replace(".", "").isdigit() or not label for label in ours)


def test_groups_hold_those_before_them(on, monkeypatch):
    """As Prometheus wants it: how many took up to so long."""
    times = counted.Times()
    times.groups = [1, 2, 0, 1, *[0] * (len(counted.BOUNDS) - 4), 5]
    monkeypatch.setattr(counted, "RELEASES", times)
    found = numbers(client())
    bounds = [*map(str, counted.BOUNDS), "+Inf"]

    expected = [1, 3, 3, *[4] * (len(bounds) - 4), 9]
    assert [found["momentum_release_seconds_bucket", x] for x in bounds] == expected
