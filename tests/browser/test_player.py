"""The player's arithmetic against the core's, in the browser that will run it."""

from __future__ import annotations

import base64
import itertools
import json
import random
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from momentum_core.explain import endings
from momentum_core.losses.catalogue import CATALOGUE
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import from_formula
from momentum_core.methods.table import METHODS
from momentum_core.runs.run import along, simulate
from momentum_core.settings.settings import Settings
from momentum_core.stage import answer, scenery
from momentum_core.words.numbers import coordinate, number
from tests.ui.test_page import read_answer

EXACT = [key for key, s in CATALOGUE.items() if s.gradient_program.exact and s.value_program.exact]
ROUNDED = [key for key in CATALOGUE if key not in EXACT]

RUN = """async ({sceneries, cases}) => {
  const { integrate, loadScene, racer } = await import('/core/descent.js');
  const scenes = Object.fromEntries(Object.entries(sceneries).map(([k, s]) => [k, loadScene(s)]));
  const text = (x) => btoa(String.fromCharCode(...new Uint8Array(x.slice().buffer)));
  return cases.map(({settings, forced, who}) => {
    const scene = scenes[settings.loss];
    const choice = who === 'ball' ? settings : racer(scene, settings, who);
    const core = forced && new Float64Array(Uint8Array.from(atob(forced), (c) => c.charCodeAt(0)).buffer);
    const run = integrate(scene, choice, core);
    return {...run, w: text(run.w), update: text(run.update), gradient: text(run.gradient),
            loss: text(run.loss), slope: text(run.slope)};
  });
}"""


def random_settings(count: int, losses: list[str], seed: int) -> list[Settings]:
    """Settings that reach everywhere: creeping, swinging, alternating, escaping."""
    rng = random.Random(seed)
    found = []
    for k in range(count):
        loss = losses[k % len(losses)]
        surface = CATALOGUE[loss]
        low, high = (np.log(x) for x in surface.eta_limits)
        found.append(
            Settings.of(
                loss,
                method=list(METHODS)[k // len(losses) % len(METHODS)],
                eta=float(np.exp(rng.uniform(low, high))),
                alpha=rng.choice([0.0, 0.5, 0.9, 0.99, 1.0, rng.random()]),
                start=tuple(rng.uniform(a, b) for a, b in surface.bounds),
                steps=rng.choice([1, 50, 200]),
                drop=rng.choice([(), (), (3, 0.1), (20, 4.0)]),
            )
        )
    return found


def integrate(
    page: Page, settings: list[Settings], runs: list[Any] | None = None, who: str = "ball"
) -> list[dict]:
    """The player's runs, of the ball or of who runs along; with ``runs``, stepping from the core's
    positions."""
    sceneries = {s.loss: scenery.scenery(s) for s in settings}
    cases = []
    for k, s in enumerate(settings):
        forced = None
        if runs:
            forced = base64.b64encode(runs[k].trajectory.w.tobytes()).decode()
        told = read_answer(answer.answer(s, {}, []))["settings"]
        cases.append({"settings": told, "forced": forced, "who": who})
    results = page.evaluate(RUN, {"sceneries": sceneries, "cases": cases})
    for s, result in zip(settings, results, strict=True):
        for name in ("w", "update", "gradient", "slope"):
            numbers = np.frombuffer(base64.b64decode(result[name]), "<f8")
            result[name] = numbers.reshape(-1, s.surface.d)
        result["loss"] = np.frombuffer(base64.b64decode(result["loss"]), "<f8")
    return results


@pytest.mark.parametrize(
    "q",
    ["(x^2+y^2-1)^2", "(x*y-1)^2", "(x+y)^2", "-(1+cos(12sqrt(x^2+y^2)))/(0.5(x^2+y^2)+2)"],
)
def test_a_ball_rests_on_a_valley_floor_in_both(modules, q):
    """After the same step, at the same kind of place, with every method."""
    settings = [Settings.of("formula", q=q, method=m, steps=1000) for m in METHODS]
    runs = [simulate(s) for s in settings]
    seen = integrate(modules, settings)

    named = [r.place.kind if r.place else "unlisted" for r in runs]
    named = [
        "level" if name == "floor" and not r.place.lowest else name
        for name, r in zip(named, runs, strict=True)
    ]

    assert {"floor", "level"} & set(named)
    assert [(r.steps, r.outcome.value, name) for r, name in zip(runs, named, strict=True)] == [
        (x["steps"], x["outcome"], x["place"]) for x in seen
    ]


def test_most_losses_are_exact():
    """The catalogue keeps to + − × ÷ √ where it can."""
    assert len(EXACT) >= 12


def test_the_preview_is_the_cores_run_to_the_last_bit(modules: Page):
    """Exact losses, every method, 200 random settings and the defaults: positions, updates,
    gradients, losses, how many steps, and the ending."""
    settings = random_settings(200, EXACT, seed=1)
    settings += [Settings.of(loss, method=m) for loss in EXACT for m in METHODS]

    outcomes = set()
    for s, seen in zip(settings, integrate(modules, settings), strict=True):
        run = simulate(s)
        t = run.trajectory
        assert (run.steps, run.outcome.value) == (seen["steps"], seen["outcome"]), s
        assert t.w.tobytes() == seen["w"].tobytes(), s
        assert t.update.tobytes() == seen["update"].tobytes(), s
        assert t.gradient.tobytes() == seen["gradient"].tobytes(), s
        assert run.loss.tobytes() == seen["loss"].tobytes(), s
        assert endings.whereabouts(run, stationary_points(s.surface).points) == seen["place"], s
        outcomes.add(run.outcome.value)
    assert {"rested", "rolling", "escaped"} <= outcomes


def test_pytorchs_way_is_the_cores_to_the_last_bit(modules: Page):
    """Who runs along with the other convention, where η drops and where it doesn't."""
    settings = random_settings(40, EXACT, seed=4)
    seen = integrate(modules, settings, who="buffer")

    for s, found in zip(settings, seen, strict=True):
        run = along(s, "buffer")
        assert (run.steps, run.outcome.value) == (found["steps"], found["outcome"]), s
        assert run.trajectory.w.tobytes() == found["w"].tobytes(), s


def test_each_step_of_a_rounded_loss_agrees(modules: Page):
    """With exp, sin and the like: from the core's own state each step agrees to 1e-12."""
    settings = random_settings(100, ROUNDED, seed=2)
    settings += [Settings.of(loss, method=m) for loss in ROUNDED for m in METHODS]
    runs = [simulate(s) for s in settings]

    for s, run, seen in zip(settings, runs, integrate(modules, settings, runs), strict=True):
        t = run.trajectory
        assert t.w.tobytes() == seen["w"].tobytes(), s
        scale = np.abs(t.w[:-1]) + np.abs(t.w[1:]) + s.surface.span
        stepped = t.w[:-1] + seen["update"][1:]
        assert (np.abs(stepped - t.w[1:]) <= 1e-12 * scale).all(), s
        slopes = s.surface.gradient(t.w)
        largest = np.abs(slopes).max(initial=1.0)
        assert (np.abs(slopes - seen["slope"]) <= 1e-12 * largest).all(), s


def test_forcing_an_exact_run_changes_nothing(modules: Page):
    """Stepping along the core's positions gives the core's updates."""
    settings = random_settings(40, EXACT, seed=3)
    runs = [simulate(s) for s in settings]

    for run, seen in zip(runs, integrate(modules, settings, runs), strict=True):
        assert run.trajectory.update.tobytes() == seen["update"].tobytes()
        assert run.trajectory.gradient.tobytes() == seen["gradient"].tobytes()


def test_a_lost_ball_is_lost_in_the_preview_too(modules: Page, with_losses):
    """Where the loss has no value: the same step, the same ending."""
    with_losses(
        root=from_formula("sqrt(w) + w^2", ((0.0, 2.0),)),
        pole=from_formula("1/w + w^4", ((0.0, 2.0),)),
    )
    settings = [
        Settings(loss=loss, method=method, start=(start,), eta=0.35, alpha=alpha)
        for loss in ("root", "pole")
        for method in METHODS
        for start in (0.0, 0.4, 1.0, 1.7)
        for alpha in (0.0, 0.9)
    ]

    outcomes = set()
    for s, seen in zip(settings, integrate(modules, settings), strict=True):
        run = simulate(s)
        assert (run.steps, run.outcome.value) == (seen["steps"], seen["outcome"]), s
        assert run.trajectory.w.tobytes() == seen["w"].tobytes(), s
        outcomes.add(run.outcome.value)
    assert "undefined" in outcomes


def some_numbers() -> list[float]:
    rng = random.Random(4)
    plain = [0.0, -0.0, 0.5, 0.0625, 1.0005, -2.5, 1e4, 99999.5, 999999.4, 1e6, 1e-4, 9.9996e-5]
    return plain + [rng.choice([-1, 1]) * 10 ** rng.uniform(-12, 12) for _ in range(2000)]


def test_numbers_read_the_same(modules: Page):
    """The words under a preview and under the core's run spell numbers alike."""
    numbers = some_numbers()
    spans = [0.6, 4.0, 12.0, 1000.0]
    seen = modules.evaluate(
        """async ([numbers, spans]) => { const n = await import('/core/numbers.js');
        n.speak({number: {none: 'no value'}});
        return [numbers.map((x) => n.number(x)), spans.map((s) => numbers.map((x) => n.coordinate(x, s)))]; }""",
        [numbers, spans],
    )

    assert [number(x) for x in numbers] == seen[0]
    for span, texts in zip(spans, seen[1], strict=True):
        assert [coordinate(x, span) for x in numbers] == texts


def test_an_unknown_operation_is_refused(modules: Page):
    """A program from a newer core doesn't run wrongly in an older player."""
    error = modules.evaluate(
        """async () => { const { loadProgram } = await import('/core/program.js');
        try { loadProgram({inputs: 1, constants: [], code: [['gamma', 1, 0, -1]], outputs: [1], registers: 2}); }
        catch (e) { return e.message; } }"""
    )

    assert error == "unknown operation gamma"


def test_every_operation_is_known_to_the_player(modules: Page):
    """And gives the core's value at a few points, no number where the core has none."""
    from momentum_core.formula.program import BINARY, EXACT, UNARY, Program

    points = ((0.7, 0.4), (1.3, -2.0), (-0.6, 3.0))
    for op, point in itertools.product((*BINARY, *UNARY), points):
        program = Program(2, (), ((op, 2, 0, 1 if op in BINARY else -1),), (2,), 3)
        seen = modules.evaluate(
            """async ([data, point]) => { const { loadProgram, runProgram } = await import('/core/program.js');
            const out = [0]; runProgram(loadProgram(data), point, 0, 2, out); return out[0]; }""",
            [json.loads(json.dumps(program.to_json())), point],
        )
        (expected,) = program.at(point)
        assert seen == pytest.approx(expected, rel=0 if op in EXACT else 1e-15, nan_ok=True), op
