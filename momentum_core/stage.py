"""What the player draws: the scenery of a loss, and the answer to one choice of settings.

The *scenery* changes only with the loss: programs, window, stationary points, the numbers that end
a run. The *answer* is small: the settings it answers, their link, and for each ball its positions
as base64 of little-endian float64 (K+1, d). The player derives all else (loss, gradient, updates)
with the program, stepping from the run's own positions, so nothing is sent twice.
"""

from __future__ import annotations

import base64
import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from momentum_core import worked
from momentum_core.descent import BETA1, BETA2, EPSILON
from momentum_core.run import Ends, Run, ends
from momentum_core.settings import (
    ALPHA_GRID,
    SPEEDS,
    STEPS_GRID,
    Settings,
    eta_grid,
    eta_limits,
    own_eta,
    to_query,
)
from momentum_core.stationary import find
from momentum_core.surfaces import Surface

ASSETS = Path(__file__).parent.parent / "assets"

COLOURS: dict[str, tuple[str, str]] = {
    "gradient": ("#0072B2", "#56B4E9"),
    "momentum": ("#BA4B00", "#FF9B4A"),
    "update": ("#17202B", "#F2F5F8"),
    "nesterov": ("#00734F", "#3FCFA4"),
    "adam": ("#A0356F", "#E59AC4"),
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
    "accent": ("#17202B", "#F2F5F8"),
}
"""Every colour of the stage, (light, dark), by what it means. Blue and orange are Okabe–Ito's."""

PLAYER = (
    *("program", "descent", "numbers", "clock", "overlay", "hill", "contour", "relief"),
    *("chart", "formula", "legend", "transport", "player"),
)
"""The player's modules, each after the ones it imports."""


def player_source() -> str:
    """The player without an adapter, as one script that defines ``module_player`` and the rest."""
    return _joined(*PLAYER)


def _joined(*names: str) -> str:
    """ES modules as one script: each in a scope of its own, its exports in ``module_NAME``."""
    return "\n".join(map(_scoped, names))


def _scoped(name: str) -> str:
    source = (ASSETS / "player" / f"{name}.js").read_text(encoding="utf-8")
    source = re.sub(
        r"^import (\{[^}]*\}) from \"\./([a-z]+)\.js\";",
        r"const \1 = module_\2;",
        source,
        flags=re.M,
    )
    declared = r"^export ((?:async )?(?:function|class|const) (\w+))"
    exports = ", ".join(match[1] for match in re.findall(declared, source, flags=re.M))
    body = re.sub(declared, r"\1", source, flags=re.M)
    return f"const module_{name} = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();"


def page_script(words: dict[str, Any]) -> str:
    """The player with its adapter to Streamlit, as the source of the component that brings it."""
    scripts = _joined(*PLAYER, "streamlit")
    mount = f"module_streamlit.mountStreamlit({json.dumps(words)}, {json.dumps(player_style())})"
    return f"{scripts}\nglobalThis.momentumPage?.handle || {mount};\nexport default () => {{}};\n"


def announcer(place: str) -> str:
    """The script of a place on the page: it tells the player that the place is there."""
    return (
        _joined("announce").replace("PLACE", place) + "\nexport default module_announce.announce;\n"
    )


def player_style() -> str:
    """The player's style sheet with the colour table in front of it."""
    light = " ".join(f"--{name}: {pair[0]};" for name, pair in COLOURS.items())
    dark = " ".join(f"--{name}: {pair[1]};" for name, pair in COLOURS.items())
    sheet = (ASSETS / "player" / "player.css").read_text(encoding="utf-8")
    return f".momentum-player {{ {light} }}\n.momentum-player.dark {{ {dark} }}\n{sheet}"


@functools.lru_cache(maxsize=64)
def scenery(key: str, surface: Surface) -> dict[str, Any]:
    """Everything the player needs to know of a loss, as plain data."""
    points = find(surface).points
    low, high = window(surface)
    return {
        "loss": key,
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
    height = (high - low) or 1.0
    return low - 0.16 * height, high + (0.02 if surface.ceiling is not None else 0.16) * height


def answer(settings: Settings, runs: Mapping[str, Run], notices: list[str]) -> dict[str, Any]:
    """The core's runs for one choice of settings, as plain data."""
    points = find(settings.surface).points
    query = to_query(settings)
    return {
        "settings": {
            "loss": settings.loss,
            "method": settings.method,
            "eta": settings.eta,
            "alpha": settings.alpha,
            "start": list(settings.start),
            "steps": settings.steps,
            "race": list(settings.race),
            "speed": settings.speed,
            "loop": settings.loop,
            "path": settings.path,
            "at": settings.at,
        },
        "query": query,
        "runs": {
            name: {
                "w": base64.b64encode(run.trajectory.w.astype("<f8").tobytes()).decode(),
                "outcome": run.outcome.value,
                "place": worked.place_key(run.place, points),
                "sentence": worked.ending(run, points),
            }
            for name, run in runs.items()
        },
        "notices": notices,
    }
