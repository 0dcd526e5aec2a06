"""What is worth seeing of a loss with two weights.

Newton's method is started from near and far, and from the hollows of some grids; tips are looked
for by the loss alone.
"""

from __future__ import annotations

import numpy as np

from momentum_core.losses.creases import creases, floors_along
from momentum_core.losses.first_view.landmarks import CIRCLE, NEAR, Landmarks, Loss, walled
from momentum_core.losses.first_view.level import level_places
from momentum_core.losses.first_view.zeros import (
    SAME_HEIGHT,
    SAME_PLACE,
    closest,
    distinct,
    newton_step,
    zeros,
)
from momentum_core.losses.tips import Tips, Value, creased, crept, descended, low_points, tips

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
NO_TIPS = Tips(np.empty((0, 2)), np.empty(0))
COUNTABLE = 30
"""More stationary points than this have no end;"""
FEW, SPARSE = 7, 50.0
"""nor have more than FEW of them, some SPARSE times as far away as two are from each other;"""
SEEN = 6.0
"""then hardly one is missed that is up to so many times as far away."""
AROUND, FAINT = 0.25, 1e-6
"""On a circle of this radius a faint ripple differs by less than this part of what others do."""


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
    places = _told(loss, distinct(zeros(loss, w)))
    if len(places) <= COUNTABLE:
        more = np.concatenate([places, zeros(loss, _hollows(loss))])
        places = _told(loss, distinct(more))
    missed = distinct(zeros(loss, np.concatenate([points for points, _ in low])))
    known = np.concatenate([places, missed])
    places = _told(loss, _joined(places, _deeper(loss, missed, places)))
    valleys = _tips(loss, loss.value, low, known)
    level, goes_on = level_places(loss, places)  # a slope that only fades far out is no place
    floor = np.concatenate([places[level & goes_on], _kinked_floor(loss)])
    places = places[~level]
    reach, apart = float(np.abs(places).max(initial=0.0)), closest(places)
    away = np.abs(places - places[:1]).max(-1)
    sparse = len(places) > FEW and away.max() > SPARSE * apart
    endless = (sparse or len(places) > COUNTABLE) and not walled(loss, places, reach)
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
        tops = _off(loss, _tips(loss, _upside_down(loss), high, known), -flat)
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


def _kinked_floor(loss: Loss) -> np.ndarray:
    """Places (n, 2) of the lowest valley floor along a crease around zero."""
    if not loss.creased or loss.creases is None:
        return np.empty((0, 2))
    reach, n = GRIDS[1]
    side = np.linspace(-reach, reach, n)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    values, lines = loss.value(grid), creases(loss.creases, grid)
    values = values[np.isfinite(values)]
    relief = float(np.quantile(values, 0.9) - values.min()) if len(values) else 0.0
    for members in floors_along(loss.value, lines, 2 * reach, relief):
        return lines.places[members]
    return np.empty((0, 2))


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
    far = np.abs(newton_step(loss, points)).max(-1) > 10 * radius
    return ~((off <= 0.5 * np.abs(change).max((-1, -2))) & far)


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
