"""Where and how runs end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from momentum_core.descent import METHODS, Outcome
from momentum_core.run import ends, race, simulate
from momentum_core.settings import Settings
from momentum_core.surfaces import CATALOGUE, from_formula


def test_the_opening_picture():
    """Momentum carries the ball over the barrier into the lower well; without it, it is stuck."""

    runs = race(Settings())
    barrier = 0.0754

    assert Outcome.RESTED is runs["ball"].outcome
    assert runs["ball"].trajectory.w[-1, 0] == pytest.approx(-1.035579, abs=1e-4)
    assert runs["ball"].trajectory.w[0, 0] > 1
    assert (runs["ball"].trajectory.w[:13, 0] < barrier).any()
    assert Outcome.RESTED is runs["plain"].outcome
    assert runs["plain"].trajectory.w[-1, 0] == pytest.approx(0.960173, abs=1e-4)
    assert np.abs(runs["ball"].trajectory.w).max() < 2


def test_on_the_climb_the_gradient_pushes_back():
    """There is a step before the barrier on which the two terms point in opposite directions."""

    run = simulate(Settings())
    t = run.trajectory
    push = -run.settings.eta * t.gradient[:, 0]
    carry = run.settings.alpha * t.update[:-1, 0]
    climbing = (t.w[:-1, 0] < 0.9) & (t.w[:-1, 0] > 0.1) & (np.arange(len(t)) < 12)

    assert ((push * carry < 0) & (np.abs(carry) > np.abs(push)))[climbing].all()
    assert climbing.any()


def test_a_start_in_the_minimum_is_rest_at_once():
    """No step is taken."""

    run = simulate(Settings.of("bowl", start=(0.0,)))

    assert (Outcome.RESTED, 0) == (run.outcome, run.steps)


def test_a_ball_rolling_through_the_bottom_is_not_at_rest():
    """The gradient vanishes there, the update does not."""

    surface = CATALOGUE["bowl"]
    bottom, rolling = np.array([0.0]), np.array([0.3])

    assert not ends(surface).still(surface, bottom, rolling, 0.05)
    assert ends(surface).still(surface, bottom, 0 * rolling, 0.05)


def test_a_hilltop_is_balance_not_rest():
    """The maximum between the wells holds a ball only if it is put there exactly."""

    points = simulate(Settings()).surface
    from momentum_core.stationary import find

    top = next(p for p in find(points).points if p.kind == "maximum")
    run = simulate(Settings(start=top.w))
    beside = simulate(Settings(start=(top.w[0] + 1e-5,)))

    assert (Outcome.BALANCED, "maximum") == (run.outcome, run.place.kind)
    assert Outcome.BALANCED is not beside.outcome


def test_a_saddle_is_balance():
    """Starting exactly on the ridge the ball comes to the saddle and stays."""

    run = simulate(Settings.of("saddle", start=(1.0, 0.0), steps=2000, alpha=0.5, eta=0.02))

    assert (Outcome.BALANCED, "saddle") == (run.outcome, run.place.kind)


def test_beyond_the_stability_edge_of_a_bowl_the_ball_escapes():
    """ηλ > 2(1 + α): gone for good, and the positions that are kept are finite."""

    run = simulate(Settings.of("bowl", eta=4.0, alpha=0.5, steps=2000))

    assert Outcome.ESCAPED is run.outcome
    assert run.steps < 2000
    assert np.isfinite(run.trajectory.w).all()


def test_an_undamped_ball_never_rests():
    """α = 1 has no friction, however long it rolls."""

    run = simulate(Settings.of("bowl", alpha=1.0, steps=2000, eta=0.05))

    assert (Outcome.ROLLING, 2000) == (run.outcome, run.steps)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("loss", CATALOGUE)
def test_rest_is_where_the_minimum_is(loss, method):
    """A ball that is said to rest has a long run's own ending within a thousandth of the window."""

    run = simulate(Settings.of(loss, method=method, steps=2000))
    if run.outcome is not Outcome.RESTED:
        return
    away = np.linalg.norm(run.trajectory.w[-1] - np.array(run.place.w))
    assert away < 1e-3 * run.surface.span


def test_some_runs_of_every_loss_rest():
    """So that the test above is about something."""

    rested = {
        loss
        for loss in CATALOGUE
        for method in METHODS
        if simulate(Settings.of(loss, method=method, steps=2000)).outcome is Outcome.RESTED
    }

    assert len(rested) > 0.7 * len(CATALOGUE)


@pytest.mark.parametrize("loss", CATALOGUE)
@pytest.mark.parametrize("eta", [1e-6, 0.5, 100.0])
def test_every_number_of_a_run_is_finite(loss, eta):
    """No NaN and no infinity comes out, whatever η is."""

    run = simulate(replace(Settings.of(loss), eta=eta, steps=400))

    assert np.isfinite(run.trajectory.w).all()
    assert np.isfinite(run.trajectory.update).all()
    assert np.isfinite(run.trajectory.gradient).all()
    assert np.isfinite(run.loss[:-1]).all()
    assert (len(run.loss), run.surface.d) == run.trajectory.w.shape


def test_the_same_settings_are_the_same_run():
    """To the bit."""

    a, b = simulate(Settings()), simulate(Settings())

    assert a.trajectory.w.tobytes() == b.trajectory.w.tobytes()


@pytest.mark.parametrize(
    ("formula", "start", "eta"),
    [("sqrt(w) + w^2", 1.0, 0.4), ("log(w) + w^2", 0.5, 0.05)],
)
def test_a_ball_that_leaves_the_losss_domain_is_lost(with_losses, formula, start, eta):
    """It ends where the loss still had a value, and every number that is kept is finite."""
    with_losses(odd=from_formula(formula, ((0.0, 2.0),)))
    run = simulate(Settings(loss="odd", start=(start,), eta=eta, alpha=0.9))

    assert run.outcome is Outcome.UNDEFINED
    assert 0 < run.steps < 250
    assert np.isfinite(run.loss).all()
    assert len(run.loss) == len(run.trajectory.w) == run.steps + 1


def test_a_start_without_a_loss_takes_no_step(with_losses):
    """The ball is lost at once."""
    with_losses(odd=from_formula("log(w)", ((-1.0, 2.0),)))
    run = simulate(Settings(loss="odd", start=(-0.5,), eta=0.1))

    assert (run.outcome, run.steps) == (Outcome.UNDEFINED, 0)
