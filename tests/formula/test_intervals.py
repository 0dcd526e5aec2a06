"""Interval bounds: nothing that happens inside a box is outside of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.formula.intervals import bounded, enclose
from momentum_core.formula.program import BINARY, UNARY, Program
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import from_formula

ends = st.floats(-12, 12) | st.sampled_from([0.0, 1.0, -1.0])


def box(corner, width):
    low = np.array([corner])
    return low, low + np.array([width])


@given(
    st.sampled_from([*BINARY, *UNARY]),
    st.tuples(ends, ends),
    st.tuples(*[st.floats(0, 7)] * 2),
    st.lists(st.tuples(*[st.floats(0, 1)] * 2), min_size=1, max_size=20),
    st.booleans(),
)
def test_each_operation(op, corner, width, parts, same):
    """For points of a box, each operation's result lies between the bounds for the box."""

    second = (0 if same else 1) if op in BINARY else -1
    program = Program(2, (), ((op, 2, 0, second),), (2,), 3)
    low, high = box(corner, width)

    (below, above), _ = enclose(program, low, high)

    for part in parts:
        result = program.at((low + np.array(part) * (high - low))[0])[0]
        slack = 1e-12 * (1 + min(abs(result), 1e300))
        assert np.isnan(result) or below[0, 0] - slack <= result <= above[0, 0] + slack


@pytest.mark.parametrize("key", CATALOGUE)
def test_catalogue_losses(key):
    """Gradients and Hessians at points of random boxes stay in the bounds for the boxes."""

    s = CATALOGUE[key]
    draw = np.random.default_rng(7)
    low, high = np.array(s.bounds).T
    corner = draw.uniform(low, high, (200, s.d))
    width = draw.uniform(0, 0.1, (200, s.d)) * s.span
    points = corner + draw.uniform(0, 1, (40, 200, s.d)) * width

    for program, f in ((s.gradient_program, s.gradient), (s.hessian_program, s.hessian)):
        (below, above), _ = enclose(program, corner, corner + width)
        values = f(points).reshape(40, 200, -1)
        slack = 1e-9 * (1 + np.abs(values))
        assert ((below - slack <= values) & (values <= above + slack)).all()


@pytest.mark.parametrize(
    ("op", "corner", "width", "bounds"),
    [
        ("sin", 0.0, 4.0, (np.sin(4.0), 1)),
        ("sin", 4.0, 2.0, (-1, np.sin(6.0))),
        ("cos", -1.0, 2.0, (np.cos(1.0), 1)),
        ("cos", 3.0, 0.5, (-1, np.cos(3.5))),
        ("tan", 1.0, 1.0, (-np.inf, np.inf)),
        ("tan", -1.0, 2.0, (np.tan(-1.0), np.tan(1.0))),
        ("abs", -1.0, 3.0, (0, 2)),
        ("cosh", -1.0, 3.0, (1, np.cosh(2.0))),
        ("sign", -1.0, 3.0, (-1, 1)),
        ("log", -1.0, 3.0, (-np.inf, np.inf)),
        ("sqrt", -1.0, 3.0, (-np.inf, np.inf)),
        ("exp", 0.0, 1.0, (1, np.e)),
    ],
)
def test_bounds_are_tight(op, corner, width, bounds):
    """One function of one interval is bounded by its extremes there, or not at all."""

    program = Program(1, (), ((op, 1, 0, -1),), (1,), 2)

    (below, above), _ = enclose(program, *box((corner,), (width,)))

    assert bounds == pytest.approx((below[0, 0], above[0, 0]), abs=1e-15)


def test_a_square_is_never_negative():
    """w · w over an interval with zero inside starts at zero, which w · v would not."""

    square = Program(2, (), (("mul", 2, 0, 0),), (2,), 3)
    product = Program(2, (), (("mul", 2, 0, 1),), (2,), 3)
    low, high = np.array([[-1.0, -1.0]]), np.array([[2.0, 2.0]])

    assert enclose(square, low, high)[0][0][0, 0] == 0
    assert enclose(product, low, high)[0][0][0, 0] == -2


def test_a_quotient_over_a_pole_has_no_bounds():
    """Where the divisor may be zero, anything may come out."""

    program = Program(2, (), (("div", 2, 0, 1),), (2,), 3)

    (below, above), _ = enclose(program, np.array([[1.0, -1.0]]), np.array([[2.0, 1.0]]))

    assert (below[0, 0], above[0, 0]) == (-np.inf, np.inf)


def test_jumps_are_reported():
    """A box in which a sign may change is marked, one beside it is not."""

    program = Program(1, (), (("sign", 1, 0, -1),), (1,), 2)

    _, jumps = enclose(program, np.array([[-1.0], [0.5]]), np.array([[1.0], [1.0]]))

    assert jumps.tolist() == [True, False]


@pytest.mark.parametrize(
    ("text", "always"),
    [
        ("w^20", True),
        ("1/(1 + w^2)", True),
        ("exp(-w^2)", True),
        ("sqrt(w^2 + 1)", True),
        ("abs(w) + sin(w)", True),
        ("1/w", False),
        ("log(w)", False),
        ("exp(w)", False),
        ("sin(exp(w))", False),
        ("tanh(exp(w) - exp(2w))", False),
        ("1/(1 + exp(w^2))", False),
    ],
)
def test_whether_every_result_on_the_way_is_finite(text, always):
    """Not only the last one: an infinity on the way can hide in a tanh, or turn into no number."""
    program = from_formula(text).value_program

    assert always == bounded(program, [-4e6], [4e6])
