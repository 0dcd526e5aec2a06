"""The scenery of a loss: all that the player has to know of it."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from momentum_core.explain import endings
from momentum_core.kept import kept
from momentum_core.losses.data.line import agree, shape
from momentum_core.losses.stationary import stationary_points
from momentum_core.losses.surface import Surface
from momentum_core.methods.table import METHODS, RACERS
from momentum_core.runs.ending import Ends, ends
from momentum_core.settings import pace
from momentum_core.settings.fields import SPEEDS, typed_limits
from momentum_core.settings.settings import FORMULA, LINE, Settings, observations_of
from momentum_core.settings.stops import ALPHA_GRID, STEPS_GRID, eta_grid, eta_limits, own_eta


def scene_key(settings: Settings) -> str:
    """What tells one scenery from another: the loss, and for one's own what it is made of."""
    own = [str(getattr(settings, name)) for name in ("q", "window", "data", "standardise")]
    if settings.loss not in (FORMULA, LINE):
        return settings.loss
    return f"{settings.loss}-{hashlib.sha256('|'.join(own).encode()).hexdigest()[:12]}"


def scenery(settings: Settings) -> dict[str, Any]:
    """Everything the player needs to know of a loss, as plain data."""
    told: dict[str, Any] | None = None
    if (data := settings.observations) is not None:
        best = shape(observations_of(settings.data), settings.standardise)
        told = {"t": data.t, "y": data.y, "tLabel": data.t_label, "yLabel": data.y_label}
        told["agrees"] = agree(observations_of(settings.data))
        told["shape"] = [best.m, best.variance, best.height, best.slope]
    return {**_scenery(scene_key(settings), settings.surface), "data": told, **_letters(settings)}


def _letters(settings: Settings) -> dict[str, Any]:
    """What the weights are called."""
    return {"names": list(settings.names), "weights": settings.weights}


@kept(8)
def _scenery(key: str, surface: Surface) -> dict[str, Any]:
    points = stationary_points(surface).points
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
                "place": endings.place_key(p, points),
                "along": [list(stroke) for stroke in p.along],
            }
            for p in points
        ],
        "ends": _ends(ends(surface)),
        **_methods(),
        "eta": {row.eta_is: list(eta_grid(eta_limits(surface, m))) for m, row in METHODS.items()},
        "ownEta": {m: own_eta(surface, m) for m in METHODS},
        "alpha": list(ALPHA_GRID),
        "steps": list(STEPS_GRID),
        "limits": typed_limits(surface),
        "speeds": list(SPEEDS),
        "pace": {
            "rate": pace.RATE,
            "told": list(pace.TOLD),
            "familiar": pace.FAMILIAR,
            "most": pace.MOST,
        },
    }


def _methods() -> dict[str, Any]:
    """The rows of the methods and of who can run along, as far as the player asks them."""
    return {
        "methods": {
            name: {
                "hasAlpha": row.has_alpha,
                "etaIs": row.eta_is,
                "looksAhead": row.looks_ahead,
                "covered": row.covered,
                "taught": row.taught,
                "constants": list(row.constants),
                "formula": [list(part) for part in row.formula],
                "colour": row.look.colour,
            }
            for name, row in METHODS.items()
        },
        "racers": {
            name: {"method": x.method, "alpha": x.alpha, "step": x.step, "shape": x.look.shape}
            for name, x in RACERS.items()
        },
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
        "floors": [list(floor) for floor in limits.floors],
        "beside": limits.beside,
        "level": limits.level,
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
