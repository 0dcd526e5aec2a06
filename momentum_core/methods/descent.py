"""The update rules, one small step each, and ``descend``, which records a run.

Notation: ``w`` weights, ``g`` the gradient of the loss, ``update`` the last change of the weights
(Δw in the formula), ``eta`` the learning rate η, ``alpha`` the momentum α. From update = 0:

    momentum   update ← αΔw − ηg(w)          w ← w + update     Polyak 1964; Rumelhart et al. 1986
    Nesterov   update ← αΔw − ηg(w + αΔw)    w ← w + update     Nesterov 1983; Sutskever et al. 2013
    Adam       update ← −η m̂ / (√v̂ + ε)      w ← w + update     Kingma & Ba 2015
    buffer     v ← αv + g(w)                  w ← w − ηv         PyTorch's and Optax's heavy ball

The last is the first as long as η stays the same; when η changes on the way, they part.

Every step is arithmetic on whole arrays, so it broadcasts over leading axes: one ball, or all the
cells of a map. The player has the same lines in assets/player/core/descent.js, in the same order of
operations; tests hold both to the same numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

import numpy as np

Gradient = Callable[[np.ndarray], np.ndarray]

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
"""Adam's constants: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1."""


class Outcome(Enum):
    """How a run ended. The value is how links and the player spell it."""

    RESTED = "rested"
    """Gradient and update have both vanished, in a minimum."""
    BALANCED = "balanced"
    """Gradient and update have both vanished on a saddle, a maximum or flat ground."""
    ROLLING = "rolling"
    """The step limit was reached first."""
    ESCAPED = "escaped"
    """The ball is over a million windows away, or its position is no finite number."""
    UNDEFINED = "undefined"
    """The loss has no finite value, or no finite slope, to go on with."""
    HOVERING = "hovering"
    """The step limit was reached, and mini-batches never let the ball rest."""


class State(NamedTuple):
    """Everything a method carries from one step to the next; arrays of shape (..., d)."""

    w: np.ndarray
    update: np.ndarray
    m: np.ndarray | float = 0.0
    v: np.ndarray | float = 0.0
    decay1: float = 1.0
    decay2: float = 1.0


Step = Callable[
    [State, Gradient, "float | np.ndarray", "float | np.ndarray"], tuple[State, np.ndarray]
]


def momentum(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """Heavy ball: keep α of the last update, push with −η times the gradient here."""
    g = gradient(state.w)
    update = alpha * state.update - eta * g
    return State(state.w + update, update), g


def nesterov(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """Nesterov: as heavy ball, with the gradient taken where momentum alone would lead."""
    carried = alpha * state.update
    g = gradient(state.w + carried)
    update = carried - eta * g
    return State(state.w + update, update), g


def adam(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """Adam: momentum on a gradient scaled by its own recent size. It has no α and ignores it."""
    g = gradient(state.w)
    m = BETA1 * state.m + (1 - BETA1) * g
    v = BETA2 * state.v + (1 - BETA2) * (g * g)
    decay1, decay2 = BETA1 * state.decay1, BETA2 * state.decay2
    update = -eta * (m / (1 - decay1)) / (np.sqrt(v / (1 - decay2)) + EPSILON)
    return State(state.w + update, update, m, v, decay1, decay2), g


def buffer(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """Heavy ball as PyTorch and Optax write it: a buffer of gradients, scaled by η at the end, so
    that a new η scales all that was carried along too."""
    g = gradient(state.w)
    m = alpha * state.m + g
    update = -eta * m
    return State(state.w + update, update, m), g


METHODS: dict[str, Step] = {"momentum": momentum, "nesterov": nesterov, "adam": adam}
"""The methods to choose from."""
RULES: dict[str, Step] = {**METHODS, "buffer": buffer}


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
    if method not in RULES:
        raise ValueError(f"Unknown method {method!r}: choose one of {', '.join(RULES)}.")
    if steps < 0:
        raise ValueError(f"The number of steps is {steps}; it can't be negative.")
    if not callable(gradient) and len(gradient) < steps:
        raise ValueError(f"{steps} steps need {steps} gradients; there are {len(gradient)}.")
    etas = [eta] * steps if isinstance(eta, (int, float)) else eta
    if len(etas) < steps:
        raise ValueError(f"{steps} steps need {steps} learning rates; there are {len(etas)}.")
    step = RULES[method]
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
