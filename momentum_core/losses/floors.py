"""Valley floors: lines, or areas, of places that are all equally low.

Along a floor the slope is zero and one curvature is none, so boxes can't settle it and no point of
it is a place of its own. It is told from other flat places by three facts: many of them are equally
high; a step along the direction of no curvature, and Newton's method back across it, ends where the
slope is zero again; and on a small circle around its points nothing is lower.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from momentum_core.losses.first_view.landmarks import Loss
from momentum_core.losses.first_view.level import back_across, on_floor


class Shown(Loss, Protocol):
    """A loss with a window."""

    @property
    def span(self) -> float:
        """The window's longest side."""

    @property
    def relief(self) -> float:
        """The loss's range in it."""

    @property
    def bounds(self) -> tuple[tuple[float, float], ...]:
        """The window."""

    def grid(self, n: int) -> np.ndarray:
        """n points along each axis: (n, 1) or (n, n, 2)."""


FEWEST = 6
"""So many equally high flat places make a floor."""
SAMPLE = 40
"""So many of them, or fewer, are looked at closely."""
LEVEL, DIGITS = 1e-8, 1e-12
"""They are equally high but for this part of the relief, and for this part of their height, which
is rounding."""
LONG = 0.05
"""A floor is at least this part of the span long: the points of a shorter one are one place."""
CIRCLE = 1e-2
"""Of the circle around a point, in units of the span."""
MOST = 8
"""The lowest so many floors are told of."""
STROKES = 41
APART = 1 / 60
"""A floor is drawn by strokes this part of the span apart."""


def slack(loss: Shown, height: float) -> float:
    """By how much two heights may differ that are one."""
    return LEVEL * loss.relief + DIGITS * abs(height)


def floors(loss: Shown, w: np.ndarray, values: np.ndarray) -> list[np.ndarray]:
    """Which of flat places (n, d), with the loss there (n,), belong to which floor: a list of
    indices, the lowest first."""
    order = np.argsort(values, kind="stable")
    heights = values[order]
    gaps = np.flatnonzero(np.diff(heights) > [slack(loss, q) for q in heights[:-1]]) + 1
    groups = [g for g in np.split(order, gaps) if len(g) >= FEWEST]
    return [g for g in groups if _is_floor(loss, w[g], values[g])][:MOST]


def _is_floor(loss: Shown, w: np.ndarray, values: np.ndarray) -> bool:
    """Whether nothing is lower around most of equally high flat places, and the loss is level on
    from them."""
    turn = np.linspace(0, 2 * np.pi, 17)[:-1]
    way = np.stack([np.cos(turn), np.sin(turn)], axis=-1) if loss.d == 2 else [[-1.0], [1.0]]
    some = slice(None, None, -(-len(w) // SAMPLE))
    w, values = w[some], values[some]
    if np.ptp(w, axis=0).max() < LONG * loss.span:
        return False
    around = loss.value(w[:, None] + CIRCLE * loss.span * np.array(way)) - values[:, None]
    if not (around >= -slack(loss, float(values[0]))).all(-1).mean() > 0.8:
        return False
    level = np.abs(around).max(-1) <= slack(loss, float(values[0]))
    if loss.d == 2:
        level |= on_floor(loss, w) | _level_between(loss, w, values)
    return bool(level.mean() > 0.5)


def _level_between(loss: Shown, w: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Whether half the way from each of places (n, 2) to the nearest other one is as high, (n,), as
    along a crease."""
    away = np.abs(w[:, None] - w).max(-1)
    np.fill_diagonal(away, np.inf)
    middle = (w + w[away.argmin(-1)]) / 2
    return np.abs(loss.value(middle) - values) <= slack(loss, float(values[0]))


def level_lines(loss: Shown) -> np.ndarray:
    """Places (n, 2) all over the window of a loss in two dimensions at which its slope is zero,
    along lines of them."""
    grid = loss.grid(STROKES).reshape(-1, 2)
    w = back_across(loss, grid)
    sides = np.array([high - low for low, high in loss.bounds])
    near = (np.abs(w - grid) <= 1.5 * sides / (STROKES - 1)).all(-1)
    near &= np.abs(loss.gradient(w)).max(-1) <= 1e-6 * loss.relief / loss.span
    low, high = np.array(loss.bounds).T
    return w[near & ((w >= low) & (w <= high)).all(-1)]


def strokes(loss: Shown, lines: np.ndarray, height: float) -> tuple[tuple[float, ...], ...]:
    """Short pieces of a floor of a loss in two dimensions, all over the window: (x, y, direction's
    x, direction's y) of each; ``lines``: see ``level_lines``."""
    w = lines[np.abs(loss.value(lines) - height) <= slack(loss, height)]
    bends, v = np.linalg.eigh(np.nan_to_num(loss.hessian(w)))
    least = np.abs(bends).argmin(-1)
    along = np.take_along_axis(v, least[:, None, None], axis=-1)[..., 0]
    return thinned(loss, w, along)


def thinned(loss: Shown, w: np.ndarray, along: np.ndarray) -> tuple[tuple[float, ...], ...]:
    """Strokes at some of the places (n, 2) of a floor, not too close, with its directions there."""
    left, chosen = np.arange(len(w)), []
    while len(left):
        chosen.append(left[0])
        left = left[np.hypot(*(w[left] - w[left[0]]).T) > APART * loss.span]
    found = np.concatenate([w[chosen], along[chosen]], axis=-1).round(6) + 0.0
    return tuple(map(tuple, found.tolist()))
