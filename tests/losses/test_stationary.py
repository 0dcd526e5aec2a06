"""Stationary points: all of them, of the right kind, and honest about what may be missing."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum_core.formula.derive import derive
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.losses.surface import from_formula as typed
from momentum_core.settings.settings import Settings
from tests import symbolic

every_loss = pytest.mark.parametrize("key", CATALOGUE)
POLYNOMIALS = [key for key, s in CATALOGUE.items() if symbolic.read(s.text).is_polynomial()]


def from_formula(text: str, bounds: tuple | None = None) -> Surface:
    """A typed loss between −2 and 2."""
    return typed(text, bounds or ((-2, 2),) * len(derive(text).names))


KNOWN = {
    "double-well": {
        "minimum": [(-1.035579,), (0.960150,)],
        "maximum": [(0.075429,)],
    },
    "bowl": {"minimum": [(0,)]},
    "plateau": {"minimum": [(0,)]},
    "kink": {"minimum": [(0,)]},
    "flat-bottom": {"flat": [(0,)]},
    "two-sines": {
        "minimum": [(5.145735,), (3.387252,), (7.000149,)],
        "maximum": [(4.196596,), (6.217309,)],
    },
    "forrester": {
        "minimum": [(0.757249,), (0.142589,)],
        "maximum": [(0.524077,)],
        "flat": [(1 / 3,)],
    },
    "round-bowl": {"minimum": [(0, 0)]},
    "narrow-valley": {"minimum": [(0, 0)]},
    "rosenbrock": {"minimum": [(1, 1)]},
    "banana": {"minimum": [(1, 1 / 3)]},
    "beale": {"minimum": [(3, 0.5)], "saddle": [(0, 1)]},
    "himmelblau": {
        "minimum": [
            (3, 2),
            (-2.805118, 3.131313),
            (-3.779310, -3.283186),
            (3.584428, -1.848127),
        ],
        "saddle": [
            (3.385154, 0.073852),
            (0.086678, 2.884255),
            (-3.073026, -0.081353),
            (-0.127961, -1.953715),
        ],
        "maximum": [(-0.270845, -0.923039)],
    },
    "styblinski-tang": {
        "minimum": [
            (-2.903534, -2.903534),
            (-2.903534, 2.746803),
            (2.746803, -2.903534),
            (2.746803, 2.746803),
        ],
        "saddle": [
            (-2.903534, 0.156731),
            (0.156731, -2.903534),
            (0.156731, 2.746803),
            (2.746803, 0.156731),
        ],
        "maximum": [(0.156731, 0.156731)],
    },
    "two-wells": {
        "minimum": [(-0.936301, 0), (0.905318, 0)],
        "saddle": [(0.068602, 0)],
    },
    "saddle": {"minimum": [(0, 1), (0, -1)], "saddle": [(0, 0)]},
    "matyas": {"minimum": [(0, 0)]},
    "booth": {"minimum": [(1, 3)]},
    "high-plain": {"minimum": [(0, 0)]},
}


def places(key_or_surface, kind=None):
    """The sorted positions of the stationary points of a kind."""
    surface = CATALOGUE.get(key_or_surface, key_or_surface)
    return sorted(p.w for p in stationary_points(surface).points if kind in (None, p.kind))


@pytest.mark.parametrize("key", KNOWN)
def test_known_points(key):
    """Every stationary point that is known is found, with its kind, and no other one."""

    for kind in ("minimum", "saddle", "maximum", "flat"):
        expected = sorted(KNOWN[key].get(kind, []))
        assert len(expected) == len(places(key, kind))
        np.testing.assert_allclose(
            np.array(places(key, kind)).reshape(-1), np.array(expected).reshape(-1), atol=2e-6
        )


def test_the_six_humps():
    """The camel has six minima, two maxima (its humps) and seven saddles."""

    kinds = [p.kind for p in stationary_points(CATALOGUE["six-hump-camel"]).points]

    assert tuple(map(kinds.count, ("minimum", "maximum", "saddle"))) == (6, 2, 7)


@pytest.mark.parametrize(
    ("key", "w", "curvatures"),
    [
        ("rosenbrock", (1, 1), (0.39936, 1001.6)),
        ("banana", (1, 1 / 3), (1.383, 520.62)),
        ("beale", (3, 0.5), (0.30146, 48.98)),
        ("himmelblau", (3, 2), (25.716, 82.284)),
        ("booth", (1, 3), (2, 18)),
        ("matyas", (0, 0), (0.04, 1)),
        ("styblinski-tang", (-2.903534, -2.903534), (34.583, 34.583)),
        ("six-hump-camel", (0.0898420, -0.7126564), (7.682, 16.493)),
        ("saddle", (0, 0), (-1, 1)),
        ("narrow-valley", (0, 0), (1, 25)),
    ],
)
def test_curvatures(key, w, curvatures):
    """The Hessian's eigenvalues at a known point are those of the literature, ascending."""

    points = stationary_points(CATALOGUE[key]).points
    nearest = min(points, key=lambda p: np.hypot(*np.subtract(p.w, w)))

    assert curvatures == pytest.approx(nearest.eigenvalues, rel=1e-4)


@every_loss
def test_the_gradient_vanishes(key):
    """At each point the gradient is as small as the digits of its position allow."""

    s = CATALOGUE[key]
    for p in stationary_points(s).points:
        slack = 1e-14 * s.span * (1 + np.abs(p.eigenvalues).max())
        assert np.abs(s.gradient(np.array(p.w))).max() <= slack + 1e-12 * s.relief / s.span
        assert p.value == s.value(np.array(p.w))


@every_loss
def test_points_are_in_the_window_and_sorted(key):
    """Points lie in the window, the lowest first."""

    s = CATALOGUE[key]
    points = stationary_points(s).points

    assert all(lo <= x <= hi for p in points for x, (lo, hi) in zip(p.w, s.bounds, strict=True))
    assert [p.value for p in points] == sorted(p.value for p in points)


@every_loss
def test_complete_on_the_catalogue(key):
    """On the catalogue the list is proven complete, but where the loss has a flat point."""

    found = stationary_points(CATALOGUE[key])

    assert found.complete == (key not in ("forrester", "flat-bottom"))
    assert found.complete == (found.reason == "")


@pytest.mark.parametrize("key", [key for key in POLYNOMIALS if CATALOGUE[key].d == 1])
def test_as_many_as_sturm_counts(key):
    """In one dimension a polynomial has as many stationary points as Sturm's theorem says."""

    s = CATALOGUE[key]
    slope = sympy.Poly(symbolic.read(s.text).diff(symbolic.REAL[s.names[0]]))

    assert slope.count_roots(*map(sympy.Rational, s.bounds[0])) == len(stationary_points(s).points)


@pytest.mark.parametrize("key", [key for key, s in CATALOGUE.items() if s.d == 2])
def test_poincare_hopf(key):
    """Extrema minus saddles is how often the gradient turns along the window's border."""

    s = CATALOGUE[key]
    (x0, x1), (y0, y1) = s.bounds
    t = np.linspace(0, 1, 20_001)[:-1]
    sides = [(t, 0 * t), (0 * t + 1, t), (1 - t, 0 * t + 1), (0 * t, 1 - t)]
    border = np.concatenate(
        [np.stack([x0 + a * (x1 - x0), y0 + b * (y1 - y0)], -1) for a, b in sides]
    )
    gx, gy = s.gradient(border).T
    turn = np.diff(np.unwrap(np.arctan2(gy, gx)), append=0)[:-1].sum() / (2 * np.pi)
    kinds = [p.kind for p in stationary_points(s).points]

    assert round(turn) == kinds.count("minimum") + kinds.count("maximum") - kinds.count("saddle")


@pytest.mark.slow
@every_loss
def test_no_descent_finds_a_lower_place(key):
    """Gradient descent from a grid of starts ends nowhere below the minimum called lowest."""

    s = CATALOGUE[key]
    w = s.grid(40 if s.d == 1 else 12).reshape(-1, s.d)
    for _ in range(2000):
        w = w - s.eta_limits[0] * np.clip(s.gradient(w), -s.span, s.span)
    low, high = np.array(s.bounds).T
    inside = ((low <= w) & (w <= high)).all(-1)
    lowest = [p.value for p in stationary_points(s).points if p.lowest] or [
        p.value for p in stationary_points(s).points
    ]

    assert s.value(w[inside]).min() >= lowest[0] - 1e-9 * s.relief


def test_ties_are_all_lowest():
    """Himmelblau's four minima are equally deep, and none of them is called a local one."""

    points = stationary_points(CATALOGUE["himmelblau"]).points

    assert [p.lowest for p in points] == [p.kind == "minimum" for p in points]


def test_a_shallower_minimum_is_not_lowest():
    """Of the double well's minima only the left one is the lowest."""

    lowest = [p.w[0] for p in stationary_points(CATALOGUE["double-well"]).points if p.lowest]

    assert lowest == pytest.approx([-1.035579], abs=1e-6)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("x^3 - 3x + sin(9x)/9", ((-3, 2),)),
        ("1/x + x + sin(9x)/9", ((-1, 3),)),
    ],
)
def test_no_valley_is_lowest_beside_a_lower_place(text, window):
    """At the window's border, beside a pole."""
    minima = [p for p in stationary_points(typed(text, window)).points if p.kind == "minimum"]

    assert minima
    assert not any(p.lowest for p in minima)


@pytest.mark.parametrize(
    ("text", "w", "kind"),
    [
        ("sqrt(abs(x))", 0, "minimum"),
        ("(x^2)^(1/3)", 0, "minimum"),
        ("sqrt(abs(x)) + sin(3x)^2", 0, "minimum"),
        ("sqrt(abs(x - 0.3)) + x/9", 0.3, "minimum"),
        ("-sqrt(abs(x + 1))", -1, "maximum"),
    ],
)
def test_tips(text, w, kind):
    """A tip, where the slope jumps from −∞ to ∞, is lowest or highest as a kink is; of the valleys
    beside it none is called lowest."""
    points = stationary_points(from_formula(text)).points

    assert [kind] == [p.kind for p in points if p.w[0] == pytest.approx(w, abs=1e-12)]
    assert [kind == "minimum"] == [p.lowest for p in points if p.w[0] == pytest.approx(w)]
    assert not any(p.lowest for p in points if p.w[0] != pytest.approx(w))


@pytest.mark.parametrize("text", ["log(abs(x))", "1/abs(x)", "-1/x^2", "1/x^2 + x", "log(x^2) + x"])
def test_a_pole_is_no_tip(text):
    """The slope changes its sign there, too, but the loss has no end."""
    assert not any(abs(p.w[0]) < 0.1 for p in stationary_points(from_formula(text)).points)


def test_a_saddle_or_maximum_is_never_lowest():
    """A loss without a minimum in the window has no lowest point."""

    assert not any(p.lowest for p in stationary_points(from_formula("x*y - x^2")).points)


@pytest.mark.parametrize("text", ["(x - 2)^2", "(x + 2)^2 + (y - 2)^2", "cos(pi*x/2)"])
def test_points_on_the_border_count(text):
    """A minimum exactly on the window's edge is in the list."""

    points = stationary_points(from_formula(text)).points

    assert any(abs(x) == 2 for p in points for x in p.w)


@pytest.mark.parametrize("text", ["2x + log(x)", "x^3/atan(x)", "cosh(tan(x))", "1/x^2"])
def test_no_points_without_a_loss(text):
    """Where the loss has no value there is no stationary point, even if its slope's formula has."""

    assert all(np.isfinite(p.value) for p in stationary_points(from_formula(text)).points)


def test_on_the_border_up_to_rounding():
    """A minimum that is outside by less than a rounding error is listed on the border itself."""

    (point,) = stationary_points(from_formula("(x - 1)^2", ((-1, 1 - 1e-10),))).points

    assert point.w == (1 - 1e-10,)


thousandths = st.integers(-1990, 1990).map(lambda n: sympy.Rational(n, 1000))


@pytest.mark.slow
@settings(max_examples=60)
@given(st.sets(thousandths, min_size=1, max_size=4))
def test_polynomials_with_given_points(roots):
    """Stationary points put at random, however close together, are found and known to be all."""

    x = sympy.Symbol("x", real=True)
    loss = sympy.integrate(sympy.expand(sympy.prod(x - r for r in roots)), x)
    surface = from_formula(str(loss))
    assume(all(p.kind != "flat" for p in stationary_points(surface).points))

    found = stationary_points(surface)

    assert found.complete
    assert len(found.points) == len(roots)
    np.testing.assert_allclose(
        [w for (w,) in places(surface)], np.array(sorted(roots), dtype=float), atol=1e-7
    )


@pytest.mark.slow
@settings(max_examples=40)
@given(*[st.sets(thousandths, min_size=1, max_size=3)] * 2)
def test_points_on_a_lattice(across, along):
    """The same in two dimensions, for a sum of two polynomials turned by 45 degrees."""

    x, y, t = sympy.symbols("x y t", real=True)
    losses = [
        sympy.integrate(sympy.expand(sympy.prod(t - r for r in roots)), t).subs(t, by)
        for roots, by in ((across, x + y), (along, x - y))
    ]
    surface = from_formula(str(losses[0] + losses[1]))
    inside = [
        ((a + b) / 2, (a - b) / 2)
        for a in across
        for b in along
        if max(abs(a + b), abs(a - b)) <= 4
    ]
    found = stationary_points(surface)
    assume(all(p.kind != "flat" for p in found.points))

    assert found.complete
    assert len(found.points) == len(inside)


def test_points_outside_do_not_count():
    """A minimum a little outside of the window is not in the list, and the list is complete."""

    found = stationary_points(from_formula("(x - 2.0001)^2"))

    assert found.points == ()
    assert found.complete


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("sin(20x)", 26),
        ("sin(5x)*sin(5y)", 36 + 49),
        ("cos(9x) + cos(9y)", 11 * 11),
        ("x^4 - x^2 + y^4 - y^2", 9),
        ("exp(-x^2 - y^2)", 1),
        ("x + y", 0),
        ("x^3 - 0.0003x", 2),
        ("exp(x) + exp(-3x) + y^2", 1),
        ("tanh(x)*y", 1),
        ("x^2 + 1000000y^2", 1),
        ("0.000001x^2 + 0.000001y^2", 1),
        ("1000000x^4 - 1000000x^2", 3),
    ],
)
def test_other_losses(text, count):
    """Many points, none, two close together, extreme scales: all found, and known to be all."""

    found = stationary_points(from_formula(text))

    assert count == len(found.points)
    assert found.complete


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("x^3", "flat"),
        ("x^4 + y^4", "flat"),
        ("(x - 1)^4 * (x + 1)^2", "flat"),
        ("x^2 + 0*y", "valley floor"),
        ("(x + y)^2", "valley floor"),
        ("(x^2 + y^2 - 1)^2", "valley floor"),
        ("-(x + y)^2", "line or area"),
        ("abs(x)", "jumps"),
        ("abs(x) + abs(y)", "jumps"),
        ("log(x) + 1/x", "no value"),
        ("sqrt(x^2 + y^2)", "no slope"),
        ("sin(10000x)", "intricate"),
    ],
)
def test_an_incomplete_list_says_why(text, reason):
    """Where points may be missing, one sentence says what is in the way."""

    found = stationary_points(from_formula(text))

    assert not found.complete
    assert reason in found.reason
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("text", "w", "kind"),
    [
        ("abs(x)", 0, "minimum"),
        ("abs(x - 0.3) + x/2", 0.3, "minimum"),
        ("abs(x - 0.3) + x^2", 0.3, "minimum"),
        ("-abs(x + 1)", -1, "maximum"),
        ("x^2 - abs(x - 0.3)", 0.3, "maximum"),
    ],
)
def test_kinks(text, w, kind):
    """In one dimension a kink that is lowest or highest is listed as what it is, bent or not."""

    found = stationary_points(from_formula(text))

    assert [kind] == [p.kind for p in found.points if p.w[0] == pytest.approx(w, abs=1e-12)]
    assert not found.complete


@pytest.mark.parametrize(
    ("text", "w"),
    [
        ("x^2 + 1e8*y^2", (0, 0)),
        ("x^2 + 1e12*y^2", (0, 0)),
        ("(x + y - 3)^2 + 1e-7*(x - y)^2", (1.5, 1.5)),
        ("(x + y - 3)^2 + 1e-9*(x - y)^2", (1.5, 1.5)),
        ("exp(x) - x + 1e-8*(y - 0.3)^2", (0, 0.3)),
        ("1e7*(y - x^2)^2 + (1 - x)^2", (1, 1)),
    ],
)
def test_a_narrow_valley_is_no_flat_ground(text, w):
    """However narrow, there is one lowest place in it, and it is found where it is."""
    found = stationary_points(from_formula(text))

    assert ["minimum"] == [p.kind for p in found.points]
    assert w == pytest.approx(found.points[0].w, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "x^4",
        "(x - 0.3)^4",
        "x^6 + x^4",
        "x^4 + y^2",
        "x^2 + y^6",
        "(x + y - 0.3)^4 + (x - y)^2",
        "(0.6x + 0.8y - 0.3)^2 + (0.8x - 0.6y - 0.1)^4",
        "cos(x) + x^2/2 + y^2",
        "x^4 + y^2 + 3x^2*y",
        "x^3 + y^2",
    ],
)
def test_flat_in_one_direction_is_flat(text):
    """Where the curvature is zero, rounding and a place that is a little off make no minimum."""
    found = stationary_points(from_formula(text))

    assert {"flat"} == {p.kind for p in found.points}


@pytest.mark.parametrize("data", DATA)
def test_the_minimum_of_a_line_is_that_of_least_squares(data):
    """To nine digits, also where one curvature is 54 million times the other."""
    (point,) = stationary_points(Settings.of("line", data=data).surface).points
    seen = DATA[data]

    slope, intercept = np.polyfit(seen.t, seen.y, 1)
    assert "minimum" == point.kind
    assert point.w == pytest.approx((intercept, slope), rel=1e-9)


def test_a_hilltop_where_digits_are_lost():
    """At 0 the second derivative of sin(x)/x is a difference of huge numbers; it is a maximum."""

    points = stationary_points(typed("sin(x)/x", ((-4, 12),))).points

    assert ["maximum"] == [p.kind for p in points if abs(p.w[0]) < 1e-6]


def test_a_pole_is_no_stationary_point():
    """The gradient of x² + 1/x² changes its sign at 0 without being zero there."""

    assert places(from_formula("x^2 + 1/x^2")) == [(-1.0,), (1.0,)]


def test_zero_is_zero():
    """A coordinate or value that is zero is listed as 0, with no minus sign or rounding error."""

    surfaces = [*CATALOGUE.values(), *map(from_formula, ("x^3", "x^4", "-x^2 - y^2"))]
    numbers = [x for s in surfaces for p in stationary_points(s).points for x in (*p.w, p.value)]

    assert not any(x == 0 and np.signbit(x) for x in numbers)
    assert not any(
        0 < abs(x) < 1e-15 for s in surfaces for p in stationary_points(s).points for x in p.w
    )


def test_found_once():
    """The points of a surface are computed once; later calls get the same object."""

    assert stationary_points(CATALOGUE["booth"]) is stationary_points(CATALOGUE["booth"])


MANY = [  # text, side of the window, minima and their lowest
    ("20+x^2-10cos(2pi*x)+y^2-10cos(2pi*y)", 5.12, 121, (0, 0)),
    ("sin(x)cos(y)", 20, 78, None),
    ("1+(x^2+y^2)/4000-cos(x)cos(y/sqrt(2))", 50, 200, (0, 0)),
    ("(x^2+y^2)/500-cos(3x)-cos(3y)+0.1x", 13, 169, None),
    ("w^2/2000-cos(9w)", 100, 200, (0,)),
]


@pytest.mark.parametrize(("text", "side", "minima", "lowest"), MANY)
def test_of_too_many_points_the_minima_and_the_lowest_are_listed(text, side, minima, lowest):
    """And the page says that there are more. No point of a fine grid is lower than the first."""
    surface = from_formula(text, ((-side, side),) * len(derive(text).names))
    found = stationary_points(surface)
    kinds = [p.kind for p in found.points]

    assert (len(kinds), found.complete) == (200, False)
    assert kinds.count("minimum") == minima
    assert found.points[0].lowest
    assert found.points[0].value <= surface.value(surface.grid(397)).min() + 1e-12
    if lowest:
        assert found.points[0].w == pytest.approx(lowest, abs=1e-9)


@pytest.mark.parametrize("text", ["w^2+sin(1/w)", "sin(1/w)"])
def test_of_too_many_points_those_that_can_be_seen_are_listed(text):
    """However many crowd in one place: each that stands alone, and that some are left out."""
    slope = sympy.diff(sympy.sympify(text.replace("^", "**")), "w")
    surface = from_formula(text)
    found = stationary_points(surface)
    grid = surface.grid(2001)
    seen = np.abs(grid[:, 0]) > 0.1
    exact = sympy.lambdify("w", slope)(grid[seen, 0])
    between = np.flatnonzero(exact[:-1] * exact[1:] <= 0)
    step = np.ptp(grid[:, 0]) / 2000

    listed = [p.w[0] for p in found.points if abs(p.w[0]) > 0.1]
    assert not found.complete
    assert "flat" not in found.reason
    assert len(between) > 4
    for k in between:
        assert min(abs(np.array(listed) - grid[seen, 0][k])) <= step


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("x+sin(x)", 500),
        ("x+sin(x)", 20),
        ("-3x-sin(3x)", 40),
        ("x-sin(x)", 200),
        ("x^3", 100),
        ("(x-1)^5", 1000),
        ("x^3+y^2", 50),
        ("x+sin(x)+y^2", 30),
        ("(x-1)^3+(y+2)^3", 40),
        ("x*exp(1-x)+(x-1)^2/2", 30),
    ],
)
def test_an_inflection_is_no_minimum_and_no_maximum(text, side):
    """Where the slope vanishes and never changes its sign, along one of the axes."""
    found = stationary_points(from_formula(text, ((-side, side),) * len(derive(text).names)))

    assert {p.kind for p in found.points} <= {"flat"}


@pytest.mark.parametrize(("side", "count"), [(20, 6), (500, 160)])
def test_single_inflections_are_listed(side, count):
    """However many: they are no line of them."""
    found = stationary_points(from_formula("x+sin(x)", ((-side, side),)))

    assert len(found.points) == count
    assert "line or area" not in found.reason
    assert np.abs(np.cos([p.w[0] for p in found.points]) + 1).max() < 1e-12


ALPINE = [(a, b) for a in (0, -math.asin(0.1)) for b in (0, -math.asin(0.1))]
R = math.sqrt(0.5)


@pytest.mark.parametrize(
    ("text", "window", "minima", "value"),
    [
        ("abs(x) + abs(y)", 2, [(0, 0)], 0),
        ("abs(x) + y^2", 2, [(0, 0)], 0),
        ("sqrt(x^2 + y^2)", 2, [(0, 0)], 0),
        ("sqrt(abs(x - 0.3) + abs(y + 0.7))", 2, [(0.3, -0.7)], 0),
        ("abs(x - y) + abs(x + y - 1)", 2, [(0.5, 0.5)], 0),
        ("10abs(x - 1) + (y - 2)^2 + abs(x - y)", 3, [(1, 1.5)], 0.75),
        ("100sqrt(abs(y - 0.01x^2)) + 0.01abs(x + 10)", 12, [(-10, 1)], 0),
        ("(abs(x) - 1)^2 + (abs(y) - 1)^2", 2, [(-1, -1), (-1, 1), (1, -1), (1, 1)], 0),
        ("sqrt(abs(x) + abs(y)) + sin(3x)^2 + sin(3y)^2", 0.5, [(0, 0)], 0),
        ("abs(x*sin(x) + 0.1x) + abs(y*sin(y) + 0.1y)", 2, ALPINE, 0),
        ("max(abs(x^2 - y), abs(x - y))", 0.9, [(0, 0)], 0),
        ("abs(x^2 + y^2 - 1) + abs(x - y)", 2, [(-R, -R), (R, R)], 0),
        ("-cos(sqrt(x^2 + y^2))", 2, [(0, 0)], -1),
        ("-(1 + cos(12sqrt(x^2 + y^2)))/(0.5(x^2 + y^2) + 2)", 1, [(0, 0)], -1),
    ],
)
def test_tips_in_two_dimensions_are_minima(text, window, minima, value):
    """At a kink, at a cusp, at the end of a crease, and where only the slope has no value; the
    places are those where the sums of absolute values and squares are least."""
    points = stationary_points(typed(text, ((-window, window),) * 2)).points
    lowest = [p.w for p in points if p.lowest and p.kind == "minimum"]
    lowest.sort(key=lambda w: tuple(np.round(w, 6)))

    assert len(lowest) == len(minima)
    assert np.array(lowest) == pytest.approx(np.array(sorted(minima)), abs=1e-4 * window)
    assert [p.value for p in points if p.lowest] == pytest.approx([value] * len(minima), abs=2e-5)


@pytest.mark.parametrize(
    "text", ["abs(x) - abs(y)", "abs(x + y) + x", "1/(x^2 + y^2)", "abs(x)^3 - y", "tan(x*y)"]
)
def test_no_tip_is_a_minimum_where_the_loss_goes_on_falling(text):
    """At a saddle of kinks, along a slanted crease, beside a pole."""
    points = stationary_points(typed(text, ((-2.1, 2), (-2, 2.2)))).points

    assert [p for p in points if p.kind == "minimum"] == []


def test_a_smooth_hollow_whose_slope_has_no_value_is_a_bowl():
    """-cos(r) is r²/2 − 1 next to 0, though the derivative of r has no value there."""
    (point,) = stationary_points(typed("-cos(sqrt(x^2 + y^2))", ((-2, 2),) * 2)).points

    assert point.eigenvalues == pytest.approx((1, 1), rel=1e-3)


def test_hilltops_that_are_tips_are_found():
    """sin(r)/r is highest at 0, where it has no value of its own; -|x| - |y| at its kink."""
    for text, value in (("sin(sqrt(x^2+y^2))/sqrt(x^2+y^2)", 1), ("-abs(x) - abs(y)", 0)):
        points = stationary_points(typed(text, ((-2, 2),) * 2)).points
        (top,) = [p for p in points if p.kind == "maximum"]

        assert top.w == pytest.approx((0, 0), abs=1e-7)
        assert top.value == pytest.approx(value)


FLOORS = [
    ("(x + y)^2", lambda x, y: x + y, 0, 4),
    ("(x*y - 1)^2", lambda x, y: x * y - 1, 0, None),
    ("(x^2 + y^2 - 1)^2", lambda x, y: x * x + y * y - 1, 0, 8),
    ("x^2 + 0*y + 3", lambda x, y: x, 3, 2),
    ("-sin(x + y)", lambda x, y: x + y - np.pi / 2, -1, 2),
    ("(y - x^2)^2", lambda x, y: y - x * x, 0, None),
    ("abs(x*y - 1)", lambda x, y: x * y - 1, 0, None),
    ("abs(x^2 + y^2 - 1) + 3", lambda x, y: x * x + y * y - 1, 3, None),
    ("sqrt(abs(y - x^2))", lambda x, y: y - x * x, 0, None),
    ("max(x^2 - y, y - x^2)", lambda x, y: y - x * x, 0, None),
    ("abs(x + y)", lambda x, y: x + y, 0, None),
]
"""A loss, what is zero along its floor, the height of it, and the curvature across it."""


@pytest.mark.parametrize(("text", "off", "height", "curvature"), FLOORS)
def test_a_valley_floor_is_one_place_and_all_of_it_lowest(text, off, height, curvature):
    """Its strokes lie on it and along it, and there are some all over the picture."""
    (floor,) = [
        p
        for p in stationary_points(typed(text, ((-2, 2),) * 2)).points
        if p.kind == "floor" and p.lowest
    ]
    x, y, dx, dy = np.array(floor.along).T

    assert floor.value == pytest.approx(height, abs=1e-9)
    assert off(*floor.w) == pytest.approx(0, abs=1e-4)
    assert len(x) > 20
    assert np.abs(off(x, y)) == pytest.approx(0, abs=1e-4)
    assert np.abs(off(x + 1e-3 * dx, y + 1e-3 * dy)).max() < 1e-4
    if curvature:
        assert floor.eigenvalues == pytest.approx((0, curvature), abs=1e-3)


@pytest.mark.parametrize(
    "text",
    ["x^2 + y^2", "x^2*y + y^2", "x^4 + y^2 + 3x^2*y", "x^3 + 0*y", "(x^2-1)^4 + (y^2-1)^4", "x*y"],
)
def test_what_is_no_valley_floor_is_not_called_one(text):
    """Minima, saddles, single flat places, a line along which a slope only pauses."""
    points = stationary_points(typed(text, ((-2, 2),) * 2)).points

    assert "floor" not in {p.kind for p in points}


def test_a_trough_above_the_lowest_minimum_is_not_lowest():
    """The rings of the drop-wave around its minimum at 0."""
    points = stationary_points(
        typed("-(1 + cos(12sqrt(x^2 + y^2)))/(0.5(x^2 + y^2) + 2)", ((-0.8, 0.8),) * 2)
    ).points
    floors = [p for p in points if p.kind == "floor"]

    assert floors
    assert not any(p.lowest for p in floors)
