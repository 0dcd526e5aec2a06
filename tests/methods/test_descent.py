"""The update rules against their closed forms, an independent library, and themselves.

Notation as in methods/descent.py; on a quadratic with curvature λ, x = ηλ.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import jax
import mpmath
import numpy as np
import optax
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.methods.descent import descend
from momentum_core.methods.rules import State
from momentum_core.methods.table import METHODS, STEPS

jax.config.update("jax_enable_x64", True)

METHOD = pytest.mark.parametrize("method", METHODS)
LINEAR = ("momentum", "nesterov")

eta_lambda = st.tuples(st.floats(1e-3, 1), st.floats(1e-2, 5))
alphas = st.floats(0, 1)
starts = st.floats(0.1, 3).flatmap(lambda w: st.sampled_from([w, -w]))


def on_quadratic(curvature, start, **how):
    """The positions of a run on ½ λ w²."""
    return descend(lambda w: curvature * w, (start,), **how).w[:, 0]


def recurrence(method, eta, curvature, alpha, start, steps):
    """The same positions as exact fractions, from the two-step linear recurrence.

    Heavy ball: w₊ = (1+α−x) w − α w₋ (Polyak 1964). Nesterov: w₊ = (1−x)[(1+α) w − α w₋].
    """
    x, a = Fraction(eta) * Fraction(curvature), Fraction(alpha)
    w = [Fraction(start), (1 - x) * Fraction(start)]
    while len(w) <= steps:
        if method == "momentum":
            w.append((1 + a - x) * w[-1] - a * w[-2])
        else:
            w.append((1 - x) * ((1 + a) * w[-1] - a * w[-2]))
    return w


def closed_form(method, eta, curvature, alpha, start, steps):
    """The same positions from the recurrence's two roots, in 60 digits; they must differ."""
    with mpmath.workdps(60):
        x, a = mpmath.mpf(eta) * mpmath.mpf(curvature), mpmath.mpf(alpha)
        heavy = method == "momentum"
        trace, det = (1 + a - x, a) if heavy else ((1 + a) * (1 - x), a * (1 - x))
        root = mpmath.sqrt(mpmath.mpc(trace**2 - 4 * det))
        s1, s2 = (trace + root) / 2, (trace - root) / 2
        assume(abs(s1 - s2) > 1e-9)
        c1 = ((1 - x) - s2) / (s1 - s2)
        return [mpmath.re(start * (c1 * s1**k + (1 - c1) * s2**k)) for k in range(steps + 1)]


@pytest.mark.parametrize("method", LINEAR)
@given(eta_lambda, alphas, starts)
def test_the_exact_recurrence(method, eta_curvature, alpha, start):
    """On a quadratic each position is that of the exact recurrence, whatever η, λ and α."""

    eta, curvature = eta_curvature
    w = on_quadratic(curvature, start, eta=eta, alpha=alpha, method=method, steps=40)

    exact = np.array(recurrence(method, eta, curvature, alpha, start, 40), dtype=float)

    assert (np.abs(w - exact) <= 1e-12 * np.maximum.accumulate(np.abs(exact))).all()


@pytest.mark.parametrize("method", LINEAR)
@given(eta_lambda, alphas, starts)
def test_the_root_formula(method, eta_curvature, alpha, start):
    """w_k = w₀ (c₁σ₁ᵏ + c₂σ₂ᵏ) with real or complex roots σ (Goh 2017; Nesterov 1983)."""

    eta, curvature = eta_curvature
    w = on_quadratic(curvature, start, eta=eta, alpha=alpha, method=method, steps=40)

    exact = np.array(closed_form(method, eta, curvature, alpha, start, 40), dtype=float)

    assert (np.abs(w - exact) <= 1e-12 * np.maximum.accumulate(np.abs(exact))).all()


def test_equal_roots():
    """Critical damping, α = (1−√x)²: w_k = w₀ (1 + k((1−x)/σ − 1)) σᵏ, here with σ = ½."""

    k = np.arange(41)

    w = on_quadratic(1.0, 1.0, eta=0.25, alpha=0.25, steps=40)

    np.testing.assert_allclose(w, (1 + k / 2) * 0.5**k, rtol=1e-13)


def test_equal_roots_of_nesterov():
    """4α(1−x) = (1+α)²(1−x)² at x = 1/9, α = ½: the double root is 2/3."""

    k = np.arange(41)

    w = on_quadratic(1.0, 1.0, eta=1 / 9, alpha=0.5, method="nesterov", steps=40)

    np.testing.assert_allclose(w, (1 + k / 3) * (2 / 3) ** k, rtol=1e-12)


def test_the_period_of_an_oscillation():
    """η = 0.05, λ = 1, α = 0.9 swings with 2π / arccos((1+α−x) / (2√α)) = 28.06 steps."""

    w = on_quadratic(1.0, 1.0, eta=0.05, alpha=0.9, steps=2000) * 0.9 ** (-np.arange(2001) / 2)
    down = np.flatnonzero((w[:-1] > 0) & (w[1:] <= 0))
    crossings = down + w[down] / (w[down] - w[down + 1])

    period = (crossings[-1] - crossings[0]) / (len(crossings) - 1)

    assert period == pytest.approx(28.06, abs=0.01)
    assert period == pytest.approx(2 * np.pi / np.arccos(1.85 / (2 * np.sqrt(0.9))), abs=1e-3)


@pytest.mark.parametrize(("alpha", "factor"), [(0.0, 1.2), (0.9, 1.5)])
def test_the_way_off_a_saddle(alpha, factor):
    """Where λ = −2 and η = 0.1, the ball leaves 1.2 times faster each step; with α = 0.9, 1.5."""

    w = on_quadratic(-2.0, 1e-6, eta=0.1, alpha=alpha, steps=80)

    assert w[-1] / w[-2] == pytest.approx(factor, rel=1e-6)


def test_without_friction():
    """With α = 1 heavy ball never rests, Nesterov does (x = 0.1: rate 0.949)."""

    heavy = on_quadratic(1.0, 1.0, eta=0.1, alpha=1.0, steps=2000)
    nesterov = on_quadratic(1.0, 1.0, eta=0.1, alpha=1.0, method="nesterov", steps=2000)

    assert np.abs(heavy[-100:]).max() > 0.9
    assert np.abs(nesterov[-1]) < 0.949**1900


@pytest.mark.parametrize("method", LINEAR)
@given(st.floats(1e-4, 10), st.floats(-5, 5), st.floats(0, 0.95))
def test_a_constant_slope(method, eta, g, alpha):
    """On a constant slope the step tends to −ηg / (1−α)."""

    t = descend(lambda w: 0 * w + g, (0.0,), eta=eta, alpha=alpha, method=method, steps=800)

    assert t.update[-1, 0] == pytest.approx(-eta * g / (1 - alpha), rel=1e-9, abs=1e-300)


def test_noise():
    """With gradient noise of variance s² the weight's is η²s²(1+α) / [(1−α) x (2(1+α) − x)]."""

    eta, alpha, draw = 0.3, 0.8, np.random.default_rng(1)
    state = State(np.zeros((20_000, 1)), np.zeros((20_000, 1)))
    for _ in range(200):
        noise = draw.standard_normal((20_000, 1))
        state, _ = STEPS["momentum"](state, lambda w, n=noise: w + n, eta, alpha)

    expected = eta**2 * (1 + alpha) / ((1 - alpha) * eta * (2 * (1 + alpha) - eta))
    assert state.w.var() == pytest.approx(expected, rel=0.05)


def test_tuning_for_a_quadratic_can_fail():
    """Lessard, Recht & Packard §4.6: heavy ball with the best pair cycles on a convex loss."""

    def gradient(w):
        return np.where(w < 1, 25 * w, np.where(w < 2, w + 24, 25 * w - 24))

    cycle = descend(gradient, (3.3,), eta=1 / 9, alpha=4 / 9, steps=3000).w[:, 0]
    plain = descend(gradient, (3.3,), eta=2 / 26, steps=3000).w[:, 0]

    assert np.ptp(cycle[-3:]) > 1
    np.testing.assert_allclose(cycle[-3:], cycle[-6:-3], atol=1e-9)
    assert abs(plain[-1]) < 1e-12


@given(st.floats(1e-4, 1), st.floats(1e-6, 1e6).flatmap(lambda g: st.sampled_from([g, -g])))
def test_the_first_step_of_adam(eta, g):
    """Adam's first step is −ηg / (|g| + ε): all but η itself, whatever the slope."""

    t = descend(lambda w: 0 * w + g, (1.0,), eta=eta, method="adam", steps=1)

    assert t.update[1, 0] == pytest.approx(-eta * g / (abs(g) + 1e-8), rel=1e-12)


def test_adam_on_a_constant_slope():
    """On a constant slope bias correction makes all of Adam's steps the same."""

    t = descend(lambda w: 0 * w + 0.02, (1.0,), eta=0.1, method="adam", steps=500)

    np.testing.assert_allclose(t.update[1:], -0.1 * 0.02 / (0.02 + 1e-8), rtol=1e-12)


def test_adam_as_weighted_sums():
    """m̂ and v̂ are means of past gradients and squares, weighted by powers of 0.9 and 0.999."""

    g = np.random.default_rng(6).normal(size=60)
    slopes = [lambda w, g=g_k: 0 * w + g for g_k in g]

    t = descend(slopes, (0.0,), eta=0.1, method="adam", steps=60)

    for k in range(1, 61):
        age = np.arange(k)[::-1]
        m = np.average(g[:k], weights=0.9**age)
        v = np.average(g[:k] ** 2, weights=0.999**age)
        assert t.update[k, 0] == pytest.approx(-0.1 * m / (np.sqrt(v) + 1e-8), rel=1e-10)


@given(st.floats(1e-4, 1), st.floats(1e-6, 1e6).flatmap(lambda g: st.sampled_from([g, -g])))
def test_the_first_step_of_rmsprop(eta, g):
    """RMSProp's first step is −ηg / (√(1 − ρ)|g| + ε): all but ten times η, whatever the slope."""
    t = descend(lambda w: 0 * w + g, (1.0,), eta=eta, method="rmsprop", steps=1)

    assert t.update[1, 0] == pytest.approx(-eta * g / (0.1 * abs(g) + 1e-8), rel=1e-12)


def test_rmsprop_on_a_constant_slope():
    """On a constant slope g its v is (1 − ρᵏ)g², so the steps shrink from 10η towards η."""
    t = descend(lambda w: 0 * w + 0.02, (1.0,), eta=0.1, method="rmsprop", steps=500)
    usual = 0.02 * np.sqrt(1 - 0.99 ** np.arange(1, 501))

    np.testing.assert_allclose(t.update[1:, 0], -0.1 * 0.02 / (usual + 1e-8), rtol=1e-12)


def test_rmsprop_as_weighted_sums():
    """v is the past squares, each with 1 − ρ times ρ for every step that it is old; g is the last
    gradient alone."""
    g = np.random.default_rng(6).normal(size=60)
    slopes = [lambda w, g=g_k: 0 * w + g for g_k in g]

    t = descend(slopes, (0.0,), eta=0.1, method="rmsprop", steps=60)

    for k in range(1, 61):
        v = np.sum(0.01 * 0.99 ** np.arange(k)[::-1] * g[:k] ** 2)
        assert t.update[k, 0] == pytest.approx(-0.1 * g[k - 1] / (np.sqrt(v) + 1e-8), rel=1e-10)


@pytest.mark.parametrize("method", [name for name, row in METHODS.items() if not row.has_alpha])
def test_no_momentum_of_ours(method):
    """α changes nothing in a method that has none."""

    surface = CATALOGUE["himmelblau"]
    runs = [
        descend(surface.gradient, surface.start, eta=0.1, alpha=a, method=method, steps=50).w
        for a in (0.0, 0.9)
    ]

    assert np.array_equal(*runs)


OPTIMISERS = {
    "momentum": lambda eta, alpha: optax.sgd(eta, momentum=alpha),
    "nesterov": lambda eta, alpha: optax.sgd(eta, momentum=alpha, nesterov=True),
    "adam": lambda eta, alpha: optax.adam(eta),
    "rmsprop": lambda eta, alpha: optax.rmsprop(eta, decay=0.99, eps=1e-8, eps_in_sqrt=False),
}


def dropping(etas, alpha):
    return optax.sgd(etas.__getitem__, momentum=alpha)


@cache
def optax_step(optimiser):
    """One step of an Optax optimiser, compiled once for every η, α, and number of weights."""

    @jax.jit
    def step(eta, alpha, slope, memory, w):
        update, memory = optimiser(eta, alpha).update(slope, memory)
        return optax.apply_updates(w, update), memory

    return step


def optax_path(optimiser, eta, alpha, surface, steps):
    """The positions (steps + 1, d) of an Optax optimiser on a loss."""
    w = np.array(surface.start)
    memory, path = optimiser(eta, alpha).init(w), [w]
    for _ in range(steps):
        w, memory = optax_step(optimiser)(eta, alpha, surface.gradient(w), memory, w)
        w = np.array(w)
        path.append(w)
    assert np.array(path).dtype == np.float64
    return np.array(path)


@pytest.mark.slow
@METHOD
@pytest.mark.parametrize("key", CATALOGUE)
def test_optax_agrees(key, method):
    """Optax in float64 takes the same path on every loss of the catalogue.

    Its Nesterov reports the look-ahead points w + αΔw, so those are compared.
    """

    surface, alpha, steps = CATALOGUE[key], 0.85, 40
    path = optax_path(OPTIMISERS[method], surface.eta, alpha, surface, steps)

    t = descend(
        surface.gradient, surface.start, eta=surface.eta, alpha=alpha, method=method, steps=steps
    )

    ours = t.w + alpha * t.update if method == "nesterov" else t.w
    np.testing.assert_allclose(ours, path, rtol=1e-9, atol=1e-9 * surface.span)


@pytest.mark.parametrize("key", ["double-well", "bowl", "himmelblau", "two-wells"])
def test_optax_agrees_where_the_learning_rate_drops(key):
    """Its heavy ball is the buffer, and then it goes another way than ours."""
    surface, alpha, steps = CATALOGUE[key], 0.85, 40
    etas = [surface.eta] * 6 + [surface.eta / 10] * 34
    path = optax_path(dropping, jax.numpy.array(etas), alpha, surface, steps)

    ours, theirs = (
        descend(surface.gradient, surface.start, eta=etas, alpha=alpha, method=rule, steps=steps).w
        for rule in ("momentum", "buffer")
    )

    np.testing.assert_allclose(theirs, path, rtol=1e-9, atol=1e-9 * surface.span)
    assert np.abs(ours[:7] - path[:7]).max() <= 1e-9 * surface.span
    assert np.abs(ours[9:] - path[9:]).max() > 1e-3 * surface.span


@METHOD
@pytest.mark.parametrize("key", ["double-well", "himmelblau", "two-wells"])
def test_many_at_once_are_one_by_one(key, method):
    """A map's cells, each with its own η, α and start, take the recorded runs' bits."""

    surface, draw = CATALOGUE[key], np.random.default_rng(9)
    low, high = np.array(surface.bounds).T
    start = draw.uniform(low, high, (4, 5, surface.d))
    eta, alpha = draw.uniform(0.001, 0.02, (4, 5, 1)), draw.uniform(0, 1, (4, 5, 1))

    states = [State(start, np.zeros_like(start))]
    with np.errstate(all="ignore"):
        for _ in range(60):
            states.append(STEPS[method](states[-1], surface.gradient, eta, alpha)[0])

    for i in np.ndindex(4, 5):
        how = {"eta": float(eta[i][0]), "alpha": float(alpha[i][0]), "method": method}
        t = descend(surface.gradient, start[i], steps=60, **how)
        alike = states[: len(t) + 1]  # some cells diverge, and their recorded runs end
        assert np.array_equal(t.w, [state.w[i] for state in alike])
        assert np.array_equal(t.update, [state.update[i] for state in alike])


@METHOD
@pytest.mark.parametrize("key", ["cliff", "rosenbrock"])
def test_the_record_adds_up(key, method):
    """w[k+1] is w[k] + update[k+1] exactly; the first update is none."""

    surface = CATALOGUE[key]
    t = descend(
        surface.gradient, surface.start, eta=surface.eta, alpha=0.9, method=method, steps=50
    )

    assert np.array_equal(t.w[1:], t.w[:-1] + t.update[1:])
    assert not t.update[0].any()
    assert (len(t), t.w.shape, t.update.shape, t.gradient.shape) == (
        50,
        (51, surface.d),
        (51, surface.d),
        (50, surface.d),
    )


def test_the_recorded_gradient_is_the_one_used():
    """Heavy ball records the gradient at w, Nesterov the one at w + αΔw."""

    surface = CATALOGUE["banana"]
    how = {"eta": surface.eta, "alpha": 0.9, "steps": 30}

    heavy = descend(surface.gradient, surface.start, **how)
    nesterov = descend(surface.gradient, surface.start, method="nesterov", **how)

    ahead = nesterov.w + 0.9 * nesterov.update
    assert np.array_equal(heavy.gradient, surface.gradient(heavy.w[:-1]))
    assert np.array_equal(nesterov.gradient, surface.gradient(ahead[:-1]))


def test_one_step_by_hand():
    """Q = w², w = 1, Δw = −0.5, η = 0.1, α = 0.9: the new Δw is −0.45 − 0.2 = −0.65."""

    state = State(np.array([1.0]), np.array([-0.5]))

    after, g = STEPS["momentum"](state, lambda w: 2 * w, 0.1, 0.9)
    ahead, g_ahead = STEPS["nesterov"](state, lambda w: 2 * w, 0.1, 0.9)

    assert (g[0], after.update[0], after.w[0]) == pytest.approx((2, -0.65, 0.35))
    assert (g_ahead[0], ahead.update[0], ahead.w[0]) == pytest.approx((1.1, -0.56, 0.44))


def test_a_sequence_of_gradients():
    """One gradient a step, in order: the mini-batches."""

    slopes = [lambda w, g=g: 0 * w + g for g in (1.0, 10.0, 100.0)]

    t = descend(slopes, (0.0,), eta=1.0, steps=3)

    assert t.w[:, 0].tolist() == [0, -1, -11, -111]


def test_the_full_gradient_repeated():
    """A sequence of the same gradient is a run with that gradient."""

    surface = CATALOGUE["banana"]
    how = {"eta": surface.eta, "alpha": 0.9, "steps": 20}

    repeated = descend([surface.gradient] * 20, surface.start, **how)

    assert np.array_equal(repeated.w, descend(surface.gradient, surface.start, **how).w)


@METHOD
def test_a_run_that_overflows_ends_before(method):
    """Every recorded number is finite; the run is as long as that lasts."""

    with np.errstate(all="ignore"):
        t = descend(lambda w: w**3, (3.0,), eta=1e5, alpha=0.9, method=method, steps=4000)

    assert np.isfinite(t.w).all()
    assert np.isfinite(t.update).all()
    assert len(t) < 10 or METHODS[method].eta_is == "length"


ETAS = [Fraction(1, 8)] * 5 + [Fraction(1, 32)] * 4 + [Fraction(1, 4)] * 3
"""Learning rates that change twice on the way; binary fractions, so that nothing is rounded."""


def test_a_learning_rate_for_each_step():
    """Heavy ball scales only the new gradient by the new η; PyTorch's buffer the whole step. Both
    against their textbook lines, in exact fractions, on Q = w²."""
    alpha, heavy, update = Fraction(1, 2), [Fraction(1)], Fraction(0)
    other, v = [Fraction(1)], Fraction(0)
    for eta in ETAS:
        update = alpha * update - eta * 2 * heavy[-1]
        heavy.append(heavy[-1] + update)
        v = alpha * v + 2 * other[-1]
        other.append(other[-1] - eta * v)

    for method, expected in {"momentum": heavy, "buffer": other}.items():
        t = descend(
            lambda w: 2 * w, (1.0,), eta=[*map(float, ETAS)], alpha=0.5, method=method, steps=12
        )
        assert t.w[:, 0].tolist() == [float(x) for x in expected]
    assert heavy[:7] != other[:7]
    assert heavy[:6] == other[:6]


@given(st.floats(0.01, 1.9), st.floats(0, 0.99))
def test_with_one_learning_rate_the_conventions_agree(eta, alpha):
    """η in front of the sum or in each of its terms: the same path, to rounding."""
    ours, theirs = (
        descend(lambda w: w, (1.0,), eta=eta, alpha=alpha, method=method, steps=60).w
        for method in ("momentum", "buffer")
    )

    assert ours == pytest.approx(theirs, abs=1e-11 * np.abs(ours).max())


def test_a_run_ends_when_told():
    """``ended`` is asked before each step, with the position, the last update and the next η."""

    t = descend(lambda w: w, (1.0,), eta=0.5, steps=50, ended=lambda w, *_: w[0] < 0.1)

    assert t.w[:, 0].tolist() == [1, 0.5, 0.25, 0.125, 0.0625]
    assert len(t) == 4


@METHOD
def test_no_steps(method):
    """A run of no steps is its start."""

    t = descend(lambda w: w, (1.0, 2.0), eta=0.1, method=method, steps=0)

    assert t.w.tolist() == [[1.0, 2.0]]
    assert t.gradient.shape == (0, 2)


def test_the_start_is_left_alone():
    """A run doesn't write into the array it starts from, and takes a bare number as well."""

    start = np.array([1.0])

    t = descend(lambda w: w, start, eta=0.5, steps=3)

    assert start.tolist() == [1.0]
    assert np.array_equal(t.w, descend(lambda w: w, 1.0, eta=0.5, steps=3).w)


def test_alpha_is_zero_unless_given():
    """Without α the method is plain gradient descent."""

    t = descend(lambda w: 2 * w, (1.0,), eta=0.25, steps=5)

    assert t.w[:, 0].tolist() == [0.5**k for k in range(6)]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"method": "sgd"}, f"Unknown method 'sgd': choose one of {', '.join(STEPS)}."),
        ({"steps": -1}, "The number of steps is -1; it can't be negative."),
        ({"gradient": [np.sin] * 4}, "5 steps need 5 gradients; there are 4."),
        ({"eta": [0.1] * 4}, "5 steps need 5 learning rates; there are 4."),
    ],
)
def test_unusable_input(change, sentence):
    """Wrong use is answered with what is wrong and what would be right."""

    how = {"gradient": np.sin, "start": (1.0,), "eta": 0.1, "steps": 5} | change

    with pytest.raises(ValueError, match="^" + sentence.replace(".", r"\.") + "$"):
        descend(how.pop("gradient"), how.pop("start"), **how)
