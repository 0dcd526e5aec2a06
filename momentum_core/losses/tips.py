"""Hollows of a loss in two dimensions, and those of them that are no zero of its gradient: tips.

Newton's method needs a slope that changes smoothly. At a kink, as that of abs(x) + abs(y), the
slope jumps; at a cusp, as that of sqrt(abs(x)), it has no end; and at the middle of sqrt(x² + y²)
it has no value, even where what is made of it is smooth, as cos(sqrt(x² + y²)) is. So these places
are looked for by the loss alone: from the lowest points of a grid a compass search goes down
(Hooke & Jeeves 1961), in directions that turn from step to step, so that it gets along a crease.
Where it ends is a tip if on circles around it the loss is higher in every direction.

Nothing here is proved; what is found is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

Value = Callable[[np.ndarray], np.ndarray]
"""A loss at points (..., 2), of shape (...)."""

DIRECTIONS = 12
"""Of the compass search,"""
GOLDEN = np.pi * (3 - np.sqrt(5))
"""which turns by this angle from one step to the next."""
SHORTER = 0.4
"""Where no direction leads down, the next step is shorter by this."""
STEPS = 90
RING = np.linspace(0.0, 2 * np.pi, 49)[:-1]
RADII = (1e-5, 1e-4)
"""Of the circles around a tip, in units of the size of what is seen."""
CREEP = 60
"""Steps along a crease."""
HOLLOWS = 3
"""Directions of a circle, the lowest beside their neighbours, that are looked at closely."""
FINER, FINEST, CLOSER = 9, 17, np.linspace(-1.0, 1.0, 17)
"""How often the lowest direction is looked for, on the way and at its end, each time among so many
closer ones."""
POWER, DIGITS = 3.3, 1e-13
"""In no direction the loss rises by less than rounding, this part of all, or as a higher power of
the distance; beside a curved valley floor it rises as the fourth."""
STEADY = 1.05
"""On the larger circle the loss is higher on average by this factor."""
SMOOTH = 0.1
"""A slope that differs from a smooth one by less than this part is smooth."""
ROUNDED = 1e-7
"""A tip is moved to a round number within this part of that size."""


class Sloped(Protocol):
    """A loss's derivatives at points (..., 2)."""

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """Shape (..., 2)."""

    def hessian(self, w: np.ndarray) -> np.ndarray:
        """Shape (..., 2, 2)."""


class Tips(NamedTuple):
    """Places (n, 2) and the loss there (n,); where it has no value in the place itself, the one
    that it has next to it."""

    places: np.ndarray
    values: np.ndarray


def low_points(value: Value, grid: np.ndarray, most: int) -> np.ndarray:
    """The points (n, 2) of a grid (r, c, 2) inside its border that none of the eight around them is
    lower than, and not all of them equal; at most so many, the lowest first."""
    values = _lofty(value(grid))
    cells = np.lib.stride_tricks.sliding_window_view(values, (3, 3)).reshape(-1, 9)
    middle, around = cells[:, 4], np.delete(cells, 4, axis=1)
    low = (middle[:, None] <= around).all(-1) & (middle < around.max(-1))
    order = np.flatnonzero(low)
    order = order[np.argsort(middle[order], kind="stable")[:most]]
    return grid[1:-1, 1:-1].reshape(-1, 2)[order]


def descended(value: Value, w: np.ndarray, radius: float, finest: float) -> Tips:
    """Where a compass search from points (n, 2) ends, with steps from ``radius`` to ``finest``."""
    best, r = _lofty(value(w)), np.full(len(w), radius)
    turn = 2 * np.pi / DIRECTIONS * np.arange(DIRECTIONS)
    for k in range(STEPS):
        if not (r > finest).any():
            break
        angle = turn + k * GOLDEN
        way = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        around = w[:, None] + r[:, None, None] * way
        values = _lofty(value(around))
        j = values.argmin(-1)
        lowest = np.take_along_axis(values, j[:, None], axis=-1)[:, 0]
        lower = lowest < best
        w = np.where(lower[:, None], around[np.arange(len(w)), j], w)
        best, r = np.where(lower, lowest, best), np.where(lower, r, SHORTER * r)
    return Tips(w, best)


def tips(value: Value, found: Tips, size: float) -> Tips:
    """Those of places that are tips where what is seen is as large as ``size``, each once, on round
    numbers where they are next to one."""
    w, best = _rounded(value, *found, size)
    way = np.stack([np.cos(RING), np.sin(RING)], axis=-1)
    circles = w[:, None, None] + np.multiply.outer(np.array(RADII) * size, way)
    around = value(circles)
    growth = np.where(np.isfinite(around), around - best[:, None, None], -np.inf)
    inner, outer = growth.min(-1).T
    outer = np.minimum(outer, _lowest(value, w, np.full(len(w), RADII[1] * size), FINEST)[1] - best)
    rounding = DIGITS * np.maximum(np.abs(best), growth.max((-1, -2)))
    mean = growth.mean(-1)
    sharp = mean[:, 1] >= STEADY * mean[:, 0]  # beside a pole it is the same however near
    sharp &= (inner > rounding) & (outer > rounding)
    sharp &= outer <= inner * (RADII[1] / RADII[0]) ** POWER
    w, best = w[sharp], best[sharp]
    near = np.abs(w[:, None] - w).max(-1) <= RADII[-1] * size
    first = ~np.tril(near, -1).any(-1)
    return Tips(w[first], best[first])


def crept(value: Value, found: Tips, radius: float, finest: float) -> Tips:
    """Where creases lead down to from places (n, 2): on circles around them, from ``radius`` to
    ``finest``, the lowest direction is taken as long as it leads down."""
    (w, best), r = found, np.full(len(found.values), radius)
    w, best = w.copy(), best.copy()
    for _ in range(CREEP):
        k = np.flatnonzero(r > finest)
        if not k.size:
            break
        angle, there = _lowest(value, w[k], r[k], FINER)
        lower = there < best[k]
        way = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
        down = k[lower]
        w[down] += r[down, None] * way[lower]
        best[down] = there[lower]
        r[k[~lower]] *= SHORTER
    return Tips(w, best)


def _lowest(
    value: Value, w: np.ndarray, r: np.ndarray, finer: int
) -> tuple[np.ndarray, np.ndarray]:
    """On a circle around each of points (n, 2), with radii (n,), the lowest direction, as an angle,
    and the loss there: also in a crease, which may be narrow."""
    values = _on_circle(value, w, r, np.broadcast_to(RING, (len(w), len(RING))))
    hollow = (values <= np.roll(values, 1, -1)) & (values <= np.roll(values, -1, -1))
    first = np.argsort(np.where(hollow, values, np.inf), axis=-1, kind="stable")[:, :HOLLOWS]
    angle, width = RING[first], RING[1]
    for _ in range(finer):
        angles = angle[..., None] + width * CLOSER
        values = _on_circle(value, w, r, angles.reshape(len(w), HOLLOWS * CLOSER.size)).reshape(
            angles.shape
        )
        j = values.argmin(-1)[..., None]
        angle = np.take_along_axis(angles, j, axis=-1)[..., 0]
        width = width / CLOSER.size * 2
    least = np.take_along_axis(values, j, axis=-1)[..., 0]
    j = least.argmin(-1)[:, None]
    angle, least = (np.take_along_axis(x, j, axis=-1)[:, 0] for x in (angle, least))
    return angle, least


def _on_circle(value: Value, w: np.ndarray, r: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """The loss (n, m) at angles (n, m) on circles around points (n, 2)."""
    way = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    return _lofty(value(w[:, None] + r[:, None, None] * way))


def creased(loss: Sloped, found: Tips, size: float) -> Tips:
    """Those of tips where the slope doesn't go through zero as smoothly as the second derivatives
    in the place say: an ordinary minimum, too, is higher on circles around it."""
    beside = RADII[0] * size * np.stack([np.cos(RING), np.sin(RING)], axis=-1)
    slope = loss.gradient(found.places[:, None] + beside)
    smooth = np.einsum("nij,kj->nki", loss.hessian(found.places), beside)
    off = np.abs(slope - smooth).max((-1, -2))
    crease = ~(off <= SMOOTH * np.abs(slope).max((-1, -2)))
    return Tips(found.places[crease], found.values[crease])


def _rounded(value: Value, w: np.ndarray, best: np.ndarray, size: float) -> Tips:
    """The places, each coordinate moved to the nearest round number if the loss is no higher there,
    or has no value there."""
    unit = 10.0 ** np.ceil(np.log10(ROUNDED * size))
    for axis in range(2):
        moved = w.copy()
        moved[:, axis] = np.round(np.round(w[:, axis] / unit) * unit, 12) + 0.0
        there = value(moved)
        fits = ~(there > best)
        best = np.where(fits & np.isfinite(there), there, best)
        w = np.where(fits[:, None], moved, w)
    return Tips(w, best)


def _lofty(values: np.ndarray) -> np.ndarray:
    """Values, infinite where there is none."""
    return np.where(np.isfinite(values), values, np.inf)
