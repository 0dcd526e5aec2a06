"""The maps: computed when the player asks for one, after everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from momentum_core import atlas as maps
from ui.session import state


def asked() -> None:
    """The player wants a map."""
    state.wanted = (state.atlas or {}).get("want")


def atlas(component: Callable[..., Any]) -> None:
    """The map that is wanted; the player keeps it, so it is sent once. In the stage's fragment: of
    two fragments whose components speak at once Streamlit would rerun only one."""
    wanted, data = state.pop("wanted", None), b""
    if isinstance(wanted, dict) and wanted.get("kind") in maps.MAPS:
        fine, serial = bool(wanted.get("fine")), int(wanted.get("serial", 0))
        data = maps.atlas(state.settings, wanted["kind"], str(wanted.get("of")), fine, serial)
    component(key="atlas", data=data, on_want_change=asked)
