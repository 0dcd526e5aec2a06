"""SymPy as a reference: formulas read by its own parser, and its expressions on a sheet.

SymPy shares no code with the core. Formulas of tests are short enough for it.
"""

from __future__ import annotations

from functools import cache

import mpmath
import sympy
from sympy.parsing import sympy_parser

from momentum_core.formula.algebra import Sheet
from momentum_core.formula.parse import Formula
from momentum_core.formula.program import Program, compile_program
from momentum_core.formula.reading.names import VARIABLES
from tests import precise

REAL = {name: sympy.Symbol(name, real=True) for names in VARIABLES for name in names}
RULES = (
    *sympy_parser.standard_transformations,
    sympy_parser.implicit_multiplication,
    sympy_parser.convert_xor,
    sympy_parser.rationalize,
)
WORDS = {
    **{"pi": sympy.pi, "e": sympy.E, "ln": sympy.log, "abs": sympy.Abs},
    **{f"log{base}": lambda x, base=base: sympy.log(x, base) for base in (2, 10)},
    "lg": lambda x: sympy.log(x, 10),
    "log1p": lambda x: sympy.log(1 + x),
    "expm1": lambda x: sympy.exp(x) - 1,
    **{"tg": sympy.tan, "arctg": sympy.atan, "ctg": sympy.cot, "cotan": sympy.cot},
    **{"cosec": sympy.csc, "sgn": sympy.sign, "signum": sympy.sign},
    **dict.fromkeys(("absolute", "fabs"), sympy.Abs),
    **dict.fromkeys(("max", "maximum", "fmax"), sympy.Max),
    **dict.fromkeys(("min", "minimum", "fmin"), sympy.Min),
    **dict.fromkeys(("pow", "power"), lambda a, b: a**b),
    "hypot": lambda a, b: sympy.sqrt(a**2 + b**2),
    "square": lambda x: x**2,
    "relu": lambda x: sympy.Max(0, x),
    **dict.fromkeys(("sigmoid", "logistic", "expit"), lambda x: 1 / (1 + sympy.exp(-x))),
    "softplus": lambda x: sympy.log(1 + sympy.exp(x)),
    **dict.fromkeys(("silu", "swish"), lambda x: x / (1 + sympy.exp(-x))),
    "gelu": lambda x: x * (1 + sympy.erf(x / sympy.sqrt(2))) / 2,
    "cbrt": lambda x: sympy.sign(x) * sympy.Abs(x) ** sympy.Rational(1, 3),
    **{f"arc{f}": getattr(sympy, f"a{f}") for f in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{f"ar{f}": getattr(sympy, f"a{f}") for f in ("sinh", "cosh", "tanh")},
}


@cache
def read(text: str) -> sympy.Expr:
    """A formula as SymPy reads it, in real variables."""
    return sympy_parser.parse_expr(text, transformations=RULES, local_dict={**REAL, **WORDS})


def symbol(name: str) -> sympy.Symbol:
    """A weight."""
    return REAL.get(name) or sympy.Symbol(name, real=True)


def write(sheet: Sheet, e: sympy.Expr, symbols: tuple[sympy.Symbol, ...]) -> int:
    """A SymPy expression on a sheet."""
    if e.is_Rational:
        return sheet.number(sympy.fraction(e)[0] / sympy.fraction(e)[1])
    if e in symbols:
        return sheet.variable(symbols.index(e))
    if e in (sympy.pi, sympy.E):
        return sheet.constant("pi" if e == sympy.pi else "e")
    parts = [write(sheet, part, symbols) for part in e.args]
    if e.is_Add or e.is_Mul:
        total = parts[0]
        for part in parts[1:]:
            total = (sheet.add if e.is_Add else sheet.mul)(total, part)
        return total
    return sheet.pow(*parts) if e.is_Pow else sheet.call(e.func.__name__.lower(), *parts)


def compiled(expressions: list[sympy.Expr], symbols: tuple[sympy.Symbol, ...]) -> Program:
    """One program for SymPy expressions."""
    sheet = Sheet()
    return compile_program(sheet, [write(sheet, e, symbols) for e in expressions], len(symbols))


PLACES = [mpmath.mpf(k) / 7 for k in (-11, -4, 2, 5, 9, 16)]


def same(formula: Formula, e: sympy.Expr, digits: int = 12) -> bool:
    """Whether a formula has the values of a SymPy expression, wherever both are real."""
    symbols = tuple(map(symbol, formula.names))
    program = compile_program(formula.sheet, [formula.root], len(symbols))
    compared = 0
    for k, x in enumerate(PLACES):
        point = [x, PLACES[k - 2]][: len(symbols)]
        value = sympy.N(e.subs(dict(zip(symbols, map(sympy.Float, point), strict=True))), 30)
        try:
            (found,) = precise.run(program, point)
        except (ZeroDivisionError, TypeError):
            continue
        if not value.is_real or isinstance(found, mpmath.mpc):
            continue
        compared += 1
        if abs(mpmath.mpf(str(value)) - found) > mpmath.mpf(10) ** -digits * (1 + abs(found)):
            return False
    return compared > 1
