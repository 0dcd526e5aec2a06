"""``run_many``: many runs at once, each to its end, without recording paths.

The update rules are those of ``rules.py``, the gradient is the loss's program, the ending rules
are those of ``run.py``; so every cell ends as ``simulate`` does: with the same outcome, in the same
place, after the same number of steps. For + − × ÷ √ that is so by IEEE 754; for exp, sin and the
like because numpy's routine for one number is its routine for many.

What is done for speed changes no decision. All cells are at the same step, in blocks that fit the
cache. Cells that have ended roll on until they are many; then they are dropped. Who is slow enough
for rest is noted at every step, and whether it was rest is looked up a few steps later, for all of
them together; the first time counts. Who may have escaped is looked up only if somebody is far off.

Notation: d weights, n cells. Weights of many cells are arrays (d, n), coordinate by coordinate.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np

from momentum_core.formula.intervals import bounded
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.descent import Outcome
from momentum_core.methods.rules import State
from momentum_core.methods.table import METHODS
from momentum_core.runs.ending import ends, nearest, square

BLOCK = 6400
"""So many cells run at once."""
PATIENCE = 16
"""Whether slow cells are at rest is looked up so many steps at a time."""
CROWDED = 1 / 8
"""When more than this part of a block's cells has ended they are dropped from the work."""

OUTCOMES = tuple(Outcome)
RESTED, BALANCED, ROLLING, ESCAPED, UNDEFINED = range(5)
NOWHERE = 255
"""The place of a cell that ended at no known stationary point."""


def run_many(
    surface: Surface,
    method: str,
    start: np.ndarray,
    eta: np.ndarray,
    alpha: np.ndarray,
    steps: int,
    drop: tuple[float, ...] = (),
) -> Iterator[np.ndarray]:
    """How the runs from ``start`` (d, n) with ``eta`` and ``alpha`` (n,) end, block by block; η
    changes on the way as ``Settings.drop`` says.

    Each block yields (3, cells): the outcome as an index into OUTCOMES; the place as an index into
    ``stationary_points(surface).points``, or NOWHERE; the number of steps taken.
    """
    for at in range(0, len(eta), BLOCK):
        part = slice(at, at + BLOCK)
        yield _Block(surface, method, start[:, part], eta[part], alpha[part]).run(steps, drop)


@functools.lru_cache(maxsize=64)
def _always_finite(surface: Surface) -> bool:
    """Whether the loss certainly has a finite value wherever a ball has not escaped."""
    limits = ends(surface)
    low, high = ([c + s * limits.reach for c in limits.centre] for s in (-1, 1))
    return bounded(surface.value_program, low, high)


class _Block:
    """Some cells of a map, all at the same step. Its buffers are its own.

    cells (n,): which of the block's cells are still in the work. ends (3, all cells): outcome,
    place and steps; rest (d, all cells): where the resting ones rest. slowest2 (n,): the squared
    update up to which a cell may be at rest, and −1 where the cell has ended and only waits to be
    dropped. waiting: slow cells of the last steps (k, indices, w, update), not yet judged. near:
    nobody whose coordinates are all within ±near has escaped.
    """

    def __init__(self, surface: Surface, method: str, start, eta, alpha) -> None:
        self.surface, self.limits, self.step = surface, ends(surface), METHODS[method].step
        self.near = self.limits.reach - max(map(abs, self.limits.centre))
        self.start, self.eta, self.alpha = start, eta, alpha
        self.state, self.used = State(start, np.zeros_like(start)), start
        self.slowest2 = eta * self.limits.speed2
        self.cells = np.arange(len(eta))
        self.ends = np.full((3, len(eta)), NOWHERE)
        self.rest = np.zeros_like(start)
        self.waiting: list[tuple[int, np.ndarray, np.ndarray, np.ndarray]] = []
        self.buffers()

    def buffers(self) -> None:
        """Programs for as many cells as there are now."""
        shape = self.cells.shape
        self.slope = self.surface.gradient_program.runner(shape)
        finite = _always_finite(self.surface)
        self.loss = None if finite else self.surface.value_program.runner(shape)

    def run(self, steps: int, drop: tuple[float, ...] = ()) -> np.ndarray:
        """Run every cell to its end; returns ``ends``."""
        self.ends[0], self.ends[2] = ROLLING, steps
        with np.errstate(all="ignore"):
            for k in range(steps + 1):
                if drop and k == drop[0]:
                    self.judge()
                    self.eta = self.eta * drop[1]
                    going = self.slowest2 >= 0
                    self.slowest2 = np.where(going, self.eta * self.limits.speed2, -1.0)
                self.look(k)
                if k % PATIENCE == 0 or k == steps:
                    self.judge()
                    self.drop()
                if k == steps or not len(self.cells):
                    break
                self.state, self.used = self.step(self.state, self.slope, self.eta, self.alpha)
        self.find_places()
        return self.ends

    def look(self, k: int) -> None:
        """Find the cells whose run ends after k steps, in the order in which ``simulate`` asks."""
        w, update = self.state.w, self.state.update
        if not (w.max() <= self.near and w.min() >= -self.near):
            self.look_far(k)
        if self.loss is not None:
            self.end(~np.isfinite(self.loss(w)[0]), UNDEFINED, max(k - 1, 0))
        slow = square(update) <= self.slowest2
        if np.count_nonzero(slow):
            where = np.flatnonzero(slow)
            self.waiting.append((k, where, w[:, where], update[:, where]))

    def look_far(self, k: int) -> None:
        """Who has no finite position (and then did not take the last step), and who has escaped.
        Until they are dropped they roll once more from their start, so as not to be found again."""
        w, update = self.state.w, self.state.update
        gone = ~np.isfinite(w).all(axis=0)
        out = gone | self.limits.escaped(w)
        self.end(gone & ~np.isfinite(self.used).all(axis=0), UNDEFINED, k - 1)
        self.end(gone, ESCAPED, k - 1)
        self.end(out, ESCAPED, k)
        w[:, out], update[:, out] = self.start[:, out], 0.0

    def judge(self) -> None:
        """Who of the slow ones of the last steps was at rest or in balance, and when first."""
        if not self.waiting:
            return
        at, wheres, ws, updates = zip(*self.waiting, strict=True)
        where, w, update = (np.concatenate(x, axis=-1) for x in (wheres, ws, updates))
        k = np.repeat(at, [len(x) for x in wheres])
        slope = self.surface.gradient_program.over(*w)
        still = np.flatnonzero(self.limits.still(w, update, slope, self.eta[where]))[::-1]
        self.waiting = []
        self.rest[:, self.cells[where[still]]] = w[:, still]
        self.write(where[still], RESTED, k[still])  # the earliest is written last

    def end(self, mask: np.ndarray, outcome: int, steps: int) -> None:
        """The end for those in the mask who have not ended before. If one of them was at rest in a
        step that waits to be judged, that was earlier, and will be written over this."""
        self.write(np.flatnonzero(mask & (self.slowest2 >= 0)), outcome, steps)

    def write(self, where: np.ndarray, outcome: int, steps: Any) -> None:
        cells = self.cells[where]
        self.ends[0, cells], self.ends[2, cells] = outcome, steps
        self.slowest2[where] = -1.0

    def drop(self) -> None:
        """Take the ended cells out of the work once they are many."""
        going = self.slowest2 >= 0
        if np.count_nonzero(going) >= (1 - CROWDED) * len(going):
            return
        parts: list[Any] = [x[:, going] if isinstance(x, np.ndarray) else x for x in self.state]
        self.state = State(*parts)
        self.start, self.eta, self.alpha = self.start[:, going], self.eta[going], self.alpha[going]
        self.slowest2, self.cells = self.slowest2[going], self.cells[going]
        self.buffers()

    def find_places(self) -> None:
        """Where the resting ones rest; those that are in no minimum, and on
        no floor, are only in balance."""
        resting = np.flatnonzero(self.ends[0] == RESTED)
        place = nearest(self.surface, self.rest[:, resting])
        points = stationary_points(self.surface).points
        held = np.array([*(p.holds for p in points), False])[place]
        self.ends[0, resting] = np.where(held, RESTED, BALANCED)
        self.ends[1, resting] = np.where(place >= 0, place, NOWHERE)
