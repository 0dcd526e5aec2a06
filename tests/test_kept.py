"""What is kept for whoever asks next weighs no more than it may."""

from __future__ import annotations

import ast
import re
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from momentum_core.formula.derive import derive
from momentum_core.kept import REGISTER, Store, kept, weight
from momentum_core.losses.data.columns import Choices
from momentum_core.losses.data.table import read_again
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.runs.run import known_race
from momentum_core.settings.settings import Settings
from momentum_core.stage.scenery import scenery

ROOT = Path(__file__).parents[1]
MOST = 150e6
"""All that may be kept together, in bytes."""
FIXED = {
    ("front_door/card.py", "font"),
    ("momentum_core/lessons/read.py", "load"),
    ("momentum_core/words/sentences.py", "_cut"),
}
"""Functions that keep what there are only so many of, whoever visits: fonts, lessons, templates."""


def test_a_result_is_computed_once():
    """For the same arguments, by name too, and not for others; what is raised is not kept."""
    asked = []

    @kept(1)
    def half(n: int, of: int = 2) -> float:
        asked.append((n, of))
        return n / of

    assert [half(4), half(4), half(4, of=1), half(4, of=1), half(5)] == [2, 2, 4, 4, 2.5]
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            half(1, of=0)
    assert asked == [(4, 2), (4, 1), (5, 2), (1, 0), (1, 0)]


def test_nothing_is_a_result_too():
    """None and 0 are kept like others."""
    asked = []

    @kept(1)
    def nothing(n: int) -> None:
        asked.append(n)

    assert [nothing(1), nothing(1)] == [None, None]
    assert asked == [1]


def test_the_oldest_go_when_it_is_too_much():
    """Those that were used longest ago, and as few as need be."""
    store: Store[bytes] = Store(0.01)
    for k in range(7):
        store.put(k, bytes(1000))
    assert store.get(0)
    for k in range(7, 12):
        store.put(k, bytes(1000))

    count, heavy, most = store.cache_info()
    assert most - 1200 < heavy <= most
    assert store.get(0)
    assert [k for k in range(12) if store.get(k)] == [0, *range(12 - count + 1, 12)]


def test_what_is_too_much_alone_is_not_kept():
    """And takes nothing away but what is older than it."""
    store: Store[bytes] = Store(0.01)
    store.put(1, bytes(20_000))
    assert store.cache_info()[:2] == (0, 0)


def test_what_grows_is_weighed_again():
    """A result that holds more and more is found out when it is used."""
    store: Store[list[bytes]] = Store(0.1)
    growing: list[bytes] = []
    store.put("other", [bytes(10_000)])
    store.put("growing", growing)
    growing.append(bytes(95_000))
    assert store.get("growing") is growing

    assert store.get("other") is None
    assert 95_000 < store.cache_info().weight < 100_000


def test_many_threads_at_once():
    """The account is right in the end."""
    store: Store[bytes] = Store(0.02)

    def use(seed: int) -> None:
        for k in range(300):
            store.put((seed * k) % 37, bytes(100 * (k % 13)))
            store.get(k % 37)

    threads = [threading.Thread(target=use, args=(seed,)) for seed in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.weight == sum(entry.weight for entry in store.entries.values())
    assert 0 < store.weight <= store.most


@pytest.mark.parametrize(
    "made",
    [
        lambda: np.zeros((100, 200)),
        lambda: {f"key {k}": [float(k), "x" * k] for k in range(300)},
        lambda: from_formula("x^4 - 3x^2 + sin(7x)*cos(3y) + y^2"),
        lambda: known_race.function(Settings.of("himmelblau", steps=900, alpha=0.99)),
        lambda: read_again.function(
            "t,y\n" + "\n".join(f"{k}.5,{k}" for k in range(900)), Choices()
        ),
    ],
    ids=["array", "texts", "loss", "race", "table"],
)
def test_the_weight_is_true(made):
    """Beside what Python says that it has allocated for it."""
    made()
    tracemalloc.start()
    for store in REGISTER:
        store.cache_clear()
    before = tracemalloc.get_traced_memory()[0]
    thing = made()
    for store in REGISTER:
        store.cache_clear()
    allocated = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()

    assert 0.6 * allocated < weight(thing) < 2.5 * allocated


@pytest.mark.slow
def test_many_formulas(monkeypatch: pytest.MonkeyPatch):
    """Typed one after the other, with all that the page asks of each: every cache stays within its
    bound, though they are more than it holds. The keys, which hold the losses, are weighed too."""
    for store in REGISTER:
        store.cache_clear()
        monkeypatch.setattr(store, "most", 200_000)
    for k in range(60):
        s = Settings.of("formula", q=f"w^4 - 2w^2 + 0.{k:03}1w", steps=60)
        known_race(s)
        stationary_points(s.surface)
        scenery(s)

    for used in (derive, known_race, stationary_points):
        assert 2 < used.cache_info().currsize < 60
    assert [store for store in REGISTER if store.weight > store.most] == []
    heavy = [(store.weight, weight(list(store.entries))) for store in REGISTER]
    assert [(had, keys) for had, keys in heavy if keys > had + 1000] == []


def test_all_together_are_bounded():
    """By what a small server has to spare."""
    assert sum(store.most for store in REGISTER) < MOST


def cached(file: Path) -> Iterator[str]:
    """The functions in a file that keep what they return for each of their arguments, without a
    bound in bytes."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and (node.args.args or node.args.vararg):
            for mark in node.decorator_list:
                if re.search(r"\b(lru_cache|cache|cache_data|cache_resource)\b", ast.unparse(mark)):
                    yield node.name


def test_nothing_is_kept_by_number():
    """What a visitor can fill is bounded in bytes: no cache of functools' or Streamlit's stands in
    the app but for what there are only so many of."""
    rooms = ("momentum_core", "ui", "turns", "front_door")
    found = {
        (str(file.relative_to(ROOT)), name)
        for room in rooms
        for file in (ROOT / room).rglob("*.py")
        for name in cached(file)
    }
    assert found == FIXED
