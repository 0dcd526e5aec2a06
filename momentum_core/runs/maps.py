"""Maps: where the run ends for every pair (η, α), and for every start in the window.

Every cell of a map is a real run (``many.py``) and ends as ``simulate`` does for its settings.

Maps come as iterators, so that a page can stop in between: first a coarse map, whose cells are
some of the fine one's, then the coarse one again with the progress made, at last the fine one. All
along they yield None, many times between two maps: a place to pause, a step's work after the last.
To abandon a map, stop asking for more. Finished maps are kept, the latest few.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from momentum_core.kept import Store
from momentum_core.losses.stationary import stationary_points
from momentum_core.methods.table import METHODS
from momentum_core.runs.many import QUIET, RESTED, run_many
from momentum_core.settings.settings import Settings
from momentum_core.settings.stops import eta_limits

SIDE = 160
"""Cells along each axis of a fine map."""
TILE = 8
"""A coarse map has every so-many-th cell along each axis."""
KEPT = 6
"""Megabytes of finished maps that are kept, some 100 kB each."""


@dataclass(frozen=True, slots=True)
class Map:
    """Where runs end, cell by cell; arrays of shape (rows, columns), not to be written to.

    kind: "eta-alpha" or "basin". across (columns,), up (rows,): η and α, or the coordinates of the
    start; with one coordinate, or for a method without α, there is one row and ``up`` is [0].
    outcome: index into ``many.OUTCOMES``. place: index into the points that
    ``stationary_points`` lists, where the ball rests or balances, else ``many.NOWHERE``.
    steps: how many were taken. done: 1 for a finished map, else the part of its cells that is
    computed. minima: which of the points are minima.
    """

    kind: str
    across: np.ndarray
    up: np.ndarray
    outcome: np.ndarray
    place: np.ndarray
    steps: np.ndarray
    done: float
    minima: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Finished maps are kept and shared."""
        for array in (self.across, self.up, self.outcome, self.place, self.steps):
            array.flags.writeable = False

    def cells(self) -> bytes:
        """The cells as the player reads them, row by row: first a byte each for where it ends, the
        place of a ball that is still in a known minimum, 255 less the outcome's index for every
        other one; then two bytes each for its steps, the low one first."""
        ends = np.where(self.in_minimum, self.place, 255 - self.outcome)
        return ends.astype("u1").tobytes() + self.steps.astype("<u2").tobytes()

    @property
    def in_minimum(self) -> np.ndarray:
        """Which cells' balls are at rest, or nearly still, in a known minimum."""
        still = (self.outcome == RESTED) | (self.outcome == QUIET)
        return still & np.isin(self.place, self.minima)

    @property
    def quiet(self) -> bool:
        """Whether some of those are only nearly still."""
        return bool((self.in_minimum & (self.outcome == QUIET)).any())


def eta_alpha_map(settings: Settings, side: int = SIDE) -> Iterator[Map | None]:
    """What becomes of the ball for every η worth trying (columns, logarithmic) and every α from 0
    to 1 (rows), with the settings' loss, method, start and steps."""
    return _drawn(_pairs, _plain(settings, eta=settings.surface.eta, alpha=0.0), side)


def basin_map(settings: Settings, side: int = SIDE) -> Iterator[Map | None]:
    """What becomes of the ball from every start in the window, with the settings' loss, method, η,
    α and steps; with one weight a single row."""
    return _drawn(_starts, _plain(settings, start=settings.surface.start), side)


@dataclass(frozen=True, slots=True)
class _Cells:
    """The cells of a map: start (d, rows, columns), eta and alpha (rows, columns)."""

    kind: str
    across: np.ndarray
    up: np.ndarray
    start: np.ndarray
    eta: np.ndarray
    alpha: np.ndarray

    def coarse(self) -> _Cells:
        """Those in the middle of each tile of TILE × TILE."""
        down, right = (slice(n > 1 and min(TILE, n) // 2, None, TILE) for n in self.eta.shape)
        return _Cells(
            self.kind,
            self.across[right],
            self.up[down],
            *(x[..., down, right] for x in (self.start, self.eta, self.alpha)),
        )


Grid = Callable[[Settings, int], _Cells]


def _pairs(settings: Settings, side: int) -> _Cells:
    surface = settings.surface
    etas = np.geomspace(*eta_limits(surface, settings.method), side)
    alphas = np.linspace(0.0, 1.0, side) if METHODS[settings.method].has_alpha else np.zeros(1)
    eta, alpha = np.meshgrid(etas, alphas)
    start = np.array(settings.start)[:, None, None] + np.zeros_like(eta)
    return _Cells("eta-alpha", etas, alphas, start, eta, alpha)


def _starts(settings: Settings, side: int) -> _Cells:
    surface = settings.surface
    axes = [np.linspace(low, high, side) for low, high in surface.bounds]
    across, up = axes if surface.d == 2 else (axes[0], np.zeros(1))
    start = np.array(np.meshgrid(across, up))[: surface.d]
    eta, alpha = (np.full(start.shape[1:], x) for x in (settings.eta, settings.alpha))
    return _Cells("basin", across, up, start, eta, alpha)


def _plain(settings: Settings, **changes: Any) -> Settings:
    """The settings without what plays no part in a map, so that equal maps are kept once."""
    return replace(settings, race=(), speed=1.0, loop=False, path=False, at=None, **changes)


_kept: Store[Map] = Store(KEPT)
"""The latest finished maps."""


def _drawn(grid: Grid, settings: Settings, side: int) -> Iterator[Map | None]:
    key = (grid, settings.surface, settings, side)
    fine = _kept.get(key)
    if not fine:
        cells = grid(settings, side)
        coarse = yield from _run(settings, cells.coarse())
        yield replace(coarse, done=coarse.outcome.size / cells.eta.size)
        fine = yield from _run(settings, cells, coarse)
        _kept.put(key, fine)
    yield fine


def _run(
    settings: Settings, cells: _Cells, coarse: Map | None = None
) -> Generator[Map | None, None, Map]:
    """Run all cells to the map that is returned. Yields None to pause, and after each block but
    the last the coarse map, if there is one, with the progress made.

    They go column by column, so that runs with nearly the same η, which tend to end at nearly the
    same step, are in one block.
    """
    surface, (rows, columns), n = settings.surface, cells.eta.shape, cells.eta.size
    start = cells.start.swapaxes(1, 2).reshape(surface.d, n)
    eta, alpha = cells.eta.T.ravel(), cells.alpha.T.ravel()
    ends, done = np.zeros((3, n), dtype=np.uint16), 0
    points = stationary_points(surface).points
    minima = tuple(k for k, p in enumerate(points) if p.holds)
    for block in run_many(
        surface, settings.method, start, eta, alpha, settings.steps, settings.drop
    ):
        if block is None:
            yield None
            continue
        ends[:, done : done + block.shape[1]] = block
        done += block.shape[1]
        if coarse and done < n:
            yield replace(coarse, done=done / n)
    outcome, place, steps = ends.reshape(3, columns, rows).swapaxes(1, 2)
    return Map(
        cells.kind,
        cells.across,
        cells.up,
        outcome.astype(np.uint8),
        place.astype(np.uint8),
        steps.copy(),
        1,
        minima,
    )
