"""Whether a ball that is out of reach is gone for good.

Out of reach alone says nothing: a ball that one steep slope has flung away may be back at the next
step. Gone is one that goes on leaving, GOING steps in a row, if what lies ahead won't change that.
What lies ahead is looked at in RAY places on the straight line on which the ball is seen from the
middle of the window.

- Each step leads farther than the one before, by more each time, as in a bowl that can't hold the
  ball; and the slope ahead grows all the way, with the distance or faster, as in a bowl. Where it
  grows less, the ball comes to where it is held.
- Or the steps lead on and on, and no slope ahead pulls the ball back, or one so faint that it would
  take FOREVER steps.

Any other ball out of reach still rolls. With mini-batches a ball that is far out often comes back:
there it has to be FLUNG times as far. The player has the same lines in
assets/player/core/departure.js.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from momentum_core.runs.ending import Ends, square

GOING = 8
"""So many steps in a row show where a ball goes."""
MORE = 1 + 1e-4
"""Each step of one that can't be held is longer than the one before by this factor or more."""
FOREVER = 1e5
"""A pull that takes more steps than this to bring a ball back is none."""
LOOK = 100
"""A ball that is out of reach at the step limit is followed for so many steps more."""
FLUNG = 1e14
"""With mini-batches a ball is gone that is so many times as far away as it may reach."""
RAY = 24
"""Places ahead that are looked at, up to 67 times as far away as the ball."""


class Departure:
    """Who of n balls is out of reach, since when, and how they have moved since.

    since (n,): the first step of the present stay out of reach; −1 for a ball within reach.
    """

    def __init__(self, limits: Ends, pulls_by: str, noisy: bool, n: int) -> None:
        """``pulls_by``: what η means to the method; ``noisy``: whether there are mini-batches."""
        self.limits, self.pulls_by, self.noisy = limits, pulls_by, noisy
        self.since = np.full(n, -1)
        self.away, self.step = np.zeros(n), np.zeros(n)
        self.swelled, self.onward = np.zeros(n, dtype=int), np.zeros(n, dtype=int)

    def keep(self, going: np.ndarray) -> None:
        """Forget all balls but these (a mask)."""
        for name in ("since", "away", "step", "swelled", "onward"):
            setattr(self, name, getattr(self, name)[going])

    def look(
        self, k: int, who: Any, w: np.ndarray, eta: np.ndarray, slope: Callable[[Any], Any]
    ) -> np.ndarray:
        """Which of ``who`` (indices or a slice, m of them) are gone, as can be told after step k: a
        mask (m,). Everybody who is out of reach, or was, has to be among them. ``w`` (d, m): their
        positions, finite; ``slope``: the gradients at positions, (d, l) to (d, l)."""
        out = self.limits.escaped(w)
        away = np.abs(w - np.array(self.limits.centre)[:, None]).max(axis=0)
        since = self.since[who]
        again = out & (since >= 0)
        step = away - self.away[who]
        swelled = np.where(again & (step > self.step[who] * MORE), self.swelled[who] + 1, 0)
        onward = np.where(again & (step >= 0), self.onward[who] + 1, 0)
        since = np.where(out, np.where(since < 0, k, since), -1)
        self.swelled[who], self.onward[who] = swelled, onward
        self.since[who], self.away[who], self.step[who] = since, away, np.where(again, step, 0.0)
        if self.noisy:
            return again & (away >= FLUNG * self.limits.reach)
        gone = np.zeros(len(away), dtype=bool)
        swells = swelled >= GOING
        asked = np.flatnonzero(again & (onward >= GOING) & (swells | (onward % GOING == 0)))
        if asked.size:
            gone[asked] = self._goes_on(w[:, asked], swells[asked], eta[asked], slope)
        return gone

    def _goes_on(self, w: np.ndarray, swells: np.ndarray, eta: np.ndarray, slope: Any) -> Any:
        """Whether what lies ahead of balls won't stop them."""
        centre = np.array(self.limits.centre)[:, None]
        off = w - centre
        here, away = square(np.asarray(slope(w))), np.abs(off).max(axis=0)
        far = 1 + np.arange(RAY)[:, None] ** 2 / 8
        ahead = off[:, None] * far
        g = np.asarray(slope((centre[:, None] + ahead).reshape(len(w), -1))).reshape(ahead.shape)
        size = square(g)
        before = np.concatenate([np.zeros((1, len(away))), size[:-1]])
        grows = ((size >= far * far / 4 * here) & (size >= before)).all(axis=0)
        pull = eta * np.sqrt(size) if self.pulls_by == "factor" else eta
        inward = inner(g, ahead)
        free = ((inward <= 0) | (pull * FOREVER * FOREVER <= away * far)).all(axis=0)
        return (swells & grows) | free


def inner(g: np.ndarray, w: np.ndarray) -> np.ndarray:
    """The inner products of gradients and positions (d, n)."""
    total = g[0] * w[0]
    for a, b in zip(g[1:], w[1:], strict=True):
        total = total + a * b
    return total
