"""The map of all (η, α) and the map of all starts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from momentum_core.kept import Store
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import Outcome
from momentum_core.methods.table import METHODS
from momentum_core.runs import many, maps
from momentum_core.runs.departure import LOOK
from momentum_core.runs.many import NOWHERE, OUTCOMES
from momentum_core.runs.maps import basin_map, eta_alpha_map
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.settings.stops import eta_limits, own_eta
from momentum_core.stage import map_parts
from momentum_core.theory.measured import comparison
from momentum_core.theory.predicted import predicted_map
from tests.runs import whole
from tests.runs.whole import finished

METHOD = pytest.mark.parametrize("method", METHODS)
BOTH = pytest.mark.parametrize("drawn", [eta_alpha_map, basin_map])
RESTED, ROLLING, ESCAPED, QUIET = (
    OUTCOMES.index(o) for o in (Outcome.RESTED, Outcome.ROLLING, Outcome.ESCAPED, Outcome.QUIET)
)


@pytest.fixture(autouse=True)
def nothing_kept():
    """Every test computes its own maps."""
    maps._kept.cache_clear()


def cell(drawn, settings, row, column):
    """The settings of one cell, and what the map says of it."""
    if drawn.kind == "basin":
        start = float(drawn.across[column]), float(drawn.up[row])
        settings = replace(settings, start=start[: settings.surface.d])
    else:
        settings = replace(settings, eta=float(drawn.across[column]), alpha=float(drawn.up[row]))
    outcome, place, steps = (x[row, column] for x in (drawn.outcome, drawn.place, drawn.steps))
    place = None if place == NOWHERE else stationary_points(settings.surface).points[place]
    return settings, (OUTCOMES[outcome], place, steps)


@pytest.mark.slow
@BOTH
@METHOD
@pytest.mark.parametrize("loss", CATALOGUE)
def test_cells_are_runs(loss, method, drawn):
    """Sampled cells say what ``simulate`` says for their settings."""
    settings = Settings.of(loss, method=method, steps=120)
    settings = replace(settings, eta=own_eta(settings.surface, method))
    found = finished(drawn(settings, 24))

    for row, column in np.random.default_rng(4).integers(0, found.outcome.shape, (6, 2)):
        chosen, says = cell(found, settings, row, column)
        run = simulate(chosen)
        assert (run.outcome, run.place, run.steps) == says


@METHOD
def test_the_axes_of_the_eta_alpha_map(method):
    """η from the least to the largest worth trying, each by the same factor more than the one
    before; α from 0 to 1; both ends included."""
    found = finished(eta_alpha_map(Settings(method=method, steps=5), 9))

    low, high = eta_limits(CATALOGUE["double-well"], method)
    assert (low, high) == (found.across[0], found.across[-1])
    assert found.across[1:] / found.across[:-1] == pytest.approx((high / low) ** (1 / 8))
    assert found.up.tolist() == ([k / 8 for k in range(9)] if METHODS[method].has_alpha else [0.0])
    assert found.outcome.shape == found.place.shape == found.steps.shape
    assert found.outcome.shape == (len(found.up), 9)


@pytest.mark.parametrize("loss", ["bowl", "rosenbrock"])
def test_the_axes_of_the_basin_map(loss):
    """The window's sides, both ends included; one row where there is one weight."""
    found = finished(basin_map(Settings.of(loss, steps=5), 11))
    bounds = CATALOGUE[loss].bounds

    assert bounds[0] == (found.across[0], found.across[-1])
    assert found.outcome.shape == ((11, 11) if loss == "rosenbrock" else (1, 11))
    if loss == "rosenbrock":
        assert bounds[1] == (found.up[0], found.up[-1])


@pytest.mark.parametrize("method", ["momentum", "nesterov"])
def test_the_stability_edge_of_the_bowl(method):
    """On a bowl of curvature 1 the ball escapes above the edge and comes to rest below: η = 2(1+α)
    for the heavy ball, (2+2α)/(1+2α) for Nesterov's. Beside the edge it takes longer than 2000
    steps to tell, and so does friction that is nearly none."""
    found = finished(eta_alpha_map(Settings.of("bowl", method=method, steps=2000), 40))
    eta, alpha = np.meshgrid(found.across, found.up)
    edge = 2 * (1 + alpha) / (1 if method == "momentum" else 1 + 2 * alpha)

    assert (found.outcome[eta > 1.02 * edge] == ESCAPED).all()
    calm = (eta < 0.98 * edge) & (alpha < 0.97) & (eta > 0.02)
    assert (found.outcome[calm] == RESTED).all()
    assert min((eta > 1.02 * edge).sum(), calm.sum()) > 100


@METHOD
@pytest.mark.parametrize(
    ("loss", "mirror"),
    [
        ("round-bowl", lambda x: x.T),
        ("round-bowl", lambda x: x[::-1]),
        ("saddle", lambda x: x[::-1]),
        ("saddle", lambda x: x[:, ::-1]),
        ("six-hump-camel", lambda x: x[::-1, ::-1]),
        ("styblinski-tang", lambda x: x.T),
        ("two-wells", lambda x: x[::-1]),
    ],
)
def test_a_symmetric_loss_has_a_symmetric_map(loss, mirror, method):
    """Mirrored starts end in the same way, after the same number of steps, and in mirrored minima
    (to each place belongs one other, or itself)."""
    settings = Settings.of(loss, method=method)
    settings = replace(settings, eta=own_eta(settings.surface, method))
    found = finished(basin_map(settings, 40))
    here, there = found.place.ravel(), mirror(found.place).ravel()

    assert (found.outcome == mirror(found.outcome)).all()
    assert (found.steps == mirror(found.steps)).all()
    assert len(set(zip(here, there, strict=True))) == len(set(here))


def test_basins_differ_from_each_other():
    """All four minima of Himmelblau's function have a part of the map, each around itself."""
    found = finished(basin_map(Settings.of("himmelblau", alpha=0.5), 41))
    points = stationary_points(CATALOGUE["himmelblau"]).points

    assert {p.kind for p in points[:4]} == {"minimum"}
    for k, point in enumerate(points[:4]):
        row = np.abs(found.up - point.w[1]).argmin()
        column = np.abs(found.across - point.w[0]).argmin()
        assert found.place[row, column] == k
    assert min(Counter(found.place.flat).values()) > 100


def test_adam_has_basins_too():
    """And they are its own."""
    settings = Settings.of("himmelblau", steps=400)
    adam = replace(settings, method="adam", eta=0.1)
    found, other = (finished(basin_map(s, 21)) for s in (adam, settings))

    assert (found.outcome == QUIET).mean() > 0.9
    assert found.quiet
    assert not other.quiet
    assert (found.place != other.place).any()


@BOTH
@METHOD
def test_far_beyond_stability_and_without_friction(drawn, method):
    """With α = 1 and absurd η every cell has one of the outcomes, and a number of steps."""
    settings = Settings.of("rosenbrock", method=method, alpha=1.0, eta=1e3, steps=300)
    found = finished(drawn(settings, 20))

    assert (found.outcome < len(OUTCOMES)).all()
    assert (found.steps <= 300).all()
    assert (found.steps[found.outcome == ROLLING] == 300).all()


@BOTH
@pytest.mark.parametrize("loss", ["double-well", "himmelblau"])
@pytest.mark.parametrize("side", [160, 13, 3])
def test_the_coarse_map_is_part_of_the_fine_one(monkeypatch, drawn, loss, side):
    """Its cells are cells of the fine map and say the same."""
    monkeypatch.setattr("momentum_core.runs.many.BLOCK", 700)
    first, *_, last = whole.drawn(drawn(Settings.of(loss, steps=60), side))
    columns = np.flatnonzero(np.isin(last.across, first.across))
    rows = np.flatnonzero(np.isin(last.up, first.up))

    assert 0 < len(columns) == len(first.across) <= max(1, side / 8 + 1)
    assert len(rows) == len(first.up)
    for name in ("outcome", "place", "steps"):
        assert (getattr(last, name)[np.ix_(rows, columns)] == getattr(first, name)).all()


def test_progress(monkeypatch):
    """The part that is done grows to 1, which only the fine map has; before, the coarse is shown."""
    monkeypatch.setattr("momentum_core.runs.many.BLOCK", 300)
    coarse, *between, fine = whole.drawn(eta_alpha_map(Settings(steps=20), 40))
    done = [m.done for m in (coarse, *between, fine)]

    assert done == sorted(set(done))
    assert (1 / 64, 1) == (done[0], done[-1])
    assert len(between) == 1600 // 300
    assert {(5, 5)} == {m.outcome.shape for m in (coarse, *between)}
    assert fine.outcome.shape == (40, 40)


@BOTH
@METHOD
@pytest.mark.parametrize("drop", [(), (7, 0.5)])
def test_how_a_map_is_cut_changes_nothing(monkeypatch, drawn, method, drop):
    """Blocks of 6,400, of 97 and of a single cell say the same of every cell."""
    settings = Settings.of("banana", steps=30, method=method, drop=drop)
    found = []
    for block in (6400, 97, 1):
        monkeypatch.setattr("momentum_core.runs.many.BLOCK", block)
        maps._kept.cache_clear()
        found.append(finished(drawn(settings, 12)))

    first, *others = (m.cells() for m in found)
    assert others == [first, first]


@BOTH
def test_a_map_may_pause_at_every_step(monkeypatch, drawn):
    """Coarse and fine, and in each block; no run of this loss ends before the last step."""
    monkeypatch.setattr("momentum_core.runs.many.BLOCK", 300)
    settings = Settings.of("banana", steps=20, alpha=1.0, eta=1e-6)
    monkeypatch.setattr("momentum_core.runs.maps.eta_limits", lambda *_: (1e-6, 2e-6))
    pauses, now = [], 0
    for found in drawn(settings, 24):
        now += 1
        if found is not None:
            pauses, now = [*pauses, now - 1], 0

    assert all(20 <= n <= 20 + LOOK for n in pauses)
    assert [m.done for m in whole.drawn(drawn(replace(settings, steps=21), 24))][-1] == 1
    assert len(pauses) == 1 + 2


def test_a_long_formula_runs_in_smaller_blocks(monkeypatch):
    """So that what a paused map keeps is bounded; of a short one all cells fit."""
    long = "+".join(f"sin({k}x)*cos({k}y)" for k in range(1, 14))

    assert many._block(CATALOGUE["rosenbrock"]) == many.BLOCK
    assert many.LEAST <= many._block(from_formula(long)) < many.BLOCK


@BOTH
def test_an_abandoned_map_leaves_nothing(monkeypatch, drawn):
    """The next one begins anew, with the coarse map, and ends the same."""
    monkeypatch.setattr("momentum_core.runs.many.BLOCK", 100)
    settings = Settings.of("banana", steps=40)
    expected = finished(drawn(settings, 24))
    maps._kept.cache_clear()
    abandoned = drawn(settings, 24)
    seen = (found for found in abandoned if found is not None)
    assert next(seen).done < next(seen).done < 1
    abandoned.close()

    again = whole.drawn(drawn(settings, 24))

    assert again[0].done < 1
    assert (again[-1].steps == expected.steps).all()


@BOTH
def test_a_finished_map_is_kept(drawn):
    """It is there at once, also with another clock and other company; not for another question."""
    settings = Settings.of("banana", steps=40)
    found = finished(drawn(settings, 16))
    watched = replace(settings, race=(), speed=2.0, loop=True, path=True, at=3)
    idle = {"eta": 0.003, "alpha": 0.4} if drawn is eta_alpha_map else {"start": (0.5, 0.5)}

    for same in (settings, watched, replace(settings, **idle)):
        (kept,) = drawn(same, 16)
        assert kept is found
    for other in ({"steps": 41}, {"method": "nesterov"}):
        assert len(whole.drawn(drawn(replace(settings, **other), 16))) > 1
    assert len(whole.drawn(drawn(settings, 17))) > 1


def test_maps_are_kept_within_so_many_bytes(monkeypatch):
    """The oldest goes first."""
    monkeypatch.setattr(maps, "_kept", Store(0.1))
    for steps in range(1, 50):
        finished(basin_map(Settings.of("bowl", steps=steps), 3))

    count, weight, most = maps._kept.cache_info()
    assert 5 < count < 49
    assert 0.8 * most < weight <= most
    assert len(whole.drawn(basin_map(Settings.of("bowl", steps=49), 3))) == 1
    assert len(whole.drawn(basin_map(Settings.of("bowl", steps=1), 3))) > 1


def test_a_kept_map_belongs_to_its_loss(with_losses):
    """Not to the loss's name."""
    found = []
    for text in ("(w - 0.5)^2", "(w + 0.5)^2"):
        with_losses(odd=from_formula(text, ((-2, 2),)))
        found.append(finished(basin_map(Settings.of("odd", alpha=0.0), 5)))

    assert found[0].steps.tolist() == found[1].steps[:, ::-1].tolist()
    assert found[0].steps.tolist() != found[1].steps.tolist()


def test_maps_are_not_to_be_written_to():
    """They are shared."""
    found = finished(basin_map(Settings(steps=5), 5))

    for array in (found.across, found.up, found.outcome, found.place, found.steps):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_the_cells_of_a_map_as_bytes():
    """A byte a cell for where it ends and two for the steps, from which the map can be read."""
    found = finished(eta_alpha_map(Settings(steps=600, start=(1.5,)), 12))
    data = found.cells()
    ends = np.frombuffer(data[:144], "u1").reshape(12, 12)
    steps = np.frombuffer(data[144:], "<u2").reshape(12, 12)

    rested = ends < 200
    assert (rested == (found.outcome == RESTED)).all()
    assert (ends[rested] == found.place[rested]).all()
    assert (255 - ends[~rested] == found.outcome[~rested]).all()
    assert (steps == found.steps).all()
    assert steps.max() > 255
    assert len(set(ends.flat)) > 3


@pytest.mark.parametrize("start", [(-1.5,), (1.5,)])
def test_theorys_map_is_of_the_minimum_that_the_run_is_in(start):
    """Not of the lowest one; the curves belong to it, too."""
    settings = Settings(start=start, alpha=0.5, steps=600)
    points = stationary_points(settings.surface).points
    here = points.index(comparison(simulate(settings)).place)
    other = 1 - here
    ((told, sent),) = map_parts.parts(settings, "predicted")

    expected, wrong = (predicted_map(settings, place) for place in (here, other))
    assert list(points[here].w) == told["at"]
    assert expected.speeds.tobytes() == sent != wrong.speeds.tobytes()
    assert {"edge": expected.edge, "soonest": expected.soonest} == told["curves"]
    assert expected.soonest != wrong.soonest
