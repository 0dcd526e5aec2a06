"""Theory's choices and its map."""

from __future__ import annotations

import base64
import json
import math

import numpy as np
import pytest

from momentum_core import theory
from momentum_core.measured import comparison, is_bowl
from momentum_core.predicted import UNSTABLE, predicted_map, suggestions
from momentum_core.run import simulate
from momentum_core.settings import Settings, eta_grid, eta_limits
from momentum_core.stationary import find
from momentum_core.surfaces import CATALOGUE

BOWLS = [
    (loss, k)
    for loss, surface in CATALOGUE.items()
    for k, point in enumerate(find(surface).points)
    if is_bowl(surface, point)
]
METHOD = pytest.mark.parametrize("method", theory.METHODS)


def slowest(eta, alpha, curvatures, method):
    """The largest eigenvalue in size of one step of the rule, over the curvatures."""
    nesterov = method == "nesterov"
    sizes = []
    for x in (eta * c for c in curvatures):
        update = [-x, alpha * (1 - x * nesterov)]
        sizes.append(np.abs(np.linalg.eigvals([[1 + update[0], update[1]], update])).max())
    return max(sizes)


def cells(told):
    shape = len(told["up"]), len(told["across"])
    return np.frombuffer(base64.b64decode(told["rates"]), dtype="u1").reshape(shape)


@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_a_cell_is_the_rate_of_the_rule(loss, place, method):
    """At cells all over the map: eigenvalues of one step, to half of a 254th."""
    told = predicted_map(Settings.of(loss, method=method), place, 12)
    codes, curvatures = cells(told), find(CATALOGUE[loss]).points[place].eigenvalues

    for row in range(0, 12, 3):
        for column in range(12):
            rate = slowest(told["across"][column], told["up"][row], curvatures, method)
            if rate < 1 - 1e-6:
                assert abs(254 * rate - codes[row, column]) <= 0.5 + 1e-3
            elif rate > 1 + 1e-6:
                assert codes[row, column] == UNSTABLE


def test_without_friction_nothing_rests():
    """The row of α = 1 is unstable everywhere for the heavy ball, and not for Nesterov's."""
    heavy, ahead = (cells(predicted_map(Settings.of("bowl", method=m), 0)) for m in theory.METHODS)

    assert (heavy[-1] == UNSTABLE).all()
    assert (ahead[-1] < UNSTABLE).any()


@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_the_edge_parts_rest_from_unrest(loss, place, method):
    """A little less η than on the edge rests, a little more doesn't."""
    told = predicted_map(Settings.of(loss, method=method), place)
    curvatures = find(CATALOGUE[loss]).points[place].eigenvalues

    for eta, alpha in told["edge"][:-2:20]:
        assert slowest(0.999 * eta, alpha, curvatures, method) < 1
        assert slowest(1.001 * eta, alpha, curvatures, method) > 1


@METHOD
@pytest.mark.parametrize(("loss", "place"), BOWLS)
def test_critical_damping_is_the_least_rate(loss, place, method):
    """In the steepest direction no other α of a grid is faster, at any η of the curve."""
    told = predicted_map(Settings.of(loss, method=method), place)
    steepest = max(find(CATALOGUE[loss]).points[place].eigenvalues)

    for eta, alpha in told["critical"][::20]:
        tried = min(slowest(eta, a, [steepest], method) for a in np.linspace(0, 1, 41))
        assert slowest(eta, alpha, [steepest], method) <= tried + 0.01
        left = 1 - eta * steepest * (method == "nesterov")
        trace = (1 + alpha) * left - eta * steepest * (method == "momentum")
        assert trace**2 == pytest.approx(4 * alpha * left, abs=1e-3)


def test_curves_lie_on_the_map():
    """Within its η and its α, and there are some."""
    told = predicted_map(Settings.of("rosenbrock"), 0)
    low, high = eta_limits(CATALOGUE["rosenbrock"], "momentum")

    for name in ("edge", "critical"):
        eta, alpha = np.array(told[name]).T
        assert len(eta) > 20
        assert (eta >= low * 0.9999).all()
        assert (eta <= high * 1.0001).all()
        assert (alpha >= 0).all()
        assert (alpha <= 1).all()


def test_a_map_is_small_plain_data():
    """JSON without NaN."""
    assert len(json.dumps(predicted_map(Settings.of("rosenbrock"), 0), allow_nan=False)) < 30_000


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
    rests = bowl and settings.eta * curvatures[-1] < theory.edge(
        1.0 if method == "momentum" else 0.0, method
    )
    assert len(suggestions(run)) == (0 if bowl is None else 3 if rests else 2)


@METHOD
@pytest.mark.parametrize("loss", ["bowl", "matyas", "booth", "rosenbrock", "himmelblau"])
def test_the_best_pair_stays_good_when_rounded(loss, method):
    """As many digits a step as the exact pair, but for a third; a bowl of one weight has ρ = 0."""
    run = simulate(Settings.of(loss, method=method))
    curvatures = [d.curvature for d in comparison(run).directions]
    changes = suggestions(run)[-1].changes
    exact = float(theory.best(curvatures[0], curvatures[-1], method).rate)
    rounded = slowest(changes["eta"], changes["alpha"], curvatures, method)

    assert rounded == 0 if exact == 0 else math.log(rounded) < 0.66 * math.log(exact)


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
