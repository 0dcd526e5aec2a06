"""Observations: pairs (t, y) that a line is fitted to, and what may be one.

Notation: n observations (t_i, y_i); ``m`` the mean of t, ``s`` its standard deviation (of these
n: divided by n, not by n − 1). Standardising replaces t by (t − m)/s, so that its mean is 0 and
its standard deviation 1. Means are summed as exact fractions and rounded once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

import numpy as np

from momentum_core.methods.draws import permutations
from momentum_core.words.sentences import say

SAMPLE = 500
"""More points than this are a cloud, not a picture to read; of more rows so many are drawn."""
SAMPLE_SEED = 1
LARGEST = 1e6
"""No value is larger than this in size: curvatures go with t², and floats have 16 digits."""
SMALLEST = 1e-6
"""A column's largest value is at least this in size, and t varies by at least this part of it."""
LONGEST_LABEL = 40


class DataError(ValueError):
    """These data can't be used; the message is one sentence for the visitor."""


class Whole(NamedTuple):
    """What the loss of a line needs of all the rows that a sample was drawn from.

    rows: how many. m, variance: mean and variance of t. slope, height: the line of least squares,
    its height at m. rest: the loss that it leaves.
    """

    rows: int
    m: float
    variance: float
    height: float
    slope: float
    rest: float


@dataclass(frozen=True)
class Observations:
    """n observations for y ≈ w₁ + w₂t. Raises DataError for values that no line can be fitted to.

    t, y: n floats each. t_label, y_label: what they are, with the unit, as "distance (Mpc)".
    source: where they come from, one sentence. All y may be equal: the line is then flat.
    whole: None, or what they are a sample of. The loss, mean and deviation are then those of all
    rows; dots and mini-batches are these n.
    """

    name: str
    t: tuple[float, ...]
    y: tuple[float, ...]
    t_label: str = "t"
    y_label: str = "y"
    source: str = ""
    whole: Whole | None = None

    def __post_init__(self) -> None:
        """Refuse what a line can't be fitted to."""
        for column in ("t", "y"):
            object.__setattr__(self, column, tuple(float(x) for x in getattr(self, column)))
            label = clean_label(getattr(self, f"{column}_label")) or column
            object.__setattr__(self, f"{column}_label", label)
        _check(self)

    def __len__(self) -> int:
        """The number of observations n; of a sample, how many were drawn."""
        return len(self.t)

    @property
    def count(self) -> int:
        """How many rows the loss is of."""
        return self.whole.rows if self.whole else len(self)

    @cached_property
    def alone(self) -> Observations:
        """The sample without what it was drawn from."""
        return replace(self, whole=None) if self.whole else self

    @cached_property
    def mean(self) -> float:
        """m, the mean of t."""
        return self.whole.m if self.whole else float(mean(self.t))

    @cached_property
    def deviation(self) -> float:
        """s, the standard deviation of t; it is not zero."""
        if self.whole:
            return math.sqrt(self.whole.variance)
        return math.sqrt(moment(self.t, self.t))  # of the exact variance, rounded once

    @cached_property
    def standardised(self) -> Observations:
        """The same observations with (t − m)/s in place of t."""
        middle = Fraction(self.whole.m) if self.whole else mean(self.t)
        t = tuple(float(Fraction(x) - middle) / self.deviation for x in self.t)
        label = say("data.standardised", label=self.t_label)[:LONGEST_LABEL]
        whole = self.whole
        if whole:
            slope = whole.slope * self.deviation
            whole = whole._replace(m=0.0, variance=1.0, slope=slope)
        return Observations(self.name, t, self.y, label, self.y_label, self.source, whole)

    def in_data_units(self, w: np.ndarray) -> np.ndarray:
        """Lines w (..., 2) over the standardised t as lines over t itself, of the same shape."""
        w = np.asarray(w, dtype=float)
        slope = w[..., 1] / self.deviation
        return np.stack([w[..., 0] - slope * self.mean, slope], axis=-1)


def clean_label(text: str) -> str:
    """A column's name as it may be shown: printable, on one line, not long."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    words = " ".join(printable.split())
    return words if len(words) <= LONGEST_LABEL else words[: LONGEST_LABEL - 1].rstrip() + "…"


def mean(values: Sequence[float]) -> Fraction:
    """The exact mean of floats."""
    whole, shift = _integers(values)
    return Fraction(sum(whole), len(whole) << shift)


def moment(a: Sequence[float], b: Sequence[float]) -> Fraction:
    """The exact mean of (a − mean a)(b − mean b): variance, or covariance."""
    n = len(a)
    (x, shift), (z, other) = _integers(a), _integers(b)
    products = n * sum(map(int.__mul__, x, z)) - sum(x) * sum(z)
    return Fraction(products, n * n << (shift + other))


def _integers(values: Sequence[float]) -> tuple[list[int], int]:
    """Floats as whole numbers of 2^−shift, and that shift. Sums of these need no fractions."""
    ratios = [float(x).as_integer_ratio() for x in values]
    shift = max(below.bit_length() for _, below in ratios) - 1
    return [above << (shift + 1 - below.bit_length()) for above, below in ratios], shift


def sampled(
    name: str, t: Sequence[float], y: Sequence[float], t_label: str, y_label: str, source: str = ""
) -> Observations:
    """Any number of rows as observations: of more than SAMPLE the sums of all, and a sample, in
    the rows' order and the same for ever. Raises DataError where no line can be fitted to them."""
    n = len(t)
    labels = (t_label, y_label, source)
    if n <= SAMPLE:
        return Observations(name, tuple(t), tuple(y), *labels)
    chosen = sorted(permutations(n, 1, SAMPLE_SEED)[0, :SAMPLE].tolist())
    drawn = [tuple(float(column[k]) for k in chosen) for column in (t, y)]
    variance, together = moment(t, t), moment(t, y)
    if not variance:
        raise DataError(say("data.same", label=t_label, value=t[0]))
    slope, rest = together / variance, moment(y, y) - together * together / variance
    numbers = (mean(t), variance, mean(y), slope, rest)
    whole = Whole(n, *(float(x) for x in numbers))
    return Observations(name, drawn[0], drawn[1], *labels, whole)


def _check(data: Observations) -> None:
    if len(data.t) != len(data.y):
        raise DataError(say("data.uneven", ts=len(data.t), ys=len(data.y)))
    if len(data) < 2:
        raise DataError(say("data.one" if len(data) else "data.none"))
    if len(data) > SAMPLE:
        raise DataError(say("data.many", count=len(data), most=SAMPLE))
    if data.whole:
        _check_whole(data.whole, len(data))
    for label, values in ((data.t_label, data.t), (data.y_label, data.y)):
        for k, x in enumerate(values):
            if not math.isfinite(x):
                raise DataError(say("data.infinite", number=k + 1, label=label))
            if abs(x) > LARGEST:
                raise DataError(say("data.large", number=k + 1, label=label, value=x, most=LARGEST))
        if 0 < max(map(abs, values)) < SMALLEST:
            raise DataError(say("data.small", label=label, least=SMALLEST))
    _check_spread(data)


def _check_whole(whole: Whole, least: int) -> None:
    finite = all(map(math.isfinite, whole))
    small = max(abs(whole.m), abs(whole.height)) <= LARGEST
    if not (finite and small and whole.variance > 0 <= whole.rest and least <= whole.rows < 10**9):
        raise DataError(say("data.no sums"))


def _check_spread(data: Observations) -> None:
    lowest, highest = min(data.t), max(data.t)
    if lowest == highest:
        raise DataError(say("data.same", label=data.t_label, value=lowest))
    if data.deviation < SMALLEST * max(abs(lowest), abs(highest), 1.0):
        raise DataError(say("data.close", label=data.t_label))
