"""Where the gradient of a loss with two weights is zero, by Newton's method from near and far."""

from __future__ import annotations

import numpy as np

from momentum_core.losses.first_view.landmarks import FARTHEST, Loss

NEWTON_STEPS = 40
POLISH = 5
"""So many more of Newton's steps get no longer at a zero."""
SAME_PLACE, SAME_HEIGHT = 3e-3, 1e-9


def zeros(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Zeros of the gradient (m, 2) that Newton's method reaches from starts (n, 2)."""
    for _ in range(NEWTON_STEPS):
        step = newton_step(loss, w)
        good = np.isfinite(step).all(-1)
        w, step = w[good], step[good]
        longest = 0.5 * (1 + np.abs(w).max(-1, keepdims=True))
        w = w - step * np.minimum(1, longest / (np.abs(step).max(-1, keepdims=True) + 1e-300))
    return _settled(loss, w)


def _settled(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Those of points (n, 2) that are at a zero of the gradient, to a small part of their size.

    Far out a gradient may be small beside the largest curvature and yet lead on for ever, along the
    other direction of the Hessian. So Newton's step is judged along both, and must not grow.
    """
    w = w[np.isfinite(loss.hessian(w)).all((-1, -2)) & np.isfinite(loss.value(w))]
    size, gradient, hessian = 1 + np.abs(w).max(-1), loss.gradient(w), loss.hessian(w)
    bends, v = np.linalg.eigh(hessian)
    rounding = 1e-13 * np.einsum("nij,nj->ni", np.abs(hessian), np.abs(w))
    along, least = (np.einsum("nij,ni->nj", x, y) for x, y in ((v, gradient), (abs(v), rounding)))
    near = np.abs(along) <= np.maximum(1e-3 * size[:, None] * np.abs(bends), least)
    slope = np.abs(gradient).max(-1)
    settled = near.all(-1) & (slope < 1e-6 * np.abs(hessian).max((-1, -2)) * size)
    settled &= size < FARTHEST
    w, size = w[settled], size[settled]
    still = np.ones(len(w), dtype=bool)
    later, step = w, np.abs(newton_step(loss, w)).max(-1)
    for _ in range(POLISH):
        later = later - newton_step(loss, later)
        longest, step = np.maximum(step, 1e-11 * size), np.abs(newton_step(loss, later)).max(-1)
        still &= step <= longest
    return w[still]


def newton_step(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Newton's step (n, 2) for a zero of the gradient, damped a little where it is undecided."""
    g, hessian = loss.gradient(w), loss.hessian(w)
    a, b, c = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    p, q, r = a * a + b * b, b * (a + c), b * b + c * c
    u, v = a * g[:, 0] + b * g[:, 1], b * g[:, 0] + c * g[:, 1]
    damping = 1e-14 * (p + r) + 1e-300
    p, r = p + damping, r + damping
    return np.stack([r * u - q * v, p * v - q * u], axis=-1) / (p * r - q * q)[:, None]


def distinct(w: np.ndarray) -> np.ndarray:
    """Places that differ, the nearest to zero first; at most a few hundred."""
    rounded = np.round(w, 5) + 0.0
    _, first = np.unique(rounded, axis=0, return_index=True)
    w = w[first]
    w = w[np.argsort(np.abs(w).max(-1), kind="stable")][:300]
    apart = np.abs(w[:, None] - w).max(-1) <= SAME_PLACE * (1 + np.abs(w).max(-1))
    earlier = np.tril(apart, -1).any(-1)
    return w[~earlier]


def closest(places: np.ndarray) -> float:
    """The distance of those two places that are closest to each other."""
    apart = np.abs(places[:, None] - places).max(-1)
    np.fill_diagonal(apart, np.inf)
    return float(apart.min(initial=np.inf))
