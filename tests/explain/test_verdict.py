"""No sentence is contradicted by what happens later, or by what the loss is.

Everything here is computed apart from the core: losses by SymPy's own parser and lambdify, the
rules in two lines, rates as eigenvalues of the step's matrix. Each kind of verdict has a function
``never_<kind>`` that says what would contradict it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import settings as examples
from sympy.parsing import sympy_parser

from momentum_core.explain.endings import ending
from momentum_core.explain.verdict import _circle, verdict
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.data.datasets import DATA
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.descent import Outcome
from momentum_core.methods.draws import batches
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import FORMULA, Settings, observations_of
from momentum_core.theory.measured import comparison, hovers_at
from momentum_core.theory.predicted import suggestions
from momentum_core.words.english.explain import WHY
from tests.strategies import any_settings

LONG = 4000
"""Steps of the independent continuation."""
EACH = 22
"""Random settings a loss."""
LENGTH = 140
"""A sentence is not longer."""


@cache
def written_anew(text):
    """Value, gradient and Hessian of a loss as functions of the coordinates."""
    rules = (
        *sympy_parser.standard_transformations,
        sympy_parser.implicit_multiplication,
        sympy_parser.convert_xor,
    )
    names = {name: sympy.Symbol(name, real=True) for name in "wxy"}
    names |= {"abs": sympy.Abs}
    e = sympy_parser.parse_expr(text, transformations=rules, local_dict=names)
    symbols = sorted(e.free_symbols, key=str)
    first = [e.diff(s) for s in symbols]
    second = [[f.diff(s).replace(sympy.DiracDelta, lambda *_: 0) for s in symbols] for f in first]
    return [sympy.lambdify(symbols, x, "numpy") for x in (e, first, second)]


def slope(text, w):
    """The gradient at points (..., d)."""
    found = np.empty_like(w)
    for k, part in enumerate(written_anew(text)[1](*(w[..., k] for k in range(w.shape[-1])))):
        found[..., k] = part
    return found


def bend(text, w):
    return np.array(written_anew(text)[2](*w), dtype=float).reshape(len(w), len(w))


def rolled(text, w, update, eta, alpha, nesterov, steps):
    """Positions (steps+1, n, d) of n balls at once, from any state."""
    eta, alpha, nesterov = (np.array(x, dtype=float)[:, None] for x in (eta, alpha, nesterov))
    path = [w]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            update = alpha * update - eta * slope(text, w + nesterov * alpha * update)
            w = w + update
            path.append(w)
    return np.array(path)


def of(settings, w, update, steps, alpha=None):
    """One ball's path (steps+1, d) with the settings' rule."""
    alpha = settings.alpha if alpha is None else alpha
    nesterov = settings.method == "nesterov"
    return rolled(
        settings.surface.text, w[None], update[None], [settings.eta], [alpha], [nesterov], steps
    )[:, 0]


def rates(settings, w, alpha=None):
    """Sizes of the eigenvalues of one step of the rule, linear about w, largest first."""
    H, d = bend(settings.surface.text, np.array(w)), settings.surface.d
    a = settings.alpha if alpha is None else alpha
    ahead = a if settings.method == "nesterov" else 0.0
    one, eta = np.eye(d), settings.eta
    update = np.hstack([-eta * H, a * one - eta * ahead * H])
    step = np.vstack([np.hstack([one, 0 * one]) + update, update])
    return np.sort(np.abs(np.linalg.eigvals(step)))[::-1]


class Case:
    """A run, its verdict, and what its ball does in the LONG steps after its end."""

    def __init__(self, settings, later=None):
        self.settings = settings
        self.run = simulate(settings)
        self.verdict = verdict(self.run)
        self.place = hovers_at(self.run)
        self.later = later

    @property
    def span(self):
        return self.run.surface.span

    @property
    def away(self):
        """Distances (LONG+1, d) of the later positions from the minimum, along its eigenvectors."""
        vectors = np.linalg.eigh(bend(self.run.surface.text, np.array(self.place.w)))[1]
        return (self.later - np.array(self.place.w)) @ vectors

    def small(self):
        """The later steps in the bowl, between 1e-3 and 1e-10 windows from the minimum."""
        size = np.abs(self.away).max(axis=-1)
        ahead = np.pad(size, (0, 29), constant_values=-np.inf)
        recent = np.lib.stride_tricks.sliding_window_view(ahead, 30).max(axis=-1)
        inside = np.flatnonzero((recent < 1e-3 * self.span) & (recent > 1e-10 * self.span))
        return self.away[inside[0] : inside[-1]] if inside.size else self.away[:0]


def shrinks_as_said(case):
    """The ball comes to the minimum. The later distance goes with ρ, where it can be followed for ten steps or more: in its second
    half, when the faster directions are gone."""
    rate = case.verdict.numbers["rate"]
    c = np.abs(case.small()).max(axis=-1)
    c = c[len(c) // 2 :]
    block = int(min(max(case.verdict.numbers.get("period", 2), 2) + 1, 60))
    n = len(c) - block
    assert rates(case.settings, case.place.w)[0] == pytest.approx(rate, abs=1e-6)
    size = np.abs(case.away).max(axis=-1)
    left = rate**LONG * (1 + LONG * (1 - rate))
    assert size[-50:].max() <= max(3 * left * size[:50].max(), 1e-6 * case.span)
    if n < 10 or rate < 1e-3:
        return False
    gained = -np.log(c[n:].max() / c[:block].max()) / n
    assert gained == pytest.approx(-np.log(rate), rel=0.15, abs=2.5 / n)
    return True


def best_as_said(case):
    """No α of a fine grid is noticeably faster than the best one that is named."""
    named = rates(case.settings, case.place.w, case.verdict.numbers["best_alpha"])[0]
    tried = min(rates(case.settings, case.place.w, a)[0] for a in np.linspace(0, 1, 201))
    assert named <= tried + 1e-6


def never_creeping(case):
    shrinks_as_said(case)
    best_as_said(case)
    assert case.verdict.numbers["digits"] >= 100
    assert (np.count_nonzero(np.diff(np.sign(case.small()), axis=0), axis=0) <= 1).any()


def never_settling(case):
    shrinks_as_said(case)
    best_as_said(case)


def never_best(case):
    shrinks_as_said(case)
    best_as_said(case)
    now, best = (
        rates(case.settings, case.place.w, a)[0] for a in (None, case.verdict.numbers["best_alpha"])
    )
    assert now < 5e-3 or np.log(now) <= 0.89 * np.log(best)


def never_oscillating(case):
    """In one direction the side changes twice a period."""
    followed = shrinks_as_said(case)
    c, period = case.small(), case.verdict.numbers["period"]
    changes = np.count_nonzero(np.diff(np.sign(c), axis=0), axis=0)
    expected = 2 * (len(c) - 1) / period
    assert not followed or (np.abs(changes - expected) <= 1.5 + 0.02 * expected).any()


def never_alternating(case):
    """In one direction the side changes at each step."""
    followed = shrinks_as_said(case)
    c = case.small()
    changes = np.count_nonzero(np.diff(np.sign(c), axis=0), axis=0)
    assert not followed or (changes >= len(c) - 2).any()


def never_unstable(case):
    """The minimum loses a ball; this one isn't in it later; "escaped" is one that did."""
    x = (
        case.settings.eta
        * np.linalg.eigvalsh(bend(case.run.surface.text, np.array(case.place.w)))[-1]
    )
    assert case.verdict.numbers["x"] == pytest.approx(x)
    assert x > case.verdict.numbers["edge"]
    assert rates(case.settings, case.place.w)[0] > 1
    if case.settings.batch:
        return
    last = case.later[-1] - np.array(case.place.w)
    assert not np.isfinite(last).all() or np.abs(last).max() > 1e-4 * case.span


def never_thrown(case):
    """The curvature is the loss's at that step, the first one too steep, and no rule rests in a bowl
    of it."""
    k, curvature = int(case.verdict.numbers["k"]), case.verdict.numbers["curvature"]
    w = case.run.trajectory.w[k]
    before = [bend(case.run.surface.text, x) for x in case.run.trajectory.w[:k]]
    steepest = max((np.linalg.eigvalsh(b)[-1] for b in before), default=-np.inf)
    assert case.settings.eta * steepest <= case.verdict.numbers["edge"]
    assert np.linalg.eigvalsh(bend(case.run.surface.text, w))[-1] == pytest.approx(curvature)
    assert rates(case.settings, w)[0] > 1


def never_far(case):
    """It rolls, and isn't in the bowl yet: neither close nor nearly still."""
    t = case.run.trajectory
    assert case.run.outcome is Outcome.ROLLING
    assert rates(case.settings, case.place.w)[0] < 1
    place = np.array(case.place.w)
    bowl = bend(case.run.surface.text, place)
    off = slope(case.run.surface.text, t.w[-7:]) - (t.w[-7:] - place) @ bowl
    assert np.abs(off).max() > 0.005 * np.abs((t.w[-7:] - place) @ bowl).max()


def never_circles(case):
    """It goes on like that, through the same places, and isn't at rest in any of them."""
    assert case.run.outcome is Outcome.ROLLING
    assert rates(case.settings, case.place.w)[0] < 1
    period = int(case.verdict.numbers["period"])
    circle = case.later[-period:]
    size = np.ptp(circle, axis=0).max()
    assert size > 1e-3 * case.span
    rounds = case.later[len(case.later) % period :].reshape(-1, period, case.run.surface.d)
    assert np.abs(rounds - rounds[-1]).max() < 2e-3 * size
    assert np.abs(rounds[-1] - rounds[-2]).max() < 1e-9 * size


def never_mounting(case):
    """Both roots are −1; each hop is longer than the last by the same amount."""
    assert rates(case.settings, case.place.w)[0] == pytest.approx(1, abs=1e-6)
    hops = np.abs(np.diff(case.later[:, 0]))
    assert np.diff(hops) == pytest.approx(np.diff(hops)[0])
    assert hops[1] > hops[0]


def never_frictionless(case):
    """Later it is still at speed."""
    t = case.run.trajectory
    assert (case.settings.method, case.settings.alpha) == ("momentum", 1)
    if case.settings.batch:
        return
    late = np.abs(np.diff(case.later[-1500:], axis=0))
    assert not np.isfinite(late).all() or late.max() > 1e-3 * np.abs(t.update[-20:]).max()


def never_jumped(case):
    """Without momentum a ball never gets to that barrier, which is one; with it it did, uphill."""
    s, t, n = case.settings, case.run.trajectory, case.verdict.numbers
    top, k = np.array([n["barrier"]]), int(n["k"])
    start = np.array(s.start)
    plain = of(s, start, 0 * start, LONG, alpha=0.0)
    assert abs(slope(s.surface.text, top)[0]) < 1e-6 * s.surface.relief / case.span
    assert bend(s.surface.text, top)[0, 0] < 0
    assert (np.sign(plain - top) == np.sign(start - top)).all()
    assert (np.sign(case.later - top) == -np.sign(start - top)).all()
    assert (t.w[k] - top) * (t.w[k + 1] - top) <= 0
    assert n["update"] == pytest.approx(float((t.w[k + 1] - t.w[k])[0]))
    pushed = t.w[k] + (s.alpha * (t.w[k] - t.w[k - 1]) if s.method == "nesterov" else 0)
    assert slope(s.surface.text, pushed)[0] * n["update"] > 0


def never_elsewhere(case):
    """Without momentum the ball comes to rest, and not there."""
    s, start = case.settings, np.array(case.settings.start)
    plain = of(s, start, 0 * start, LONG, alpha=0.0)
    assert np.abs(plain[-1] - plain[-2]).max() < 1e-4 * case.span
    assert np.abs(plain[-1] - case.later[-1]).max() > 1e-2 * case.span


def never_unheld(case):
    """No α holds a ball that is pushed off its line; this one stays on it, and nears the minimum."""
    a = np.linspace(0, 1, 201)
    assert min(rates(case.settings, case.place.w, alpha)[0] for alpha in a) >= 1
    assert case.verdict.numbers["x"] == pytest.approx(
        case.settings.eta * np.linalg.eigvalsh(bend(case.run.surface.text, case.place.w))[-1]
    )
    assert np.abs(case.away).min(axis=0).max() < 1e-6 * case.span


def never_flat(case):
    """A Hessian with an eigenvalue of nothing, and nobody rests there."""
    least = np.abs(np.linalg.eigvalsh(bend(case.run.surface.text, np.array(case.place.w)))).min()
    assert least <= 1e-6 * case.run.surface.relief / case.span**2
    assert case.run.outcome is Outcome.ROLLING


def never_marginal(case):
    assert rates(case.settings, case.place.w)[0] == pytest.approx(1, abs=1e-6)


def never_balance(case):
    """A small push grows as said."""
    w = np.array(case.place.w)
    downhill = np.linalg.eigh(bend(case.run.surface.text, w))[1][:, 0]
    pushed = w + 1e-9 * case.span * downhill
    rate = case.verdict.numbers["rate"]
    path = of(case.settings, pushed, 0 * w, int(np.log(1e5) / np.log(rate)))
    size = np.abs((path - w) @ downhill)
    assert size[-1] / size[-2] == pytest.approx(rate, rel=1e-3)


def never_valley(case):
    """Its bowl holds a ball, and the ball stays; the picture doesn't show it."""
    t, s = case.run.trajectory, case.settings
    assert np.linalg.eigvalsh(bend(s.surface.text, t.w[-1]))[0] > 0
    assert rates(s, t.w[-1])[0] < 1
    assert np.abs(case.later - t.w[-1]).max() < 1e-3 * case.span
    assert not all(a <= x <= b for x, (a, b) in zip(t.w[-1], s.surface.bounds, strict=True))


def never_level(case):
    """No slope, and nearly no curvature."""
    least = np.abs(np.linalg.eigvalsh(bend(case.run.surface.text, case.run.trajectory.w[-1]))).min()
    assert least <= 1e-6 * case.run.surface.relief / case.span**2
    t = case.run.trajectory
    assert (
        np.abs(slope(case.run.surface.text, t.w[-1])).max()
        < 1e-6 * case.run.surface.relief / case.span
    )


def never_started(case):
    assert case.run.steps == 0
    assert np.abs(case.later - np.array(case.settings.start)).max() < 1e-3 * case.span


def never_poised(case):
    """It stands exactly in a minimum, and a small push grows."""
    assert case.run.outcome is Outcome.RESTED
    assert (case.run.trajectory.update[-1] == 0).all()
    assert rates(case.settings, case.place.w)[0] > 1


def never_perched(case):
    """It is nearly still in a minimum, and a small push grows."""
    assert case.run.outcome is Outcome.QUIET
    assert np.abs(case.run.trajectory.update[-1]).max() < 1e-3 * case.span
    assert rates(case.settings, case.place.w)[0] > 1


def never_faint(case):
    assert case.run.outcome is Outcome.QUIET
    assert np.abs(case.later - case.run.trajectory.w[-1]).max() < 1e-3 * case.span
    assert (case.settings.method, case.settings.alpha) == ("momentum", 1)


def never_gone(case):
    """Nowhere on its way was the loss too steep for this η."""
    if case.settings.batch:
        assert case.settings.eta * steepest_batch(case) <= case.verdict.numbers["edge"]
        return
    edge = case.verdict.numbers["edge"]
    bends = [bend(case.run.surface.text, w) for w in case.run.trajectory.w]
    assert case.settings.eta * max(np.linalg.eigvalsh(b)[-1] for b in bends) <= edge


def never_downhill(case):
    assert case.run.loss[-1] < case.run.loss[:-1].min()


def never_uncovered(case):
    assert case.settings.method == "adam"


def rescaled(settings, steps):
    """Positions (steps+1, d) and usual sizes √v̂ + ε (steps, d) of Adam or RMSProp, as their papers
    have them."""
    s, w = settings, np.array(settings.start)
    beta1, beta2 = (0.9, 0.999) if s.method == "adam" else (0.0, 0.99)
    m, v, path, sizes = 0 * w, 0 * w, [w], []
    for k in range(1, steps + 1):
        g = slope(s.surface.text, w)
        m, v = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g**2
        biased = (1 - beta1**k, 1 - beta2**k) if s.method == "adam" else (1, 1)
        sizes.append(np.sqrt(v / biased[1]) + 1e-8)
        w = w - s.eta * (m / biased[0]) / sizes[-1]
        path.append(w)
    return np.array(path), np.array(sizes)


def own_product(case):
    """The method's own ηλ at the step limit and the path on; the edge is that of one step's matrix,
    found by halving."""
    s = case.settings
    path, sizes = rescaled(s, s.steps + LONG)
    bends = bend(case.run.surface.text, path[s.steps])
    own = np.linalg.eigvals(np.diag(s.eta / sizes[s.steps - 1]) @ bends).real.max()
    assert case.verdict.numbers["x"] == pytest.approx(own, rel=1e-6)
    beta = 0.9 if s.method == "adam" else 0.0
    low, high = 0.0, 100.0
    for _ in range(60):
        middle = (low + high) / 2
        x = (1 - beta) * middle
        step = np.array([[1 - x, -beta], [x, beta]])  # of w, and of m times η/√v̂
        holds = np.abs(np.linalg.eigvals(step)).max() < 1
        low, high = (middle, high) if holds else (low, middle)
    assert case.verdict.numbers["edge"] == pytest.approx(low, rel=1e-9)
    quiet = path[case.run.steps : s.steps + 1]
    assert np.abs(quiet - quiet[-1]).max() < 1e-4 * case.span
    return own, low, path[s.steps :], sizes[s.steps - 1 :]


def never_fading(case):
    """Its own ηλ is below the edge, and larger a hundred steps on."""
    own, edge, _, sizes = own_product(case)
    assert own < edge
    assert (sizes[100] < sizes[0]).all()


def never_faded(case):
    """Its own ηλ is beyond the edge, and later the ball is seen to move."""
    own, edge, later, _ = own_product(case)
    assert own > edge
    assert np.abs(later - later[0]).max() > 1e-3 * case.span


def never_leaving(case):
    """A push grows as said, and this ball is pushed: it is gone from there, if one waits."""
    never_balance(case)
    t, s = case.run.trajectory, case.settings
    away = of(s, t.w[-1], t.update[-1], 20_000)
    assert np.abs(away[-1] - t.w[-1]).max() > 1e-2 * case.span


def never_rounds(case):
    """It goes on through the same places."""
    assert case.run.outcome is Outcome.ROLLING
    period = int(case.verdict.numbers["period"])
    circle = case.later[-period:]
    size = np.ptp(circle, axis=0).max()
    assert size > 1e-3 * case.span
    assert np.abs(case.later[-2 * period : -period] - circle).max() < 2e-3 * size


def never_dropped(case):
    """Two learning rates were really used, on a loss of one weight."""
    s, t = case.settings, case.run.trajectory
    used = (s.alpha * t.update[:-1] - t.update[1:]) / t.gradient
    assert len({round(float(x), 9) for x in used.ravel()}) == 2


def never_lost(case):
    assert case.run.outcome is Outcome.UNDEFINED


def never_nowhere(case):
    assert case.place is None


def never_floor(case):
    """There is no curvature along it, and the ball stays where it is."""
    w = case.run.trajectory.w[-1]
    least, most = np.linalg.eigvalsh(bend(case.run.surface.text, w))
    assert abs(least) < 1e-3 * most
    assert f"{most:.3g}." in case.verdict.sentence
    assert np.abs(case.later - w).max() < 1e-3 * case.span


def never_creased(case):
    """The loss is as low all along it, and beside it the slope jumps, or is none."""
    value = written_anew(case.run.surface.text)[0]
    x, y, *_ = np.array(case.place.along).T
    assert np.ptp(value(x, y)) < 1e-5 * case.run.surface.relief
    assert "curvature" not in case.verdict.sentence


def never_kinked(case):
    """The slope jumps there."""
    w, h = np.array(case.place.w), 1e-9 * case.span
    left, right = (slope(case.run.surface.text, w + s * h)[0] for s in (-1, 1))
    assert right - left > 1e-3 * case.run.surface.relief / case.span


def stationary_height(case, eta=1.0, alpha=1.0):
    """The mean height above the least loss that a run of draws with replacement has in the long
    run, for η and α times these factors; NaN where there is none. The moments of (1, e, Δw) are
    followed by doubling from rest, each observation's step being one matrix."""
    s = case.settings
    data = observations_of(s.data)
    t = np.array(data.standardised.t if s.standardise else data.t)
    y = np.array(data.y)
    X = np.stack([np.ones(len(t)), t], axis=-1)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    eta, alpha = s.eta * eta, s.alpha * alpha
    ahead = alpha if s.method == "nesterov" else 0.0
    maps = np.zeros((len(t), 5, 5))
    maps[:, 0, 0] = 1
    push = -2 * eta * X[:, :, None] * X[:, None, :]
    kick = -2 * eta * X * (X @ best - y)[:, None]
    for rows in (slice(1, 3), slice(3, 5)):
        maps[:, rows, 0] = kick - kick.mean(axis=0)
        maps[:, rows, 1:3] = push
        maps[:, rows, 3:5] = ahead * push + alpha * np.eye(2)
    maps[:, 1:3, 1:3] += np.eye(2)
    one = maps.mean(axis=0)
    pairs = np.mean([np.kron(m, m) for m in maps], axis=0) / s.batch
    pairs = pairs + (1 - 1 / s.batch) * np.kron(one, one)
    for _ in range(40):
        pairs = pairs @ pairs
        if not np.isfinite(pairs).all() or np.abs(pairs).max() > 1e200:
            return np.nan
    moments = pairs[:, 0].reshape(5, 5)[1:3, 1:3]
    return float(np.trace(X.T @ X / len(t) @ moments))


def steepest_batch(case):
    """The largest curvature of any batch's own loss."""
    s = case.settings
    data = case.run.settings.observations
    t = np.array(data.t)
    drawn = batches(len(t), s.batch, case.run.steps, s.seed, s.shuffle)
    bends = [2 * np.mean([[[1, x], [x, x * x]] for x in t[b]], axis=0) for b in drawn]
    return max(np.linalg.eigvalsh(b)[-1] for b in bends)


def never_hovering(case):
    """It hovers as said, and does so less with a smaller η; where α is named, with a smaller α."""
    n, w = case.verdict.numbers, case.run.trajectory.w
    loss = case.run.surface.value
    tail = loss(w[int(n["forgotten"]) :]).mean() - loss(np.array(case.place.w))
    now = stationary_height(case)
    assert n["hover"] == pytest.approx(tail, rel=1e-6)
    assert n["expected"] == pytest.approx(now, rel=1e-5)
    assert stationary_height(case, eta=0.8) < now
    assert "η or α" not in case.verdict.sentence or stationary_height(case, alpha=0.8) < now
    assert case.run.steps >= n["needed"]


def never_unsettled(case):
    assert case.verdict.numbers["expected"] == pytest.approx(stationary_height(case), rel=1e-5)
    assert case.run.steps < case.verdict.numbers["needed"]


def never_unpredicted(case):
    """No steady height, or one that is reached more slowly than any run goes on."""
    height = stationary_height(case)
    assert not np.isfinite(height) or rates(case.settings, case.place.w)[0] > 0.98
    assert case.verdict.numbers["hover"] == case.run.hover


def never_shuffled(case):
    assert case.settings.shuffle
    assert case.verdict.numbers["hover"] == case.run.hover


def never_agreed(case):
    """The best line leaves nothing."""
    data = case.settings.observations
    _, left, *_ = np.polyfit(data.t, data.y, 1, full=True)
    assert np.sqrt(left.sum()) < 1e-8 * np.abs(data.y).max()


def never_flung(case):
    n = case.verdict.numbers
    assert n["x"] == pytest.approx(case.settings.eta * steepest_batch(case), rel=1e-9)
    assert n["x"] > n["edge"]
    assert rates(case.settings, case.place.w)[0] < 1


def random_settings(loss, seed):
    """η where the loss may be tried, any α, starts in the window and sometimes far outside of it."""
    rng, surface = np.random.default_rng([seed, *loss.encode()]), CATALOGUE[loss]
    low, high = np.array(surface.bounds).T
    for _ in range(EACH):
        wide = 3.0 if rng.random() < 0.2 else 0.5
        yield Settings(
            loss=loss,
            method=str(rng.choice(["momentum", "nesterov"], p=[0.7, 0.3])),
            eta=float(np.exp(rng.uniform(*np.log(surface.eta_limits)))),
            alpha=float(
                rng.choice(
                    [0.0, rng.uniform(0, 0.99), rng.uniform(0.8, 0.95), 1.0],
                    p=[0.15, 0.35, 0.42, 0.08],
                )
            ),
            start=tuple((low + high) / 2 + wide * rng.uniform(-1, 1, surface.d) * (high - low)),
            steps=int(rng.choice([60, 250, 800])),
        )


def cases_of(loss, seed=20):
    """All cases of a loss, continued together by the independent integrator."""
    cases = [Case(s) for s in (Settings.of(loss), *random_settings(loss, seed))]
    ends = [(c.run.trajectory.w[-1], c.run.trajectory.update[-1]) for c in cases]
    w, update = (np.array(x) for x in zip(*ends, strict=True))
    eta, alpha = ([getattr(c.settings, name) for c in cases] for name in ("eta", "alpha"))
    nesterov = [c.settings.method == "nesterov" for c in cases]
    later = rolled(CATALOGUE[loss].text, w, update, eta, alpha, nesterov, LONG)
    for k, case in enumerate(cases):
        case.later = later[:, k]
    return cases


def continued(settings):
    """One case with its continuation."""
    case = Case(settings)
    t = case.run.trajectory
    if settings.method in ("momentum", "nesterov") and not settings.batch:
        case.later = of(settings, t.w[-1], t.update[-1], LONG)
    return case


def judge(case):
    """Fail where the verdict is contradicted, or its words are wrong for any verdict."""
    globals()[f"never_{case.verdict.kind}"](case)
    sentence = case.verdict.sentence
    assert ("escaped" in sentence) == (case.run.outcome is Outcome.ESCAPED)
    assert "diverge" not in sentence
    assert len(sentence) <= LENGTH
    assert np.isfinite(list(case.verdict.numbers.values())).all()


@pytest.mark.slow
@pytest.mark.parametrize("loss", CATALOGUE)
def test_no_verdict_is_contradicted(loss):
    """Its default and 22 random settings of each loss, 529 in all."""
    for case in cases_of(loss):
        judge(case)


def random_batches(data, seed=20):
    """η around the edge of a line's loss or far below, any batch size and way to draw."""
    rng, n = np.random.default_rng([seed, *data.encode()]), len(observations_of(data))
    for _ in range(EACH):
        flat = bool(rng.random() < 0.5)
        fresh = Settings.of("line", data=data, standardise=flat)
        yield replace(
            fresh,
            method=str(rng.choice(["momentum", "nesterov"])),
            eta=float(fresh.eta * np.exp(rng.uniform(-2, 4))),
            alpha=float(rng.choice([0.0, rng.uniform(0, 0.97), 1.0], p=[0.2, 0.75, 0.05])),
            batch=int(rng.integers(1, n)),
            shuffle=bool(rng.random() < 0.15),
            steps=int(rng.choice([250, 2000])),
        )


@pytest.mark.slow
@pytest.mark.parametrize("data", DATA)
def test_no_verdict_on_mini_batches_is_contradicted(data):
    """22 random settings for each set of data."""
    cases = [Case(s) for s in random_batches(data)]
    for case in cases:
        judge(case)
    assert len({case.verdict.kind for case in cases}) >= 4


ODD = {
    "pole": "log(w) + w^2",
    "crease": "abs(w) + w^2",
    "roof": "abs(w)",
    "slope": "w",
    "hat": "abs(w)/(1 + abs(w))",
    "trough": "(x + 2y)^2",
}
"""Losses that only a visitor would type."""
WINDOWS = {"roof": ((-1e-4, 1e-4),), "slope": ((-1e-3, 1e-3),)}
"""Theirs, where it isn't −2 to 2."""

EXAMPLES = {
    "uncovered": Settings.of("bowl", method="adam", steps=20),
    "fading": Settings.of("bowl", method="adam"),
    "faded": Settings.of("bowl", method="rmsprop", eta=0.04, steps=800),
    "dropped": Settings(drop=(3, 0.1)),
    "lost": {"loss": "pole", "start": (1.0,), "eta": 0.2},
    "unstable": Settings.of("bowl", eta=4.0),
    "thrown": Settings(start=(8.0,)),
    "downhill": {"loss": "slope", "eta": 1000.0, "start": (0.0,), "steps": 2000},
    "gone": {"loss": "hat", "eta": 1e8, "start": (0.5,)},
    "balance": Settings.of("saddle", start=(1.0, 0.0), alpha=0.5, steps=2000),
    "valley": Settings.of("two-sines", start=(-9.0,), eta=0.01, alpha=0.5),
    "leaving": Settings.of("saddle", start=(-1.7, 1e-300), steps=500, alpha=0.5),
    "rounds": {"loss": "roof", "eta": 1.0, "alpha": 0.0, "start": (5e-5,)},
    "level": Settings.of(FORMULA, q="-exp(-w^2)", window=(-4, 4), start=(38.0,)),
    "nowhere": {"loss": "slope", "eta": 1e-5, "start": (0.0,), "steps": 3},
    "floor": Settings.of(FORMULA, q="(x*y-1)^2"),
    "creased": Settings.of(FORMULA, q="abs(x*y - 1)"),
    "flat": Settings.of("flat-bottom"),
    "kinked": {"loss": "crease", "eta": 0.1, "alpha": 0.5, "start": (0.7,), "steps": 6},
    "poised": Settings.of("bowl", eta=4.0, start=(0.0,)),
    "perched": Settings.of(
        "matyas", method="nesterov", eta=1.55, alpha=0.99, start=(0.001, 0.001), steps=2000
    ),
    "marginal": Settings.of("bowl", eta=2.0, alpha=0.0),
    "frictionless": Settings.of("bowl", alpha=1.0),
    "faint": Settings.of("bowl", alpha=1.0, start=(1e-6,)),
    "started": Settings.of("bowl", start=(0.0,)),
    "mounting": Settings.of("bowl", eta=4.0, alpha=1.0),
    "far": Settings.of("rosenbrock", alpha=0.0),
    "circles": Settings.of("lessard"),
    "hovering": Settings.of("line", batch=5, eta=0.1, steps=2000),
    "unsettled": Settings.of("line", batch=5, steps=20),
    "shuffled": Settings.of("line", batch=5, shuffle=True),
    "unpredicted": Settings.of("line", data="cars", batch=1, alpha=0.99),
    "agreed": Settings.of("line", data="1_2_2_4_3_6", batch=1),
    "flung": Settings.of(
        "line", data="0_0_0_1_0_0_0_1_0_2_9_1", batch=1, eta=0.05, alpha=0.0, steps=2000
    ),
    "unheld": Settings.of("narrow-valley", eta=0.17, alpha=0.97, start=(-2.7, 0.0)),
    "jumped": Settings(),
    "elsewhere": Settings.of("styblinski-tang"),
    "best": Settings.of("bowl", alpha=0.61),
    "oscillating": Settings.of("bowl"),
    "alternating": Settings.of("bowl", eta=1.9, alpha=0.0),
    "creeping": Settings.of("bowl", alpha=0.0),
    "settling": Settings.of("bowl", alpha=0.5),
}


@pytest.fixture
def odd(with_losses):
    """A function that turns an example into settings, with the odd losses there."""
    losses = {key: from_formula(text, WINDOWS.get(key)) for key, text in ODD.items()}
    with_losses(**losses)
    return lambda example: Settings(**example) if isinstance(example, dict) else example


@pytest.mark.slow
@pytest.mark.parametrize("kind", EXAMPLES)
def test_each_kind_has_its_case(odd, kind):
    """And none of these is contradicted either."""
    case = continued(odd(EXAMPLES[kind]))

    assert kind == case.verdict.kind
    judge(case)


def test_every_kind_has_an_example():
    """Of the words that a verdict can have."""

    assert set(WHY) == set(EXAMPLES)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (
            Settings(),
            "Jumped the barrier at w = 0.075 with an update of −0.15 against the slope; without "
            "momentum it rests before it.",
        ),
        (
            Settings.of("bowl"),
            "Swings around the minimum with a period of 28.1 steps; each step keeps 0.949 of the "
            "swing: three digits take 132 steps.",
        ),
        (
            Settings.of("bowl", eta=3.8001),
            "Can’t rest in this minimum: its curvature is 1, so ηλ = 3.8001 is beyond 2(1 + α) = "
            "3.8; it is still on the move.",
        ),
        (
            Settings.of("matyas", alpha=0.0),
            "Creeps: each step keeps 0.98 of the distance in the flattest direction, 342 steps "
            "for three digits; the best α here is 0.74.",
        ),
        (
            Settings.of("round-bowl", alpha=0.0),
            "Creeps: each step keeps 0.95 of the distance, 135 steps for three digits; the best α "
            "here is 0.61.",
        ),
        (
            Settings.of("narrow-valley", eta=0.001, alpha=0.0, start=(0.0, 1.2)),
            "Creeps: each step keeps 0.975 of the distance, 273 steps for three digits; the best α "
            "overall is 0.938.",
        ),
        (
            Settings.of("narrow-valley", eta=0.17, alpha=0.97, start=(-2.7, 0.0)),
            "Each step keeps 0.985 of the distance along this line only: across it ηλ = 4.25, with "
            "which no α lets the ball rest.",
        ),
        (
            Settings.of("bowl", eta=3.8 * (1 + 2e-9)),
            "Can’t rest in this minimum: its curvature is 1, so ηλ = 3.8 is beyond 2(1 + α) = 3.8 "
            "by 7.6e−9; it is still on the move.",
        ),
        (
            Settings.of("saddle", start=(0.0, 0.0), eta=1e-12),
            "Balances on a saddle: its way down has curvature −1, so each step makes the smallest "
            "push larger by 1e−11 of itself.",
        ),
        (
            Settings.of(FORMULA, q="exp(16w)", window=(-2, 2), start=(42.0,), eta=1e16),
            "Too steep for this η: at step 0 the curvature is 1.8e294, so ηλ = 1.8e310 is beyond "
            "2(1 + α) = 3.8; it escaped after 0 steps.",
        ),
        (
            Settings.of("lessard"),
            "Goes round and round: every 7 steps it is back where it was, so it never rests, "
            "though this minimum could hold it.",
        ),
        (
            Settings.of("rosenbrock", start=(-2.9, 3.0), eta=1e-5, alpha=0.0, steps=3),
            "Not in the bowl of the only minimum in the picture: theory can’t say when or whether it "
            "rests.",
        ),
        (
            Settings.of("himmelblau", start=(6.4, 0.0), eta=1e-4, alpha=0.0, steps=1),
            "Not in the bowl of the nearest minimum in the picture: theory can’t say when or whether it "
            "rests.",
        ),
    ],
)
def test_sentences(settings, sentence):
    """In full: numbers are rounded, but never until two that differ look the same."""

    assert sentence == verdict(simulate(settings)).sentence


@pytest.mark.parametrize(
    "changes",
    [
        {"steps": 2000},
        {"steps": 60, "eta": 0.1111, "alpha": 0.4444, "start": (3.3,)},
        {"steps": 2000, "eta": 0.1111, "alpha": 0.4444, "start": (3.3,)},
    ],
)
def test_who_goes_round_goes_round_for_ever(changes):
    """Lessard, Recht & Packard's circle of three, and one of seven."""
    case = continued(Settings.of("lessard", **changes))

    assert "circles" == case.verdict.kind
    judge(case)


@pytest.mark.parametrize("alpha", [0.99, 0.9999, 0.999999, 1 - 1e-8])
def test_a_swing_that_dies_away_slowly_is_no_circle(alpha):
    """With a period of 6 steps or nearly, and hardly any friction."""
    swing = simulate(Settings.of("bowl", eta=1.0, alpha=alpha, steps=2000))

    assert 0 == _circle(swing)


@pytest.mark.parametrize("drop", [(3, 1.0), (2000, 0.1)])
def test_a_drop_that_changes_nothing_is_not_spoken_of(drop):
    """By a factor of 1, or after the end."""
    assert verdict(simulate(Settings())) == verdict(simulate(Settings(drop=drop)))


@pytest.mark.parametrize(("start", "period"), [((1.5, 0.01), "36.9"), ((0.01, 1.5), "6.83")])
def test_of_equally_slow_directions_the_wide_one_rules(start, period):
    """Both keep √0.9 of their swing; λ = 1 swings in 37 steps, λ = 25 in 7."""
    sentence = verdict(simulate(Settings.of("narrow-valley", start=start))).sentence

    assert f"a period of {period} steps" in sentence


def test_a_direction_that_only_rounding_moved_in_says_nothing():
    """Booth's bowl lies aslant: along its steep diagonal the flat one is moved in by 1e-16."""
    run = simulate(Settings.of("booth", start=(3.1, 5.1), eta=0.03, alpha=0.0))
    flat, _ = comparison(run).directions
    off = np.abs((run.trajectory.w - run.place.w) @ np.array(flat.vector)).max()

    assert 0 < off < 1e-14
    assert verdict(run).numbers["rate"] == pytest.approx(1 - 0.03 * 18)


def test_who_comes_back_has_not_jumped():
    """It starts and rests right of the top, and was left of it in between; plain descent, with
    this large η, is the one that ends on the other side."""
    run = simulate(Settings(eta=0.122, alpha=0.81, start=(1.78,)))
    top = 0.0754
    plain = simulate(run.settings.racer("plain"))

    assert run.trajectory.w[:, 0].min() < top < run.place.w[0]
    assert plain.place.w[0] < top
    assert "elsewhere" == verdict(run).kind


@pytest.mark.parametrize("loss", CATALOGUE)
@pytest.mark.parametrize("method", ["momentum", "nesterov"])
def test_the_best_alpha_is_the_one_that_is_offered(loss, method):
    """To the two decimals that a slider has."""
    for alpha in (0.0, 0.5, 0.9):
        run = simulate(Settings.of(loss, method=method, alpha=alpha))
        found = verdict(run)
        if "best_alpha" not in found.numbers or "the best α" not in found.sentence:
            continue
        offered = suggestions(run)[0].changes["alpha"]
        said = float(found.sentence.split(" is ")[-1].rstrip("."))
        assert said == offered if said < 0.9 else said == pytest.approx(offered, abs=0.01)


@pytest.mark.slow
@given(any_settings())
@examples(max_examples=100)
def test_whatever_the_settings_there_is_a_sentence(settings):
    """Not too long, with finite numbers in it."""
    run = simulate(settings)
    found = verdict(run)

    assert 20 < len(found.sentence) <= LENGTH
    assert not [text for text in ("∞", "{", "nan", "is no value") if text in found.sentence]
    assert np.isfinite(list(found.numbers.values())).all()
    if found.kind not in ("uncovered", "dropped"):
        assert ("escaped" in found.sentence) == (run.outcome is Outcome.ESCAPED)


OUTSIDE = Settings.of(
    "formula",
    q="20+x^2-10cos(2pi*x)+y^2-10cos(2pi*y)",
    window=(-0.7, 0.7, -0.7, 0.7),
    start=(0.6, 0.1),
    eta=0.0003,
    steps=2000,
)


def test_a_ball_outside_of_the_picture_is_said_to_rest_in_a_valley():
    """At a place that no list has: the loss itself says what it is, and both sentences say it."""
    run = simulate(OUTSIDE)
    told = ending(run, stationary_points(run.surface).points)

    assert run.place is None
    assert (
        told
        == "With momentum the ball rests in a valley, (x, y) = (0.995, 0.000), after 364 steps."
    )
    assert verdict(run).sentence.startswith("Rests in a valley outside of the picture")


def test_a_ball_at_rest_on_a_valley_floor_is_said_to_be_there():
    """Where it is, that all of the floor is lowest, and the curvature across it: 2(x² + y²) on the
    hyperbola xy = 1."""
    run = simulate(Settings.of(FORMULA, q="(x*y-1)^2"))
    x, y = run.trajectory.w[-1]
    told = ending(run, stationary_points(run.surface).points)

    assert run.outcome is Outcome.RESTED
    assert x * y == pytest.approx(1, abs=1e-3)
    assert "the ball rests on the valley floor, all of it lowest, at (x, y) = " in told
    assert f"the curvature is {2 * (x * x + y * y):.3g}." in verdict(run).sentence


def test_a_trough_that_is_not_the_lowest_is_not_called_lowest():
    """A ring of the drop-wave around its minimum."""
    run = simulate(Settings.of(FORMULA, q="-(1+cos(12sqrt(x^2+y^2)))/(0.5(x^2+y^2)+2)"))
    told = ending(run, stationary_points(run.surface).points)

    assert run.place.kind == "floor"
    assert "rests on a valley floor, level all along, at" in told
