"""A typed loss on the grid of its window, and how high its picture is."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from momentum_core.losses.first_view.landmarks import Loss
from momentum_core.losses.first_view.window import Bounds

GRID = {1: 801, 2: 41}
SPIKE = 10.0
"""A spike is farther outside of the middle half of the values than this times their range."""
KEPT = (1.0, 1.5)
"""What is left of a spike downwards and upwards, in units of that range."""
SHALLOW = 0.16
"""Where the hollows are less deep than this part of the relief, the picture ends above them."""


class Shown(Loss, Protocol):
    """A loss with a window."""

    @property
    def bounds(self) -> Bounds:
        """The window."""

    def grid(self, n: int) -> np.ndarray:
        """n points along each axis: (n, 1) or (n, n, 2)."""


class View(NamedTuple):
    """A loss on the grid of its window, where it has a value: points (n, d), values (n,), slopes
    (n,), the largest curvatures (n,). gaps: whether it has no value in places."""

    points: np.ndarray
    values: np.ndarray
    slopes: np.ndarray
    bends: np.ndarray
    span: float
    gaps: bool
    floor: float | None
    ceiling: float | None

    @property
    def relief(self) -> float:
        """The range of the values in the picture."""
        return float(np.ptp(np.clip(self.values, self.floor, self.ceiling))) or 1.0


def view_of(loss: Shown) -> View | None:
    """The view of a loss; None where it has no value, or no slope, in its window."""
    points = loss.grid(GRID[loss.d]).reshape(-1, loss.d)
    values, slopes = loss.value(points), np.abs(loss.gradient(points)).max(-1)
    good = np.isfinite(values) & np.isfinite(slopes)
    if not good.any() or not slopes[good].any():
        return None
    points, values, slopes = points[good], values[good], slopes[good]
    hessians = loss.hessian(points)
    hessians[~np.isfinite(hessians).all((-1, -2))] = 0
    bends = np.linalg.eigvalsh(hessians)[:, -1] if loss.d == 2 else hessians[:, 0, 0]
    span = max(high - low for low, high in loss.bounds)
    return View(
        points, values, slopes, np.maximum(bends, 0.0), span, not good.all(), *_height(loss, values)
    )


def _height(loss: Shown, values: np.ndarray) -> tuple[float | None, float | None]:
    """The floor and the ceiling of the picture: both where spikes have to be cut off."""
    low, high = (float(x) for x in np.quantile(values, (0.25, 0.75)))
    least, most, base = float(values.min()), float(values.max()), high - low
    inner = values[1:-1]
    turns = inner[(inner - values[:-2]) * (values[2:] - inner) < 0]
    if base and (most - high > SPIKE * base or low - least > SPIKE * base):
        floor = least if low - least <= SPIKE * base else low - KEPT[0] * base
        ceiling = most if most - high <= SPIKE * base else high + KEPT[1] * base
        return floor, ceiling
    depth = float(np.ptp(turns)) if loss.d == 1 and len(turns) > 1 else 0.0
    if depth and depth < SHALLOW * (most - least):
        return None, float(turns.max()) + 1.5 * depth
    return None, None
