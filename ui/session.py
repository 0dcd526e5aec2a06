"""What one visitor has chosen: the settings, and the widgets that show them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from momentum_core import presentation
from momentum_core.claims import settings_of
from momentum_core.settings import FIELDS, FORMULA, LINE, Settings, carried, from_query

SLIDERS = ("eta", "alpha", "steps")
TOO_LONG = {
    FORMULA: "A link can’t carry so long a formula: whoever opens it will see another loss.",
    LINE: "A link can’t carry so many data: whoever opens it will see data of the app’s own.",
}
WIDGETS = ("loss", "method", *SLIDERS, "data", "standardise", "batch", "seed", "shuffle")
"""Settings that have a widget of the same name."""

state = st.session_state


def adopt(settings: Settings) -> None:
    """Make these the settings, and the widgets show them."""
    state.settings = settings
    shown = {name: getattr(settings, name) for name in WIDGETS}
    shown |= {f"start{axis}": value for axis, value in enumerate(settings.start)}
    shown |= {f"window{k}": value for k, value in enumerate(settings.window)}
    if settings.q != state.get("adopted_q", ""):
        # What was typed and refused stays in the field until another formula is on the stage.
        state.adopted_q = settings.q
        state.problem = ""
        shown["q"] = settings.q
    for name, value in shown.items():
        # A widget that has the value already isn't sent again.
        if state.get(name) != value:
            state[name] = state.setdefault("given", {})[name] = value


def first(name: str, low: Any, high: Any) -> Any:
    """What a widget between two limits begins with: the value that it was last given. One that is
    given its present value is sent whole after each change; one that is given none may report its
    lowest, if the run that sets it is overtaken before it is drawn."""
    given = state.get("given", {}).get(name)
    return given if given is not None and low <= given <= high else state[name]


def begin() -> None:
    """Read the link, once a session. A session also begins in the middle of somebody's work, when
    a lost connection comes back: then the first thing to run may be a callback."""
    if "settings" in state:
        return
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    settings, notices = from_query(query)
    state.shown, complaints = presentation.from_query(query)
    step = state.shown.step
    if step and not any(field.name in query for field in FIELDS):
        settings = settings_of(step.query)
    adopt(settings)
    state.notices, state.undo = notices + complaints, None


def change(**changes: Any) -> None:
    """Change some settings; an illegal value changes nothing and says why."""
    begin()
    state.undo = None
    state.notices = []
    try:
        state.settings = replace(state.settings, **changes)
    except (ValueError, TypeError) as error:
        state.notices = [str(error)]
    adopt(state.settings)
    if not carried(state.settings):
        state.notices.append(TOO_LONG[state.settings.loss])


def reset() -> None:
    """Back to what the loss opens with; the old settings are kept for an undo."""
    begin()
    old = state.settings
    watched = {"speed": old.speed, "loop": old.loop, "path": old.path}
    adopt(Settings.of(old.loss, q=old.q, data=old.data, **watched))
    state.undo, state.notices = old, []


def undo() -> None:
    """Back to what was there before the reset."""
    begin()
    if state.undo is not None:
        adopt(state.undo)
    state.undo = None
