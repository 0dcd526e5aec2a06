"""A still of a run: where things are on a picture whose sides are 1, from its top left.

The hill is drawn as the player draws it. Of two weights the heights are bands, as a picture of
``BANDS`` levels, lowest 0; the player's lines follow when it is there.
"""

from __future__ import annotations

import base64
import io
import itertools
import math
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from front_door.link import Opened
from momentum_core.losses.surface import Surface
from momentum_core.methods.table import METHODS
from momentum_core.settings.settings import Settings
from momentum_core.stage.scenery import window
from momentum_core.words.numbers import number

BANDS = 16
CELLS = 144
WIDE = 1.45
"""A picture of two weights is so many times as wide as high, and so is the part of the loss."""
SAMPLES = 240
TALL = 0.68
"""A hill on a laptop is about so many times as high as wide; the style sheet has its size."""
SKEW = 0.12
"""Where most of the window is lower than this part of its range, heights are logarithms, as in
assets/player/views/heights.js."""

FAR = 9.0
"""Sides of the picture."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Still:
    """The ground as lines of points (of one weight), or bands (cells, cells) from the top (of two);
    the ball's way from its start, and at which step it stands."""

    lines: tuple[tuple[Point, ...], ...]
    bands: np.ndarray | None
    way: tuple[Point, ...]
    at: int

    @property
    def ball(self) -> Point:
        """Where it stands; at the edge, if it has left the picture."""
        x, y = self.way[self.at]
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def still(
    opened: Opened, at: int | None = None, *, wide: float = WIDE, cells: int = CELLS
) -> Still:
    """A link's run at a step; None is the moment at which the page opens. ``wide``: how many times
    as wide as high a picture of two weights is; ``cells``: along each of its sides."""
    w = opened.ball.trajectory.w
    wanted = opened.settings.at or 0 if at is None else at
    step = min(wanted, len(w) - 1)
    surface = opened.ball.surface
    if surface.d == 1:
        return _hill(opened, surface, step)
    return _map(opened, surface, step, wide, cells)


def _hill(opened: Opened, surface: Surface, step: int) -> Still:
    low, high = surface.bounds[0]
    floor, ceiling = window(surface)
    w = np.linspace(low, high, SAMPLES + 1)

    def places(w: np.ndarray, q: np.ndarray) -> list[Point]:
        with np.errstate(all="ignore"):
            x, y = (w - low) / (high - low), np.clip((ceiling - q) / (ceiling - floor), -FAR, FAR)
        return [(_short(a), _short(b)) for a, b in zip(x, y, strict=True)]

    points = places(w, surface.value(w[:, None]))
    pieces: list[list[Point]] = [[]]
    for point in points:
        if math.isfinite(point[1]):
            pieces[-1].append(point)
        elif pieces[-1]:
            pieces.append([])
    lines = tuple(tuple(piece) for piece in pieces if len(piece) > 1)
    return Still(lines, None, _way(places(opened.ball.trajectory.w[:, 0], opened.ball.loss)), step)


def _map(opened: Opened, surface: Surface, step: int, shape: float, cells: int) -> Still:
    (x0, x1), (y0, y1) = surface.bounds
    wide, high = x1 - x0, y1 - y0
    more = (max(wide, high * shape) - wide) / 2, (max(high, wide / shape) - high) / 2
    (x0, x1), (y0, y1) = (x0 - more[0], x1 + more[0]), (y0 - more[1], y1 + more[1])
    xs, ys = np.linspace(x0, x1, cells), np.linspace(y1, y0, cells)
    with np.errstate(all="ignore"):
        q = surface.value(np.stack(np.meshgrid(xs, ys), axis=-1))
        w = opened.ball.trajectory.w
        x, y = (w[:, 0] - x0) / (x1 - x0), (y1 - w[:, 1]) / (y1 - y0)
    way = [(_short(a), _short(b)) for a, b in zip(x, y, strict=True)]
    return Still((), _bands(q), _way(way), step)


def _bands(q: np.ndarray) -> np.ndarray:
    """Levels from 0 to BANDS − 1; what has no value is highest."""
    finite = np.sort(q[np.isfinite(q)])
    if not len(finite):
        return np.zeros(q.shape, np.uint8)
    low, high = finite[0], finite[int(0.97 * (len(finite) - 1))]
    span = (high - low) or 1.0
    height = np.clip(np.where(np.isfinite(q), q - low, span), 0, span)
    if (finite[len(finite) // 2] - low) / span <= SKEW:
        small = max(finite[len(finite) // 50] - low, span * 1e-5)
        height, span = np.log1p(height / small), math.log1p(span / small)
    return np.minimum(height / span * BANDS, BANDS - 1).astype(np.uint8)


def _short(x: Any) -> float:
    return round(float(x), 4)


def _way(points: list[Point]) -> tuple[Point, ...]:
    """As far as there are places at all; what is very far outside is no further than FAR."""
    ends = next((k for k, p in enumerate(points) if not all(map(math.isfinite, p))), len(points))
    near = [(min(max(x, -FAR), FAR), min(max(y, -FAR), FAR)) for x, y in points[: max(ends, 1)]]
    return tuple(near)


def svg(drawn: Still) -> str:
    """As SVG and HTML that fill their place; colours are the style sheet's (assets/first.css)."""
    parts = [_ground(drawn) if drawn.bands is None else _heights(drawn.bands)]
    trail = drawn.way[: drawn.at + 1][-200:]
    if len(trail) > 1:
        parts.append(f'<path class="trail" d="M{_d(trail)}"/>')
        parts.append(f'<path class="steps" d="{"".join(f"M{x} {y}h0" for x, y in trail)}"/>')
    x, y = drawn.ball
    kind = "hill" if drawn.bands is None else "contour"
    lean = _lean(drawn)
    place = f"left:{100 * x:.2f}%;top:{100 * y:.2f}%;--x:{lean[0]:.1f}%;--y:{lean[1]:.1f}%"
    ball = f'<b class="ball" style="{place}"></b>'
    picture = "".join(parts)
    return (
        f'<div class="picture {kind}"><svg viewBox="0 0 1 1" preserveAspectRatio="none" '
        f'aria-hidden="true">{picture}</svg>{ball}</div>'
    )


def _lean(drawn: Still) -> Point:
    """Where a ball's middle is from the point that it touches, in parts of its size: above it, and
    off a slope; of two weights on it."""
    if drawn.bands is not None:
        return 0.0, 0.0
    x = drawn.ball[0]
    pairs = (pair for line in drawn.lines for pair in itertools.pairwise(line))
    around = next(((a, b) for a, b in pairs if a[0] <= x <= b[0]), None)
    (x0, y0), (x1, y1) = around or ((0.0, 0.0), (1.0, 0.0))
    rise = TALL * (y1 - y0) / (x1 - x0)
    length = math.hypot(1, rise)
    return 50 * rise / length, -50 / length


def _d(points: tuple[Point, ...]) -> str:
    return "L".join(f"{x} {y}" for x, y in points)


def _ground(drawn: Still) -> str:
    ground = "".join(f"M{line[0][0]} 1L{_d(line)}L{line[-1][0]} 1Z" for line in drawn.lines)
    curve = "".join(f"M{_d(line)}" for line in drawn.lines)
    return f'<path class="ground" d="{ground}"/><path class="curve" d="{curve}"/>'


def _heights(bands: np.ndarray) -> str:
    """The bands as a mask of greys, which lets the theme's colours through."""
    data = base64.b64encode(png(bands * (255 // (BANDS - 1)))).decode()
    image = f'<image href="data:image/png;base64,{data}" width="1" height="1" {STRETCH}/>'
    return (
        '<rect class="deep" width="1" height="1"/>'
        f'<mask id="bands" mask-type="luminance">{image}</mask>'
        '<rect class="high" width="1" height="1" mask="url(#bands)"/>'
    )


STRETCH = 'preserveAspectRatio="none"'


def png(greys: np.ndarray) -> bytes:
    """A picture of greys (rows, columns) as a PNG of few levels."""
    from PIL import Image  # takes a while, and the first page does not always need it

    made = io.BytesIO()
    Image.fromarray(greys.astype(np.uint8)).quantize(BANDS).save(made, "PNG", optimize=True)
    return made.getvalue()


def terms(settings: Settings) -> list[tuple[str, str]]:
    """The method's formula: letters, and whose colour they have."""
    method = METHODS[settings.method]
    found = [("w", ""), ("←", "sign"), ("w", ""), ("−", "sign"), ("η", "blue")]
    found += [(letters, "blue" if term else "sign") for term, letters in method.formula]
    if method.has_alpha:
        found += [("+", "sign"), ("α", "orange"), ("Δw", "orange")]
    return [(_called(letters, settings.weights), kind) for letters, kind in found]


def formula(settings: Settings) -> str:
    """The formula as HTML, with the numbers that the link chose."""
    chosen = {"η": number(settings.eta), "α": number(settings.alpha)}
    return "".join(
        f'<span class="term {kind}"><span>{_slanted(letters)}</span>'
        f"<em>{escape(chosen.get(letters, ''))}</em></span>"
        for letters, kind in terms(settings)
    )


def _called(symbol: str, weights: str) -> str:
    """A symbol in the letters of the loss; as inLetters in assets/player/panels/formulas.js."""
    if weights == "w":
        return symbol
    pair = weights if weights.startswith("(") else f"({weights})"
    return symbol.replace("(w)", pair).replace("w", weights)


def _slanted(symbol: str) -> str:
    return "".join(f"<i>{escape(c)}</i>" if c.islower() or c == "Q" else escape(c) for c in symbol)
