"""Why a run ended as it did: one sentence, from the run's own numbers and the theory of a bowl.

Notation as in quadratic.py. ``verdict`` asks in a fixed order, and the first whose condition
holds is said; each condition stands in its function's docstring. Where the theory doesn't apply
(a method that rescales, far from every minimum, flat, kinked) the sentence says so. "Escaped" is
said only of runs that did.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from momentum_core.explain.batches import verdict_with_batches
from momentum_core.explain.phrases import Verdict, beyond, frictionless, say, the_edge, the_minimum
from momentum_core.losses.points import StationaryPoint
from momentum_core.losses.stationary import stationary_points
from momentum_core.methods.descent import Outcome
from momentum_core.methods.rules import State
from momentum_core.methods.table import METHODS
from momentum_core.runs.ending import ends
from momentum_core.runs.run import Run, along
from momentum_core.theory import quadratic
from momentum_core.theory.measured import (
    FEWEST,
    FINEST,
    STILL,
    Comparison,
    Direction,
    amplitude,
    bent,
    changes_eta,
    comparison,
    hovers_at,
)
from momentum_core.words import sentences
from momentum_core.words.numbers import (
    FAINT,
    best_in_words,
    factor,
    growth,
    in_steps,
    number,
    position,
)

ESCAPED = ("escaped", "escaped, in short")
"""That the ball escaped: where there is room, and where there isn't."""
IN_BOWL = 0.1
"""A rolling ball is in the bowl when its last gradients differ from the bowl's by no more."""
SLOW = 100
"""Creeping: three digits take this many steps, or more."""
ABOUT = 0.9
"""About as fast as the best α: this part of its digits per step, or more."""
LONGEST = 60
"""Circles of more steps are not looked for."""
AHEAD, TURN, TENFOLD = 1000, 60, 10.0
"""What is said of all time to come is tried for so many steps more at most, and looked at over so
many of them."""
ROUND = 1e-3
"""The ball is back where it was when it is off by no more than this part of its circle, now and in
all rounds to come; and a circle is no smaller than this part of the window's span."""


def verdict(run: Run) -> Verdict:
    """One sentence on why the run ended as it did; it never raises for a finished run."""
    if not quadratic.covers(run.settings.method):
        return _fading(run) or _rounds(run) or say("uncovered", method=_method(run))
    if changes_eta(run):
        return _rounds(run) or say("dropped")
    if run.outcome is Outcome.UNDEFINED:
        return say("lost")
    if run.settings.batch:
        return verdict_with_batches(run)
    place, bowl = hovers_at(run), comparison(run)
    if run.outcome is Outcome.ESCAPED:
        return _escape(run, bowl)
    if run.outcome in STILL and (place is None or not place.holds):
        return _balance(run, place)
    if bowl is None:
        return _no_bowl(run, place)
    return (
        _held_by_nothing(run, bowl)
        or _on_its_way(run, bowl)
        or _elsewhere(run)
        or _manner(run, bowl)
    )


def _method(run: Run) -> str:
    return sentences.say(f"method.{run.settings.method}")


def _fading(run: Run) -> Verdict | None:
    """It is nearly still in a valley, by a method that divides by the slope’s usual size, and that
    fades. fading: the largest eigenvalue of diag(η/size)∇²Q, the method's own ηλ, is below the
    method's edge at the step limit. faded: it is beyond."""
    row, s, watched = METHODS[run.settings.method], run.settings, run.watched
    if row.spread is None or run.outcome is not Outcome.QUIET:
        return None
    gradients, state = iter(watched.gradient), State(watched.w[0], watched.update[0])
    bends = _curvature(run, watched.w[-1])
    with np.errstate(all="ignore"):
        for k in range(len(watched)):
            state, g = row.step(state, lambda _: next(gradients), s.eta_after(k), s.alpha)
        size = row.spread(state)
        root = np.sqrt(s.eta_after(len(watched)) / size)
        x = float(np.linalg.eigvalsh(root[:, None] * bends * root)[-1])
    held = np.linalg.eigvalsh(bends)[0] > ends(run.surface).level
    if not held or not np.isfinite(x) or not (np.abs(g) < size).all():
        return None
    numbers = {"x": x, "edge": row.own_edge, "k": len(watched)}
    digits = next(n for n in (3, 6, 17) if number(x, n) != number(row.own_edge, n) or n == 17)
    words = {"x": number(x, digits), "edge": number(row.own_edge, 3), "k": str(len(watched))}
    return say("faded" if x > row.own_edge else "fading", numbers, method=_method(run), **words)


def _curvature(run: Run, w: np.ndarray) -> np.ndarray:
    """The second derivatives at w (d,); 0 where there are none."""
    with np.errstate(all="ignore"):
        bends = run.surface.hessian(w)
    return bends if np.isfinite(bends).all() else np.zeros_like(bends)


def _rounds(run: Run) -> Verdict | None:
    """It rolls, and its last steps repeat themselves."""
    found = _circle(run) if run.outcome is Outcome.ROLLING else 0
    return say("rounds", {"period": found}, period=found) if found else None


def _escape(run: Run, bowl: Comparison | None) -> Verdict:
    """The ball escaped. unstable: ηλ is beyond the edge in the minimum where it last was in the
    window, in a direction it moved in. downhill: it went down to the end. thrown: ηλ is beyond the
    edge at some place on its way; the first one is named. gone: none of these."""
    steps = run.steps
    end, briefly = (sentences.say(f"part.{x}", steps=steps) for x in ESCAPED)
    if bowl and (found := _unstable(run, bowl, end, briefly)):
        return found
    # Where the first step has no finite end, none was taken.
    fell = run.loss[-1] < run.loss[:-1].min(initial=run.loss[0])
    with np.errstate(all="ignore"):
        if fell and run.trajectory.gradient[-1] @ run.trajectory.update[-1] < 0:
            return say("downhill", steps=steps)
    limit = float(quadratic.edge(run.settings.alpha, run.settings.method))
    with np.errstate(all="ignore"):
        hessians = run.surface.hessian(run.trajectory.w)
        hessians[~np.isfinite(hessians).all((-1, -2))] = 0.0
        curvatures = np.linalg.eigvalsh(hessians)[:, -1]
        x = run.settings.eta * curvatures
    if not (x > limit).any():
        return say("gone", {"edge": limit}, steps=steps, edge=the_edge(run, limit, 3))
    k = int((x > limit).argmax())
    numbers = {"x": float(x[k]), "edge": limit, "k": k, "curvature": float(curvatures[k])}
    shorter = {"end": briefly}
    return say("thrown", numbers, shorter, k=str(k), end=end, **beyond(run, numbers))


def _balance(run: Run, place: StationaryPoint | None) -> Verdict:
    """It is still, but in no minimum that is listed. balance: a curvature there is below 0, so that
    a push grows, and it isn't pushed; leaving: it may be. valley: all are above 0, and ηλ is below
    the edge; poised: it isn't; perched: nor is the ball quite still; faint: there is no friction.
    kinked: a valley by its slopes, but no bowl. level: else."""
    s, end = run.settings, run.trajectory.w[-1]
    curvatures = np.linalg.eigvalsh(_curvature(run, end if place is None else np.array(place.w)))
    nothing, quiet = ends(run.surface).level, run.outcome is Outcome.QUIET
    low, high = float(curvatures[0]), float(curvatures[-1])
    if low < -nothing:
        by = -float(quadratic.gap(s.eta, low, s.alpha, s.method))
        kind = run.ground if place is None else place.kind
        if kind not in ("saddle", "maximum"):
            kind = "saddle" if high > 0 else "maximum"
        words = {"place": sentences.say(f"place.{kind}"), "curvature": number(low, 3)}
        numbers = {"curvature": low, "rate": 1 + by, "by": by}
        return say("leaving" if quiet else "balance", numbers, **words, rate=growth(by))
    if place is None and run.ground == "valley":
        if low <= nothing:
            return say("kinked", w=position(end, run.surface.span, s.weights))
        if frictionless(run) and quiet:
            return say("faint")
        limit = float(quadratic.edge(s.alpha, s.method))
        numbers = {"curvature": high, "x": s.eta * high, "edge": limit}
        if s.eta * high >= limit:
            return say("perched" if quiet else "poised", numbers, **beyond(run, numbers))
        where = "" if _in_picture(run) else sentences.say("part.outside")
        return say("valley", numbers, where=where, **beyond(run, numbers))
    return say("level")


def _no_bowl(run: Run, place: StationaryPoint | None) -> Verdict:
    """It rolls about a place that is no bowl, or rests in a kink. started: from the first step on.
    frictionless: heavy ball with α = 1, on the move. rounds: its last steps repeat themselves.
    nowhere, floor, creased, flat, kinked: no such place is known, or what it is."""
    if run.outcome in STILL and run.steps == 0 and place is not None and place.kind == "minimum":
        return say("started")
    if frictionless(run) and run.outcome not in STILL:
        return say("frictionless")
    if found := _rounds(run):
        return found
    if place is None:
        return say("nowhere")
    if place.kind == "floor":
        curved = place.eigenvalues[-1] > ends(run.surface).level
        return say("floor" if curved else "creased", curvature=number(_steepest(run), 3))
    kind = "flat" if place.kind == "flat" else "kinked"
    return say(kind, w=position(place.w, run.surface.span, run.settings.weights))


def _steepest(run: Run) -> float:
    """The largest curvature where the ball is; 0 where there is none."""
    with np.errstate(all="ignore"):
        hessian = np.nan_to_num(run.surface.hessian(run.trajectory.w[-1]))
    return max(float(np.linalg.eigvalsh(hessian)[-1]), 0.0)


def _held_by_nothing(run: Run, bowl: Comparison) -> Verdict | None:
    """No friction or no stability in the minimum. poised, perched, faint: it rests there all the
    same, on the point or, as far as can be seen, beside it. unstable: ηλ is beyond the edge in a
    direction it moved in. marginal: ηλ is the edge. frictionless: heavy ball with α = 1, below the
    edge; mounting: on it, in a direction it moved in."""
    rests = run.outcome in STILL
    numbers = _limit_numbers(run, bowl.directions)
    regimes = {d.regime for d in bowl.directions}
    if rests and "unstable" in regimes:
        kind = "perched" if run.outcome is Outcome.QUIET else "poised"
        return say(kind, numbers, **beyond(run, numbers))
    if found := _unstable(run, bowl, *_moving(run, numbers)):
        return found
    if frictionless(run):
        numbers = _limit_numbers(run, _moved(run, bowl))
        on_edge = numbers["x"] >= (1 - quadratic.ALIKE) * numbers["edge"]
        kind = "faint" if rests else "mounting" if on_edge else "frictionless"
        return say(kind, numbers if kind == "mounting" else {}, **beyond(run, numbers))
    if "marginal" in regimes:
        return say("marginal", numbers, **beyond(run, numbers))
    return say("started") if rests and run.steps == 0 else None


def _moving(run: Run, numbers: dict[str, float]) -> tuple[str, str]:
    """That it is on the move, or goes round: where there is room, and where there isn't. Beyond the
    edge by next to nothing it hops to and fro for long before one sees that the hops grow."""
    near = numbers["x"] <= (1 + FAINT) * numbers["edge"]
    found = _circle(run) if run.outcome is Outcome.ROLLING and not near else 0
    parts = ("round", "round, in short") if found else ("moving", "moving")
    end, briefly = (sentences.say(f"part.{part}", steps=found) for part in parts)
    return end, briefly


def _unstable(run: Run, bowl: Comparison, end: str, briefly: str) -> Verdict | None:
    unstable = [d for d in _moved(run, bowl) if d.regime == "unstable"]
    if not unstable:
        return None
    numbers = _limit_numbers(run, unstable)
    return say(
        "unstable",
        numbers,
        {"end": briefly, "steepest": sentences.say("part.curvature")},
        minimum=the_minimum(run),
        end=end,
        **beyond(run, numbers),
    )


def _on_its_way(run: Run, bowl: Comparison) -> Verdict | None:
    """It rolls. circles: its last steps repeat themselves, though the minimum could hold it. far:
    they were not in the bowl of that minimum."""
    if run.outcome in STILL:
        return None
    minimum = the_minimum(run, _in_picture(run))
    if found := _circle(run):
        return say("circles", {"period": found}, minimum=minimum, period=found)
    settles = _in_bowl(run, bowl) and _dies_away(run, bowl)
    return None if settles else say("far", minimum=minimum)


def _followed(run: Run, steps: int) -> np.ndarray:
    """Where the ball of a covered method goes from where its run has ended: (steps+1, d)."""
    s, program = run.settings, run.surface.gradient_program
    state = State(run.trajectory.w[-1], run.trajectory.update[-1])
    path = [state.w]
    with np.errstate(all="ignore"):
        for _ in range(steps):
            state, _ = METHODS[s.method].step(
                state, lambda w: np.array(program.at(w.tolist())), s.eta, s.alpha
            )
            path.append(state.w)
    return np.array(path)


def _dies_away(run: Run, bowl: Comparison) -> bool:
    """Whether the ball comes nearer to the minimum in the time in which theory says that it comes
    TENFOLD nearer; a slope that is a little bent may keep a swing alive for ever."""
    ruling = _ruling(run, bowl)
    steps = math.log(TENFOLD) / max(ruling.gap, 1e-300)
    if not TURN <= steps <= AHEAD:
        return True
    path = np.abs(_followed(run, int(steps) + TURN) - np.array(bowl.place.w)).max(axis=-1)
    first, last = path[:TURN].max(), path[-TURN:].max()
    return bool(last <= first / 2 or last <= FINEST * run.surface.span)


def _circle(run: Run) -> int:
    """After how many steps the ball is always back where it was; 0 where it isn't.

    Each round ends a little off from the last one, by less and less; what is still to come is
    their geometric series. A swing that slowly dies away is off by little, too, but in sum by all
    of its size.
    """
    w, span = run.trajectory.w, run.surface.span
    most = min(LONGEST, len(w) // 4)
    # Looked at closely is only what the very last step is back from.
    near = (
        np.abs(w[-1 - most : -1][::-1] - w[-1]).max(axis=-1)
        <= ROUND * np.ptp(w[-most:], axis=0).max()
    )
    for steps in np.flatnonzero(near[1:]) + 2 if most > 1 else ():
        size = np.ptp(w[-steps:], axis=0).max()
        off = np.abs(w[-3 * steps :] - w[-4 * steps : -steps]).reshape(3, -1).max(axis=-1)
        shrinks = np.sqrt(off[2] / max(off[0], 1e-300)) if off.max() > FINEST * span else 0.0
        if size >= ROUND * span and shrinks < 1 and off[2] <= (1 - shrinks) * ROUND * size:
            return int(steps) if _comes_round(run, int(steps), size) else 0
    return 0


def _comes_round(run: Run, steps: int, size: float) -> bool:
    """Whether the ball is still going round much later: beside a kink a circle may break."""
    if not quadratic.covers(run.settings.method) or changes_eta(run):
        return True
    path = _followed(run, AHEAD)
    off = np.abs(path[-steps:] - path[-2 * steps : -steps]).max()
    return bool(off <= 2 * ROUND * size and np.ptp(path[-steps:], axis=0).max() >= size / 2)


def _in_bowl(run: Run, bowl: Comparison) -> bool:
    """Whether the slowest direction was that of a bowl in the last steps, and each other one, too,
    or too small beside it to matter."""
    last = slice(-FEWEST, None)
    ruling = _ruling(run, bowl)
    size = _size(run, bowl, ruling)[last].max()
    return all(
        bent(run, bowl.place, d.curvature, np.array(d.vector))[last].max() <= IN_BOWL
        or (d is not ruling and _size(run, bowl, d)[last].max() <= IN_BOWL * size)
        for d in _moved(run, bowl)
    )


def _elsewhere(run: Run) -> Verdict | None:
    """It rests, and so does plain descent from the same start with the same η, in another minimum.

    jumped: with one weight, start and plain descent's end are on one side of the highest maximum
    between the two ends, and where it was last crossed the gradient term pushed back."""
    s = run.settings
    if run.outcome is not Outcome.RESTED or s.alpha == 0:
        return None
    plain = along(s, "plain")
    if plain.outcome is not Outcome.RESTED or not (run.place and plain.place):
        return None
    if run.place == plain.place:
        return None
    found = _jump(run, run.place.w[0], plain.place.w[0]) if run.surface.d == 1 else None
    return found or say(
        "elsewhere", w=position(plain.place.w, run.surface.span, run.settings.weights)
    )


def _jump(run: Run, end: float, plain_end: float) -> Verdict | None:
    t, (low, high) = run.trajectory, sorted((end, plain_end))
    tops = [
        p
        for p in stationary_points(run.surface).points
        if p.kind == "maximum" and low < p.w[0] < high
    ]
    if not tops:
        return None
    barrier = max(tops, key=lambda p: p.value).w[0]
    side = np.sign(t.w[:, 0] - barrier)
    if side[0] == side[-1]:
        return None
    k = int(np.flatnonzero(side != side[-1])[-1])
    if t.gradient[k, 0] * t.update[k + 1, 0] <= 0:
        return None
    numbers = {"barrier": barrier, "update": float(t.update[k + 1, 0]), "k": k}
    words = {
        "barrier": position((barrier,), run.surface.span, run.settings.weights),
        "update": number(numbers["update"], 2),
    }
    return say("jumped", numbers, **words)


def _manner(run: Run, bowl: Comparison) -> Verdict:
    """It is in the bowl of a minimum that holds it: what the slowest direction it moved in does.

    unheld: it keeps to one direction, and no α would hold
    it in the other one.
    best: α has ABOUT as many digits a step as the best α for all directions, or more. oscillating,
    alternating: the regime, where half a period fits into three digits. creeping: real roots, SLOW.
    settling: else.
    """
    s, d = run.settings, _ruling(run, bowl)
    curvatures = [m.curvature for m in bowl.directions]
    best = float(quadratic.best_alpha(s.eta, curvatures, s.method))
    digits = float(quadratic.steps_by_gap(d.gap))
    numbers = {"rate": d.rate, "digits": digits, "best_alpha": best, "x": s.eta * d.curvature}
    words = {
        "rate": factor(d.rate, d.gap),
        "digits": in_steps(digits),
        "x": number(numbers["x"], 3),
    }
    if not np.isfinite(best):
        numbers = _limit_numbers(run, bowl.directions)
        return say("unheld", numbers, rate=words["rate"], x=beyond(run, numbers)["x"])

    def worst(alpha: float) -> float:
        return float(quadratic.worst_rate(s.eta, curvatures, alpha, s.method))

    slowest = d.rate >= bowl.rate - quadratic.ALIKE
    if slowest and quadratic.steps_to_gain(worst(best)) >= ABOUT * digits:
        kind = "best"
    elif d.regime in ("oscillating", "alternating") and d.period and d.period / 2 < digits:
        kind = d.regime
        numbers |= {"period": d.period} if kind == "oscillating" else {}
        return say(kind, numbers, **words, period=number(d.period, 3))
    else:
        kind = "creeping" if d.regime == "creeping" and digits >= SLOW else "settling"
    words |= {
        "best": best_in_words(best, worst),
        "where": sentences.say("part.here" if slowest else "part.overall"),
    }
    round_ = max(curvatures) - min(curvatures) <= quadratic.ALIKE * max(curvatures)
    flattest = slowest and d is bowl.directions[0] and not round_
    along = sentences.say("part.along") if flattest else ""
    return say(kind, numbers, {"along": ""}, **words, along=along)


def _moved(run: Run, bowl: Comparison) -> list[Direction]:
    """The directions in which the run ever was off the minimum, by more than rounding."""
    floor = FINEST * run.surface.span
    return [d for d in bowl.directions if _size(run, bowl, d).max() > floor] or [*bowl.directions]


def _size(run: Run, bowl: Comparison, d: Direction) -> np.ndarray:
    return amplitude(run, bowl.place, d.curvature, np.array(d.vector))


def _ruling(run: Run, bowl: Comparison) -> Direction:
    """The slowest direction that the run moved in; of equally slow ones the widest at the end."""
    moved = _moved(run, bowl)
    slowest = max(d.rate for d in moved)
    tied = [d for d in moved if d.rate >= slowest - quadratic.ALIKE]
    return max(tied, key=lambda d: float(_size(run, bowl, d)[-FEWEST:].max()))


def _limit_numbers(run: Run, directions: Sequence[Direction]) -> dict[str, float]:
    curvature = max(d.curvature for d in directions)
    limit = float(quadratic.edge(run.settings.alpha, run.settings.method))
    return {"curvature": curvature, "x": run.settings.eta * curvature, "edge": limit}


def _in_picture(run: Run) -> bool:
    low, high = np.array(run.surface.bounds).T
    return bool(((run.trajectory.w[-1] >= low) & (run.trajectory.w[-1] <= high)).all())
