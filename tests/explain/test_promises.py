"""All sentences on one run, read as a visitor reads them: none contradicts another, and what they
promise is what a long run does.

The long run is computed apart from the core: losses by SymPy's parser and lambdify, rules in a few
lines, in numpy's long doubles, from where the core's run ended. PROMISES settings are tried, 300 if
the environment doesn't say otherwise.
"""

from __future__ import annotations

import os
import re
from dataclasses import replace

import mpmath
import numpy as np
import pytest

from momentum_core.explain import theory_panel
from momentum_core.explain.endings import ending
from momentum_core.explain.verdict import verdict
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from momentum_core.methods.descent import Outcome
from momentum_core.methods.draws import batches
from momentum_core.methods.table import METHODS
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import FORMULA, Settings, observations_of
from tests.explain.test_verdict import bend, written_anew

PROMISES = int(os.environ.get("PROMISES", "300"))
LONG = 3000
"""Steps of the long run."""
TYPED = (
    *("abs(w)", "w^2/(1 + w^2)", "abs(w)/(1 + abs(w))", "sqrt(w^2 + 0.01)", "w", "w^3", "-w^2"),
    *("w^4 - w^3", "sin(20w) + w^2", "exp(-w)", "cos(w) + w/20", "log(w)^2", "w^6"),
    *("abs(x) + abs(y)", "(x + y)^2", "x^2 - y^2", "(x*y - 1)^2", "x^2*y^2", "x^2 + 10y^2"),
    *(
        "20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)",
        "x^2/(1 + x^2) + y^2",
        "x*y",
        "sin(x)*sin(y)",
    ),
    *("x^2/2 - y^2/2 + y^4/4", "(x^2 + y^2 - 1)^2"),
)
DATA = ("0_0_1_1_2_2", "1_2_2_4_3_6", "0_0_0_1_0_0_0_1_0_2_9_1", "0_1_1_0_2_5_3_2")

APART = {
    " rests in ": (
        *("never rests", "Can’t rest", "escaped", "on the move", "Balances", "Nothing holds"),
        *("Goes round", "level ground", "Not in the bowl", "No minimum", "for good", "for long"),
    ),
    " balances on ": ("Rests", "Settles", "Swings", "Creeps", "Hops", "Can’t rest", "escaped"),
    "stands still": ("Rests in", "Settles", "Swings", "Creeps", "Hops", "escaped", "Balances"),
    "nearly still": ("escaped", "Goes round", "on the move", "Rests in", "Balances on", "gone"),
    "still rolling": ("Rests in", "Balances", "escaped", "Stands in", "Lies on", "Nothing holds"),
    "gone for good": ("rests", "Balances", "on the move", "Goes round", "Settles", "Swings"),
    "hovers": ("no batch pulls", "Rests in", "Settles", "Swings", "Goes round"),
}
"""What is said of a run's end, and what can't stand beside it."""


def some_settings(count, seed=12):
    """From everywhere: every loss, method and α, η from nothing to absurd, starts in the picture, on
    its places and outside of it."""
    rng = np.random.default_rng(seed)
    for k in range(count):
        if k % 12 == 0:
            data = str(rng.choice(DATA))
            fresh = Settings.of("line", data=data, batch=1)
            eta = float(fresh.eta * np.exp(rng.uniform(-2, 4)))
            alpha = float(rng.choice([0.0, 0.5, 0.9, 1.0]))
            yield replace(fresh, eta=eta, alpha=alpha, steps=int(rng.choice([250, 2000])))
            continue
        own = k % 2 == 1
        text = str(rng.choice(TYPED))
        fresh = Settings.of(FORMULA, q=text) if own else Settings.of(str(rng.choice([*CATALOGUE])))
        surface = fresh.surface
        low, high = np.array(surface.bounds).T
        wide = float(rng.choice([0.5, 0.5, 2.0]))
        start = (low + high) / 2 + wide * rng.uniform(-1, 1, surface.d) * (high - low)
        places = stationary_points(surface).points
        if places and rng.random() < 0.15:
            start = np.array(places[rng.integers(len(places))].w) + rng.choice([0, 1e-7, 1e-3])
        method = str(rng.choice([*METHODS], p=[0.5, 0.2, 0.15, 0.15]))
        span = np.log(surface.eta_limits)
        usual = float(np.exp(rng.uniform(*span)))
        eta = usual if rng.random() < 0.85 else float(10 ** rng.uniform(-18, 8))
        yield replace(
            fresh,
            method=method,
            eta=eta if METHODS[method].has_alpha else surface.span * 10 ** rng.uniform(-3, -0.5),
            alpha=float(rng.choice([0.0, 0.5, 0.9, 0.99, 1.0, rng.random()])),
            start=tuple(start.tolist()),
            steps=int(rng.choice([60, 250, 800, 2000])),
        )


def long_run(run):
    """Positions (LONG+1, d) from the run's end on; with mini-batches those that the seed draws."""
    s, t = run.settings, run.trajectory
    first = written_anew(run.surface.text)[1] if not s.batch else None
    data = observations_of(s.data) if s.batch else None
    drawn = batches(len(data), 1, run.steps + LONG, s.seed, False)[run.steps :] if data else ()
    each = iter(drawn)

    def slope(w):
        if data is None:
            return np.array(first(*w), dtype=np.longdouble)
        (i,) = next(each)
        x = np.array([1, (data.standardised if s.standardise else data).t[i]], dtype=np.longdouble)
        return 2 * x * (x @ w - data.y[i])

    w, update = (x[-1].astype(np.longdouble) for x in (t.w, t.update))
    eta, alpha = np.longdouble(s.eta), np.longdouble(s.alpha)
    ahead = alpha if s.method == "nesterov" else 0
    path = [w]
    with np.errstate(all="ignore"):
        for _ in range(LONG):
            update = alpha * update - eta * slope(w + ahead * update)
            w = w + update
            path.append(w)
    return np.array(path)


def read(run):
    """All sentences that the page has of a run."""
    points = stationary_points(run.surface).points
    return ending(run, points), verdict(run).sentence, theory_panel.silence(run)


def check(settings):
    """Fail where a sentence is contradicted, by another one or by the long run."""
    run = simulate(settings)
    told, why, silence = read(run)
    for said, never in APART.items():
        if said in told:
            beside = f"{why} {silence}"
            assert not [phrase for phrase in never if phrase in beside], (told, why, silence)
    goes = ("Goes round", "it is back where it was", "it goes round", "hop to and fro for ever")
    assert any(phrase in why for phrase in goes) or not turns(run), (told, why)
    if settings.method in ("adam", "rmsprop"):
        check_rescaled(run, told, why)
    else:
        check_future(run, told, why)
    check_digits(run, why)


def turns(run):
    """Whether the run's last 240 steps repeat themselves exactly, up to 60 at a time."""
    w = run.trajectory.w[-240:]
    if run.outcome is not Outcome.ROLLING or len(w) < 240 or run.settings.alpha == 1:
        return False
    size = np.ptp(w, axis=0).max()
    if not size > 1e-2 * run.surface.span:
        return False
    return any(np.abs(w[p:] - w[:-p]).max() < 1e-12 * size for p in range(2, 61))


def check_rescaled(run, told, why):
    """Adam and RMSProp: nearly still is what the whole rest of the run is; its own ηλ is as said."""
    s, t = run.settings, run.trajectory
    assert " rests " not in told or (t.update[-1] == 0).all()
    if run.outcome is not Outcome.QUIET:
        return
    watched = run.watched.w[run.steps :]
    assert np.abs(np.diff(watched, axis=0)).max(initial=0) < 1e-4 * run.surface.span
    assert len(run.watched) == s.steps
    if not why.startswith("Not for"):
        return
    beta = 0.999 if s.method == "adam" else 0.99
    weights = (1 - beta) * beta ** np.arange(s.steps)[::-1]
    size = (weights[:, None] * run.watched.gradient**2).sum(axis=0)
    size = np.sqrt(size / (1 - beta**s.steps if s.method == "adam" else 1)) + 1e-8
    bends = bend(run.surface.text, run.watched.w[-1])
    own = np.linalg.eigvals(np.diag(s.eta / size) @ bends).real.max()
    said = float(re.search(r"ηλ, ([\d.e−]+) at", why)[1].replace("−", "-"))
    assert said == pytest.approx(own, rel=6e-3)
    assert why.startswith("Not for long") == (own > (38 if s.method == "adam" else 2))


def check_future(run, told, why):
    """Momentum and Nesterov: the long run stays, goes, or comes round, as said."""
    s, span = run.settings, run.surface.span
    later = long_run(run)
    off = np.abs(later - later[0]).max(axis=-1)
    if why.startswith("Stands in a minimum"):
        assert (run.trajectory.update[-1] == 0).all()
    elif " rests in " in told:
        assert off.max() < 1e-2 * span, (told, off.max() / span)
    if "gone for good" in told:
        middle = np.mean(run.surface.bounds, axis=1)
        within = np.abs(later[1:] - middle).max(axis=-1) < 1e5 * span
        assert not within.any(), (told, int(within.argmax()))
    if "nearly still" in told:
        watched = run.watched.w[run.steps :]
        assert np.abs(watched - watched[0]).max() < 1e-2 * span, told
        assert len(run.watched) == s.steps
    if " balances on " in told:
        bends = np.linalg.eigvalsh(bend(run.surface.text, run.trajectory.w[-1]))
        assert bends[0] < 1e-3 * run.surface.relief / span**2, told
    if "stands still" in told:
        assert off.max() < 1e-3 * span, told
    if found := re.search(r"every (\d+) steps", why):
        period = int(found[1])
        circle = later[-period:]
        size = np.ptp(circle, axis=0).max()
        assert size > 5e-4 * span, (told, why)
        assert np.abs(later[-2 * period : -period] - circle).max() < 5e-3 * size, (told, why)
    settles = re.match(r"(Settles|Swings|Creeps|Hops)", why)
    if settles and (rate := verdict(run).numbers["rate"]) ** LONG < 1e-3:
        away = np.abs(later - np.array(verdict_place(run))).max(axis=-1)
        assert away[-60:].max() <= max(0.5 * away[:60].max(), 1e-6 * span), (told, why, rate)
    if why.startswith("Never rests"):
        assert not np.isfinite(off[-1]) or np.abs(np.diff(later[-60:], axis=0)).max() > 0


def verdict_place(run):
    """The listed minimum nearest to the run's end."""
    minima = [p.w for p in stationary_points(run.surface).points if p.kind == "minimum"]
    middle = run.trajectory.w[-(len(run.trajectory.w) // 4 + 1) :].mean(axis=0)
    middle = run.trajectory.w[-1] if run.outcome is Outcome.RESTED else middle
    return min(minima, key=lambda w: ((middle - w) ** 2).sum())


def check_digits(run, why):
    """Steps for three digits, from the roots with fifty digits."""
    numbers = verdict(run).numbers
    if "digits" not in numbers or not re.search(r"three digits", why):
        return
    s = run.settings
    with mpmath.workdps(50):
        x, a = mpmath.mpf(numbers["x"]), mpmath.mpf(s.alpha)
        T, D = (1 + a - x, a) if s.method == "momentum" else ((1 + a) * (1 - x), a * (1 - x))
        root = mpmath.sqrt(T * T - 4 * D)
        rate = max(abs(T + root), abs(T - root)) / 2
        expected = mpmath.log(1000) / -mpmath.log(rate)
    assert numbers["digits"] == pytest.approx(float(expected), rel=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(10))
def test_no_sentence_is_contradicted(part):
    """By another one, nor by the long run: a tenth of all settings at a time."""
    wrong = []
    for settings in [*some_settings(PROMISES)][part::10]:
        try:
            check(settings)
        except AssertionError as error:
            wrong.append(f"{settings}\n{str(error)[:600]}")

    assert not wrong, f"{len(wrong)}:\n" + "\n\n".join(wrong[:12])


NAMED = {
    "Adam at the edge of stability": (
        Settings.of("six-hump-camel", method="adam", eta=0.662, start=(2.4, -0.98), steps=1300),
        "nearly still since",
    ),
    "a circle of three": (
        Settings.of("two-sines", eta=0.318, alpha=0.9, start=(3.0,), steps=2000),
        "every 3 steps",
    ),
    "batches that agree": (
        Settings.of("line", data="0_0_1_1_2_2", batch=1, steps=2000),
        "nearly still since",
    ),
    "Rastrigin's hollow": (
        Settings.of(
            FORMULA,
            q="20 + x^2 - 10cos(2pi*x) + y^2 - 10cos(2pi*y)",
            start=(0.6, 0.1),
            steps=2000,
        ),
        "rests in",
    ),
    "a hop to and fro": (Settings.of(FORMULA, q="abs(x)", eta=1e7, alpha=0.0), "every 2 steps"),
    "a start on a tip, without friction": (
        Settings.of(FORMULA, q="abs(x) + abs(y)", eta=0.01, alpha=1.0, start=(0.0, 0.0)),
        "starts at rest",
    ),
    "a swing that a bent slope keeps alive": (
        Settings.of(
            "gramacy-lee",
            eta=0.005744293327703393,
            alpha=0.99,
            start=(1.3628735307559037,),
            steps=800,
        ),
        "Not in the bowl",
    ),
    "nearly still along the one way that holds": (
        Settings.of(
            "matyas",
            method="nesterov",
            eta=1.5516417176683706,
            alpha=0.99,
            start=(0.001, 0.001),
            steps=2000,
        ),
        "Nearly still in a minimum that can’t hold it",
    ),
    "a circle beside a kink that breaks": (
        Settings.of(
            FORMULA,
            q="abs(w)/(1 + abs(w))",
            eta=0.02464487399705582,
            alpha=0.4888669662803594,
            start=(0.10668621275367052,),
        ),
        "no bowl but a kink",
    ),
    "a circle of plain descent beside a kink that breaks": (
        Settings.of(
            FORMULA,
            q="abs(w)/(1 + abs(w))",
            method="nesterov",
            eta=0.013656041703810396,
            alpha=0.0,
            start=(-1.1793132899061614,),
        ),
        "no bowl but a kink",
    ),
    "hardly any η": (Settings.of("bowl", eta=1e-18), "6.91e17 steps"),
}
"""Where sentences were wrong before, and what is true."""


@pytest.mark.parametrize("name", NAMED)
def test_where_sentences_were_wrong(name):
    """Each has its right word now, and nothing contradicts it."""
    settings, word = NAMED[name]
    run = simulate(settings)

    check(settings)
    assert word in " ".join(read(run)) or (
        name.startswith("Adam") and run.outcome is Outcome.ROLLING
    )


def test_adam_is_followed_where_it_leaves_again():
    """Still at step 250, and later seen to move again: in Kingma and Ba’s algorithm,
    with the slope worked out by hand, and in the core's run."""
    w, m, v, path = np.array([2.4, -0.98]), np.zeros(2), np.zeros(2), []
    for k in range(1, 2001):
        x, y = w
        g = np.array([8 * x - 8.4 * x**3 + 2 * x**5 + y, x - 8 * y + 16 * y**3])
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w = w - 0.662 * (m / (1 - 0.9**k)) / (np.sqrt(v / (1 - 0.999**k)) + 1e-8)
        path.append(w)
    path = np.array(path)
    long = Settings.of("six-hump-camel", method="adam", eta=0.662, start=(2.4, -0.98), steps=2000)
    short, run = simulate(replace(long, steps=250)), simulate(long)

    assert np.abs(path[200:250] - path[200]).max() < 1e-3
    assert np.abs(path[250:] - path[250]).max() > 0.1
    assert Outcome.QUIET is short.outcome
    assert short.steps < 200
    assert run.steps > 1000
    assert "rests" not in " ".join(read(short) + read(run))
