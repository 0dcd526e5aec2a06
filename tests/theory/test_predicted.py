"""Theory's choices and its map."""

from __future__ import annotations

import json

import numpy as np
import pytest

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.settings.stops import eta_grid, eta_limits
from momentum_core.theory import quadratic
from momentum_core.theory.measured import comparison, is_bowl
from momentum_core.theory.predicted import FASTEST, UNSTABLE, predicted_map, suggestions

BOWLS = [
    (loss, k)
    for loss, surface in CATALOGUE.items()
    for k, point in enumerate(stationary_points(surface).points)
    if is_bowl(surface, point)
]
METHOD = pytest.mark.parametrize("method", quadratic.COVERED)


def slowest(eta, alpha, curvatures, method):
    """The largest eigenvalue in size of one step of the rule, over the curvatures."""
    nesterov = method == "nesterov"
    sizes = []
    for x in (eta * c for c in curvatures):
        update = [-x, alpha * (1 - x * nesterov)]
        sizes.append(np.abs(np.linalg.eigvals([[1 + update[0], update[1]], update])).max())
    return max(sizes)


@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_a_cell_is_the_speed_of_the_rule(loss, place, method):
    """At every cell: steps for a digit, from the eigenvalues of one step; the fastest cell is 254,
    one that takes ten times as many steps 254/4 less. More than three digits a step are three."""
    told = predicted_map(Settings.of(loss, method=method), place, 12)
    codes, curvatures = told.speeds, stationary_points(CATALOGUE[loss]).points[place].eigenvalues
    rates = np.array(
        [[slowest(eta, alpha, curvatures, method) for eta in told.across] for alpha in told.up]
    )
    rests = rates < 1 - 1e-6
    steps = np.maximum(-1 / np.log10(np.clip(rates, 1e-300, 1 - 1e-7)), 1 / 3)
    expected = 254 - 254 / 4 * np.log10(steps / steps[rests].min())

    assert np.abs(codes[rests] - np.maximum(expected[rests], 0)).max() <= 0.6
    assert (codes[rates > 1 + 1e-6] == UNSTABLE).all()


@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_slow_cells_differ_from_each_other(loss, place, method):
    """Also on ill-conditioned losses: what rests has many shades, and few cells have the last."""
    codes = predicted_map(Settings.of(loss, method=method), place).speeds
    rests = codes[codes != UNSTABLE]

    assert FASTEST == rests.max()
    assert np.unique(rests).size > 60
    assert 30 < np.percentile(rests, 75) - np.percentile(rests, 25)
    assert (rests <= 2).mean() < 0.02


def test_without_friction_nothing_rests():
    """The row of α = 1 is unstable everywhere for the heavy ball, and not for Nesterov's."""
    heavy, ahead = (
        predicted_map(Settings.of("bowl", method=m), 0).speeds for m in quadratic.COVERED
    )

    assert (heavy[-1] == UNSTABLE).all()
    assert (ahead[-1] < UNSTABLE).any()


@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_the_edge_parts_rest_from_unrest(loss, place, method):
    """A little less η than on the edge rests, a little more doesn't."""
    told = predicted_map(Settings.of(loss, method=method), place)
    curvatures = stationary_points(CATALOGUE[loss]).points[place].eigenvalues

    for eta, alpha in told.edge[:-2:20]:
        assert slowest(0.999 * eta, alpha, curvatures, method) < 1
        assert slowest(1.001 * eta, alpha, curvatures, method) > 1


@pytest.mark.slow
@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_the_curve_is_the_least_rate(loss, place, method):
    """In the slowest of all directions no other α of a grid is faster, at any η of the curve."""
    told = predicted_map(Settings.of(loss, method=method), place)
    curvatures = stationary_points(CATALOGUE[loss]).points[place].eigenvalues

    for eta, alpha in told.soonest[::20]:
        tried = min(slowest(eta, a, curvatures, method) for a in np.linspace(0, 1, 101))
        digits, most = (
            -np.log10(max(x, 1e-9)) for x in (slowest(eta, alpha, curvatures, method), tried)
        )
        assert digits >= 0.75 * most  # the curve has five digits, and on it roots are equal


@METHOD
@pytest.mark.parametrize("loss", [loss for loss, k in BOWLS if k == 0])
def test_the_curve_passes_through_the_suggestion(loss, method):
    """At the run's own η, and at that of the best pair."""
    settings = Settings.of(loss, method=method)
    bowl = comparison(simulate(settings))
    told = predicted_map(settings, stationary_points(settings.surface).points.index(bowl.place))
    eta, alpha = np.array(told.soonest).T

    for _, changes in suggestions(simulate(settings)):
        k = np.abs(np.log(eta / changes.get("eta", settings.eta))).argmin()
        around = alpha[max(k - 1, 0) : k + 2]
        if "alpha" in changes:
            assert around.min() - 0.01 <= changes["alpha"] <= around.max() + 0.01


def test_curves_lie_on_the_map():
    """Within its η and its α, and there are some."""
    told = predicted_map(Settings.of("rosenbrock"), 0)
    low, high = eta_limits(CATALOGUE["rosenbrock"], "momentum")

    for curve in (told.edge, told.soonest):
        eta, alpha = np.array(curve).T
        assert len(eta) > 20
        assert (eta >= low * 0.9999).all()
        assert (eta <= high * 1.0001).all()
        assert (alpha >= 0).all()
        assert (alpha <= 1).all()


def test_a_map_is_small_and_finite():
    """A byte a cell, and curves without NaN."""
    found = predicted_map(Settings.of("rosenbrock"), 0)

    assert found.speeds.dtype == np.uint8
    assert len(json.dumps([found.edge, found.soonest], allow_nan=False)) < 15_000


@pytest.mark.parametrize(
    ("settings", "place"),
    [(Settings.of("bowl", method="adam"), 0), (Settings.of("flat-bottom"), 0)],
)
def test_no_map_where_theory_is_silent(settings, place):
    """Adam, and ground without a bowl."""
    with pytest.raises(ValueError, match="no such theory"):
        predicted_map(settings, place)


def test_the_bowls_choices():
    """λ = 1, η = 0.05, α = 0.9 by hand: (1 − √0.05)² = 0.603, an edge at 3.8, and one step at
    η = 1."""
    soonest, edge, pair = suggestions(simulate(Settings.of("bowl")))

    assert ("Settles soonest at this η: α ≈ 0.61", {"alpha": 0.61}) == soonest
    assert ("Just below the edge at this α: η ≈ 3.7", {"eta": 3.7}) == edge
    assert ("Best pair for this minimum: η = 1, α = 0", {"eta": 1.0, "alpha": 0.0}) == pair


@METHOD
@pytest.mark.parametrize("loss", CATALOGUE)
def test_every_choice_can_be_shown_and_rests(loss, method):
    """α has two decimals, η three digits; the ball settles with it, if it does so at all."""
    settings = Settings.of(loss, method=method)
    run = simulate(settings)
    bowl = comparison(run)
    for label, changes in suggestions(run):
        eta, alpha = changes.get("eta", settings.eta), changes.get("alpha", settings.alpha)
        curvatures = [d.curvature for d in bowl.directions]
        assert slowest(eta, alpha, curvatures, method) < 1, label
        assert alpha == round(alpha, 2)
        assert eta in eta_grid((eta / 2, eta * 2)) or eta == settings.eta
        assert Settings.of(loss, method=method, **changes)
    rests = bowl and settings.eta * curvatures[-1] < quadratic.edge(
        1.0 if method == "momentum" else 0.0, method
    )
    assert len(suggestions(run)) == (0 if bowl is None else 3 if rests else 2)


@METHOD
@pytest.mark.parametrize("loss", ["bowl", "matyas", "booth", "rosenbrock", "himmelblau"])
def test_the_best_pair_stays_good_when_rounded(loss, method):
    """As many digits a step as the exact pair, but for a quarter; one weight's bowl has ρ = 0."""
    run = simulate(Settings.of(loss, method=method))
    curvatures = [d.curvature for d in comparison(run).directions]
    changes = suggestions(run)[-1].changes
    exact = float(quadratic.best(curvatures[0], curvatures[-1], method).rate)
    rounded = slowest(changes["eta"], changes["alpha"], curvatures, method)

    assert rounded == 0 if exact == 0 else np.log(rounded) < 0.75 * np.log(exact)


@METHOD
@pytest.mark.parametrize("loss", CATALOGUE)
def test_no_neighbour_is_better(loss, method):
    """Of all α with two decimals but 1, the offered one is the fastest at its η."""
    settings = Settings.of(loss, method=method)
    run = simulate(settings)
    for _, changes in suggestions(run):
        if "alpha" not in changes:
            continue
        eta = changes.get("eta", settings.eta)
        curvatures = [d.curvature for d in comparison(run).directions]
        rates = [slowest(eta, k / 100, curvatures, method) for k in range(100)]
        assert rates[round(100 * changes["alpha"])] <= min(rates) + 1e-9


@pytest.mark.parametrize(
    ("loss", "eta", "alpha"),
    [("rosenbrock", None, 0.96), ("bowl", 1e-4, 0.98), ("bowl", 0.05, 0.61)],
)
def test_a_best_alpha_is_rounded_to_the_better_side(loss, eta, alpha):
    """0.9604, 0.9801 and 0.6028: just above the best α the rate hardly changes, below it does."""
    settings = Settings.of(loss, **({"eta": eta} if eta else {}))

    assert {"alpha": alpha} == suggestions(simulate(settings))[0].changes


@pytest.mark.parametrize("data", DATA)
def test_a_line_has_choices_and_a_map(data):
    """Its loss is a bowl, however narrow."""
    settings = Settings.of("line", data=data)
    codes = predicted_map(settings, 0).speeds

    assert 2 <= len(suggestions(simulate(settings)))
    assert (codes < UNSTABLE).any()


@pytest.mark.parametrize(
    "settings",
    [
        Settings.of("bowl", method="adam"),
        Settings.of("flat-bottom"),
        Settings.of("line", batch=5),
    ],
)
def test_no_choices_where_theory_is_silent(settings):
    """Adam, flat ground, mini-batches."""
    assert () == suggestions(simulate(settings))


def test_no_choice_is_without_friction():
    """(1 − √1e−6)² = 0.998 would be rounded upwards to 1."""
    soonest, *_ = suggestions(simulate(Settings.of("bowl", eta=1e-6)))

    assert ("Settles soonest at this η: α ≈ 0.99", {"alpha": 0.99}) == soonest


def test_a_frictionless_ball_is_offered_friction():
    """At α = 1 the α that settles soonest is still offered, and it is below 1."""
    soonest, *_ = suggestions(simulate(Settings.of("bowl", alpha=1.0)))

    assert soonest.changes == {"alpha": 0.61}
