"""Where and how runs end."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface, from_formula
from momentum_core.methods.descent import Outcome
from momentum_core.methods.draws import batches
from momentum_core.methods.table import METHODS
from momentum_core.runs.ending import ends
from momentum_core.runs.run import along, known_race, race, simulate
from momentum_core.settings.settings import Settings


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

    limits = ends(CATALOGUE["bowl"])
    bottom, flat = [0.0], [0.0]

    assert not limits.still(bottom, [0.3], flat, 0.05)
    assert limits.still(bottom, [0.0], flat, 0.05)


def test_a_hilltop_is_balance_not_rest():
    """The maximum between the wells holds a ball only if it is put there exactly."""

    points = simulate(Settings()).surface
    top = next(p for p in stationary_points(points).points if p.kind == "maximum")
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


def test_escaped_is_a_million_windows_away():
    """Without momentum and with ηλ = 3 each step doubles the distance, 1.8 at first. The window is
    4 wide, and 1.8 · 2²² is the first beyond four million."""

    run = simulate(Settings.of("bowl", eta=3.0, alpha=0.0))

    assert (Outcome.ESCAPED, 22) == (run.outcome, run.steps)


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


@pytest.mark.slow
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


BATCHES = Settings.of("line", data="cars", batch=5, steps=120)


def test_mini_batches_are_the_gradients_of_linefit():
    """The run is what ``descend`` makes of each step's batch, step by step by hand."""
    run = simulate(BATCHES)
    data = DATA["cars"]
    w, update = np.array(BATCHES.start), np.zeros(2)
    for k, batch in enumerate(batches(len(data), 5, 120, BATCHES.seed, False)):
        t, y = np.array(data.t)[batch], np.array(data.y)[batch]
        left = w[0] + w[1] * t - y
        slope = 2 * np.array([left.mean(), (left * t).mean()])
        assert run.trajectory.gradient[k] == pytest.approx(slope, rel=1e-9, abs=1e-9)
        update = BATCHES.alpha * update - BATCHES.eta * slope
        w = w + update
        assert run.trajectory.w[k + 1] == pytest.approx(w, rel=1e-9)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shuffle", [False, True])
def test_the_same_seed_is_the_same_run(method, shuffle):
    """To the bit; and another seed is another run."""
    settings = replace(BATCHES, method=method, shuffle=shuffle)
    a, b, other = (
        simulate(s).trajectory.w.tobytes()
        for s in (settings, replace(settings), replace(settings, seed=2))
    )

    assert a == b
    assert a != other


def test_a_longer_run_begins_with_the_same_steps():
    """Draws belong to their step, not to the run's length."""
    short, long = simulate(BATCHES), simulate(replace(BATCHES, steps=240))

    assert short.trajectory.w.tobytes() == long.trajectory.w[:121].tobytes()


@pytest.mark.parametrize("shuffle", [False, True])
def test_a_batch_of_all_is_the_run_without_chance(shuffle):
    """Seed and shuffling have no part in it, and it rests in the line of least squares."""
    settings = Settings.of("line", standardise=True, batch=24, steps=2000, shuffle=shuffle, seed=9)
    data = DATA["hubble"].standardised
    run, plain = simulate(settings), simulate(Settings.of("line", standardise=True, steps=2000))
    slope, height = np.polyfit(data.t, data.y, 1)

    assert run.trajectory.w.tobytes() == plain.trajectory.w.tobytes()
    assert Outcome.RESTED is run.outcome
    assert run.trajectory.w[-1] == pytest.approx([height, slope], rel=1e-3)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("eta", [1e-18, None])
def test_mini_batches_never_rest(data, eta):
    """Neither in the minimum, nor where it stands still."""
    fresh = Settings.of("line", data=data, batch=2, steps=60)
    best = tuple(stationary_points(fresh.surface).points[0].w)
    for start in (fresh.start, best):
        run = simulate(replace(fresh, start=start, eta=eta or fresh.eta))
        assert (Outcome.HOVERING, 60) == (run.outcome, run.steps)
        assert run.place is None


@pytest.mark.parametrize(("steps", "outcome"), [(60, Outcome.ROLLING), (2000, Outcome.QUIET)])
def test_batches_that_agree_let_the_ball_settle(steps, outcome):
    """Where the data lie on one line no batch pulls at the ball in the minimum."""
    run = simulate(Settings.of("line", data="0_0_1_1_2_2", batch=1, steps=steps))

    assert outcome is run.outcome
    assert run.steps <= steps


def test_mini_batches_may_escape():
    """Far beyond the edge of stability."""
    run = simulate(replace(BATCHES, eta=1.0, steps=2000))

    assert Outcome.ESCAPED is run.outcome
    assert run.steps < 2000
    assert np.isfinite(run.trajectory.w).all()


def test_hover_is_the_mean_height_of_the_last_half():
    """Above the loss of the least-squares line, of the positions from half the steps on."""
    run = simulate(replace(BATCHES, steps=101))
    data = DATA["cars"]
    t, y = np.array(data.t), np.array(data.y)
    _, least, *_ = np.polyfit(t, y, 1, full=True)
    heights = [((a + b * t - y) ** 2).mean() for a, b in run.trajectory.w[50:]]

    assert len(heights) == 52
    assert run.hover == pytest.approx(np.mean(heights) - least[0] / len(t), rel=1e-9)


def test_racers_draw_the_same_batches():
    """The race is about the method, not about luck: the first slope is the same for all."""
    runs = race(replace(BATCHES, race=("plain", "nesterov")))

    assert {5} == {run.settings.batch for run in runs.values()}
    assert 1 == len({run.trajectory.gradient[0].tobytes() for run in runs.values()})


def test_the_ends_of_a_wall_are_numbers():
    """Where a loss rises by hundreds of powers of ten, what counts as rest still is a number."""
    wall = Surface("wall", "exp(300x)", "", ((-2.0, 2.0),), (1.0,), 1e-9, (1e-9, 1e-9))

    assert np.isfinite([ends(wall).slope2, ends(wall).speed2]).all()


def test_the_learning_rate_drops():
    """Until then the run is the one without a drop; from then on only the gradient's part shrinks,
    and with PyTorch's buffer the whole step."""
    steady = Settings(race=("buffer",))
    drops = replace(steady, drop=(3, 0.1))
    ours, theirs = (run.trajectory for run in race(drops).values())
    plain = simulate(steady).trajectory

    assert ours.w[:4].tobytes() == plain.w[:4].tobytes()
    assert theirs.w[:4] == pytest.approx(plain.w[:4], abs=1e-15)
    pushed = 0.9 * ours.update[3] - 0.1 * 0.04 * ours.gradient[3]
    assert ours.update[4] == pytest.approx(pushed, abs=1e-15)
    assert theirs.update[4] == pytest.approx(0.1 * plain.update[4], abs=1e-15)
    assert simulate(replace(steady, drop=(2000, 0.1))).trajectory.w.tobytes() == plain.w.tobytes()


def test_rest_is_judged_by_the_learning_rate_that_comes():
    """A ball that dropped η to a tenth must be slower to be at rest."""
    settings = Settings.of("bowl", alpha=0.0, eta=0.01, steps=2000, drop=(100, 1e-3))
    run = simulate(settings)
    last = float(run.trajectory.update[-1, 0])

    assert run.outcome is Outcome.ROLLING
    assert last**2 <= settings.eta * ends(run.surface).speed2


def test_plain_descent_is_run_once():
    """For every α, and for whoever asks: it is the same run. With another η it is another one."""
    s = Settings.of("double-well", alpha=0.9)
    plain = along(s, "plain")
    assert along(replace(s, alpha=0.5), "plain") is plain
    assert known_race(replace(s, alpha=0.7, race=("plain",)))["plain"] is plain
    assert along(replace(s, eta=s.eta / 2), "plain") is not plain
