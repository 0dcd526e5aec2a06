"""How far mini-batches shake a run: closed forms, long simulations, and when nothing is said."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.line import gradients, shape, surface
from momentum_core.losses.data.observations import Observations
from momentum_core.methods.descent import descend
from momentum_core.methods.draws import batches
from momentum_core.theory.noise import hover, jitter

ON_A_LINE = Observations("on a line", (1, 2, 3, 4), (3, 5, 7, 9))


@cache
def run(key: str, standardise: bool, steps: int, size: int, shuffled: bool = False, **choice):
    """Positions of a run with mini-batches, from the start that the loss brings along."""
    data = DATA[key]
    drawn = batches(len(data), size, steps, 5, shuffled)
    start = surface(data, standardise).start
    w = descend(gradients(data, standardise, drawn), start, steps=steps, **choice).w
    w.flags.writeable = False
    return w


def at_the_minimum(data: Observations, standardise: bool) -> tuple[np.ndarray, np.ndarray]:
    """Curvatures and, along their eigenvectors, the variance of ∇Q_i at the minimum: from the
    observations one by one."""
    known = data.standardised if standardise else data
    columns = np.stack([np.ones(len(data)), known.t], axis=-1)
    best = np.linalg.lstsq(columns, np.array(data.y), rcond=None)[0]
    curvatures, v = np.linalg.eigh(2 * columns.T @ columns / len(data))
    each = 2 * columns * (columns @ best - data.y)[:, None]
    return curvatures, (each @ v).var(axis=0)


@pytest.mark.slow
@given(
    st.booleans(),
    st.floats(0.02, 0.2),
    st.floats(0, 0.95),
    st.sampled_from([8, 20]),
)
def test_even_noise_follows_the_formula(standardise, x, alpha, size):
    """Var = η²s²(1+α) / [(1−α) x (2(1+α) − x)], for each curvature."""
    data = DATA["hubble"]
    curvatures, noise = at_the_minimum(data, standardise)
    eta = x / curvatures[1]
    found = jitter(data, standardise, np.zeros((1, 2)), eta=eta, alpha=alpha, size=size)
    xs = eta * curvatures
    expected = eta**2 * noise / size * (1 + alpha) / ((1 - alpha) * xs * (2 * (1 + alpha) - xs))

    assume(found is not None)  # it is None where single steps are too wild, or too slow
    assert found.even == pytest.approx(expected, rel=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["momentum", "nesterov"])
@pytest.mark.parametrize(("key", "size"), [("hubble", 6), ("forbes", 4)])
def test_a_long_run_is_shaken_as_predicted(key, size, method):
    """Over 60 000 steps the measured variances are the exact ones to 5 %, and those of even noise
    are too small."""
    choice = {"eta": 0.05, "alpha": 0.8, "method": method}
    w = run(key, True, 60_000, size, **choice)
    found = jitter(DATA[key], True, w, size=size, **choice)

    assert found is not None
    assert found.measured == pytest.approx(found.exact, rel=0.05)
    assert (found.even < found.exact).all()


@pytest.mark.slow
def test_a_long_run_in_a_valley():
    """Not standardised, Hubble's valley is shaken as predicted along and across."""
    choice = {"eta": 0.03, "alpha": 0.5}
    found = jitter(
        DATA["hubble"], False, run("hubble", False, 60_000, 6, **choice), size=6, **choice
    )

    assert found is not None
    assert found.measured == pytest.approx(found.exact, rel=0.06)
    assert found.exact[0] > 0
    assert np.abs(found.directions @ found.directions.T - np.eye(2)).max() < 1e-12
    assert found.directions[1, 1] / found.directions[1, 0] > 0  # across: both weights together
    assert found.directions[0, 1] / found.directions[0, 0] < 0  # along: one against the other


def test_more_momentum_shakes_more_and_larger_batches_less():
    """As 1/(1 − α) and as 1/B, nearly."""

    def shaken(alpha: float, size: int) -> np.ndarray:
        found = jitter(DATA["cars"], True, np.zeros((1, 2)), eta=0.01, alpha=alpha, size=size)
        assert found is not None
        return found.exact

    assert shaken(0.9, 50) / shaken(0.0, 50) == pytest.approx(10, rel=0.05)
    assert shaken(0.5, 5) / shaken(0.5, 20) == pytest.approx(4, rel=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["momentum", "nesterov"])
def test_without_momentum_for_comparison(method):
    """The exact variances for α = 0, whatever α is; those of a long run without momentum; at small
    ηλ momentum multiplies them by (1 + α)/(1 − α) · (2 − x)/(2(1 + α) − x), nearly."""
    choice = {"eta": 0.02, "size": 12}
    data, alpha = DATA["hubble"], 0.8
    found = jitter(data, True, np.zeros((1, 2)), alpha=alpha, method=method, **choice)
    w = run("hubble", True, 60_000, 12, eta=0.02, alpha=0.0)
    plain = jitter(data, True, w, alpha=0.0, **choice)
    x = 0.02 * found.curvatures

    assert found.plain == pytest.approx(plain.exact, rel=1e-12)
    assert found.plain == pytest.approx(plain.measured, rel=0.07)
    if method == "momentum":
        factor = (1 + alpha) / (1 - alpha) * (2 - x) / (2 * (1 + alpha) - x)
        assert found.exact / found.plain == pytest.approx(factor, rel=0.05)
    assert jitter(data, True, np.zeros((1, 2)), eta=0.9, alpha=0.3, size=12).plain is None


@pytest.mark.slow
def test_shuffled_epochs_shake_less():
    """Less than half as far as with replacement, in loss: an epoch's batches make good for each
    other (η = 0.02, α = 0.5, four of 24)."""
    choice = {"eta": 0.02, "alpha": 0.5}
    heights = [
        hover(DATA["hubble"], True, run("hubble", True, 20_000, 4, shuffled, **choice)[500:])[0]
        for shuffled in (False, True)
    ]

    assert heights[1] < heights[0] / 2


@pytest.mark.slow
def test_hover_is_the_height_above_the_least_loss():
    """Measured along a run it is the mean of Q − min Q, and ½ Σ λ Var predicts it."""
    data, s = DATA["cars"], surface(DATA["cars"], True)
    choice = {"eta": s.eta, "alpha": 0.5}
    w = run("cars", True, 30_000, 10, **choice)
    found = jitter(data, True, w, size=10, **choice)
    tail = w[found.forgotten :]
    height, distance = hover(data, True, tail)
    best = np.array(shape(data, True).minimum)

    assert height == pytest.approx((s.value(tail) - s.value(best)).mean(), rel=1e-9)
    assert distance == pytest.approx(np.sqrt(((tail - best) ** 2).sum(-1).mean()), rel=1e-12)
    assert found.hover(found.measured) == pytest.approx(height, rel=1e-9)
    assert found.hover(found.exact) == pytest.approx(height, rel=0.05)


def test_a_short_run_measures_nothing():
    """One step before ``needed`` there is a prediction and no measurement; then there is one."""
    choice = {"eta": 0.05, "alpha": 0.8}
    w = run("hubble", True, 1000, 6, **choice)
    needed = jitter(DATA["hubble"], True, w, size=6, **choice).needed
    short, enough = (
        jitter(DATA["hubble"], True, w[:k], size=6, **choice) for k in (needed, needed + 1)
    )

    assert 100 < needed < 1000
    assert enough.forgotten == needed // 2
    assert short.measured is None
    assert short.exact == pytest.approx(enough.exact)
    assert (enough.measured > 0).all()


@pytest.mark.slow
def test_how_precise_a_measurement_is():
    """Over as many steps as a measurement takes, mean squares are off by a quarter, in the root
    mean square over 400 stretches of a run; the exact variance is what they are off from."""
    choice = {"eta": 0.05, "alpha": 0.8}
    best = np.array(shape(DATA["hubble"], True).minimum)
    found = jitter(DATA["hubble"], True, best[None, :], size=12, **choice)
    length = found.needed // 2
    w = run("hubble", True, 400 * length + 200, 12, **choice)[201:]
    along = ((w - best) @ found.directions.T).reshape(400, length, 2)
    off = (along**2).mean(axis=1) / found.exact - 1

    assert found.forgotten == 0
    assert np.sqrt((off**2).mean()) == pytest.approx(0.25, abs=0.025)


def test_when_the_start_is_forgotten():
    """The run without noise is within a tenth of the predicted spread from there on, and was not
    one step before."""
    choice = {"eta": 0.05, "alpha": 0.8}
    s = surface(DATA["hubble"], True)
    found = jitter(DATA["hubble"], True, np.array([s.start]), size=6, **choice)
    quiet = descend(s.gradient, s.start, steps=300, **choice).w
    away = np.abs((quiet - shape(DATA["hubble"], True).minimum) @ found.directions.T)
    near = (away <= 0.1 * np.sqrt(found.exact)).all(axis=1)

    assert near[found.forgotten :].all()
    assert not near[found.forgotten - 1]


@pytest.mark.parametrize(
    ("data", "standardise", "choice"),
    [
        (DATA["hubble"], True, {"eta": 0.05, "alpha": 0.5, "method": "adam"}),
        (DATA["hubble"], True, {"eta": 0.05, "alpha": 1.0}),
        (DATA["hubble"], True, {"eta": 2.0, "alpha": 0.9}),
        (DATA["hubble"], True, {"eta": 0.2, "alpha": 0.95}),
        (DATA["forbes"], False, {"eta": 1e-6, "alpha": 0.9}),
        (ON_A_LINE, True, {"eta": 0.05, "alpha": 0.5}),
    ],
    ids=["adam", "no friction", "too large a step", "wide flings", "too slow", "no noise"],
)
def test_when_nothing_is_said(data, standardise, choice):
    """Each for its own reason."""
    w = np.array([surface(data, standardise).start])

    assert jitter(data, standardise, w, size=1, **choice) is None
    settled = {**choice, "eta": 0.05, "alpha": 0.5, "method": "momentum"}
    assert jitter(DATA["hubble"], True, np.zeros((1, 2)), size=1, **settled) is not None


def test_a_mean_square_that_grows_without_end():
    """Where the mean is stable and the mean square is not: over many runs from the minimum the mean
    square grows a thousandfold and more."""
    data = DATA["hubble"]
    eta, alpha, runs, steps = 0.2, 0.95, 2000, 150
    t, y = np.array(data.standardised.t), np.array(data.y)
    w = np.tile(np.array(shape(data, True).minimum), (runs, 1))
    best, update, squares = w.copy(), np.zeros_like(w), []
    for k in range(steps):
        i = np.concatenate(batches(len(data), 20, runs // 20, k, False))
        miss = 2 * (w[:, 0] + w[:, 1] * t[i] - y[i])
        update = alpha * update - eta * np.stack([miss, miss * t[i]], axis=-1)
        w = w + update
        squares.append(((w - best) ** 2).sum(-1).mean())

    assert squares[-1] > 1000 * squares[0]
    assert jitter(data, True, w[:1], eta=eta, alpha=alpha, size=1) is None
