"""``run_many``: many runs at once, each to its end, without recording paths.

The update rules are those of ``rules.py``, the gradient is the loss's program, the ending rules
are those of ``run.py``; so every cell ends as ``simulate`` does: with the same outcome, in the same
place, after the same number of steps. For + − × ÷ √ that is so by IEEE 754; for exp, sin and the
like because numpy's routine for one number is its routine for many.

What is done for speed changes no decision. All cells are at the same step, in blocks that fit the
cache. Cells that have ended roll on until they are many; then they are dropped. Who is slow enough
for rest is noted at every step, and whether it was rest is looked up a few steps later, for all of
them together; the first time counts. Who may be out of reach is looked up only if somebody is far
off. Of Adam's and RMSProp's balls, which nothing holds, many are still for long: of them it is
noted at every step, by the gradient that the step takes anyway; and who is well inside of a
minimum's reach is not asked again before it could have left, slow as it is.

Notation: d weights, n cells. Weights of many cells are arrays (d, n), coordinate by coordinate.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from momentum_core.formula.intervals import bounded
from momentum_core.kept import kept
from momentum_core.losses.surface import Surface
from momentum_core.methods.descent import Outcome
from momentum_core.methods.rules import State
from momentum_core.methods.table import METHODS
from momentum_core.runs.departure import LOOK, Departure
from momentum_core.runs.ending import ends, places, square

BLOCK = 6400
"""So many cells run at once, at most."""
BUFFERS = 2_000_000
"""Bytes that the programs' buffers of one block take, at most, so long as it has LEAST cells."""
LEAST = 800
PATIENCE = 16
"""Whether slow cells are at rest is looked up so many steps at a time."""
CROWDED = 1 / 8
"""When more than this part of a block's cells has ended they are dropped from the work."""

OUTCOMES = tuple(Outcome)
RESTED, BALANCED, ROLLING, ESCAPED, UNDEFINED, QUIET = (
    OUTCOMES.index(Outcome[name])
    for name in ("RESTED", "BALANCED", "ROLLING", "ESCAPED", "UNDEFINED", "QUIET")
)
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
) -> Iterator[np.ndarray | None]:
    """How the runs from ``start`` (d, n) with ``eta`` and ``alpha`` (n,) end, block by block; η
    changes on the way as ``Settings.drop`` says.

    Each block yields (3, cells): the outcome as an index into OUTCOMES; the place as an index into
    ``stationary_points(surface).points``, or NOWHERE; the number of steps taken. Before that it
    yields None after every step of all its cells: a place to pause, with all that is computed kept.
    """
    size = _block(surface)
    for at in range(0, len(eta), size):
        part = slice(at, at + size)
        block = _Block(surface, method, start[:, part], eta[part], alpha[part], steps, drop)
        yield from block.run()
        yield block.ends


def _block(surface: Surface) -> int:
    """How many cells run at once: fewer where the loss's program needs many buffers."""
    registers = surface.gradient_program.registers + surface.value_program.registers
    return min(BLOCK, max(LEAST, BUFFERS // (8 * registers)))


@kept(4)
def _always_finite(surface: Surface) -> bool:
    """Whether the loss certainly has a finite value wherever a ball has not escaped."""
    limits = ends(surface)
    low, high = ([c + s * limits.reach for c in limits.centre] for s in (-1, 1))
    return bounded(surface.value_program, low, high)


class _Block:
    """Some cells of a map, all at the same step. Its buffers are its own.

    cells (n,): which of the block's cells are still in the work. ends (3, all cells): outcome,
    place and steps; rest (d, all cells): where the still ones are still. slowest2 (n,): the squared
    update up to which a cell may be at rest, and −1 where the cell has ended and only waits to be
    dropped. waiting: slow cells of the last steps (k, indices, w, update), not yet judged, and
    judged: up to which step all are. quiet (n,): since which step a cell is still, −1 for one that
    moves; inside (n,): up to which step it is in a minimum for sure, while it is slow; here (d, n):
    the gradients, for methods that hold nobody. out: who is out of reach, and far: whether anybody
    is; near: nobody is whose coordinates are all within ±near.
    """

    def __init__(self, surface, method: str, start, eta, alpha, steps: int, drop) -> None:
        self.surface, self.limits, self.method = surface, ends(surface), METHODS[method]
        self.near = self.limits.reach - max(map(abs, self.limits.centre))
        self.start, self.eta, self.alpha = start, eta, alpha
        self.steps, self.dropped = steps, drop
        self.last_factor = drop[1] if drop and drop[0] <= steps else 1.0
        self.state, self.used = State(start, np.zeros_like(start)), start
        self.slowest2 = eta * self.limits.speed2
        n = len(eta)
        self.cells, self.quiet, self.inside = np.arange(n), np.full(n, -1), np.full(n, -1)
        self.here = np.zeros_like(start)
        self.out = Departure(self.limits, self.method.eta_is, False, n)
        self.ends = np.full((3, n), NOWHERE)
        self.rest, self.far = np.zeros_like(start), False
        self.waiting: list[tuple[int, np.ndarray, np.ndarray, np.ndarray]] = []
        self.judged = -1
        self.buffers()

    def buffers(self) -> None:
        """Programs for as many cells as there are now."""
        shape = self.cells.shape
        self.slope = self.surface.gradient_program.runner(shape)
        finite = _always_finite(self.surface)
        self.loss = None if finite else self.surface.value_program.runner(shape)

    def run(self) -> Iterator[None]:
        """Run every cell to its end, with a pause after every step; then ``ends`` is complete."""
        self.ends[0], self.ends[2] = ROLLING, self.steps
        for k in range(self.steps + LOOK + 1):
            with np.errstate(all="ignore"):
                self.advance(k)
            if k == self.steps + LOOK or not len(self.cells):
                break
            yield
        with np.errstate(all="ignore"):
            self.find_places()

    def advance(self, k: int) -> None:
        """Find who ends after k steps, and take the next one with all others."""
        if self.dropped and k == self.dropped[0]:
            self.drop_eta(k)
        self.look(k)
        if self.method.covered and (k % PATIENCE == 0 or k == self.steps):
            self.judge(k)
        if k >= self.steps:
            self.close()
        if k % PATIENCE == 0 or k == self.steps:
            self.drop(CROWDED if k < self.steps else 0)
        if k < self.steps + LOOK and len(self.cells):
            self.state, self.used = self.method.step(
                self.state, self.gradient, self.eta, self.alpha
            )

    def gradient(self, w: np.ndarray) -> np.ndarray:
        """The gradients that a step takes; of methods that hold nobody they are known by then."""
        return self.slope(w) if self.method.covered else self.here

    def drop_eta(self, k: int) -> None:
        """From step k on η is another one."""
        if self.method.covered:
            self.judge(k - 1)
        self.inside[:] = -1
        self.eta, self.last_factor = self.eta * self.dropped[1], 1.0
        self.slowest2 = np.where(self.slowest2 >= 0, self.eta * self.limits.speed2, -1.0)

    def look(self, k: int) -> None:
        """Find the cells whose run ends after k steps, in the order in which ``simulate`` asks."""
        w, update = self.state.w, self.state.update
        if self.far or not (w.max() <= self.near and w.min() >= -self.near):
            self.look_far(k)
        if not self.method.covered:
            self.here = self.slope(w)
        if k > self.steps:
            return
        if self.loss is not None:
            undefined = ~np.isfinite(self.loss(w)[0]) & (self.out.since < 0)
            self.end(np.flatnonzero(undefined), UNDEFINED, max(k - 1, 0))
        speed2 = square(update)
        slow = speed2 <= self.slowest2
        if self.far:
            slow &= self.out.since < 0
        if not self.method.covered:
            self.watch(k, slow, speed2)
        elif np.count_nonzero(slow):
            where = np.flatnonzero(slow)
            self.waiting.append((k, where, w[:, where], update[:, where]))

    def look_far(self, k: int) -> None:
        """Who has no finite position (and then did not take the last step), and who is gone.
        Until they are dropped they roll once more from their start, so as not to be found again."""
        w, update = self.state.w, self.state.update
        who = np.flatnonzero((self.out.since >= 0) | ~self.within(w))
        lost = who[~np.isfinite(w[:, who]).all(axis=0)]
        if lost.size:
            left, pushed = self.out.since[lost], np.isfinite(self.used[:, lost]).all(axis=0)
            self.end(lost[left >= 0], ESCAPED, left[left >= 0])
            self.end(lost[~pushed], UNDEFINED, k - 1)
            self.end(lost, ESCAPED, k - 1)
            w[:, lost], update[:, lost] = self.start[:, lost], 0.0
        at, over = w[:, who], self.surface.gradient_program.over
        gone = self.out.look(k, who, at, self.eta[who], lambda x: over(*x))
        out = self.out.since[who] >= 0
        gone[out] |= ~np.isfinite(self.surface.value_program.over(*at[:, out])[0])
        gone = who[gone]
        self.end(gone, ESCAPED, self.out.since[gone])
        ended = who[(self.slowest2[who] < 0) & out]
        w[:, ended], update[:, ended] = self.start[:, ended], 0.0
        self.out.since[ended] = -1
        self.far = bool((self.out.since[who] >= 0).any())

    def within(self, w: np.ndarray) -> np.ndarray:
        """Who is within reach for sure (a position that is no number isn't)."""
        return (np.abs(w) <= self.near).all(axis=0)

    def watch(self, k: int, slow: np.ndarray, speed2: np.ndarray) -> None:
        """Where nothing holds a ball: who of the slow ones is still after step k, and since when;
        and who stands exactly still, which is at rest."""
        if not np.count_nonzero(slow):
            self.quiet[:] = self.inside[:] = -1
            return
        limits, slope2 = self.limits, square(self.here)
        self.inside[~slow] = -1
        gentle = slow & (slope2 <= limits.slope2)
        ask = np.flatnonzero(gentle & (self.inside < k))
        if ask.size:
            self.inside[ask] = k + limits.steps_inside(self.state.w[:, ask], self.eta[ask])
        still = gentle & (self.inside >= k)
        balance = slow & (slope2 <= limits.strict_slope2)
        still |= balance & (speed2 <= self.eta * limits.strict_speed2)
        self.quiet[~still] = -1
        self.quiet[still & (self.quiet < 0)] = k
        fixed = np.flatnonzero(still & (speed2 == 0) & (slope2 == 0))
        fixed = fixed[((self.state.update == 0) & (self.here == 0))[:, fixed].all(axis=0)]
        self.rest[:, self.cells[fixed]] = self.state.w[:, fixed]
        self.write(fixed, RESTED, k)

    def judge(self, now: int) -> None:
        """Who of the slow ones of the last steps was still, since when; and who of them was at rest
        or in balance, and when first. Most are so the first time, so that is asked first."""
        if now == self.judged:
            return  # η changes in the step after a look
        before, self.judged, waiting, self.waiting = self.judged, now, self.waiting, []
        if not waiting:
            self.quiet[:] = -1
            return
        at, wheres, ws, updates = zip(*waiting, strict=True)
        where, w, update = (np.concatenate(x, axis=-1) for x in (wheres, ws, updates))
        k = np.repeat(at, [len(x) for x in wheres])
        slope = np.array(self.surface.gradient_program.over(*w))
        found = np.flatnonzero(self.limits.still(w, update, slope, self.eta[where]))
        first = np.full(len(self.cells), -1)
        first[where[found[::-1]]] = found[::-1]
        going = np.ones(len(self.cells), dtype=bool)
        entries = first[first >= 0]
        for last in (False, True):
            held = entries[self.held(where, w, update, slope, entries)][::-1]
            self.rest[:, self.cells[where[held]]] = w[:, held]
            self.write(where[held], RESTED, k[held])  # the earliest is written last
            going[where[held]] = False
            found = found[going[where[found]]]
            if last or not found.size:
                break
            entries = found[first[where[found]] != found]
        self.follow(range(before + 1, now + 1), k[found], where[found])

    def held(
        self,
        where: np.ndarray,
        w: np.ndarray,
        update: np.ndarray,
        slope: np.ndarray,
        entries: np.ndarray,
    ) -> np.ndarray:
        """Which of these entries of still cells stay where they are for good: a mask."""
        over, part = self.surface.gradient_program.over, where[entries]
        return self.limits.holds(
            *(list(x[:, entries]) for x in (w, update, slope)),
            slope=lambda at: over(*at),
            eta=np.maximum(self.eta, self.eta * self.last_factor)[part],
            alpha=self.alpha[part],
            method=self.method,
        )

    def follow(self, steps: range, k: np.ndarray, where: np.ndarray) -> None:
        """Since when each cell is still: ``where`` are those that are so at the steps ``k``."""
        if not k.size:
            self.quiet[:] = -1
            return
        now = np.zeros(len(self.cells), dtype=bool)
        for step in steps:
            now[:] = False
            now[where[k == step]] = True
            self.quiet = np.where(now, np.where(self.quiet < 0, step, self.quiet), -1)

    def close(self) -> None:
        """At the step limit: who is quiet, who rolls; and who is followed a little longer, as it is
        out of reach."""
        quiet = np.flatnonzero((self.quiet >= 0) & (self.slowest2 >= 0))
        self.rest[:, self.cells[quiet]] = self.state.w[:, quiet]
        self.end(quiet, QUIET, self.quiet[quiet])
        self.end(np.flatnonzero(self.out.since < 0), ROLLING, self.steps)

    def end(self, who: np.ndarray, outcome: int, steps: Any) -> None:
        """The end for those of ``who`` (indices) who have not ended before; ``steps`` is one number
        or one for each. If one of them was at rest in a step that waits to be judged, that was
        earlier, and will be written over this."""
        going = self.slowest2[who] >= 0
        self.write(who[going], outcome, steps[going] if np.ndim(steps) else steps)

    def write(self, where: np.ndarray, outcome: int, steps: Any) -> None:
        cells = self.cells[where]
        self.ends[0, cells], self.ends[2, cells] = outcome, steps
        self.slowest2[where] = -1.0

    def drop(self, crowded: float) -> None:
        """Take the ended cells out of the work once they are more than this part."""
        going = self.slowest2 >= 0
        if going.all() or np.count_nonzero(going) >= (1 - crowded) * len(going):
            return
        parts: list[Any] = [x[:, going] if isinstance(x, np.ndarray) else x for x in self.state]
        self.state = State(*parts)
        self.start, self.eta, self.alpha = self.start[:, going], self.eta[going], self.alpha[going]
        self.slowest2, self.cells = self.slowest2[going], self.cells[going]
        self.quiet, self.inside = self.quiet[going], self.inside[going]
        self.here = self.here[:, going]
        self.out.keep(going)
        self.buffers()

    def find_places(self) -> None:
        """Where the still ones are still; those at rest that are in no valley are only in
        balance."""
        still = np.flatnonzero((self.ends[0] == RESTED) | (self.ends[0] == QUIET))
        if not still.size:
            return
        rests, place, _ = places(self.surface, self.rest[:, still])
        outcome = self.ends[0, still]
        self.ends[0, still] = np.where((outcome == RESTED) & ~rests, BALANCED, outcome)
        self.ends[1, still] = np.where(place >= 0, place, NOWHERE)
