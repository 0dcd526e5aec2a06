"""Creases of a loss in two dimensions: the lines along which it may have a kink.

A kink comes from |f|, or from max or min of f and g, where f, or f − g, goes through zero. So these
functions are asked, and not the loss: along the sides of a grid's cells their zeros are found;
where two creases cross, which a tip often is, Newton's method finds the place. Whether the loss has
a valley floor along a crease, or a tip where two cross, is for others to judge.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from momentum_core.formula.program import Program

ROUNDS, EXACT = 20, 3e-16
"""So many rounds of false position at most, or until a function is this part of what it was."""
POLE = 1e-3
"""Where a function is still this part of what it was, it has jumped and not crossed zero."""
NEWTON_STEPS = 6
MOST_CROSSINGS = 200
OUTSIDE = 1.0
"""A crossing is at most so many cells away from the cell in which it is looked for."""
FEWEST, LONG, CIRCLE, MOSTLY = 6, 0.05, 1e-2, 0.8
"""A floor has so many places or more, over this part of the span or more; around this part of them
nothing is lower on a circle of this part of the span."""
LEVEL, DIGITS = 1e-8, 1e-12
"""They are equally high but for this part of the relief, and for this part of their height."""


class Creases(NamedTuple):
    """Places (n, 2) on creases, and the direction (n, 2) that the crease has there."""

    places: np.ndarray
    along: np.ndarray


NONE = Creases(np.empty((0, 2)), np.empty((0, 2)))


def creases(program: Program | None, grid: np.ndarray) -> Creases:
    """Where creases meet the sides of the cells of a grid (r, c, 2). ``program`` has for each
    crease its function, and the function's slopes along both axes; see ``derive``."""
    if program is None:
        return NONE
    values, _ = _asked(program, grid)
    found = [
        _between(program, k, a, b)
        for k, f in enumerate(values)
        for a, b in _sides(np.concatenate([grid, f[..., None]], axis=-1))
    ]
    return Creases(*(np.concatenate(x) for x in zip(*found, strict=True)))


def floors_along(
    value: Callable[[np.ndarray], np.ndarray], found: Creases, span: float, relief: float
) -> list[np.ndarray]:
    """Which places on creases belong to which valley floor: indices, the lowest floor first. All of
    it is equally high, and beside it nothing is lower."""
    heights = value(found.places)
    order = np.argsort(heights, kind="stable")
    order = order[np.isfinite(heights[order])]
    slack = LEVEL * relief + DIGITS * np.abs(heights)
    gaps = np.flatnonzero(np.diff(heights[order]) > slack[order][:-1]) + 1
    turn = np.linspace(0, 2 * np.pi, 17)[:-1]
    circle = CIRCLE * span * np.stack([np.cos(turn), np.sin(turn)], axis=-1)
    floors = []
    for group in np.split(order, gaps):
        w = found.places[group]
        if len(group) < FEWEST or np.ptp(w, axis=0).max() < LONG * span:
            continue
        around = value(w[:, None] + circle) - heights[group][:, None]
        if (around >= -slack[group][:, None]).all(-1).mean() > MOSTLY and around.max() > 0:
            floors.append(group)
    return floors


def crossings(program: Program | None, grid: np.ndarray) -> np.ndarray:
    """Where two creases cross in the cells of a grid (r, c, 2), or next to them: (n, 2)."""
    if program is None or len(program.outputs) < 6:
        return np.empty((0, 2))
    values, _ = _asked(program, grid)
    turns = [_turning(f) for f in values]
    size = np.abs(grid[1, 1] - grid[0, 0])
    found = [np.empty((0, 2))]
    for j in range(len(turns)):
        for i in range(j):
            w = grid[:-1, :-1][turns[i] & turns[j]][:MOST_CROSSINGS] + size / 2
            end = _newton(program, i, j, w)
            found.append(end[(np.abs(end - w) <= (0.5 + OUTSIDE) * size).all(-1)])
    return np.concatenate(found)


def _asked(program: Program, w: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The functions (n, ...) at points (..., 2), and their slopes (n, ..., 2)."""
    answers = np.array(program.over(w[..., 0].copy(), w[..., 1].copy()))
    answers = answers.reshape(len(program.outputs) // 3, 3, *w.shape[:-1])
    return answers[:, 0], np.moveaxis(answers[:, 1:], 1, -1)


def _turning(f: np.ndarray) -> np.ndarray:
    """The cells at whose corners a function (r, c) has both signs, (r − 1, c − 1)."""
    corners = np.lib.stride_tricks.sliding_window_view(f, (2, 2))
    return np.asarray((corners.min((-1, -2)) <= 0) & (corners.max((-1, -2)) >= 0))


def _sides(grid: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The ends (n, 2) of those sides of cells along which a function turns; ``grid`` (r, c, 3) has
    the places and the function."""
    for a, b in ((grid[:, :-1], grid[:, 1:]), (grid[:-1], grid[1:])):
        turns = (a[..., 2] < 0) != (b[..., 2] < 0)
        yield a[turns][:, :2], b[turns][:, :2]


def _between(program: Program, k: int, a: np.ndarray, b: np.ndarray) -> Creases:
    """The zeros of function k between ends (n, 2), by false position (the Illinois way: an end that
    is kept twice counts half)."""
    first, last = (_asked(program, w)[0][k] for w in (a, b))
    largest = np.maximum(np.abs(first), np.abs(last))
    w, kept = a, np.zeros(len(a))
    values, slopes = _asked(program, w)
    for _ in range(ROUNDS):
        w = a + (first / (first - last))[:, None] * (b - a)
        values, slopes = _asked(program, w)
        f = values[k]
        if (np.abs(f) <= EXACT * largest).all():
            break
        left = (f < 0) == (first < 0)
        a, b = np.where(left[:, None], w, a), np.where(left[:, None], b, w)
        last = np.where(left, np.where(kept > 0, last / 2, last), f)
        first = np.where(left, f, np.where(kept < 0, first / 2, first))
        kept = np.where(left, 1.0, -1.0)
    slope, size = slopes[k], np.hypot(*slopes[k].T)
    good = (np.abs(values[k]) <= POLE * largest) & (size > 0) & np.isfinite(size)
    across = slope[good] / size[good, None]
    return Creases(w[good], np.stack([-across[:, 1], across[:, 0]], axis=-1))


def _newton(program: Program, i: int, j: int, w: np.ndarray) -> np.ndarray:
    """Where Newton's method for a zero of two functions leads to from points (n, 2)."""
    for _ in range(NEWTON_STEPS):
        f, slope = _asked(program, w)
        (a, b), (c, d) = slope[i].T, slope[j].T
        step = np.stack([d * f[i] - b * f[j], a * f[j] - c * f[i]], axis=-1)
        w = w - step / (a * d - b * c)[:, None]
    return w
