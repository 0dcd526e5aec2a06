"""A line fitted to observations: the loss, and the gradients of mini-batches.

Notation: observations (t_i, y_i), i = 1 … n; the model y = w₁ + w₂t; the loss of the i-th
observation Q_i = (w₁ + w₂t_i − y_i)², and Q = (1/n) Σ Q_i. m and s are the mean and the standard
deviation of t. With d the slope of the best line (Legendre 1805; Gauss 1809), b its height at m
and r² the loss it leaves, the same loss is, written around the middle of the data,

    Q = (w₁ + m w₂ − b)² + s² (w₂ − d)² + r²

which keeps its digits where Σ t² would lose them. Its Hessian 2 [[1, m], [m, m² + s²]] is the same
everywhere: a valley along w₁ + m w₂ = b, the narrower the larger m is beside 1 and s.
Standardising makes m = 0 and s = 1: both curvatures are 2, a round bowl.

The gradient of a mini-batch needs four means over its observations, of t, t², y and ty. The player
computes them with the same sums in the same order, in assets/player/core/line.js.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from momentum_core.kept import kept
from momentum_core.losses.data.observations import Observations, mean, moment
from momentum_core.losses.surface import Surface
from momentum_core.methods.rules import Gradient
from momentum_core.words.sentences import say

NOTHING = 1e-28
"""A coefficient below this is rounding: columns vary by a millionth at least."""

ON_THE_LINE = 1e-9
"""Data lie on one line where no y is further from it than this part of the largest one."""

LOW, HIGH = 2.1, 1.1
"""How far the window reaches beyond the minimum, on the start's side and on the other, in units of
the spread of y for the height of the line, and of y's over t's for its slope."""
TILT, DROP, ACROSS = 1.6, 1.0, 0.15
"""Where a run starts, in the same units: how much less steep the line is than the best one, how
much lower it is in the middle of the data, and how far that is across the valley."""
CALM = 0.05
"""ηλ at the steepest curvature, for the η that a line opens with. Batches of one observation are
still bearable then, with α = 0.9 (see ``jitter``)."""

CREEPING = 180.0
"""Curvatures that differ by more than this factor: with that η and α = 0.9 the ball then goes less
than half of its way along the valley in 250 steps, as exp(−250 CALM / ((1 − α) factor)) is left."""


class Shape(NamedTuple):
    """The numbers of the loss: m, s² (``variance``), b (``height``), d (``slope``) and r²."""

    m: float
    variance: float
    height: float
    slope: float
    rest: float

    @property
    def minimum(self) -> tuple[float, float]:
        """The best line (w₁, w₂)."""
        return self.height - self.m * self.slope, self.slope

    @property
    def curvatures(self) -> tuple[float, float]:
        """The eigenvalues of the Hessian, the smaller one first. Their product is 4s²."""
        q = self.m * self.m + self.variance
        steepest = 1 + q + math.hypot(1 - q, 2 * self.m)
        return 4 * self.variance / steepest, steepest

    def excess(self, w: np.ndarray) -> np.ndarray:
        """How far the loss at lines w (..., 2) is above its least value; shape (...)."""
        w = np.asarray(w, dtype=float)
        height = w[..., 0] + self.m * w[..., 1] - self.height
        return height**2 + self.variance * (w[..., 1] - self.slope) ** 2


@kept(4)
def shape(observations: Observations, standardise: bool = False) -> Shape:
    """The numbers of the loss, each exact but for one rounding; of a sample those of all rows."""
    if (whole := observations.whole) is not None:
        if standardise:
            return Shape(0.0, 1.0, whole.height, whole.slope * observations.deviation, whole.rest)
        return Shape(whole.m, whole.variance, whole.height, whole.slope, whole.rest)
    t, y = observations.t, observations.y
    variance, together = moment(t, t), moment(t, y)
    slope, height = together / variance, float(mean(y))
    rest = float(moment(y, y) - slope * together)
    if standardise:
        return Shape(0.0, 1.0, height, float(slope) * observations.deviation, rest)
    return Shape(observations.mean, float(variance), height, float(slope), rest)


def creeping(observations: Observations) -> float:
    """How many times as steep the valley is across as along where that is so much that the ball is
    hardly seen to roll; 0 where it isn't. Standardised it never is."""
    flattest, steepest = shape(observations).curvatures
    return steepest / flattest if steepest > CREEPING * flattest else 0.0


def batch_shape(observations: Observations, standardise: bool = False) -> Shape:
    """The numbers of the loss that the mini-batches average to: of a sample its own."""
    if observations.whole is None:
        return shape(observations, standardise)
    return shape((observations.standardised if standardise else observations).alone)


@kept(4)
def agree(observations: Observations) -> bool:
    """Whether the data lie on one line, so that in the minimum no batch pulls at the ball."""
    w1, w2 = batch_shape(observations).minimum
    t, y = np.array(observations.t), np.array(observations.y)
    return bool((np.abs(w1 + w2 * t - y) <= ON_THE_LINE * np.abs(y).max()).all())


@kept(4)
def surface(observations: Observations, standardise: bool = False) -> Surface:
    """The loss over lines (w₁, w₂), with a window around the best line and a start beside it."""
    q = shape(observations, standardise)
    spread = _spread(observations)
    tilt = spread / math.sqrt(q.variance)
    forward = math.copysign(1.0, q.slope)
    ends = [q.slope - forward * LOW * tilt, q.slope + forward * HIGH * tilt]
    valley = [q.height - q.m * end for end in ends]
    bounds = (
        _round_out(min(valley) - LOW * spread, max(valley) + HIGH * spread),
        _round_out(min(ends), max(ends)),
    )
    slope = q.slope - forward * TILT * tilt
    height = q.height - DROP * spread - ACROSS * abs(q.m) * tilt
    steepest = q.curvatures[1]
    return Surface(
        observations.name,
        _text(q),
        say("own.line"),
        bounds,
        (_rounded(height - q.m * slope, bounds[0]), _rounded(slope, bounds[1])),
        float(f"{CALM / steepest:.1e}"),
        (float(f"{0.002 / steepest:.0e}"), float(f"{6 / steepest:.0e}")),
    )


def _spread(observations: Observations) -> float:
    """The standard deviation of y; where y hardly varies, its size; 1 where that is nothing."""
    if (whole := observations.whole) is not None:
        spread = math.sqrt(whole.rest + whole.slope**2 * whole.variance)
    else:
        spread = math.sqrt(moment(observations.y, observations.y))
    size = max(map(abs, observations.y))
    return spread if spread > 1e-6 * size else size or 1.0


def _text(q: Shape) -> str:
    """The loss as a formula in w1 and w2."""
    across = f"w1{_term(q.m, '*w2')}{_term(-q.height)}"
    along = f"w2{_term(-q.slope)}"
    return f"({across})^2{_term(q.variance, f'*({along})^2')}{_term(q.rest)}"


def _term(coefficient: float, factor: str = "") -> str:
    """One more term of a sum, or nothing."""
    if abs(coefficient) < NOTHING:
        return ""
    sign = "-" if coefficient < 0 else "+"
    number = repr(abs(coefficient)).removesuffix(".0")
    return f" {sign} {factor[1:] if factor and number == '1' else number + factor}"


def _round_out(low: float, high: float) -> tuple[float, float]:
    """A range a little wider with short numbers at its ends."""
    grid = 10.0 ** math.floor(math.log10((high - low) / 3))
    low, high = (math.floor(low / grid * 5) / 5, math.ceil(high / grid * 5) / 5)
    return float(f"{low * grid:.12g}"), float(f"{high * grid:.12g}")


def _rounded(x: float, bounds: tuple[float, float]) -> float:
    """A number with no more digits than one sees in the window."""
    grid = 10.0 ** math.floor(math.log10((bounds[1] - bounds[0]) / 30))
    return float(f"{round(x / grid) * grid:.12g}") + 0.0


def coefficients(
    observations: Observations, standardise: bool, batches: Sequence[np.ndarray]
) -> np.ndarray:
    """The means of t, t², y and ty over each mini-batch's observations: (steps, 4).

    Plain sums from the first observation to the last, so that the player gets the same bits.
    """
    data = observations.standardised if standardise else observations
    t, y = np.array(data.t), np.array(data.y)
    table = np.stack([t, t * t, y, t * y], axis=-1)
    sums = [np.add.accumulate(table[batch])[-1] / len(batch) for batch in batches]
    return np.array(sums).reshape(-1, 4) + 0.0  # a sum from 0 has no -0.0


def gradient_at(coefficients: Sequence[float], w: Sequence[float]) -> tuple[float, float]:
    """A mini-batch's gradient from its four means, at one line w."""
    t, tt, y, ty = coefficients
    return 2 * (w[0] + t * w[1] - y), 2 * (t * w[0] + tt * w[1] - ty)


def gradients(
    observations: Observations, standardise: bool, batches: Sequence[np.ndarray]
) -> list[Gradient]:
    """The gradient of each step's mini-batch, for ``descent.descend``."""

    def of(means: list[float]) -> Gradient:
        return lambda w: np.array(gradient_at(means, w.tolist()))

    return [of(row) for row in coefficients(observations, standardise, batches).tolist()]
