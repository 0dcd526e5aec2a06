"""How a typed loss is first shown in its window: where the ball starts, η and its range, and how
high the picture is.

Notation: η the learning rate, λ the largest curvature on the way, that is at the points of the
window that are no higher than the start; α = 0.9. On a bowl of curvature λ a ball can rest while
ηλ < 2(1 + α) = 3.8, without momentum while ηλ < 2 (Polyak 1964; see MODEL.md). Start and η are the
best of those that ``trials`` rolls, with η from 0.01/λ to 1/λ.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from momentum_core.losses.first_view.height import Shown, View, view_of
from momentum_core.losses.first_view.plane_landmarks import COSTLY
from momentum_core.losses.first_view.trial_balls import ALPHA, GOOD, OUTER, TIMES, Best, best

EDGE = 2 * (1 + ALPHA)
LEFT_OUT = 0.02
"""This part of the way is steeper than the λ that is used: a wall is climbed by few balls."""
STRAIGHT = 1.0
"""λ is at least this times slope / side: it is less on a bowl, and all there is on a slope."""
MOST = 600
"""The range of η ends at most this many times higher."""
ETA_LIMITS = (1e-18, 1e16)
"""A link holds no η beyond these; an η that is chosen leaves room to both sides."""
ROOM = 10.0
GENTLER, FEW = 0.01, 3
"""Where a slope has no end beside a crease no λ tells an η that keeps the ball in the picture; then
η this much smaller are tried, too, from so many starts."""
ALONG = (0.9, 0.1, 0.85, 0.15, 0.8, 0.2, 0.7, 0.3, 0.6, 0.45)
"""Starts in one dimension, in units of the window."""
ACROSS = (
    *((0.12, 0.8), (0.85, 0.75), (0.2, 0.15), (0.8, 0.2), (0.1, 0.6), (0.9, 0.55)),
    *((0.35, 0.9), (0.6, 0.1), (0.3, 0.65), (0.45, 0.55)),
)
"""Starts in two dimensions."""
LEVEL = 1e-3
"""A start has at least this slope, in units of relief / span."""


ALL_OVER, STEEPEST, APART, RIM = 5, 10, 0.08, 0.05
"""Where a first run hardly moves so many places along each axis are tried, and so many of the
steepest, this part of the span apart from each other and from the border."""
INSIDE = 0.005
"""So far around it, in units of the span, the loss goes on."""
WALL = 10.0
"""A slope this many times that of nearly all the picture belongs to a wall."""


class Frame(NamedTuple):
    """The fields of a Surface that are found for a window."""

    start: tuple[float, ...]
    eta: float
    eta_limits: tuple[float, float]
    floor: float | None
    ceiling: float | None


def find_frame(loss: Shown) -> Frame | None:
    """Start, η and height for a loss in its window; None where the loss has no value or no slope
    in it. Takes some ten milliseconds."""
    with np.errstate(all="ignore"):
        view = view_of(loss)
        if view is None:
            return None
        starts = _starts(loss, view)
        if not len(starts):
            return None
        start, eta, way, run = _tried(loss, view, starts, OUTER)
        if run.stands and loss.cost <= COSTLY and len(more := _elsewhere(loss, view)):
            another = _tried(loss, view, more, 0)
            if another[-1].stays and another[-1].reach > run.reach:
                start, eta, way, _ = another
        elif not run.stays and loss.d == 2 and loss.creased and loss.cost <= COSTLY // 2:
            another = _tried(loss, view, starts[:FEW], OUTER, GENTLER)
            if another[-1].stays and another[-1].score >= GOOD:
                start, eta, way, _ = another
        limits = _limits(loss, view, start, eta, way)
    return Frame(tuple(start.tolist()), eta, limits, view.floor, view.ceiling)


def _starts(loss: Shown, view: View) -> np.ndarray:
    """The starts (n, d) worth trying: round places in the picture where there is a slope."""
    sides = np.array(loss.bounds)
    parts = np.array(ALONG)[:, None] if loss.d == 1 else np.array(ACROSS)
    wanted = sides[:, 0] + parts * (sides[:, 1] - sides[:, 0])
    digits = [2 - math.floor(math.log10(high - low)) for low, high in loss.bounds]
    rounded = [[round(x, n) for x, n in zip(w, digits, strict=True)] for w in wanted.tolist()]
    starts = np.concatenate([np.array(rounded), _steep(view)])
    values, slopes = loss.value(starts), np.abs(loss.gradient(starts)).max(-1)
    top = np.inf if view.ceiling is None else view.ceiling
    if loss.d == 2:
        top = min(top, float(np.quantile(view.values, 0.75)))
    bottom = -np.inf if view.floor is None else view.floor
    good = np.isfinite(values) & np.isfinite(slopes) & (slopes > 0)
    good &= _surrounded(loss, view, starts)
    fine = good & (values <= top) & (values >= bottom) & (slopes >= LEVEL * view.relief / view.span)
    if fine[:-1].any():
        return starts[:-1][fine[:-1]]
    return starts[fine if fine.any() else good]


def _steep(view: View) -> np.ndarray:
    """The steepest point of the grid (1, d); beside a wall or a rim not the steepest of all."""
    tame = view.slopes <= WALL * np.quantile(view.slopes, 0.9)
    slopes = np.where(tame, view.slopes, 0.0) if view.slopes[tame].any() else view.slopes
    return view.points[[np.argmax(slopes)]]


def _surrounded(loss: Shown, view: View, starts: np.ndarray) -> np.ndarray:
    """Which starts (n, d) have the loss, and a slope, on all sides, (n,)."""
    if not view.gaps:
        return np.ones(len(starts), dtype=bool)
    corners = np.stack(np.meshgrid(*[(-1.0, 1.0)] * loss.d), axis=-1).reshape(-1, loss.d)
    around = starts[:, None] + INSIDE * view.span * corners
    return (np.isfinite(loss.value(around)) & np.isfinite(loss.gradient(around)).all(-1)).all(-1)


def _way(view: View, start: np.ndarray, loss: Shown) -> float:
    """λ on the way from a start: the curvature that hardly a place below it exceeds."""
    value = float(loss.value(start))
    below = view.bends[view.values <= value]
    steepest = float(np.quantile(below, 1 - LEFT_OUT)) if len(below) else 0.0
    slope = float(np.abs(loss.gradient(start)).max())
    return max(steepest, STRAIGHT * slope / view.span, 0.0)


def _round(x: float) -> float:
    """To one digit; a half, which many bowls give, is always rounded up."""
    return float(f"{x * (1 + 1e-6):.0e}")


def _tried(
    loss: Shown, view: View, starts: np.ndarray, outer: int, part: float = 1.0
) -> tuple[np.ndarray, float, float, Best]:
    """The best of the starts (n, d), its η, λ on its way, and its run; η this part of what suits
    λ."""
    ways = np.array([_way(view, s, loss) for s in starts])
    etas = np.array([[_round(part * times / way) for times in TIMES] for way in ways.tolist()])
    etas = np.clip(etas, ROOM * ETA_LIMITS[0], ETA_LIMITS[1] / ROOM)
    run = best(loss, view, starts, etas, outer)
    return starts[run.start], float(etas[run.start, run.times]), float(ways[run.start]), run


def _elsewhere(loss: Shown, view: View) -> np.ndarray:
    """Starts (n, d) for where those that are tried first show nothing, as on a plain with a narrow
    well or among ripples: all over the picture, and the steepest places of it apart from each
    other and from its border."""
    low, high = np.array(loss.bounds).T
    inside = ((view.points > low + RIM * view.span) & (view.points < high - RIM * view.span)).all(
        -1
    )
    top = np.inf if view.ceiling is None else view.ceiling
    bottom = -np.inf if view.floor is None else view.floor
    good = inside & (view.values <= top) & (view.values >= bottom)
    good &= view.slopes >= LEVEL * view.relief / view.span
    points = view.points[good][np.argsort(-view.slopes[good], kind="stable")]
    points = points[_surrounded(loss, view, points)]
    chosen: list[np.ndarray] = []
    while len(points) and len(chosen) < STEEPEST:
        chosen.append(points[0])
        points = points[np.abs(points - points[0]).max(-1) > APART * view.span]
    axes = [np.linspace(a, b, ALL_OVER + 2)[1:-1] for a, b in loss.bounds]
    lattice = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, loss.d)
    digits = 2 - math.floor(math.log10(view.span))
    starts = np.round(np.concatenate([lattice, np.reshape(chosen, (-1, loss.d))]), digits) + 0.0
    slopes = np.abs(loss.gradient(starts)).max(-1)
    good = np.isfinite(loss.value(starts)) & np.isfinite(slopes)
    good &= (slopes >= LEVEL * view.relief / view.span) & _surrounded(loss, view, starts)
    return starts[good]


def _limits(
    loss: Shown, view: View, start: np.ndarray, eta: float, way: float
) -> tuple[float, float]:
    """The range of η: from slow to one that throws the ball out of the picture."""
    bottoms = view.bends[view.slopes <= np.quantile(view.slopes, 0.02)]
    bottoms = bottoms[bottoms > 0]
    softest = float(bottoms.min()) if len(bottoms) else way
    high = min(max(1.4 * EDGE / max(softest, 1e-9 * way), 10 * eta), MOST * eta)
    low, high = _nice(eta / 15, down=True), _nice(high, down=False)
    return max(low, ETA_LIMITS[0]), min(high, ETA_LIMITS[1])


def _nice(x: float, *, down: bool) -> float:
    """The next number 1, 2 or 5 times a power of ten."""
    ten = 10.0 ** math.floor(math.log10(x))
    steps = [float(f"{m * ten:.0e}") for m in (0.5, 1, 2, 5, 10)]
    slack = 1e-9 * x
    if down:
        return max(s for s in steps if s <= x + slack)
    return min(s for s in steps if s >= x - slack)
