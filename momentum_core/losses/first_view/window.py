"""The window that a typed loss is first shown in.

A minimum is chosen as the *home*, and the window is drawn around it and its neighbours:

- the home is the lowest minimum, or where there is no end of them one next to zero;
- a neighbour comes in as long as what is already in the picture stays visible;
- a minimum that is alone gets 2 to either side, more far from zero, less where the loss has a
  finer shape or ends.

A link may bring a formula without a window, and must show the same picture for ever. So nothing
here may change: tests pin the windows of some dozens of formulas. Ends are round numbers, which
also keeps them out of reach of rounding errors.
"""

from __future__ import annotations

import math

import numpy as np

from momentum_core.losses.first_view.landmarks import Landmarks, Loss
from momentum_core.losses.first_view.line_landmarks import line_landmarks
from momentum_core.losses.first_view.plane_landmarks import STARTS, plane_landmarks

Bounds = tuple[tuple[float, float], ...]

NARROWEST = 1e-6
"""The shortest side of a window that can be drawn,"""
FINEST = 1e-8
"""and how short it may be beside the numbers at its ends."""
BASE = 2.0
"""Half the window around a minimum that is alone."""
ONE_PLACE = 1e-6
"""Minima nearer to each other than this part of it are one, found again and again along a kink."""
FAR = 0.1
"""The same, in units of its distance from zero, for one that is far away."""
TO_EDGE = 3.0
"""The same, in units of its distance from where the loss ends."""
BEYOND = 0.08
"""How much of the window lies beyond that end."""
FLATTEST, FULLEST = 0.02, 0.9
"""The middle height in a window, in units of the highest; outside of these it shows a thread."""
MOST = {1: 40, 2: 25}
"""Points of interest in one window,"""
ENDLESS = {1: 3, 2: 9}
"""and where there is no end of them."""
MOSTLY, LARGER = 0.4, 0.27
"""In two dimensions the loss has values in this part of a window around one place; and without any
place a window is only farther from zero if the part in which it has values is larger by this."""
SHELL = 1.01
"""Around a minimum that is lower than all others no place is left out that is as near as another
one that is in the window, but for this."""
NEXT = 1.1
"""Hollows are next to another one that are at most so many times as far as the nearest."""
LOWEST = 0.004
"""Neighbours differ by this part of the window's relief."""
CORNER = 8.0
"""In two dimensions a loss that begins within this distance from zero is seen from there on."""
ROUND_FLOOR, NEAR_FLOOR = 1.4, 0.8
"""A window around the middle of a valley floor is larger than that by this; and one is around zero
if the floor is nearer than this part of BASE."""
NEXT_HOME = 1.1
"""Where there is no end of minima the home is the lowest of those that are at most so many times as
far from zero as the nearest."""
OUTLYING = 8.0
"""In two dimensions only a minimum is worth a window that many times as large."""


def find_window(loss: Loss) -> Bounds:
    """The window for a first picture of a loss, with round ends. Takes some milliseconds."""
    with np.errstate(all="ignore"):
        found = (_line_window(loss),) if loss.d == 1 else _plane_window(loss)
    return tuple(side if drawable(*side) else _around(sum(side) / 2) for side in found)


def _around(at: float) -> tuple[float, float]:
    """The window around a place, or around places that no picture could tell apart."""
    radius = max(BASE, FAR * abs(at))
    return round_out(at - radius, at + radius)


def drawable(low: float, high: float) -> bool:
    """Whether numbers from one end of a window to the other can be told from each other."""
    return high - low >= max(NARROWEST, FINEST * max(-low, high))


def _line_window(loss: Loss) -> tuple[float, float]:
    landmarks = line_landmarks(loss)
    home = _home(landmarks)
    if home is None and landmarks.bends:
        nearest = min(landmarks.bends, key=lambda at: (round(abs(at), 9), -at))
        return _alone(loss, nearest, landmarks.edges)
    if home is None:
        return _edge_window(landmarks.edges, loss) if landmarks.edges else _alone(loss, 0.0, [])
    at = float(landmarks.places[home, 0])
    chosen = _neighbours(loss, landmarks, home)
    if len(chosen) == 1:
        return _alone(loss, at, landmarks.edges)
    low, high = float(chosen.min()), float(chosen.max())
    margin = (high - low) * _margin(len(chosen))
    return _cut(low - margin, high + margin, at, landmarks.edges)


def _margin(count: int) -> float:
    return 0.45 if count <= 3 else 0.3 if count <= 7 else 0.15


def _home(landmarks: Landmarks) -> int | None:
    """The place around which the window is drawn."""
    for among in (landmarks.minima, landmarks.maxima, np.ones(len(landmarks.places), dtype=bool)):
        if not among.any():
            continue
        far = np.abs(landmarks.places).max(-1)
        values = np.where(among, landmarks.values, np.inf)
        spread = np.ptp(landmarks.values[among])
        if among is landmarks.minima and not landmarks.endless:
            among = values <= values.min() + max(1e-6 * spread, 1e-15)
        elif among is landmarks.minima:
            near = np.where(among & (far <= NEXT_HOME * far[among].min()), values, np.inf)
            among = near <= near.min() + max(1e-6 * spread, 1e-15)
        return int(np.argmin(np.where(among, far - 1e-9 * landmarks.places[:, 0], np.inf)))
    return None


def _neighbours(loss: Loss, landmarks: Landmarks, home: int) -> np.ndarray:
    """The places (n, d) that share a window with the home: the nearest, while all stay visible."""
    at = landmarks.places[home]
    away = np.abs(landmarks.places - at).max(-1)
    low, high = _between(float(at[0]), landmarks.edges) if loss.d == 1 else (-np.inf, np.inf)
    inside = (landmarks.places[:, 0] > low) & (landmarks.places[:, 0] < high)
    most = (ENDLESS if landmarks.endless else MOST)[loss.d]
    chosen = [home]
    lone = loss.d == 2 and _lone(landmarks, home)
    for k in np.argsort(away, kind="stable")[1:]:
        widest = OUTLYING * max(BASE, float(away[chosen].max()))
        if loss.d == 2 and away[k] > widest and not landmarks.minima[k]:
            continue
        if len(chosen) >= most and not (lone and away[k] <= SHELL * away[chosen[-1]]):
            break
        if not _visible(loss, landmarks, [*chosen, int(k)]):
            break
        if inside[k]:
            chosen.append(int(k))
    if loss.d == 2:
        chosen += _other_minima(loss, landmarks, home, chosen)
    return landmarks.places[chosen]


def _lone(landmarks: Landmarks, home: int) -> bool:
    """Whether the home is a minimum, and lower than all others."""
    lower = landmarks.values[landmarks.minima] <= landmarks.values[home] + 1e-9
    return bool(landmarks.minima[home] and lower.sum() == 1)


def _other_minima(loss: Loss, landmarks: Landmarks, home: int, chosen: list[int]) -> list[int]:
    """Where a window would show one hollow of many, those that are next to it."""
    away = np.abs(landmarks.places - landmarks.places[home]).max(-1)
    others = np.setdiff1d(np.flatnonzero(landmarks.minima), chosen)
    if len(chosen) == 1 or not len(others):
        return []
    low, high = np.array(_framed(landmarks.places[chosen])).T
    minima = landmarks.places[landmarks.minima]
    seen = ((minima >= low) & (minima <= high)).all(-1)
    if seen.sum() != 1 or not landmarks.minima[home]:
        return []
    next_ = others[away[others] <= NEXT * away[others].min()]
    far = away[others].min() > OUTLYING * max(BASE, float(away[chosen].max()))
    if far or not _visible(loss, landmarks, [*chosen, *next_.tolist()]):
        return []
    return next_.tolist()


def _visible(loss: Loss, landmarks: Landmarks, chosen: list[int]) -> bool:
    """Whether none of the chosen places vanishes in a window that shows them all."""
    places, values = landmarks.places[chosen], landmarks.values[chosen]
    low, high = places.min(0), places.max(0)
    margin = (high - low).max() * _margin(len(chosen))
    corners = np.array([low - 0.5 * margin, high + 0.5 * margin])
    around = loss.value(np.stack(np.meshgrid(*corners.T), axis=-1).reshape(-1, loss.d))
    around = around[np.isfinite(around)]
    relief = np.ptp(np.concatenate([values, around]))
    if loss.d == 2 and landmarks.minima[chosen[-1]] and landmarks.minima[chosen[0]]:
        values = np.concatenate([values, _between_two(loss, places[0], places[-1])])
    return bool(np.ptp(values) >= LOWEST * relief)


def _between_two(loss: Loss, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The loss on the straight way between two places (d,): (n,)."""
    part = np.linspace(0.0, 1.0, 9)[1:-1, None]
    values = loss.value(a + part * (b - a))
    return values[np.isfinite(values)]


def _between(at: float, edges: list[float]) -> tuple[float, float]:
    """The edges on both sides of a place; infinite where there is none."""
    lower = [edge for edge in edges if edge <= at]
    upper = [edge for edge in edges if edge > at]
    return max(lower, default=-np.inf), min(upper, default=np.inf)


def _cut(low: float, high: float, at: float, edges: list[float]) -> tuple[float, float]:
    """A window that goes only a little beyond where the loss ends, with round ends."""
    first, last = _between(at, edges)
    inner = min(high, last) - max(low, first)
    low, high = max(low, first - BEYOND * inner), min(high, last + BEYOND * inner)
    return round_out(low, high)


def _alone(loss: Loss, at: float, edges: list[float]) -> tuple[float, float]:
    """The window around one place: as wide as its shape asks for."""
    first, last = _between(at, edges)
    radius = min(max(BASE, FAR * abs(at)), TO_EDGE * min(at - first, last - at))
    found = _radius(loss, np.array([at]), radius, first, last)
    return _cut(at - found, at + found, at, edges)


def _radius(
    loss: Loss, at: np.ndarray, radius: float, first: float = -np.inf, last: float = np.inf
) -> float:
    """The radius, halved until the window is neither all bottom nor all top."""
    for halvings in range(14):
        r = radius / 2**halvings
        sides = [(max(c - r, first), min(c + r, last)) for c in at]
        inner = [(a + 0.01 * (b - a), b - 0.01 * (b - a)) for a, b in sides]  # an edge has no value
        axes = [np.linspace(a, b, 99 if loss.d == 1 else 21) for a, b in inner]
        values = loss.value(np.stack(np.meshgrid(*axes), axis=-1))
        defined = np.isfinite(values)
        if not defined.any() or (loss.d == 2 and defined.mean() < MOSTLY):
            continue
        values = values[defined]
        low, middle, high = np.quantile(values, (0.0, 0.5, 0.95))
        if high <= low:  # all level: nothing to be seen any closer
            return radius
        if FLATTEST <= (middle - low) / (high - low) <= FULLEST:
            return r
    return radius


def _edge_window(edges: list[float], loss: Loss) -> tuple[float, float]:
    """The window of a loss that has nothing but an edge: mostly the side where it goes on."""
    edge = min(edges, key=lambda e: (abs(e), -e))
    width = max(2.5 * BASE, FAR * abs(edge))
    right = np.isfinite(loss.value(np.array([[edge + 0.3 * width], [edge + 0.6 * width]]))).all()
    low, high = (edge, edge + 0.9 * width) if right else (edge - 0.9 * width, edge)
    first, last = _between(edge, [e for e in edges if e != edge])
    low, high = max(low, first), min(high, last)
    return _cut(low - BEYOND * width, high + BEYOND * width, (low + high) / 2, edges)


def _plane_window(loss: Loss) -> Bounds:
    landmarks = plane_landmarks(loss)
    home = _home(landmarks)
    if home is None:
        return _floor_window(loss, landmarks) if len(landmarks.floor) else _open_plane(loss)
    at = landmarks.places[home]
    chosen = _neighbours(loss, landmarks, home)
    if np.ptp(chosen, axis=0).max() <= ONE_PLACE * BASE:
        radius = _radius(loss, at, max(BASE, FAR * float(np.abs(at).max())))
        radius = max(radius, _to_floor(landmarks, home))
        return tuple(round_out(float(c) - radius, float(c) + radius) for c in at)
    return _framed(chosen)


def _framed(chosen: np.ndarray) -> Bounds:
    """The window around several places (n, 2)."""
    low, high = chosen.min(0), chosen.max(0)
    margin = float((high - low).max()) * _margin(len(chosen))
    return tuple(
        round_out(float(a) - margin, float(b) + margin) for a, b in zip(low, high, strict=True)
    )


def _to_floor(landmarks: Landmarks, home: int) -> float:
    """Half the window around a place from which a valley floor can be seen that is no higher, and
    not too far away; else 0."""
    low = landmarks.floor[landmarks.floor_values <= landmarks.values[home]]
    away = float(np.abs(low - landmarks.places[home]).max(-1).min(initial=np.inf))
    return ROUND_FLOOR * away if away <= OUTLYING * BASE else 0.0


def _floor_window(loss: Loss, landmarks: Landmarks) -> Bounds:
    """The window of a loss that has nothing but a valley floor: around zero, or where the lowest
    comes nearest to it."""
    values = landmarks.floor_values
    low = landmarks.floor[values <= values.min() + 1e-9 * max(1.0, float(np.ptp(values)))]
    nearest = low[np.argmin(np.hypot(*low.T))]
    if np.abs(nearest).max() <= NEAR_FLOOR * BASE:
        nearest = np.zeros(2)
    at = [float(f"{c:.1g}") for c in nearest.tolist()]
    radius = _radius(loss, np.array(at), max(BASE, FAR * max(map(abs, at))))
    return tuple(round_out(c - radius, c + radius) for c in at)


def _open_plane(loss: Loss) -> Bounds:
    """Without a stationary point: where the loss has values, near zero if it has some there."""
    here, right, left = (-BASE, BASE), (-0.25 * BASE, 2.25 * BASE), (-2.25 * BASE, 0.25 * BASE)
    near = [(a, b) for a in (here, right, left) for b in (here, right, left)]
    near += _corner(loss)
    far = [((c - 10, c + 10), (e - 10, e + 10)) for c in STARTS for e in (0, *STARTS)]
    best, most = near[0], -1.0
    for window in near + far:
        axes = [np.linspace(low, high, 21)[:, None] for low, high in window]
        grid = np.stack(np.meshgrid(*(a[:, 0] for a in axes)), axis=-1)
        defined = float(
            (np.isfinite(loss.value(grid)) & np.isfinite(loss.gradient(grid)).all(-1)).mean()
        )
        if defined > most + LARGER:
            best, most = window, defined
    return tuple(round_out(*side) for side in best)


def _corner(loss: Loss) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """A window beside where the loss begins in both directions, if it does: around what it has
    values in."""
    side = np.linspace(-CORNER, CORNER, 65)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    defined = grid[np.isfinite(loss.value(grid))]
    if not len(defined) or len(defined) == grid[..., 0].size:
        return []
    ends = [(low, high) for low, high in zip(defined.min(0), defined.max(0), strict=True)]
    window = []
    for low, high in ends:
        a = low if low > -CORNER else min(high - 2 * BASE, -BASE) if high < CORNER else -BASE
        b = high if high < CORNER else max(a + 2 * BASE, BASE)
        window.append((a - BEYOND * (b - a), b + BEYOND * (b - a)))
    return [(window[0], window[1])]


def round_out(low: float, high: float) -> tuple[float, float]:
    """A range a little wider, whose ends are round numbers."""
    room = (high - low) / 8
    ten = 10.0 ** math.floor(math.log10(room))
    step = max(m for m in (1, 2, 5) if m * ten <= room * (1 + 1e-9)) * ten
    slack = 1e-3 * step
    first, last = math.floor((low + slack) / step), math.ceil((high - slack) / step)
    return float(f"{first * step:.10g}") + 0.0, float(f"{last * step:.10g}") + 0.0
