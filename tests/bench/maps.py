"""Measures maps beside JAX: the second table of ``make bench``.

The same (η, α) maps are computed by ``momentum_core`` and by one ``jax.jit`` of a ``vmap`` over
cells and a ``lax.scan`` over steps, with the same programs and the same ending rules, in float64.
Both run on one core; times are processor time, the best of some tries. Nothing is asserted.
"""

from __future__ import annotations

import functools
import itertools
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402

from momentum_core.formula.program import Program  # noqa: E402
from momentum_core.methods.rules import State  # noqa: E402
from momentum_core.methods.table import METHODS  # noqa: E402
from momentum_core.runs import ending, maps  # noqa: E402
from momentum_core.runs.ending import ends  # noqa: E402
from momentum_core.runs.many import BALANCED, ESCAPED, RESTED, ROLLING, UNDEFINED  # noqa: E402
from momentum_core.runs.run import simulate  # noqa: E402
from momentum_core.settings.settings import Settings  # noqa: E402
from tests.runs.whole import finished  # noqa: E402

NOTE = """
Times are milliseconds of one core. "agree" is the part of the cells whose outcome and number of
steps are the same in both. The two round differently here and there (a compiler may give a product
and a sum one rounding; sin is another routine), which decides runs on a knife's edge.
In JAX every cell takes every step and its loss is looked up each time; here ended cells are
dropped, and a loss that is surely finite is not looked up."""
LOSSES = ("double-well", "two-sines", "rosenbrock", "banana", "himmelblau")
RULES = ("momentum", "nesterov")
STEPS, TARGET, MEMORY = 300, 250, 200
TRIES = 5


def interpret(program: Program, point: list[Any]) -> list[Any]:
    """The program on JAX's numbers."""
    names = {"div": "divide", "mul": "multiply", "sub": "subtract", "neg": "negative"}
    names["atan"] = "arctan"
    r = [*point, *program.constants, *[None] * program.registers]
    for op, to, *operands in program.code:
        r[to] = getattr(jnp, names.get(op, op))(*[r[k] for k in operands if k >= 0])
    return [r[k] for k in program.outputs]


def one_cell(settings: Settings, start: Any, eta: Any, alpha: Any) -> tuple[Any, Any]:
    """Outcome and number of steps of one run, as ``runs/run.py`` judges it."""
    surface = settings.surface
    limits, method = ends(surface), METHODS[settings.method]
    step = method.step

    def gradient(w: Any) -> Any:
        return jnp.stack(interpret(surface.gradient_program, list(w)))

    def slope(w: Any) -> Any:
        return interpret(surface.gradient_program, list(w))

    def judge(state: State, k: Any, ended: Any, steps: Any) -> tuple[Any, Any]:
        here, update = list(state.w), list(state.update)
        lost = ~jnp.isfinite(interpret(surface.value_program, here)[0])
        still = limits.still(here, update, slope(here), eta)
        held = limits.holds(
            here, update, slope(here), slope=slope, eta=eta, alpha=alpha, method=method
        )
        valley = limits.ground(here, slope).low > limits.level
        rested = jnp.where(limits.in_minimum(here) | valley, RESTED, BALANCED)
        now = jnp.where(still & held, rested, ROLLING)
        now = jnp.where(lost, UNDEFINED, now)
        now = jnp.where(limits.escaped(here), ESCAPED, now)
        fresh = (ended == ROLLING) & (now != ROLLING)
        taken = jnp.where(now == UNDEFINED, jnp.maximum(k - 1, 0), k)
        return jnp.where(fresh, now, ended), jnp.where(fresh, taken, steps)

    def advance(carry: Any, k: Any) -> tuple[Any, None]:
        state, ended, steps = carry
        ended, steps = judge(state, k, ended, steps)
        state, g = step(state, gradient, eta, alpha)
        gone = ~jnp.isfinite(state.w).all() & (ended == ROLLING)
        ended = jnp.where(gone, jnp.where(jnp.isfinite(g).all(), ESCAPED, UNDEFINED), ended)
        return (state, ended, jnp.where(gone, k, steps)), None

    first = State(start, jnp.zeros_like(start)), jnp.asarray(ROLLING), jnp.asarray(settings.steps)
    (state, ended, steps), _ = jax.lax.scan(advance, first, jnp.arange(settings.steps))
    return judge(state, settings.steps, ended, steps)


def best(work: Callable[[], Any], tries: int = TRIES) -> float:
    """The least processor time in milliseconds."""

    def timed() -> float:
        begun = time.process_time()
        work()
        return 1000 * (time.process_time() - begun)

    return min(timed() for _ in range(tries))


def ours(settings: Settings, side: int = maps.SIDE) -> maps.Map:
    """A map that nobody has kept."""
    maps._kept.cache_clear()
    return finished(maps.eta_alpha_map(settings, side))


def first_shown(settings: Settings) -> None:
    """The coarse map only."""
    maps._kept.cache_clear()
    next(filter(None, maps.eta_alpha_map(settings)))


def row(settings: Settings) -> str:
    """A line of the table: one map in both."""
    cells = maps._pairs(settings, maps.SIDE)
    flat = [
        jnp.asarray(x.reshape(*x.shape[:-2], -1)) for x in (cells.start, cells.eta, cells.alpha)
    ]
    run = jax.jit(jax.vmap(functools.partial(one_cell, settings), in_axes=(1, 0, 0)))
    found = ours(settings)
    coarse, mine = best(lambda: first_shown(settings)), best(lambda: ours(settings))
    with mock.patch.object(ending, "np", jnp):  # the same rule of rest, on JAX's numbers
        compiled = best(lambda: jax.block_until_ready(run(*flat)), tries=1)
    theirs = best(lambda: jax.block_until_ready(run(*flat)), tries=3)
    outcome, steps = (np.asarray(x).reshape(found.outcome.shape) for x in run(*flat))
    agree = ((outcome == found.outcome) & (steps == found.steps)).mean()
    taken = found.steps.sum() / mine / 1e3
    return (
        f"| {settings.loss}, {settings.method} | {mine:.0f} | {coarse:.0f} | {taken:.0f} "
        f"| {theirs:.0f} | {compiled:.0f} | {theirs / mine:.2g}× | {compiled / mine:.2g}× "
        f"| {agree:.1%} | ≤ {TARGET} | {'yes' if mine <= TARGET else '**no**'} |"
    )


def growth() -> Iterator[str]:
    """How the time grows with cells and with steps, beside linear growth."""
    settings = Settings.of("rosenbrock", steps=STEPS)
    by_cells = [best(lambda n=n: ours(settings, n), 3) for n in (80, 160, 320)]
    by_steps = [best(lambda k=k: ours(replace(settings, steps=k)), 3) for k in (150, 300, 600)]
    for name, times, factors in [
        ("80², 160², 320² cells", by_cells, (4, 4)),
        ("150, 300, 600 steps", by_steps, (2, 2)),
    ]:
        ratios = [b / a for a, b in itertools.pairwise(times)]
        shown = " · ".join(f"{t:.0f}" for t in times)
        grown = " · ".join(f"{r:.2g}×" for r in ratios)
        met = all(r <= 1.25 * f for r, f in zip(ratios, factors, strict=True))
        linear = " · ".join(f"{f}×" for f in factors)
        yield f"| {name} | {shown} | {grown} | {linear} | {'yes' if met else '**no**'} |"


def memory() -> str:
    """How much more memory the process ever had for its maps. To be asked before JAX runs."""
    for loss in LOSSES:
        simulate(Settings.of(loss))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for loss in LOSSES:
        ours(Settings.of(loss, steps=STEPS))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return f"| memory above baseline, MB | {more:.0f} | | < {MEMORY} | {'yes' if more < MEMORY else '**no**'} |"


def main() -> None:
    """Measure and print the tables."""
    used = memory()
    jax.config.update("jax_enable_x64", True)
    print(
        f"\n| (η, α) map, {maps.SIDE}², {STEPS} steps | ours | coarse map | million cell steps/s "
        "| JAX | with compiling | ratio | with compiling | agree | target | met? |\n"
        + "|---" * 11
        + "|"
    )
    for loss in LOSSES:
        for method in RULES:
            print(row(Settings.of(loss, method=method, steps=STEPS)), flush=True)
    print("\n| rosenbrock | ours | growth | target | met? |\n" + "|---" * 5 + "|")
    print("\n".join([*growth(), used]))
    print(NOTE)


if __name__ == "__main__":
    main()
