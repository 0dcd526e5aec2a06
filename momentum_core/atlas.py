"""The maps as the player gets them: small messages of bytes, one for each that it asks for."""

from __future__ import annotations

import base64
import json
from typing import Any

from momentum_core.figures import silence
from momentum_core.maps import basin_map, eta_alpha_map, finished
from momentum_core.measured import comparison
from momentum_core.predicted import predicted_map
from momentum_core.run import simulate
from momentum_core.settings import Settings
from momentum_core.stationary import find

MAPS = ("eta-alpha", "basin", "predicted")
"""The maps that the player may ask for."""


def atlas(settings: Settings, kind: str, of: str, fine: bool, serial: int = 0) -> bytes:
    """A map of many runs: the coarse one, or the fine one if ``fine``; or what theory predicts.

    The length of what follows as uint32, JSON in UTF-8, then a byte a cell for where it ends and
    two for its steps (see ``Map.to_json``), or the predicted rate's byte alone. ``of`` is what the
    player calls what it asked for, ``serial`` its number: equal bytes would not be sent twice. No
    cells at all where theory is silent: "silent" says why.
    """
    if kind == "predicted":
        told, cells = _predicted(settings)
    else:
        maps = (basin_map if kind == "basin" else eta_alpha_map)(settings)
        found = finished(maps) if fine else next(maps)
        data, (rows, columns) = found.to_json(), found.outcome.shape
        cells = base64.b64decode(data["ends"]) + base64.b64decode(data["steps"])
        told = {"rows": rows, "columns": columns, "done": found.done}
    told |= {"kind": kind, "of": of, "serial": serial}
    text = json.dumps(told, ensure_ascii=False, allow_nan=False).encode()
    return len(text).to_bytes(4, "little") + text + cells


def _predicted(settings: Settings) -> tuple[dict[str, Any], bytes]:
    run = simulate(settings)
    bowl = comparison(run)
    if bowl is None:
        return {"rows": 0, "columns": 0, "done": 1, "silent": silence(run)}, b""
    data = predicted_map(settings, find(settings.surface).points.index(bowl.place))
    told = {
        "rows": len(data["up"]),
        "columns": len(data["across"]),
        "done": 1,
        "curves": {"edge": data["edge"], "critical": data["critical"]},
        "at": list(bowl.place.w),
    }
    return told, base64.b64decode(data["rates"])
