"""What is worth seeing of a loss: minima and maxima, level spots, and where it begins or ends.

This is a first look that decides what the picture shows; ``line_landmarks`` and ``plane_landmarks``
take it. What is in the picture is then searched with proof, by ``stationary``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from momentum_core.formula.program import Program

NEAREST, FARTHEST = 1.0137e-3, 1e6
"""Samples lie this far from zero; none of them on a round number, where poles like to be."""
FINE, NEAR = 0.0201, 8.0
"""Up to NEAR from zero, samples also lie FINE apart."""
CIRCLE = np.linspace(0.0, 2 * np.pi, 17)[:-1]


class Loss(Protocol):
    """A loss and its derivatives at points (..., d)."""

    @property
    def d(self) -> int:
        """1 or 2."""

    @property
    def cost(self) -> int:
        """Operations of a value."""

    @property
    def creased(self) -> bool:
        """Whether it may have a kink or a cusp."""

    @property
    def creases(self) -> Program | None:
        """The functions at whose zeros it may have a kink, as ``derive`` has them."""

    def value(self, w: np.ndarray) -> np.ndarray:
        """Shape (...)."""

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """Shape (..., d)."""

    def hessian(self, w: np.ndarray) -> np.ndarray:
        """Shape (..., d, d)."""


@dataclass(slots=True)
class Landmarks:
    """What is worth seeing: places (n, d), their values (n,), and which of them are minima (n,)
    and maxima. endless: whether there may be more than were found. In one dimension also edges,
    where the loss begins or ends, and bends, where it bends the other way. In two, floor: places
    (m, 2) of lines along which the slope is zero, which are not among the others, and their values
    (m,)."""

    places: np.ndarray
    values: np.ndarray
    minima: np.ndarray
    maxima: np.ndarray
    endless: bool
    edges: list[float] = field(default_factory=list)
    bends: list[float] = field(default_factory=list)
    floor: np.ndarray = field(default_factory=lambda: np.empty((0, 2)))
    floor_values: np.ndarray = field(default_factory=lambda: np.empty(0))


def walled(loss: Loss, places: np.ndarray, reach: float) -> bool:
    """Whether the loss is far higher at the border of what was seen than around zero."""
    near = loss.value(places[np.argsort(np.abs(places).max(-1), kind="stable")[:5]])
    turn = np.array([[1.0, -1.0]] if loss.d == 1 else [np.cos(CIRCLE), np.sin(CIRCLE)])
    border = np.multiply.outer(np.linspace(0.7, 1.0, 40) * reach, turn.T).reshape(-1, loss.d)
    return bool(len(near) and (loss.value(border) > near.max() + 3 * np.ptp(near)).all())
