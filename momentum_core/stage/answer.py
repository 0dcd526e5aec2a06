"""What the player draws: the scenery of a loss, and the answer to one choice of settings.

The *scenery* changes only with the loss: programs, window, stationary points, the numbers that end
a run. The *answer* is small: the settings it answers, their link, and for each ball its positions
(K+1, d) as they are in memory. The player derives all else (loss, gradient, updates) with the
program, stepping from the run's own positions, so nothing is sent twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from momentum_core.explain import endings
from momentum_core.explain.verdict import verdict
from momentum_core.lessons import presentation
from momentum_core.lessons.presentation import AS_USUAL, Presentation
from momentum_core.losses.stationary import stationary_points
from momentum_core.runs.run import Run
from momentum_core.settings.fields import FIELDS
from momentum_core.settings.link import to_query
from momentum_core.settings.settings import OWNED, Settings
from momentum_core.stage.message import framed
from momentum_core.stage.scenery import scene_key


def answer(
    settings: Settings,
    runs: Mapping[str, Run],
    notices: list[str],
    shown: Presentation = AS_USUAL,
    lesson: Mapping[str, Any] | None = None,
    anew: int = 0,
    returned: int = 0,
) -> bytes:
    """The core's runs for one choice of settings, how the page is shown, and what the player has to
    know of a lesson's step (see assets/player/panels/lesson.js). ``anew``: how often the stage has
    been set by something other than a hand on it. ``returned``: how often the player has told all
    that it knows, as it does to a server that was away; it makes the answer to that another one
    than the answer before, which the browser would not show. Settings of other losses are left out.

    Framed with the positions of each run in its order, float64 (K+1, d), little-endian. "numbers"
    in the JSON is how many there are in each; "verdict" is about the chosen ball, and empty in the
    tour, which has no words for it. "hide", "projector", "lesson", "notices", "anew" and "returned"
    are left out where there is nothing to say. How each run ended the player says itself, with
    endings.py's templates.
    """
    points = stationary_points(settings.surface).points
    strangers = {name for loss, names in OWNED.items() if loss != settings.loss for name in names}
    told: dict[str, Any] = {
        "scene": scene_key(settings),
        "settings": {
            field.name: getattr(settings, field.name)
            for field in FIELDS
            if field.name not in strangers
        },
        "query": presentation.to_query(shown) | to_query(settings),
        "runs": {
            name: {
                "numbers": run.trajectory.w.size,
                "outcome": run.outcome.value,
                "place": endings.whereabouts(run, points),
            }
            for name, run in runs.items()
        },
        "verdict": verdict(runs["ball"]).sentence if "ball" in runs and not shown.tour else "",
    }
    seldom = {
        "hide": shown.hide,
        "projector": shown.projector,
        "lesson": lesson,
        "notices": notices,
        "anew": anew,
        "returned": returned,
    }
    told |= {name: value for name, value in seldom.items() if value}
    positions = b"".join(run.trajectory.w.astype("<f8").tobytes() for run in runs.values())
    return framed(told, positions)
