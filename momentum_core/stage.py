"""What the player draws: the scenery of a loss, and the answer to one choice of settings.

The *scenery* changes only with the loss: programs, window, stationary points, the numbers that end
a run. The *answer* is small: the settings it answers, their link, and for each ball its positions
(K+1, d) as they are in memory. The player derives all else (loss, gradient, updates) with the
program, stepping from the run's own positions, so nothing is sent twice.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from momentum_core import presentation, worked
from momentum_core.descent import BETA1, BETA2, EPSILON
from momentum_core.linefit import shape
from momentum_core.presentation import AS_USUAL, Presentation
from momentum_core.run import Ends, Run, ends
from momentum_core.settings import (
    ALPHA_GRID,
    FIELDS,
    FORMULA,
    LINE,
    OWNED,
    SPEEDS,
    STEPS_GRID,
    Settings,
    eta_grid,
    eta_limits,
    observations_of,
    own_eta,
    to_query,
)
from momentum_core.stationary import find
from momentum_core.surfaces import Surface
from momentum_core.verdicts import verdict

ASSETS = Path(__file__).parent.parent / "assets"

COLOURS: dict[str, tuple[str, str]] = {
    "gradient": ("#0072B2", "#56B4E9"),
    "momentum": ("#BA4B00", "#FF9B4A"),
    "update": ("#17202B", "#F2F5F8"),
    "nesterov": ("#00734F", "#3FCFA4"),
    "adam": ("#A0356F", "#E59AC4"),
    "buffer": ("#7A5C00", "#E0B84C"),
    "ghost": ("#5B6673", "#A4AFBC"),
    "ink": ("#17202B", "#F2F5F8"),
    "quiet": ("#5B6673", "#A4AFBC"),
    "line": ("#D5DAE1", "#2C3644"),
    "curve": ("#24344A", "#C3CFDD"),
    "ground": ("#EEF1F6", "#1A2330"),
    "deep": ("#AFC0DC", "#2F4766"),
    "high": ("#F6F8FB", "#121B26"),
    "contour": ("#8496B3", "#4E6380"),
    "paper": ("#FFFFFF", "#0E141B"),
    "place0": ("#5B4FA8", "#A99BF0"),
    "place1": ("#A97F00", "#E3BE4B"),
    "place2": ("#5F7F1E", "#A5C95B"),
    "place3": ("#8A5A44", "#CFA08A"),
    "place4": ("#3F7392", "#83BBD9"),
    "place5": ("#8E1B3C", "#C2386B"),
    "place6": ("#12A594", "#15B097"),
    "place7": ("#E08AD0", "#F59BE6"),
    "accent": ("#17202B", "#F2F5F8"),
}
"""Every colour of the stage, (light, dark), by what it means. Blue and orange are Okabe–Ito's."""

PLAYER = ASSETS / "player.bundle.js"
"""The player as it travels: the files in assets/player in one script, made by ``make player``."""


def player_source() -> str:
    """The player with its adapter to Streamlit, as one script that defines ``momentum``."""
    return PLAYER.read_text(encoding="utf-8")


def page_script(words: dict[str, Any]) -> str:
    """The player with its words and its style, as the source of the component that brings it."""
    mount = f"momentum.mountStreamlit({json.dumps(words)}, {json.dumps(player_style())})"
    handle = f"globalThis.momentumPage?.handle || {mount};"
    return f"{player_source()}\n{handle}\nexport default () => {{}};\n"


def announcer(place: str) -> str:
    """The script of a place on the page: it tells the player that the place is there."""
    script = (ASSETS / "player" / "host" / "announce.js").read_text(encoding="utf-8")
    return script.replace("PLACE", place)


def player_style() -> str:
    """The player's style sheet with the colour table in front of it."""
    light = " ".join(f"--{name}: {pair[0]};" for name, pair in COLOURS.items())
    dark = " ".join(f"--{name}: {pair[1]};" for name, pair in COLOURS.items())
    sheet = "\n".join(
        (ASSETS / "player" / f"{name}.css").read_text(encoding="utf-8")
        for name in ("player", "projector")
    )
    return f".momentum-player {{ {light} }}\n.momentum-player.dark {{ {dark} }}\n{sheet}"


def page_style(shown: Presentation) -> str:
    """The style sheet of the page around the stage, for the way it is shown."""
    sheets = ["page", *["tour"] * bool(shown.lesson), *["projector"] * shown.projector]
    return "\n".join((ASSETS / f"{name}.css").read_text(encoding="utf-8") for name in sheets)


def scene_key(settings: Settings) -> str:
    """What tells one scenery from another: the loss, and for one's own what it is made of."""
    own = [str(getattr(settings, name)) for name in ("q", "window", "data", "standardise")]
    if settings.loss not in (FORMULA, LINE):
        return settings.loss
    return f"{settings.loss}-{hashlib.sha256('|'.join(own).encode()).hexdigest()[:12]}"


def scenery(settings: Settings) -> dict[str, Any]:
    """Everything the player needs to know of a loss, as plain data."""
    told = None
    if (data := settings.observations) is not None:
        best = shape(observations_of(settings.data), settings.standardise)
        told = {"t": data.t, "y": data.y, "tLabel": data.t_label, "yLabel": data.y_label}
        told["shape"] = [best.m, best.variance, best.height, best.slope]
    return {**_scenery(scene_key(settings), settings.surface), "data": told}


@functools.lru_cache(maxsize=64)
def _scenery(key: str, surface: Surface) -> dict[str, Any]:
    points = find(surface).points
    low, high = window(surface)
    return {
        "key": key,
        "name": surface.name,
        "d": surface.d,
        "span": surface.span,
        "bounds": [list(b) for b in surface.bounds],
        "floor": low,
        "ceiling": high,
        "value": surface.value_program.to_json(),
        "gradient": surface.gradient_program.to_json(),
        "points": [
            {
                "w": list(p.w),
                "value": p.value,
                "kind": p.kind,
                "place": worked.place_key(p, points),
            }
            for p in points
        ],
        "ends": _ends(ends(surface)),
        "eta": {m: list(eta_grid(eta_limits(surface, m))) for m in ("momentum", "adam")},
        "ownEta": {m: own_eta(surface, m) for m in ("momentum", "adam")},
        "alpha": list(ALPHA_GRID),
        "steps": list(STEPS_GRID),
        "speeds": list(SPEEDS),
        "adam": [BETA1, BETA2, EPSILON],
    }


def _ends(limits: Ends) -> dict[str, Any]:
    return {
        "centre": list(limits.centre),
        "reach": limits.reach,
        "slope2": limits.slope2,
        "speed2": limits.speed2,
        "strictSlope2": limits.strict_slope2,
        "strictSpeed2": limits.strict_speed2,
        "near2": limits.near2,
        "minima": [list(w) for w in limits.minima],
    }


def window(surface: Surface) -> tuple[float, float]:
    """The loss at the bottom and at the top edge of the 1-D picture: words have room below the
    curve, and a ball above it where the loss does not say itself how high the picture goes."""
    values = surface.value(surface.grid(801 if surface.d == 1 else 101))
    values = values[np.isfinite(values)]
    low, high = float(values.min()), float(values.max())
    if surface.ceiling is not None:
        high = surface.ceiling
    if surface.floor is not None:
        low = surface.floor
    height = (high - low) or 1.0
    return low - 0.16 * height, high + (0.02 if surface.ceiling is not None else 0.16) * height


def answer(
    settings: Settings,
    runs: Mapping[str, Run],
    notices: list[str],
    shown: Presentation = AS_USUAL,
    lesson: Mapping[str, Any] | None = None,
) -> bytes:
    """The core's runs for one choice of settings, how the page is shown, and what the player has to
    know of a lesson's step (see assets/player/panels/lesson.js). Settings of other losses are left
    out.

    The length of what follows as uint32, JSON in UTF-8, then the positions of each run in its order
    as float64 (K+1, d); all little-endian. "numbers" in the JSON is how many there are in each;
    "why" is the chosen ball's verdict, which the tour has no words for. "hide", "projector",
    "lesson" and "notices" are left out where there is nothing to say. How each run ended the
    player says itself, with worked.py's templates.
    """
    points = find(settings.surface).points
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
                "place": worked.place_key(run.place, points),
            }
            for name, run in runs.items()
        },
        "why": verdict(runs["ball"]).sentence if "ball" in runs and not shown.tour else "",
    }
    seldom = {
        "hide": shown.hide,
        "projector": shown.projector,
        "lesson": lesson,
        "notices": notices,
    }
    told |= {name: value for name, value in seldom.items() if value}
    text = json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    positions = b"".join(run.trajectory.w.astype("<f8").tobytes() for run in runs.values())
    return len(text).to_bytes(4, "little") + text + positions
