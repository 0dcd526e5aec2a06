"""Derivatives, against differences in 300 digits and against SymPy."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum_core.formula.algebra import Sheet
from momentum_core.formula.derivatives import derivatives
from momentum_core.formula.derive import derive
from momentum_core.formula.parse import Formula, parse
from momentum_core.formula.refusals import FormulaError
from tests import precise, symbolic
from tests.strategies import formulas

BY_SYMPY = [
    "w^4 - 2w^2 + 0.3w",
    "(1-x)^2 + 100(y-x^2)^2",
    "x^y",
    "x^x",
    "(x + 1)^(1/3)",
    "sqrt(x^2 + y^2)",
    "x y/(1 + x^2 + y^2)^2",
    "1/(x y)",
    "log(x^2 + 1)/x",
    "exp(-x^2)sin(3y)",
    "tan(x)tanh(y)",
    "atan(x/y)cosh(y)",
    "sinh(x y)cos(x)",
    "2^x 3^-y",
    "pi^(x^2)",
    "e^(x y)",
    "(x + 1)^pi",
]
coordinates = st.fractions(-3, 3, max_denominator=50)


@pytest.mark.parametrize("text", BY_SYMPY)
def test_gradients_are_sympys(text):
    """Each partial derivative has the values of the one that SymPy derives."""
    formula = parse(text)
    for k, name in enumerate(formula.names):
        (found,) = derivatives(formula.sheet, [formula.root], k)
        expected = symbolic.read(text).diff(symbolic.REAL[name])
        assert symbolic.same(Formula(formula.sheet, found, formula.names, False), expected)


def difference(program, point, k):
    """The slopes of a program's outputs along one axis, by central differences of 1e-60."""
    h = mpmath.mpf(10) ** -60
    up, down = (
        precise.run(program, [x + s * h * (i == k) for i, x in enumerate(point)]) for s in (1, -1)
    )
    return [(a - b) / (2 * h) for a, b in zip(up, down, strict=True)]


@pytest.mark.slow
@settings(max_examples=200)
@given(formulas, st.tuples(coordinates, coordinates))
def test_derivatives_of_any_formula(text, point):
    """Gradient and Hessian are the limits of difference quotients, where there are any."""
    try:
        found = derive(text)
    except FormulaError:
        assume(False)
    with mpmath.workdps(precise.DIGITS):
        at = [mpmath.mpf(x.numerator) / x.denominator for x in point[: len(found.names)]]
        for lower, higher in zip(found.programs, found.programs[1:], strict=False):
            try:
                steep = precise.run(higher, at)
                flat = [difference(lower, at, k) for k in range(len(at))]
            except (ZeroDivisionError, OverflowError, TypeError):
                assume(False)
            limits = [column[i] for i in range(len(lower.outputs)) for column in flat]
            numbers = [*steep, *limits]
            assume(all(isinstance(x, mpmath.mpf) and abs(x) < 1e30 for x in numbers))
            for a, b in zip(steep, limits, strict=True):
                assert abs(a - b) <= mpmath.mpf(10) ** -12 * (1 + abs(a))


@pytest.mark.parametrize("name", ["sin", "tan", "tanh", "exp", "log", "atan", "cosh", "abs"])
def test_size_grows_with_length(name):
    """A function of a function of a function: each level costs as much as the one before."""
    sizes = []
    for levels in (10, 20, 40):
        sheet = Sheet()
        part = sheet.variable(0)
        for _ in range(levels):
            part = sheet.call(name, sheet.add(part, sheet.number(levels)))
        derivatives(sheet, [part], 0)
        sizes.append(len(sheet.parts))

    assert sizes[2] - sizes[1] <= 2.2 * (sizes[1] - sizes[0]) + 10


def test_a_part_that_is_used_often_is_derived_once():
    """Squaring twenty times has a degree of a million, and a few parts."""
    sheet = Sheet()
    part = sheet.variable(0)
    for _ in range(20):
        part = sheet.add(sheet.mul(part, sheet.call("sin", part)), part)

    derivatives(sheet, [part], 0)

    assert len(sheet.parts) < 1000


def test_abs_and_sign():
    """The slope of abs is the sign, whose own slope is 0."""
    x = sympy.Symbol("x", real=True)
    formula = parse("abs(x^3 - x)")
    (slope,) = derivatives(formula.sheet, [formula.root], 0)
    (bend,) = derivatives(formula.sheet, [slope], 0)

    sign = sympy.sign(x**3 - x)
    assert symbolic.same(Formula(formula.sheet, slope, ("x",), False), sign * (3 * x**2 - 1))
    assert symbolic.same(Formula(formula.sheet, bend, ("x",), False), sign * 6 * x)
