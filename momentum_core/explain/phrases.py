"""The reasons why runs end as they do: their sentences, and the numbers in them as words.

``verdict.py`` decides which one holds. Every sentence fits on two lines: LONGEST characters at
most. A number in it may be NaN or infinite only where its function says what is said then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal

from momentum_core.losses.stationary import stationary_points
from momentum_core.methods.table import METHODS
from momentum_core.runs.run import Run
from momentum_core.words import sentences
from momentum_core.words.numbers import number

LONGEST = 140
"""Characters of a sentence."""
CLOSE = 1e-8
"""What is beyond an edge by less than this part of it is said to be beyond it by so much."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why a run ended as it did.

    kind: a key of the messages "why". sentence: what is said. numbers: the finite numbers in it,
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
    **words: str | int,
) -> Verdict:
    """The verdict of a kind, with the words that its sentence has room for; those of ``shorter``
    take their places where it would be too long."""
    finite = {name: x for name, x in (numbers or {}).items() if math.isfinite(x)}
    sentence = sentences.say(f"why.{kind}", **words)
    if len(sentence) > LONGEST:
        sentence = sentences.say(f"why.{kind}", **(words | (shorter or {})))
    return Verdict(kind, sentence, finite)


def beyond(run: Run, numbers: dict[str, float]) -> dict[str, str]:
    """ηλ and the edge in as many digits as it takes to see that they differ; where that would be
    too many, by how much they do."""
    x, limit = numbers["x"], numbers["edge"]
    by = abs(x - limit)
    close = by <= CLOSE * limit
    digits = 3 if close else next(n for n in range(3, 12) if number(x, n) != number(limit, n))
    edge = the_edge(run, limit, digits)
    return {
        "x": number(x, digits) if math.isfinite(x) else product(run, numbers["curvature"]),
        "edge": sentences.say("part.by", edge=edge, by=number(by, 2)) if close and by > 0 else edge,
        "curvature": number(numbers["curvature"], digits),
        "steepest": sentences.say("part.curvature" if run.surface.d == 1 else "part.steepest"),
    }


def product(run: Run, curvature: float) -> str:
    """ηλ where it is too large for a float."""
    return number(Decimal(run.settings.eta) * Decimal(curvature), 3)


def the_edge(run: Run, limit: float, digits: int) -> str:
    """The edge of ηλ, with what it is made of."""
    shown = number(limit, digits)
    if run.settings.alpha == 0:
        return shown
    ahead = METHODS[run.settings.method].looks_ahead
    return sentences.say("part.edge ahead" if ahead else "part.edge", edge=shown)


def frictionless(run: Run) -> bool:
    """Whether nothing takes the ball's speed away: heavy ball with α = 1."""
    s = run.settings
    return s.alpha == 1 and METHODS[s.method].covered and not METHODS[s.method].looks_ahead


def the_minimum(run: Run, seen: bool = True) -> str:
    """Which minimum is spoken of, where there is one or more; ``seen``: whether the ball is in the
    picture, as they are."""
    only = sum(p.kind == "minimum" for p in stationary_points(run.surface).points) == 1
    if seen:
        return sentences.say("part.only" if only else "part.nearest")
    return sentences.say("part.only one seen" if only else "part.nearest one seen")
