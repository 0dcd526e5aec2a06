"""The catalogue, and what is derived from each loss's one expression."""

from __future__ import annotations

import dataclasses
import threading

import mpmath
import numpy as np
import pytest
from hypothesis import assume, given, settings

from momentum_core.formula.refusals import FormulaError
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import descend
from tests import precise
from tests.strategies import formulas

TEXTS = {
    "double-well": "w^4 - 2w^2 + 0.3w",
    "bowl": "w^2/2",
    "plateau": "w^2/(1 + w^2)",
    "cliff": "0.05(w + 1.5)^2 + w/sqrt(w^2 + 0.1)",
    "two-sines": "sin(x) + sin(10x/3)",
    "gramacy-lee": "sin(10pi*x)/(2x) + (x - 1)^4",
    "forrester": "(6x - 2)^2 * sin(12x - 4)",
    "bumpy": "0.1w^2 + 0.15sin(8w)",
    "kink": "sqrt(w^2 + 0.01)",
    "flat-bottom": "w^4/4",
    "lessard": "12.5w^2 - 6(w-1)(w-1+abs(w-1)) + 6(w-2)(w-2+abs(w-2))",
    "round-bowl": "(x^2 + y^2)/2",
    "narrow-valley": "(x^2 + 25y^2)/2",
    "rosenbrock": "(1 - x)^2 + 100(y - x^2)^2",
    "banana": "(1 - x)^2 + 20(3y - x^2)^2",
    "beale": "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    "himmelblau": "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    "styblinski-tang": "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y)/2",
    "six-hump-camel": "(4 - 2.1x^2 + x^4/3)x^2 + x*y + 4(y^2 - 1)y^2",
    "two-wells": "x^2 + y^2 - 2exp(-((x - 1)^2 + y^2)/0.2) - 3exp(-((x + 1)^2 + y^2)/0.2)",
    "saddle": "x^2/2 - y^2/2 + y^4/4",
    "matyas": "0.26(x^2 + y^2) - 0.48x*y",
    "booth": "(x + 2y - 7)^2 + (2x + y - 5)^2",
    "high-plain": "(x^2 + 4y^2)/(1 + x^2 + 4y^2)",
}
"""What old links mean. Add rows; never change one."""

every_loss = pytest.mark.parametrize("key", CATALOGUE)


def _run(key, alpha, steps=400):
    surface = CATALOGUE[key]
    return descend(surface.gradient, surface.start, eta=surface.eta, alpha=alpha, steps=steps).w


def test_links_keep_their_meaning():
    """Each key of the catalogue stands for the loss that it has always stood for."""

    assert {key: surface.text for key, surface in CATALOGUE.items()} == TEXTS


def test_the_page_opens_on_the_double_well():
    """The first loss of the catalogue is the tilted double well."""

    assert next(iter(CATALOGUE)) == "double-well"


def test_the_catalogue_is_read_only():
    """Nobody adds or replaces a loss, or changes one, while the app runs."""

    with pytest.raises(TypeError):
        CATALOGUE["bowl"] = CATALOGUE["cliff"]  # type: ignore[index]
    with pytest.raises(dataclasses.FrozenInstanceError):
        CATALOGUE["bowl"].eta = 1.0  # type: ignore[misc]


def test_enough_losses():
    """There are at least seven losses in one dimension and nine in two."""

    dimensions = [surface.d for surface in CATALOGUE.values()]

    assert dimensions.count(1) >= 7
    assert dimensions.count(2) >= 9


@every_loss
def test_each_loss_is_ready_to_run(key):
    """Name, line, start, η and its range are usable; the start is in the window."""

    s = CATALOGUE[key]

    assert 0 < len(s.teaches) <= 75
    assert s.teaches.endswith(".")
    assert key == key.lower().strip("-")
    assert len(s.start) == len(s.names) == s.d
    assert all(lo < x < hi for x, (lo, hi) in zip(s.start, s.bounds, strict=True))
    assert 2.0 <= np.log10(s.eta_limits[1] / s.eta_limits[0]) <= 4
    assert s.eta_limits[0] * 5 <= s.eta <= s.eta_limits[1] / 5
    assert s.ceiling is None or s.value(np.array(s.start)) < s.ceiling


@every_loss
def test_derivatives_against_differences(key):
    """Gradient and Hessian agree with central differences of the loss, taken in 300 digits."""

    s = CATALOGUE[key]
    low, high = np.array(s.bounds).T
    h = mpmath.mpf("1e-40")
    scale = s.relief / s.span

    def moved(program, w, k, by):
        with mpmath.workdps(precise.DIGITS):
            return precise.run(
                program, [x + by * (i == k) for i, x in enumerate(map(mpmath.mpf, w))]
            )

    for w in np.random.default_rng(11).uniform(low, high, (12, s.d)).tolist():
        gradient, hessian = s.gradient(np.array(w)), s.hessian(np.array(w))
        for k in range(s.d):
            with mpmath.workdps(precise.DIGITS):
                up, down = (moved(s.value_program, w, k, by)[0] for by in (h, -h))
                slope = float((up - down) / (2 * h))
                up, down = (moved(s.gradient_program, w, k, by) for by in (h, -h))
                bend = [float((a - b) / (2 * h)) for a, b in zip(up, down, strict=True)]
            assert slope == pytest.approx(gradient[k], rel=1e-10, abs=1e-12 * scale)
            assert bend == pytest.approx(hessian[k], rel=1e-10, abs=1e-11 * scale / s.span)


@pytest.mark.parametrize(
    ("key", "w", "value"),
    [
        ("double-well", (-1.035579,), -1.3054285),
        ("double-well", (0.9602,), -0.7059),
        ("two-sines", (5.145735,), -1.8995993),
        ("gramacy-lee", (0.548563,), -0.8690111),
        ("forrester", (0.757249,), -6.0207401),
        ("rosenbrock", (1, 1), 0),
        ("banana", (1, 1 / 3), 0),
        ("beale", (3, 0.5), 0),
        ("himmelblau", (3, 2), 0),
        ("himmelblau", (-2.805118, 3.131313), 0),
        ("himmelblau", (-3.779310, -3.283186), 0),
        ("himmelblau", (3.584428, -1.848127), 0),
        ("booth", (1, 3), 0),
        ("matyas", (0, 0), 0),
        ("styblinski-tang", (-2.903534, -2.903534), -78.332331),
        ("six-hump-camel", (0.0898420, -0.7126564), -1.0316284535),
        ("six-hump-camel", (-0.0898420, 0.7126564), -1.0316284535),
        ("two-wells", (-0.936301, 0), -2.063090),
        ("two-wells", (0.905318, 0), -1.092732),
    ],
)
def test_known_values(key, w, value):
    """At the minima that the literature gives, the losses have the values that it gives."""

    assert value == pytest.approx(CATALOGUE[key].value(np.array(w)), abs=6e-5)


@pytest.mark.parametrize(
    ("w", "slope"),
    [(-3, -75), (0, 0), (1, 25), (1.5, 25.5), (2, 26), (3, 51)],
)
def test_the_slope_of_three_bends(w, slope):
    """Lessard, Recht & Packard, §4.6: 25w below 1, w + 24 from there to 2, 25w − 24 above."""

    assert slope == CATALOGUE["lessard"].gradient(np.array([float(w)]))[0]


@every_loss
def test_one_point_and_many_give_the_same_bits(key):
    """Value, gradient and Hessian of a point don't depend on how many are asked for."""

    s = CATALOGUE[key]
    points = np.random.default_rng(2).uniform(-5, 5, (3, 50, s.d))

    for f, shape in ((s.value, ()), (s.gradient, (s.d,)), (s.hessian, (s.d, s.d))):
        many = f(points)
        assert many.shape == (3, 50, *shape)
        one_by_one = np.array([[f(w) for w in row] for row in points])
        assert np.array_equal(many, one_by_one, equal_nan=True)


@every_loss
def test_the_hessian_is_symmetric(key):
    """The order of differentiation doesn't matter, not even in the last bit."""

    s = CATALOGUE[key]
    hessians = s.hessian(np.random.default_rng(4).uniform(-2, 2, (20, s.d)))

    assert np.array_equal(hessians, np.swapaxes(hessians, -1, -2), equal_nan=True)


def test_points_of_the_wrong_dimension():
    """A point with another number of coordinates is refused, not broadcast."""

    with pytest.raises(ValueError, match="have 2 coordinates"):
        CATALOGUE["booth"].gradient(np.zeros(3))


def test_span_and_relief():
    """The span is the window's longer side, the relief the range of its finite losses."""

    s = from_formula("1/x + 0*y", ((-1, 1), (0, 3)))

    assert s.span == 3
    assert CATALOGUE["bowl"].relief == 2
    assert s.relief == pytest.approx(2 / 0.02)  # the grid's points next to the pole


def test_latex_keeps_decimals():
    """A loss that was typed with decimals is shown with them, another one with fractions."""

    assert CATALOGUE["double-well"].latex == "w^{4} - 2 w^{2} + 0.3 w"
    assert from_formula("w^2/3 + 3w/10").latex == r"\frac{w^{2}}{3} + \frac{3 w}{10}"


@pytest.mark.parametrize("text", ["abs(x)", "abs(x^2 - 1)", "abs(log(x))", "x*abs(tan(x))"])
def test_a_kink_has_no_bend(text):
    """The second derivative of an absolute value is that of its two sides, with no impulse."""

    s = from_formula(text)
    x = np.array([0.37])
    h = 1e-5

    two_sided = (s.gradient(x + h) - s.gradient(x - h)) / (2 * h)

    assert s.hessian(x)[0] == pytest.approx(two_sided, rel=1e-6, abs=1e-9)


def test_threads_share_a_surface():
    """Visitors who compute on one surface at the same time get what they get alone."""

    s = CATALOGUE["beale"]
    points = np.random.default_rng(8).uniform(-4, 4, (8, 2000, 2))
    alone = [s.gradient(p) for p in points]
    together = [None] * 8

    def work(k):
        for _ in range(20):
            together[k] = s.gradient(points[k])

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


def test_a_typed_loss():
    """A formula becomes a surface whose window, start and η can be used as they are."""

    s = from_formula(" x^2 + 10y^2 ", [(-1, 1), (-2, 2)])

    assert s.text == "x^2 + 10y^2"
    assert s.bounds == ((-1.0, 1.0), (-2.0, 2.0))
    assert s.start == (-0.76, 1.2)
    assert s.eta_limits[0] < s.eta < 2 / 20 < s.eta_limits[1]
    assert s is from_formula("x^2 + 10y^2", ((-1, 1), (-2, 2)))


@pytest.mark.parametrize("shape", ["{}", "x-{}", "4x-{}", "1e8-{}", "x^2+{}", "1/{}"])
@pytest.mark.parametrize(
    "inner", ["atan(1/x)", "atan(1/(x-3))", "atan(1/(x+200))", "atan(1e8(x-y))", "abs(x-1e8)"]
)
def test_a_window_that_is_found_can_be_asked_for(inner, shape):
    """A link spells it; one too narrow to be drawn would be refused there."""
    surface = from_formula(shape.format(inner))

    assert from_formula(surface.text, surface.bounds).bounds == surface.bounds


def test_a_start_where_there_is_a_slope():
    """Where three quarters of the way would be level or undefined, the start moves aside."""

    assert from_formula("(w - 1)^2").start != (1.0,)
    assert np.isfinite(from_formula("log(-w)").start).all()


@pytest.mark.slow
@settings(max_examples=150)
@given(formulas)
def test_any_typed_loss(text):
    """Every formula is refused with a sentence, or can be run from its start."""

    try:
        s = from_formula(text)
    except FormulaError:
        assume(False)
    start = np.array(s.start)

    assert np.isfinite(s.value(start))
    assert np.isfinite(s.gradient(start)).all()
    assert s.gradient(start).any()
    assert s.hessian(start).shape == (s.d, s.d)
    assert 0 < s.eta_limits[0] < s.eta < s.eta_limits[1] < np.inf
    assert s.latex
    assert from_formula(s.text, s.bounds).bounds == s.bounds


@pytest.mark.parametrize(
    ("key", "with_momentum", "without"),
    [
        ("double-well", (-1.0356,), (0.9602,)),
        ("cliff", (-1.695,), None),
        ("two-sines", (5.1457,), (3.3873,)),
        ("gramacy-lee", (1.3488,), (2.1218,)),
        ("forrester", (0.1426,), (1 / 3,)),
        ("bumpy", (-0.1923,), (4.4130,)),
        ("banana", (1, 1 / 3), None),
        ("beale", (3, 0.5), None),
        ("himmelblau", (-2.8051, 3.1313), (-3.7793, -3.2832)),
        ("styblinski-tang", (-2.9035, -2.9035), (2.7468, 2.7468)),
        ("six-hump-camel", (0.0898, -0.7127), (1.6071, 0.5687)),
        ("two-wells", (-0.9363, 0), (0.9053, 0)),
        ("saddle", (0, 1), None),
    ],
)
def test_first_runs_tell_their_story(key, with_momentum, without):
    """With α = 0.9 and with α = 0, the loss's own settings end where its line says."""

    assert with_momentum == pytest.approx(_run(key, 0.9)[-1], abs=4e-3)
    if without is not None:
        assert without == pytest.approx(_run(key, 0.0)[-1], abs=4e-3)


@pytest.mark.parametrize(
    "key", ["plateau", "narrow-valley", "beale", "saddle", "matyas", "high-plain"]
)
def test_where_momentum_is_sooner(key):
    """After 200 steps the ball with momentum is lower by far than the one without."""

    s = CATALOGUE[key]
    bottom = s.value(_run(key, 0.9, 2000)[-1])

    above, above_without = (s.value(_run(key, a, 200)[-1]) - bottom for a in (0.9, 0.0))

    assert 10 * above < above_without


@every_loss
def test_the_first_run_stays_in_the_picture(key):
    """With α = 0.9 the ball doesn't leave the window before it has shown anything."""

    low, high = np.array(CATALOGUE[key].bounds).T
    path = _run(key, 0.9, 200)

    assert ((low <= path) & (path <= high)).all()


@every_loss
def test_the_largest_eta_is_visibly_too_large(key):
    """At the top of its range η throws the ball out of the window, with momentum or without."""

    s = CATALOGUE[key]
    low, high = np.array(s.bounds).T
    outside = []
    for alpha in (0.0, 0.9):
        path = descend(s.gradient, s.start, eta=s.eta_limits[1], alpha=alpha, steps=100).w
        outside.append(((path < low) | (path > high)).any())

    assert any(outside)
