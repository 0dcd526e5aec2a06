"""The functions of typed formulas: one row each, with all that the rest of the room asks of it.

A row says what a function is called, what it is worth at a constant, its derivative, its LaTeX, how
numpy computes it, and between which bounds it stays over an interval. The player computes it by a
routine of the same name, in ``assets/player/core/program.js``. A function that is only another way
to write something, as ``sec(a)`` is 1/cos(a), is written as that and needs nothing else.

Notation: f(a) is the function's part on a sheet, a its argument's; low and high are the ends of
intervals. The derivatives are the textbook's (Abramowitz and Stegun 1964, chapter 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np

from momentum_core.formula.erf import erf

EXACT_ZERO = 1e-15
"""The sine or cosine of a constant is zero below this: sin(π) is, but for rounding."""
STEEPEST = 1e15
"""The tangent of a constant above this is one of π/2."""

Interval = tuple[np.ndarray, np.ndarray]
"""Lower and upper bounds, arrays of one shape."""
Enclosure = Callable[[np.ndarray, np.ndarray], Interval]


class Writing(Protocol):
    """What a row needs of a sheet: operations on parts that give a part."""

    @property
    def one(self) -> int: ...  # noqa: D102
    @property
    def zero(self) -> int: ...  # noqa: D102
    def number(self, c: Fraction | int) -> int: ...  # noqa: D102
    def constant(self, name: str) -> int: ...  # noqa: D102
    def negative(self, a: int) -> int: ...  # noqa: D102
    def add(self, a: int, b: int) -> int: ...  # noqa: D102
    def sub(self, a: int, b: int) -> int: ...  # noqa: D102
    def mul(self, a: int, b: int) -> int: ...  # noqa: D102
    def div(self, a: int, b: int) -> int: ...  # noqa: D102
    def pow(self, a: int, b: int) -> int: ...  # noqa: D102
    def call(self, name: str, a: int) -> int: ...  # noqa: D102
    def choice(self, name: str, a: int, b: int) -> int: ...  # noqa: D102


Slope = Callable[[Writing, int, int], int]
"""The derivative by the argument: of a sheet, f(a) and a."""


@dataclass(frozen=True, slots=True)
class Function:
    """One function.

    ``value`` is what it is worth at a constant; ArithmeticError or ValueError where it has none.
    ``ufunc`` runs over arrays, ``bounds`` over intervals; an end outside of the domain is NaN.
    """

    name: str
    """On a sheet, in a program, and in the player."""
    value: Callable[[float], float]
    slope: Slope
    ufunc: Any
    bounds: Enclosure
    typed: tuple[str, ...]
    """What visitors call it; the first is what they are told. None for one nobody types."""
    command: str = ""
    r"""Its name in LaTeX, before parentheses: ``\sin``."""
    around: tuple[str, str] = ("", "")
    """Or what stands before and behind its argument."""
    closed: bool = False
    """Whether that holds together so tightly that an exponent may follow it."""
    at_zero: int | None = None
    at_one: int | None = None
    """Values there that are whole numbers."""
    same_bits: bool = False
    """Whether every interpreter gives the same bits."""
    jumps: bool = False
    """Whether its slope, or it, jumps at 0."""


@dataclass(frozen=True, slots=True)
class Spelling:
    """Another way to write something that a sheet has anyway."""

    name: str
    written: Callable[..., int]
    """What it is, of a sheet and its arguments."""
    also: tuple[str, ...] = ()
    """Other names for it."""
    takes: tuple[int, int] = (1, 1)
    """The fewest and the most arguments."""

    @property
    def typed(self) -> tuple[str, ...]:
        """What visitors call it."""
        return (self.name, *self.also)


def _increasing(f: Callable[..., Any]) -> Enclosure:
    return lambda low, high: (f(low), f(high))


def _decreasing(f: Callable[..., Any]) -> Enclosure:
    return lambda low, high: (f(high), f(low))


def magnitude(low: np.ndarray, high: np.ndarray) -> Interval:
    """Of the absolute value."""
    a, b = np.abs(low), np.abs(high)
    return np.where((low <= 0) & (high >= 0), 0.0, np.minimum(a, b)), np.maximum(a, b)


def _cosh(low: np.ndarray, high: np.ndarray) -> Interval:
    near, far = magnitude(low, high)
    return np.cosh(near), np.cosh(far)


def _sin(low: np.ndarray, high: np.ndarray) -> Interval:
    """The values at the ends, and ±1 where a crest or a trough lies between them."""
    a, b = np.sin(low), np.sin(high)
    crest = np.floor((high / np.pi - 0.5) / 2) > np.floor((low / np.pi - 0.5) / 2)
    trough = np.floor((high / np.pi + 0.5) / 2) > np.floor((low / np.pi + 0.5) / 2)
    return np.where(trough, -1.0, np.minimum(a, b)), np.where(crest, 1.0, np.maximum(a, b))


def _cos(low: np.ndarray, high: np.ndarray) -> Interval:
    return _sin(low + np.pi / 2, high + np.pi / 2)


def _tan(low: np.ndarray, high: np.ndarray) -> Interval:
    pole = np.floor(high / np.pi - 0.5) > np.floor(low / np.pi - 0.5)
    return np.where(pole, -np.inf, np.tan(low)), np.where(pole, np.inf, np.tan(high))


def _wave(f: Callable[[float], float]) -> Callable[[float], float]:
    """A sine or cosine whose zeros are zero."""

    def value(x: float) -> float:
        y = f(x)
        return 0.0 if abs(y) < EXACT_ZERO else y

    return value


def _tangent(x: float) -> float:
    y = math.tan(x)
    if abs(y) > STEEPEST:
        raise ValueError
    return y


def sign(x: float) -> float:
    """−1, 0 or 1."""
    return math.copysign(1.0, x) if x else 0.0


def _square(s: Writing, a: int) -> int:
    return s.pow(a, s.number(2))


def _root(s: Writing, a: int) -> int:
    return s.pow(a, s.number(Fraction(1, 2)))


def _inverse(below: Callable[[Writing, int], int]) -> Slope:
    """One over something of the argument."""
    return lambda s, f, a: s.div(s.one, below(s, a))


def _logarithm(base: int) -> Slope:
    return _inverse(lambda s, a: s.mul(s.call("log", s.number(base)), a))


def _arc(s: Writing, a: int) -> int:
    return _root(s, s.sub(s.one, _square(s, a)))


def _bell(s: Writing, f: int, a: int) -> int:
    """2/√π e^(−a²)."""
    return s.div(
        s.mul(s.number(2), s.call("exp", s.negative(_square(s, a)))), _root(s, s.constant("pi"))
    )


def _two_roots(s: Writing, a: int) -> int:
    """√(a − 1) √(a + 1), which has no value below −1, where arcosh has none."""
    return s.mul(_root(s, s.sub(a, s.one)), _root(s, s.add(a, s.one)))


def _over(above: str, below: str) -> Callable[[Writing, int], int]:
    """One function over another; "" is 1."""

    def written(s: Writing, a: int) -> int:
        return s.div(s.call(above, a) if above else s.one, s.call(below, a))

    return written


def _chosen(name: str) -> Callable[..., int]:
    """The largest, or the least, of several."""

    def written(s: Writing, a: int, *rest: int) -> int:
        for b in rest:
            a = s.choice(name, a, b)
        return a

    return written


def _expit(a: Any, out: Any = None) -> Any:
    """1/(1 + e^(−a)), also where e^(−a) is too large for a float."""
    return np.divide(1.0, 1.0 + np.exp(-a), out)


def _softplus(a: Any, out: Any = None) -> Any:
    """ln(1 + e^a), also where e^a is too large for a float."""
    return np.add(np.maximum(a, 0.0), np.log1p(np.exp(-np.abs(a))), out)


def _both_sides(s: Writing, f: int, a: int) -> int:
    """The sigmoid's slope, with all its digits on either side."""
    return s.mul(f, s.call("sigmoid", s.negative(a)))


def _gelu(s: Writing, a: int) -> int:
    """a·Φ(a), with the standard normal distribution Φ (Hendrycks and Gimpel 2016)."""
    erf_of = s.call("erf", s.div(a, _root(s, s.number(2))))
    return s.div(s.mul(a, s.add(s.one, erf_of)), s.number(2))


SEVERAL_AT_MOST = 8
"""Values of max and min."""

# fmt: off
ROWS = (
    Function("exp", math.exp, lambda s, f, a: f, np.exp, _increasing(np.exp), ("exp",),
             around=("e^{", "}"), at_zero=1),
    Function("log", math.log, _inverse(lambda s, a: a), np.log, _increasing(np.log),
             ("log", "ln"), r"\ln", at_one=0),
    Function("log10", math.log10, _logarithm(10), np.log10, _increasing(np.log10),
             ("log10", "lg"),
             r"\log_{10}", at_one=0),
    Function("log2", math.log2, _logarithm(2), np.log2, _increasing(np.log2), ("log2",),
             r"\log_{2}", at_one=0),
    Spelling("log1p", lambda s, a: s.call("log", s.add(s.one, a))),
    Spelling("expm1", lambda s, a: s.sub(s.call("exp", a), s.one)),
    Spelling("sqrt", _root),
    Function("cbrt", math.cbrt, lambda s, f, a: s.div(s.one, s.mul(s.number(3), _square(s, f))),
             np.cbrt, _increasing(np.cbrt), ("cbrt",), around=(r"\sqrt[3]{", "}"), closed=True,
             at_zero=0, at_one=1),
    Function("sin", _wave(math.sin), lambda s, f, a: s.call("cos", a), np.sin, _sin, ("sin",),
             r"\sin", at_zero=0),
    Function("cos", _wave(math.cos), lambda s, f, a: s.negative(s.call("sin", a)), np.cos, _cos,
             ("cos",), r"\cos", at_zero=1),
    Function("tan", _tangent, lambda s, f, a: s.add(s.one, _square(s, f)), np.tan, _tan, ("tan",),
             r"\tan", at_zero=0),
    Spelling("sec", _over("", "cos")),
    Spelling("csc", _over("", "sin"), ("cosec",)),
    Spelling("cot", _over("cos", "sin"), ("cotan", "ctg")),
    Spelling("coth", _over("cosh", "sinh")),
    Spelling("sech", _over("", "cosh")),
    Spelling("csch", _over("", "sinh")),
    Function("sinh", math.sinh, lambda s, f, a: s.call("cosh", a), np.sinh, _increasing(np.sinh),
             ("sinh",), r"\sinh", at_zero=0),
    Function("cosh", math.cosh, lambda s, f, a: s.call("sinh", a), np.cosh, _cosh, ("cosh",),
             r"\cosh", at_zero=1),
    Function("tanh", math.tanh, lambda s, f, a: s.sub(s.one, _square(s, f)), np.tanh,
             _increasing(np.tanh), ("tanh",), r"\tanh", at_zero=0),
    Function("asin", math.asin, _inverse(_arc), np.arcsin, _increasing(np.arcsin),
             ("asin", "arcsin"), r"\arcsin", at_zero=0),
    Function("acos", math.acos, lambda s, f, a: s.negative(s.div(s.one, _arc(s, a))), np.arccos,
             _decreasing(np.arccos), ("acos", "arccos"), r"\arccos", at_one=0),
    Function("atan", math.atan, _inverse(lambda s, a: s.add(s.one, _square(s, a))), np.arctan,
             _increasing(np.arctan), ("atan", "arctan", "arctg"), r"\arctan", at_zero=0),
    Function("asinh", math.asinh, _inverse(lambda s, a: _root(s, s.add(_square(s, a), s.one))),
             np.arcsinh, _increasing(np.arcsinh), ("asinh", "arcsinh", "arsinh"),
             r"\operatorname{arsinh}", at_zero=0),
    Function("acosh", math.acosh, _inverse(_two_roots), np.arccosh, _increasing(np.arccosh),
             ("acosh", "arccosh", "arcosh"), r"\operatorname{arcosh}", at_one=0),
    Function("atanh", math.atanh, _inverse(lambda s, a: s.sub(s.one, _square(s, a))), np.arctanh,
             _increasing(np.arctanh), ("atanh", "arctanh", "artanh"), r"\operatorname{artanh}",
             at_zero=0),
    Function("erf", math.erf, _bell, erf, _increasing(erf), ("erf",), r"\operatorname{erf}",
             at_zero=0),
    Function("abs", abs, lambda s, f, a: s.call("sign", a), np.abs, magnitude,
             ("abs", "absolute", "fabs"),
             around=(r"\left|", r"\right|"), closed=True, at_zero=0, same_bits=True, jumps=True),
    Function("sign", sign, lambda s, f, a: s.zero, np.sign, _increasing(np.sign),
             ("sign", "sgn", "signum"), r"\operatorname{sgn}", at_zero=0, at_one=1, same_bits=True,
             jumps=True),
    Spelling("max", _chosen("max"), ("maximum", "fmax"), (2, SEVERAL_AT_MOST)),
    Spelling("min", _chosen("min"), ("minimum", "fmin"), (2, SEVERAL_AT_MOST)),
    Spelling("pow", lambda s, a, b: s.pow(a, b), ("power",), (2, 2)),
    Spelling("hypot", lambda s, a, b: _root(s, s.add(_square(s, a), _square(s, b))), (), (2, 2)),
    Spelling("square", _square),
    Spelling("relu", lambda s, a: s.choice("max", s.zero, a)),
    Function("sigmoid", lambda x: float(_expit(x)), _both_sides, _expit, _increasing(_expit),
             ("sigmoid", "logistic", "expit"), r"\operatorname{sigmoid}"),
    Function("softplus", lambda x: float(_softplus(x)), lambda s, f, a: s.call("sigmoid", a),
             _softplus, _increasing(_softplus), ("softplus",), r"\operatorname{softplus}"),
    Spelling("silu", lambda s, a: s.mul(a, s.call("sigmoid", a)), ("swish",)),
    Spelling("gelu", _gelu),
)
"""In the order in which visitors are told of them."""
# fmt: on

FUNCTIONS = {row.name: row for row in ROWS if isinstance(row, Function)}
"""What stands on a sheet, by its name there."""
SPELLINGS = {row.name: row for row in ROWS if isinstance(row, Spelling)}
TYPED = {name: row.name for row in ROWS for name in row.typed}
"""Every name that can be typed, and the row's."""
TOLD = ", ".join(row.typed[0] for row in ROWS if row.typed)
"""The names that visitors are told of, one a function."""
TAKES = {row.name: row.takes if isinstance(row, Spelling) else (1, 1) for row in ROWS}
TAKES["log"] = (1, 2)
"""The fewest and the most values that each takes; of a logarithm the second is its base."""
SEVERAL = frozenset(name for name in TYPED if TAKES[TYPED[name]][0] > 1)
"""The names of those that take several."""
INVERSES = {name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}
INVERSES |= {inverse: name for name, inverse in INVERSES.items()}
"""What a power of −1 behind a name means; the other way round, too."""
ELSEWHERE = {
    **dict.fromkeys(("floor", "ceil", "round", "int", "trunc", "mod", "fmod", "heaviside"), "step"),
    **dict.fromkeys(("gamma", "lgamma", "beta", "zeta", "factorial", "erfc", "besselj"), "special"),
    **dict.fromkeys(("sum", "mean", "prod", "norm", "dot", "var", "std"), "sum"),
    **dict.fromkeys(("if", "else", "where", "for", "in", "and", "or", "not", "piecewise"), "case"),
}
"""Names that people know from elsewhere, by why they are none here."""
FAMILIAR = ", ".join(("sin", "exp", "log", "sqrt", "abs", "max"))
"""Some of them, where there is no room for all."""
