"""The reasons why runs end as they do: their sentences, and the numbers in them as words.

``verdicts.py`` decides which one holds. Every sentence fits on two lines: LONGEST characters at
most. A number in it may be NaN or infinite only where its function says what is said then.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from momentum_core.run import Run
from momentum_core.stationary import find
from momentum_core.worked import number

LONGEST = 140
"""Characters of a sentence."""
CLOSE = 1e-8
"""What is beyond an edge by less than this part of it is said to be beyond it by so much."""
FAINT = 1e-6
"""A rate nearer to 1 than this is told by its distance from 1."""

WHY: dict[str, str] = {
    "uncovered": "This theory is about α and one fixed η; Adam rescales every step, so it has "
    "nothing to say.",
    "dropped": "This theory is about one fixed η; here η changes on the way, so it has nothing to "
    "say.",
    "lost": "The loss has no value or no slope where the ball went, and so no theory.",
    "unstable": "Can’t rest in {minimum}: its {steepest} is {curvature}, so ηλ = {x} is beyond "
    "{edge}; {end}.",
    "thrown": "Too steep for this η: at step {k} the curvature is {curvature}, so ηλ = {x} is "
    "beyond {edge}; {end}.",
    "downhill": "Nothing holds it: the loss still falls where the ball went, and it escaped after "
    "{steps}.",
    "gone": "It escaped after {steps}, though nowhere was ηλ beyond {edge}; this theory doesn’t "
    "say why.",
    "balance": "Balances on {place}: its way down has curvature {curvature}, so each step makes "
    "the smallest push {rate}.",
    "held": "Balances on {place}: its way down has curvature {curvature}, but with this η a push "
    "grows too slowly to be counted.",
    "valley": "Rests in a valley{where}: its {steepest} is {curvature}, so ηλ = {x} is below "
    "{edge}.",
    "level": "Lies on level ground: no slope to follow, and no bowl that this theory could speak "
    "of.",
    "nowhere": "No minimum is known in this picture, so this theory has nothing to say.",
    "flat": "The ground is flat at {w}: its curvature is 0, so this theory has no rate for it.",
    "kinked": "The minimum at {w} is no bowl but a kink, so this theory has no rate for it.",
    "poised": "Stands in a minimum that can’t hold it: ηλ = {x} is beyond {edge}, so the smallest "
    "push would grow.",
    "marginal": "Just on the edge, ηλ = {x}: in a bowl it would hop to and fro for ever.",
    "frictionless": "Never rests: α = 1 has no friction, so nothing takes its speed away.",
    "faint": "Its swing is too small to see; with α = 1 there is no friction, so it never dies "
    "away.",
    "hovering": "After {forgotten} it hovers {hover} above the lowest loss; for this η, α and "
    "batch theory expects {expected}. A smaller {calmer} calms it.",
    "unsettled": "Takes some {needed} to tell how far it hovers; in the long run theory expects "
    "{expected} above the lowest loss, on average.",
    "shuffled": "Hovers {hover} above the lowest loss. In shuffled epochs a batch depends on the "
    "ones before it; theory is of independent draws.",
    "unpredicted": "Hovers {hover} above the lowest loss, averaged over the last half; with this η "
    "and α it settles in over {patience} steps, or never.",
    "agreed": "The data lie on one line, so in the minimum no batch pulls at the ball: nothing "
    "shakes it there.",
    "flung": "Flung off: alone, some batches are so steep that ηλ = {x}, beyond {edge}; it escaped "
    "after {steps}.",
    "started": "It starts at rest: in the minimum there is no slope, and before the first step no "
    "update.",
    "mounting": "Just on the edge, ηλ = {x}, and without friction: in a bowl each hop is longer "
    "than the one before by the same amount.",
    "far": "Not in the bowl of {minimum}: theory can’t say when or whether it rests.",
    "circles": "Goes round and round: every {period} steps it is back where it was, so it never "
    "rests, though {minimum} could hold it.",
    "jumped": "Jumped the barrier at {barrier} with an update of {update} against the slope; "
    "without momentum it rests before it.",
    "elsewhere": "Momentum took it to another minimum: with this η and α = 0 it rests at {w}.",
    "best": "Settles about as fast as this η allows: each step keeps {rate} of the distance; "
    "the best α here is {best}.",
    "oscillating": "Swings around the minimum with a period of {period} steps; each step keeps "
    "{rate} of the swing: three digits take {digits}.",
    "alternating": "Hops from side to side: ηλ = {x} overshoots at every step, and {rate} of the "
    "distance is left each time.",
    "creeping": "Creeps: each step keeps {rate} of the distance{along}, {digits} for three digits; "
    "the best α {where} is {best}.",
    "unheld": "Each step keeps {rate} of the distance along this line only: across it ηλ = {x}, "
    "with which no α lets the ball rest.",
    "idle": "Hardly moves: ηλ = {x} is so small that three digits take more steps than can be "
    "counted.",
    "settling": "Settles: in the long run a step keeps {rate} of the distance: three digits "
    "take {digits}; the best α {where} is {best}.",
}
"""Why, by kind."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a run ended as it did.

    kind: a key of WHY. sentence: what is said. numbers: the finite numbers in it,
    unrounded.
    """

    kind: str
    sentence: str
    numbers: dict[str, float]


def say(
    kind: str,
    numbers: dict[str, float] | None = None,
    shorter: dict[str, str] | None = None,
    /,
    **words: str,
) -> Verdict:
    """The verdict of a kind, with the words that its sentence has room for; those of ``shorter``
    take their places where it would be too long."""
    finite = {name: x for name, x in (numbers or {}).items() if math.isfinite(x)}
    sentence = WHY[kind].format(**words)
    if len(sentence) > LONGEST:
        sentence = WHY[kind].format(**(words | (shorter or {})))
    return Verdict(kind, sentence, finite)


def beyond(run: Run, numbers: dict[str, float]) -> dict[str, str]:
    """ηλ and the edge in as many digits as it takes to see that they differ; where that would be
    too many, by how much they do."""
    x, limit = numbers["x"], numbers["edge"]
    by = abs(x - limit)
    close = by <= CLOSE * limit
    digits = 3 if close else next(n for n in range(3, 12) if number(x, n) != number(limit, n))
    return {
        "x": number(x, digits) if math.isfinite(x) else product(run, numbers["curvature"]),
        "edge": the_edge(run, limit, digits) + f" by {number(by, 2)}" * (close and by > 0),
        "curvature": number(numbers["curvature"], digits),
        "steepest": "curvature" if run.surface.d == 1 else "steepest curvature",
    }


def product(run: Run, curvature: float) -> str:
    """ηλ where it is too large for a float."""
    return number(Decimal(run.settings.eta) * Decimal(curvature), 3)


def the_edge(run: Run, limit: float, digits: int) -> str:
    """The edge of ηλ, with what it is made of."""
    shown = number(limit, digits)
    if run.settings.alpha == 0:
        return shown
    nesterov = run.settings.method == "nesterov"
    return f"Nesterov’s edge, {shown}" if nesterov else f"2(1 + α) = {shown}"


def the_minimum(run: Run, seen: bool = True) -> str:
    """Which minimum is spoken of, where there is one or more; ``seen``: whether the ball is in the
    picture, as they are."""
    only = sum(p.kind == "minimum" for p in find(run.surface).points) == 1
    if seen:
        return "this minimum" if only else "the nearest minimum"
    return f"the {'only' if only else 'nearest'} minimum in the picture"


def factor(rate: float) -> str:
    """A rate below 1, never rounded up to it.

    >>> factor(0.94868), factor(0.99804), factor(1 - 3e-9), factor(1e-9)
    ('0.949', '0.998', 'all but 3e−9', 'next to nothing')
    """
    if rate < 5e-4:
        return "next to nothing"
    if 1 - rate < FAINT:
        return f"all but {number(1 - rate, 2)}"
    return number(rate, max(3, math.ceil(-math.log10(1 - rate)) + 1))


def growth(rate: float) -> str:
    """How many times as large a factor above 1 makes something, never rounded down to 1.

    >>> growth(1.5), growth(1 + 2e-12)
    ('1.5 times as large', 'larger by 2e−12 of itself')
    >>> growth(math.inf)
    'larger than can be counted'
    """
    if not math.isfinite(rate):
        return "larger than can be counted"
    if rate - 1 < FAINT:
        return f"larger by {number(rate - 1, 2)} of itself"
    return f"{number(rate, max(3, math.ceil(-math.log10(rate - 1)) + 2))} times as large"


def in_steps(steps: float) -> str:
    """A number of steps, rounded up where it is small."""
    if not math.isfinite(steps):
        return "more steps than can be counted"
    return "1 step" if steps <= 1 else f"{number(math.ceil(steps), 3)} steps"


def rounded(alpha: float, rate: Callable[[float], float], decimals: int = 2) -> float:
    """A best α with so many decimals: the better one of its two neighbours that are below 1, by the
    rate that they give; the largest one below 1 where α is nearer to 1 than that.

    >>> rounded(0.5012, lambda a: abs(a - 0.5)), rounded(0.9951, lambda a: 0.0)
    (0.5, 0.99)
    >>> rounded(1 - 1e-12, lambda a: 0.0)
    0.99
    """
    scale = 10**decimals
    below, above = math.floor(alpha * scale + 1e-9), math.ceil(alpha * scale - 1e-9)
    return min((min(n, scale - 1) / scale for n in (below, above)), key=rate)


def best_in_words(alpha: float, rate: Callable[[float], float]) -> str:
    """A best α, which is a number, rounded as ``rounded`` does, with more decimals close to 1.

    >>> best_in_words(0.6028, lambda a: -a), best_in_words(0.96041, lambda a: a)
    ('0.61', '0.96')
    >>> best_in_words(0.0, abs), best_in_words(1 - 1e-9, abs)
    ('0', 'just below 1')
    """
    if alpha > 1 - 1e-5:
        return "just below 1"
    decimals = 2 + max(0, math.floor(-math.log10(1 - alpha)))
    return number(rounded(alpha, rate, decimals), 15)
