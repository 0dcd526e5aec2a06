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

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from momentum_core.formula.derive import Derived, derive
from momentum_core.formula.functions import FUNCTIONS
from momentum_core.formula.program import Program
from momentum_core.formula.refusals import refuse
from momentum_core.kept import kept
from momentum_core.losses.first_view.start import find_frame
from momentum_core.losses.first_view.window import Bounds, drawable, find_window
from momentum_core.words.sentences import say

CREASES = frozenset(
    ["sqrt", "cbrt", "max", "min", *(f.name for f in FUNCTIONS.values() if f.jumps)]
)
"""Operations beside whose zero a loss may have a tip."""
FARTHEST = 1e9
"""The largest number at a window's end."""


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

    @property
    def creases(self) -> Program | None:
        """The functions at whose zeros a loss of two weights may have a kink, as ``derive`` has
        them."""
        return self.derived.creases

    @property
    def cost(self) -> int:
        """Operations of a value."""
        return len(self.value_program.code)

    @cached_property
    def creased(self) -> bool:
        """Whether it may have a kink, a cusp, or a place where only its slope has no value."""
        return any(op in CREASES for op, *_ in self.value_program.code)

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
        return self.value_program.over(*_columns(w))[0]

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """∇Q at ``w`` (..., d), of the same shape."""
        w = self._points(w)
        if w.ndim == 1:
            return np.array(self.gradient_program.at(w.tolist()))
        return _rows(self.gradient_program.over(*_columns(w)))

    def hessian(self, w: np.ndarray) -> np.ndarray:
        """The second derivatives of Q at ``w`` (..., d), of shape (..., d, d)."""
        w = self._points(w)
        if w.ndim == 1:
            return np.array(self.hessian_program.at(w.tolist())).reshape(self.d, self.d)
        entries = _rows(self.hessian_program.over(*_columns(w)))
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


def _columns(w: np.ndarray) -> list[np.ndarray]:
    """The coordinates of points (..., d): d arrays (...)."""
    return [w[..., k] for k in range(w.shape[-1])]


def _rows(columns: Sequence[np.ndarray]) -> np.ndarray:
    """n arrays (...) as one, (..., n)."""
    rows = np.empty((*columns[0].shape, len(columns)))
    for k, column in enumerate(columns):
        rows[..., k] = column
    return rows


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
        if not drawable(low, high):
            refuse("narrow window")
    return window


@kept(8)
def _from_formula(text: str, window: Bounds | None) -> Surface:
    d = len(derive(text).names)
    if window is not None and len(window) != d:
        refuse("sides", has=len(window), needs=d)
    bare = Surface(text, text, say("own.formula"), ((-2.0, 2.0),) * d, (0.0,) * d, 1.0, (1.0, 1.0))
    if window is None:
        # Settings ask for the loss in this window next.
        return _from_formula(text, find_window(bare))
    bare = replace(bare, bounds=window)
    frame = find_frame(bare)
    if frame is None:
        refuse("nowhere")
    found = replace(bare, **frame._asdict())
    assert found.derived  # which is kept with it, and so is weighed with it
    return found
