"""What theory predicts for a minimum, over all (η, α) and as choices that one can make.

A slider shows three digits of η and two decimals of α. A choice is rounded to that: η downwards,
where the ball still settles, and α to the better one of its two neighbours, 0.99 at most.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from momentum_core.losses.first_view.start import ETA_LIMITS
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import Run
from momentum_core.settings.settings import Settings
from momentum_core.settings.stops import eta_grid, eta_limits
from momentum_core.theory import quadratic
from momentum_core.theory.measured import comparison, is_bowl
from momentum_core.words.numbers import number, rounded
from momentum_core.words.sentences import listed, say

SIDE = 96
"""Cells along each axis of a predicted map."""
FASTEST, UNSTABLE = 254, 255
"""The bytes of the cells where it rests soonest, and where it can't rest, ρ ≥ 1."""
DECADES = 4
"""A cell that takes so many powers of ten more steps than the fastest has the byte 0."""
AT_ONCE = 3.0
"""Digits a step: more than three are at once."""
FINE = 160
"""Points along a curve on the map."""


class PredictedMap(NamedTuple):
    """How soon theory says that the ball rests, cell by cell.

    across (columns,), up (rows,): η and α. speeds (rows, columns), a byte each: the digits a step,
    −log₁₀ρ, on a logarithmic scale of DECADES up to FASTEST in the map's best cell, or UNSTABLE.
    edge: [η, α] along the edge of stability; soonest: along the best α at each η, which with one
    curvature is critical damping.
    """

    across: np.ndarray
    up: np.ndarray
    speeds: np.ndarray
    edge: list[list[float]]
    soonest: list[list[float]]


class Suggestion(NamedTuple):
    """Something to try: what its button says, and the settings that it changes."""

    label: str
    changes: dict[str, float]


def suggestions(run: Run) -> tuple[Suggestion, ...]:
    """What theory would choose in the minimum that the run is about; nothing where it is silent."""
    bowl = comparison(run)
    if bowl is None:
        return ()
    s, curvatures = run.settings, [d.curvature for d in bowl.directions]
    best = quadratic.best(curvatures[0], curvatures[-1], s.method)
    steepest = quadratic.eta_edge(curvatures[-1], s.alpha, s.method)
    offers = (
        (
            "alpha",
            {"alpha": quadratic.best_alpha(s.eta, curvatures, s.method)},
        ),
        ("eta", {"eta": 0.999 * steepest}),
        ("pair", {"eta": best.eta, "alpha": best.alpha}),
    )
    found = (_suggestion(run, curvatures, offer, exact) for offer, exact in offers)
    return tuple(x for x in found if x)


def _suggestion(
    run: Run, curvatures: Sequence[float], offer: str, exact: dict[str, Any]
) -> Suggestion | None:
    """The choice as a slider can show it; None where there is none."""
    if not all(math.isfinite(x) for x in exact.values()):
        return None
    if "eta" in exact and not 2 * ETA_LIMITS[0] <= exact["eta"] <= ETA_LIMITS[1]:
        return None
    changes = _showable(run.settings, curvatures, exact)
    if "alpha" in changes and not _rests(run.settings, curvatures, changes):
        return None
    same = {name: math.isclose(x, exact[name], abs_tol=1e-12) for name, x in changes.items()}
    sign = {"eta": "η", "alpha": "α"}
    parts = [f"{sign[n]} {'=' if same[n] else '≈'} {number(x)}" for n, x in changes.items()]
    return Suggestion(say(f"offer.{offer}", choice=listed(parts)), changes)


def _rests(s: Settings, curvatures: Sequence[float], changes: dict[str, float]) -> bool:
    """Whether a ball rests with the choice as a slider can show it."""
    eta, alpha = changes.get("eta", s.eta), changes["alpha"]
    return bool(quadratic.worst_rate(eta, curvatures, alpha, s.method) < 1)


def _showable(s: Settings, curvatures: Sequence[float], exact: dict[str, Any]) -> dict[str, float]:
    """A choice as sliders can show it: η first, then the α that is best with this η."""
    shown, eta = {}, s.eta
    if "eta" in exact:
        shown["eta"] = eta = max(eta_grid((exact["eta"] / 2, exact["eta"] * (1 + 1e-9))))
    if "alpha" in exact:
        shown["alpha"] = rounded(
            float(quadratic.best_alpha(eta, curvatures, s.method)),
            lambda alpha: float(quadratic.worst_rate(eta, curvatures, alpha, s.method)),
        )
    return shown


def predicted_map(settings: Settings, place: int, side: int = SIDE) -> PredictedMap:
    """How soon theory says that the ball rests in one minimum, for every η worth trying (columns,
    logarithmic) and every α from 0 to 1 (rows).

    ``place`` is an index of what ``stationary_points`` lists. Raises ValueError for a method that
    theory doesn't cover, and for a place that is no bowl, of which there is no such theory.
    """
    surface, method = settings.surface, settings.method
    point = stationary_points(surface).points[place]
    if not quadratic.covers(method) or not is_bowl(surface, point):
        raise ValueError("There is no such theory of this method in this place.")
    low, high = eta_limits(surface, method)
    etas, alphas = np.geomspace(low, high, side), np.linspace(0.0, 1.0, side)
    rate = quadratic.worst_rate(etas, point.eigenvalues, alphas[:, None], method)
    return PredictedMap(
        etas,
        alphas,
        _codes(rate),
        _edge(max(point.eigenvalues), method, low, high),
        _soonest(point.eigenvalues, method, low, high),
    )


def _codes(rate: np.ndarray) -> np.ndarray:
    """The bytes of cells with these rates."""
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = np.where(rate < 1, np.minimum(-np.log10(rate), AT_ONCE), 0.0)
        behind = np.log10(digits.max() / digits)
    level = FASTEST * (1 - np.minimum(behind, DECADES) / DECADES)
    return np.where(rate < 1, np.rint(level), UNSTABLE).astype("u1")


def _edge(curvature: float, method: str, low: float, high: float) -> list[list[float]]:
    alpha = np.linspace(0.0, 1.0, FINE)
    eta = quadratic.eta_edge(curvature, alpha, method)
    seen = (eta >= low) & (eta <= high)
    return _polyline(eta[seen], alpha[seen])


def _soonest(
    curvatures: Sequence[float], method: str, low: float, high: float
) -> list[list[float]]:
    eta = np.geomspace(low, high, FINE)
    alpha = quadratic.best_alpha(eta, curvatures, method)
    seen = np.isfinite(alpha)
    return _polyline(eta[seen], alpha[seen])


def _polyline(eta: np.ndarray, alpha: np.ndarray) -> list[list[float]]:
    """Five digits are more than a map can show."""
    return [[float(f"{x:.5g}") for x in pair] for pair in zip(eta, alpha, strict=True)]
