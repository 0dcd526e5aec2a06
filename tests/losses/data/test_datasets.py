"""The data that the app brings along are those of their sources."""

from __future__ import annotations

import re

import numpy as np
import pytest

from momentum_core.losses.data.datasets import DATA, FOLDER
from momentum_core.losses.data.spelled import LONGEST_IN_LINK, read, spell

SOURCES = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
every_data = pytest.mark.parametrize("key", DATA)


@pytest.mark.parametrize(
    ("key", "rows", "slope", "height"),
    [
        ("hubble", 24, "454.16", "40.78"),
        ("cars", 50, "3.9324", "17.5791"),
        ("forbes", 17, "0.5229", "81.06"),
    ],
)
def test_the_published_fits(key, rows, slope, height):
    """numpy's least squares on our numbers gives what is printed for them: all three lines start
    below zero. SOURCES.md has the same figures."""
    found, offset = np.polyfit(DATA[key].t, DATA[key].y, 1)

    assert len(DATA[key]) == rows
    assert found == pytest.approx(float(slope), abs=0.5 * 10.0 ** -len(slope.split(".")[1]))
    assert offset == pytest.approx(-float(height), abs=0.5 * 10.0 ** -len(height.split(".")[1]))
    assert f"| `{key}.csv` | {rows} |" in SOURCES
    assert slope in SOURCES
    assert height in SOURCES


@pytest.mark.parametrize(
    ("key", "t", "y"),
    [("hubble", 21.873, 8955.0), ("cars", 770.0, 2149.0), ("forbes", 3450.2, 426.0)],
)
def test_no_number_has_changed(key, t, y):
    """The columns add up."""

    assert sum(DATA[key].t) == pytest.approx(t, abs=1e-9)
    assert sum(DATA[key].y) == pytest.approx(y, abs=1e-9)


@every_data
def test_data_say_what_they_are(key):
    """Labels have units, the source is a sentence, and SOURCES.md has a row with a licence."""
    data = DATA[key]

    assert data.t_label.endswith(")")
    assert data.y_label.endswith(")")
    assert data.source.endswith(".")
    (row,) = re.findall(rf"^\| `{key}\.csv` .*$", SOURCES, re.MULTILINE)
    assert "none needed: measured facts" in row.split("|")[-2]


@every_data
def test_data_fit_into_a_link(key):
    """As visitors' own data do."""

    assert read(spell(DATA[key])).t == DATA[key].t
    assert len(spell(DATA[key])) < LONGEST_IN_LINK / 2


def test_every_file_is_used():
    """No CSV lies about that has no entry."""

    assert {path.stem for path in FOLDER.glob("*.csv")} == set(DATA)
