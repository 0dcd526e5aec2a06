"""Why a run with mini-batches went as it did; ``verdict.py`` is about all others.

The loss of a line is a bowl everywhere, and a batch pulls towards a minimum of its own, so the ball
never rests: it hovers. How far is predicted by ``jitter``, for draws with replacement.
"""

from __future__ import annotations

import numpy as np

from momentum_core.explain.phrases import Verdict, beyond, frictionless, say, the_edge, the_minimum
from momentum_core.losses.data.line import agree, batch_shape, coefficients
from momentum_core.losses.data.observations import Observations
from momentum_core.methods.descent import Outcome
from momentum_core.methods.draws import batches
from momentum_core.runs.run import Run
from momentum_core.settings.settings import observations_of
from momentum_core.theory import quadratic
from momentum_core.theory.noise import PATIENCE, Jitter, jitter
from momentum_core.words import sentences
from momentum_core.words.numbers import in_steps, number

CALMER = 0.9
"""Whether a smaller α would calm the ball is asked with this part of it."""


def verdict_with_batches(run: Run) -> Verdict:
    """One sentence on a run with mini-batches, by momentum or Nesterov.

    unstable: ηλ is beyond the edge for the whole loss. frictionless: heavy ball with α = 1.
    flung, gone: it escaped all the same; ηλ was beyond the edge for some batch alone, or for none.
    agreed: the data lie on one line. shuffled: no draws with replacement. unpredicted, unsettled,
    hovering: no steady height can be expected; the run is too short to measure it; it isn't.
    """
    s, gone = run.settings, run.outcome is Outcome.ESCAPED
    data = observations_of(s.data)
    steepest = batch_shape(data, s.standardise).curvatures[1]
    limit = float(quadratic.edge(s.alpha, s.method))
    numbers = {"curvature": steepest, "x": s.eta * steepest, "edge": limit}
    if s.eta * steepest > limit:
        ends = ("escaped", "escaped, in short") if gone else ("moving", "moving")
        end, briefly = (sentences.say(f"part.{x}", steps=run.steps) for x in ends)
        shorter = {"end": briefly, "steepest": sentences.say("part.curvature")}
        minimum = the_minimum(run)
        return say("unstable", numbers, shorter, minimum=minimum, end=end, **beyond(run, numbers))
    if gone:
        return _flung(run, data, limit)
    if frictionless(run):
        return say("frictionless")
    if agree(data):
        return say("agreed")
    if s.shuffle:
        return say("shuffled", {"hover": run.hover}, hover=number(run.hover, 2))
    return _hovering(run)


def _flung(run: Run, data: Observations, limit: float) -> Verdict:
    s, steps = run.settings, run.steps
    drawn = batches(len(data), s.batch, run.steps, s.seed, s.shuffle)
    t, tt, *_ = coefficients(data, s.standardise, drawn).T
    curvature = float((1 + tt + np.hypot(1 - tt, 2 * t)).max())
    numbers = {"x": s.eta * curvature, "edge": limit, "curvature": curvature}
    if numbers["x"] <= limit:
        return say("gone", {"edge": limit}, steps=steps, edge=the_edge(run, limit, 3))
    return say("flung", numbers, steps=steps, **beyond(run, numbers))


def jitter_of(run: Run) -> Jitter | None:
    """How a run with mini-batches is shaken, measured and predicted; None as ``jitter`` says."""
    s = run.settings
    return jitter(
        observations_of(s.data),
        s.standardise,
        run.trajectory.w,
        eta=s.eta,
        alpha=s.alpha,
        size=s.batch,
        method=s.method,
    )


def _hovering(run: Run) -> Verdict:
    found = jitter_of(run)
    if found is None:
        hover = number(run.hover, 2)
        return say("unpredicted", {"hover": run.hover}, hover=hover, patience=PATIENCE)
    numbers = {"expected": found.hover(found.exact), "needed": found.needed}
    expected = number(numbers["expected"], 2)
    if found.measured is None:
        return say("unsettled", numbers, expected=expected, needed=in_steps(found.needed))
    numbers |= {"hover": found.hover(found.measured), "forgotten": found.forgotten}
    return say(
        "hovering",
        numbers,
        forgotten=found.forgotten,
        hover=number(numbers["hover"], 2),
        expected=expected,
        calmer=sentences.say(
            "part.calmer by either" if _alpha_shakes(run, found) else "part.calmer"
        ),
    )


def _alpha_shakes(run: Run, found: Jitter) -> bool:
    """Whether with a somewhat smaller α the ball would hover less, for even noise."""
    s = run.settings
    now, less = (
        quadratic.noise_variance(s.eta, found.curvatures, alpha, 1.0, s.method)
        for alpha in (s.alpha, CALMER * s.alpha)
    )
    return found.hover(found.exact * less / now) < found.hover(found.exact)
