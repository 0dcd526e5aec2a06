"""Observations: exact means, standardising and back, and what is refused."""

from __future__ import annotations

import math
import tracemalloc
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given

from momentum_core.losses.data.observations import (
    SAMPLE,
    DataError,
    Observations,
    clean_label,
    mean,
    moment,
    sampled,
)
from momentum_core.losses.data.spelled import read, spell
from tests.strategies import any_observations


@given(any_observations())
def test_means_are_exact(data):
    """In whole fractions the variance is the mean square minus the square of the mean."""
    t, y = ([Fraction(x) for x in column] for column in (data.t, data.y))
    n = len(data)

    assert mean(data.t) == sum(t) / n
    assert moment(data.t, data.y) == sum(map(Fraction.__mul__, t, y)) / n - sum(t) * sum(y) / n**2


def test_the_variance_keeps_its_digits():
    """Three neighbouring numbers far from zero, where the textbook's Σt² − (Σt)²/n fails."""
    data = Observations("far", (999_996.0, 999_998.0, 1e6), (0.0, 1.0, 2.0))

    assert data.deviation == math.sqrt(8 / 3)


@given(any_observations())
def test_standardised_times_have_mean_0_and_deviation_1(data):
    """numpy's mean and standard deviation say so."""
    t = np.array(data.standardised.t)

    assert abs(t.mean()) <= 1e-15
    assert t.std() == pytest.approx(1, abs=1e-15)
    assert data.standardised.y == data.y


@given(any_observations())
def test_lines_map_back_to_the_datas_units(data):
    """A line over the standardised t and the same line over t predict the same y."""
    w = np.array([[1.5, -2.0], [0.0, 3.0]])
    back = data.in_data_units(w)
    here, there = np.array(data.t), np.array(data.standardised.t)
    scale = np.abs(w).max() * max(map(abs, data.t)) / data.deviation + 1

    assert back.shape == w.shape
    for a, b in zip(w, back, strict=True):
        assert b[0] + b[1] * here == pytest.approx(a[0] + a[1] * there, abs=1e-12 * scale)


@pytest.mark.parametrize(
    ("t", "y", "says"),
    [
        ((1, 2), (1,), "There are 2 values of t and 1 of y."),
        ((), (), "A line needs at least two observations; there are none."),
        ((1,), (1,), "A line needs at least two observations; there is one."),
        (range(501), range(501), "There are 501 observations; 500 are the most."),
        ((1, math.nan), (1, 2), "Observation 2 has no finite value of “t”."),
        ((1, 2), (-math.inf, 2), "Observation 1 has no finite value of “y”."),
        (
            (1, 2),
            (3, -1000001),
            "Observation 2 of “y” is -1,000,001, which is beyond ±1,000,000; "
            "use a larger unit, such as thousands.",
        ),
        (
            (1, 2),
            (1e-7, -9e-7),
            "All values of “y” are below 1e-06; use a smaller unit, such as thousandths.",
        ),
        (
            (3, 3, 3),
            (1, 2, 3),
            "All values of “t” are 3; a line needs at least two different ones.",
        ),
        (
            (1e6, 1e6 - 1e-3),
            (1, 2),
            "The values of “t” hardly differ; subtract a round number from them, "
            "or use a smaller unit.",
        ),
    ],
)
def test_what_no_line_can_be_fitted_to(t, y, says):
    """Each is refused with one sentence."""
    with pytest.raises(DataError) as refusal:
        Observations("bad", t, y)

    assert str(refusal.value) == says


@pytest.mark.parametrize(
    ("t", "y"),
    [
        ((0, 1), (0, 0)),
        ((1, 2, 3), (5, 5, 5)),
        ((0, 1e6), (-1e6, 1e6)),
        ((0, 2e-6), (1e-6, 0)),
        (range(500), range(500)),
    ],
)
def test_what_a_line_can_be_fitted_to(t, y):
    """All y may be equal, and each limit may be reached."""

    assert len(Observations("good", t, y)) == len(tuple(t))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("  speed \n(mph) ", "speed (mph)"),
        ("a\x00b\u202ec", "a b c"),
        ("x" * 41, "x" * 39 + "…"),
        ("x" * 40, "x" * 40),
        (" \t", ""),
    ],
)
def test_labels_can_be_shown(text, label):
    """They are printable, on one line, and short."""

    assert clean_label(text) == label


def test_a_column_without_a_name_is_t_or_y():
    """So that no axis is without a label."""
    data = Observations("x", (1, 2), (3, 4), "", " \n")

    assert (data.t_label, data.y_label) == ("t", "y")


def many(n: int = 3000) -> tuple[list[float], list[float]]:
    """More rows than are drawn; t far from zero, as years are."""
    t = [1900 + k / 16 for k in range(n)]
    return t, [0.5 * x - 900 + (k * 7919 % 101 - 50) / 8 for k, x in enumerate(t)]


def test_the_sums_of_all_rows():
    """The loss is that of all rows, exact but for a rounding, as whole fractions say."""
    t, y = many()
    data = sampled("many", t, y, "t", "y")
    ts, ys = ([Fraction(x) for x in column] for column in (t, y))
    n = len(t)
    m, middle = sum(ts) / n, sum(ys) / n
    variance = sum((x - m) ** 2 for x in ts) / n
    slope = sum((x - m) * (z - middle) for x, z in zip(ts, ys, strict=True)) / n / variance
    rest = sum((z - middle - slope * (x - m)) ** 2 for x, z in zip(ts, ys, strict=True)) / n

    assert tuple(map(float, (n, m, variance, middle, slope, rest))) == data.whole
    assert (data.count, len(data), data.mean) == (n, SAMPLE, float(m))


def test_the_sample_is_always_the_same():
    """So many rows, each once and in their order; of no more rows than these, all and no sums."""
    t, y = many()
    data = sampled("many", t, y, "t", "y")
    few = sampled("few", t[:SAMPLE], y[:SAMPLE], "t", "y")

    assert data == sampled("many", t, y, "t", "y")
    assert sorted(set(data.t)) == list(data.t)
    assert set(zip(data.t, data.y, strict=True)) <= set(zip(t, y, strict=True))
    assert (few.t, few.whole, few.count) == (tuple(t[:SAMPLE]), None, SAMPLE)


def test_a_sample_is_standardised_by_all_rows():
    """With their mean and deviation: numpy's of all rows."""
    t, y = many()
    data = sampled("many", t, y, "t", "y")
    expected = (np.array(data.t) - np.mean(t)) / np.std(t)

    assert data.standardised.t == pytest.approx(expected, abs=1e-12)
    assert data.standardised.whole._replace(slope=0) == data.whole._replace(
        m=0, variance=1, slope=0
    )


def test_a_sample_takes_little_room():
    """Of 20,000 rows, what a visitor's session keeps: the text, and what is made of it."""
    t, y = many(20_000)
    text = spell(sampled("many", t, y, "t", "y"))
    tracemalloc.start()
    data = read(text)
    assert (data.count, len(data.standardised)) == (20_000, SAMPLE)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held + len(text) < 500_000
