"""The stationary points of a loss in its window: where its gradient is zero.

The window is cut into boxes. A box goes when interval bounds show that it holds no zero of the
gradient; it is settled when they show that it holds at most one and that one is known; otherwise
it is cut again. Zeros come from Newton's method, started in the boxes that are left. The list is
called complete when no box is left over, no point is flat, and none had to be left out. The tests
on a box with centre m, radii r and bounds A of the Hessian in it are Krawczyk's, with C = H(m)⁻¹
(Neumaier 1990, Interval Methods, §5.1):

    no zero            abs(C g(m)) > r + abs(1 − CA) r     in some coordinate
    at most one zero   abs(1 − CA) < 1                     in the largest row sum

What a point is (minimum, saddle, maximum) is read from the Hessian's eigenvalues, flat when one of
them is zero: small on the picture's scale, relief / span², and no larger than what it changes by
within the distance that the point's own place is uncertain by.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from momentum_core.formula.intervals import JUMPS, enclose
from momentum_core.kept import kept
from momentum_core.losses.floors import floors, level_lines, strokes
from momentum_core.losses.kinks import pointed, with_kinked_floors
from momentum_core.losses.points import (
    BESIDE,
    SAME,
    StationaryPoint,
    bends,
    zeroed,
)
from momentum_core.losses.surface import Surface
from momentum_core.words.sentences import say

CELLS = {1: 256, 2: 24}
"""Boxes along each axis at first."""
DEEPEST = 16
"""How often a box may be halved."""
MOST_BOXES = 16_000
"""With more boxes than this at once the search gives up,"""
MOST_WORK = 4_000_000
"""and after this many operations on boxes."""
PAD = 1e-9
"""Boxes overlap by this part of the span, so that no zero gets lost between two."""
FLAT = 1e-6
"""Of a curvature below this part of relief / span² it is asked whether it is none."""
UNCERTAIN = 2e-15
"""A gradient is only known to this part of relief / span."""
STEEP = 1e-3
"""A gradient above this part of relief / span right beside a zero means that it jumps there."""
TIP = 1e-3
"""At a tip the last step of the bisection changes the loss by no more than this part of all; at a
pole it changes as much by each."""
VANISHED = 1e-8
"""A gradient below this part of relief / span counts as zero."""
NEWTON_STEPS, LAST_STEPS = 40, 10
"""Of Newton's method with some damping, and then without."""
MOST_STARTS = 4000
"""Newton's method starts in every second, third … box when there are more."""
PICTURE = {1: 1001, 2: 101}
"""Points along each axis among which nothing is lower than the lowest minimum,"""
DIGITS = 1e-12
"""but for this part of the loss, which is rounding."""
MOST_POINTS, MOST_ZEROS = 200, 600
"""Points are listed, minima and the lowest first; and so many are looked for."""
TOLD_APART = 200
"""A picture's side has so many places at which points can be told from each other."""
MOST_FLAT = 20
"""More flat points than this are taken for a line or an area of them, and not listed."""


Boxes = tuple[np.ndarray, np.ndarray]
"""Centres and radii, both (n, d)."""


@dataclass(frozen=True, slots=True)
class Stationary:
    """The stationary points found in a window, and a sentence where some may be missing."""

    points: tuple[StationaryPoint, ...]
    complete: bool
    reason: str = ""


@kept(8)
def stationary_points(surface: Surface) -> Stationary:
    """The stationary points of ``surface`` in its window, border included, lowest loss first.

    Takes some 20 ms the first time. Never raises for a loss that has derivatives.
    """
    with np.errstate(all="ignore"):
        zeros, settled = _search(surface)
        points = [p for p in _classify(surface, zeros) if np.isfinite(p.value)]
        reason = "" if settled else _doubt(surface)
        flat = [p for p in points if p.kind == "flat"]
        level = _floors(surface, flat)
        if level or (len(flat) > MOST_FLAT and not _apart(surface, flat)):
            points = [p for p in points if p.kind != "flat"] + level
            reason = say("missed.floor" if level else "missed.line")
        elif len(points) > MOST_POINTS:
            reason = reason or say("missed.many", found=len(points), shown=MOST_POINTS)
        elif flat:
            reason = say("missed.flat")
        if surface.d == 2 and surface.creased:
            points, kinked = with_kinked_floors(surface, points)
            points += pointed(surface, points)
            reason = say("missed.floor") if kinked else reason
    points.sort(key=lambda p: (p.value, p.w))
    if len(points) > MOST_POINTS:
        reason = reason or say("missed.many", found=len(points), shown=MOST_POINTS)
        points = _most_telling(surface, points)
    bottom = _bottom(surface, points)
    points = [replace(p, lowest=p.holds and p.value <= bottom) for p in points]
    return Stationary(tuple(points), not reason, reason)


def _floors(surface: Surface, flat: list[StationaryPoint]) -> list[StationaryPoint]:
    """The floors that flat points belong to, each told of by the point next to the middle."""
    if not flat:
        return []
    w, values = np.array([p.w for p in flat]), np.array([p.value for p in flat])
    middle = np.mean(surface.bounds, axis=-1)
    found, lines = [], None
    for members in floors(surface, w, values):
        k = members[np.abs(w[members] - middle).max(-1).argmin()]
        if surface.d == 2 and lines is None:
            lines = level_lines(surface)
        along = () if lines is None else strokes(surface, lines, flat[k].value)
        found.append(replace(flat[k], kind="floor", along=along))
    return found


def _most_telling(surface: Surface, points: list[StationaryPoint]) -> list[StationaryPoint]:
    """As many as are listed, of more, in the same order: first one of those that nobody could tell
    apart in the picture, and then the others; minima before other points, low before high."""
    low = np.array(surface.bounds)[:, 0]
    width = np.ptp(np.array(surface.bounds), axis=1) / TOLD_APART
    place = np.floor((np.array([p.w for p in points]) - low) / width)
    order = sorted(range(len(points)), key=lambda k: (not points[k].holds, k))
    first: dict[tuple[float, ...], int] = {}
    for k in order:
        first.setdefault(tuple(place[k]), k)
    seen = set(first.values())
    order.sort(key=lambda k: k not in seen)
    return [points[k] for k in sorted(order[:MOST_POINTS])]


def _apart(surface: Surface, flat: list[StationaryPoint]) -> bool:
    """Whether flat points of a loss in one dimension are single ones: between two of them there is
    a slope."""
    if surface.d != 1:
        return False
    at = np.sort([p.w[0] for p in flat])
    between = surface.gradient(((at[:-1] + at[1:]) / 2)[:, None])
    return bool((np.abs(between) > VANISHED * surface.relief / surface.span).all())


def _bottom(surface: Surface, points: list[StationaryPoint]) -> float:
    """The value that no minimum called lowest exceeds: nothing in the picture is lower, as far as
    a grid shows; a gap, a cusp or the border of the window may be."""
    grid = surface.value(surface.grid(PICTURE[surface.d]))
    minima = [p.value for p in points if p.holds]
    bottom = min([*minima, float(grid[np.isfinite(grid)].min(initial=np.inf))])
    return bottom + max(SAME * surface.relief, DIGITS * abs(bottom))


def _doubt(surface: Surface) -> str:
    """Why the search could not settle every box."""
    grid = surface.grid(65)
    if surface.floor is not None or not (
        np.isfinite(surface.value(grid)).all() and np.isfinite(surface.gradient(grid)).all()
    ):
        return say("missed.gap")
    if any(op in JUMPS for op, *_ in surface.gradient_program.code):
        return say("missed.jump")
    return say("missed.intricate")


def _search(surface: Surface) -> tuple[np.ndarray, bool]:
    """Zeros (n, d) of the gradient, and whether every box was settled."""
    boxes = _first_boxes(surface)
    zeros = np.empty((0, surface.d))
    cost = len(surface.gradient_program.code) + len(surface.hessian_program.code)
    work = 0
    for depth in range(DEEPEST + 1):
        possible, single = _judge(surface, *boxes)
        boxes, single = (boxes[0][possible], boxes[1][possible]), single[possible]
        open_ = single & ~_holds(surface, boxes, zeros)
        if depth and open_.any():
            zeros = _merge(surface, zeros, _newton(surface, boxes[0][open_]))
        rest = ~(single & _holds(surface, boxes, zeros))
        boxes = boxes[0][rest], boxes[1][rest]
        if _endless(surface, zeros):
            return zeros[:MOST_POINTS], False
        if not len(boxes[0]) or len(zeros) > MOST_ZEROS:
            break
        work += len(boxes[0]) * cost
        coming = len(boxes[0]) * 2**surface.d
        if coming > MOST_BOXES or work + coming * cost > MOST_WORK or depth == DEEPEST:
            zeros = _merge(surface, zeros, _newton(surface, boxes[0]))
            if surface.d == 1:
                zeros = _merge(surface, zeros, _kinks(surface))
            break
        boxes = _halve(*boxes)
    if len(zeros) > MOST_ZEROS:
        zeros = _merge(surface, _newton(surface, _hollows(surface)), zeros)
    return zeros, not len(boxes[0])


def _endless(surface: Surface, zeros: np.ndarray) -> bool:
    """Whether so many zeros of the gradient lie along a line or in an area."""
    if len(zeros) <= MOST_POINTS or surface.d == 1:
        return False
    some = _classify(surface, zeros[:: len(zeros) // MOST_FLAT])
    return 2 * sum(p.kind == "flat" for p in some) > len(some)


def _hollows(surface: Surface) -> np.ndarray:
    """The points (n, d) of a grid that are lower than their neighbours, the lowest first, so that
    of too many zeros the lowest are among those that are known."""
    n = PICTURE[surface.d]
    grid = surface.grid(n)
    value = surface.value(grid).reshape((n,) * surface.d)
    value = np.where(np.isfinite(value), value, np.inf)
    padded = np.pad(value, 1, constant_values=np.inf)
    middle = (slice(1, -1),) * surface.d
    low = np.ones_like(value, dtype=bool)
    for axis in range(surface.d):
        low &= (value <= np.roll(padded, 1, axis)[middle]) & (
            value <= np.roll(padded, -1, axis)[middle]
        )
    k = np.flatnonzero(low)
    return grid.reshape(-1, surface.d)[k[np.argsort(value.ravel()[k], kind="stable")[:MOST_POINTS]]]


def _first_boxes(surface: Surface) -> Boxes:
    n = CELLS[surface.d]
    low, high = np.array(surface.bounds).T
    radius = (high - low) / (2 * n)
    index = np.stack(np.meshgrid(*[np.arange(n)] * surface.d), axis=-1).reshape(-1, surface.d)
    centres = low + (2 * index + 1) * radius
    return centres, np.broadcast_to(radius, centres.shape)


def _halve(centres: np.ndarray, radii: np.ndarray) -> Boxes:
    """Each box cut in half along each axis."""
    d = centres.shape[-1]
    corners = np.stack(np.meshgrid(*[(-0.5, 0.5)] * d), axis=-1).reshape(-1, d)
    shifted = centres[:, None, :] + corners * radii[:, None, :]
    return shifted.reshape(-1, d), np.repeat(radii / 2, len(corners), axis=0)


def _judge(
    surface: Surface, centres: np.ndarray, radii: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which boxes may hold a zero, and which hold at most one: two arrays of shape (n,)."""
    d, r = surface.d, radii + PAD * surface.span
    (low, high), jumps = enclose(surface.gradient_program, centres - r, centres + r)
    possible = np.all((low <= 0) & (high >= 0), axis=-1)
    single = np.zeros(len(centres), dtype=bool)
    m, r = centres[possible], r[possible]
    (low, high), _ = enclose(surface.hessian_program, m - r, m + r)
    middle, half = [((high + s * low) / 2).reshape(-1, d, d) for s in (1, -1)]
    C = _inverse(surface.hessian(m))
    spread = np.abs(np.eye(d) - C @ middle) + np.abs(C) @ half
    spread[jumps[possible]] = np.nan  # the Hessian says nothing about a slope that jumps
    shift = np.abs(np.einsum("nij,nj->ni", C, surface.gradient(m)))
    missed = (shift > r + np.einsum("nij,nj->ni", spread, r)).any(-1)
    single[possible] = spread.sum(-1).max(-1) < 1
    possible[possible] = ~missed
    return possible, single


def _inverse(matrices: np.ndarray) -> np.ndarray:
    """Inverses of (n, d, d), d at most 2; not finite where there is none."""
    if matrices.shape[-1] == 1:
        return 1 / matrices
    a, b, c, d = (matrices[:, i, j] for i in (0, 1) for j in (0, 1))
    adjugate = np.stack([d, -b, -c, a], axis=-1).reshape(-1, 2, 2)
    return adjugate / (a * d - b * c)[:, None, None]


def _holds(surface: Surface, boxes: Boxes, zeros: np.ndarray) -> np.ndarray:
    """Which boxes have one of the known zeros in them, (n,)."""
    centres, radii = boxes
    away = np.abs(centres[:, None, :] - zeros) - radii[:, None, :]
    return (away <= PAD * surface.span).all(-1).any(-1)


def _newton(surface: Surface, w: np.ndarray) -> np.ndarray:
    """Zeros of the gradient that Newton's method reaches from starts (n, d): those inside."""
    w = w[:: -(-len(w) // MOST_STARTS) or 1]
    longest = surface.span / 8
    for _ in range(NEWTON_STEPS):
        g, H = surface.gradient(w), surface.hessian(w)
        normal = np.swapaxes(H, -1, -2) @ H
        size = np.trace(normal, axis1=-2, axis2=-1)
        normal += (1e-14 * size + 1e-300)[:, None, None] * np.eye(surface.d)
        usable = np.isfinite(normal).all((-1, -2)) & np.isfinite(g).all(-1)
        w, g, H, normal = w[usable], g[usable], H[usable], normal[usable]
        step = np.linalg.solve(normal, np.einsum("nji,nj->ni", H, g)[..., None])[..., 0]
        w = w - step * np.minimum(1, longest / (np.abs(step).max(-1, keepdims=True) + 1e-300))
    small = np.abs(surface.gradient(w)).max(-1) <= VANISHED * surface.relief / surface.span
    low, high = np.array(surface.bounds).T
    inside = ((w >= low - PAD * surface.span) & (w <= high + PAD * surface.span)).all(-1)
    return np.clip(_refined(surface, w[small & inside]), low, high)


def _refined(surface: Surface, zeros: np.ndarray) -> np.ndarray:
    """Zeros (n, d) after some steps without damping, which is slow along a narrow valley. One whose
    slope isn't less then, or that left the window, stays where it was."""
    w = zeros
    for _ in range(LAST_STEPS):
        g, H = surface.gradient(w), surface.hessian(w)
        usable = np.isfinite(H).all((-1, -2)) & np.isfinite(g).all(-1)
        values, vectors = np.linalg.eigh(np.where(usable[:, None, None], H, 0.0))
        size = np.abs(values)
        along = np.einsum("nij,ni->nj", vectors, g)
        known = usable[:, None] & (size > UNCERTAIN * size.max(-1, keepdims=True))
        step = np.divide(along, values, out=np.zeros_like(along), where=known)
        w = w - np.einsum("nij,nj->ni", vectors, step)
    low, high = np.array(surface.bounds).T
    inside = ((w >= low - PAD * surface.span) & (w <= high + PAD * surface.span)).all(-1)
    before, after = (np.abs(surface.gradient(x)).max(-1) for x in (zeros, w))
    return np.where((inside & (after < before))[:, None], w, zeros)


def _kinks(surface: Surface) -> np.ndarray:
    """Where the slope of a loss in one dimension jumps across zero, by bisection: (n, 1); a jump
    may be from −∞ to ∞, as at the tip of sqrt(abs(x)), if the loss itself has no pole there."""
    grid = surface.grid(3990)  # a prime number of gaps, so that no round number is a sample
    slopes = surface.gradient(grid)[:, 0]
    change = slopes[:-1] * slopes[1:] < 0
    a, b = grid[:-1][change], grid[1:][change]
    left, start = np.sign(slopes[:-1][change])[:, None], surface.value(a)
    steepest = np.maximum(np.abs(slopes[:-1]), np.abs(slopes[1:]))[change][:, None]
    for _ in range(60):
        middle = (a + b) / 2
        same = np.sign(surface.gradient(middle)) == left
        a, b = np.where(same, middle, a), np.where(same, b, middle)
    climb, drop = np.abs(surface.gradient(a)) * (b - a), np.abs(surface.value(a) - start)
    tame = np.abs(surface.gradient(a)) <= 10 * steepest  # at a pole the sign changes, too
    tame |= climb <= TIP * drop[:, None]
    return a[tame.all(-1)]


def _merge(surface: Surface, zeros: np.ndarray, more: np.ndarray) -> np.ndarray:
    """The zeros and those of ``more`` that are new."""
    _, first = np.unique(np.round(more / (SAME * surface.span)), axis=0, return_index=True)
    for w in more[np.sort(first)]:
        if len(zeros) > MOST_ZEROS:
            break
        if not (np.abs(zeros - w).max(-1) <= SAME * surface.span).any():
            zeros = np.vstack([zeros, w])
    return zeros


def _classify(surface: Surface, zeros: np.ndarray) -> list[StationaryPoint]:
    """What the Hessian's eigenvalues say about zeros (n, d) of the gradient."""
    w = zeroed(surface, zeros)
    hessian = bends(surface, w)
    hessian[~np.isfinite(hessian).all((-1, -2))] = 0.0
    eigenvalues, vectors = np.linalg.eigh(hessian)
    none = _none(surface, w, eigenvalues, np.swapaxes(vectors, -1, -2)).any(-1)
    kinds = np.select(
        [none, (eigenvalues > 0).all(-1), (eigenvalues < 0).all(-1)],
        ["flat", "minimum", "maximum"],
        "saddle",
    )
    if surface.d == 1:
        crossing = _crossing(surface, w)
        kinds = np.where(crossing != "", crossing, kinds)
    found = zip(w.tolist(), surface.value(w) + 0.0, kinds, eigenvalues.tolist(), strict=True)
    return [StationaryPoint(tuple(x), float(q), str(k), tuple(bends)) for x, q, k, bends in found]


def _none(surface: Surface, w: np.ndarray, curvature: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Which curvatures (n, d) along eigenvectors v (n, d, d) are zero. One isn't where it stays
    nearly the same as far as the zero of the gradient may be from ``w``. One that isn't small need
    not; but it is where as far as a picture can show it turns over: that is an inflection."""
    small = np.abs(curvature) <= FLAT * surface.relief / surface.span**2
    slope = np.abs(np.einsum("nij,nj->ni", v, surface.gradient(w)))
    slope = np.maximum(slope, UNCERTAIN * surface.relief / surface.span)
    reach = np.maximum(3 * slope / np.abs(curvature), np.where(small, 0, BESIDE * surface.span))
    away = reach[..., None] * v
    beside = surface.hessian(np.stack([w[:, None] - away, w[:, None] + away]))
    bends = np.einsum("nij,snijk,nik->sni", v, beside, v)
    stays = (np.abs(bends - curvature) <= 0.5 * np.abs(curvature)).all(0)
    far = 3 * slope > np.abs(curvature) * surface.span
    return np.where(small, far | ~stays, ~stays & (bends[0] * bends[1] < 0))


def _crossing(surface: Surface, w: np.ndarray) -> np.ndarray:
    """In one dimension, what the slopes just beside points (n, 1) say; empty where they are too
    small.

    At a kink the Hessian only knows the bend beside it.
    """
    left, right = (surface.gradient(w + s * SAME * surface.span)[:, 0] for s in (-1, 1))
    least = np.minimum(np.abs(left), np.abs(right))
    unclear = (least <= STEEP * surface.relief / surface.span) | ~(left * right <= 0)
    return np.select([unclear, left < 0], ["", "minimum"], "maximum")
