"""``descend``, which takes the steps of a rule from a start and records them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from momentum_core.methods.rules import Gradient, State
from momentum_core.methods.table import STEPS


class Outcome(Enum):
    """How a run ended. The value is how links and the player spell it."""

    RESTED = "rested"
    """Gradient and update have both vanished, in a minimum that holds the ball."""
    BALANCED = "balanced"
    """Gradient and update have both vanished on a saddle, a maximum or flat ground."""
    ROLLING = "rolling"
    """The step limit was reached first."""
    ESCAPED = "escaped"
    """The ball is over a million windows away and on its way farther, or its position is no finite
    number."""
    UNDEFINED = "undefined"
    """The loss has no finite value, or no finite slope, to go on with."""
    HOVERING = "hovering"
    """The step limit was reached, and mini-batches never let the ball rest."""
    QUIET = "quiet"
    """From the run's end to the step limit nobody could see the ball move; but nothing shows that
    it stays so."""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """One recorded run of K steps in d dimensions; ``w[k+1] == w[k] + update[k+1]`` exactly.

    w (K+1, d): the weights. update (K+1, d): the change that led there, update[0] = 0.
    gradient (K, d): the gradient each step used, for Nesterov the one at the look-ahead point.
    """

    w: np.ndarray
    update: np.ndarray
    gradient: np.ndarray

    def __len__(self) -> int:
        """The number of steps K."""
        return len(self.gradient)


Ended = Callable[[np.ndarray, np.ndarray, float], bool]


def descend(
    gradient: Gradient | Sequence[Gradient],
    start,
    *,
    eta: float | Sequence[float],
    alpha: float = 0.0,
    method: str = "momentum",
    steps: int,
    ended: Ended | None = None,
) -> Trajectory:
    """Run ``steps`` steps of a rule from ``start`` (d numbers) and record them.

    ``gradient`` maps (d,) to (d,), or is a sequence of such functions, one for each step (the
    mini-batches); ``eta`` is one number or one for each step. The run is shorter than ``steps``
    when the next position would not be finite (it is not recorded) or when ``ended(w, update,
    eta)`` says so before a step is taken.
    Raises ValueError for an unknown rule, a sequence that is too short, or no step at all.
    """
    if method not in STEPS:
        raise ValueError(f"Unknown method {method!r}: choose one of {', '.join(STEPS)}.")
    if steps < 0:
        raise ValueError(f"The number of steps is {steps}; it can't be negative.")
    if not callable(gradient) and len(gradient) < steps:
        raise ValueError(f"{steps} steps need {steps} gradients; there are {len(gradient)}.")
    etas = [eta] * steps if isinstance(eta, (int, float)) else eta
    if len(etas) < steps:
        raise ValueError(f"{steps} steps need {steps} learning rates; there are {len(etas)}.")
    step = STEPS[method]
    w = np.atleast_1d(np.asarray(start, dtype=float))
    state = State(w, np.zeros_like(w))
    ws, updates, gradients = [state.w], [state.update], []
    with np.errstate(all="ignore"):
        for k in range(steps):
            if ended and ended(state.w, state.update, etas[k]):
                break
            slope = gradient if callable(gradient) else gradient[k]
            state, g = step(state, slope, etas[k], alpha)
            if not all(map(math.isfinite, state.w.tolist())):
                break
            ws.append(state.w)
            updates.append(state.update)
            gradients.append(g)
    shape = (len(gradients), len(w))
    return Trajectory(np.array(ws), np.array(updates), np.array(gradients).reshape(shape))
