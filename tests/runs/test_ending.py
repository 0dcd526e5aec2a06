"""What shows that a ball stays, and what shows that it is gone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import Outcome
from momentum_core.runs.ending import ends
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import FORMULA, Settings

numbers = st.floats(-9, 9).map(lambda x: round(x, 3))


@given(numbers, numbers, numbers, numbers, numbers)
def test_the_ground_has_the_curvatures_of_the_loss(a, b, c, x, y):
    """Of ½(ax² + 2bxy + cy²) + x⁴ the eigenvalues of [[a + 12x², b], [b, c]], by numpy."""
    surface = from_formula("x^2 + y^2", ((-9, 9), (-9, 9)))
    ground = ends(surface).ground(
        [np.float64(x), np.float64(y)],
        lambda w: (a * w[0] + b * w[1] + 4 * w[0] ** 3, b * w[0] + c * w[1]),
    )
    expected = np.linalg.eigvalsh([[a + 12 * x * x, b], [b, c]])

    assert (ground.low, ground.high) == pytest.approx(tuple(expected), abs=1e-5)


@pytest.mark.parametrize("alpha", [0.0, 0.9])
def test_who_comes_back_is_not_gone(alpha):
    """On |x| each step is η long, or less: after the first one it is ten million away, and at the
    second it is back, or on the way."""
    run = simulate(Settings.of(FORMULA, q="abs(x)", eta=1e7, alpha=alpha))

    assert Outcome.ROLLING is run.outcome
    assert len(run.trajectory) == run.settings.steps
    assert np.abs(run.trajectory.w[1:, 0]).min() < 1e7


def test_an_escape_is_dated_by_its_first_step_out_of_reach():
    """In a bowl with η = 3 each step doubles the distance: 1.8 · 2ᵏ is beyond 4 million at k = 22."""
    run = simulate(Settings.of("bowl", eta=3.0, alpha=0.0))
    first = next(k for k in range(100) if 1.8 * 2**k > 4e6)

    assert (Outcome.ESCAPED, first) == (run.outcome, run.steps)


@pytest.mark.parametrize(("steps", "outcome"), [(first, Outcome.ESCAPED) for first in (22, 23, 60)])
def test_an_escape_at_the_limit_is_seen(steps, outcome):
    """The ball is out of reach at step 22; the steps that show that it is gone come later."""
    run = simulate(Settings.of("bowl", eta=3.0, alpha=0.0, steps=steps))

    assert (outcome, 22) == (run.outcome, run.steps)


@pytest.mark.parametrize(
    ("q", "outcome"), [("-x^2", Outcome.ESCAPED), ("-abs(x)", Outcome.ESCAPED)]
)
def test_downhill_for_ever_is_gone(q, outcome):
    run = simulate(Settings.of(FORMULA, q=q, eta=1e5, start=(1.0,), window=(-2, 2), steps=2000))

    assert outcome is run.outcome


@pytest.mark.slow
def test_waves_never_lead_away_for_good():
    """Their slope is between −5 and 5 everywhere and 0 on average: however far, nothing is shown."""
    outcomes = {
        simulate(Settings.of("two-sines", eta=eta, alpha=alpha, steps=2000)).outcome
        for eta in np.geomspace(1e4, 1e7, 8).tolist()
        for alpha in (0.0, 0.9, 1.0)
    }

    assert Outcome.ESCAPED not in outcomes


@pytest.mark.parametrize("method", ["adam", "rmsprop"])
def test_nothing_holds_a_ball_whose_steps_are_rescaled(method):
    """It is quiet, and only the one that starts exactly at the bottom rests."""
    quiet = simulate(Settings.of("bowl", method=method, steps=600))
    exact = simulate(Settings.of("bowl", method=method, start=(0.0,)))

    assert Outcome.QUIET is quiet.outcome
    assert (Outcome.RESTED, 0) == (exact.outcome, exact.steps)
    assert len(quiet.watched) == 600


@pytest.mark.parametrize(("eta", "outcome"), [(0.5, Outcome.RESTED), (3.9, Outcome.ESCAPED)])
def test_a_minimum_that_cannot_hold_it_is_no_rest(eta, outcome):
    """A millionth beside the bottom of a bowl, below the edge 3.8 and beyond it."""
    run = simulate(Settings.of("bowl", eta=eta, start=(1e-6,), steps=2000))

    assert outcome is run.outcome


@pytest.mark.parametrize(("y", "outcome"), [(0.0, Outcome.BALANCED), (1e-300, Outcome.QUIET)])
def test_a_saddle_holds_only_who_is_exactly_on_its_ridge(y, outcome):
    """Beside it a push grows, however small it is."""
    run = simulate(Settings.of("saddle", start=(-1.7, y), alpha=0.5, steps=500))

    assert outcome is run.outcome
    assert run.place.kind == "saddle"


@pytest.mark.parametrize("eta", [1e-6, 0.01, 1.0, 300.0])
@pytest.mark.parametrize("part", [0.0, 0.3, 0.99, 0.999999])
def test_a_slow_ball_is_inside_for_as_long_as_is_said(eta, part):
    """Straight away from a minimum of the six humps, as fast as a slow ball may go."""
    limits = ends(CATALOGUE["six-hump-camel"])
    away, longest = part * limits.near2**0.5, np.sqrt(eta * limits.speed2)
    at = np.array([[0.0898420131 + away], [-0.7126564030]])
    (steps,) = limits.steps_inside(at, np.array([eta]))
    at[0] += steps * longest

    assert steps >= 0
    assert bool(limits.in_minimum(list(at))[0])


def test_who_is_in_no_minimum_is_not_inside():
    """On the hilltop between the humps."""
    limits = ends(CATALOGUE["six-hump-camel"])

    assert limits.steps_inside(np.zeros((2, 1)), np.array([0.01])).tolist() == [-1]
