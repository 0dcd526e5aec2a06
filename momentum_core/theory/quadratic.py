"""What linear theory says of a ball in a bowl: roots, rate, regime, period, edge, best choice.

Notation: ``eta`` η, ``alpha`` α, ``curvature`` λ (an eigenvalue of the Hessian), x = ηλ, κ the
largest curvature over the smallest. On ½λw² both rules are w₊ = Tw − Dw₋, so everything is in
the roots σ of σ² − Tσ + D = 0:

    momentum   T = 1 + α − x         D = α             Polyak 1964
    Nesterov   T = (1 + α)(1 − x)    D = α(1 − x)      Nesterov 1983

The rate ρ is the larger abs(σ): in the long run each step keeps ρ of the distance, or kρᵏ of it
after k steps where the roots are equal. Near a minimum every smooth loss is such a bowl along each
eigenvector of its Hessian, unless it is flat there. Of a method that rescales every step there is
no such theory. All functions broadcast over arrays; α is from 0 to 1. Sources: Goh, "Why Momentum
Really Works", Distill 2017; Lessard, Recht & Packard 2016, arXiv:1408.3595, for the best choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from momentum_core.methods.table import METHODS

COVERED = tuple(name for name, method in METHODS.items() if method.covered)
"""The methods that this theory covers; plain descent is momentum with α = 0."""
ALIKE = 1e-9
"""Two sides of an equation that agree to this part of them count as equal."""

Numbers = Any
"""A float, or an array of them that broadcasts with the others."""


class Choice(NamedTuple):
    """A learning rate, a momentum, and the rate that they give."""

    eta: Numbers
    alpha: Numbers
    rate: Numbers


def covers(method: str) -> bool:
    """Whether there is a theory of this method here; its row says so."""
    return method in COVERED


def _looks_ahead(method: str) -> bool:
    """Which of the two rules it is. ValueError for a method that there is no such theory of."""
    if not covers(method):
        raise ValueError(f"There is no such theory of {method!r}, only of {' and '.join(COVERED)}.")
    return METHODS[method].looks_ahead


def _recurrence(x: Numbers, alpha: Numbers, method: str) -> tuple[Numbers, Numbers, Numbers]:
    """T, D and T² − 4D, the last in a form that is exact where x = 0."""
    if not _looks_ahead(method):
        return 1 + alpha - x, alpha + 0 * x, (1 - alpha) ** 2 - x * (2 * (1 + alpha) - x)
    left = 1 - x
    return (1 + alpha) * left, alpha * left, left * ((1 - alpha) ** 2 - (1 + alpha) ** 2 * x)


def _product(eta: Numbers, curvature: Numbers) -> np.ndarray:
    return np.asarray(eta, dtype=float) * np.asarray(curvature, dtype=float)


def roots(
    eta: Numbers, curvature: Numbers, alpha: Numbers, method: str = "momentum"
) -> tuple[np.ndarray, np.ndarray]:
    """Both roots σ as complex numbers, the one that is larger in size first.

    >>> [complex(s) for s in roots(0.5, 1.0, 0.0)]
    [(0.5+0j), 0j]
    """
    trace, det, square = _recurrence(_product(eta, curvature), np.asarray(alpha), method)
    real = (trace + np.where(trace < 0, -1, 1) * np.sqrt(np.maximum(square, 0))) / 2
    half = np.sqrt(np.maximum(-square, 0)) / 2
    other = np.divide(det, real, out=np.zeros_like(real + det), where=real != 0)
    first = np.where(square < 0, trace / 2 + 1j * half, real)
    return first, np.where(square < 0, trace / 2 - 1j * half, other)


def rate(eta: Numbers, curvature: Numbers, alpha: Numbers, method: str = "momentum") -> np.ndarray:
    """ρ, the part of the distance that a step keeps in the long run; above 1 it grows.

    >>> float(rate(0.5, 1.0, 0.25)), float(rate(0.1, -2.0, 0.9))  # the second leaves a saddle
    (0.5, 1.5)
    """
    trace, det, square = _recurrence(_product(eta, curvature), np.asarray(alpha), method)
    real = (np.abs(trace) + np.sqrt(np.maximum(square, 0))) / 2
    return np.where(square < 0, np.sqrt(np.maximum(det, 0)), real)


def gap(eta: Numbers, curvature: Numbers, alpha: Numbers, method: str = "momentum") -> np.ndarray:
    """1 − ρ, the part of the distance that a step takes away, with all its digits however small it
    is; below 0 where the distance grows.

    With p(σ) = σ² − Tσ + D the larger root is away from 1 by p(1) over the other root's distance
    from it, and p(1) = x; likewise from −1 by p(−1). Complex roots have the size √D.

    >>> float(gap(1e-18, 1.0, 0.0)), float(gap(0.1, -2.0, 0.9))
    (1e-18, -0.5)
    """
    x, alpha = _product(eta, curvature), np.asarray(alpha, dtype=float)
    trace, det, square = _recurrence(x, alpha, method)
    root = np.sqrt(np.maximum(square, 0))
    ahead = alpha if _looks_ahead(method) else 0.0
    below = 1 - alpha + (1 + ahead) * x  # 2 − T
    other = 2 * (1 + alpha) - (1 + 2 * ahead) * x  # p(−1)
    with np.errstate(all="ignore"):
        swings = (1 - alpha + ahead * x) / (1 + np.sqrt(np.maximum(det, 0)))
        onward = np.where(below + root > 0, 2 * x / (below + root), 1 - (trace + root) / 2)
        back = 2 * other / (2 + trace + root)
    far = (x < 0) & (below < 0)
    onward = np.where(far, 1 - (trace + root) / 2, onward)
    back = np.where(other < 0, 1 - (root - trace) / 2, back)
    return np.where(square < 0, swings, np.where(trace < 0, back, onward))


def worst_rate(
    eta: Numbers, curvatures: Sequence[float], alpha: Numbers, method: str = "momentum"
) -> np.ndarray:
    """The rate of the slowest of several directions, which rules in the long run.

    For fixed η and α the rate first falls and then rises with the curvature, so the smallest and
    the largest curvature are enough.
    """
    ends = (min(curvatures), max(curvatures))
    return np.maximum(*(rate(eta, curvature, alpha, method) for curvature in ends))


def edge(alpha: Numbers, method: str = "momentum") -> Numbers:
    """The x = ηλ beyond which the ball can't rest: 2(1 + α); Nesterov's (2 + 2α)/(1 + 2α).

    With α = 1 the heavy ball doesn't rest below it either: it has no friction.
    """
    _looks_ahead(method)
    return METHODS[method].edge(alpha)


def eta_edge(curvature: Numbers, alpha: Numbers, method: str = "momentum") -> np.ndarray:
    """The learning rate beyond which the ball can't rest; 0 where λ ≤ 0, where none will do."""
    curved = np.asarray(curvature, dtype=float)
    limit = edge(np.asarray(alpha, dtype=float), method)
    return np.divide(limit, curved, out=np.zeros_like(curved + limit), where=curved > 0)


def regime(
    eta: Numbers, curvature: Numbers, alpha: Numbers, method: str = "momentum"
) -> np.ndarray:
    """What the ball does in the long run, in a word (an array of words for arrays).

    creeping: real roots above 0; critical: they are equal; oscillating: complex roots; alternating:
    the larger root is below 0, so the side changes at each step; marginal: ρ = 1; unstable: ρ > 1.
    flat: λ = 0, one root is 1; falling: λ < 0, the way off a saddle or a hilltop.

    >>> str(regime(0.05, 1.0, 0.9)), str(regime(4.0, 1.0, 0.9))
    ('oscillating', 'unstable')
    """
    x, alpha = _product(eta, curvature), np.asarray(alpha, dtype=float)
    trace, _, square = _recurrence(x, alpha, method)
    limit, equal = edge(alpha, method), critical_alpha(eta, curvature, method)
    frictionless = (alpha >= 1) & (not _looks_ahead(method))
    words = {
        "flat": x == 0,
        "falling": x < 0,
        "marginal": (np.abs(x - limit) <= ALIKE * limit) | (frictionless & (x < limit)),
        "unstable": x > limit,
        "critical": ((np.abs(alpha - equal) <= ALIKE) | (square == 0)) & (trace >= 0),
        "oscillating": square < 0,
        "creeping": trace > 0,
    }
    return np.select(list(words.values()), list(words), "alternating")[()]


def period(
    eta: Numbers, curvature: Numbers, alpha: Numbers, method: str = "momentum"
) -> np.ndarray:
    """Steps of one swing to and fro: 2π over the angle of the roots; infinite where none swings.

    >>> round(float(period(0.05, 1.0, 0.9)), 2)
    28.06
    """
    trace, _, square = _recurrence(_product(eta, curvature), np.asarray(alpha), method)
    angle = np.arctan2(np.sqrt(np.maximum(-square, 0)), trace)
    return np.divide(2 * np.pi, angle, out=np.full_like(angle, np.inf), where=angle > 0)


def steps_to_gain(rate: Numbers, digits: float = 3) -> np.ndarray:
    """Steps until the distance is 10^digits times smaller; infinite for ρ ≥ 1.

    >>> round(float(steps_to_gain(0.1)), 9)
    3.0
    """
    with np.errstate(divide="ignore"):
        shrinks = -np.log(np.minimum(rate, 1.0))
        return digits * np.log(10) / np.where(shrinks > 0, shrinks, 0.0)


def steps_by_gap(gap: Numbers, digits: float = 3) -> np.ndarray:
    """``steps_to_gain`` for a rate of 1 − ``gap``, also where that is 1 but for its last digits.

    >>> round(float(steps_by_gap(0.9)), 9), float(f"{steps_by_gap(1e-17):.3g}")
    (3.0, 6.91e+17)
    """
    with np.errstate(all="ignore"):
        shrinks = -np.log1p(-np.minimum(gap, 1.0))
        return digits * np.log(10) / np.where(shrinks > 0, shrinks, 0.0)


def critical_alpha(eta: Numbers, curvature: Numbers, method: str = "momentum") -> np.ndarray:
    """The α with which the ball settles soonest in one bowl at this η, as its roots are equal.

    momentum (1 − √x)² for 0 < x < 4; Nesterov (1 − √x)/(1 + √x), and 0 for 1 < x < 2, where its
    roots are never equal. NaN where no α lets the ball rest.
    """
    x = _product(eta, curvature)
    root = np.sqrt(np.maximum(x, 0))
    if not _looks_ahead(method):
        return np.where((x > 0) & (x < 4), (1 - root) ** 2, np.nan)
    return np.where((x > 0) & (x < 2), np.maximum(1 - root, 0) / (1 + root), np.nan)


def best_alpha(eta: Numbers, curvatures: Sequence[float], method: str = "momentum") -> np.ndarray:
    """The α with the smallest worst rate over the curvatures at this η; NaN where none rests.

    momentum: the larger of the two ends' critical α, as above it both rates are √α. Nesterov: the
    flattest direction's, or less where the steepest (x > 1) is then the slower: found by halving.
    """
    low, high = min(curvatures), max(curvatures)
    flat, steep = critical_alpha(eta, low, method), critical_alpha(eta, high, method)
    if not _looks_ahead(method):
        return np.maximum(flat, steep)
    least, most = np.zeros_like(flat), flat + 0 * steep
    for _ in range(60):
        middle = (least + most) / 2
        more = rate(eta, low, middle, method) >= rate(eta, high, middle, method)
        least, most = np.where(more, middle, least), np.where(more, most, middle)
    return most


def best(low: Numbers, high: Numbers, method: str = "momentum") -> Choice:
    """The best η and α together for curvatures from ``low`` to ``high``, both above 0.

    With one curvature both are η = 1/λ, α = 0, ρ = 0.
    Polyak 1964; Lessard, Recht & Packard 2016, table 1.

    >>> [round(float(x), 6) for x in best(1.0, 9.0)]
    [0.25, 0.25, 0.5]
    """
    kappa = np.asarray(high, dtype=float) / low
    if not _looks_ahead(method):
        shrinks = (np.sqrt(kappa) - 1) / (np.sqrt(kappa) + 1)
        return Choice((2 / (np.sqrt(low) + np.sqrt(high))) ** 2, shrinks**2, shrinks)
    root = np.sqrt(3 * kappa + 1)
    return Choice(4 / (3 * high + low), (root - 2) / (root + 2), 1 - 2 / root)


def noise_variance(
    eta: Numbers, curvature: Numbers, alpha: Numbers, noise: Numbers, method: str = "momentum"
) -> np.ndarray:
    """The variance of w about the minimum when each gradient has an independent error.

    ``noise`` is that error's variance s². η²s²(1+D) / [(1−D)((1+D)² − T²)], for momentum
    η²s²(1+α) / [(1−α) x (2(1+α) − x)]; infinite where the ball can't rest. Draws with replacement:
    shuffled epochs give less.
    """
    x, alpha = _product(eta, curvature), np.asarray(alpha, dtype=float)
    trace, det, _ = _recurrence(x, alpha, method)
    below = (1 - det) * (1 + det - trace) * (1 + det + trace)
    rests = (np.abs(det) < 1) & (np.abs(trace) < 1 + det)
    above = np.asarray(eta) ** 2 * noise * (1 + det) + 0 * below
    return np.divide(above, below, out=np.full_like(below + above, np.inf), where=rests)
