"""Balls that are rolled before anybody looks, to find a start and an η that make a good first run.

From each start, with each η, a ball with momentum and one without are rolled at once. Best is: the
ball with momentum comes to rest in the picture, lower than the one without; then, that it comes to
rest; then, that it is on its way down the whole time. Among equals the gentlest η wins.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from momentum_core.losses.first_view.height import Shown, View

ALPHA = 0.9
STEPS = 250
TIMES = (0.1, 0.2, 0.5, 0.7, 1.0, 0.05, 0.02, 0.01)
"""η λ, the most wanted first."""
SETTLED = 1e-3
"""At rest: the last 40 steps stay within this part of the span."""
LAST = 40
CLOSE = 1e-4
"""and a minimum is within this part of it."""
MOVED, FAR = 0.1, 0.3
"""A ball has moved, or got far, when it was this part of the span away from its start."""
ENOUGH = 15
"""Steps for which a ball is to be seen."""
ALMOST = 0.98
"""A ball that lost this part of its height is almost down."""
DEEPER = 0.02
"""Lower by more than this part of the relief is really lower."""
GOOD = 2
"""From this score on there is something to see."""
OUTER = 8
"""So many of the starts are far out, and preferred."""


class Best(NamedTuple):
    """The best of some runs: the indices of its start and of its η in TIMES, how good it is, which
    part of the span it gets away from its start, and whether it is to be seen all the time."""

    start: int
    times: int
    score: int
    reach: float
    stays: bool

    @property
    def stands(self) -> bool:
        """Whether it hardly moves at all."""
        return self.score < GOOD and self.stays and self.reach < MOVED


def best(loss: Shown, view: View, starts: np.ndarray, etas: np.ndarray, outer: int = OUTER) -> Best:
    """The best of the pairs of starts (n, d), of which the first ``outer`` are preferred, and of
    their ``etas`` (n, len(TIMES))."""
    balls = _rolled(loss, view, starts, etas)
    found, tie = _judged(balls, outer)
    score = found + 2 * ((found >= GOOD) & (np.arange(len(starts)) < outer)[:, None])
    keys = zip(score.ravel(), tie.ravel(), strict=True)
    first = max(enumerate(keys), key=lambda pair: (pair[1], -pair[0]))[0]
    reach, stays = (float(x.ravel()[first]) for x in (balls.reach, balls.stays))
    at = divmod(first, len(TIMES))
    return Best(*at, int(found.ravel()[first]), reach / view.span, stays == STEPS)


def _judged(balls: _Balls, outer: int) -> tuple[np.ndarray, np.ndarray]:
    """How good runs are, and which of equally good ones is the better; where no start is preferred,
    of those that show nothing the one that gets farthest."""
    gentle = np.broadcast_to(-np.arange(len(TIMES), dtype=float), balls.rests.shape)
    rolling = balls.far & (balls.stays == STEPS)
    leaving = balls.far & (balls.stays >= ENOUGH)
    score = np.select(
        [balls.rests & balls.deeper, balls.rests, rolling, leaving], [4, 3, 2, 1], default=0
    )
    swift = 9 * np.minimum(balls.fallen, ALMOST) + np.array(TIMES)
    seen = balls.stays if outer else np.where(balls.stays == STEPS, balls.reach, 0.0)
    tie = np.select([score >= 3, rolling, leaving], [gentle, swift, gentle], seen)
    return score, tie


class _Balls(NamedTuple):
    """What became of balls, each (starts, etas): whether they rest in the picture, lower than one
    without momentum does; whether they got far, and how far; for how many steps they were to be
    seen, and what part of their height above the lowest place they lost for good."""

    rests: np.ndarray
    deeper: np.ndarray
    far: np.ndarray
    reach: np.ndarray
    stays: np.ndarray
    fallen: np.ndarray


def _rolled(loss: Shown, view: View, starts: np.ndarray, etas: np.ndarray) -> _Balls:
    """Roll a ball from every start with every η, with momentum and without."""
    shape = (2, *etas.shape)
    alpha = np.array([ALPHA, 0.0]).reshape(2, 1, 1, 1)
    first = np.broadcast_to(starts[:, None, :], (*etas.shape, loss.d))
    w = np.broadcast_to(first, (*shape, loss.d)).copy()
    update = np.zeros_like(w)
    low, high = (np.array(side) for side in zip(*loss.bounds, strict=True))
    seen, stays, reach = np.ones(shape, dtype=bool), np.zeros(shape), np.zeros(shape)
    least, most, top = w, w, np.zeros(shape)
    for k in range(STEPS):
        update = alpha * update - etas[..., None] * loss.gradient(w)
        w = w + update
        seen = seen & ((w >= low) & (w <= high)).all(-1)
        if view.gaps:
            seen &= np.isfinite(loss.value(w))
        if not seen.any():
            break
        stays += seen
        reach = np.maximum(reach, np.where(seen, np.abs(w - first).max(-1), 0.0))
        if k == STEPS - LAST:
            least, most, top = w, w, loss.value(w)
        elif k > STEPS - LAST:
            least, most = np.minimum(least, w), np.maximum(most, w)
            top = np.maximum(top, loss.value(w))
    calm = seen & ((most - least).max(-1) <= SETTLED * view.span) & (reach >= MOVED * view.span)
    rests = calm & _held(loss, view, w, least, most)
    value = np.where(seen, loss.value(w), np.inf)
    deeper = rests[1] & (value[0] < value[1] - DEEPER * view.relief)
    height = loss.value(first) - view.values.min()
    fallen = (loss.value(first) - top[0]) / np.maximum(height, 1e-300)
    return _Balls(rests[0], deeper, reach[0] >= FAR * view.span, reach[0], stays[0], fallen)


def _held(
    loss: Shown, view: View, w: np.ndarray, least: np.ndarray, most: np.ndarray
) -> np.ndarray:
    """Whether a minimum is near points (..., d): by Newton's estimate, and in one dimension also
    when the slope, which may jump, points inwards at both ends of the last steps."""
    curved = np.linalg.eigvalsh(np.nan_to_num(loss.hessian(w)))[..., 0]
    near = np.abs(loss.gradient(w)).max(-1) <= CLOSE * view.span * curved
    if loss.d == 2:
        return near
    return near | ((loss.gradient(least) < 0) & (loss.gradient(most) > 0))[..., 0]
