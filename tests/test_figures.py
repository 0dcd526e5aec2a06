"""The table and the figure of a run beside theory."""

from __future__ import annotations

import json

import numpy as np
import pytest

from momentum_core import figures
from momentum_core.measured import comparison
from momentum_core.run import simulate
from momentum_core.settings import Settings
from momentum_core.stage import COLOURS
from momentum_core.surfaces import CATALOGUE
from momentum_core.verdicts import verdict

SILENT = {
    "Adam": Settings.of("bowl", method="adam"),
    "mini-batches": Settings.of("line", batch=5),
    "flat": Settings.of("flat-bottom"),
}


def test_the_bowls_row():
    """λ = 1, η = 0.05, α = 0.9: ρ = √0.9 = 0.948683, 28.061 steps a swing; measured the same."""
    expected = {
        "direction": "w",
        "curvature": "1",
        "x": "0.05",
        "regime": "oscillating",
        "roots": "0.925 ± 0.2107i",
        "rate": "0.948683",
        "measured_rate": "0.948683",
        "rate_off": "below 1e−9",
        "period": "28.061",
        "measured_period": "28.061",
        "period_off": "below 1e−9",
    }

    assert (expected,) == figures.rows(simulate(Settings.of("bowl")))


def test_what_was_not_measured_is_missing():
    """The banana valley's run never gets into the bowl; theory's cells are there all the same."""
    flattest, steepest = figures.rows(simulate(Settings.of("rosenbrock")))

    assert ["–"] * 4 == [
        flattest[name] for name in ("measured_rate", "rate_off", "period", "period_off")
    ]
    assert ("0.3994", "1002") == (flattest["curvature"], steepest["curvature"])


@pytest.mark.parametrize("loss", CATALOGUE)
def test_every_row_has_the_titles(loss):
    """A row for each direction, or a sentence why there is none."""
    run = simulate(Settings.of(loss))
    rows = figures.rows(run)

    assert all(list(figures.TITLES) == list(row) for row in rows)
    assert bool(rows) != bool(figures.silence(run))
    assert len(rows) in (0, run.surface.d)


@pytest.mark.parametrize(
    ("name", "says"),
    [("Adam", "Adam"), ("mini-batches", "mini-batches"), ("flat", "flat")],
)
def test_where_theory_is_silent_it_says_why(name, says):
    """No table, no figure, and one sentence."""
    run = simulate(SILENT[name])

    assert says in figures.silence(run)
    assert "{" not in figures.silence(run)
    assert ((), None) == (figures.rows(run), figures.distances(run))


@pytest.mark.parametrize(
    "settings",
    [
        Settings.of("two-sines", start=(-9.0,), eta=0.01, alpha=0.5),
        Settings.of("saddle", start=(1.0, 0.0), alpha=0.5, steps=2000),
        Settings.of("flat-bottom"),
        Settings.of("bowl", method="adam"),
        Settings(drop=(3, 0.1)),
        Settings.of("formula", q="(x + 2y)^2", steps=3),
        Settings.of("formula", q="abs(w) + w^2"),
        Settings.of("formula", q="log(w) + w^2", eta=0.2, start=(1.0,)),
    ],
)
def test_where_theory_is_silent_it_says_the_verdict(settings):
    """One run has one reason: no panel says another than the stage."""
    run = simulate(settings)

    assert comparison(run) is None
    assert verdict(run).sentence == figures.silence(run)


ODD = [
    *(Settings.of(loss) for loss in CATALOGUE),
    Settings.of("bowl", eta=4.0, steps=2000),
    Settings.of("bowl", eta=1.0, alpha=0.0),
    Settings.of("bowl", start=(0.0,)),
    Settings.of("bowl", alpha=1.0),
    Settings.of("bowl", eta=1e16),
    Settings.of("matyas", start=(1e-7, 1e-7), steps=1),
]


@pytest.mark.parametrize("settings", ODD)
@pytest.mark.parametrize("dark", [False, True])
def test_no_figure_has_nan_or_infinity(settings, dark):
    """Only sizes that a logarithmic axis can show, in the colours of the stage."""
    figure = figures.distances(simulate(settings), dark)
    if figure is None:
        return
    told = json.loads(figure.to_json(), parse_constant=pytest.fail)

    for trace in figure.data:
        y = np.array(trace.y, dtype=float)
        assert (y > 0).all()
        assert np.isfinite(y).all()
        assert len(trace.x) == len(y)
    assert COLOURS["paper"][dark] == told["layout"]["paper_bgcolor"]
    assert "log" == told["layout"]["yaxis"]["type"]


def test_the_figure_carries_the_distances_and_the_slope():
    """Measured at every step; predicted from the bowl on, each step ρ times the one before."""
    run = simulate(Settings.of("double-well"))
    bowl = comparison(run)
    measured, predicted = figures.distances(run).data

    assert np.abs(run.trajectory.w[:, 0] - bowl.place.w[0]).tolist() == list(measured.y)
    assert list(range(run.steps + 1)) == list(measured.x)
    assert bowl.line_from == predicted.x[0]
    assert np.diff(np.log(predicted.y)) == pytest.approx(np.log(np.sqrt(0.9)), rel=1e-6)


@pytest.mark.parametrize(
    "settings",
    [Settings.of("bowl"), Settings.of("booth", method="nesterov"), Settings.of("matyas")],
)
def test_the_axis_is_about_what_was_measured(settings):
    """From the smallest distance above 0 to the largest, wherever the predicted line goes."""
    figure = figures.distances(simulate(settings))
    measured = np.log10(figure.data[0].y)

    assert (measured.min() - 0.3, measured.max() + 0.3) == pytest.approx(figure.layout.yaxis.range)


def test_the_legend_stands_above_the_plot():
    """Its lower edge does, so that it grows away from it where it has two rows."""
    legend = figures.distances(simulate(Settings.of("bowl"))).layout.legend

    assert ("h", "bottom") == (legend.orientation, legend.yanchor)
    assert legend.y > 1


def test_a_distance_of_nothing_is_left_out():
    """One step to the bottom: only the start is above 0."""
    measured, *_ = figures.distances(simulate(Settings.of("bowl", eta=1.0, alpha=0.0))).data

    assert [1.8] == list(measured.y)
