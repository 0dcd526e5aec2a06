"""Where a run ends: at rest, in balance or out of reach, by numbers that belong to its loss."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from momentum_core.formula.program import Program
from momentum_core.losses.floors import DIGITS
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface

REST = 2e-5
BALANCE = 1e-9
NEAR = 1e-2
"""A resting ball belongs to a stationary point within this part of the window's side."""
FAR = 1e6
"""Escaped: this many windows away."""
FLATTEST = 1e-3
"""λ where no minimum is curved, in units of relief / span²; it is never below its square."""
STEEPEST = 1e100
"""λ is never above this, so that its square is a number."""


Coordinates = Sequence[Any] | np.ndarray
"""Points or vectors as d coordinates: d floats for one ball, or d arrays of one shape for many."""


def square(x: Coordinates) -> Any:
    """The squared length: the sum of the squared coordinates."""
    total = x[0] * x[0]
    for component in x[1:]:
        total = total + component * component
    return total


@dataclass(frozen=True, slots=True)
class Ends:
    """The numbers that decide where a run on one loss ends; the player uses the same ones.

    centre (d,), reach: escaped is farther than ``reach`` from ``centre`` along an axis.
    slope2, speed2: rest is abs(∇Q)² ≤ slope2 and abs(Δw)² ≤ η speed2; the strict pair is for
    balance. minima: where rest is possible; near2: squared distance that counts as "in it". floors:
    heights of valley floors, where rest is possible, too, and how far off them is on them; loss:
    the program that tells of the height, where it is asked for.
    The rules take coordinates, of one ball or of all the balls of a map: one answer for each.
    """

    centre: tuple[float, ...]
    reach: float
    slope2: float
    speed2: float
    strict_slope2: float
    strict_speed2: float
    near2: float
    minima: tuple[tuple[float, ...], ...]
    floors: tuple[tuple[float, float], ...] = ()
    loss: Program | None = None

    def escaped(self, w: Coordinates) -> Any:
        """Whether balls are out of reach."""
        out: Any = False
        for x, centre in zip(w, self.centre, strict=True):
            out = out | (abs(x - centre) > self.reach)
        return out

    def slow(self, update: Coordinates, eta: Any) -> Any:
        """Whether balls are slow enough for rest; one that isn't is not ``still`` either."""
        return square(update) <= eta * self.speed2

    def still(self, w: Coordinates, update: Coordinates, slope: Coordinates, eta: Any) -> Any:
        """Whether balls are at rest in a minimum or in balance; ``slope`` is the gradient at w."""
        slope2 = square(slope)
        rest = self.slow(update, eta) & (slope2 <= self.slope2) & self.in_minimum(w)
        balance = (square(update) <= eta * self.strict_speed2) & (slope2 <= self.strict_slope2)
        return rest | balance

    def in_minimum(self, w: Coordinates) -> Any:
        """Whether balls are near a known minimum, or on a known floor."""
        near: Any = False
        for minimum in self.minima:
            near = near | (distance2(w, minimum) <= self.near2)
        for on in self.on_floors(w):
            near = near | on
        return near

    def on_floors(self, w: Coordinates) -> list[Any]:
        """Whether balls are on each of the floors."""
        if not self.floors or self.loss is None:
            return []
        one = np.ndim(w[0]) == 0
        height: Any = self.loss.at([float(x) for x in w])[0] if one else self.loss.over(*w)[0]
        return [abs(height - floor) <= off for floor, off in self.floors]


def distance2(w: Coordinates, point: tuple[float, ...]) -> Any:
    """The squared distance of balls from a point."""
    return square([x - at for x, at in zip(w, point, strict=True)])


@functools.lru_cache(maxsize=64)
def ends(surface: Surface) -> Ends:
    """The numbers that decide where runs on ``surface`` end."""
    points = stationary_points(surface).points
    scale = surface.relief / surface.span**2
    floors = [p for p in points if p.kind == "floor"]
    bends = [x for p in points if p.kind == "minimum" for x in p.eigenvalues if x > 0]
    bends += [p.eigenvalues[-1] for p in floors if p.eigenvalues[-1] > FLATTEST * scale]
    curvature = max(min(bends, default=FLATTEST * scale), FLATTEST**2 * scale)
    curvature = min(curvature, STEEPEST)
    tight, strict = REST * surface.span, BALANCE * surface.span
    return Ends(
        centre=tuple((low + high) / 2 for low, high in surface.bounds),
        reach=FAR * surface.span,
        slope2=(curvature * tight) ** 2,
        speed2=curvature * tight**2,
        strict_slope2=(curvature * strict) ** 2,
        strict_speed2=curvature * strict**2,
        near2=(NEAR * surface.span) ** 2,
        minima=tuple(p.w for p in points if p.kind == "minimum"),
        floors=tuple((p.value, curvature * tight**2 + DIGITS * abs(p.value)) for p in floors),
        loss=surface.value_program if floors else None,
    )


def nearest(surface: Surface, w: Coordinates) -> np.ndarray:
    """The known stationary points that resting balls belong to, as indices of what
    ``stationary_points`` lists; −1 for a ball that is near none."""
    points = stationary_points(surface).points
    if not points:
        return np.full(np.shape(w[0]), -1)
    limits = ends(surface)
    far = np.full(np.shape(w[0]), np.inf)
    away = np.array([far if p.kind == "floor" else distance2(w, p.w) for p in points])
    found = np.where(away.min(axis=0) <= limits.near2, away.argmin(axis=0), -1)
    held = np.array([*(p.holds for p in points), False])
    floors = [k for k, p in enumerate(points) if p.kind == "floor"]
    for k, on in zip(floors, limits.on_floors(w), strict=True):
        found = np.where(on & ~held[found], k, found)
    return found
