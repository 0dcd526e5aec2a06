"""The loss of a fitted line, its picture, and the gradients of mini-batches."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.data.line import (
    batch_shape,
    coefficients,
    creeping,
    gradient_at,
    gradients,
    shape,
    surface,
)
from momentum_core.losses.data.observations import Observations, sampled
from momentum_core.losses.stationary import stationary_points
from momentum_core.methods.descent import descend
from momentum_core.methods.draws import batches
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from tests.strategies import any_observations

every_data = pytest.mark.parametrize("key", DATA)
both = pytest.mark.parametrize("standardise", [False, True])
lines = st.tuples(st.floats(-100, 100), st.floats(-100, 100))
EIGHT = Observations(
    "eight", (0.5, 1, 2, 3.25, 4, 6, 7.5, -8), (3, -1, 0.75, 2, 5, 5.5, 8, 1.25)
)  # halves and quarters, so that sums are exact and so are means over 2, 4 and 8


def seen(data: Observations, standardise: bool) -> Observations:
    return data.standardised if standardise else data


def losses(data: Observations, w) -> list[Fraction]:
    """Q_i = (w₁ + w₂t_i − y_i)², in fractions."""
    a, b = map(Fraction, w)
    return [(a + b * Fraction(t) - Fraction(y)) ** 2 for t, y in zip(data.t, data.y, strict=True)]


def slopes(data: Observations, w, batch) -> tuple[Fraction, Fraction]:
    """The mean over a batch of ∇Q_i = 2 (w₁ + w₂t_i − y_i) (1, t_i), in fractions."""
    a, b = map(Fraction, w)
    rows = [(Fraction(data.t[i]), Fraction(data.y[i])) for i in batch]
    misses = [2 * (a + b * t - y) for t, y in rows]
    n = len(rows)
    return sum(misses) / n, sum(x * t for x, (t, _) in zip(misses, rows, strict=True)) / n


@settings(max_examples=50)
@given(any_observations(), lines)
def test_the_loss_is_the_mean_of_squares(data, w):
    """The centred formula and (1/n) Σ (w₁ + w₂t_i − y_i)² agree, for any line."""
    each = losses(data, w)
    largest = max(abs(w[0]), *(abs(w[1] * t) for t in data.t), *map(abs, data.y))

    assert float(surface(data).value(np.array(w))) == pytest.approx(
        float(sum(each) / len(each)), rel=1e-9, abs=1e-13 * largest**2
    )


@settings(max_examples=30)
@given(any_observations(), st.booleans())
def test_every_data_make_a_loss(data, standardise):
    """The formula can be read; its Hessian is the one of the module's docstring; and the picture
    has the minimum and the start inside."""
    s, q = surface(data, standardise), shape(data, standardise)
    t = np.array(seen(data, standardise).t)
    hessian = 2 * np.array([[1, t.mean()], [t.mean(), (t * t).mean()]])

    assert s.d == 2
    assert s.names == ("w1", "w2")
    assert s.hessian(np.array(s.start)) == pytest.approx(hessian, rel=1e-9, abs=1e-12)
    for (low, high), x, best in zip(s.bounds, s.start, q.minimum, strict=True):
        assert low < x < high
        assert low < best < high
    assert s.value(np.array(s.start)) > s.value(np.array(q.minimum))


@given(any_observations())
def test_the_curvatures(data):
    """They are the Hessian's eigenvalues: their sum is its trace, their product its determinant."""
    t = [Fraction(x) for x in data.t]
    mean, square = sum(t) / len(t), sum(x * x for x in t) / len(t)
    flat, steep = map(Fraction, shape(data).curvatures)

    assert 0 < flat <= steep
    assert float((flat + steep) / (2 + 2 * square)) == pytest.approx(1, rel=1e-14)
    assert float(flat * steep / (4 * (square - mean**2))) == pytest.approx(1, rel=1e-14)


@every_data
def test_standardised_it_is_a_round_bowl(key):
    """Both curvatures are 2, exactly."""
    s = surface(DATA[key], True)

    assert [[2.0, 0.0], [0.0, 2.0]] == s.hessian(np.array(s.start)).tolist()
    assert shape(DATA[key], True).curvatures == (2.0, 2.0)


@pytest.mark.parametrize(("key", "times"), [("hubble", 10.4), ("cars", 2.57e3), ("forbes", 5.44e7)])
def test_how_narrow_the_valleys_are(key, times):
    """The ratio of the curvatures is the square of the condition of the columns 1 and t, which
    numpy has from their singular values."""
    flat, steep = shape(DATA[key]).curvatures
    columns = np.vander(np.array(DATA[key].t), 2)

    assert steep / flat == pytest.approx(np.linalg.cond(columns) ** 2, rel=1e-9)
    assert steep / flat == pytest.approx(times, rel=0.005)


@every_data
@both
def test_the_minimum_is_the_line_that_others_fit(key, standardise):
    """numpy's polyfit finds it by a singular value decomposition."""
    data = DATA[key]
    slope, height = np.polyfit(seen(data, standardise).t, data.y, 1)
    w = np.array(shape(data, standardise).minimum)

    assert w == pytest.approx([height, slope], rel=1e-9)
    if standardise:
        assert data.in_data_units(w) == pytest.approx(shape(data).minimum, rel=1e-12)


@given(any_observations(), lines)
def test_no_line_fits_better(data, w):
    """The normal equations hold: misses add up to nothing, also when weighted with t. And
    ``excess`` is what another line loses."""
    q = shape(data)
    everything = range(len(data))
    misses = slopes(data, q.minimum, everything)
    size = 1e-14 * (q.curvatures[1] * (1 + max(map(abs, q.minimum))) + max(map(abs, data.y)))
    size *= 1 + max(map(abs, data.t))
    worse = sum(losses(data, w)) - sum(losses(data, q.minimum))

    assert max(map(abs, misses)) <= size
    assert float(q.excess(np.array(w))) == pytest.approx(
        float(worse) / len(data), rel=1e-8, abs=size * (1 + max(map(abs, w)))
    )


@pytest.mark.parametrize(
    ("key", "standardise", "steps"),
    [("hubble", True, 600), ("cars", True, 600), ("forbes", True, 600), ("hubble", False, 2500)],
)
def test_the_full_run_rests_on_the_best_line(key, standardise, steps):
    """With the η that it opens with and α = 0.9 the ball comes to polyfit's line."""
    data, s = DATA[key], surface(DATA[key], standardise)
    run = descend(s.gradient, s.start, eta=s.eta, alpha=0.9, steps=steps)
    line = data.in_data_units(run.w[-1]) if standardise else run.w[-1]
    slope, height = np.polyfit(data.t, data.y, 1)

    assert line == pytest.approx([height, slope], rel=1e-6)


@every_data
@both
def test_the_first_picture(key, standardise):
    """The one stationary point is a minimum and off the middle; the start is far from it, another
    kind of line; and η is calm, ηλ ≈ 0.05."""
    s = surface(DATA[key], standardise)
    found = stationary_points(s)
    (low1, high1), (low2, high2) = s.bounds
    sides = np.array([high1 - low1, high2 - low2])
    middle = np.array([low1 + high1, low2 + high2]) / 2
    best = np.array(shape(DATA[key], standardise).minimum)
    steep = shape(DATA[key], standardise).curvatures[1]

    assert found.complete
    assert [p.kind for p in found.points] == ["minimum"]
    assert found.points[0].w == pytest.approx(best, abs=1e-4 * s.span)
    assert (np.abs(best - middle) / sides > 0.1).any()
    assert (np.abs(np.array(s.start) - best) / sides > 0.3).any()
    assert s.start[1] * best[1] < 0
    assert s.eta * steep == pytest.approx(0.05, rel=0.05)
    assert s.eta_limits[0] < s.eta / 10
    assert s.eta_limits[1] * steep > 4


@every_data
@both
def test_a_falling_line_starts_rising(key, standardise):
    """Upside down, the same data have the same picture with the slopes mirrored."""
    data = DATA[key]
    s = surface(data, standardise)
    turned = surface(Observations("turned", data.t, tuple(-y for y in data.y)), standardise)

    assert turned.bounds[1] == (-s.bounds[1][1], -s.bounds[1][0])
    assert turned.start[1] == -s.start[1]


def test_the_text_of_the_loss():
    """In numbers that one can follow: t = 1, 2, 3 and y = 2, 2, 5."""
    data = Observations("three", (1, 2, 3), (2, 2, 5))

    assert surface(data).text == "(w1 + 2*w2 - 3)^2 + 0.6666666666666666*(w2 - 1.5)^2 + 0.5"
    assert surface(Observations("", (-1, 1), (1, -1))).text == "(w1)^2 + (w2 + 1)^2"


def test_equal_y_want_a_flat_line():
    """The loss has its minimum at height 5 and slope 0, and nothing remains."""
    s = surface(Observations("flat", (1, 2, 4), (5, 5, 5)))

    assert shape(Observations("flat", (1, 2, 4), (5, 5, 5))).minimum == (5.0, 0.0)
    assert s.value(np.array([5.0, 0.0])) == 0


@given(lines, st.permutations(range(8)), st.sampled_from([1, 2, 4, 8]))
def test_batches_of_an_epoch_average_to_the_whole(w, order, size):
    """In whole fractions: the batches' gradients add up to the gradient of the whole."""
    w = tuple(float(Fraction(round(x * 8), 8)) for x in w)
    parts = [np.array(order[a : a + size]) for a in range(0, 8, size)]
    found = [gradient_at(row, w) for row in coefficients(EIGHT, False, parts).tolist()]

    for axis in (0, 1):
        assert (
            sum(Fraction(g[axis]) for g in found) / len(found) == slopes(EIGHT, w, range(8))[axis]
        )


@given(any_observations(), st.booleans(), st.data())
def test_weighted_by_size_they_average_to_the_whole(data, standardise, draw):
    """Also where an epoch's last batch is smaller, up to rounding."""
    size = draw.draw(st.integers(1, len(data)))
    epoch = batches(len(data), size, -(-len(data) // size), draw.draw(st.integers(0, 99)), True)
    rows = coefficients(data, standardise, epoch)
    whole = coefficients(data, standardise, [np.arange(len(data))])[0]
    weights = np.array([len(batch) for batch in epoch]) / len(data)
    largest = np.abs(coefficients(data, standardise, list(np.arange(len(data))[:, None]))).max(0)

    assert (np.abs(weights @ rows - whole) <= 1e-14 * largest).all()


@given(any_observations(), st.booleans(), lines, st.data())
def test_a_batchs_gradient(data, standardise, w, draw):
    """It is the mean of the gradients of its observations, some perhaps drawn twice."""
    chosen = draw.draw(st.lists(st.integers(0, len(data) - 1), min_size=1, max_size=9))
    known = seen(data, standardise)
    (gradient,) = gradients(data, standardise, [np.array(chosen)])
    size = (1 + max(map(abs, known.t))) ** 2 * (1 + max(map(abs, (*w, *known.y))))

    assert gradient(np.array(w)) == pytest.approx(
        [float(x) for x in slopes(known, w, chosen)], rel=1e-12, abs=1e-14 * size
    )


@every_data
@both
def test_a_batch_of_all_is_the_whole_loss(key, standardise):
    """Its gradient is the one that the loss's own program computes."""
    s = surface(DATA[key], standardise)
    (gradient,) = gradients(DATA[key], standardise, [np.arange(len(DATA[key]))])
    scale = np.abs(s.gradient(s.grid(3))).max((0, 1))

    for w in s.grid(5).reshape(-1, 2):
        assert (np.abs(gradient(w) - s.gradient(w)) <= 1e-9 * scale).all()


@example(Observations("signed zeros", (-0.0, 1), (-0.0, -0.0)), False, False, 1)
@settings(max_examples=30)
@given(any_observations(), st.booleans(), st.booleans(), st.integers(0, 99))
def test_sums_go_from_first_to_last(data, standardise, shuffled, seed):
    """To the last bit what a plain loop gives, as the player's does."""
    drawn = batches(len(data), max(1, len(data) * 2 // 3), 5, seed, shuffled)
    known = seen(data, standardise)
    expected = []
    for batch in drawn:
        t = tt = y = ty = 0.0
        for i in batch:
            t += known.t[i]
            tt += known.t[i] * known.t[i]
            y += known.y[i]
            ty += known.t[i] * known.y[i]
        expected.append([t / len(batch), tt / len(batch), y / len(batch), ty / len(batch)])

    assert np.array(expected).tobytes() == coefficients(data, standardise, drawn).tobytes()


@pytest.mark.parametrize("shuffled", [False, True])
def test_same_seed_same_run(shuffled):
    """To the last bit; and another seed is another run."""
    data, s = DATA["hubble"], surface(DATA["hubble"], True)
    one, same, other = (
        descend(
            gradients(data, True, batches(24, 5, 200, seed, shuffled)),
            s.start,
            eta=s.eta,
            alpha=0.9,
            steps=200,
        ).w.tobytes()
        for seed in (7, 7, 8)
    )

    assert one == same
    assert one != other


def test_the_spread_of_observations_is_the_loss_that_is_left():
    """r² is the mean square of what the best line misses."""
    data = DATA["cars"]
    misses = np.array(data.y) - np.polyval(np.polyfit(data.t, data.y, 1), data.t)

    assert shape(data).rest == pytest.approx((misses**2).mean(), rel=1e-12)
    assert math.sqrt(shape(data).rest) == pytest.approx(15.07, abs=0.005)


def test_the_loss_of_a_sample_is_that_of_all_rows():
    """At any line the mean of all the squares, as numpy adds them up."""
    rng = np.random.default_rng(3)
    t = rng.uniform(5, 9, 2000)
    y = 3 - 2 * t + rng.normal(0, 1, 2000)
    data = sampled("many", t.tolist(), y.tolist(), "t", "y")
    for w in ([0.0, 0.0], [3.0, -2.0], [-40.0, 7.0]):
        squares = np.mean((w[0] + w[1] * t - y) ** 2)

        assert surface(data).value(np.array(w)) == pytest.approx(squares, rel=1e-9)


def test_batches_of_a_sample_average_to_the_samples_loss():
    """Their shape is that of the 500 drawn, standardised by all rows or not."""
    rng = np.random.default_rng(4)
    t = rng.uniform(5, 9, 2000)
    y = 3 - 2 * t + rng.normal(0, 1, 2000)
    data = sampled("many", t.tolist(), y.tolist(), "t", "y")
    for standardise in (False, True):
        drawn = data.standardised if standardise else data
        rows = np.stack([np.ones(len(drawn)), drawn.t], axis=-1)
        best = np.linalg.lstsq(rows, np.array(drawn.y), rcond=None)[0]
        hessian = 2 * rows.T @ rows / len(drawn)

        assert batch_shape(data, standardise).minimum == pytest.approx(best, rel=1e-9)
        assert batch_shape(data, standardise).curvatures == pytest.approx(
            np.linalg.eigvalsh(hessian), rel=1e-7
        )


@pytest.mark.parametrize(("key", "creeps"), [("hubble", False), ("cars", True), ("forbes", True)])
def test_lines_that_creep(key, creeps):
    """After 250 steps of momentum from the line's own start, less than half of the way along the
    valley is done, as the steps themselves show; standardised, all of it."""
    for standardise in (False, True):
        s = Settings.of("line", data=key, standardise=standardise)
        q = shape(DATA[key], standardise)
        w = simulate(s).trajectory.w - np.array(q.minimum)
        along = np.linalg.eigh(2 * np.array([[1, q.m], [q.m, q.m**2 + q.variance]]))[1][:, 0]
        left = abs(w[-1] @ along) / abs(w[0] @ along)

        assert (left > 0.5) == (creeps and not standardise)
    assert bool(creeping(DATA[key])) == creeps
