"""First pictures of typed losses: pinned for ever, and good."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.first_view.start import ETA_LIMITS
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import Outcome, descend
from momentum_core.runs.ending import ends
from tests.strategies import formulas

PICTURES = {
    "x^2": (((-2, 2),), (1.6,), 0.05, (0.002, 5)),
    "(x-50)^2": (((45, 55),), (54,), 0.05, (0.002, 5)),
    "1000x^2": (((-2, 2),), (1.6,), 5e-05, (2e-06, 0.005)),
    "0.001x^2": (((-2, 2),), (1.6,), 50, (2, 5000)),
    "sin(x)": (((-8, 5),), (1.1,), 0.1, (0.005, 10)),
    "x^4-3x^3+2": (((-1.5, 3.5),), (3,), 0.002, (0.0001, 2)),
    "x^3": (((-2, 2),), (1.6,), 0.002, (0.0001, 2)),
    "x": (((-2, 2),), (1.6,), 0.04, (0.002, 50)),
    "exp(x)": (((-2, 2),), (1.6,), 0.002, (0.0001, 2)),
    "log(x)": (((-0.5, 5),), (4.45,), 0.2, (0.01, 200)),
    "1/x": (((-0.5, 5),), (1.15,), 0.009, (0.0005, 10)),
    "x+1/x": (((-0.4, 3),), (2.66,), 0.004, (0.0002, 5)),
    "sqrt(x)": (((-0.5, 5),), (4.45,), 0.2, (0.01, 200)),
    "abs(x)": (((-2, 2),), (1.6,), 0.04, (0.002, 50)),
    "x^4": (((-2, 2),), (1.6,), 0.03, (0.002, 20)),
    "x^20": (((-2, 2),), (1.4,), 9e-06, (5e-07, 0.01)),
    "tan(x)": (((-2, 2),), (1.4,), 0.0004, (2e-05, 0.5)),
    "1/x^2": (((-0.5, 5),), (0.6,), 0.007, (0.0002, 5)),
    "x log(x)": (((-0.2, 1.5),), (1.33,), 0.003, (0.0002, 2)),
    "x^x": (((-0.2, 1.5),), (1.33,), 0.003, (0.0002, 2)),
    "sqrt(1-x^2)": (((-1.2, 1.2),), (0.48,), 0.04, (0.002, 50)),
    "cosh(50x)": (((-0.14, 0.14),), (0.084,), 1e-06, (5e-08, 0.001)),
    "-exp(-(100x)^2)": (((-0.016, 0.016),), (0.0128,), 5e-06, (2e-07, 0.0005)),
    "sqrt(x-1000)": (((990, 1100),), (1089,), 20, (1, 20000)),
    "log(x-50)": (((49.5, 55),), (54.45,), 0.2, (0.01, 200)),
    "exp(-x^2)": (((-2, 2),), (0.4,), 0.02, (0.001, 20)),
    "-x^2": (((-2, 2),), (0.4,), 0.05, (0.002, 50)),
    "x^2 + sin(20x)": (((-4.5, 4),), (-3.65,), 0.0005, (2e-05, 0.02)),
    "sin(x)/x": (((-4, 12),), (9.6,), 0.4, (0.02, 100)),
    "x*sin(x)": (((-4, 4),), (1.6,), 0.05, (0.002, 5)),
    "atan(x)": (((-2, 2),), (1.6,), 0.08, (0.005, 50)),
    "atan(x-20)": (((18, 22),), (21.6,), 0.08, (0.005, 50)),
    "w^4-2w^2+0.3w": (((-2, 2),), (1.6,), 0.02, (0.001, 1)),
    "sin(x)+x^2/10": (((-4, 7),), (5.9,), 0.08, (0.005, 10)),
    "0.1w^2+0.15sin(8w)": (((-8, 7),), (5.5,), 0.01, (0.0005, 10)),
    "(100x-1)^2*(100x-2)^2": (((0.004, 0.026),), (0.0227,), 2e-06, (1e-07, 0.0005)),
    "x^3-3x": (((-2, 2),), (1.6,), 0.01, (0.0005, 1)),
    "x^2+1/x^2": (((-0.4, 3),), (2.66,), 0.0004, (2e-05, 0.5)),
    "x^2+y^2": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (-1.52, 1.2),
        0.05,
        (0.002, 5),
    ),
    "100x^2+y^2": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (1.4, 1),
        0.003,
        (0.0002, 0.05),
    ),
    "(1-x)^2+100(y-x^2)^2": (
        (
            (-1, 3),
            (-1, 3),
        ),
        (0.4, 2.6),
        0.0002,
        (1e-05, 0.05),
    ),
    "(x^2+y-11)^2+(x+y^2-7)^2": (
        (
            (-5, 5),
            (-5, 5),
        ),
        (-3.8, 3),
        0.0006,
        (2e-05, 0.5),
    ),
    "(x-30)^2+(y+20)^2": (
        (
            (27, 33),
            (-23, -17),
        ),
        (27.72, -18.2),
        0.05,
        (0.002, 5),
    ),
    "(x-30)^4+(y+20)^4": (
        (
            (27, 33),
            (-23, -17),
        ),
        (27.72, -18.2),
        0.01,
        (0.0005, 10),
    ),
    "sin(x)cos(y)": (
        (
            (-6, 5),
            (-3, 3),
        ),
        (-2.7, 0.9),
        0.1,
        (0.005, 10),
    ),
    "w1^2-w2^2": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (-0.8, 0.6),
        0.01,
        (0.0005, 5),
    ),
    "x+y": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (-0.2, 0.2),
        0.04,
        (0.002, 50),
    ),
    "x*y": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (-0.2, 0.2),
        0.02,
        (0.001, 10),
    ),
    "log(x)+log(y)": (
        (
            (-0.5, 4.5),
            (-0.5, 4.5),
        ),
        (1.75, 2.25),
        0.09,
        (0.005, 50),
    ),
    "x^2 y^2": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (1.2, -1.2),
        0.1,
        (0.005, 100),
    ),
    "1/(x^2+y^2)": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (1.2, -1.2),
        0.01,
        (0.0005, 10),
    ),
    "sqrt(x^2+y^2)": (
        (
            (-2, 2),
            (-2, 2),
        ),
        (-0.6, 1.6),
        0.1,
        (0.005, 20),
    ),
}
"""Window, start, η and its range: what old links open with. Add rows; never change one."""

SETTLING = [
    *("x^2", "(x-50)^2", "1000x^2", "0.001x^2", "sin(x)", "x^4-3x^3+2", "x+1/x", "x log(x)"),
    *("x^x", "cosh(50x)", "-exp(-(100x)^2)", "x^2 + sin(20x)", "sin(x)/x", "x*sin(x)"),
    *("w^4-2w^2+0.3w", "sin(x)+x^2/10", "0.1w^2+0.15sin(8w)", "x^3-3x", "x^2+y^2", "100x^2+y^2"),
    *("(x^2+y-11)^2+(x+y^2-7)^2", "(x-30)^2+(y+20)^2", "sin(x)cos(y)"),
]
"""Those with a curved minimum that a first run should reach."""

every_picture = pytest.mark.parametrize("text", PICTURES)


def picture(surface):
    return surface.bounds, surface.start, surface.eta, surface.eta_limits


def path(surface, alpha=0.9, steps=250, **changes):
    start, eta = changes.get("start", surface.start), changes.get("eta", surface.eta)
    return descend(surface.gradient, start, eta=eta, alpha=alpha, steps=steps)


def inside(surface, w):
    low, high = np.array(surface.bounds).T
    return ((w >= low) & (w <= high)).all(-1)


@every_picture
def test_pictures_are_for_ever(text):
    """A formula opens with the picture that it has always opened with."""

    assert PICTURES[text] == picture(from_formula(text))


@pytest.mark.slow
@every_picture
def test_pictures_are_not_on_a_knife_edge(text):
    """A loss a billionth taller has the same picture: no rounding error decides it."""

    assert picture(from_formula(text)) == picture(from_formula(f"1.000000001({text})"))


@every_picture
def test_window_ends_are_round(text):
    """No more than two significant digits vary along an axis."""
    for low, high in from_formula(text).bounds:
        ten = 10 ** np.floor(np.log10((high - low) / 16))
        for end in (low, high):
            assert end / ten == pytest.approx(round(end / ten), abs=1e-6)


@every_picture
def test_the_start_has_a_slope_and_a_place_in_the_picture(text):
    """The ball is inside, on the loss, below the ceiling, and not at rest."""
    s = from_formula(text)
    start = np.array(s.start)

    assert inside(s, start)
    assert np.isfinite(s.value(start))
    assert np.abs(s.gradient(start)).max() > 1e-4 * s.relief / s.span
    assert s.ceiling is None or s.value(start) <= s.ceiling
    assert s.floor is None or s.value(start) >= s.floor


@pytest.mark.parametrize("text", SETTLING)
def test_first_runs_come_to_rest(text):
    """With α = 0.9 the ball rests in a minimum within 250 steps, in the picture all the way."""
    s = from_formula(text)
    trajectory = path(s)
    limits = ends(s)
    last = trajectory.w[-1]

    assert inside(s, trajectory.w).all()
    assert min(
        np.abs(last - p.w).max() for p in stationary_points(s).points if p.kind == "minimum"
    ) < (1e-4 * s.span)
    assert limits.centre == tuple((low + high) / 2 for low, high in s.bounds)


@pytest.mark.parametrize("text", SETTLING)
def test_minima_are_comfortably_inside(text):
    """The minimum that is reached is not at the border."""
    s = from_formula(text)
    low, high = np.array(s.bounds).T
    part = (path(s).w[-1] - low) / (high - low)

    assert ((part > 0.05) & (part < 0.95)).all()


@pytest.mark.parametrize("text", [t for t in SETTLING if t not in ("x log(x)", "x^x")])
def test_eta_reaches_beyond_stability(text):
    """The top of the range throws the ball out, the bottom hardly moves it at first."""
    s = from_formula(text)
    low, high = s.eta_limits

    assert not all(inside(s, path(s, alpha, 100, eta=high).w).all() for alpha in (0.0, 0.9))
    assert np.abs(path(s, 0.0, 1, eta=low).update).max() < 0.1 * s.span
    assert low * 10 <= s.eta <= high / 10


def test_momentum_gets_farther_where_it_can():
    """Among the first runs on the double well one is found that tells the story."""
    s = from_formula("w^4 - 2w^2 + 0.3w")

    assert path(s).w[-1, 0] == pytest.approx(-1.0356, abs=1e-3)
    assert path(s, alpha=0.0).w[-1, 0] == pytest.approx(0.9602, abs=1e-3)


@pytest.mark.parametrize("text", ["1/x", "x + 1/x", "tan(x)", "1/x^2", "x^2 + 1/x^2"])
def test_spikes_are_cut_off(text):
    """Beside a pole the picture has a floor and a ceiling, and the rest of it fills it."""
    s = from_formula(text)
    grid = s.grid(801)
    values = s.value(grid[np.isfinite(s.value(grid))])

    assert s.floor < s.ceiling
    assert s.relief <= s.ceiling - s.floor
    assert s.ceiling - s.floor < 0.2 * np.ptp(values)


@pytest.mark.parametrize(
    ("text", "gap"), [("log(x)", -0.2), ("sqrt(x)", -0.2), ("sqrt(1-x^2)", 1.1), ("x^x", -0.1)]
)
def test_the_edge_of_a_gap_is_shown(text, gap):
    """A little of where the loss has no value is in the picture, and most of it is loss."""
    s = from_formula(text)
    values = s.value(s.grid(400))

    assert inside(s, np.array([gap]))
    assert not np.isfinite(s.value(np.array([gap])))
    assert 0.7 < np.isfinite(values).mean() < 1


@pytest.mark.parametrize(
    ("text", "eta", "start"),
    [
        ("log(x)", 0.3, 2.0),
        ("sqrt(x)", 0.3, 1.0),
        ("sqrt(1-x^2)", 0.1, 0.5),
        ("x log(x)", 2.0, 1.4),
    ],
)
def test_a_ball_that_leaves_the_loss_is_undefined(text, eta, start, with_losses):
    """It goes where the loss has no value, and the run ends as that."""
    from momentum_core.runs.run import simulate
    from momentum_core.settings.settings import Settings

    with_losses(typed=from_formula(text))

    assert Outcome.UNDEFINED is simulate(Settings.of("typed", eta=eta, start=(start,))).outcome


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x*y*(x-1)", [(0, 0), (1, 0)]),
        ("x^2*y-2x*y", [(0, 0), (2, 0)]),
        ("x^2*y^2-x*y+x", [(0, 1)]),
        ("(x*y-1)^2+x^2", [(0, 0)]),
        ("x^y", [(1, 0)]),
        ("x^2+y^2+x^y", [(1, -0.5)]),
        ("x^2+1/y", [(0, 1)]),
        ("tan(x*y)", [(0, 0)]),
        ("1/x+1/y+x*y", [(1, 1)]),
        ("sin(x)+y^2", [(-np.pi / 2, 0), (np.pi / 2, 0)]),
        ("x^6*y^6", [(0, 0)]),
        ("log(x*y)", [(1, 1)]),
        ("log(x/y)", [(1, 1)]),
        ("sqrt(x*y)", [(1, 1)]),
        ("sqrt(1-x^2-y^2)", [(0, 0)]),
        ("-cos(x)cos(y)exp(-((x-pi)^2+(y-pi)^2))", [(np.pi, np.pi)]),
        ("exp(x-y)+y^2", [(0, 0)]),
        ("exp(x+y)+x^2", [(0, 0)]),
    ],
)
def test_nothing_far_away_is_taken_for_a_sight(text, shown):
    """A gradient that is small far out, beside a huge curvature, is no stationary point; faint
    ripples are none to speak of. What is worth seeing is near zero, and in the window."""
    s = from_formula(text)

    assert all(inside(s, np.array(w)) for w in shown)
    assert max(abs(end) for side in s.bounds for end in side) <= 26


CUBIC = [(i, j) for i in range(4) for j in range(4 - i) if i + j]


def stationary_points_of_a_cubic(coefficients):
    """Those within ±4 whose Hessian is far from singular, by Newton's method from a fine lattice;
    the polynomial's derivatives are NumPy's."""
    table = np.zeros((4, 4))
    for c, (i, j) in zip(coefficients, CUBIC, strict=True):
        table[i, j] = c

    def at(w, m, n):
        return np.polynomial.polynomial.polyval2d(
            *w.T,
            np.polynomial.polynomial.polyder(
                np.polynomial.polynomial.polyder(table, m, axis=0), n, axis=1
            ),
        )

    def derivatives(w):
        g = np.stack([at(w, 1, 0), at(w, 0, 1)], -1)
        rows = [[at(w, 2, 0), at(w, 1, 1)], [at(w, 1, 1), at(w, 0, 2)]]
        return g, np.moveaxis(np.array(rows), -1, 0)

    side = np.linspace(-4.2, 4.2, 20)
    w = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2)
    for _ in range(30):
        g, hessian = derivatives(w)
        regular = np.abs(np.linalg.det(hessian)) > 1e-9
        w, g, hessian = w[regular], g[regular], hessian[regular]
        w = w - np.clip(np.linalg.solve(hessian, g[..., None])[..., 0], -1, 1)
    g, hessian = derivatives(w)
    zero = (np.abs(g).max(-1) < 1e-9) & (np.abs(np.linalg.det(hessian)) > 1e-2)
    return w[zero & (np.abs(w).max(-1) <= 4)]


@pytest.mark.slow
@settings(max_examples=80)
@given(st.lists(st.integers(-3, 3), min_size=len(CUBIC), max_size=len(CUBIC)))
def test_small_cubics_open_near_their_stationary_points(coefficients):
    """Where a cubic in two weights has a stationary point near zero, the window is near zero."""
    known = stationary_points_of_a_cubic(coefficients)
    assume(len(known))
    terms = [f"({c})*x^{i}*y^{j}" for c, (i, j) in zip(coefficients, CUBIC, strict=True) if c]
    try:
        s = from_formula("+".join(terms))
    except FormulaError:
        assume(False)
    assume(s.d == 2)

    assert max(abs(low + high) / 2 for low, high in s.bounds) <= 20
    assert s.span <= 80


@pytest.mark.parametrize(
    ("text", "bend"),
    [
        ("log(1+exp(-x))", 0),
        ("log(1+exp(x))", 0),
        ("log(1+e^(-3x))", 0),
        ("-log(1/(1+exp(-x)))", 0),
        ("log(exp(x))", 0),
        ("log(1+exp(5-x))", 5),
        ("log(1+exp(x/10-30))", 300),
        ("sqrt(1+(x-4)^2)+3x", 4),
    ],
)
def test_a_logistic_loss_opens_where_it_bends(text, bend):
    """Not where its second derivative is lost in rounding, nor where exp gets too large."""
    s = from_formula(text)
    ((low, high),) = s.bounds

    assert low < bend < high
    assert high - low <= max(4.5, 0.25 * bend)


def test_the_start_is_not_on_a_rim():
    """At the rim of a half sphere the slope has no end; the ball starts well inside, and runs."""
    s = from_formula("sqrt(1-x^2-y^2)")

    assert np.hypot(*s.start) < 0.98
    assert s.eta > 1e-3
    assert np.isfinite(s.value(path(s, steps=5).w)).all()


@pytest.mark.slow
@settings(max_examples=60)
@given(formulas, st.floats(-50, 50), st.floats(0.1, 80))
def test_any_window_is_kept(text, middle, side):
    """A visitor's window is the picture's, and start and η suit it."""
    try:
        s = from_formula(text, ((middle, middle + side),))
    except FormulaError:
        assume(False)

    assert s.bounds == ((middle, middle + side),)
    assert inside(s, np.array(s.start))
    assert ETA_LIMITS[0] <= s.eta_limits[0] < s.eta < s.eta_limits[1] <= ETA_LIMITS[1]


@pytest.mark.parametrize(
    "text", ["x+sin(x)", "x-sin(x)", "2x+sin(2x)-1", "-3x-sin(3x)", "x/2-sin(x/2)"]
)
def test_a_staircase_opens_on_a_few_of_its_steps(text):
    """Where the slope vanishes again and again without changing its sign."""
    s = from_formula(text)
    slopes = np.abs(s.gradient(s.grid(4001))[:, 0])
    level = (slopes[1:-1] < slopes[:-2]) & (slopes[1:-1] <= slopes[2:])

    assert 2 <= level.sum() <= 7
    assert all(low <= 0 <= high for low, high in s.bounds)


@pytest.mark.parametrize("text", ["max(abs(x),1)", "relu(x)", "max(0,abs(x)-1)", "relu(x)+relu(y)"])
def test_a_level_bottom_is_not_all_that_is_seen(text):
    """There is a slope beside it in the picture, on a good part of it."""
    s = from_formula(text)
    slopes = np.abs(s.gradient(s.grid(41).reshape(-1, s.d))).max(-1)

    assert 0.2 < (slopes > 0).mean() < 0.8 + 0.1 * (s.d - 1)
