"""How fast the clock goes: the first steps of a formula are told term by term, the next ones follow
at a rate that the eye can count, and later ones sooner. The player has it in core/clock.js."""

from __future__ import annotations

RATE = 5.0
"""Steps a second at speed 1, once a formula has been told."""
TOLD = (1.8, 2.6, 1.6, 0.9, 0.5, 0.3)
"""Seconds that each of the first steps takes while its terms are told."""
FAMILIAR, MOST = 12, 8.0
"""From this step on the clock goes faster, in proportion to the step, at most so many times."""


def seconds(steps: int, speed: float = 1.0) -> float:
    """How long a run of so many steps plays at a speed of 1 or more, told from its first step.

    >>> round(seconds(2), 1), round(seconds(2, speed=2), 1)
    (4.4, 2.2)
    """
    hurry = (min(max(k / FAMILIAR, 1.0), MOST) for k in range(steps))
    told = (*TOLD, *[0.0] * steps)
    return sum(max(told[k], 1 / (RATE * h)) for k, h in enumerate(hurry)) / speed
