"""The maps: a part of one each time the player asks, so that nothing waits for a whole one."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from momentum_core.stage import map_parts
from ui.failure import guarded
from ui.session import state


def asked() -> None:
    """The player wants a map, or more of it."""
    state.wanted = (state.get("maps") or {}).get("want")  # it may speak before it is on the page


def maps(component: Callable[..., Any]) -> None:
    """The next part of the map that is wanted; the player keeps it, so it is sent once. In the
    stage's fragment: of two fragments whose components speak at once Streamlit would rerun one."""
    wanted = state.pop("wanted", None)
    component(key="maps", data=more(wanted) if wanted else b"", on_want_change=guarded(asked))


def more(wanted: dict[str, Any]) -> bytes:
    """The next part of a map; nothing if it is not about what is on the stage now: then the player
    has changed its mind, and asks again. Equal bytes would not be sent twice, so it is numbered."""
    kind, of = wanted["kind"], wanted["of"]
    if json.loads(of) != map_parts.subject(state.settings, kind):
        return b""
    if state.get("drawing", ("",))[0] != of:
        state.drawing = (of, map_parts.parts(state.settings, kind))
    part = next(state.drawing[1])
    if part[0]["done"] == 1:
        del state.drawing
    return map_parts.message(part, kind=kind, of=of, serial=wanted["serial"])
