"""What is worth seeing of a loss: minima and maxima, level spots, and where it begins or ends.

In one dimension the gradient is sampled from 0.001 to a million on both sides of zero, and each
change of its sign is bisected; in two, Newton's method is started from near and far. This is a
first look that decides what the picture shows. What is in the picture is then searched with proof,
by ``stationary``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from momentum_core.losses.tips import Tips, Value, creased, crept, descended, low_points, tips

NEAREST, FARTHEST = 1.0137e-3, 1e6
"""Samples lie this far from zero; none of them on a round number, where poles like to be."""
A_DECADE = 48
FINE, NEAR = 0.0201, 8.0
"""Up to NEAR from zero, samples also lie FINE apart."""
OVERFLOW = 1e100
NO_BEND, STRAIGHT_FROM = 1e-9, 10.0
"""A curvature of this part of another one is none; a loss is straight from this far on."""
BISECTIONS = 60
STARTS = (0.15, 0.5, 1.1, 2.1, 3.7, 7.0, 17.0, 53.0, 210.0, 1300.0)
"""Newton's method starts from these coordinates and their negatives."""
GRIDS = ((2.0, 50), (8.0, 48), (32.0, 66))
"""Hollows are looked for on grids that reach so far from zero, with so many points along each side;
none of them at zero."""
COSTLY = 60
"""A loss of more operations is looked at on one grid only, and rolled from fewer starts."""
HOLLOWS = 24
"""So many hollows of each grid, the lowest, are gone down."""
NARROW, POINTED = 1e-3, 1e-9
"""Down to steps of this part of a grid's gap Newton's method is at home in a hollow; a tip is
searched for to this part of its reach."""
BEND = 2e-4
"""where the slope bends within this part of the reach,"""
CREEP = 0.02
"""and from there along a crease with steps of at most this part of the reach."""
CLOSE = 1e-3
"""A hollow this near to a zero of the gradient, in units of its grid's reach, is that zero's."""
BESIDE = 0.05
"""Along a valley floor the slope is zero at this distance, too, in units of the size of a place,"""
ALONG, NONE = 1e-6, 1e-8
"""where one curvature, and then the slope, is so small beside the other curvature."""
NEARER, TOWARDS, ENDS = 6, 0.25, 1e-5
"""In so many steps, each this part of the way to zero, it is looked whether a floor goes on: its
slope is less than this, in the same units."""
SAME_PLACE, SAME_HEIGHT = 3e-3, 1e-9
NO_TIPS = Tips(np.empty((0, 2)), np.empty(0))
NEWTON_STEPS = 40
POLISH = 5
"""So many more of Newton's steps get no longer at a zero."""
CIRCLE = np.linspace(0.0, 2 * np.pi, 17)[:-1]
COUNTABLE = 30
"""More stationary points than this have no end;"""
FEW, SPARSE = 7, 50.0
"""nor have more than FEW of them, some SPARSE times as far away as two are from each other;"""
SEEN = 6.0
"""then hardly one is missed that is up to so many times as far away."""
AROUND, FAINT = 0.25, 1e-6
"""On a circle of this radius a faint ripple differs by less than this part of what others do."""


class Loss(Protocol):
    """A loss and its derivatives at points (..., d)."""

    @property
    def d(self) -> int:
        """1 or 2."""

    @property
    def cost(self) -> int:
        """Operations of a value."""

    @property
    def creased(self) -> bool:
        """Whether it may have a kink or a cusp."""

    def value(self, w: np.ndarray) -> np.ndarray:
        """Shape (...)."""

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """Shape (..., d)."""

    def hessian(self, w: np.ndarray) -> np.ndarray:
        """Shape (..., d, d)."""


@dataclass(slots=True)
class Landmarks:
    """What is worth seeing: places (n, d), their values (n,), and which of them are minima (n,)
    and maxima. endless: whether there may be more than were found. In one dimension also edges,
    where the loss begins or ends, and bends, where it bends the other way. In two, floor: places
    (m, 2) of lines along which the slope is zero, which are not among the others, and their values
    (m,)."""

    places: np.ndarray
    values: np.ndarray
    minima: np.ndarray
    maxima: np.ndarray
    endless: bool
    edges: list[float] = field(default_factory=list)
    bends: list[float] = field(default_factory=list)
    floor: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    floor_values: np.ndarray = field(default_factory=lambda: np.empty(0))


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
    endless = reach < FARTHEST and not _walled(loss, places, reach)
    near = sorted(edge for edge in edges if abs(edge) <= reach)
    bends = bends[np.abs(bends) <= reach]
    if not len(places) and not near and not len(bends):
        bends = _elbow(x[fine, 0], g[fine], bend[fine])
    values = loss.value(places)
    return Landmarks(places, values, kinds > 0, kinds < 0, endless, near, list(map(float, bends)))


def _walled(loss: Loss, places: np.ndarray, reach: float) -> bool:
    """Whether the loss is far higher at the border of what was seen than around zero."""
    near = loss.value(places[np.argsort(np.abs(places).max(-1), kind="stable")[:5]])
    turn = np.array([[1.0, -1.0]] if loss.d == 1 else [np.cos(CIRCLE), np.sin(CIRCLE)])
    border = np.multiply.outer(np.linspace(0.7, 1.0, 40) * reach, turn.T).reshape(-1, loss.d)
    return bool(len(near) and (loss.value(border) > near.max() + 3 * np.ptp(near)).all())


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


def plane_landmarks(loss: Loss) -> Landmarks:
    """What is worth seeing of a loss in two dimensions."""
    side = np.array([*(-c for c in reversed(STARTS)), *STARTS])
    w = np.stack(np.meshgrid(side, side * 1.07), axis=-1).reshape(-1, 2)
    values = loss.value(w)
    height = (
        float(np.median(np.abs(values[np.isfinite(values)]))) if np.isfinite(values).any() else 0
    )
    grids = GRIDS if loss.cost <= COSTLY else GRIDS[1:2]
    low = _gone_down(loss.value, grids)
    places = _told(loss, _distinct(_zeros(loss, w)))
    if len(places) <= COUNTABLE:
        more = np.concatenate([places, _zeros(loss, _hollows(loss))])
        places = _told(loss, _distinct(more))
    missed = _distinct(_zeros(loss, np.concatenate([points for points, _ in low])))
    zeros = np.concatenate([places, missed])
    places = _told(loss, _joined(places, _deeper(loss, missed, places)))
    valleys = _tips(loss, loss.value, low, zeros)
    level = on_floor(loss, places)
    floor, places = places[level], places[~level]
    reach, apart = float(np.abs(places).max(initial=0.0)), _closest(places)
    away = np.abs(places - places[:1]).max(-1)
    sparse = len(places) > FEW and away.max() > SPARSE * apart
    endless = (sparse or len(places) > COUNTABLE) and not _walled(loss, places, reach)
    if endless and len(places) <= COUNTABLE:
        places = places[away <= SEEN * apart]
    bends = np.linalg.eigvalsh(loss.hessian(places)) if len(places) else np.empty((0, 2))
    tiny = 1e-9 * np.abs(bends).max(-1, initial=0.0)
    values, minima = loss.value(places), bends[:, 0] >= -tiny
    if minima.any():
        minima |= values <= values[minima].min() + 1e-12 * height
    flat = loss.value(floor)
    valleys, tops = _off(loss, valleys, flat), NO_TIPS
    if not minima.any() and not len(valleys.values):
        high = _gone_down(_upside_down(loss), grids[:2])
        tops = _off(loss, _tips(loss, _upside_down(loss), high, zeros), -flat)
    pointed = [len(valleys.values), len(tops.values)]
    return Landmarks(
        np.concatenate([places, valleys.places, tops.places]),
        np.concatenate([values, valleys.values, -tops.values]),
        np.concatenate([minima, np.repeat([True, False], pointed)]),
        np.concatenate([bends[:, 1] <= tiny, np.repeat([False, True], pointed)]),
        endless or pointed[0] > COUNTABLE,
        floor=floor,
        floor_values=flat,
    )


def _off(loss: Loss, found: Tips, floor: np.ndarray) -> Tips:
    """The tips that are not as high as a valley floor: on it every place looks like one."""
    away = np.abs(found.values[:, None] - floor).min(-1, initial=np.inf)
    off = away > SAME_HEIGHT * (1 + np.abs(found.values))
    return creased(loss, Tips(found.places[off], found.values[off]), 1.0)


def _joined(places: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Places and those of ``more`` that are new, the nearest to zero first."""
    apart = SAME_PLACE * (1 + np.abs(more).max(-1))
    new = np.abs(more[:, None] - places).max(-1).min(-1, initial=np.inf) > apart
    joined = np.concatenate([places, more[new]])
    return joined[np.argsort(np.abs(joined).max(-1), kind="stable")]


def _hollows(loss: Loss) -> np.ndarray:
    """The points (n, 2) of a grid around zero that are lower than the eight around them."""
    reach, n = GRIDS[1]
    side = np.linspace(-reach, reach, n)
    w = np.stack(np.meshgrid(side, side), axis=-1)
    values = loss.value(w)
    values[~np.isfinite(values)] = np.inf
    cells = np.lib.stride_tricks.sliding_window_view(values, (3, 3)).reshape(-1, 9)
    lower = (cells[:, 4:5] < np.delete(cells, 4, axis=1)).all(-1)
    return w[1:-1, 1:-1].reshape(-1, 2)[lower]


def _deeper(loss: Loss, more: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Of more places those that are lower than all of ``places`` that are hardly farther from
    zero; and those as far from it, and as high, as one of them, which symmetry has hidden."""
    near = np.abs(places).max(-1) <= np.abs(more).max(-1)[:, None] + AROUND
    lowest = np.where(near, loss.value(places), np.inf).min(-1, initial=np.inf)
    values = loss.value(more)
    size = SAME_HEIGHT * (1 + np.abs(values))
    alike = np.abs(values[:, None] - loss.value(places)) <= size[:, None]
    alike &= np.abs(np.hypot(*more.T)[:, None] - np.hypot(*places.T)) <= SAME_HEIGHT * 1e3
    return more[(values < lowest - size) | alike.any(-1)]


def _upside_down(loss: Loss) -> Value:
    return lambda w: -loss.value(w)


def _gone_down(
    value: Value, grids: tuple[tuple[float, int], ...]
) -> list[tuple[np.ndarray, float]]:
    """The hollows of each grid: points (n, 2) so near to them that Newton's method reaches them,
    and the grid's reach."""
    found = []
    for reach, n in grids:
        side = np.linspace(-reach, reach, n)
        start = low_points(value, np.stack(np.meshgrid(side, side), axis=-1), HOLLOWS)
        gap = float(side[1] - side[0])
        found.append((descended(value, start, gap / 2, NARROW * gap).places, reach))
    return found


def _tips(
    loss: Loss, value: Value, low: list[tuple[np.ndarray, float]], places: np.ndarray
) -> Tips:
    """The tips among hollows: those that are no zero of the gradient, nearest to zero first."""
    if not loss.creased:
        return NO_TIPS
    found, known = [NO_TIPS], places
    for points, reach in low:
        close = np.abs(points[:, None] - known).max(-1) <= CLOSE * reach
        points = points[~close.any(-1)]
        points = points[_rough(loss, points, BEND * reach)]
        down = descended(value, points, NARROW * reach, NARROW**2 * reach)
        sharp = tips(value, crept(value, down, CREEP * reach, POINTED * reach), reach)
        found.append(sharp)
        known = np.concatenate([known, sharp.places])
    at, values = (np.concatenate(x) for x in zip(*found, strict=True))
    order = np.argsort(np.abs(at).max(-1), kind="stable")
    at, values = at[order], values[order]
    near = np.abs(at[:, None] - at).max(-1) <= SAME_PLACE * (1 + np.abs(at).max(-1))
    told = _loud(value, np.concatenate([places, at]))[len(places) :]
    told &= ~np.tril(near, -1).any(-1)
    return Tips(at[told], values[told])


def _rough(loss: Loss, points: np.ndarray, radius: float) -> np.ndarray:
    """Which points (n, 2) may have a tip so near, (n,): the slope doesn't change there as the
    second derivatives say, or it does, and a zero that Newton's method has missed is as near."""
    beside = radius * np.stack([np.cos(CIRCLE), np.sin(CIRCLE)], axis=-1)
    change = loss.gradient(points[:, None] + beside) - loss.gradient(points)[:, None]
    smooth = np.einsum("nij,kj->nki", loss.hessian(points), beside)
    off = np.abs(change - smooth).max((-1, -2))
    far = np.abs(_newton_step(loss, points)).max(-1) > 10 * radius
    return ~((off <= 0.5 * np.abs(change).max((-1, -2))) & far)


def on_floor(loss: Loss, places: np.ndarray) -> np.ndarray:
    """Which places (n, 2) lie on a line along which the slope is zero, (n,): where one curvature is
    none, and a little along that direction, and back across it, the slope is zero again; so it is
    nearer to zero, too: where a slope only gets smaller and smaller it isn't."""
    found, along, most = _level_way(loss, places)
    places, along, most = places[found], along[found], most[found]
    level = np.ones(len(places), dtype=bool)
    step = BESIDE * (1 + np.abs(places).max(-1))
    for side in (-1, 1):
        w = back_across(loss, places + side * step[:, None] * along)
        level &= _slope(loss, w) <= NONE * most * step
    w = places
    for _ in range(NEARER):
        _, along, _ = _level_way(loss, w)
        w = w - TOWARDS * np.einsum("ni,ni->n", w, along)[:, None] * along
        w = back_across(loss, w)
        level &= _slope(loss, w) <= ENDS * most * step
    found[found] = level
    return found


def _level_way(loss: Loss, w: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of points (n, 2): whether one curvature is none beside the other one, its direction (n, 2),
    and the other one (n,)."""
    bends, v = np.linalg.eigh(np.nan_to_num(loss.hessian(w)))
    order = np.argsort(np.abs(bends), axis=-1)
    least, most = np.abs(np.take_along_axis(bends, order, -1)).T
    along = np.take_along_axis(v, order[:, None, :1], axis=-1)[..., 0]
    return (least <= ALONG * most) & (most > 0), along, most


def _slope(loss: Loss, w: np.ndarray) -> np.ndarray:
    return np.abs(loss.gradient(w)).max(-1)


def back_across(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Where Newton's method across a valley leads to from points (n, 2)."""
    for _ in range(5):
        w = w - _across(loss, w)
    return w


def _across(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Newton's step (n, 2) along the direction of the largest curvature only."""
    bends, v = np.linalg.eigh(np.nan_to_num(loss.hessian(w)))
    k = np.abs(bends).argmax(-1)[:, None]
    across = np.take_along_axis(v, k[:, None], axis=-1)[..., 0]
    slope = np.einsum("ni,ni->n", loss.gradient(w), across)[:, None]
    return np.nan_to_num(slope / np.take_along_axis(bends, k, axis=-1)) * across


def _told(loss: Loss, places: np.ndarray) -> np.ndarray:
    """The places (n, 2) that are more than faint ripples."""
    return places[_loud(loss.value, places)]


def _loud(value: Value, places: np.ndarray) -> np.ndarray:
    """Which places (n, 2) are more than faint ripples beside the strongest near zero, (n,)."""
    circle = AROUND * np.stack([np.cos(CIRCLE), np.sin(CIRCLE)], axis=-1)
    circles = np.concatenate([circle, circle / 2])
    relief = np.ptp(value(places[:, None] + circles), axis=-1)
    strongest = relief[(np.abs(places).max(-1) <= NEAR) & np.isfinite(relief)].max(initial=0.0)
    return ~(relief < FAINT * strongest)


def _closest(places: np.ndarray) -> float:
    """The distance of those two places that are closest to each other."""
    apart = np.abs(places[:, None] - places).max(-1)
    np.fill_diagonal(apart, np.inf)
    return float(apart.min(initial=np.inf))


def _zeros(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Zeros of the gradient (m, 2) that Newton's method reaches from starts (n, 2)."""
    for _ in range(NEWTON_STEPS):
        step = _newton_step(loss, w)
        good = np.isfinite(step).all(-1)
        w, step = w[good], step[good]
        longest = 0.5 * (1 + np.abs(w).max(-1, keepdims=True))
        w = w - step * np.minimum(1, longest / (np.abs(step).max(-1, keepdims=True) + 1e-300))
    return _settled(loss, w)


def _settled(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Those of points (n, 2) that are at a zero of the gradient, to a small part of their size.

    Far out a gradient may be small beside the largest curvature and yet lead on for ever, along the
    other direction of the Hessian. So Newton's step is judged along both, and must not grow.
    """
    w = w[np.isfinite(loss.hessian(w)).all((-1, -2)) & np.isfinite(loss.value(w))]
    size, gradient, hessian = 1 + np.abs(w).max(-1), loss.gradient(w), loss.hessian(w)
    bends, v = np.linalg.eigh(hessian)
    rounding = 1e-13 * np.einsum("nij,nj->ni", np.abs(hessian), np.abs(w))
    along, least = (np.einsum("nij,ni->nj", x, y) for x, y in ((v, gradient), (abs(v), rounding)))
    near = np.abs(along) <= np.maximum(1e-3 * size[:, None] * np.abs(bends), least)
    slope = np.abs(gradient).max(-1)
    settled = near.all(-1) & (slope < 1e-6 * np.abs(hessian).max((-1, -2)) * size)
    settled &= size < FARTHEST
    w, size = w[settled], size[settled]
    still = np.ones(len(w), dtype=bool)
    later, step = w, np.abs(_newton_step(loss, w)).max(-1)
    for _ in range(POLISH):
        later = later - _newton_step(loss, later)
        longest, step = np.maximum(step, 1e-11 * size), np.abs(_newton_step(loss, later)).max(-1)
        still &= step <= longest
    return w[still]


def _newton_step(loss: Loss, w: np.ndarray) -> np.ndarray:
    """Newton's step (n, 2) for a zero of the gradient, damped a little where it is undecided."""
    g, hessian = loss.gradient(w), loss.hessian(w)
    a, b, c = hessian[:, 0, 0], hessian[:, 0, 1], hessian[:, 1, 1]
    p, q, r = a * a + b * b, b * (a + c), b * b + c * c
    u, v = a * g[:, 0] + b * g[:, 1], b * g[:, 0] + c * g[:, 1]
    damping = 1e-14 * (p + r) + 1e-300
    p, r = p + damping, r + damping
    return np.stack([r * u - q * v, p * v - q * u], axis=-1) / (p * r - q * q)[:, None]


def _distinct(w: np.ndarray) -> np.ndarray:
    """Places that differ, the nearest to zero first; at most a few hundred."""
    rounded = np.round(w, 5) + 0.0
    _, first = np.unique(rounded, axis=0, return_index=True)
    w = w[first]
    w = w[np.argsort(np.abs(w).max(-1), kind="stable")][:300]
    apart = np.abs(w[:, None] - w).max(-1) <= SAME_PLACE * (1 + np.abs(w).max(-1))
    earlier = np.tril(apart, -1).any(-1)
    return w[~earlier]
