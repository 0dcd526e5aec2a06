"""The maps as the player gets them: small messages of bytes, one for each that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from momentum_core.explain.theory_panel import silence
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.maps import basin_map, eta_alpha_map
from momentum_core.runs.run import simulate
from momentum_core.settings.settings import Settings
from momentum_core.stage.message import framed
from momentum_core.stage.scenery import scene_key
from momentum_core.theory.measured import comparison
from momentum_core.theory.predicted import predicted_map
from momentum_core.words.sentences import say

Part = tuple[dict[str, Any], bytes]
"""What is told of a map, and its cells."""


def subject(settings: Settings, kind: str) -> list[Any]:
    """What a map depends on, in the words of assets/player/panels/map.js, which names it so."""
    s = settings
    own: dict[str, list[Any]] = {
        "eta-alpha": [list(s.start)],
        "basin": [s.eta, s.alpha],
        "predicted": [list(s.start), s.eta, s.alpha, s.batch],
    }
    return [scene_key(s), kind, s.method, s.steps, list(s.drop), *own[kind]]


def parts(settings: Settings, kind: str) -> Iterator[Part | None]:
    """A map of many runs as it grows: coarse, coarse again with the progress made, at last fine,
    and None wherever it may pause; or at once what theory predicts. To abandon it, stop asking for
    more.

    Cells are as ``Map.cells`` has them, or the predicted speeds' bytes. None at all where theory is
    silent: "silent" says why.
    """
    if kind == "predicted":
        yield _predicted(settings)
        return
    for found in (basin_map if kind == "basin" else eta_alpha_map)(settings):
        if found is None:
            yield None
            continue
        rows, columns = found.outcome.shape
        told = {"rows": rows, "columns": columns, "done": found.done, "quiet": found.quiet}
        yield told, found.cells()


def later(milliseconds: int, **names: Any) -> bytes:
    """That there is nothing new yet, and after how long to ask again."""
    return framed({"later": milliseconds} | names, b"")


def failed() -> Part:
    """In the place of a map that could not be computed."""
    return {"rows": 0, "columns": 0, "done": 1, "silent": say("told.no map")}, b""


def message(part: Part, **names: Any) -> bytes:
    """A part as one message, with ``names``: what the player called what it asked for."""
    told, cells = part
    return framed(told | names, cells)


def _predicted(settings: Settings) -> Part:
    run = simulate(settings)
    bowl = comparison(run)
    if bowl is None:
        return {"rows": 0, "columns": 0, "done": 1, "silent": silence(run)}, b""
    found = predicted_map(settings, stationary_points(settings.surface).points.index(bowl.place))
    rows, columns = found.speeds.shape
    told = {
        "rows": rows,
        "columns": columns,
        "done": 1,
        "curves": {"edge": found.edge, "soonest": found.soonest},
        "at": list(bowl.place.w),
    }
    return told, found.speeds.tobytes()
