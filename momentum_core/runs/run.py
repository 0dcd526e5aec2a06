"""``simulate``: Settings in, Run out. The only joint between the losses and the update rules.

When is a ball at rest? Exact zeros of gradient and update are never reached, and "the gradient is
small" alone stops a ball that rolls through the bottom. So both are compared with what the picture
can show. With λ the smallest curvature at the loss's minima and L the window's side,

    abs(∇Q) ≤ λ τ L    and    abs(Δw)² ≤ η λ (τ L)²

say that neither the slope nor what is left of the speed can carry the ball further than τL from
the stationary point (½λA² is the height that a speed Δw climbs: ½λA² = Δw²/2η). In a minimum
τ = 2e-5 of the window, a small part of a pixel, is rest. On a saddle, a maximum or flat ground
nothing holds the ball, so there τ = 1e-9 is asked for.

That is a fact about the present. The run ends there only if the place holds the ball for good
(``Ends.holds``); else it goes on, and if it is as still to the step limit the ball is "quiet" from
then on. A ball that is pushed by mini-batches never rests, as every batch pulls in a direction of
its own; but where the data lie on one line they all agree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from momentum_core.kept import kept
from momentum_core.losses.data.line import agree, batch_shape, gradients
from momentum_core.losses.points import StationaryPoint
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.descent import Outcome, Trajectory, descend
from momentum_core.methods.draws import batches
from momentum_core.methods.rules import Gradient
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.departure import LOOK, Departure
from momentum_core.runs.ending import GROUNDS, ends, places
from momentum_core.settings.settings import LINE, Settings, observations_of


@dataclass(frozen=True, slots=True)
class Run:
    """One finished run.

    trajectory: positions, updates, gradients. loss (K+1,): the loss at each position.
    outcome: how it ended. place: the stationary point it is still at, if the list has it; ground:
    what is under a still ball, of GROUNDS, else "". watched: of a ball that is quiet the whole run
    to the step limit, of any other what trajectory is.
    """

    settings: Settings
    surface: Surface
    trajectory: Trajectory
    loss: np.ndarray
    outcome: Outcome
    place: StationaryPoint | None
    watched: Trajectory
    ground: str = ""

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
    surface, watch = settings.surface, _Watch(settings)
    trajectory = descend(
        _batch_gradients(settings) if settings.batch else watch.slope,
        settings.start,
        eta=[settings.eta_after(k) for k in range(settings.steps + LOOK)],
        alpha=settings.alpha,
        method=rule or settings.method,
        steps=settings.steps + LOOK,
        ended=watch.ended,
    )
    trajectory, loss, outcome = _judge(trajectory, surface, watch)
    if outcome is not Outcome.RESTED and outcome is not Outcome.QUIET:
        return Run(settings, surface, trajectory, loss, outcome, None, trajectory)
    (rests,), (index,), (kind,) = places(surface, trajectory.w[-1][:, None])
    if outcome is Outcome.RESTED and not rests:
        outcome = Outcome.BALANCED
    watched = trajectory
    if outcome is Outcome.QUIET:
        trajectory, loss = _cut(trajectory, loss, watch.quiet)
    place = stationary_points(surface).points[index] if index >= 0 else None
    return Run(settings, surface, trajectory, loss, outcome, place, watched, GROUNDS[kind])


class _Watch:
    """Looks at one run as it goes. quiet: the first of the last steps on which it was still;
    left: since which it is gone; −1: none. rests: whether it rests there for good; over: whether
    the last look has ended the run."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.method = settings, METHODS[settings.method]
        self.limits, self.program = ends(settings.surface), settings.surface.gradient_program
        self.k = self.quiet = self.left = -1
        self.rests = self.over = False
        self.restless = bool(settings.batch) and not agree(observations_of(settings.data))
        self.out = Departure(self.limits, self.method.eta_is, bool(settings.batch), 1)

    def slope(self, w: np.ndarray) -> np.ndarray:
        """The gradient at w (d,)."""
        return np.array(self.program.at(w.tolist()))

    def ended(self, w: np.ndarray, update: np.ndarray, eta: float) -> bool:
        """Whether no step more is to be taken."""
        self.k += 1
        at, last = w.tolist(), update.tolist()
        if self.away(at, eta):
            self.over = self.left >= 0
            return self.over
        if self.k <= self.settings.steps:
            self.still(at, last, eta)
        self.over = self.rests or self.k >= self.settings.steps
        return self.over

    def away(self, at: list[float], eta: float) -> bool:
        """Whether the ball is out of reach, and whether it is gone."""
        if self.out.since[0] < 0 and not self.limits.escaped(at):
            return False
        with np.errstate(all="ignore"):
            position = np.array(at)[:, None]
            if self.out.look(self.k, [0], position, np.array([eta]), self.gradients)[0]:
                self.left = int(self.out.since[0])
        self.quiet = -1
        return bool(self.out.since[0] >= 0)

    def still(self, at: list[float], last: list[float], eta: float) -> None:
        """Whether the ball is still, and whether it rests."""
        if self.restless or not self.limits.slow(last, eta):
            self.quiet = -1
            return
        here = self.program.at(at)
        if not self.limits.still(at, last, here, eta):
            self.quiet = -1
            return
        self.quiet = self.k if self.quiet < 0 else self.quiet
        if not self.settings.batch:
            with np.errstate(all="ignore"):
                held = self.limits.holds(
                    *(list(np.array(x)[:, None]) for x in (at, last, here)),
                    slope=self.gradients,
                    eta=max(eta, self.settings.eta_after(self.settings.steps)),
                    alpha=self.settings.alpha,
                    method=self.method,
                )
            self.rests = bool(held[0])

    def gradients(self, w: Any) -> Any:
        """The gradients at balls (d, n)."""
        return self.program.over(*w)


def _batch_gradients(settings: Settings) -> list[Gradient]:
    """The gradient of each step's mini-batch."""
    data = observations_of(settings.data)
    steps = settings.steps + LOOK
    drawn = batches(len(data), settings.batch, steps, settings.seed, settings.shuffle)
    return gradients(data, settings.standardise, drawn)


def _judge(
    trajectory: Trajectory, surface: Surface, watch: _Watch
) -> tuple[Trajectory, np.ndarray, Outcome]:
    """How the recorded steps ended; without those behind the end."""
    loss, s = surface.value(trajectory.w), watch.settings
    out, undefined = watch.limits.escaped(trajectory.w.T), ~np.isfinite(loss)
    # The last step, or the first where the loss has no value: from there nobody comes back.
    k = int(undefined.argmax()) if undefined.any() else len(trajectory)
    broke = len(trajectory) == watch.k and not watch.over
    if undefined[k] and not out[k] and k <= s.steps:
        return *_cut(trajectory, loss, max(k - 1, 0)), Outcome.UNDEFINED
    if out[k] and (undefined[k] or broke or watch.left >= 0):
        within = np.flatnonzero(~out[:k])
        left = int(within[-1]) + 1 if within.size else 0
        return *_cut(trajectory, loss, left), Outcome.ESCAPED
    if broke:
        ahead = watch.method.looks_ahead
        carried = s.alpha * trajectory.update[-1] if ahead else 0.0
        lost = not np.isfinite(surface.gradient(trajectory.w[-1] + carried)).all()
        return trajectory, loss, Outcome.UNDEFINED if lost else Outcome.ESCAPED
    if watch.rests:
        return trajectory, loss, Outcome.RESTED
    if watch.quiet >= 0:
        return trajectory, loss, Outcome.QUIET
    outcome = Outcome.HOVERING if watch.restless else Outcome.ROLLING
    return *_cut(trajectory, loss, s.steps), outcome


def _cut(trajectory: Trajectory, loss: np.ndarray, steps: int) -> tuple[Trajectory, np.ndarray]:
    """The first steps of a run."""
    w, update, gradient = trajectory.w, trajectory.update, trajectory.gradient
    short = Trajectory(w[: steps + 1], update[: steps + 1], gradient[:steps])
    return short, loss[: steps + 1]


def along(settings: Settings, name: str) -> Run:
    """The run of somebody who runs along with the settings' ball. It is shared: who has no momentum
    rolls alike for every α, and the verdict asks for plain descent, too."""
    return _known(settings.racer(name), RACERS[name].step)


@kept(8)
def _known(settings: Settings, rule: str) -> Run:
    return simulate(settings, rule)


@kept(24)
def known_race(settings: Settings) -> dict[str, Run]:
    """``race``, which remembers: a page asks again while a map grows, and a class opens one link.
    What it returns is shared."""
    return race(settings)


def race(settings: Settings) -> dict[str, Run]:
    """The chosen ball's run under "ball", and everybody's who runs along under their name."""
    return {"ball": simulate(settings)} | {name: along(settings, name) for name in settings.race}
