"""Equations in a narrow column: nothing is lost, lines fit, and signs are right."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from momentum_core.formula.refusals import FormulaError
from momentum_core.formula.typeset import COLUMN, SIZES, equations, terms, width
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import from_formula
from tests.strategies import formulas

LONG = "(1.5-x+x*y)(2.25-x+x*y^2)(2.6-x+x*y^3)"


def sides(surface):
    """What the page shows of a loss, without the equations' left sides."""
    found = [surface.latex, *surface.gradient_latex, surface.curvature_latex]
    return [text for text in found if text]


def set_lines(text: str, column: float = COLUMN) -> tuple[float, list[str]]:
    """An equation Q = …, set: the size of its type, and its lines."""
    shown = equations([("Q", text)], column)
    size, body = re.fullmatch(r"(\\\w+)? ?\\begin{aligned} (.*) \\end{aligned}", shown).groups()
    return SIZES[size or ""], re.split(r" \\\\\[\dpt\] ", body.replace("&", ""))


def bare(text: str) -> str:
    """A text without what breaking it adds or changes."""
    for sign in (r"\quad", r"{} \cdot", r"\bigl", r"\bigr", r"\left", r"\right", " "):
        text = text.replace(sign, "")
    return text


@pytest.mark.parametrize("text", [*(s.text for s in CATALOGUE.values()), LONG])
def test_every_line_fits(text):
    """Of every loss of the list each line is no wider than the column, in the type it is set in."""
    for side in sides(from_formula(text)):
        size, lines = set_lines(side)
        assert max(map(width, lines)) <= COLUMN / size


def test_a_short_equation_is_left_alone():
    """In the usual type, on one line."""
    assert set_lines("4 w^{3} - 4 w + 0.3") == (1.0, ["Q = 4 w^{3} - 4 w + 0.3"])


def test_a_long_sum_is_broken_at_its_signs():
    """Before the sign, and indented."""
    size, lines = set_lines(r"\left(1 - x\right)^{2} + 100 \left(y - x^{2}\right)^{2}", 11)

    assert size == 1
    assert lines == [
        r"Q = \left(1 - x\right)^{2}",
        r"\quad + 100 \left(y - x^{2}\right)^{2}",
    ]


def test_what_has_no_sign_is_broken_between_factors_and_in_parentheses():
    """A product gets a dot; parentheses around several lines are no group."""
    lines = set_lines(from_formula(LONG).latex)[1]
    assert [line.startswith(r"\quad {} \cdot \left(") for line in lines] == [False, True]
    lines = set_lines(from_formula("(6x - 2)^2 * sin(12x - 4)").curvature_latex)[1]
    assert sum(line.count(r"\bigl(") for line in lines) == 2
    assert all(line.count(r"\left(") == line.count(r"\right)") for line in lines)


@pytest.mark.slow
@given(formulas, st.floats(4, 20))
def test_nothing_is_lost(text, column):
    """However narrow the column, the lines say what the text says: the same signs in the same
    order. Differences of sums are written without parentheses before."""
    try:
        surface = from_formula(text)
    except FormulaError:
        assume(False)
    for side in sides(surface):
        whole = bare(" ".join(terms(side)))
        assert bare("".join(set_lines(side, column)[1])) == f"Q={whole}"


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        (r"-\left(-a + b\right)", "a - b"),
        (r"x - \left(a - \left(b - c\right)\right)", "x - a + b - c"),
        (r"-\left(a + b\right) \left(c - d\right)", r"-\left(a + b\right) \left(c - d\right)"),
        (r"x - \left(a + b\right)^{2}", r"x - \left(a + b\right)^{2}"),
        (r"x + \left(a + b\right)", r"x + \left(a + b\right)"),
        ("-a + b", "-a + b"),
        (r"\left|a - b\right|", r"\left|a - b\right|"),
        (r"e^{a - b} - \frac{c - d}{2}", r"e^{a - b} - \frac{c - d}{2}"),
    ],
)
def test_differences_of_sums(text, tidy):
    """−(−A + B) is A − B; all else stays."""
    assert " ".join(terms(text)) == tidy


def test_widths():
    """More is wider, a fraction is as wide as its wider part, commands are no letters."""
    assert width("x") < width("x y") < width("x + y")
    assert width(r"\frac{x}{y + 2}") == pytest.approx(width("y + 2"), rel=0.15)
    assert width(r"\left(x\right)") < width("xxxx")
    assert width("x^{2}") < width("x 2")
