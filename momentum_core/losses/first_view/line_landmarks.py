"""What is worth seeing of a loss with one weight.

The gradient is sampled from 0.001 to a million on both sides of zero, and each change of its sign
is bisected.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from momentum_core.losses.first_view.landmarks import (
    FARTHEST,
    FINE,
    NEAR,
    NEAREST,
    Landmarks,
    Loss,
    walled,
)

A_DECADE = 48
OVERFLOW = 1e100
NO_BEND, STRAIGHT_FROM = 1e-9, 10.0
"""A curvature of this part of another one is none; a loss is straight from this far on."""
BISECTIONS = 60


def line_landmarks(loss: Loss) -> Landmarks:
    """What is worth seeing of a loss in one dimension."""
    x = _samples()
    q, g = loss.value(x), loss.gradient(x)[:, 0]
    bend = loss.hessian(x)[:, 0, 0]
    fine = np.isfinite(q) & np.isfinite(g) & (np.abs(q) < OVERFLOW)
    edges = _ends(loss, x, q, fine)
    both = fine[:-1] & fine[1:]
    turns = np.flatnonzero(both & (g[:-1] * g[1:] < 0))
    against = -(q[1:] - q[:-1]) * np.sign(g[1:]) > 1e-3 * np.abs(g[1:]) * (x[1:] - x[:-1])[:, 0]
    jumps = np.flatnonzero(both & (g[:-1] * g[1:] > 0) & against)
    bends = np.flatnonzero(both & (bend[:-1] * bend[1:] < 0))
    poles, ripples = _poles(loss, x, jumps)
    edges += poles
    at, kind = _turns(loss, x, turns)
    edges += at[kind == 0].tolist()
    bends, level = _bends(loss, x, g, np.setdiff1d(bends, turns))
    bends = bends[~_faint(bends, x[:, 0], bend, np.sort(edges))]
    steps = np.searchsorted(x[:, 0], level) - 1
    reach = _resolved(x, np.concatenate([turns, ripples, steps]))
    at, kind = at[kind != 0], kind[kind != 0]
    places, kinds = np.concatenate([at, level]), np.concatenate([kind, 0 * level])
    seen = np.abs(places) <= reach
    places, kinds = places[seen][:, None], kinds[seen]
    endless = reach < FARTHEST and not walled(loss, places, reach)
    near = sorted(edge for edge in edges if abs(edge) <= reach)
    bends = bends[np.abs(bends) <= reach]
    if not len(places) and not near and not len(bends):
        bends = _elbow(x[fine, 0], g[fine], bend[fine])
    values = loss.value(places)
    return Landmarks(places, values, kinds > 0, kinds < 0, endless, near, list(map(float, bends)))


def _samples() -> np.ndarray:
    decades = math.log10(FARTHEST / NEAREST)
    far = NEAREST * 10 ** (np.arange(int(decades * A_DECADE)) / A_DECADE)
    half = np.union1d(far, np.arange(FINE / 3, NEAR, FINE))
    return np.concatenate([-half[::-1], half])[:, None]


def _bisect(a: np.ndarray, b: np.ndarray, left: Callable[[np.ndarray], np.ndarray]) -> tuple:
    """Intervals (n, 1) halved again and again; ``left`` says for middles which are like ``a``."""
    for _ in range(BISECTIONS):
        middle = a + 0.487 * (b - a)  # not the middle, as 0 may be a place without a value
        same = left(middle)
        a, b = np.where(same, middle, a), np.where(same, b, middle)
    return a, b


def _ends(loss: Loss, x: np.ndarray, q: np.ndarray, fine: np.ndarray) -> list[float]:
    """Where the loss begins or ends. What only gets too large for a number has no end there."""
    k = np.flatnonzero(fine[:-1] != fine[1:])
    if not len(k):
        return []
    inside = fine[k][:, None]

    def left(w: np.ndarray) -> np.ndarray:
        values = loss.value(w)
        good = (
            np.isfinite(values) & np.isfinite(loss.gradient(w)[:, 0]) & (np.abs(values) < OVERFLOW)
        )
        return good[:, None] == inside

    a, b = _bisect(x[k], x[k + 1], left)
    last = loss.value(np.where(inside, a, b))
    runs_off = np.array([not fine[: j + 1].any() or not fine[j + 1 :].any() for j in k])
    beyond = np.where(inside[:, 0], q[k + 1], q[k])
    ends = (a + b)[:, 0] / 2
    return ends[~(runs_off & ((np.abs(last) > OVERFLOW**0.3) | np.isinf(beyond)))].tolist()


def _poles(loss: Loss, x: np.ndarray, k: np.ndarray) -> tuple[list[float], np.ndarray]:
    """Jumps against the slope: where they get no smaller they are poles, else missed ripples."""
    if not len(k):
        return [], k
    a, b = x[k], x[k + 1]
    rising = loss.gradient(a) > 0
    start = loss.value(a)[:, None].copy()
    first = np.abs(loss.value(b)[:, None] - start)

    def left(w: np.ndarray) -> np.ndarray:
        values = loss.value(w)[:, None]
        like = np.where(rising, values >= start, values <= start)
        start[:] = np.where(like, values, start)
        return like

    a, b = _bisect(a, b, left)
    last = np.abs(loss.value(b) - loss.value(a))
    pole = ~(last < first[:, 0])
    return a[pole, 0].tolist(), k[~pole]


def _turns(loss: Loss, x: np.ndarray, k: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where the slope changes its sign, and as what: 1 a minimum, −1 a maximum, 0 a pole."""
    if not len(k):
        return np.empty(0), np.empty(0)
    rising = loss.gradient(x[k]) > 0
    a, b = _bisect(x[k], x[k + 1], lambda w: (loss.gradient(w) > 0) == rising)
    climb = np.fmax(*(np.abs(loss.gradient(w)[:, 0]) for w in (a, b))) * (b - a)[:, 0]
    drop = np.abs(loss.value(a) - loss.value(x[k])) + np.abs(loss.value(b) - loss.value(x[k + 1]))
    kind = np.where(rising[:, 0], -1, 1)
    tame = np.isfinite(drop) & (climb <= 1e-3 * drop)
    return (a + b)[:, 0] / 2, np.where(tame, kind, 0)


def _bends(loss: Loss, x: np.ndarray, g: np.ndarray, k: np.ndarray) -> tuple:
    """Where the curve bends the other way, and those of them where it is level."""
    if not len(k):
        return np.empty(0), np.empty(0)
    curved = loss.hessian(x[k])[:, 0] > 0
    a, b = _bisect(x[k], x[k + 1], lambda w: (loss.hessian(w)[:, 0] > 0) == curved)
    at = (a + b) / 2
    smooth = np.abs(loss.hessian(at) / (loss.hessian(x[k]) - loss.hessian(x[k + 1])))[:, 0, 0] < 0.1
    beside = np.maximum(np.abs(g[k]), np.abs(g[k + 1]))
    level = smooth & (np.abs(loss.gradient(at)[:, 0]) <= 1e-9 * beside)
    return at[smooth, 0], at[level, 0]


def _faint(bends: np.ndarray, x: np.ndarray, bend: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Which bends (n,) are next to none beside those nearer to zero, (n,): digits lost where the
    loss is straight. Between two edges none is."""
    size = np.where(np.isfinite(bend), np.abs(bend), 0.0)
    k = np.searchsorted(x, bends).clip(1, len(x) - 1)
    beside = np.maximum(size[k - 1], size[k])
    nearer = [size[np.abs(x) < abs(at)].max(initial=0.0) for at in bends]
    piece = np.searchsorted(edges, bends)
    between = (piece > 0) & (piece < len(edges))
    return ~between & (beside < NO_BEND * np.array(nearer))


def _elbow(x: np.ndarray, g: np.ndarray, bend: np.ndarray) -> np.ndarray:
    """Where a loss that is straight to both sides bends, as the logistic one does: one place, or
    none; rounded."""
    if not len(x):
        return np.empty(0)
    size = np.where(np.isfinite(bend), np.abs(bend), 0.0)
    k = int(np.argmax(size))
    away, far = x - x[k], STRAIGHT_FROM * max(1.0, abs(float(x[k])))
    sides = (size[away < -far], size[away > far])
    straight = all(len(side) and side.max() < 0.1 * size[k] for side in sides)
    bent = straight and size[k] > 1e-6 * abs(g[k])
    return np.array([float(f"{round(float(x[k]), 1):.2g}")] if bent else [])


def _resolved(x: np.ndarray, k: np.ndarray) -> float:
    """How far from zero the samples are dense enough to tell one turn from the next."""
    k = np.sort(k)
    crowded = k[:-1][np.diff(k) <= 2]
    ends = [float(np.abs(x[j : j + 4]).min()) for j in crowded]
    return min(ends, default=FARTHEST)
