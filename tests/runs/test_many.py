"""Many runs at once end as each of them does alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as examples

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import Outcome
from momentum_core.methods.table import METHODS
from momentum_core.runs import many
from momentum_core.runs.many import NOWHERE, OUTCOMES
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.settings.stops import eta_limits
from tests.strategies import any_settings

METHOD = pytest.mark.parametrize("method", METHODS)
ODD = {
    "root": ("sqrt(w) + w^2", (0.0, 2.0)),
    "logarithm": ("log(w) + w^2", (0.0, 2.0)),
    "pole": ("w^2 + 0.01/w", (-2.0, 2.0)),
    "overflow": ("exp(exp(w)) - 3w", (-2.0, 2.0)),
    "no number": ("tanh(exp(w) - exp(2w)) + w^2/9", (-2.0, 2.0)),
    "steep": ("w^20", (-2.0, 2.0)),
    "kinked": ("abs(w) + 0.1w^2", (-2.0, 2.0)),
    "level": ("tanh(w)^4", (-9.0, 9.0)),
}


def together(settings):
    """How the runs of Settings that differ in start, η and α end: a list of what ``alone`` says."""
    first = settings[0]
    start = np.array([s.start for s in settings]).T
    eta, alpha = (np.array([getattr(s, name) for s in settings]) for name in ("eta", "alpha"))
    blocks = many.run_many(first.surface, first.method, start, eta, alpha, first.steps, first.drop)
    ended = [block for block in blocks if block is not None]
    found = np.concatenate(ended, axis=1).T.tolist()
    return [(OUTCOMES[outcome], place, steps) for outcome, place, steps in found]


def alone(settings):
    """Outcome, index of the place, and number of steps of a single run."""
    run = simulate(settings)
    points = stationary_points(run.surface).points
    return run.outcome, points.index(run.place) if run.place else NOWHERE, run.steps


def some(loss, method, cells, seed, steps=150, drop=()):
    """Settings all over the place: η from far too small to far too large, starts in and outside of
    the window and on stationary points, and α at both its ends."""
    rng = np.random.default_rng(seed)
    surface = Settings.of(loss).surface
    low, high = np.array(surface.bounds).T
    least, most = np.log(eta_limits(surface, method))
    places = [p.w for p in stationary_points(surface).points]

    def one():
        start = tuple(rng.uniform(low - (high - low), high + (high - low)).tolist())
        if places and rng.random() < 0.1:
            start = places[rng.integers(len(places))]
        return Settings.of(
            loss,
            method=method,
            eta=float(np.exp(rng.uniform(least - 2, most + 2)).clip(1e-9, 1e3)),
            alpha=float(rng.choice([0, 1, rng.random(), 0.95])),
            start=start,
            steps=steps,
            drop=drop,
        )

    return [one() for _ in range(cells)]


@pytest.mark.slow
@METHOD
@pytest.mark.parametrize("loss", CATALOGUE)
def test_every_cell_ends_as_a_single_run(loss, method):
    """In the same way, in the same place, after the same number of steps."""
    cells = some(loss, method, 40, seed=1)

    assert together(cells) == [alone(s) for s in cells]


@pytest.mark.slow
@METHOD
@pytest.mark.parametrize("drop", [(3, 0.1), (40, 0.02), (60, 30.0), (150, 0.5)])
def test_where_the_learning_rate_drops(method, drop):
    """And where it grows; also while cells that may be at rest wait to be judged."""
    cells = some("double-well", method, 60, seed=4, drop=drop)

    assert together(cells) == [alone(s) for s in cells]


@METHOD
@pytest.mark.parametrize("text", ["(x^2 + y^2 - 1)^2", "(x + y)^2", "x^2*y^2"])
def test_on_valley_floors(with_losses, text, method):
    """Where a ball rests that no single point holds."""
    with_losses(floor=from_formula(text))
    cells = some("floor", method, 40, seed=6)

    assert together(cells) == [alone(s) for s in cells]


@pytest.mark.slow
@METHOD
@pytest.mark.parametrize("odd", ODD)
def test_on_losses_with_edges_poles_and_overflow(with_losses, odd, method):
    """Also where the loss or its slope has no finite value on the way."""
    text, window = ODD[odd]
    with_losses(odd=from_formula(text, (window,)))
    cells = some("odd", method, 60, seed=2)

    assert together(cells) == [alone(s) for s in cells]


def test_every_outcome_is_among_them(with_losses):
    """So that the tests above are about something: each way to end is met often, and both ways of
    leaving the losses' domain."""
    seen = Counter()
    for loss in CATALOGUE:
        seen.update(outcome for outcome, *_ in together(some(loss, "momentum", 40, seed=1)))
    for text, window in ODD.values():
        with_losses(odd=from_formula(text, (window,)))
        seen.update(outcome for outcome, *_ in together(some("odd", "momentum", 60, seed=2)))

    assert set(seen) == set(Outcome) - {Outcome.HOVERING}  # which only mini-batches bring
    assert min(seen.values()) > 10


@pytest.mark.slow
@examples(max_examples=60)
@given(any_settings())
def test_any_settings(settings):
    """A single cell with any legal settings ends as its run, without mini-batches."""
    settings = replace(settings, batch=0)

    assert together([settings]) == [alone(settings)]


@pytest.mark.slow
@METHOD
@pytest.mark.parametrize("loss", ["double-well", "gramacy-lee", "himmelblau"])
def test_neighbours_and_housekeeping_decide_nothing(monkeypatch, loss, method):
    """Small blocks, patience and the dropping of ended cells change no cell's end."""
    cells = some(loss, method, 150, seed=3)
    expected = together(cells)

    for block, patience, crowded in [(7, 1, 0.0), (150, 5, 0.9), (64, 1000, 0.0)]:
        monkeypatch.setattr(many, "BLOCK", block)
        monkeypatch.setattr(many, "PATIENCE", patience)
        monkeypatch.setattr(many, "CROWDED", crowded)
        assert together(cells) == expected


def test_rest_is_told_at_the_last_step_and_not_before():
    """With as many steps as it takes the ball is at rest, with one less it still rolls."""
    settings = Settings()
    needed = simulate(settings).steps

    ends = [together([replace(settings, steps=needed + more)])[0] for more in (-1, 0, 1)]

    assert [Outcome.ROLLING, Outcome.RESTED, Outcome.RESTED] == [outcome for outcome, *_ in ends]
    assert [needed - 1, needed, needed] == [steps for *_, steps in ends]


def test_escape_is_measured_from_the_middle_of_the_window(with_losses):
    """Also where that is so far from 0 that a ball on its way out passes near 0."""
    with_losses(odd=from_formula("(w - 2000000)^2", ((1999999.25, 2000000.75),)))
    etas = np.linspace(1.05, 1.7, 40).tolist()
    cells = [Settings.of("odd", eta=eta, alpha=0.0, steps=300) for eta in etas]
    found = [together([s])[0] for s in cells]

    assert found == [alone(s) for s in cells]
    assert {Outcome.ESCAPED} == {outcome for outcome, *_ in found}


def test_a_step_that_overflows_is_not_taken(with_losses):
    """Slope and loss are finite where the ball is, but the next position would not be."""
    with_losses(odd=from_formula("exp(w)", ((0.0, 100.0),)))
    cells = [Settings.of("odd", start=(w,), eta=1e3) for w in (709.5, 709.6, 50.0)]
    found = together(cells)

    assert found == [alone(s) for s in cells]
    assert [(Outcome.ESCAPED, NOWHERE, 0)] * 2 == found[:2]


def test_rest_comes_before_what_would_come_later(with_losses):
    """A ball put into the minimum itself rests at once, whatever an absurd η would do beside it; one
    that is a millionth off does not rest."""
    with_losses(odd=from_formula("w^2", ((-2.0, 2.0),)))
    cells = [Settings.of("odd", start=(w,), eta=1e3) for w in (0.0, 1e-6, 1e-3)]
    found = together(cells)

    assert found == [alone(s) for s in cells]
    gone = [(Outcome.ESCAPED, NOWHERE, steps) for steps in (4, 3)]
    assert [(Outcome.RESTED, 0, 0), *gone] == found


def test_where_the_loss_is_surely_finite():
    """Of the catalogue's losses only one has to be looked up at every step."""
    unsure = {key for key, surface in CATALOGUE.items() if not many._always_finite(surface)}

    assert unsure == {"gramacy-lee"}


@pytest.mark.parametrize("step", [16, 17, 18, 160, 161])
def test_eta_that_changes_beside_a_look(step):
    """Whoever is still before is still since then, at whatever step η changes; slow cells are
    looked at every 16 steps."""
    settings = Settings.of("cliff", eta=1.0, alpha=0.0, start=(0.0,), steps=161, drop=(step, 15.0))

    assert together([settings]) == [alone(settings)]


def test_cells_that_have_ended_are_dropped(monkeypatch):
    """The gradient is asked for fewer and fewer cells."""
    sizes = []
    runner = type(CATALOGUE["bowl"].gradient_program).runner
    monkeypatch.setattr(
        "momentum_core.formula.program.Program.runner",
        lambda self, shape: sizes.append(shape) or runner(self, shape),
    )
    eta = np.geomspace(0.5, 50, 500)
    start = np.full((1, 500), -1.8)
    *_, found = many.run_many(CATALOGUE["bowl"], "momentum", start, eta, np.full(500, 0.9), 300)

    escaped = (found[0] == OUTCOMES.index(Outcome.ESCAPED)).sum()
    assert escaped > 250
    assert (500,) in sizes
    assert (0,) in sizes
