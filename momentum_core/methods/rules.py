"""The update rules, one small step each.

Notation: ``w`` weights, ``g`` the gradient of the loss, ``update`` the last change of the weights
(Δw in the formula), ``eta`` the learning rate η, ``alpha`` the momentum α. From update = 0:

    momentum   update ← αΔw − ηg(w)          w ← w + update     Polyak 1964; Rumelhart et al. 1986
    Nesterov   update ← αΔw − ηg(w + αΔw)    w ← w + update     Nesterov 1983; Sutskever et al. 2013
    Adam       update ← −η m̂ / (√v̂ + ε)      w ← w + update     Kingma & Ba 2015
    RMSProp    update ← −η g / (√v + ε)      w ← w + update     Tieleman & Hinton 2012
    buffer     v ← αv + g(w)                  w ← w − ηv         PyTorch's and Optax's heavy ball

The last is the first as long as η stays the same; when η changes on the way, they part.

Every step is arithmetic on whole arrays, so it broadcasts over leading axes: one ball, or all the
cells of a map. The player has the same lines in assets/player/core/descent.js, in the same order of
operations; tests hold both to the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Gradient = Callable[[np.ndarray], np.ndarray]

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8
"""Adam's constants: Kingma & Ba 2015, arXiv:1412.6980, algorithm 1. ε is RMSProp's, too."""
RHO = 0.99
"""RMSProp's v ← ρv + (1 − ρ)g²: PyTorch's value; Tieleman & Hinton's lecture 6.5 has 0.9."""


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


def edge(alpha, ahead: bool):
    """The ηλ beyond which a ball can't rest in a bowl of curvature λ: 2(1 + α) with momentum, and
    (2 + 2α)/(1 + 2α) with Nesterov's look ahead; Goh 2017."""
    return 2 * (1 + alpha) / (1 + 2 * alpha if ahead else 1)


def adam_spread(state: State):
    """√v̂ + ε, by which Adam divides: the usual size of each weight's gradient."""
    return np.sqrt(state.v / (1 - state.decay2)) + EPSILON


def rmsprop_spread(state: State):
    """√v + ε, by which RMSProp divides."""
    return np.sqrt(state.v) + EPSILON


def adam(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """Adam: momentum on a gradient scaled by its own recent size. It has no α and ignores it."""
    g = gradient(state.w)
    m = BETA1 * state.m + (1 - BETA1) * g
    v = BETA2 * state.v + (1 - BETA2) * (g * g)
    decay1, decay2 = BETA1 * state.decay1, BETA2 * state.decay2
    update = -eta * (m / (1 - decay1)) / (np.sqrt(v / (1 - decay2)) + EPSILON)
    return State(state.w + update, update, m, v, decay1, decay2), g


def rmsprop(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """RMSProp: the gradient scaled by its own recent size, kept in v from 0 on, so the first step
    is about η/√(1 − ρ) = 10η long. It has no α and ignores it."""
    g = gradient(state.w)
    v = RHO * state.v + (1 - RHO) * (g * g)
    update = -eta * g / (np.sqrt(v) + EPSILON)
    return State(state.w + update, update, v=v), g


def buffer(state: State, gradient: Gradient, eta, alpha) -> tuple[State, np.ndarray]:
    """Heavy ball as PyTorch and Optax write it: a buffer of gradients, scaled by η at the end, so
    that a new η scales all that was carried along too."""
    g = gradient(state.w)
    m = alpha * state.m + g
    update = -eta * m
    return State(state.w + update, update, m), g
