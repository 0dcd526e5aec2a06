"""``simulate``: Settings in, Run out. The only joint between the losses and the update rules.

When is a ball at rest? Exact zeros of gradient and update are never reached, and "the gradient is
small" alone stops a ball that rolls through the bottom. So both are compared with what the picture
can show. With λ the smallest curvature at the loss's minima and L the window's side,

    abs(∇Q) ≤ λ τ L    and    abs(Δw)² ≤ η λ (τ L)²

say that neither the slope nor what is left of the speed can carry the ball further than τL from
the stationary point (½λA² is the height that a speed Δw climbs: ½λA² = Δw²/2η). In a minimum
τ = 2e-5 of the window, a small part of a pixel, is rest. On a saddle, a maximum or flat ground
nothing holds the ball, so there τ = 1e-9 is asked for.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np

from momentum_core.descent import Outcome, Trajectory, descend
from momentum_core.settings import Settings
from momentum_core.stationary import StationaryPoint, find
from momentum_core.surfaces import Surface

REST = 2e-5
BALANCE = 1e-9
NEAR = 1e-2
"""A resting ball belongs to a stationary point within this part of the window's side."""
FAR = 1e6
"""Escaped: this many windows away."""
FLATTEST = 1e-3
"""λ where no minimum is curved, in units of relief / span²; it is never below its square."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The numbers that decide where a run on one loss ends; the player uses the same ones.

    centre (d,), reach: escaped is farther than ``reach`` from ``centre`` along an axis.
    slope2, speed2: rest is abs(∇Q)² ≤ slope2 and abs(Δw)² ≤ η speed2; the strict pair is for
    balance. minima: where rest is possible; near2: squared distance that counts as "in it".
    """

    centre: tuple[float, ...]
    reach: float
    slope2: float
    speed2: float
    strict_slope2: float
    strict_speed2: float
    near2: float
    minima: tuple[tuple[float, ...], ...]

    def escaped(self, w: np.ndarray) -> np.ndarray:
        """Whether points (..., d) are out of reach; shape (...)."""
        return (np.abs(w - np.array(self.centre)) > self.reach).any(axis=-1)

    def still(self, surface: Surface, w: np.ndarray, update: np.ndarray, eta: float) -> np.ndarray:
        """Whether balls at (..., d) are at rest in a minimum or in balance; shape (...)."""
        speed2 = (update * update).sum(axis=-1)
        slow = speed2 <= eta * self.speed2
        if not slow.any():
            return slow
        gradient = surface.gradient(w)
        slope2 = (gradient * gradient).sum(axis=-1)
        rest = slow & (slope2 <= self.slope2) & self.in_minimum(w)
        balance = (speed2 <= eta * self.strict_speed2) & (slope2 <= self.strict_slope2)
        return rest | balance

    def in_minimum(self, w: np.ndarray) -> np.ndarray:
        """Whether points (..., d) are near a known minimum; shape (...)."""
        if not self.minima:
            return np.zeros(w.shape[:-1], dtype=bool)
        away = w[..., None, :] - np.array(self.minima)
        return ((away * away).sum(axis=-1) <= self.near2).any(axis=-1)


@functools.lru_cache(maxsize=64)
def ends(surface: Surface) -> Ends:
    """The numbers that decide where runs on ``surface`` end."""
    points = find(surface).points
    scale = surface.relief / surface.span**2
    bends = [x for p in points if p.kind == "minimum" for x in p.eigenvalues if x > 0]
    curvature = max(min(bends, default=FLATTEST * scale), FLATTEST**2 * scale)
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
    )


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run.

    trajectory: positions, updates, gradients. loss (K+1,): the loss at each position.
    outcome: how it ended. place: the stationary point it rests at or balances on, else None.
    """

    settings: Settings
    surface: Surface
    trajectory: Trajectory
    loss: np.ndarray
    outcome: Outcome
    place: StationaryPoint | None

    @property
    def steps(self) -> int:
        """How many steps were taken; fewer than asked for when the run ended earlier."""
        return len(self.trajectory)


def simulate(settings: Settings) -> Run:
    """Run the settings to their end."""
    surface = settings.surface
    limits = ends(surface)

    def ended(w: np.ndarray, update: np.ndarray) -> bool:
        return bool(limits.escaped(w) or limits.still(surface, w, update, settings.eta))

    trajectory = descend(
        surface.gradient,
        settings.start,
        eta=settings.eta,
        alpha=settings.alpha,
        method=settings.method,
        steps=settings.steps,
        ended=ended,
    )
    trajectory, loss, outcome = _judge(trajectory, surface, limits, settings)
    place = None
    if outcome is Outcome.RESTED:
        place = _nearest(surface, trajectory.w[-1])
        if place is None or place.kind != "minimum":
            outcome = Outcome.BALANCED
    return Run(settings, surface, trajectory, loss, outcome, place)


def _judge(
    trajectory: Trajectory, surface: Surface, limits: Ends, settings: Settings
) -> tuple[Trajectory, np.ndarray, Outcome]:
    """How the recorded steps ended; without those behind a point where the loss has no value."""
    loss = surface.value(trajectory.w)
    last = trajectory.w[-1]
    undefined = ~np.isfinite(loss)
    if undefined.any() and not limits.escaped(trajectory.w[undefined.argmax()]):
        k = max(int(undefined.argmax()) - 1, 0)
        return _first(trajectory, k), loss[: k + 1], Outcome.UNDEFINED
    if limits.escaped(last):
        return trajectory, loss, Outcome.ESCAPED
    if limits.still(surface, last, trajectory.update[-1], settings.eta):
        return trajectory, loss, Outcome.RESTED
    if len(trajectory) < settings.steps:
        carried = settings.alpha * trajectory.update[-1] if settings.method == "nesterov" else 0.0
        lost = not np.isfinite(surface.gradient(last + carried)).all()
        return trajectory, loss, Outcome.UNDEFINED if lost else Outcome.ESCAPED
    return trajectory, loss, Outcome.ROLLING


def _first(trajectory: Trajectory, steps: int) -> Trajectory:
    return Trajectory(
        trajectory.w[: steps + 1], trajectory.update[: steps + 1], trajectory.gradient[:steps]
    )


def _nearest(surface: Surface, w: np.ndarray) -> StationaryPoint | None:
    """The known stationary point that a resting ball belongs to, if there is one."""
    near = [(float(((w - p.w) ** 2).sum()), p) for p in find(surface).points]
    distance2, point = min(near, key=lambda pair: pair[0], default=(np.inf, None))
    return point if distance2 <= ends(surface).near2 else None


def race(settings: Settings) -> dict[str, Run]:
    """The chosen ball's run under "ball", and everybody's who runs along under their name."""
    return {"ball": simulate(settings)} | {
        name: simulate(settings.racer(name)) for name in settings.race
    }
