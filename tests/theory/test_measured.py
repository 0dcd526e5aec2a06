"""What was measured on a run, beside what theory predicts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.theory import measured
from momentum_core.theory.measured import comparison, hovers_at, is_bowl

RATES, PERIODS = 0.02, 0.005
"""Measured and predicted agree: 1 − ρ to 2 %, a period to half a percent."""

HOW = pytest.mark.parametrize(
    ("method", "alpha"),
    [("momentum", 0.0), ("momentum", 0.6), ("momentum", 0.9), ("nesterov", 0.9)],
)


def agrees(direction):
    """Whether what was measured in one direction is what theory says."""
    rate = abs(direction.rate_off) <= RATES * abs(1 - direction.rate)
    return rate and abs(direction.period_off or 0) <= PERIODS * (direction.period or 0)


@HOW
@pytest.mark.parametrize("loss", CATALOGUE)
def test_predicted_is_measured(loss, method, alpha):
    """In every direction of every loss in which a run was long enough in the bowl."""
    found = comparison(simulate(Settings.of(loss, method=method, alpha=alpha, steps=2000)))
    directions = found.directions if found else ()

    assert [] == [d for d in directions if d.measured_rate and not agrees(d)]


@HOW
@pytest.mark.parametrize("data", DATA)
def test_predicted_is_measured_for_a_line(data, method, alpha):
    """The loss is a bowl everywhere, so there is something to compare, and it agrees."""
    found = comparison(
        simulate(Settings.of("line", data=data, method=method, alpha=alpha, steps=2000))
    )

    assert [d for d in found.directions if d.measured_rate]
    assert [] == [d for d in found.directions if d.measured_rate and not agrees(d)]


@HOW
def test_most_losses_are_measured(method, alpha):
    """So that the test above is about something: the slowest direction, on 16 losses or more."""
    runs = [
        simulate(Settings.of(loss, method=method, alpha=alpha, steps=2000)) for loss in CATALOGUE
    ]
    found = [c for c in map(comparison, runs) if c]
    ruling = [max(c.directions, key=lambda d: d.rate) for c in found]

    assert 16 <= sum(d.measured_rate is not None for d in ruling)


@pytest.mark.parametrize("seed", range(20))
def test_random_quadratics(with_losses, seed):
    """Two curvatures, a slanted bowl, any η below the edge: both directions, almost to the digit."""
    rng = np.random.default_rng(seed)
    method = ("momentum", "nesterov")[seed % 2]
    alpha, turn = rng.uniform(0.2, 0.95), rng.uniform(0, np.pi)
    low = rng.uniform(0.3, 2)
    high = low * rng.uniform(1.2, 8)
    c, s = np.cos(turn), np.sin(turn)
    text = f"{low / 2!r}*({c:.6f}x + {s:.6f}y)^2 + {high / 2!r}*({c:.6f}y - {s:.6f}x)^2"
    with_losses(quadratic=from_formula(text))
    eta = rng.uniform(0.05, 0.6) / high
    run = simulate(
        Settings(
            loss="quadratic", method=method, eta=eta, alpha=alpha, start=(1.7, -0.9), steps=2000
        )
    )

    found = comparison(run)

    assert [d.curvature for d in found.directions] == pytest.approx([low, high], rel=1e-5)
    for d in found.directions:
        whole = not d.period or d.window[1] - d.window[0] + 1 > d.period
        expected = (
            pytest.approx(d.rate, abs=3e-4),
            d.period and pytest.approx(d.period, rel=1e-3),
        )
        assert (d.measured_rate, d.measured_period) == (expected if whole else (None, None))


def test_growth_is_measured_too():
    """Beyond Nesterov's edge: one direction shrinks, the other one grows."""
    found = comparison(simulate(Settings.of("booth", method="nesterov")))

    assert ["oscillating", "unstable"] == [d.regime for d in found.directions]
    assert [0.86948, 1.17346] == pytest.approx(
        [d.measured_rate for d in found.directions], abs=1e-4
    )


@pytest.mark.parametrize(
    ("first", "second", "rate", "period"),
    [
        (0.9, 0.3, 0.9, None),
        (0.7, 0.7, 0.7, None),
        (-0.8, 0.2, 0.8, 2.0),
        (0.9 * np.exp(0.3j), 0.9 * np.exp(-0.3j), 0.9, 2 * np.pi / 0.3),
        (0.999 * np.exp(2j), 0.999 * np.exp(-2j), 0.999, np.pi),
        (1.1, 0.5, 1.1, None),
    ],
)
def test_roots_are_measured_on_their_own_recurrence(first, second, rate, period):
    """A series made from two roots, with no η, λ or α in it."""
    trace, det = np.real(first + second), np.real(first * second)
    c = [1.0, 0.9]
    for _ in range(40):
        c.append(trace * c[-1] - det * c[-2])
    c = np.array(c)

    found = measured._measure(c[1:], np.diff(c), abs(1 - trace + det))

    assert found == (pytest.approx(rate, rel=1e-3), period and pytest.approx(period, rel=1e-6))


def test_noise_measures_nothing():
    """A series that follows no recurrence."""
    c = np.random.default_rng(3).standard_normal(60)

    assert (None, None) == measured._measure(c[1:], np.diff(c), 0.3)


def test_far_from_the_bowl_nothing_is_measured():
    """On the plateau's flanks, and across Rosenbrock's bent valley, which the flat way rules."""
    plateau = comparison(simulate(Settings.of("plateau", alpha=0.0, steps=300)))
    rosenbrock = comparison(simulate(Settings.of("rosenbrock", steps=2000)))

    assert (None, None) == (plateau.directions[0].window, plateau.directions[0].measured_rate)
    assert 0 == plateau.line.size
    assert [True, False] == [d.measured_rate is not None for d in rosenbrock.directions]


def test_a_swing_that_is_not_seen_whole_has_no_period():
    """Beale's run rests long before its period of 313 steps is over."""
    found = comparison(simulate(Settings.of("beale")))

    assert 300 < found.directions[0].period
    assert (None, None) == (found.directions[0].measured_rate, found.directions[0].measured_period)


@pytest.mark.parametrize(
    "settings",
    [
        Settings.of("bowl", method="adam"),
        Settings.of("flat-bottom"),
        Settings.of("saddle", start=(1.0, 0.0), alpha=0.5, steps=2000),
    ],
)
def test_no_theory_no_comparison(settings):
    """Adam, a flat bottom, a saddle."""

    assert comparison(simulate(settings)) is None


def test_a_kink_is_no_bowl(with_losses):
    """Although the second derivative beside it is a fine curvature."""
    with_losses(odd=from_formula("abs(w) + w^2"))
    run = simulate(Settings(loss="odd", eta=0.1, start=(0.7,)))

    assert "minimum" == hovers_at(run).kind
    assert comparison(run) is None


@pytest.mark.parametrize(
    ("text", "bowl"),
    [
        ("w^2 + w*abs(w)/2", False),
        ("w^2 + 0.03*w*abs(w)", True),
        ("0.001*abs(w) + w^2", False),
        ("abs(w - 0.3) + w^2", False),
        ("x^2 + 1e8*y^2", True),
        ("(x + y - 3)^2 + 1e-9*(x - y)^2", True),
    ],
)
def test_what_a_bowl_is(text, bowl):
    """Curved the same on both sides, but for a tenth; it may be narrow."""
    surface = from_formula(text)

    assert [bowl] == [is_bowl(surface, p) for p in stationary_points(surface).points]


def test_a_bowl_needs_no_exact_place():
    """A narrow one is still one where its place is a little off along the flat direction."""
    surface = Settings.of("line", data="forbes").surface
    (place,) = stationary_points(surface).points
    flat = np.linalg.eigh(surface.hessian(np.array(place.w)))[1][:, 0]

    for off in (-1e-5, 1e-5):
        assert is_bowl(
            surface, replace(place, w=tuple(np.array(place.w) + off * surface.span * flat))
        )


def test_rounding_is_not_measured():
    """The steep direction halves its distance at each step, until that is a billionth of the
    window; the run goes on along the flat one."""
    run = simulate(Settings.of("narrow-valley", eta=0.02, alpha=0.0, start=(1.5, 1.2)))
    _, steep = comparison(run).directions
    least = 1e-9 * run.surface.span
    swing = np.hypot(run.trajectory.w[:, 1], run.trajectory.update[:, 1] / np.sqrt(0.5))

    assert (0, steep.rate) == (steep.window[0], pytest.approx(0.5))
    assert swing[steep.window[1]] < least <= swing[steep.window[1] - 1]
    assert steep.window[1] < run.steps / 2


def test_a_drop_that_changes_nothing_is_none():
    """By a factor of 1, or after the end; else there are two learning rates, and no theory."""
    plain = simulate(Settings.of("bowl"))

    assert comparison(simulate(Settings.of("bowl", drop=(3, 1.0)))).rate == comparison(plain).rate
    assert comparison(simulate(Settings.of("bowl", drop=(plain.steps + 1, 0.1)))) is not None
    assert comparison(simulate(Settings.of("bowl", drop=(plain.steps - 1, 0.1)))) is None


def test_the_distance_and_its_line():
    """The line falls by ρ a step and lies on the peaks of the distances from its first step on."""
    run = simulate(Settings())
    found = comparison(run)

    k = found.line_from
    np.testing.assert_allclose(found.distance, np.abs(run.trajectory.w[:, 0] - found.place.w[0]))
    assert found.directions[0].window[0] == k
    assert (run.steps + 1 - k,) == found.line.shape
    assert found.line[10] / found.line[0] == pytest.approx(np.sqrt(0.9) ** 10)
    assert 0.999 < (found.distance[k:] / found.line).max() < 1.000001


def test_where_a_run_hovers():
    """Rest: there. Rolling to and fro: the middle of it. Gone: where it last was in the picture."""
    swinging = hovers_at(simulate(Settings.of("bowl", alpha=1.0)))
    settling = hovers_at(simulate(Settings(steps=60)))
    climbing = hovers_at(simulate(Settings(alpha=0.0, steps=3)))
    gone = hovers_at(simulate(Settings(eta=0.45, start=(-1.2,))))
    never_there = hovers_at(simulate(Settings(start=(8.0,))))

    assert (0.0,) == swinging.w
    assert [-1.03558, 0.96015] == pytest.approx([settling.w[0], climbing.w[0]], abs=1e-4)
    assert [-1.03558, 0.96015] == pytest.approx([gone.w[0], never_there.w[0]], abs=1e-4)


def test_the_model_states_the_numbers():
    """Those that decide what is measured, and how well it agrees."""
    model = (Path(__file__).parents[2] / "MODEL.md").read_text(encoding="utf-8")
    section = " ".join(model.split("### What is measured")[1].split("###")[0].split())

    assert (0.01, 0.01, 1e-9, 6) == (
        measured.LINEAR,
        measured.LEFT_OVER,
        measured.FINEST,
        measured.FEWEST,
    )
    assert "by at most a hundredth" in section
    assert "leaves over more than a hundredth" in section
    assert "below a part in 10⁹ of the window" in section
    assert "fewer than six" in section
    assert (RATES, PERIODS) == (0.02, 0.005)
    assert "1 − ρ agrees with theory to 2 %, and periods to half a percent" in section
