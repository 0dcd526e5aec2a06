"""Where a run ends: at rest, in balance or out of reach, by numbers that belong to its loss.

Rest is a claim about the future, so a small slope and update are not enough: the place must hold
the ball, or the ball must stand exactly still. What a place is, is asked of the loss itself, by the
slope on either side of the ball: its curvatures. A valley holds a ball of the covered methods where
ηλ is below the edge, and where there is friction. Adam and RMSProp divide by a size that fades
while the ball is still, so their steps grow again, and nothing holds it for good.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from momentum_core.formula.program import Program
from momentum_core.kept import kept
from momentum_core.losses.floors import DIGITS
from momentum_core.losses.points import SAME
from momentum_core.losses.stationary import FLAT, stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.table import Method

REST = 2e-5
BALANCE = 1e-9
NEAR = 1e-2
"""A resting ball belongs to a stationary point within this part of the window's side."""
FAR = 1e6
"""Escaped: this many windows away."""
FLATTEST = 1e-3
"""λ where no minimum is curved, in units of relief / span²; it is never below its square."""
CAUTIOUS = 1e-3
"""By this part, and this part of a minimum's reach a step, a slow ball is thought faster."""
STEEPEST = 1e100
"""λ is never above this, so that its square is a number."""


Coordinates = Sequence[Any] | np.ndarray
"""Points or vectors as d coordinates: d floats for one ball, or d arrays of one shape for many."""


Slope = Callable[[Coordinates], Coordinates]
"""The gradient at balls: d coordinates to d coordinates."""


def square(x: Coordinates) -> Any:
    """The squared length: the sum of the squared coordinates."""
    total = x[0] * x[0]
    for component in x[1:]:
        total = total + component * component
    return total


class Ground(NamedTuple):
    """How the ground is curved under balls: the second derivative along each axis (d,), the mixed
    one, and the smallest and the largest curvature."""

    along: Coordinates
    mixed: Any
    low: Any
    high: Any


@dataclass(frozen=True, slots=True)
class Ends:
    """The numbers that decide where a run on one loss ends; the player uses the same ones.

    centre (d,), reach: escaped is farther than ``reach`` from ``centre`` along an axis.
    slope2, speed2: rest is abs(∇Q)² ≤ slope2 and abs(Δw)² ≤ η speed2; the strict pair is for
    balance. minima: where rest is possible; near2: squared distance that counts as "in it". floors:
    heights of valley floors, where rest is possible, too, and how far off them is on them; loss:
    the program that tells of the height, where it is asked for.
    beside: how far to either side of a ball its ground is felt; level: a curvature that is none.
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
    beside: float
    level: float
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

    def ground(self, w: Coordinates, slope: Slope) -> Ground:
        """The curvatures under balls, from the slope beside them."""
        columns = []
        for i in range(len(w)):
            up, down = list(w), list(w)
            up[i], down[i] = w[i] + self.beside, w[i] - self.beside
            here, there = slope(down), slope(up)
            wide = up[i] - down[i]
            columns.append([(there[j] - here[j]) / wide for j in range(len(w))])
        if len(w) == 1:
            (a,) = columns[0]
            return Ground([a], 0 * a, a, a)
        (a, right), (left, c) = columns
        mixed, middle, half = (right + left) / 2, (a + c) / 2, (a - c) / 2
        off = np.sqrt(half * half + mixed * mixed)
        return Ground([a, c], mixed, middle - off, middle + off)

    def holds(
        self,
        w: Coordinates,
        update: Coordinates,
        here: Coordinates,
        *,
        slope: Slope,
        eta: Any,
        alpha: Any,
        method: Method,
    ) -> Any:
        """Whether balls that are ``still`` stay where they are for good; ``here`` is the gradient
        at w, ``eta`` the largest one still to come.

        So does one that stands exactly still. Of the covered methods also one with friction in a
        valley, or in a known minimum, that holds it; and one that is held along one axis and stands
        exactly still along the other, if the two have nothing to do with each other.
        """
        exact = [(u == 0) & (g == 0) for u, g in zip(update, here, strict=True)]
        fixed = exact[0] & exact[-1]
        if not method.covered:
            return fixed
        ground, edge = self.ground(w, slope), method.edge(alpha)
        friction = (alpha < 1) | method.looks_ahead
        valley = (ground.low > self.level) | (self.in_minimum(w) & (ground.low >= -self.level))
        apart: Any = ground.mixed == 0
        for curvature, stands in zip(ground.along, exact, strict=True):
            apart = apart & (stands | ((curvature > self.level) & (eta * curvature < edge)))
        return fixed | (friction & ((valley & (eta * ground.high < edge)) | apart))

    def in_minimum(self, w: Coordinates) -> Any:
        """Whether balls are near a known minimum, or on a known floor."""
        near: Any = False
        for minimum in self.minima:
            near = near | (distance2(w, minimum) <= self.near2)
        for on in self.on_floors(w):
            near = near | on
        return near

    def steps_inside(self, w: np.ndarray, eta: np.ndarray) -> np.ndarray:
        """For how many steps more balls (d, n) are surely near a known minimum or on a known floor
        if they are ``slow`` all the way; −1 for those that are not so now."""
        away2 = np.min([distance2(w, at) for at in self.minima], axis=0, initial=np.inf)
        longest = np.sqrt(eta * self.speed2) + self.near2**0.5 * CAUTIOUS
        ahead = (self.near2**0.5 - np.sqrt(away2)) / longest
        found = np.where(away2 <= self.near2, np.maximum(ahead * (1 - CAUTIOUS), 0), -1)
        for on in self.on_floors(w):
            found = np.where(on, np.maximum(found, 0), found)
        return found.astype(int)

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


@kept(8)
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
        beside=SAME * surface.span,
        level=FLAT * scale,
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


def places(surface: Surface, w: Coordinates) -> tuple[Any, np.ndarray, np.ndarray]:
    """What still balls (arrays of n) are in: who is in a valley, a known minimum or on a known
    floor; the known stationary point that each belongs to, as an index of what
    ``stationary_points`` lists, −1 for none; and what the ground is, as an index of GROUNDS.

    Where the ground says valley, a saddle that is near is not the ball's, nor the other way round.
    A hair beside a floor that bends, the ground falls along it by the slope that is left: no way
    down.
    """
    limits, points = ends(surface), stationary_points(surface).points
    ground = limits.ground(list(w), lambda at: surface.gradient_program.over(*at))
    index = nearest(surface, w)
    listed = np.array([*(p.holds for p in points), False])[index]
    floor = np.array([*(p.kind == "floor" for p in points), False])[index]
    valley, falls = ground.low > limits.level, (ground.low < -limits.level) & ~floor
    rests = valley | (listed & ~falls)
    kind = np.select([valley, falls & (ground.high > 0), falls], [0, 1, 2], 3)
    return rests, np.where(rests == listed, index, -1), kind


GROUNDS = ("valley", "saddle", "maximum", "flat")
"""What the ground under a ball is."""
