"""Places of a loss in two dimensions at which its slope jumps, or has no value: floors and tips.

No search for zeros of the gradient finds them. Nothing here is proved; what is found is checked.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from momentum_core.losses.creases import creases, crossings, floors_along
from momentum_core.losses.floors import STROKES, slack, thinned
from momentum_core.losses.points import AROUND, BESIDE, SAME, StationaryPoint, bends, zeroed
from momentum_core.losses.surface import Surface
from momentum_core.losses.tips import Tips, creased, crept, descended, low_points, tips

TIP_GRID, MOST_TIPS, FINEST = 100, 48, 1e-9
"""Points along each axis from whose hollows a tip is searched for, at most how many, and to which
part of the span."""
NEAR_TIP = 1e-4
"""A tip this near to a zero of the gradient, in units of the span, is that zero."""


def with_kinked_floors(
    surface: Surface, points: list[StationaryPoint]
) -> tuple[list[StationaryPoint], bool]:
    """The points, with the valley floors along creases, each told of by the place next to the
    middle of the window, and without the flat ones that lie on them; whether there are such."""
    lines = creases(surface.creases, surface.grid(STROKES))
    middle = np.mean(surface.bounds, axis=-1)
    floors = floors_along(surface.value, lines, surface.span, surface.relief)
    for members in floors:
        w = lines.places[members]
        at = zeroed(surface, w[np.abs(w - middle).max(-1).argmin()])
        height = float(surface.value(at)) + 0.0
        strokes_ = thinned(surface, w, lines.along[members])
        there = [p for p in points if abs(p.value - height) <= slack(surface, height)]
        known = next((p for p in there if p.kind == "floor"), None)
        found = known or StationaryPoint(tuple(at.tolist()), height, "floor", (0.0, 0.0))
        longer = max(found.along, strokes_, key=len)
        level = [p for p in there if p.kind in ("floor", "flat")]
        points = [p for p in points if p not in level] + [replace(found, along=longer)]
    return points, bool(floors)


def pointed(surface: Surface, known: list[StationaryPoint]) -> list[StationaryPoint]:
    """The tips of a loss in two dimensions, downwards and upwards, that are not among the known."""
    grid, span = surface.grid(TIP_GRID), surface.span
    crossed = crossings(surface.creases, grid)
    found = []
    for kind, sign in (("minimum", 1.0), ("maximum", -1.0)):
        value = partial(_turned, surface, sign)
        start = low_points(value, grid, MOST_TIPS)
        down = descended(value, start, span / TIP_GRID, NEAR_TIP**2 * span)
        down = _unknown(surface, down, known, sign)
        down = crept(value, down, 2 * span / TIP_GRID, FINEST * span)
        down = _together(Tips(crossed, value(crossed)), down)
        sharp = creased(surface, tips(value, _unknown(surface, down, known, sign), span), span)
        low, high = np.array(surface.bounds).T
        inside = ((sharp.places >= low) & (sharp.places <= high)).all(-1)
        sharp = Tips(sharp.places[inside], sharp.values[inside])
        for w, height in zip(sharp.places, sign * sharp.values, strict=True):
            hessian = bends(surface, w[None])[0] if _smooth(surface, w) else np.zeros((2, 2))
            curved = tuple(np.linalg.eigvalsh(hessian).tolist())
            found.append(StationaryPoint(tuple(w.tolist()), float(height), kind, curved))
    return found


def _together(some: Tips, more: Tips) -> Tips:
    """All of the places that have a value."""
    w, values = (np.concatenate(both) for both in zip(some, more, strict=True))
    finite = np.isfinite(w).all(-1) & np.isfinite(values)
    return Tips(w[finite], values[finite])


def _turned(surface: Surface, sign: float, w: np.ndarray) -> np.ndarray:
    return np.asarray(sign * surface.value(w))


def _unknown(surface: Surface, found: Tips, known: list[StationaryPoint], sign: float) -> Tips:
    """Those of places that are no known point, and as high as no known floor."""
    new = np.ones(len(found.values), dtype=bool)
    for p in known:
        if p.kind == "floor":
            new &= np.abs(sign * found.values - p.value) > SAME * surface.relief
        else:
            new &= np.abs(found.places - p.w).max(-1) > NEAR_TIP * surface.span
    return Tips(found.places[new], found.values[new])


def _smooth(surface: Surface, w: np.ndarray) -> bool:
    """Whether the second derivatives around a point (2,) are all nearly the same."""
    away = BESIDE * surface.span * np.array(AROUND)
    beside = surface.hessian(w + away)
    size = np.abs(beside).max()
    return bool(np.isfinite(size) and np.ptp(beside, axis=0).max() <= 0.1 * size)
