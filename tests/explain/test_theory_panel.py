"""The table and the figure of a run beside theory."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from momentum_core.colours import COLOURS
from momentum_core.explain import theory_panel
from momentum_core.explain.endings import ending
from momentum_core.explain.verdict import verdict
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.theory.measured import comparison
from momentum_core.theory.noise import jitter
from momentum_core.words import english
from momentum_core.words.numbers import number

SILENT = {
    "Adam": Settings.of("bowl", method="adam"),
    "mini-batches": Settings.of("line", batch=5),
    "flat": Settings.of("flat-bottom"),
}


def test_the_bowls_row():
    """λ = 1, η = 0.05, α = 0.9: ρ = √0.9 = 0.948683, 28.061 steps a swing; measured the same.
    ρ⁸⁷ = 0.01022 and ρ⁸⁸ = 0.0097: a hundredth is left after 88 steps."""
    expected = {
        "direction": "w",
        "rate": "0.948683",
        "measured_rate": "0.948683",
        "period": "28.061",
        "measured_period": "28.061",
        "steps": "88",
        "curvature": "1",
        "x": "0.05",
        "regime": "oscillating",
        "roots": "0.925 ± 0.2107i",
        "rate_off": "below 1e−9",
        "period_off": "below 1e−9",
    }

    assert (expected,) == theory_panel.rows(simulate(Settings.of("bowl")))


def test_what_was_not_measured_is_missing():
    """The banana valley's run never gets into the bowl; theory's cells are there all the same."""
    flattest, steepest = theory_panel.rows(simulate(Settings.of("rosenbrock")))

    assert ["–"] * 4 == [
        flattest[name] for name in ("measured_rate", "rate_off", "period", "period_off")
    ]
    assert ("0.3994", "1002") == (flattest["curvature"], steepest["curvature"])


@pytest.mark.parametrize("loss", CATALOGUE)
def test_every_row_has_the_titles(loss):
    """A row for each direction, or a sentence why there is none."""
    run = simulate(Settings.of(loss))
    rows = theory_panel.rows(run)

    assert all(list(english.theory.TITLES) == list(row) for row in rows)
    assert bool(rows) != bool(theory_panel.silence(run))
    assert len(rows) in (0, run.surface.d)


@pytest.mark.parametrize(
    ("name", "says"),
    [("Adam", "Adam"), ("mini-batches", "mini-batches"), ("flat", "flat")],
)
def test_where_theory_is_silent_it_says_why(name, says):
    """No table, no figure, and one sentence."""
    run = simulate(SILENT[name])

    assert says in theory_panel.silence(run)
    assert "{" not in theory_panel.silence(run)
    assert ((), None) == (theory_panel.rows(run), theory_panel.distances(run))


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
    assert verdict(run).sentence == theory_panel.silence(run)


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
    figure = theory_panel.distances(simulate(settings), dark)
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
    measured, predicted = theory_panel.distances(run).data

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
    figure = theory_panel.distances(simulate(settings))
    measured = np.log10(figure.data[0].y)

    assert (measured.min() - 0.3, measured.max() + 0.3) == pytest.approx(figure.layout.yaxis.range)


def test_the_legend_stands_above_the_plot():
    """Its lower edge does, so that it grows away from it where it has two rows."""
    legend = theory_panel.distances(simulate(Settings.of("bowl"))).layout.legend

    assert ("h", "bottom") == (legend.orientation, legend.yanchor)
    assert legend.y > 1


def test_a_distance_of_nothing_is_left_out():
    """One step to the bottom: only the start is above 0."""
    measured, *_ = theory_panel.distances(simulate(Settings.of("bowl", eta=1.0, alpha=0.0))).data

    assert [1.8] == list(measured.y)


BATCHES = Settings.of("line", batch=4, steps=2000)


@pytest.mark.parametrize("method", ["momentum", "nesterov"])
def test_the_table_of_mini_batches_is_the_jitters(method):
    """A row for each direction: measured over the last half, the formula of even noise, the exact
    variance, the one without momentum, and what momentum makes of it: nearly 1/(1 − α) times as
    large for heavy ball."""
    settings = replace(BATCHES, method=method)
    run = simulate(settings)
    found = jitter(
        DATA["hubble"], False, run.trajectory.w, eta=settings.eta, alpha=0.9, size=4, method=method
    )
    rows = theory_panel.noise_rows(theory_panel.noise(run))

    assert all(list(english.theory.NOISE_TITLES) == list(row) for row in rows)
    for name in ("measured", "even", "exact", "plain"):
        assert [number(x, 3) for x in getattr(found, name)] == [row[name] for row in rows]
    factors = [float(row["factor"].split()[0]) for row in rows]
    assert factors == pytest.approx((found.exact / found.plain).tolist(), rel=0.005)
    assert method == "nesterov" or factors == pytest.approx([10, 10], rel=0.15)
    assert theory_panel.enough_steps(theory_panel.noise(run)) == 0


def test_both_sentences_say_one_height():
    """How a run ended and why name the same number, of the same stretch, and the table's variances
    make it: ½ Σ λ Var."""
    run = simulate(BATCHES)
    found, why = theory_panel.noise(run), verdict(run)

    assert why.kind == "hovering"
    assert why.numbers["hover"] == pytest.approx(run.hover, rel=1e-9)
    assert found.hover(found.measured) == pytest.approx(run.hover, rel=1e-9)
    assert number(run.hover, 2) in ending(run, stationary_points(run.surface).points)
    assert f"hovers {number(run.hover, 2)}" in why.sentence


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("size", [1, 4, 12])
def test_the_offered_steps_are_enough(standardise, size):
    """With the line's own η there is nothing measured at first; with the steps that are offered
    there is, and not with half of them."""
    settings = Settings.of("line", standardise=standardise, batch=size)
    run = simulate(settings)
    found = theory_panel.noise(run)
    steps = theory_panel.enough_steps(found)

    assert found.measured is None
    assert {row["measured"] for row in theory_panel.noise_rows(found)} == {theory_panel.MISSING}
    assert 250 < steps <= 2000
    assert theory_panel.noise(simulate(replace(settings, steps=steps))).measured is not None
    assert theory_panel.noise(simulate(replace(settings, steps=steps // 2))).measured is None


def test_no_steps_are_offered_where_none_are_enough():
    """A tenth of η would take ten times as many steps as there may be."""
    run = simulate(Settings.of("line", batch=4, eta=0.005))

    assert theory_panel.enough_steps(theory_panel.noise(run)) == 0
    assert theory_panel.noise(run).measured is None


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("shuffled", Settings.of("line", batch=4, shuffle=True)),
        ("unpredicted", Settings.of("line", data="cars", batch=4)),
        ("unstable", Settings.of("line", batch=4, eta=2.0)),
        ("agreed", Settings.of("line", data="1_2_2_4_3_6", batch=1)),
        ("uncovered", Settings.of("line", batch=4, method="adam")),
        ("dropped", Settings.of("line", batch=4, drop=(9, 0.5))),
    ],
)
def test_no_table_of_mini_batches(kind, settings):
    """Where nothing can be predicted the verdict says why."""
    run = simulate(settings)

    assert theory_panel.noise(run) is None
    assert verdict(run).kind == kind
    assert theory_panel.no_jitter(run) == verdict(run).sentence


@pytest.mark.parametrize("standardise", [False, True])
def test_the_line_is_in_the_datas_units(standardise):
    """Hubble's own: 454.2 km/s per Mpc, and −40.78 km/s at no distance, over standardised
    distances too."""
    run = simulate(Settings.of("line", standardise=standardise, steps=2000))

    height, slope = map(
        float, re.search(r"y = −(\S+) \+ (\S+) t, ", theory_panel.line(run)).groups()
    )
    assert (height, slope) == pytest.approx((40.78, 454.16), rel=1e-3)
    assert "with t = distance (Mpc) and y = velocity (km/s)." in theory_panel.line(run)
    falling = simulate(
        Settings.of("line", data="0_3_1_1_2_-1", standardise=standardise, steps=2000)
    )
    assert "y = 3 − 2 t" in theory_panel.line(falling)
    assert theory_panel.line(simulate(Settings.of("bowl"))) == ""
    gone = Settings.of("line", standardise=standardise, eta=1e3, steps=2000)
    assert theory_panel.line(simulate(gone)) == ""
