"""What the sliders stop at, and the learning rates that suit a method on a loss."""

from __future__ import annotations

import bisect
import math
from typing import Any

from momentum_core.kept import kept
from momentum_core.losses.first_view.start import ETA_LIMITS
from momentum_core.losses.surface import Surface
from momentum_core.methods.table import METHODS

STEPS_GRID = (
    *(1, 2, 3, 5, 10, 15, 20, 25, 30, 40, 50, 60, 80, 100, 120, 150, 200, 250),
    *(300, 400, 500, 600, 800, 1000, 1200, 1500, 2000),
)
ALPHA_GRID = tuple(k / 100 for k in range(101))


def own_eta(surface: Surface, method: str) -> float:
    """The learning rate that a method opens with on a loss. Where η is the length of a
    step (Kingma & Ba 2015, §2.1), it goes with the window; as a factor, with the curvature."""
    row, eta = METHODS[method], surface.eta
    if row.eta_is == "length":
        eta = float(f"{surface.span / row.etas_across:.1e}")
    return min(max(eta, ETA_LIMITS[0]), ETA_LIMITS[1])


def eta_limits(surface: Surface, method: str) -> tuple[float, float]:
    """The learning rates worth trying with a method on a loss."""
    if METHODS[method].eta_is == "factor":
        return surface.eta_limits
    return float(f"{surface.span / 8000:.0e}"), float(f"{surface.span / 4:.0e}")


@kept(0.5)
def eta_grid(limits: tuple[float, float]) -> tuple[float, ...]:
    """The learning rates that a slider stops at: three significant digits, about 75 a decade, with
    all the round ones among them, and near enough to evenly spread on a logarithmic scale."""
    low, high = limits
    mantissas = [*range(100, 200, 5), *range(200, 500, 10), *range(500, 1000, 20)]
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    values = (float(f"{m}e{decade - 2}") for decade in decades for m in mantissas)
    return tuple(x for x in values if low <= x <= high)


def with_value(grid: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    """The grid with one legal value more, where a link brought one that is not on it."""
    if value in grid:
        return grid
    place = bisect.bisect(grid, value)
    return (*grid[:place], value, *grid[place:])
