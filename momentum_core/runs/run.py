"""``simulate``: Settings in, Run out. The only joint between the losses and the update rules.

When is a ball at rest? Exact zeros of gradient and update are never reached, and "the gradient is
small" alone stops a ball that rolls through the bottom. So both are compared with what the picture
can show. With λ the smallest curvature at the loss's minima and L the window's side,

    abs(∇Q) ≤ λ τ L    and    abs(Δw)² ≤ η λ (τ L)²

say that neither the slope nor what is left of the speed can carry the ball further than τL from
the stationary point (½λA² is the height that a speed Δw climbs: ½λA² = Δw²/2η). In a minimum
τ = 2e-5 of the window, a small part of a pixel, is rest. On a saddle, a maximum or flat ground
nothing holds the ball, so there τ = 1e-9 is asked for. A ball that is pushed by mini-batches never
rests: every batch pulls in a direction of its own.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from momentum_core.losses.data.line import batch_shape, gradients
from momentum_core.losses.stationary import StationaryPoint, stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.descent import Outcome, Trajectory, descend
from momentum_core.methods.draws import batches
from momentum_core.methods.rules import Gradient
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.ending import Ends, ends, nearest
from momentum_core.settings.settings import LINE, Settings, observations_of


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
    def hover(self) -> float:
        """The mean height above the least loss over the last half of the steps; how far
        mini-batches keep a line from rest. Of the closed form, which needs no minimum to be found
        and no difference of large losses. NaN for every loss but a line's."""
        s, tail = self.settings, self.trajectory.w[self.steps // 2 :]
        if s.loss != LINE:
            return math.nan
        return float(batch_shape(observations_of(s.data), s.standardise).excess(tail).mean())

    @property
    def steps(self) -> int:
        """How many steps were taken; fewer than asked for when the run ended earlier."""
        return len(self.trajectory)


def simulate(settings: Settings, rule: str = "") -> Run:
    """Run the settings to their end, by their method or by another step of methods.table.STEPS."""
    surface = settings.surface
    limits, slope = ends(surface), surface.gradient_program.at

    def gradient(w: np.ndarray) -> np.ndarray:
        return np.array(slope(w.tolist()))

    def ended(w: np.ndarray, update: np.ndarray, eta: float) -> bool:
        return bool(limits.escaped(w.tolist())) or (
            not settings.batch and _still(surface, w, update, eta)
        )

    trajectory = descend(
        _batch_gradients(settings) if settings.batch else gradient,
        settings.start,
        eta=[settings.eta_after(k) for k in range(settings.steps)],
        alpha=settings.alpha,
        method=rule or settings.method,
        steps=settings.steps,
        ended=ended,
    )
    trajectory, loss, outcome = _judge(trajectory, surface, limits, settings)
    place = None
    if outcome is Outcome.RESTED:
        index = int(nearest(surface, trajectory.w[-1]))
        place = stationary_points(surface).points[index] if index >= 0 else None
        if place is None or not place.holds:
            outcome = Outcome.BALANCED
    return Run(settings, surface, trajectory, loss, outcome, place)


def _batch_gradients(settings: Settings) -> list[Gradient]:
    """The gradient of each step's mini-batch."""
    data = observations_of(settings.data)
    drawn = batches(len(data), settings.batch, settings.steps, settings.seed, settings.shuffle)
    return gradients(data, settings.standardise, drawn)


def _judge(
    trajectory: Trajectory, surface: Surface, limits: Ends, settings: Settings
) -> tuple[Trajectory, np.ndarray, Outcome]:
    """How the recorded steps ended; without those behind a point where the loss has no value."""
    loss = surface.value(trajectory.w)
    last = trajectory.w[-1]
    undefined = ~np.isfinite(loss)
    if undefined.any() and not limits.escaped(trajectory.w[undefined.argmax()].tolist()):
        k = max(int(undefined.argmax()) - 1, 0)
        return _first(trajectory, k), loss[: k + 1], Outcome.UNDEFINED
    if limits.escaped(last.tolist()):
        return trajectory, loss, Outcome.ESCAPED
    if settings.batch:
        return trajectory, loss, Outcome.HOVERING
    if _still(surface, last, trajectory.update[-1], settings.eta_after(len(trajectory))):
        return trajectory, loss, Outcome.RESTED
    if len(trajectory) < settings.steps:
        ahead = METHODS[settings.method].looks_ahead
        carried = settings.alpha * trajectory.update[-1] if ahead else 0.0
        lost = not np.isfinite(surface.gradient(last + carried)).all()
        return trajectory, loss, Outcome.UNDEFINED if lost else Outcome.ESCAPED
    return trajectory, loss, Outcome.ROLLING


def _first(trajectory: Trajectory, steps: int) -> Trajectory:
    return Trajectory(
        trajectory.w[: steps + 1], trajectory.update[: steps + 1], trajectory.gradient[:steps]
    )


def _still(surface: Surface, w: np.ndarray, update: np.ndarray, eta: float) -> bool:
    """Whether one ball is at rest or in balance; the slope is asked for only where it matters."""
    limits, at, last = ends(surface), w.tolist(), update.tolist()
    return bool(
        limits.slow(last, eta) and limits.still(at, last, surface.gradient_program.at(at), eta)
    )


def along(settings: Settings, name: str) -> Run:
    """The run of somebody who runs along with the settings' ball."""
    return simulate(settings.racer(name), RACERS[name].step)


def race(settings: Settings) -> dict[str, Run]:
    """The chosen ball's run under "ball", and everybody's who runs along under their name."""
    return {"ball": simulate(settings)} | {name: along(settings, name) for name in settings.race}
