"""Functions of typed formulas: each row is what it says, against mpmath, to the ends of its domain."""

from __future__ import annotations

from pathlib import Path

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.formula.derive import derive
from momentum_core.formula.erf import erf
from momentum_core.formula.functions import FUNCTIONS, ROWS, SPELLINGS, TOLD, TYPED
from momentum_core.formula.intervals import enclose
from momentum_core.formula.parse import parse
from momentum_core.formula.program import Program
from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests import precise

DOMAINS = {
    **dict.fromkeys(("log", "log10", "log2", "sqrt"), (0.0, 40.0)),
    "log1p": (-1.0, 40.0),
    **dict.fromkeys(("asin", "acos", "atanh"), (-1.0, 1.0)),
    "acosh": (1.0, 40.0),
}
"""Where a function has a value, if not from −6 to 6."""
PLACES = [1e-12, 1e-6, 0.01, 0.13, 0.31, 0.47, 0.62, 0.83, 0.97, 1 - 1e-6, 1 - 1e-12]
SPELT = {
    **{name: getattr(mpmath, name) for name in ("sec", "csc", "cot", "coth", "sech", "csch")},
    **{name: getattr(mpmath, name) for name in ("sqrt", "log1p", "expm1")},
    "max": lambda x: max(x, 2 - x, x / 3),
    "min": lambda x: min(x, 2 - x, x / 3),
    "pow": lambda x: x**3,
    "hypot": lambda x: mpmath.hypot(x, 2 * x + 1),
    "square": lambda x: x**2,
    "relu": lambda x: max(x, 0),
    "silu": lambda x: x / (1 + mpmath.exp(-x)),
    "gelu": lambda x: x * mpmath.ncdf(x),
}
CALLED = {
    "max": "max(x, 2 - x, x/3)",
    "min": "min(x, 2 - x, x/3)",
    "pow": "pow(x, 3)",
    "hypot": "hypot(x, 2x + 1)",
}
KINKED = {"abs": 0, "sign": 0, "relu": 0}
"""Functions without a slope, or without a value's neighbours, at a place."""
SPECIAL = [0.0, -0.0, 1.0, -1.0, 1e300, -1e300, 5e-324, float("inf"), float("-inf"), float("nan")]
TYPEABLE = [row.name for row in ROWS if row.typed]


def meant(name):
    """mpmath's function of that name."""
    return SPELT.get(name) or precise.OPERATIONS[name]


def points(name):
    """Places all over a domain, some of them next to its ends."""
    low, high = DOMAINS.get(name, (-6.0, 6.0))
    return [low + t * (high - low) for t in PLACES]


@pytest.mark.parametrize("name", [name for name in TYPEABLE if name != "sign"])
def test_value_slope_and_curvature(name):
    """As formula, gradient and Hessian, run in 300 digits: mpmath's, also beside an end. All but
    sign, which has no slope, and so no loss of its own."""
    programs = derive(CALLED.get(name, f"{name}(x)")).programs
    with mpmath.workdps(precise.DIGITS):
        for x in map(mpmath.mpf, points(name)):
            h = mpmath.mpf("1e-60")
            before, at, after = (meant(name)(x + k * h) for k in (-1, 0, 1))
            expected = (at, (after - before) / (2 * h), (after - 2 * at + before) / h**2)
            for program, value in zip(programs, expected, strict=True):
                (found,) = precise.run(program, [x])
                if not (name in KINKED and abs(x) < h):
                    assert abs(found - value) <= 1e-15 * abs(value) + 1e-15, x


@pytest.mark.parametrize("name", [f for f in FUNCTIONS if f not in ("abs", "sign")])
def test_numpy_is_within_four_units_of_the_last_place(name):
    """What runs on the page is numpy's; MODEL.md says how close."""
    program = Program(1, (), ((name, 1, 0, -1),), (1,), 2)
    low, high = DOMAINS.get(name, (-6.0, 6.0))
    x = np.random.default_rng(5).uniform(low, high, 2000)
    (found,) = program.over(x)
    with mpmath.workdps(40):
        exact = [meant(name)(mpmath.mpf(a)) for a in x]
        off = [abs(mpmath.mpf(f) - e) for f, e in zip(found, exact, strict=True)]
    assert max(d / np.spacing(abs(f)) for d, f in zip(off, found, strict=True)) <= 4


@given(st.sampled_from([*FUNCTIONS]), *[st.floats(0, 1)] * 2, st.lists(st.floats(0, 1), min_size=5))
def test_bounds_hold_inside_of_the_domain(name, one, other, parts):
    """Between the ends of an interval, a function stays between its bounds there."""
    low, high = DOMAINS.get(name, (-6.0, 6.0))
    a, b = sorted(low + t * (high - low) for t in (one, other))
    program = Program(1, (), ((name, 1, 0, -1),), (1,), 2)
    (below, above), _ = enclose(program, np.array([a]), np.array([b]))
    for t in parts:
        (value,) = program.at([min(a + t * (b - a), b)])
        slack = 1e-12 * (1 + min(abs(value), 1e300))
        assert below[0] - slack <= value <= above[0] + slack


@pytest.mark.parametrize(
    ("name", "interval", "bounds"),
    [
        ("asin", (-0.5, 0.5), (np.arcsin(-0.5), np.arcsin(0.5))),
        ("acos", (-0.5, 1.0), (0, np.arccos(-0.5))),
        ("atanh", (0.0, 1.0), (0, np.inf)),
        ("acosh", (1.0, 2.0), (0, np.arccosh(2))),
        ("acosh", (0.5, 2.0), (-np.inf, np.inf)),
        ("cbrt", (-8.0, 27.0), (-2, 3)),
        ("log10", (0.1, 100.0), (-1, 2)),
    ],
)
def test_bounds_are_tight(name, interval, bounds):
    """The values at the ends; none where a part of the interval has no value."""
    program = Program(1, (), ((name, 1, 0, -1),), (1,), 2)
    (below, above), _ = enclose(program, *(np.array([end]) for end in interval))

    assert bounds == pytest.approx((below[0], above[0]), abs=1e-15)


@pytest.mark.parametrize(
    "constant",
    [
        "asin(2)",
        "acos(-1.1)",
        "acosh(0.5)",
        "atanh(1)",
        "log10(0)",
        "log2(-1)",
        "csc(0)",
        "sec(pi/2)",
    ],
)
def test_a_constant_outside_of_the_domain(constant):
    """It is refused where it is typed."""
    with pytest.raises(FormulaError):
        parse(f"{constant} x")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("acosh(1)", 0),
        ("acos(1)", 0),
        ("asin(0)", 0),
        ("log10(1)", 0),
        ("cbrt(1)", 1),
        ("cbrt(0)", 0),
    ],
)
def test_a_whole_number_is_exact(text, number):
    """Where a function is a whole number at 0 or 1, it is that number."""
    formula = parse(f"{text} + x")
    assert formula.root == formula.sheet.add(
        formula.sheet.number(number), formula.sheet.variable(0)
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("log10(x)", r"\log_{10}\left(x\right)"),
        ("log2(x)^2", r"\log_{2}^{2}\left(x\right)"),
        ("cbrt(x + 1)^2", r"\sqrt[3]{x + 1}^{2}"),
        ("arcsin(x)", r"\arcsin\left(x\right)"),
        ("arcsinh(x)", r"\operatorname{arsinh}\left(x\right)"),
        ("sec(x)", r"\frac{1}{\cos\left(x\right)}"),
        ("cot(x)", r"\frac{\cos\left(x\right)}{\sin\left(x\right)}"),
    ],
)
def test_what_it_looks_like(text, shown):
    """In LaTeX, whichever of its names was typed."""
    assert shown == derive(text).latex


def test_every_name_is_one_functions():
    """No name twice; the sentence beside the field has each function once."""
    assert len(TYPED) == sum(len(row.typed) for row in ROWS)
    assert TOLD.split(", ") == TYPEABLE
    assert {*TYPED.values()} <= {*FUNCTIONS, *SPELLINGS}


def test_the_model_names_every_function():
    """MODEL.md lists what can be typed, the other names too."""
    model = (Path(__file__).parents[2] / "MODEL.md").read_text(encoding="utf-8")
    section = model.partition("## A loss of your own")[2].partition("\n## ")[0]

    assert [name for name in TYPED if f"`{name}`" not in section] == []


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("asinh(w)^2", "RESTED"),
        ("cbrt(w)^2", None),
        ("acosh(w)^2", None),
        ("acos(w)", None),
        ("atanh(w)^2", None),
        ("asin(x)^2 + acos(y)", None),
        ("log10(w)^2", None),
        ("cot(w)^2", None),
        ("cbrt(x^2 + y^2)", None),
    ],
)
def test_a_surface_can_be_used(text, ending):
    """Its window, start and η are numbers, its picture has values, and its first run is one."""
    s = from_formula(text)
    run = simulate(Settings.of("formula", q=text))

    assert np.isfinite(s.bounds).all()
    assert np.isfinite(s.start).all()
    assert np.isfinite(s.value(np.array(s.start)))
    assert np.isfinite(run.loss[:-1]).all()
    assert len(run.loss) > 2 or text == "acos(w)"
    assert ending is None or run.outcome.name == ending


def test_the_error_function_is_as_exact_as_it_says():
    """6e-16 of the value, all over and at the seams of its approximations."""
    x = np.concatenate(
        [np.linspace(-7, 7, 7001), np.geomspace(1e-300, 1, 500), seam(0.46875), seam(6)]
    )
    with mpmath.workdps(30):
        exact = [mpmath.erf(mpmath.mpf(float(a))) for a in x]
        off = [abs((f - e) / e) for f, e in zip(map(float, erf(x)), exact, strict=True) if e]

    assert max(off) < 6e-16
    assert np.isnan(erf(np.array(np.nan)))
    assert [-1, 1] == erf(np.array([-np.inf, np.inf])).tolist()


def seam(at: float) -> np.ndarray:
    """Places on both sides."""
    return np.linspace(0.99 * at, 1.01 * at, 999)


@pytest.mark.parametrize(
    ("text", "at", "value", "slope"),
    [
        ("max(x, 0)", -2, 0, 0),
        ("max(x, 0)", 2, 2, 1),
        ("max(x, 0)", 0, 0, 0.5),
        ("min(x, 0)", 0, 0, 0.5),
        ("relu(x)", -1e300, 0, 0),
        ("relu(x)^2", 3, 9, 6),
        ("max(x^2, 2 - x)", 1, 1, 0.5),
        ("max(x^2, 2 - x)", 0.5, 1.5, -1),
        ("max(x, -x, 3)", 4, 4, 1),
        ("max(x, -x, 3)", 1, 3, 0),
        ("min(exp(x), 7)", 800, 7, 0),
        ("max(-1/x^2, x)", 0, 0, 1),
        ("max(1e28x, 1e-9x)", -1, -1e-9, 1e-9),
        ("x sign(x)", -2, 2, -1),
        ("sigmoid(x)", -800, 0, 0),
        ("sigmoid(x)", 800, 1, 0),
        ("softplus(x)", 800, 800, 1),
        ("softplus(x)", -800, 0, 0),
    ],
)
def test_what_is_chosen_has_its_own_slope(text, at, value, slope):
    """On each side of a kink the slope is that side's, at the kink the mean of both; what is not
    chosen has no say, however large it is or whatever slope it has."""
    programs = derive(text).programs

    assert programs[0].at([at]) == [value]
    assert programs[1].at([at]) == [slope]
    assert [value, slope] == [float(p.over(np.array([at, at]))[0][1]) for p in programs[:2]]


CHOICES = ("max(x, y)", "min(x^2, y, 1)", "relu(x - y)", "max(x, -y)*y", "min(max(x, 0), x*y)/3")


@given(st.sampled_from(CHOICES), *[st.sampled_from(SPECIAL) | st.floats()] * 2)
def test_choices_are_the_same_one_by_one_and_over_arrays(text, x, y):
    """To the bit, signs of zeros too; NaN is nowhere chosen away."""
    for program in derive(text).programs:
        assert program.exact
        one, many = program.at([x, y]), program.over(np.full(3, x), np.full(3, y))
        for a, b in zip(one, many, strict=True):
            assert np.float64(a).tobytes() == b[2].tobytes() or np.isnan([a, b[2]]).all()


@given(
    st.sampled_from(CHOICES), st.tuples(*[st.floats(-9, 9)] * 4), st.tuples(*[st.floats(0, 1)] * 2)
)
def test_bounds_of_choices_hold(text, ends, parts):
    """Of values, slopes and curvatures, and every jump is told of."""
    low, high = np.sort(np.array(ends).reshape(2, 2), axis=0)
    point = np.minimum(low + np.array(parts) * (high - low), high)
    for program in derive(text).programs:
        (below, above), _ = enclose(program, low, high)
        values = np.array(program.at(point))
        slack = 1e-12 * (1 + np.abs(values))
        assert ((below - slack <= values) & (values <= above + slack)).all()


@pytest.mark.parametrize(
    ("text", "w"),
    [
        ("max(x, -2x)", 0.0),
        ("max(x^2, 2 - x) + x/9", 1.0),
        ("max(1 - x, 0, x - 1)", 1.0),
        ("relu(x) - x/2", 0.0),
        ("|x| + relu(x - 1)", 0.0),
    ],
)
def test_a_kink_is_found(text, w):
    """Where the slope jumps from below to above zero is a minimum."""
    found = stationary_points(from_formula(text)).points

    assert any(p.kind == "minimum" and p.w[0] == pytest.approx(w, abs=1e-9) for p in found)


@pytest.mark.parametrize(
    "text",
    [
        "max(|x|, |y|)",
        "max(x, -x) + max(y, -y)",
        "relu(x) + relu(-x) + y^2",
        "max((x - 1)^2 + y^2, (x + 1)^2 + y^2)",
    ],
)
def test_a_kink_in_two_dimensions_is_found(text):
    """At the corner or on the crease where the loss is lowest, in a window around it."""
    surface = from_formula(text)
    minima = [p.w for p in stationary_points(surface).points if p.kind == "minimum"]

    assert any(w == pytest.approx((0, 0), abs=1e-6) for w in minima)
    assert all(low < 0 < high and high - low < 10 for low, high in surface.bounds)
