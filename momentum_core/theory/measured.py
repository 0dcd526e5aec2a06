"""Predicted against measured: a finished run beside the linear theory of the minimum it is in.

Along an eigenvector v of the Hessian at a minimum w*, with eigenvalue λ, the run's coordinate is
c = v·(w − w*). Theory speaks of a bowl, so only steps are used on which the loss is one there, to a
part LINEAR: the gradient's part along v differs from λc by no more than that part of λA. Here
A² = c² + Δc²/(ηλ) is the size of the swing, as ½λA² is the height that place and speed amount to.

The measurement knows nothing of the theory's roots. One factor s with c₊ = sc is fitted first; if
it doesn't do, the two numbers p, q of Δc₊ = qΔc − pc are (Prony 1795). What is left over must be
small, or nothing was measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from momentum_core.losses.points import SAME, StationaryPoint, bends
from momentum_core.losses.stationary import UNCERTAIN, stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.descent import Outcome
from momentum_core.methods.table import METHODS
from momentum_core.runs.run import Run
from momentum_core.theory import quadratic

LINEAR = 1e-2
"""So much may the gradient differ from that of a bowl."""
FINEST = 1e-9
"""Distances below this part of the window's span are left to rounding."""
FEWEST = 6
"""A window with fewer steps measures nothing."""
LEFT_OVER = 1e-2
"""A fit that leaves more than this part of the steps unexplained measures nothing."""
EQUAL = 1e-5
"""Roots at a smaller angle to the real axis are equal but for rounding."""
STILL = (Outcome.RESTED, Outcome.BALANCED, Outcome.QUIET)
"""The ends of runs whose ball is still at the end."""
BOWL = 0.1
"""A minimum is a bowl when on SAME of the span to either side its slope changes by λ times that,
but for this part."""


@dataclass(frozen=True, slots=True)
class Direction:
    """One eigenvector of the Hessian at the minimum: what theory says, what the run did.

    curvature λ; vector (d,) of length 1; roots, regime, rate, period: theory's (period None where
    nothing swings); gap: 1 − rate with all its digits. window: first and last step that were
    measured, or None where the run was never long enough in the bowl; measured_rate,
    measured_period: None where nothing was measured.
    """

    curvature: float
    vector: tuple[float, ...]
    roots: tuple[complex, complex]
    regime: str
    rate: float
    gap: float
    period: float | None
    window: tuple[int, int] | None
    measured_rate: float | None
    measured_period: float | None

    @property
    def rate_off(self) -> float | None:
        """Measured minus predicted rate."""
        return None if self.measured_rate is None else self.measured_rate - self.rate

    @property
    def period_off(self) -> float | None:
        """Measured minus predicted period, where both are there."""
        if self.measured_period is None or self.period is None:
            return None
        return self.measured_period - self.period


@dataclass(frozen=True, slots=True)
class Comparison:
    """A run beside the theory of one minimum.

    place: the minimum. directions: by ascending curvature. distance (K+1,): of each position from
    the minimum. rate: of the direction that rules. line_from, line: from that step on the distances
    (K+1−line_from,) that the rate predicts, laid on the run's peaks; empty where nothing fits.
    """

    place: StationaryPoint
    directions: tuple[Direction, ...]
    distance: np.ndarray
    rate: float
    line_from: int
    line: np.ndarray


def comparison(run: Run) -> Comparison | None:
    """The run beside theory; None for a method without theory, for mini-batches, as theory is of
    the whole loss's gradient, where η changed on the way, where the loss ended under the ball, and
    where the run's place is no curved minimum."""
    place, s = hovers_at(run), run.settings
    if not quadratic.covers(s.method) or s.batch or changes_eta(run):
        return None
    if run.outcome is Outcome.UNDEFINED:
        return None
    if place is None or not is_bowl(run.surface, place):
        return None
    curvatures, vectors = np.linalg.eigh(bends(run.surface, np.array([place.w]))[0])
    directions = tuple(
        _direction(run, place, float(x), v) for x, v in zip(curvatures, vectors.T, strict=True)
    )
    distance = np.hypot.reduce(np.abs(run.trajectory.w - np.array(place.w)), axis=-1)
    rate = max(d.rate for d in directions)
    first = min((d.window[0] for d in directions if d.window), default=run.steps + 1)
    return Comparison(place, directions, distance, rate, first, _line(distance, rate, first))


def changes_eta(run: Run) -> bool:
    """Whether steps were taken with two learning rates: η drops later than some runs end."""
    drop = run.settings.drop
    return bool(drop) and drop[1] != 1 and run.steps > drop[0]


def hovers_at(run: Run) -> StationaryPoint | None:
    """The stationary point that a run is about: where it is still; of one that rolls or
    hovers the minimum, or flat point, nearest to the middle of its last quarter; of one that is
    gone, nearest to where it last was in the window. None where none is known."""
    if run.outcome in STILL:
        return run.place
    w = run.trajectory.w
    if run.outcome in (Outcome.ROLLING, Outcome.HOVERING):
        middle = w[-(len(w) // 4 + 1) :].mean(axis=0)
    else:
        low, high = np.array(run.surface.bounds).T
        inside = np.flatnonzero(((w >= low) & (w <= high)).all(axis=-1))
        middle = w[inside[-1] if inside.size else 0]
    points = stationary_points(run.surface).points
    minima = [p for p in points if p.kind in ("minimum", "flat")]
    minima = minima or [p for p in points if p.kind == "floor"]
    return min(minima, key=lambda p: float(((middle - p.w) ** 2).sum()), default=None)


def is_bowl(surface: Surface, place: StationaryPoint) -> bool:
    """Whether the loss is curved upwards all round a minimum, with no kink in it."""
    if place.kind != "minimum":
        return False
    hessian = bends(surface, np.array([place.w]))[0]
    if not np.isfinite(hessian).all():
        return False
    curvatures, vectors = np.linalg.eigh(hessian)
    if not (np.isfinite(curvatures).all() and curvatures[0] > 0):
        return False
    step, w = SAME * surface.span, np.array(place.w)
    sides = np.stack([w - step * vectors.T, w + step * vectors.T])
    # The slope at the place itself is only zero but for what the place is off along a flat way.
    rises = ((surface.gradient(sides) - np.nan_to_num(surface.gradient(w))) * vectors.T).sum(-1)
    rises *= [[-1], [1]]
    rounding = UNCERTAIN * surface.relief / surface.span
    return bool((np.abs(rises - step * curvatures) <= BOWL * step * curvatures + rounding).all())


def _direction(run: Run, place: StationaryPoint, curvature: float, v: np.ndarray) -> Direction:
    s = run.settings
    how = (s.eta, curvature, s.alpha, s.method)
    first, second = (complex(root) for root in quadratic.roots(*how))
    swing = float(quadratic.period(*how))
    window = _bowl_steps(run, place, curvature, v)
    rate = period = None
    if window:
        steps = slice(window[0], window[1] + 1)
        c = (run.trajectory.w[steps] - np.array(place.w)) @ v
        rate, period = _measure(c, run.trajectory.update[steps] @ v, s.eta * curvature)
    return Direction(
        curvature,
        tuple(v.tolist()),
        (first, second),
        str(quadratic.regime(*how)),
        float(quadratic.rate(*how)),
        float(quadratic.gap(*how)),
        swing if np.isfinite(swing) else None,
        window,
        rate,
        period,
    )


def amplitude(run: Run, place: StationaryPoint, curvature: float, v: np.ndarray) -> np.ndarray:
    """A (K+1,): how far place and speed could carry the ball along ``v`` in the bowl."""
    c = (run.trajectory.w - np.array(place.w)) @ v
    return np.hypot(c, run.trajectory.update @ v / np.sqrt(run.settings.eta * curvature))


def bent(run: Run, place: StationaryPoint, curvature: float, v: np.ndarray) -> np.ndarray:
    """(K,): by how much of λA the gradient that each step used differs from the bowl's."""
    t, s = run.trajectory, run.settings
    ahead = s.alpha * t.update[:-1] if METHODS[s.method].looks_ahead else 0.0
    off = np.abs((t.gradient - curvature * (t.w[:-1] + ahead - np.array(place.w))) @ v)
    size = curvature * amplitude(run, place, curvature, v)[:-1]
    return np.divide(off, size, out=np.full_like(off, np.inf), where=size > 0)


def _bowl_steps(
    run: Run, place: StationaryPoint, curvature: float, v: np.ndarray
) -> tuple[int, int] | None:
    """The first and last position of the longest stretch on which the loss is a bowl along ``v``.

    None where the stretch has fewer than FEWEST steps.
    """
    large = amplitude(run, place, curvature, v)[:-1] >= FINEST * run.surface.span
    good = large & (bent(run, place, curvature, v) <= LINEAR)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], good, [False]]).astype(int)))
    lengths = edges[1::2] - edges[::2]
    if not lengths.size or lengths.max() < FEWEST:
        return None
    longest = 2 * int(lengths.argmax())
    return int(edges[longest]), int(edges[longest + 1])


def _measure(c: np.ndarray, update: np.ndarray, x: float) -> tuple[float | None, float | None]:
    """The rate and the period of coordinates (n+1,) and the updates that led to them."""
    weight = 1 / np.hypot(c, update / np.sqrt(x))[:-1]
    here, last, new = c[:-1] * weight, update[:-1] * weight, update[1:] * weight
    slip = float(here @ new / (here @ here))
    if np.linalg.norm(new - slip * here) <= LEFT_OVER * np.linalg.norm(new):
        return abs(1 + slip), None if slip > -1 else 2.0
    columns = np.stack([here * np.sqrt(x), last], axis=-1)
    (p, q), *_ = np.linalg.lstsq(columns, new, rcond=None)
    if np.linalg.norm(new - columns @ (p, q)) > LEFT_OVER * np.linalg.norm(new):
        return None, None
    found = np.roots([1.0, -(1 + q + p * np.sqrt(x)), q])
    largest = found[np.abs(found).argmax()]
    rate, angle = float(abs(largest)), float(abs(np.angle(largest)))
    if min(angle, np.pi - angle) <= EQUAL:
        return rate, None if largest.real > 0 else 2.0
    swing = 2 * np.pi / angle
    return (rate, swing) if len(c) > swing else (None, None)


def _line(distance: np.ndarray, rate: float, first: int) -> np.ndarray:
    """Distances from step ``first`` on that shrink by ``rate`` and touch the measured ones."""
    k = np.arange(len(distance) - first)
    with np.errstate(divide="ignore", over="ignore"):
        logs = np.log(distance[first:]) - k * np.log(rate)
    if not logs.size or not np.isfinite(logs.max()):
        return np.empty(0)
    return np.exp(np.minimum(logs.max() + k * np.log(rate), 700))
