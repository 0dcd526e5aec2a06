"""What theory predicts for a minimum, over all (η, α) and as choices that one can make.

A slider shows three digits of η and two decimals of α. A choice is rounded to that towards the
side where the ball still settles: η downwards, α upwards, and to 0.99 at most.
"""

from __future__ import annotations

import base64
import math
from typing import Any, NamedTuple

import numpy as np

from momentum_core import theory
from momentum_core.measured import comparison, is_bowl
from momentum_core.run import Run
from momentum_core.settings import ETA_LIMITS, Settings, eta_grid, eta_limits
from momentum_core.stationary import find
from momentum_core.worked import number

SIDE = 96
"""Cells along each axis of a predicted map."""
UNSTABLE = 255
"""The byte of a cell where the ball can't rest, ρ ≥ 1; below it 254 times the rate."""
FINE = 160
"""Points along a curve on the map."""


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
    best = theory.best(curvatures[0], curvatures[-1], s.method)
    offers = (
        ("Settles soonest at this η", None, theory.best_alpha(s.eta, curvatures, s.method)),
        (
            "Just below the edge at this α",
            0.999 * theory.eta_edge(curvatures[-1], s.alpha, s.method),
            None,
        ),
        ("Best pair for this minimum", best.eta, best.alpha),
    )
    found = (_suggestion(says, eta, alpha) for says, eta, alpha in offers)
    return tuple(x for x in found if x)


def _suggestion(says: str, eta: Any, alpha: Any) -> Suggestion | None:
    """The choice as a slider can show it; None where there is none."""
    exact = {name: float(x) for name, x in (("eta", eta), ("alpha", alpha)) if x is not None}
    if not all(math.isfinite(x) for x in exact.values()):
        return None
    if "eta" in exact and not 2 * ETA_LIMITS[0] <= exact["eta"] <= ETA_LIMITS[1]:
        return None
    changes = {name: _showable(name, x) for name, x in exact.items()}
    same = {name: math.isclose(x, exact[name], abs_tol=1e-12) for name, x in changes.items()}
    sign = {"eta": "η", "alpha": "α"}
    parts = [f"{sign[n]} {'=' if same[n] else '≈'} {number(x)}" for n, x in changes.items()]
    return Suggestion(f"{says}: {', '.join(parts)}", changes)


def _showable(name: str, x: float) -> float:
    if name == "alpha":
        return min(math.ceil(100 * x - 1e-9) / 100, 0.99)
    return max(eta_grid((x / 2, x * (1 + 1e-9))))


def predicted_map(settings: Settings, place: int, side: int = SIDE) -> dict[str, Any]:
    """The predicted rate in one minimum for every η worth trying (columns, logarithmic) and every
    α from 0 to 1 (rows), as plain data for the player.

    ``place`` is an index of ``find``'s points. across, up: η and α; rates: base64 of a byte a cell,
    row by row, 254ρ or UNSTABLE; edge, critical: [η, α] along the edge of stability and along
    critical damping, for the steepest curvature. Raises ValueError for Adam and for a place that is
    no bowl, of which there is no such theory.
    """
    surface, method = settings.surface, settings.method
    point = find(surface).points[place]
    if not theory.covers(method) or not is_bowl(surface, point):
        raise ValueError("There is no such theory of this method in this place.")
    low, high = eta_limits(surface, method)
    etas, alphas = np.geomspace(low, high, side), np.linspace(0.0, 1.0, side)
    rate = theory.worst_rate(etas, point.eigenvalues, alphas[:, None], method)
    codes = np.where(rate < 1, np.rint(254 * np.minimum(rate, 1)), UNSTABLE)
    steepest = max(point.eigenvalues)
    return {
        "kind": "predicted",
        "across": etas.tolist(),
        "up": alphas.tolist(),
        "rates": base64.b64encode(codes.astype("u1").tobytes()).decode(),
        "edge": _edge(steepest, method, low, high),
        "critical": _critical(steepest, method, low, high),
    }


def _edge(curvature: float, method: str, low: float, high: float) -> list[list[float]]:
    alpha = np.linspace(0.0, 1.0, FINE)
    eta = theory.eta_edge(curvature, alpha, method)
    seen = (eta >= low) & (eta <= high)
    return _polyline(eta[seen], alpha[seen])


def _critical(curvature: float, method: str, low: float, high: float) -> list[list[float]]:
    """Equal roots: for momentum up to ηλ = 4, for Nesterov up to 1."""
    last = min(high, (4 if method == "momentum" else 1) / curvature)
    if last <= low:
        return []
    eta = np.geomspace(low, last, FINE)
    alpha = theory.critical_alpha(eta, curvature, method)
    seen = np.isfinite(alpha) & (alpha <= 1)
    return _polyline(eta[seen], alpha[seen])


def _polyline(eta: np.ndarray, alpha: np.ndarray) -> list[list[float]]:
    """Five digits are more than a map can show."""
    return [[float(f"{x:.5g}") for x in pair] for pair in zip(eta, alpha, strict=True)]
