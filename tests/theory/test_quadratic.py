"""Closed forms of the bowl against the update rules themselves, played through without them.

Notation as in theory/quadratic.py. Nothing here shares code with it: ``step`` writes the rules out once more,
and rates are those of the matrix that it makes of unit vectors, or of a played run.
"""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from momentum_core.theory import quadratic

METHOD = pytest.mark.parametrize("method", quadratic.COVERED)
alphas = st.floats(0, 1)
products = st.floats(1e-3, 5)
several = st.lists(st.floats(0.01, 100), min_size=1, max_size=5)


def step(w, update, eta, alpha, curvatures, method):
    """One step on ½Σλw², in the rule's own words."""
    at = w + alpha * update if method == "nesterov" else w
    update = alpha * update - eta * curvatures * at
    return w + update, update


def played(eta, alpha, curvatures, method):
    """The largest eigenvalue in size of the step as a matrix on (w, update)."""
    curvatures = np.atleast_1d(curvatures)
    n = len(curvatures)
    unit = np.eye(2 * n)
    w, update = step(unit[:, :n], unit[:, n:], eta, alpha, curvatures, method)
    return np.abs(np.linalg.eigvals(np.hstack([w, update]).T)).max()


def positions(eta, alpha, curvature, method, steps, start=1.0):
    w, update = np.array(start), np.array(0.0)
    path = [w]
    for _ in range(steps):
        w, update = step(w, update, eta, alpha, curvature, method)
        path.append(w)
    return np.array(path)


@METHOD
@given(several, products, alphas)
def test_the_rate_is_that_of_the_rule(method, curvatures, x, alpha):
    """Of several curvatures at once the worst rules (equal roots cost half the digits)."""
    eta = x / max(curvatures)

    rate = quadratic.worst_rate(eta, curvatures, alpha, method)

    assert float(rate) == pytest.approx(played(eta, alpha, curvatures, method), abs=3e-7)
    assert rate == max(quadratic.rate(eta, curvature, alpha, method) for curvature in curvatures)


@METHOD
@given(products, alphas)
def test_the_roots_solve_the_recurrence(method, x, alpha):
    """Positions of a played run obey w₊ = (σ₁ + σ₂)w − σ₁σ₂w₋, and ρ is the larger abs(σ)."""
    first, second = quadratic.roots(x, 1.0, alpha, method)
    w = positions(x, alpha, 1.0, method, 8)

    bent = w[2:] - ((first + second).real * w[1:-1] - (first * second).real * w[:-2])

    assert (np.abs(bent) <= 1e-12 * (1 + np.abs(w[2:]))).all()
    assert abs(first) == pytest.approx(float(quadratic.rate(x, 1.0, alpha, method)), abs=1e-12)
    assert abs(second) <= abs(first) * (1 + 1e-12)


@METHOD
@given(alphas, st.floats(0.05, 20))
def test_just_below_the_edge_it_rests_and_beyond_it_does_not(method, alpha, curvature):
    """2(1 + α)/λ; Nesterov (2 + 2α)/(1 + 2α)/λ. The heavy ball needs α < 1 for it."""
    assume(method == "nesterov" or alpha < 0.999)
    edge = float(quadratic.eta_edge(curvature, alpha, method))

    assert played(0.9999 * edge, alpha, curvature, method) < 1
    assert played(1.0001 * edge, alpha, curvature, method) > 1


@METHOD
@given(products, st.floats(0, 0.98))
def test_unstable_is_a_run_that_grows(method, x, alpha):
    """And no other does: 300 played steps say the same."""
    edge = quadratic.edge(alpha, method)
    assume(abs(x / edge - 1) > 0.03)
    w = np.abs(positions(x, alpha, 1.0, method, 300))

    unstable = quadratic.regime(x, 1.0, alpha, method) == "unstable"

    assert unstable == (w[-100:].max() > 1)


@METHOD
@given(st.floats(1e-3, 4), st.floats(0, 0.98))
@example(0.5, 0.5)  # every fourth position is exactly 0
def test_the_regime_is_seen_in_the_signs(method, x, alpha):
    """Creeping: the side changes once at most. Oscillating: again and again. Alternating: always."""
    regime = quadratic.regime(x, 1.0, alpha, method)
    rate = played(x, alpha, 1.0, method)
    sizes = np.abs(quadratic.roots(x, 1.0, alpha, method))
    swing = float(quadratic.period(x, 1.0, alpha, method))
    steps = int(min(3 * swing, 400)) if regime == "oscillating" else 300
    assume(rate > 0.05 and (regime == "oscillating" or sizes[1] < 0.9 * sizes[0]))
    assume(swing < 130 or regime != "oscillating")

    with np.errstate(all="ignore"):
        w = positions(x, alpha, 1.0, method, steps)
    known = np.flatnonzero(np.abs(w) > 1e-250)
    signs = np.sign(w[known])
    changes = np.count_nonzero(np.diff(signs))

    if regime in ("creeping", "critical"):
        assert changes <= 1
    elif regime == "oscillating":
        assert abs(changes - 2 * (known[-1] - known[0]) / swing) <= 1.01
    else:
        assert regime in ("alternating", "unstable", "marginal")
        assert (np.diff(signs[len(signs) // 2 :]) != 0).all()


def test_the_names_of_what_is_no_bowl():
    """λ = 0 and λ < 0 are named; ρ = 1 on the edge, and wherever α = 1 gives no friction."""

    assert "flat" == quadratic.regime(0.1, 0.0, 0.9)
    assert "falling" == quadratic.regime(0.1, -2.0, 0.9)
    assert "marginal" == quadratic.regime(3.8, 1.0, 0.9)
    assert "marginal" == quadratic.regime(0.1, 1.0, 1.0)
    assert "oscillating" == quadratic.regime(0.1, 1.0, 1.0, "nesterov")
    assert "critical" == quadratic.regime(0.25, 1.0, 0.25)
    assert (1.0, 1.5) == (quadratic.rate(0.1, 0.0, 0.9), quadratic.rate(0.1, -2.0, 0.9))
    assert (0.0, np.inf) == (quadratic.eta_edge(0.0, 0.9), quadratic.steps_to_gain(1.0))


@METHOD
@given(st.floats(1e-3, 0.99))
def test_the_critical_alpha_parts_creeping_from_swinging(method, x):
    """A little below it nothing swings, a little above it everything does."""
    alpha = float(quadratic.critical_alpha(x, 1.0, method))
    around = [quadratic.regime(x, 1.0, a, method) for a in (alpha - 1e-6, alpha, alpha + 1e-6)]

    assert ["creeping", "critical", "oscillating"] == around
    assert np.inf == quadratic.period(x, 1.0, alpha - 1e-6, method)
    assert 2 < quadratic.period(x, 1.0, alpha + 1e-6, method) < np.inf


def test_the_period_of_the_bowl():
    """η = 0.05, λ = 1, α = 0.9 swings in 28.06 steps; the zeros of a played run say so."""
    w = positions(0.05, 0.9, 1.0, "momentum", 2000) * 0.9 ** (-np.arange(2001) / 2)
    down = np.flatnonzero((w[:-1] > 0) & (w[1:] <= 0))
    crossings = down + w[down] / (w[down] - w[down + 1])

    swing = (crossings[-1] - crossings[0]) / (len(crossings) - 1)

    assert float(quadratic.period(0.05, 1.0, 0.9)) == pytest.approx(swing, abs=2e-3)
    assert np.inf == quadratic.period(0.05, 1.0, 0.5)
    assert 2 == quadratic.period(1.8, 1.0, 0.0)


@METHOD
@given(st.floats(1e-4, 3.9), alphas)
def test_no_alpha_settles_sooner_than_the_critical_one(method, x, other):
    """In one bowl, at this η; NaN exactly where no α rests."""
    assume(abs(x - 2) > 1e-6)
    alpha = float(quadratic.critical_alpha(x, 1.0, method))

    if np.isnan(alpha):
        assert min(played(x, a, 1.0, method) for a in (0, other)) >= 1
    else:
        assert played(x, alpha, 1.0, method) <= played(x, other, 1.0, method) + 3e-7


@METHOD
@given(several, st.floats(1e-3, 3.9), alphas)
def test_no_alpha_is_better_than_the_best(method, curvatures, x, other):
    """For several curvatures at once, at this η."""
    assume(abs(x - 2) > 1e-3)
    eta = x / max(curvatures)
    alpha = float(quadratic.best_alpha(eta, curvatures, method))

    if np.isnan(alpha):
        assert min(played(eta, a, curvatures, method) for a in (0, other)) >= 1
    else:
        best = played(eta, alpha, curvatures, method)
        assert best <= played(eta, other, curvatures, method) + 3e-7


@METHOD
@given(several, st.floats(-1, 1), st.floats(-1, 1))
def test_no_other_pair_is_better(method, curvatures, more, other):
    """Neither near the best η and α nor anywhere else; and the rate is the one that is named."""
    low, high = min(curvatures), max(curvatures)
    eta, alpha, rate = (float(x) for x in quadratic.best(low, high, method))
    best = played(eta, alpha, curvatures, method)

    assert rate == pytest.approx(best, abs=3e-7)
    for size in (0.001, 0.03, 1.0):
        near = np.clip(alpha + size * other, 0, 1)
        assert played(eta * 3 ** (size * more), near, curvatures, method) >= best - 3e-7


@METHOD
def test_one_curvature_needs_no_momentum(method):
    """The best is α = 0, η = 1/λ: one step."""

    assert (0.25, 0.0, 0.0) == tuple(map(float, quadratic.best(4.0, 4.0, method)))


@METHOD
def test_the_best_pair_gains_digits_as_stated(method):
    """Played for a while, κ = 100: the distance goes with kρᵏ."""
    curvatures = np.array([1.0, 30.0, 100.0])
    eta, alpha, rate = quadratic.best(1.0, 100.0, method)
    w, update = np.ones(3), np.zeros(3)
    for _ in range(400):
        w, update = step(w, update, eta, alpha, curvatures, method)

    gained = -np.log(np.abs(w).max() / 400) / np.log(1000)

    assert gained == pytest.approx(400 / float(quadratic.steps_to_gain(rate)), rel=0.05)


@METHOD
@pytest.mark.parametrize(("eta", "alpha"), [(0.3, 0.9), (0.8, 0.0), (0.1, 0.5), (1.0, 0.4)])
def test_the_variance_under_noise(method, eta, alpha):
    """20 000 balls in one bowl with independent errors of their gradients (5 standard errors)."""
    rng = np.random.default_rng(7)
    w = update = np.zeros(20_000)
    for _ in range(200):
        at = w + alpha * update if method == "nesterov" else w
        update = alpha * update - eta * (1.2 * at + 0.7 * rng.standard_normal(w.shape))
        w = w + update

    variance = quadratic.noise_variance(eta, 1.2, alpha, 0.49, method)

    assert float(variance) == pytest.approx(w.var(), rel=5 * np.sqrt(2 / 20_000))
    assert np.inf == quadratic.noise_variance(5.0, 1.2, alpha, 0.49, method)


def test_a_map_is_one_call():
    """160 × 160 cells of η and α broadcast."""
    eta, alpha = np.geomspace(0.01, 3, 160)[:, None], np.linspace(0, 1, 160)

    rates = quadratic.worst_rate(eta, (1.0, 25.0), alpha, "nesterov")
    regimes = quadratic.regime(eta, 25.0, alpha, "nesterov")

    assert (160, 160) == rates.shape == regimes.shape
    assert rates[80, 90] == quadratic.worst_rate(eta[80, 0], (1.0, 25.0), alpha[90], "nesterov")
    assert {"creeping", "oscillating", "alternating", "unstable"} <= set(regimes.flat)


@pytest.mark.parametrize("method", ["adam", "plain"])
def test_there_is_no_theory_of_others(method):
    """And no function pretends that there is."""

    assert not quadratic.covers(method)
    for ask in (
        quadratic.rate,
        quadratic.roots,
        quadratic.regime,
        quadratic.period,
        quadratic.eta_edge,
    ):
        with pytest.raises(ValueError, match="no such theory"):
            ask(*(0.1, 1.0, 0.9)[: 2 if ask is quadratic.eta_edge else 3], method)
