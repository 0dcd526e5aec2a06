"""A stationary point, and what the second derivatives say in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from momentum_core.losses.surface import Surface

SAME = 1e-6
"""Zeros nearer to each other than this part of the span are one."""
ROUNDING = 1e-13
"""A coordinate below this part of the span is zero but for rounding."""
BESIDE = 1e-5
"""This part of the span beside a point the second derivatives are hardly different."""
AROUND = ((1.0, 0.0), (0.6, 0.8), (0.0, 1.0), (-0.8, 0.6))
"""Directions in which it is looked beside a point."""


@dataclass(frozen=True, slots=True)
class StationaryPoint:
    """A point where the gradient vanishes.

    w: d floats. kind: "minimum", "saddle", "maximum", or "flat" where the Hessian leaves that
    open. eigenvalues: the Hessian's, ascending. lowest: a minimum as deep as the deepest found.
    A kink counts too, with the kind that the slopes beside it tell, or in two dimensions the loss
    on circles around it; its eigenvalues are then 0. A whole line or area of places that are all
    equally low is one point of kind "floor", in the middle of it; lowest: nothing in the picture is
    lower; along: strokes of it, as ``floors.strokes`` has them.
    """

    w: tuple[float, ...]
    value: float
    kind: str
    eigenvalues: tuple[float, ...]
    lowest: bool = False
    along: tuple[tuple[float, ...], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether a ball can rest there: a minimum, or a floor."""
        return self.kind in ("minimum", "floor")


def bends(surface: Surface, w: np.ndarray) -> np.ndarray:
    """The second derivatives at points (n, d); in one dimension those beside it where they are lost
    in rounding errors, as those of sin(x)/x are at 0, in two where they have no value."""
    hessian = surface.hessian(w)
    way = np.array([[-1.0], [1.0]]) if surface.d == 1 else np.array(AROUND)
    beside = surface.hessian(w + BESIDE * surface.span * way[:, None]).mean(0)
    if surface.d == 1:
        lost = np.isfinite(beside) & ~(np.abs(hessian - beside) <= 0.5 * np.abs(beside))
        return np.where(lost, beside, hessian)
    lost = np.isfinite(beside).all((-1, -2)) & ~np.isfinite(hessian).all((-1, -2))
    return np.where(lost[:, None, None], beside, hessian)


def zeroed(surface: Surface, w: np.ndarray) -> np.ndarray:
    """Places with 0 for what is 0 but for rounding, so that the page doesn't say -3e-17."""
    return np.where(np.abs(w) <= ROUNDING * surface.span, 0.0, w)
