"""Losses: each written once as text; value, gradient, Hessian and LaTeX are derived from it.

Notation: ``w`` the weights, an array of shape (..., d) with d = 1 or 2; ``Q`` the loss; L the
window's span; ΔQ the loss's relief in it. Derivatives come from SymPy and run as the programs of
``program.py``, the same that the player runs. Surfaces are shared by threads: they are immutable
and own no buffers.

The catalogue's losses are those of the optimisation literature (Rosenbrock 1960; Himmelblau 1972;
Beale 1958; Styblinski & Tang 1990; Dixon & Szegő 1978; Gramacy & Lee 2012; Forrester 2008;
Goh 2017 on Distill) and some simple shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np
import sympy
from sympy.printing.latex import LatexPrinter

from momentum_core.formula import FormulaError, parse
from momentum_core.program import Program, compile_program

Bounds = tuple[tuple[float, float], ...]

MOST_TERMS = 8000
"""A typed loss whose second derivatives have more terms than this would take seconds to derive."""


@dataclass(frozen=True)
class Surface:
    """A loss over a window, with where and how fast a first run starts.

    ``text`` is the loss as typed; ``bounds`` ((lo, hi),)*d the window; ``start`` (d,) the first
    weights; ``eta`` a good learning rate, ``eta_limits`` the range worth trying; ``ceiling`` the
    loss at the picture's top edge (None: the largest loss in the window).
    """

    name: str
    text: str
    teaches: str
    bounds: Bounds
    start: tuple[float, ...]
    eta: float
    eta_limits: tuple[float, float]
    ceiling: float | None = None

    @property
    def d(self) -> int:
        """The number of weights, 1 or 2."""
        return len(self.bounds)

    @property
    def expression(self) -> sympy.Expr:
        """Q as a SymPy expression in ``symbols``."""
        return _parsed(self.text)[0]

    @property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """The d variables, in the order of the weights."""
        return _parsed(self.text)[1]

    @cached_property
    def latex(self) -> str:
        """Q in LaTeX, with decimals where it was typed with decimals."""
        return (_DecimalPrinter() if "." in self.text else LatexPrinter()).doprint(self.expression)

    @cached_property
    def value_program(self) -> Program:
        """d inputs, 1 output."""
        return _program(self.text, 0)

    @cached_property
    def gradient_program(self) -> Program:
        """d inputs, d outputs."""
        return _program(self.text, 1)

    @cached_property
    def hessian_program(self) -> Program:
        """d inputs, d² outputs row by row."""
        return _program(self.text, 2)

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

        1 where there is no finite value or no difference, so that it can always divide.
        """
        values = self.value(self.grid(1001 if self.d == 1 else 101))
        finite = values[np.isfinite(values)]
        relief = float(np.ptp(finite)) if finite.size else 0.0
        return relief if 0 < relief < np.inf else 1.0

    def grid(self, n: int) -> np.ndarray:
        """n points along each axis of the window, both ends included: (n, 1) or (n, n, 2)."""
        axes = [np.linspace(lo, hi, n) for lo, hi in self.bounds]
        return np.stack(np.meshgrid(*axes), axis=-1)


_parsed = lru_cache(maxsize=256)(parse)


class _Magnitude(sympy.Function):
    """Stands in for Abs while deriving: its slope is the sign, also where SymPy isn't sure that
    the argument is real, and the slope of the sign is 0 (no DiracDelta)."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return _Sign(self.args[0])


class _Sign(sympy.Function):
    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.S.Zero


def _sizes(e: sympy.Expr) -> tuple[int, int, int]:
    """About how many terms a loss and its first and second derivative have, written out."""
    if not e.args or not e.free_symbols:
        return 1, int(e.is_Symbol), 0
    if e.is_Pow and e.exp.free_symbols:
        return _sizes(sympy.exp(e.exp * sympy.log(e.base), evaluate=False))
    parts = [_sizes(part) for part in e.args if part.free_symbols]
    n, first, second = (sum(column) for column in zip(*parts, strict=True))
    if e.is_Add:
        return n + 1, first, second
    if not e.is_Mul:
        return n + 1, n + 1 + first, 2 * (n + 1 + first) + second
    k = len(parts)
    return n + 1, k * n + first, k * (k - 1) * n + 2 * (k - 1) * first + k * n + second


@lru_cache(maxsize=512)
def _program(text: str, order: int) -> Program:
    """The loss (order 0), its gradient (1) or its Hessian (2), compiled."""
    expression, symbols = _parsed(text)
    kinked = expression.has(sympy.Abs)
    derived = [expression.replace(sympy.Abs, _Magnitude) if kinked else expression]
    for _ in range(order):
        derived = [e.diff(s) for e in derived for s in symbols]
    if kinked:
        derived = [e.replace(_Magnitude, sympy.Abs).replace(_Sign, sympy.sign) for e in derived]
    return compile_program(derived, symbols)


class _DecimalPrinter(LatexPrinter):
    """LaTeX that keeps 0.3 w as a decimal where SymPy would write a fraction."""

    def _print_Rational(self, e: sympy.Rational) -> str:
        return _decimal(e) or super()._print_Rational(e)

    def _print_Mul(self, e: sympy.Expr) -> str:
        coefficient, rest = e.as_coeff_Mul()
        shown = _decimal(coefficient)
        if not shown or rest.is_Add or sympy.fraction(rest)[1] != 1:
            return super()._print_Mul(e)
        return f"{shown} {self._print(rest)}"


def _decimal(number: sympy.Expr) -> str:
    """A fraction with a short decimal form in that form, else an empty text."""
    if not number.is_Rational or number.is_Integer or 10**6 % number.q:
        return ""
    return f"{int(number * 10**6) / 10**6:.6f}".rstrip("0")


def from_formula(text: str, bounds: Sequence[Sequence[float]] | None = None) -> Surface:
    """A loss from typed text, over ``bounds`` (-2 to 2 when None), with a start and an η that suit.

    Raises FormulaError with one sentence for the visitor.
    """
    window = None if bounds is None else tuple((float(lo), float(hi)) for lo, hi in bounds)
    return _from_formula(text.strip(), window)


@lru_cache(maxsize=256)
def _from_formula(text: str, window: Bounds | None) -> Surface:
    expression, symbols = _parsed(text)
    if _sizes(expression)[2] > MOST_TERMS:
        raise FormulaError("This formula is too intricate; try a shorter one.")
    bounds = window or ((-2.0, 2.0),) * len(symbols)
    if len(bounds) != len(symbols):
        raise FormulaError(f"The window has {len(bounds)} sides, the formula {len(symbols)}.")
    if not all(-1e9 <= lo < hi <= 1e9 for lo, hi in bounds):
        raise FormulaError("The window needs a lower and a higher end along each axis.")
    bare = Surface(text, text, "Your own loss.", bounds, (0.0,) * len(bounds), 1.0, (1.0, 1.0))
    try:
        start = _a_start(bare)
        eta = _an_eta(bare, start)
    except FormulaError:
        raise
    except (ValueError, RecursionError) as error:
        raise FormulaError("This formula can't be differentiated; try a simpler one.") from error
    return replace(bare, start=start, eta=eta, eta_limits=(eta / 100, eta * 30))


def _a_start(surface: Surface) -> tuple[float, ...]:
    """Three quarters along each axis, or the nearest point to that where the loss has a slope."""
    grid = surface.grid(17).reshape(-1, surface.d)
    slopes = surface.gradient(grid)
    usable = np.isfinite(surface.value(grid)) & np.isfinite(slopes).all(-1) & slopes.any(-1)
    if not usable.any():
        raise FormulaError("This loss has no value, or no slope, anywhere in the picture.")
    wanted = np.array([lo + 0.75 * (hi - lo) for lo, hi in surface.bounds])
    distance = np.abs(grid - wanted).max(-1)
    return tuple(grid[np.argmin(np.where(usable, distance, np.inf))].tolist())


def _an_eta(surface: Surface, start: tuple[float, ...]) -> float:
    """0.1 over the curvature at the start, to two digits; from the slope where it is straight."""
    point = np.array(start)
    hessian = surface.hessian(point)
    bend = np.abs(np.linalg.eigvalsh(hessian)).max() if np.isfinite(hessian).all() else 0.0
    bend = max(float(bend), float(np.abs(surface.gradient(point)).max()) / surface.span)
    return float(f"{min(max(0.1 / bend, 1e-12), 1e12):.1e}")


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
