"""A program's third interpreter: whole boxes instead of points.

``enclose`` runs a program on intervals and returns, for every box, bounds between which each
output stays anywhere in the box (Moore 1966). That is what turns "no stationary point was seen"
into "there is none". Bounds are not rounded outwards: they hold up to a few units in the last
place. An output that may have no value, or no bound, in a box gets (−inf, inf).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from momentum_core.formula.functions import FUNCTIONS, Interval
from momentum_core.formula.program import Program

HUGE = 1e300
"""Numbers below this are finite whatever the rounding."""


def enclose(program: Program, low: np.ndarray, high: np.ndarray) -> tuple[Interval, np.ndarray]:
    """Bounds of every output over boxes with corners ``low`` and ``high``, both (..., d).

    Returns the bounds, each of shape (..., outputs), and where a slope may jump inside the box
    (a sign of something that passes zero), of shape (...).
    """
    shape = low.shape[:-1]
    r: list[Interval] = [(low[..., k], high[..., k]) for k in range(program.inputs)]
    r += [(np.full(shape, c), np.full(shape, c)) for c in program.constants]
    r += [(np.empty(0), np.empty(0))] * (program.registers - len(r))
    jumps = np.zeros(shape, dtype=bool)
    with np.errstate(all="ignore"):
        for op, to, a, b in program.code:
            if op in JUMPS:
                jumps |= (r[a][0] <= 0) & (r[a][1] >= 0)
            if b < 0:
                bounds = _UNARY[op](*r[a])
            elif op == "mul" and a == b:
                bounds = _square(*r[a])
            else:
                bounds = _BINARY[op](*r[a], *r[b])
            r[to] = _known(*bounds)
    lows = np.stack([r[k][0] for k in program.outputs], axis=-1)
    highs = np.stack([r[k][1] for k in program.outputs], axis=-1)
    return (lows, highs), jumps


def bounded(program: Program, low: Sequence[float], high: Sequence[float]) -> bool:
    """Whether every intermediate result is a finite number wherever the inputs are in one box."""
    fixed = program.inputs + len(program.constants)
    latest = {k: k for k in range(-1, fixed)}  # −1 is no operand
    code = []
    for to, (op, register, a, b) in enumerate(program.code, start=fixed):
        code.append((op, to, latest[a], latest[b]))
        latest[register] = to
    every = range(fixed + len(code))
    unshared = replace(program, code=tuple(code), outputs=tuple(every), registers=len(every))
    (lows, highs), _ = enclose(unshared, np.array(low), np.array(high))
    return bool((np.maximum(-lows, highs) < HUGE).all())


def _known(low: np.ndarray, high: np.ndarray) -> Interval:
    """The bounds, with NaN replaced by no bound at all."""
    unknown = np.isnan(low) | np.isnan(high)
    if not unknown.any():
        return low, high
    return np.where(unknown, -np.inf, low), np.where(unknown, np.inf, high)


def _square(low: np.ndarray, high: np.ndarray) -> Interval:
    a, b = low * low, high * high
    return np.where((low <= 0) & (high >= 0), 0.0, np.minimum(a, b)), np.maximum(a, b)


def _product(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Interval:
    corners = (a * c, a * d, b * c, b * d)
    low = np.minimum(np.minimum(corners[0], corners[1]), np.minimum(corners[2], corners[3]))
    high = np.maximum(np.maximum(corners[0], corners[1]), np.maximum(corners[2], corners[3]))
    return low, high


def _quotient(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Interval:
    low, high = _product(a, b, 1 / d, 1 / c)
    pole = (c <= 0) & (d >= 0)
    return np.where(pole, -np.inf, low), np.where(pole, np.inf, high)


def _gate(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> Interval:
    """Of c…d where a…b is positive, else of 0; of both where the sign is open."""
    low = np.where(a > 0, c, np.where(b < 0, 0.0, np.minimum(c, 0)))
    return low, np.where(a > 0, d, np.where(b < 0, 0.0, np.maximum(d, 0)))


_BINARY: dict[str, Callable[..., Interval]] = {
    "add": lambda a, b, c, d: (a + c, b + d),
    "sub": lambda a, b, c, d: (a - d, b - c),
    "mul": _product,
    "div": _quotient,
    "max": lambda a, b, c, d: (np.maximum(a, c), np.maximum(b, d)),
    "min": lambda a, b, c, d: (np.minimum(a, c), np.minimum(b, d)),
    "gate": _gate,
}
_UNARY: dict[str, Callable[..., Interval]] = {
    "neg": lambda low, high: (-high, -low),
    "sqrt": lambda low, high: (np.sqrt(low), np.sqrt(high)),
    **{f.name: f.bounds for f in FUNCTIONS.values()},
}
JUMPS = frozenset(f.name for f in FUNCTIONS.values() if f.jumps) | {"gate"}
"""Operations whose result, or its slope, jumps where the first operand passes zero."""
