"""Lines along which the slope of a loss with two weights is zero: valley floors, ridges."""

from __future__ import annotations

import numpy as np

from momentum_core.losses.first_view.landmarks import Loss

BESIDE = 0.05
"""Along a valley floor the slope is zero at this distance, too, in units of the size of a place,"""
ALONG, NONE = 1e-6, 1e-8
"""where one curvature, and then the slope, is so small beside the other curvature."""
NEARER, TOWARDS, ENDS = 6, 0.75, 1e-5
"""In so many steps, each this part of the way to zero, it is looked whether a floor goes on: its
slope is less than this, in the same units."""


def on_floor(loss: Loss, places: np.ndarray) -> np.ndarray:
    """Which places (n, 2) lie on a line along which the slope is zero, (n,): where one curvature is
    none, and a little along that direction, and back across it, the slope is zero again; so it is
    nearer to zero, too: where a slope only gets smaller and smaller it isn't."""
    level, goes_on = level_places(loss, places)
    return level & goes_on


def level_places(loss: Loss, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Around which places (n, 2) the slope is zero along a line, and whether it is so nearer to
    zero, too."""
    found, along, most = _level_way(loss, places)
    places, along, most = places[found], along[found], most[found]
    level, goes_on = np.ones((2, len(places)), dtype=bool)
    step = BESIDE * (1 + np.abs(places).max(-1))
    for side in (-1, 1):
        w = back_across(loss, places + side * step[:, None] * along)
        level &= _slope(loss, w) <= NONE * most * step
    w = places
    for _ in range(NEARER):
        _, along, _ = _level_way(loss, w)
        w = w - TOWARDS * np.einsum("ni,ni->n", w, along)[:, None] * along
        w = back_across(loss, w)
        goes_on &= _slope(loss, w) <= ENDS * most * step
    everywhere = found.copy()
    found[found], everywhere[everywhere] = level, goes_on
    return found, everywhere


def _level_way(loss: Loss, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of points (n, 2): whether one curvature is none beside the other one, its direction (n, 2),
    and the other one (n,)."""
    bends, v = np.linalg.eigh(np.nan_to_num(loss.hessian(w)))
    order = np.argsort(np.abs(bends), axis=-1)
    least, most = np.abs(np.take_along_axis(bends, order, -1)).T
    along = np.take_along_axis(v, order[:, None, :1], axis=-1)[..., 0]
    return (least <= ALONG * most) & (most > 0), along, most


def _slope(loss: Loss, w: np.ndarray) -> np.ndarray:
    return np.abs(loss.gradient(w)).max(-1)


def back_across(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Where Newton's method across a valley leads to from points (n, 2)."""
    for _ in range(5):
        w = w - _across(loss, w)
    return w


def _across(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Newton's step (n, 2) along the direction of the largest curvature only."""
    bends, v = np.linalg.eigh(np.nan_to_num(loss.hessian(w)))
    k = np.abs(bends).argmax(-1)[:, None]
    across = np.take_along_axis(v, k[:, None], axis=-1)[..., 0]
    slope = np.einsum("ni,ni->n", loss.gradient(w), across)[:, None]
    return np.nan_to_num(slope / np.take_along_axis(bends, k, axis=-1)) * across
