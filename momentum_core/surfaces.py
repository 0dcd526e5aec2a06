"""Losses: each written once as text; value, gradient, Hessian and LaTeX are derived from it.

Notation: ``w`` the weights, an array of shape (..., d) with d = 1 or 2; ``Q`` the loss; L the
window's span; ΔQ the loss's relief in it. Derivatives follow from the text and run as the programs
of ``program.py``, the same that the player runs. Surfaces are shared by threads: they are immutable
and own no buffers.

The catalogue's losses are those of the optimisation literature (Rosenbrock 1960; Himmelblau 1972;
Beale 1958; Styblinski & Tang 1990; Dixon & Szegő 1978; Gramacy & Lee 2012; Forrester 2008;
Goh 2017 on Distill; Lessard, Recht & Packard 2016) and some simple shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from momentum_core.derived import Derived, derive
from momentum_core.framing import find_frame
from momentum_core.program import Program
from momentum_core.refusals import refuse
from momentum_core.windows import find_window

Bounds = tuple[tuple[float, float], ...]

FARTHEST = 1e9
"""The largest number at a window's end."""
NARROWEST = 1e-6
"""The shortest side of a window,"""
FINEST = 1e-8
"""and how short it may be beside the numbers at its ends."""


@dataclass(frozen=True)
class Surface:
    """A loss over a window, with where and how fast a first run starts.

    ``text`` is the loss as typed; ``bounds`` ((lo, hi),)*d the window; ``start`` (d,) the first
    weights; ``eta`` a good learning rate, ``eta_limits`` the range worth trying; ``ceiling`` the
    loss at the picture's top edge, ``floor`` at its bottom edge (None: the largest, the least loss
    in the window).
    """

    name: str
    text: str
    teaches: str
    bounds: Bounds
    start: tuple[float, ...]
    eta: float
    eta_limits: tuple[float, float]
    ceiling: float | None = None
    floor: float | None = None

    @property
    def d(self) -> int:
        """The number of weights, 1 or 2."""
        return len(self.bounds)

    @cached_property
    def derived(self) -> Derived:
        """What follows from the text: names, programs, LaTeX."""
        return derive(self.text)

    @property
    def names(self) -> tuple[str, ...]:
        """The d variables' names, in the order of the weights."""
        return self.derived.names

    @property
    def latex(self) -> str:
        """Q in LaTeX, with decimals where it was typed with decimals."""
        return self.derived.latex

    @property
    def gradient_latex(self) -> tuple[str | None, ...]:
        """The d partial derivatives in LaTeX; None for one too long to read."""
        return self.derived.gradient_latex

    @property
    def curvature_latex(self) -> str | None:
        """The second derivative in LaTeX; None where it is too long to read, and where d is 2."""
        return self.derived.curvature_latex

    @cached_property
    def value_program(self) -> Program:
        """d inputs, 1 output."""
        return self.derived.programs[0]

    @cached_property
    def gradient_program(self) -> Program:
        """d inputs, d outputs."""
        return self.derived.programs[1]

    @cached_property
    def hessian_program(self) -> Program:
        """d inputs, d² outputs row by row."""
        return self.derived.programs[2]

    def value(self, w: np.ndarray) -> Any:
        """Q at ``w`` (..., d) as floats of shape (...); NaN or infinity where it has no value."""
        w = self._points(w)
        if w.ndim == 1:
            return np.float64(self.value_program.at(w.tolist())[0])
        return self.value_program.over(*np.moveaxis(w, -1, 0))[0]

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """∇Q at ``w`` (..., d), of the same shape."""
        w = self._points(w)
        if w.ndim == 1:
            return np.array(self.gradient_program.at(w.tolist()))
        return np.stack(self.gradient_program.over(*np.moveaxis(w, -1, 0)), axis=-1)

    def hessian(self, w: np.ndarray) -> np.ndarray:
        """The second derivatives of Q at ``w`` (..., d), of shape (..., d, d)."""
        w = self._points(w)
        if w.ndim == 1:
            return np.array(self.hessian_program.at(w.tolist())).reshape(self.d, self.d)
        entries = np.stack(self.hessian_program.over(*np.moveaxis(w, -1, 0)), axis=-1)
        return entries.reshape((*w.shape, self.d))

    def _points(self, w: np.ndarray) -> np.ndarray:
        w = np.asarray(w, dtype=float)
        if w.shape[-1:] != (self.d,):
            raise ValueError(f"Points on {self.name} have {self.d} coordinates, not {w.shape}.")
        return w

    @property
    def span(self) -> float:
        """L, the largest side of the window."""
        return max(hi - lo for lo, hi in self.bounds)

    @cached_property
    def relief(self) -> float:
        """ΔQ, the range of the loss's finite values on a fixed grid over the window.

        Where the picture has a floor, spikes are cut off, and only what is between floor and
        ceiling counts. 1 where there is no value or no difference, so that it can always divide.
        """
        values = self.value(self.grid(1001 if self.d == 1 else 101))
        finite = values[np.isfinite(values)]
        if self.floor is not None:
            finite = np.clip(finite, self.floor, self.ceiling)
        relief = float(np.ptp(finite)) if finite.size else 0.0
        return relief if 0 < relief < np.inf else 1.0

    def grid(self, n: int) -> np.ndarray:
        """n points along each axis of the window, both ends included: (n, 1) or (n, n, 2)."""
        axes = [np.linspace(lo, hi, n) for lo, hi in self.bounds]
        return np.stack(np.meshgrid(*axes), axis=-1)


def from_formula(text: str, bounds: Sequence[Sequence[float]] | None = None) -> Surface:
    """A loss from typed text, with everything that a first picture needs.

    ``bounds`` ((lo, hi),)*d is the window; where it is None a window is found. Start, η and its
    range are found too. What is found depends on text and bounds alone. Raises FormulaError with
    one sentence for the visitor; a surface that is returned can be run, searched and drawn.
    """
    return _from_formula(text.strip(), None if bounds is None else _window(bounds))


def _window(bounds: Sequence[Sequence[float]]) -> Bounds:
    """A visitor's window as numbers; FormulaError where it is none."""
    try:
        window = tuple((float(low), float(high)) for low, high in bounds)
    except (TypeError, ValueError, OverflowError):
        refuse("no window")
    for low, high in window:
        if not low < high:
            refuse("turned window")
        if not -FARTHEST <= low < high <= FARTHEST:
            refuse("far window", most=f"{FARTHEST:,.0f}")
        if high - low < max(NARROWEST, FINEST * max(-low, high)):
            refuse("narrow window")
    return window


@lru_cache(maxsize=128)
def _from_formula(text: str, window: Bounds | None) -> Surface:
    d = len(derive(text).names)
    if window is not None and len(window) != d:
        refuse("sides", has=len(window), needs=d)
    bare = Surface(text, text, "Your own loss.", ((-2.0, 2.0),) * d, (0.0,) * d, 1.0, (1.0, 1.0))
    bare = replace(bare, bounds=window or find_window(bare))
    frame = find_frame(bare)
    if frame is None:
        refuse("nowhere")
    return replace(bare, **frame._asdict())


def _catalogue() -> Mapping[str, Surface]:
    square = ((-2.0, 2.0), (-2.0, 2.0))
    losses = {
        "double-well": Surface(
            "Two wells, tilted",
            "w^4 - 2w^2 + 0.3w",
            "Momentum climbs out of the first hollow; without it the ball is stuck.",
            ((-2.0, 2.0),),
            (1.5,),
            0.04,
            (0.001, 0.5),
            2.0,
        ),
        "bowl": Surface(
            "Bowl",
            "w^2/2",
            "The simplest loss: momentum overshoots, swings and comes to rest.",
            ((-2.0, 2.0),),
            (-1.8,),
            0.05,
            (0.005, 5.0),
        ),
        "plateau": Surface(
            "Plateau",
            "w^2/(1 + w^2)",
            "On flat ground plain descent crawls; momentum gathers speed.",
            ((-6.0, 6.0),),
            (5.5,),
            0.3,
            (0.01, 5.0),
        ),
        "cliff": Surface(
            "Cliff",
            "0.05(w + 1.5)^2 + w/sqrt(w^2 + 0.1)",
            "The steep wall flings the ball; momentum carries it far past the valley.",
            ((-7.0, 4.0),),
            (3.0,),
            0.2,
            (0.005, 20.0),
        ),
        "two-sines": Surface(
            "Waves",
            "sin(x) + sin(10x/3)",
            "Several hollows: momentum decides in which one the ball rests.",
            ((2.7, 7.5),),
            (2.75,),
            0.13,
            (0.001, 1.0),
        ),
        "gramacy-lee": Surface(
            "Growing waves (Gramacy & Lee)",
            "sin(10pi*x)/(2x) + (x - 1)^4",
            "Hollows get deeper to the left; momentum hops over the shallow ones.",
            ((0.5, 2.5),),
            (2.4,),
            0.002,
            (0.00005, 0.1),
        ),
        "forrester": Surface(
            "Level spot (Forrester)",
            "(6x - 2)^2 * sin(12x - 4)",
            "A level spot on the way holds plain descent; momentum rolls through it.",
            ((0.0, 1.0),),
            (0.5,),
            0.001,
            (0.00002, 0.02),
        ),
        "bumpy": Surface(
            "Bumpy slope",
            "0.1w^2 + 0.15sin(8w)",
            "Small bumps trap plain descent at once; momentum rolls over them.",
            ((-6.0, 6.0),),
            (5.0,),
            0.05,
            (0.001, 1.0),
        ),
        "kink": Surface(
            "Kink",
            "sqrt(w^2 + 0.01)",
            "The slope hardly shrinks near the bottom, so momentum swings far past it.",
            ((-3.0, 3.0),),
            (2.5,),
            0.02,
            (0.001, 5.0),
        ),
        "flat-bottom": Surface(
            "Flat bottom",
            "w^4/4",
            "The bottom is so flat that the last stretch takes for ever.",
            ((-2.0, 2.0),),
            (1.8,),
            0.05,
            (0.001, 2.0),
        ),
        "lessard": Surface(
            "Three bends (Lessard, Recht & Packard)",
            "12.5w^2 - 6(w-1)(w-1+abs(w-1)) + 6(w-2)(w-2+abs(w-2))",
            "One valley, and yet well-tuned momentum can circle in it for ever.",
            ((-5.0, 5.0),),
            (3.3,),
            0.11,
            (0.0005, 1.0),
        ),
        "round-bowl": Surface(
            "Round bowl",
            "(x^2 + y^2)/2",
            "Equally curved all round: the slope points straight at the minimum.",
            square,
            (-1.6, 1.2),
            0.05,
            (0.005, 5.0),
        ),
        "narrow-valley": Surface(
            "Narrow valley",
            "(x^2 + 25y^2)/2",
            "Steep across, shallow along: plain descent crawls, momentum gains speed.",
            ((-3.0, 3.0), (-2.0, 2.0)),
            (-2.7, 1.2),
            0.03,
            (0.001, 0.2),
        ),
        "rosenbrock": Surface(
            "Banana valley (Rosenbrock)",
            "(1 - x)^2 + 100(y - x^2)^2",
            "A curved valley: easy to find, slow to follow.",
            ((-2.0, 2.0), (-1.0, 3.0)),
            (-1.2, 1.0),
            0.001,
            (0.00001, 0.01),
        ),
        "banana": Surface(
            "Banana valley (Distill)",
            "(1 - x)^2 + 20(3y - x^2)^2",
            "A gentler curved valley, which momentum follows to its end.",
            ((-2.0, 2.0), (-0.27, 1.07)),
            (-1.5, 0.9),
            0.002,
            (0.00002, 0.02),
        ),
        "beale": Surface(
            "Valley between steep corners (Beale)",
            "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
            "Past a saddle into a valley that gets flatter and flatter.",
            ((-0.5, 4.0), (-1.0, 1.5)),
            (0.5, -0.8),
            0.01,
            (0.00005, 0.1),
        ),
        "himmelblau": Surface(
            "Four minima (Himmelblau)",
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
            "Four equally deep minima: momentum decides which one the ball finds.",
            ((-5.0, 5.0), (-5.0, 5.0)),
            (0.0, -4.0),
            0.004,
            (0.00005, 0.05),
        ),
        "styblinski-tang": Surface(
            "Four hollows (Styblinski–Tang)",
            "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
            "One of four hollows is the deepest; momentum carries the ball there.",
            ((-5.0, 5.0), (-5.0, 5.0)),
            (4.2, 4.7),
            0.01,
            (0.0001, 0.1),
        ),
        "six-hump-camel": Surface(
            "Six humps (camel)",
            "(4 - 2.1x^2 + x^4/3)x^2 + x*y + 4(y^2 - 1)y^2",
            "Six minima, two of them deepest; momentum leaves the shallow one.",
            ((-3.0, 3.0), (-2.0, 2.0)),
            (2.0, 1.2),
            0.01,
            (0.0002, 0.2),
        ),
        "two-wells": Surface(
            "Two funnels",
            "x^2 + y^2 - 2exp(-((x - 1)^2 + y^2)/0.2) - 3exp(-((x + 1)^2 + y^2)/0.2)",
            "Two funnels in a bowl: momentum gets past the near one to the deeper.",
            square,
            (1.8, 0.3),
            0.02,
            (0.0005, 0.5),
        ),
        "saddle": Surface(
            "Saddle",
            "x^2/2 - y^2/2 + y^4/4",
            "On a saddle the slope fades; momentum gets away from it sooner.",
            square,
            (-1.7, 0.001),
            0.02,
            (0.001, 2.0),
        ),
        "matyas": Surface(
            "Shallow valley (Matyas)",
            "0.26(x^2 + y^2) - 0.48x*y",
            "A slanted valley, 25 times as curved across as along.",
            ((-10.0, 10.0), (-10.0, 10.0)),
            (-9.0, -3.0),
            0.5,
            (0.01, 10.0),
        ),
        "booth": Surface(
            "Slanted bowl (Booth)",
            "(x + 2y - 7)^2 + (2x + y - 5)^2",
            "Hardly narrow: plain descent is soon there, much momentum swings on.",
            ((-10.0, 10.0), (-10.0, 10.0)),
            (-5.0, -1.0),
            0.08,
            (0.0005, 0.5),
        ),
        "high-plain": Surface(
            "High plain",
            "(x^2 + 4y^2)/(1 + x^2 + 4y^2)",
            "Far out the ground is almost level: momentum gathers speed there.",
            ((-4.0, 4.0), (-4.0, 4.0)),
            (3.5, 2.5),
            0.2,
            (0.005, 10.0),
        ),
    }
    return MappingProxyType(losses)


CATALOGUE: Mapping[str, Surface] = _catalogue()
"""Every loss a link can name. Keys and texts never change: old links mean them."""
