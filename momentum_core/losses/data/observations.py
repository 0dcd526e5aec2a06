"""Observations: pairs (t, y) that a line is fitted to, and what may be one.

Notation: n observations (t_i, y_i); ``m`` the mean of t, ``s`` its standard deviation (of these
n: divided by n, not by n − 1). Standardising replaces t by (t − m)/s, so that its mean is 0 and
its standard deviation 1. Means are summed as exact fractions and rounded once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from momentum_core.words.sentences import say

MOST_ROWS = 500
"""More points than this are a cloud, not a picture to read."""
LARGEST = 1e6
"""No value is larger than this in size: curvatures go with t², and floats have 16 digits."""
SMALLEST = 1e-6
"""A column's largest value is at least this in size, and t varies by at least this part of it."""
LONGEST_LABEL = 40


class DataError(ValueError):
    """These data can't be used; the message is one sentence for the visitor."""


@dataclass(frozen=True)
class Observations:
    """n observations for y ≈ w₁ + w₂t. Raises DataError for values that no line can be fitted to.

    t, y: n floats each. t_label, y_label: what they are, with the unit, as "distance (Mpc)".
    source: where they come from, one sentence. All y may be equal: the line is then flat.
    """

    name: str
    t: tuple[float, ...]
    y: tuple[float, ...]
    t_label: str = "t"
    y_label: str = "y"
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse what a line can't be fitted to."""
        for column in ("t", "y"):
            object.__setattr__(self, column, tuple(float(x) for x in getattr(self, column)))
            label = clean_label(getattr(self, f"{column}_label")) or column
            object.__setattr__(self, f"{column}_label", label)
        _check(self)

    def __len__(self) -> int:
        """The number of observations n."""
        return len(self.t)

    @cached_property
    def mean(self) -> float:
        """m, the mean of t."""
        return float(mean(self.t))

    @cached_property
    def deviation(self) -> float:
        """s, the standard deviation of t; it is not zero."""
        return math.sqrt(moment(self.t, self.t))  # of the exact variance, rounded once

    @cached_property
    def standardised(self) -> Observations:
        """The same observations with (t − m)/s in place of t."""
        middle = mean(self.t)
        t = tuple(float(Fraction(x) - middle) / self.deviation for x in self.t)
        label = say("data.standardised", label=self.t_label)[:LONGEST_LABEL]
        return Observations(self.name, t, self.y, label, self.y_label, self.source)

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


def mean(values: tuple[float, ...]) -> Fraction:
    """The exact mean of floats."""
    return sum(map(Fraction, values), Fraction()) / len(values)


def moment(a: tuple[float, ...], b: tuple[float, ...]) -> Fraction:
    """The exact mean of (a − mean a)(b − mean b): variance, or covariance."""
    middle_a, middle_b = mean(a), mean(b)
    pairs = zip(a, b, strict=True)
    products = ((Fraction(x) - middle_a) * (Fraction(z) - middle_b) for x, z in pairs)
    return sum(products, Fraction()) / len(a)


def _check(data: Observations) -> None:
    if len(data.t) != len(data.y):
        raise DataError(say("data.uneven", ts=len(data.t), ys=len(data.y)))
    if len(data) < 2:
        raise DataError(say("data.one" if len(data) else "data.none"))
    if len(data) > MOST_ROWS:
        raise DataError(say("data.many", count=len(data), most=MOST_ROWS))
    for label, values in ((data.t_label, data.t), (data.y_label, data.y)):
        for k, x in enumerate(values):
            if not math.isfinite(x):
                raise DataError(say("data.infinite", number=k + 1, label=label))
            if abs(x) > LARGEST:
                raise DataError(say("data.large", number=k + 1, label=label, value=x, most=LARGEST))
        if 0 < max(map(abs, values)) < SMALLEST:
            raise DataError(say("data.small", label=label, least=SMALLEST))
    _check_spread(data)


def _check_spread(data: Observations) -> None:
    lowest, highest = min(data.t), max(data.t)
    if lowest == highest:
        raise DataError(say("data.same", label=data.t_label, value=lowest))
    if data.deviation < SMALLEST * max(abs(lowest), abs(highest), 1.0):
        raise DataError(say("data.close", label=data.t_label))
