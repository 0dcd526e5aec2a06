"""Expressions on a sheet: what is tidied, and what is refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from momentum_core.formula.algebra import MOST_PARTS, NoValueError, Sheet, TooLargeError
from momentum_core.formula.parse import parse

SAME = [
    ("x + x", "2x"),
    ("x + y - x", "y + 0x"),
    ("2x + 3y + 4x", "6x + 3y"),
    ("x y x", "x^2 y"),
    ("3x*2y", "6x y"),
    ("x^2/x^5", "1/x^3"),
    ("2/(4x)", "1/(2x)"),
    ("(x/y)/(y/x)", "x^2/y^2"),
    ("(x/y)^2", "x^2/y^2"),
    ("(x^2)^3", "x^6"),
    ("(3x)^2", "9x^2"),
    ("sqrt(x)x", "x^(3/2)"),
    ("sqrt(x^2)", "abs(x)"),
    ("sqrt(x^4)", "x^2"),
    ("abs(-2x)", "2abs(x)"),
    ("abs(x)^2", "x^2"),
    ("abs(abs(x))", "abs(x)"),
    ("exp(x)^3", "exp(3x)"),
    ("e^x", "exp(x)"),
    ("x^0 y x", "y x"),
    ("x pi", "pi x"),
]


@pytest.mark.parametrize(("text", "tidy"), SAME)
def test_what_is_tidied(text, tidy):
    """Two ways to write the same give the same part."""
    formula = parse(f"y - y + x + {text}")
    other = parse(f"y - y + x + {tidy}")

    assert formula.sheet.parts[formula.root][0] == other.sheet.parts[other.root][0]
    assert shown(formula) == shown(other)


def shown(formula):
    """An expression as nested tuples."""
    found = {}
    sheet = formula.sheet
    for part in sheet.reachable([formula.root]):
        name, *rest = sheet.parts[part]
        found[part] = (
            (name, *(found[a] for a in sheet.operands(part)))
            if (sheet.operands(part))
            else (name, *rest)
        )
    return found[formula.root]


@pytest.mark.parametrize("text", ["sqrt(x)*sqrt(x)", "(x^3)^(1/3)", "sqrt(x - 1)^2", "x^0.5*x^0.5"])
def test_what_has_no_value_stays_without(text):
    """Tidying doesn't fill the gap of a root."""
    from momentum_core.losses.surface import from_formula

    assert from_formula(text, ((-2, 2),)).value([-1.0]) != from_formula("x").value([-1.0])


def test_each_part_once():
    """Equal parts have the same number."""
    sheet = Sheet()
    x = sheet.variable(0)

    assert sheet.call("sin", sheet.add(x, sheet.one)) == sheet.call("sin", sheet.add(x, sheet.one))
    assert sheet.number(Fraction(2, 4)) == sheet.number(Fraction(1, 2))


def test_numbers_are_exact():
    """A third three times is one."""
    sheet = Sheet()
    third = sheet.div(sheet.one, sheet.number(3))

    assert sheet.one == sheet.mul(third, sheet.number(3))


@pytest.mark.parametrize(
    ("operation", "a", "b"),
    [("div", 1, 0), ("pow", 0, -1), ("pow", 0, Fraction(-1, 2)), ("pow", -2, Fraction(1, 2))],
)
def test_no_value(operation, a, b):
    """A division by zero or the root of a negative number is refused."""
    sheet = Sheet()

    with pytest.raises(NoValueError):
        getattr(sheet, operation)(sheet.number(a), sheet.number(b))


@pytest.mark.parametrize(("name", "x"), [("log", 0), ("log", -1), ("exp", 1000), ("cosh", 800)])
def test_no_value_of_a_function(name, x):
    """Neither has a function of a constant without one."""
    sheet = Sheet()

    with pytest.raises(NoValueError):
        sheet.call(name, sheet.number(x))


def test_numbers_have_a_length():
    """Two to the 256 is too long a number."""
    sheet = Sheet()
    large = sheet.number(2**128)

    with pytest.raises(TooLargeError):
        sheet.mul(large, large)
    with pytest.raises(TooLargeError):
        sheet.pow(large, sheet.number(10**6))


def test_a_sheet_has_an_end():
    """It holds so many parts and no more."""
    sheet = Sheet()

    for k in range(MOST_PARTS):
        sheet.number(k)

    with pytest.raises(TooLargeError):
        sheet.number(MOST_PARTS)
