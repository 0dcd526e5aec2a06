"""The maps: computed when the player asks for one, apart from everything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from momentum_core import atlas as maps
from ui.session import state


def asked() -> None:
    """The player wants a map."""
    state.wanted = (state.atlas or {}).get("want")


@st.fragment
def atlas(component: Callable[..., Any]) -> None:
    """The map that is wanted. Asking reruns this alone, so nothing else waits to be drawn again."""
    wanted = state.pop("wanted", None)
    if isinstance(wanted, dict) and wanted.get("kind") in maps.MAPS:
        fine, serial = bool(wanted.get("fine")), int(wanted.get("serial", 0))
        state.map = maps.atlas(state.settings, wanted["kind"], str(wanted.get("of")), fine, serial)
    component(key="atlas", data=state.get("map", b""), on_want_change=asked)
